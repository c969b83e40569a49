"""The checks: one a table, made from its schema. No release is made while one of them fails."""

from __future__ import annotations

import dagster as dg

from pipeline.preview import rows
from pipeline.storage import ParquetFiles
from schemas import TABLES, check

_ROWS_SHOWN = 50


def _check(name: str) -> dg.AssetChecksDefinition:
    table = TABLES[name]
    evidence = f", and each `{table.evidence}` stands in its document" if table.evidence else ""

    @dg.asset_check(
        asset=name,
        name="schema",
        blocking=True,
        additional_deps=list(table.needs),
        description=f"Types, keys, vocabularies and rules of {name} hold{evidence}.",
    )
    def schema(io_manager: ParquetFiles) -> dg.AssetCheckResult:
        failures = check(name, {needed: io_manager.read(needed) for needed in (name, *table.needs)})
        return dg.AssetCheckResult(
            passed=not failures,
            description="\n".join(map(str, failures)) or None,
            metadata={
                "failing_rows": sum(failure.rows.height for failure in failures),
                **{str(failure): rows(failure.rows, _ROWS_SHOWN) for failure in failures},
            },
        )

    return schema


CHECKS = [_check(name) for name in TABLES]
