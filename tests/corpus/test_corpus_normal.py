"""The normal form of a text, and the encodings that it is read from."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from pipeline.corpus import read_corpus
from pipeline.corpus.normal import decode, is_binary, normalise, one_line
from pipeline.corpus.records import Refused

PROSE = "Trade between the two of them rose by 9 per cent, and the ports took more of it than in the year before. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\n\r\nd", "a\nb\nc\n\nd"),
        ("\ufeffa\ufeffb", "ab"),
        ("a\0b\x07c\x1b[0m", "a b c [0m"),
        ("a\x85b\u2028c\u2029d", "a\nb\nc\nd"),
        ("a\x80\x9fb\x7f", "a  b"),
        ("a\ud800b", "a\ufffdb"),
        ("  a \t  b\n\n\n c \u00a0\n", "a \t  b\n\n\n c"),
        ("Sa\u0303o Tome\u0301", "São Tomé"),
        ("\u212b", "Å"),
        ("👩‍👩‍👧 🇷🇺", "👩‍👩‍👧 🇷🇺"),
        ("", ""),
        (" \n\0\ufeff ", ""),
    ],
)
def test_normal_form(text: str, expected: str) -> None:
    assert normalise(text) == expected
    assert normalise(expected) == expected
    assert unicodedata.is_normalized("NFC", expected)


def test_normal_form_of_every_character_is_its_own_normal_form() -> None:
    for start in range(0, 0x110000, 0x1000):
        text = normalise(" a".join(map(chr, range(start, start + 0x1000))))
        assert normalise(text) == text
        text.encode("utf-8")


def test_a_long_run_of_combining_marks_is_refused_before_it_takes_quadratic_time() -> None:
    assert normalise("a" + "\u0301\u0316" * 15) == unicodedata.normalize("NFC", "a" + "\u0301\u0316" * 15)
    for before in range(20):
        with pytest.raises(Refused, match="not_text"):
            normalise("x" * before + "a" + "\u0301\u0316" * 16)
    with pytest.raises(Refused, match="not_text"):
        normalise("a" + "\u0301\u0316" * 400_000)


def test_offsets_count_code_points_of_the_published_text(tmp_path: Path) -> None:
    raw = f" date 2023-11-07 \ufeff🚢 Sa\u0303o Tome\u0301’s exports\r\n\r\nrose 😀 9% \0in August. {PROSE}"
    (tmp_path / "a.txt").write_bytes(raw.encode())
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": raw}))
    corpus = read_corpus(tmp_path)
    (document,) = corpus.documents.to_dicts()
    text = document["text"]
    assert text.startswith("🚢 São Tomé’s exports\n\nrose 😀 9%  in August. ")
    start = text.index("9%")
    assert (start, text[start : start + 2]) == (29, "9%")
    # The contract's own words: substr(text, start + 1, end - start), as SQL counts.
    import duckdb

    assert duckdb.execute("select substr($1, $2 + 1, $3 - $2)", [text, start, start + 2]).fetchone() == ("9%",)
    assert corpus.rejected["reason"].to_list() == ["duplicate_of"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_tell_themselves(encoding: str) -> None:
    text = f"{PROSE}“São Tomé’s trade” – worth €5 million or £4 million."
    data = text.encode(encoding)
    assert not is_binary(data)
    assert normalise(decode(data)) == text


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xff\xff",
        PROSE.encode() + b"\xff",
        PROSE.encode() + b"\x81\x8d",
        (PROSE + "’").encode()[:-1] + " “cut in the middle of a character”".encode(),
        "Торговля выросла на девять процентов.".encode("cp1251"),
        "贸易增长了百分之九。".encode("gb18030"),
        b"\xff\xfe\x00",
    ],
)
def test_bytes_that_could_be_anything_are_not_guessed(data: bytes) -> None:
    with pytest.raises(Refused, match="unreadable"):
        decode(data)


def test_a_declared_charset_is_used_only_if_it_is_one_and_fits() -> None:
    data = "Торговля выросла на девять процентов.".encode("cp1251")
    assert decode(data, "windows-1251") == "Торговля выросла на девять процентов."
    for declared in ("utf-8", "no-such-charset", "base64", "unicode_escape", "zip", "a\0b"):
        with pytest.raises(Refused):
            decode(data, declared)
    assert decode("Торговля".encode(), "windows-1251") == "Торговля"  # UTF-8 comes first


def test_a_stray_control_character_makes_no_binary() -> None:
    assert not is_binary(PROSE.encode() + b"\0\0")
    assert not is_binary(b"a\0b")
    assert is_binary(b"\0\1\2\3" * 20)
    assert is_binary(b"%PDF-1.7\n" + PROSE.encode())


def test_one_line() -> None:
    assert one_line(" A\r\n title \t of two  lines\0 ") == "A title of two lines"
    assert one_line(" \n ") is None
