"""How deep JSON nests, told before a recursive parser is let loose on it."""

from __future__ import annotations

import json
import re

from pipeline.corpus.records import Refused

_MAX_DEPTH = 64
# A string (left open at the end, if need be: so each byte is looked at once), or a bracket.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.S)


def parse_json(text: str) -> object:
    """The value of a JSON text. Raises Refused: `malformed_record`, for broken JSON and for more than 64 levels."""
    if text.count("[") + text.count("{") > _MAX_DEPTH:
        depth = 0
        for token in _TOKEN.finditer(text):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
            if depth > _MAX_DEPTH:
                raise Refused("malformed_record", f"JSON nested deeper than {_MAX_DEPTH} levels")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused("malformed_record", f"broken JSON: {error.msg} at character {error.pos + 1}") from None
    except ValueError:
        raise Refused("malformed_record", "broken JSON: a number of too many digits") from None
