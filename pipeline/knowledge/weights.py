"""What was learnt from labelled text: JSON files beside this module, each with its `source` and `licence`."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType


@functools.cache
def weights(name: str) -> Mapping[str, float]:
    """The weight of each feature of the model `name`.

    Raises FileNotFoundError if there is no such file.
    """
    text = resources.files("pipeline.knowledge").joinpath(f"{name}.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text)["weights"])
