"""The limits and choices of the corpus station."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """All counts are inclusive upper bounds.

    max_characters      a document's normalised text, in code points. News is a few thousand; spaCy stops at a million
    max_whole_bytes     a file that must be read as a whole (HTML, JSON), and a payload of a WARC record
    max_record_bytes    one line of a JSONL file
    max_file_bytes      what comes out of one file of records, after decompression
    max_ratio           bytes out of a compressed file for each byte in (text: 3 to 20; a bomb: 1,000 and more)
    max_records         records of one file
    is_date_required    whether a document without a date is rejected as `undated`
    languages           ISO 639-1 codes that extraction knows; the first stands for a text too bare of words to tell
    open_licences       licences, in the spelling of `licences.licence_key`, under which a text may be published
    """

    max_characters: int = 200_000
    max_whole_bytes: int = 16 * 2**20
    max_record_bytes: int = 4 * 2**20
    max_file_bytes: int = 64 * 2**30
    max_ratio: int = 200
    max_records: int = 10_000_000
    is_date_required: bool = False
    languages: tuple[str, ...] = ("en",)
    open_licences: tuple[str, ...] = (
        "cc0", "cc-by", "cc-by-sa", "public-domain", "pddl", "ogl", "us-government-work",
    )  # fmt: skip

    @property
    def max_text_bytes(self) -> int:
        """The most bytes that a text of `max_characters` takes in UTF-8, with room for a header."""
        return 4 * self.max_characters + 128 * 1024
