"""Seeds of every form to documents: the normalised text that all offsets count in, its date and its source.

| form | told by | what is read |
|---|---|---|
| text | any other name | an optional header ` date 2023-11-07 ` and the text |
| front matter | a first line `---` | YAML (title, date, licence, url or sources, language), and the text behind it |
| HTML | .html .htm .xhtml, or how it begins | the main text, and what the page states of itself |
| JSON | .json | an object, or a list of objects, with the fields of a record |
| JSONL | .jsonl .ndjson | a record a line |
| Parquet | .parquet | a record a row |
| WARC | .warc | a page a response |

Each may be compressed (.gz, .zst). A record has a text (text, content or body) and may have a date (date or
published_on), title, url (or source_url), licence (or license) and language. Names that begin with a dot are no
inputs; `licences.csv` beside the seeds states licences for them (see `licences`).
"""

from __future__ import annotations

from pipeline.corpus.read import Corpus, iter_records, read_corpus
from pipeline.corpus.records import Record, Rejection
from pipeline.corpus.settings import Settings
from schemas.vocabulary import REJECTION_REASONS as REASONS

__all__ = ["REASONS", "Corpus", "Record", "Rejection", "Settings", "iter_records", "read_corpus"]
