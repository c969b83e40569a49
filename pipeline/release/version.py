"""The number of the next version, from what has changed since the last one."""

from __future__ import annotations

from typing import Any

from pipeline.release.catalogue import version_key

FIRST = "1.0.0"


def next_version(
    old: dict[str, Any], new: dict[str, Any], old_contract: dict[str, Any], contract: dict[str, Any]
) -> str:
    """MAJOR where a reader's query may break, MINOR where documents or columns came, else PATCH.

    `old` and `new` are manifests, the contracts are as `schemas.contract()`. A document that is gone counts as one
    that came.
    """
    major, minor, patch = version_key(old["version"])
    if breaks(old_contract, contract):
        return f"{major + 1}.0.0"
    key = "keys_sha256"
    has_other_documents = old["tables"]["documents"][key] != new["tables"]["documents"][key]
    if has_other_documents or _names(old_contract) != _names(contract):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def breaks(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a query written against the old contract may fail or mean another thing under the new one.

    It may where a table or column is gone, where a key, a type or a unit is another, where nulls come to a column that
    had none, or where a value leaves a closed vocabulary.
    """
    for name, table in old.items():
        if name not in new or table["key"] != new[name]["key"]:
            return True
        for column, was in table["columns"].items():
            now = new[name]["columns"].get(column)
            if now is None or was["type"] != now["type"] or was.get("unit") != now.get("unit"):
                return True
            if now["is_nullable"] and not was["is_nullable"]:
                return True
            if not set(was.get("vocabulary", ())) <= set(now.get("vocabulary", was.get("vocabulary", ()))):
                return True
    return False


def _names(contract: dict[str, Any]) -> set[tuple[str, str]]:
    return {(name, column) for name, table in contract.items() for column in table["columns"]}
