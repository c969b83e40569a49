"""How right the rows are: measured on labelled texts, told with each release, and held against the release before.

tests/gold/measure.py writes `quality.json` beside this module; a release has it with what is known of that release.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.release.catalogue import DatasetError, Location

FILE, PAGE = "quality.json", "QUALITY.md"
MEASURED = Path(__file__).with_name(FILE)
MOST = 0.02  # how far a number may fall from a release to the next
_HELD = {"f1": "F1", "strict_f1": "strict F1"}
_PLACES = 3  # decimals that are told

Quality = Mapping[str, Any]


class QualityFell(DatasetError):
    """There is no release, since its quality is lower than that of the release before."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A number that is lower than in the release before; `now` is None where it was not measured any more."""

    texts: str
    table: str
    number: str
    was: float
    now: float | None

    def __str__(self) -> str:
        now = "not measured" if self.now is None else f"{self.now:.3f}"
        return f"{self.table} of the {self.texts}, {_HELD[self.number]} {self.was:.3f} -> {now}"


def measured(extraction_code: str | None) -> dict[str, Any]:
    """What was measured last, and whether with the code that makes the rows (None: with which is not known)."""
    quality = json.loads(MEASURED.read_bytes())
    return quality | {"measured_with_this_code": quality["extraction_code"] == extraction_code}


def quality_of(release: Location) -> dict[str, Any] | None:
    """What a release in a folder says of its quality; None if it says nothing. Raises DatasetError."""
    path = Path(release.base, FILE)
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        if FILE not in release.manifest.get("files", {}):
            return None
        raise DatasetError(f"{path} is not there, so it is unknown whether quality fell") from None
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path} cannot be read, so it is unknown whether quality fell: {error}") from None


def falls(old: Quality, new: Quality) -> list[Fall]:
    """The F1 of rows found and of rows right in every slot that fell by more than `MOST`, by texts and table."""
    found = []
    for texts, told in old["sets"].items():
        for table, was in told["tables"].items():
            now = new["sets"].get(texts, {}).get("tables", {}).get(table, {})
            for number in _HELD:
                if number in was and (number not in now or round(was[number] - now[number], _PLACES) > MOST):
                    found.append(Fall(texts, table, number, was[number], now.get(number)))
    return found


def held_against(last: Location | None, quality: Quality, reason: str | None) -> dict[str, Any]:
    """The quality as the next release tells it: with the reason, where it is lower than that of the last release.

    Raises QualityFell where it is lower and no reason is given.
    """
    was = quality_of(last) if last else None
    found = falls(was, quality) if was else []
    if last is None or was is None or not found:
        return dict(quality)
    if not (reason and reason.strip()):
        same = was.get("labels_sha256") == quality.get("labels_sha256")
        others = "" if same else " (the labels, or how they are scored, have changed since)"
        raise QualityFell(
            f"no release: quality fell by more than {MOST:.2f} since version {last.version}: "
            f"{'; '.join(map(str, found))}{others}. Mend it and run `make score`, or say why it may be so: "
            'amur build --accept-lower-quality "REASON"'
        )
    accepted = {"version": last.version, "reason": reason.strip(), "falls": [asdict(fall) for fall in found]}
    return {**quality, "lower_than": accepted}
