"""Why an input is no document: the closed list that `rejected.reason` is drawn from."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "empty": "no text is left once white space is stripped, or a file of records holds no record",
    "not_text": "a picture, an archive, a program or another binary, or a web page that was not served",
    "unreadable": "it cannot be opened or decoded: permission, a broken archive, an unknown encoding, a link, a pipe",
    "malformed_record": "its fields are not in a form that this project reads:"
    " broken JSON or YAML, no text, a wrong date",
    "too_long": "it, or the file that it stands in, is larger than the settings allow",
    "language": "it is not in a language that extraction knows",
    "undated": "it states no date, and the settings ask for one",
    "duplicate_of": "its normalised text is that of an earlier document, named in `detail`",
    "extraction_failed": "it was read, but extraction raised an error, named in `detail`",
    "timed_out": "it was read, but its extraction took longer than the engine allows",
}
