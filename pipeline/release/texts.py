"""The words that go with a release: its README and how to cite it."""

from __future__ import annotations

from typing import Any

import schemas
from pipeline.release.quality import Quality
from pipeline.release.quality_page import summary

TITLE = "amur: cross-border trade in dated news"


def readme(manifest: dict[str, Any], quality: Quality) -> str:
    """The README of a release in Markdown, from its manifest and quality."""
    version, tables = manifest["version"], manifest["tables"]
    lines = [f"| `{name}` | {tables[name]['rows']:,} | {table.description} |" for name, table in schemas.TABLES.items()]
    return f"""# {TITLE}, version {version}

Trade figures, projects and relations between countries, firms and people, as dated news tells them. Every row carries
its evidence: the document, the place in it, and the words quoted.

| table | rows | |
|---|---|---|
{chr(10).join(lines)}

[DICTIONARY.md](DICTIONARY.md) describes every column and every value of the closed vocabularies.

## How right it is

Measured on texts that were labelled by hand: 1 would be perfect. [QUALITY.md](QUALITY.md) says what the numbers mean and
has each slot, predicate and type; `quality.json` has the same for programs.

{summary(quality)}

## Files

- `TABLE.parquet`: the tables, with the description, unit and example of each column in its Arrow field metadata
- `csv/TABLE.csv`: the same for spreadsheets, in UTF-8 with a byte order mark. Lists are JSON. A text that begins with
  `=`, `+`, `-`, `@`, a tab or a carriage return has an apostrophe before it, so that no spreadsheet runs it as a formula
- `amur.duckdb`: the same tables in one database file, with the views `figures`, `statements` and `project_history`,
  which have the names and dates joined
- `manifest.json`: rows, bytes and SHA-256 of every file, the version of schema and code, the hashes of the seeds
- `quality.json`, `QUALITY.md`: how right the rows are, for programs and for people
- `schema.json`: the columns, keys, rules and vocabularies for programs
- `amur-{version}.zip`: all of these but the database

## Ask it

With [DuckDB](https://duckdb.org), in this folder:

```sql
-- in amur.duckdb: what was traded, in the words that say so
SELECT published_on, reporter, flow, partner, commodity, value, unit, quote
FROM figures WHERE measure = 'value' ORDER BY published_on LIMIT 10;
```

```sql
-- straight on the Parquet files: who is said to build what
SELECT subject_id, object_id, modality, quote FROM 'relations.parquet' WHERE predicate = 'builds';
```

```sql
-- evidence, always: the quote is the text from start to end (counted in code points; "end" needs its quotes)
SELECT count(*) FILTER (substr(d.text, f.start + 1, f."end" - f.start) = f.quote) AS right, count(d.text) AS of
FROM 'trade_figures.parquet' f JOIN 'documents.parquet' d USING (document_id);
```

## Licence

The dataset is published under CC BY 4.0. A document's text stays under its own licence (`documents.licence`); where that
does not allow publication, `documents.text` is null, and what remains are the quotes, the offsets and the hash.

## Cite

{TITLE}, version {version}. Content SHA-256 {manifest["content_sha256"]}. CC BY 4.0. See [CITATION.cff](CITATION.cff).
"""


def citation(manifest: dict[str, Any]) -> str:
    """The release's CITATION.cff (Citation File Format 1.2.0). It has no date: a release tells none."""
    return f"""cff-version: 1.2.0
message: If you use this dataset, please cite it as below.
type: dataset
title: "{TITLE}"
version: "{manifest["version"]}"
license: CC-BY-4.0
authors:
  - name: The amur contributors
identifiers:
  - type: other
    value: "sha256:{manifest["content_sha256"]}"
    description: SHA-256 of the content of this version
"""
