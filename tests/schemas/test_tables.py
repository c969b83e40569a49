"""The definitions themselves, and what is made from them."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys

import duckdb
import polars as pl
import pytest

import schemas
from schemas import vocabulary

FIELDS = [(table, field) for table in schemas.TABLES.values() for field in table.fields]
IDS = [f"{table.name}.{field.name}" for table, field in FIELDS]

# The contract's columns and types: a rename, a removal or another type is a new major version.
CONTRACT = {
    "documents": "document_id:string source:string published_on:date32 title:string source_url:string licence:string "
    "language:string text:string sha256:string",
    "entities": "entity_id:string type:string name:string aliases:list<string> scheme:string code:string country:string "
    "latitude:double longitude:double",
    "mentions": "mention_id:string document_id:string entity_id:string start:int32 end:int32 text:string kind:string "
    "confidence:double",
    "relations": "relation_id:string document_id:string subject_id:string predicate:string object_id:string role:string "
    "commodity_id:string modality:string start:int32 end:int32 quote:string confidence:double",
    "trade_figures": "figure_id:string document_id:string flow:string reporter_id:string partner_id:string "
    "scope_id:string commodity_id:string measure:string value:double value_high:double unit:string value_usd:double "
    "approximation:string period_start:date32 period_end:date32 change_pct:double change_value:double "
    "change_basis:string previous_value:double modality:string start:int32 end:int32 quote:string confidence:double",
    "projects": "project_id:string name:string kind:string status:string parties:list<string> "
    "organisations:list<string> places:list<string> commodity_id:string capacity:double capacity_unit:string "
    "cost:double cost_currency:string starts_on:date32 completes_on:date32 confidence:double",
    "project_mentions": "project_id:string document_id:string status:string capacity:double capacity_unit:string "
    "cost:double cost_currency:string stated_on:date32 start:int32 end:int32 quote:string confidence:double",
    "rejected": "source:string reason:string detail:string sha256:string",
}


def test_the_tables_are_the_contract_s() -> None:
    ours = {
        name: " ".join(f"{f.name}:{f.type}" for f in table.fields if f.is_published)
        for name, table in schemas.TABLES.items()
    }
    assert ours == CONTRACT


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=IDS)
def test_each_field_is_described_and_its_example_fits_it(table: schemas.Table, field: schemas.Field) -> None:
    assert field.description.endswith(".")
    assert field.example is not None
    example = dt.date.fromisoformat(field.example) if field.type == "date32" else field.example
    frame = schemas.frame(table.name, [{field.name: example}])
    assert [f for f in schemas.check(table.name, _alone(table, frame)) if f.column == field.name and _is_own(f)] == []


def _alone(table: schemas.Table, frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {name: schemas.frame(name) for name in table.needs} | {table.name: frame}


def _is_own(failure: schemas.Failure) -> bool:
    """Not about another table or another column of the same row."""
    return not re.match("is a key of|is the document's text|is the SHA-256", failure.check)


def test_arrow_fields_carry_description_unit_and_example() -> None:
    for table in schemas.TABLES.values():
        schema = table.arrow_schema()
        assert schema.names == list(table.columns)
        for field in schema:
            ours = table.field(field.name)
            assert field.metadata[b"description"].decode() == ours.description
            assert field.metadata.get(b"unit", b"").decode() == (ours.unit or "")
            assert json.loads(field.metadata[b"example"]) == ours.example
            assert field.nullable == ours.is_nullable


def test_a_column_of_several_tables_is_the_same_everywhere() -> None:
    """Same name, same type, pattern and unit: what else may differ is the wording and whether it may be null."""
    seen: dict[str, tuple[str, str | None, str | None]] = {}
    for table, field in FIELDS:
        if field.name not in {"commodity_id", "name", "kind", "status", "modality", "sha256", "text"}:
            same = (field.type, field.pattern, field.unit)
            assert seen.setdefault(field.name, same) == same, f"{table.name}.{field.name}"


def test_the_dictionary_names_every_column_and_every_value() -> None:
    dictionary = schemas.dictionary()
    for table, field in FIELDS:
        section = dictionary.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        assert (f"| `{field.name}` |" in section) is field.is_published
        for value in field.vocabulary or ():
            assert f"\n| `{value}` |" in dictionary
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in dictionary.splitlines() if line.startswith("|")}
    assert widths == {6, 4, 3}  # five columns, three of the predicates, two of the other vocabularies


def test_duckdb_takes_the_comments() -> None:
    db = duckdb.connect()
    for name, table in schemas.TABLES.items():
        empty = table.arrow_schema().empty_table()
        db.register("empty", empty)
        db.execute(f"CREATE TABLE {name} AS FROM empty")
        db.unregister("empty")
    for statement in [*schemas.comments(), *schemas.view_statements()]:
        db.execute(statement)
    without = db.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND schema_name = 'main' AND NOT internal"
    )
    assert without.fetchall() == []
    unit = "SELECT comment FROM duckdb_columns() WHERE table_name = 'entities' AND column_name = 'latitude'"
    assert db.execute(unit).fetchall() == [("Latitude in WGS 84, north positive. [degrees]",)]


def test_the_contract_is_plain_data() -> None:
    assert json.loads(json.dumps(schemas.contract())) == schemas.contract()
    assert "is_text_published" not in schemas.contract()["documents"]["columns"]


def test_symmetric_predicates_have_the_same_types_on_both_sides() -> None:
    assert set(vocabulary.SYMMETRIC_PREDICATES) == {
        "borders", "meets", "trades_with", "agrees_with", "cooperates_with", "in_conflict_with",
    }  # fmt: skip
    for name in vocabulary.SYMMETRIC_PREDICATES:
        signature = vocabulary.PREDICATE_SIGNATURES[name]
        assert signature.subjects == signature.objects


def test_every_type_of_a_predicate_is_a_type_of_entity_or_a_project() -> None:
    types = {t for p in vocabulary.PREDICATE_SIGNATURES.values() for t in (*p.subjects, *p.objects)}
    assert types <= {*vocabulary.ENTITY_TYPES, "project"}


def test_row_ids_follow_the_content_and_not_the_order(tables: dict[str, pl.DataFrame]) -> None:
    relations = tables["relations"]
    ids = relations["relation_id"].to_list()
    assert schemas.identify("relations", relations.reverse())["relation_id"].to_list() == ids[::-1]
    changed = relations.with_columns(modality=pl.lit("denied"))
    assert not set(schemas.identify("relations", changed)["relation_id"]) & set(ids)
    with pytest.raises(ValueError, match="projects"):
        schemas.identify("projects", tables["projects"])


def test_importing_schemas_loads_nothing_heavy() -> None:
    code = "import schemas, sys; print([m for m in ('polars', 'pandera', 'pyarrow', 'duckdb', 'dagster') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
