"""Reviewed decisions on identity: which ids are one thing under two names, and which are not, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Judgements:
    """`same`: id → the id that it becomes, in one step. `different`: pairs of ids that are never made one."""

    same: Mapping[str, str] = field(default_factory=dict)
    different: frozenset[frozenset[str]] = frozenset()

    def are_different(self, one: str, two: str) -> bool:
        return frozenset((one, two)) in self.different


def read_judgements() -> Judgements:
    """Those of knowledge/judgements.csv. Raises ValueError for one that is malformed or contradicts another."""
    from pipeline.knowledge import read_table

    return judgements(read_table("judgements.csv"))


def judgements(rows: Iterable[Mapping[str, str]]) -> Judgements:
    """From rows of entity_id, judgement (same, different), other_id and reason. Raises as `read_judgements`."""
    same: dict[str, str] = {}
    different: set[frozenset[str]] = set()
    for row in rows:
        one, two = row["entity_id"], row["other_id"]
        if one == two or one.partition(":")[0] != two.partition(":")[0] or not row["reason"]:
            raise ValueError(f"a judgement needs two ids of one type and a reason: {dict(row)}")
        if row["judgement"] == "same":
            if one in same:
                raise ValueError(f"{one} is judged to be two others")
            same[one] = two
        elif row["judgement"] == "different":
            different.add(frozenset((one, two)))
        else:
            raise ValueError(f"a judgement is same or different, not {row['judgement']!r}")
    direct = {one: follow(one, same) for one in same}
    for one, two in direct.items():
        if frozenset((one, two)) in different:
            raise ValueError(f"{one} and {two} are judged the same and different")
    return Judgements(direct, frozenset(different))


def follow(start: str, becomes: Mapping[str, str]) -> str:
    """Where a chain of ids ends. Raises ValueError if it ends nowhere."""
    seen = [start]
    while (after := becomes.get(seen[-1])) is not None:
        if after in seen:
            raise ValueError(f"identities go in a circle: {' → '.join([*seen, after])}")
        seen.append(after)
    return seen[-1]
