"""The page that tells a release's quality, in Markdown, from its quality.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.release.quality import MOST, Fall, Quality

_MEANING = """\
- **Found**: a row of the dataset and a labelled one are of the same thing. A figure: the same number, unit and flow. A
  project: the same kind, and a word of its name, a place or all its parties in common. A relation: both ends, the
  predicate and the modality. An entity: its id.
- **Right**: a figure or project that is found, and of which every slot is right too.
- **Precision**: of 100 rows of the dataset, how many are so, as a number from 0 to 1. **Recall**: of 100 rows that a
  careful reader labels, how many the dataset has. **F1**: one number for both, their harmonic mean.
- A **slot** is a column of a figure or project. Its precision is the share of its filled values, in all rows of the
  dataset, that are right; its recall the share of the labelled values that are there. *Right where found* looks at found
  rows alone: how often the slot is as labelled, be it filled or rightly empty.

Two careful people who labelled the same news on their own agreed with each other at F1 1.00 on figures found and 0.87 on
figures right, 0.91 and 0.82 on projects, 0.92 on relations and 0.95 on entities. No program can be shown to do better.

Where a model chooses, it was learnt from these texts; so each text is measured with a model that has not seen it (the
texts are split into five parts, and each is read by what the other four teach). Rules were written with these texts at
hand, and on others the numbers may be some points lower. Each text is judged alone: whether the same thing in two texts
got one id is not measured."""


def summary(quality: Quality) -> str:
    """One table of all sets of texts: precision, recall and F1 of rows found, F1 of rows right in every slot."""
    lines = []
    for name, told in quality["sets"].items():
        for place, (table, r) in enumerate(told["tables"].items()):
            texts = f"{name} ({told['documents']})" if place == 0 else ""
            strict = _number(r.get("strict_f1"))
            lines.append((texts, f"`{table}`", r["labelled"], *_three(r), strict))
    return _markdown(("texts", "table", "labelled", "precision", "recall", "F1", "F1 of rows right"), lines)


def page(quality: Quality, version: str) -> str:
    """QUALITY.md of a release: what was measured, what the numbers mean, and all of them."""
    parts = [f"# How right the rows are, version {version}", _MEANING]
    if not quality["measured_with_this_code"]:
        parts.append(
            "**The rows of this version were made by other code than the one that was measured**, so the numbers are those "
            "of a relative."
        )
    if (lower := quality.get("lower_than")) is not None:
        fallen = "\n".join(f"- {Fall(**fall)}" for fall in lower["falls"])
        parts.append(
            f"## Lower than version {lower['version']}\n\nThese fell by more than {MOST:.2f}:\n\n{fallen}\n\n"
            f"It was accepted, for this reason: {' '.join(lower['reason'].split())}"
        )
    parts.append(f"## All tables\n\n{summary(quality)}")
    for name, told in quality["sets"].items():
        parts.append(f"## {name.capitalize()}\n\n{told['documents']} texts: {told['about']}.")
        for table, r in told["tables"].items():
            parts.append(f"### `{table}` of the {name}\n\n{_of(table, r)}")
    return "\n\n".join(parts) + "\n"


def _of(table: str, r: Mapping[str, Any]) -> str:
    said = f"{r['labelled']} labelled rows, {r['predicted']} rows of the dataset."
    heads = ("precision", "recall", "F1")
    lines = [("found", *_three(r))]
    if "strict_f1" in r:
        lines.append(("right", *_three(r, "strict_")))
    parts = [said, _markdown(("", *heads), lines)]
    if slots := r.get("slots"):
        rows = [(f"`{slot}`", s["labelled"], *_three(s), _number(s["right_where_found"])) for slot, s in slots.items()]
        parts.append(_markdown(("slot", "labelled", *heads, "right where found"), rows))
    if kinds := r.get("kinds"):
        name = {"relations": "predicate", "entities": "type"}.get(table, "kind")
        parts.append(_markdown((name, "labelled", *heads), [(k, v["labelled"], *_three(v)) for k, v in kinds.items()]))
    return "\n\n".join(parts)


def _three(r: Mapping[str, Any], prefix: str = "") -> tuple[str, str, str]:
    precision, recall, f1 = (_number(r[prefix + name]) for name in ("precision", "recall", "f1"))
    return precision, recall, f1


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---" if place == 0 else "---:" for place in range(len(heads))], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
