"""The number of the next version."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import schemas
from pipeline.release.catalogue import version_key
from pipeline.release.version import breaks, next_version
from schemas.vocabulary import PREDICATES

OLD: dict[str, Any] = {"version": "1.2.3", "tables": {"documents": {"keys_sha256": "a"}}}


def changed(*path: str, value: Any = None) -> dict[str, Any]:
    """The contract with one thing in it changed, or taken away if no value is given."""
    contract = copy.deepcopy(schemas.contract())
    place = contract
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return contract


COLUMN = schemas.contract()["relations"]["columns"]["role"]


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        (changed("relations", "columns", "quote"), "2.0.0"),
        (changed("rejected"), "2.0.0"),
        (changed("relations", "columns", "start", "type", value="int64"), "2.0.0"),
        (changed("entities", "columns", "latitude", "unit", value="radians"), "2.0.0"),
        (changed("mentions", "columns", "text", "is_nullable", value=True), "2.0.0"),
        (changed("mentions", "columns", "kind", "vocabulary", value=["name"]), "2.0.0"),
        (changed("project_mentions", "key", value=["project_id"]), "2.0.0"),
        (changed("relations", "columns", "mood", value=COLUMN), "1.3.0"),
        (changed("relations", "columns", "predicate", "vocabulary", value=[*PREDICATES, "fears"]), "1.2.4"),
        (changed("relations", "columns", "role", "description", value="Better words."), "1.2.4"),
        (changed("relations", "columns", "role", "is_nullable", value=False), "1.2.4"),
    ],
)  # fmt: skip
def test_what_a_new_contract_asks_for(contract: dict[str, Any], expected: str) -> None:
    assert next_version(OLD, OLD, schemas.contract(), contract) == expected


def test_documents_make_a_minor_version_and_rows_a_patch() -> None:
    contract = schemas.contract()
    other = {"version": None, "tables": {"documents": {"keys_sha256": "b"}}}
    assert next_version(OLD, other, contract, contract) == "1.3.0"
    assert next_version(OLD, OLD, contract, contract) == "1.2.4"
    assert not breaks(contract, contract)


def test_versions_sort_by_number() -> None:
    assert sorted(["1.10.0", "1.9.0", "1.2.11"], key=version_key) == ["1.2.11", "1.9.0", "1.10.0"]
    for wrong in ("1.0", "01.0.0", "1.0.0-rc1", "latest"):
        with pytest.raises(ValueError, match="not a version"):
            version_key(wrong)
