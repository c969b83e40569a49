"""Word lists: YAML files beside this module, each with its `source` and `licence`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any


@functools.cache
def words(name: str) -> Mapping[str, Any]:
    """The lists of `name`.yaml by key, lists as frozensets where they hold plain words, order kept elsewhere.

    Raises FileNotFoundError if there is no such file.
    """
    import yaml

    text = resources.files("pipeline.knowledge").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return MappingProxyType({key: _frozen(value) for key, value in loaded.items()})


def _frozen(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return frozenset(value)
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    return value
