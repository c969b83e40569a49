"""What was learnt from labelled text: JSON files beside this module, each with its `source` and `licence`."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any


@functools.cache
def weights(name: str, part: str | None = None) -> Mapping[str, Any]:
    """The weight of each feature of the model `name`, or of its `part` where it has several.

    Raises FileNotFoundError if there is no such file.
    """
    found = model(name)["weights"]
    return MappingProxyType(found if part is None else found.get(part, {}))


@functools.cache
def model(name: str) -> Mapping[str, Any]:
    """All that the file of a model holds: its weights, and what was measured when they were learnt."""
    text = resources.files("pipeline.knowledge").joinpath(f"{name}.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text))
