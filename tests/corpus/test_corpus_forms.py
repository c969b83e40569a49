"""Every form that a seed can have, as real files."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from pipeline.corpus import Settings, read_corpus

TEXT = (
    "Timber exports from the Amur region to China rose by 9 per cent in August, the customs office in Heihe said. "
    "The buyers took 1.2 million tonnes, which was more than in the whole of the year before."
)
OTHER = TEXT.replace("Timber", "Coal")
DAY = dt.date(2023, 11, 7)
Packer = Callable[[bytes], bytes]


def read_one(seeds: Path) -> dict[str, object]:
    """The only document of a folder from which nothing is rejected."""
    corpus = read_corpus(seeds)
    assert corpus.rejected.to_dicts() == []
    (document,) = corpus.documents.to_dicts()
    return document


@pytest.mark.parametrize(
    "content",
    [
        f" date 2023-11-07 {TEXT}",
        f"date 2023-11-07 {TEXT}\n",
        f" date 2023-11-07\n\n{TEXT}\n",
        f"\ufeffdate: 2023-11-07\r\n{TEXT}\r\n",
    ],
)
def test_text_form_takes_its_header_as_the_date_and_the_rest_as_the_text(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.txt").write_bytes(content.encode())
    document = read_one(tmp_path)
    assert (document["text"], document["published_on"], document["source"]) == (TEXT, DAY, "a.txt")


def test_text_without_a_header_is_a_document_without_a_date(tmp_path: Path) -> None:
    text = f"Date palms are traded too. {TEXT}"
    (tmp_path / "no_suffix").write_text(text)
    document = read_one(tmp_path)
    assert (document["text"], document["published_on"]) == (text, None)


def test_undated_text_is_rejected_where_the_settings_ask_for_a_date(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    corpus = read_corpus(tmp_path, Settings(is_date_required=True))
    assert corpus.rejected["reason"].to_list() == ["undated"]


@pytest.mark.parametrize("day", ["2023-02-31", "2023-13-01"])
def test_header_with_a_day_that_does_not_exist_is_malformed(tmp_path: Path, day: str) -> None:
    (tmp_path / "a.txt").write_text(f" date {day} {TEXT}")
    corpus = read_corpus(tmp_path)
    assert corpus.rejected["reason"].to_list() == ["malformed_record"]
    assert day in corpus.rejected["detail"][0]


def test_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        '---\ntitle: "Timber:  up"\ndate: 2023-11-07\nlicence: CC-BY-4.0\nlanguage: en-GB\n'
        f"sources:\n  - https://example.org/a\n  - https://example.org/b\n---\n\n{TEXT}\n\n---\n\nA rule is text.\n"
    )
    document = read_one(tmp_path)
    assert document["text"] == f"{TEXT}\n\n---\n\nA rule is text."
    assert (document["title"], document["published_on"]) == ("Timber: up", DAY)
    assert (document["source_url"], document["licence"]) == ("https://example.org/a", "CC-BY-4.0")
    assert (document["language"], document["is_text_published"]) == ("en", True)


def test_front_matter_with_the_other_names_of_its_fields_and_crlf(tmp_path: Path) -> None:
    front = f"---\nlicense: All rights reserved\nurl: https://example.org/c\npublished_on: 2023-11-07\n---\n{TEXT}\n"
    (tmp_path / "a.txt").write_bytes(front.replace("\n", "\r\n").encode())
    document = read_one(tmp_path)
    assert (document["text"], document["published_on"], document["title"]) == (TEXT, DAY, None)
    assert (document["source_url"], document["is_text_published"]) == ("https://example.org/c", False)


@pytest.mark.parametrize(
    ("front", "detail"),
    [
        ("date: 2023-02-30", "2023-02-30"),
        ("date: soon", "soon"),
        ("date: 2023", "2023"),
        ("title: [a, b]", "title"),
        ("title: 'a", "broken YAML"),
        ("- a\n- b", "no mapping"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "anchor"),
        ("title: " + "[" * 40_000, "nested deeper"),
        ("title: " + "x" * 70_000, "65536 bytes"),
    ],
)
def test_bad_front_matter_is_malformed(tmp_path: Path, front: str, detail: str) -> None:
    (tmp_path / "a.md").write_text(f"---\n{front}\n---\n{TEXT}\n")
    corpus = read_corpus(tmp_path)
    assert corpus.rejected["reason"].to_list() == ["malformed_record"]
    assert detail in corpus.rejected["detail"][0]


def test_yaml_tags_make_no_objects(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: !!python/object/apply:os.getcwd []\ndate: 2023-11-07\n---\n{TEXT}")
    corpus = read_corpus(tmp_path)
    assert corpus.rejected["detail"].to_list() == ["title is no string: []"]


PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Timber up – Border Daily</title>
<meta property="article:published_time" content="2023-11-07T23:30:00-05:00">
<meta property="article:modified_time" content="2024-01-01">
<link rel="canonical" href="https://example.org/timber"></head>
<body><nav><a href="/">Home</a> <a href="/trade">All the trade news</a></nav>
<article><h1>Timber up</h1><p>{TEXT}</p><p>Russia’s ports will see more of it.</p></article>
<p><a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a></p>
<footer>Copyright 2022 Border Daily. All the news from the border.</footer></body></html>"""


@pytest.mark.parametrize("name", ["a.html", "page"])
def test_html_gives_the_main_text_and_what_the_page_states(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(PAGE)
    document = read_one(tmp_path)
    assert f"{TEXT}\n\nRussia’s ports will see more of it." in str(document["text"])
    assert "Home" not in str(document["text"])
    assert "Copyright" not in str(document["text"])
    assert (document["title"], document["published_on"]) == ("Timber up", DAY)
    assert document["source_url"] == "https://example.org/timber"
    assert (document["licence"], document["is_text_published"]) == ("CC BY 4.0", True)


def test_html_without_a_stated_date_has_none_whatever_its_text_says(tmp_path: Path) -> None:
    page = PAGE.replace("article:published_time", "x").replace("article:modified_time", "y")
    (tmp_path / "a.html").write_text(page.replace("Timber up", "Timber up on 3 May 2021"))
    assert read_one(tmp_path)["published_on"] is None


@pytest.mark.parametrize(
    "stated",
    [
        '<script type="application/ld+json">{"@graph": [{"@id": "a", "datePublished": "2023-11-07"}]}</script>',
        '<meta name="dc.date" content="2023-11-07">',
    ],
)
def test_html_states_its_date_in_json_ld_and_dublin_core(tmp_path: Path, stated: str) -> None:
    page = PAGE.replace("article:published_time", "x").replace("<link", f"{stated}<link")
    (tmp_path / "a.html").write_text(page)
    assert read_one(tmp_path)["published_on"] == DAY


def test_html_in_the_charset_that_it_declares(tmp_path: Path) -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="windows-1251"').replace("August", "August (Благовещенск)")
    (tmp_path / "a.html").write_bytes(page.encode("windows-1251"))
    assert "(Благовещенск)" in str(read_one(tmp_path)["text"])


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<html><body><script>var a = 1</script></body></html>"])
def test_html_without_text_is_empty(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(page)
    assert read_corpus(tmp_path).rejected["reason"].to_list() == ["empty"]


def test_html_nested_without_end_costs_no_more_than_itself(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + "<div>" * 50_000 + TEXT)
    (tmp_path / "b.txt").write_text(OTHER)
    corpus = read_corpus(tmp_path)
    assert corpus.inputs == 2
    assert "b.txt" in corpus.documents["source"]


def test_jsonl_names_each_record_by_its_line(tmp_path: Path) -> None:
    rows = [
        {"text": TEXT, "date": "2023-11-07", "title": "Timber", "url": "https://example.org/1", "licence": "CC0-1.0"},
        {"content": OTHER, "published_on": "2023-11-07T08:00:00Z", "license": "CC-BY-NC-4.0", "language": "en"},
        {"body": f" date 2023-11-07 {TEXT} So it was.", "source_url": "a report on paper"},
    ]
    lines = [json.dumps(row) for row in rows]
    (tmp_path / "a.jsonl").write_text("\n".join([lines[0], "", *lines[1:]]) + "\n")
    corpus = read_corpus(tmp_path)
    documents = corpus.documents.to_dicts()
    assert (corpus.inputs, len(corpus.rejected)) == (3, 0)
    assert [d["source"] for d in documents] == ["a.jsonl#1", "a.jsonl#3", "a.jsonl#4"]
    assert [d["text"] for d in documents] == [TEXT, OTHER, f"{TEXT} So it was."]
    assert {d["published_on"] for d in documents} == {DAY}
    assert [d["is_text_published"] for d in documents] == [True, False, False]
    assert [d["source_url"] for d in documents] == ["https://example.org/1", None, None]


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        ('{"text": "Trade', "malformed_record", "broken JSON"),
        ('["text"]', "malformed_record", "list"),
        ('{"title": "x"}', "malformed_record", "no field text"),
        ('{"text": null}', "malformed_record", "no field text"),
        ('{"text": 5}', "malformed_record", "int"),
        ('{"text": "TEXT", "date": "2023-02-29"}', "malformed_record", "2023-02-29"),
        ('{"text": "TEXT", "date": 1699315200}', "malformed_record", "1699315200"),
        ('{"text": "TEXT", "title": {"en": "x"}}', "malformed_record", "title"),
        ('{"text": " date 2023-11-06 TEXT", "date": "2023-11-07"}', "malformed_record", "two dates"),
        ('{"text": "TEXT", "n": ' + "9" * 5000 + "}", "malformed_record", "digits"),
        ('{"text": "TEXT", "x": ' + "[" * 200 + "]" * 200 + "}", "malformed_record", "nested"),
        ("[" * 100_000, "malformed_record", "nested"),
        ('{"text": " \\n "}', "empty", None),
        ('{"text": "Die Ausfuhren stiegen im August um neun Prozent, teilte das Zollamt mit."}', "language", "de"),
    ],
)
def test_a_bad_line_is_rejected_alone(tmp_path: Path, line: str, reason: str, detail: str | None) -> None:
    (tmp_path / "a.jsonl").write_text(
        f"{json.dumps({'text': TEXT})}\n{line.replace('TEXT', TEXT)}\n{json.dumps({'text': OTHER})}\n"
    )
    corpus = read_corpus(tmp_path)
    assert corpus.documents["source"].to_list() == ["a.jsonl#1", "a.jsonl#3"]
    (rejected,) = corpus.rejected.to_dicts()
    assert (rejected["source"], rejected["reason"]) == ("a.jsonl#2", reason)
    assert rejected["detail"] is None if detail is None else detail in rejected["detail"]


def test_a_line_that_is_not_utf8_and_one_that_is_too_long_are_rejected_alone(tmp_path: Path) -> None:
    good = json.dumps({"text": TEXT}).encode()
    bad = b'{"text": "Trade \xff\xff rose"}'
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([bad, b'{"text": "' + b"x" * 5000 + b'"}', good]))
    rejected = read_corpus(tmp_path, Settings(max_record_bytes=1000)).rejected
    assert rejected.select("source", "reason").rows() == [("a.jsonl#1", "unreadable"), ("a.jsonl#2", "too_long")]


def test_records_beyond_the_limit_of_a_file_are_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": f"{TEXT} {i}"}) + "\n" for i in range(5)))
    pq.write_table(pa.table({"text": [f"{OTHER} {i}" for i in range(5)]}), tmp_path / "b.parquet")
    corpus = read_corpus(tmp_path, Settings(max_records=3))
    assert corpus.documents["source"].to_list() == [f"{f}#{i}" for f in ("a.jsonl", "b.parquet") for i in (1, 2, 3)]
    assert corpus.rejected.select("source", "reason").rows() == [("a.jsonl", "too_long"), ("b.parquet", "too_long")]


def test_json_holds_one_record_or_a_list_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": TEXT, "date": "2023-11-07"}))
    (tmp_path / "b.json").write_text(json.dumps([{"text": OTHER}, 5]))
    corpus = read_corpus(tmp_path)
    assert corpus.documents["source"].to_list() == ["a.json", "b.json#1"]
    assert corpus.rejected["source"].to_list() == ["b.json#2"]


@pytest.mark.parametrize(
    "days",
    [
        pa.array([DAY, None], pa.date32()),
        pa.array(["2023-11-07", None]),
        pa.array([dt.datetime(2023, 11, 7, 23, 59, 59, 999_999), None], pa.timestamp("ns")),
        pa.array([dt.datetime(2023, 11, 7, 15, tzinfo=dt.UTC), None], pa.timestamp("us", "Asia/Shanghai")),
        pa.array(["2023-11-07", None]).dictionary_encode(),
    ],
    ids=lambda array: str(array.type),
)
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary()], ids=str)
def test_parquet(tmp_path: Path, days: pa.Array, kind: pa.DataType) -> None:
    table = pa.table(
        {
            "id": [7, 8],
            "content": pa.array([TEXT, OTHER]).cast(kind),
            "date": days,
            "title": ["Timber", None],
            "licence": ["CC0-1.0", None],
            "nested": [[{"a": 1}], None],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1)
    corpus = read_corpus(tmp_path)
    assert corpus.rejected.to_dicts() == []
    assert corpus.documents["source"].to_list() == ["a.parquet#1", "a.parquet#2"]
    assert corpus.documents["text"].to_list() == [TEXT, OTHER]
    assert corpus.documents["published_on"].to_list() == [DAY, None]
    assert corpus.documents["title"].to_list() == ["Timber", None]


def test_parquet_rejects_what_is_wrong_with_a_file_or_with_a_row(tmp_path: Path) -> None:
    pq.write_table(pa.table({"words": [TEXT]}), tmp_path / "a_no_text.parquet")
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "b_no_rows.parquet")
    pq.write_table(pa.table({"text": [TEXT, None, " "], "date": [1.5, None, None]}), tmp_path / "c.parquet")
    whole = (tmp_path / "c.parquet").read_bytes()
    (tmp_path / "d_cut_off.parquet").write_bytes(whole[:-20])
    (tmp_path / "e_text.parquet").write_text(TEXT)
    (tmp_path / "f_nothing.parquet").touch()
    corpus = read_corpus(tmp_path)
    assert corpus.rejected.select("source", "reason").rows() == [
        ("a_no_text.parquet", "malformed_record"),
        ("b_no_rows.parquet", "empty"),
        ("c.parquet#1", "malformed_record"),
        ("c.parquet#2", "malformed_record"),
        ("c.parquet#3", "empty"),
        ("d_cut_off.parquet", "unreadable"),
        ("e_text.parquet", "unreadable"),
        ("f_nothing.parquet", "empty"),
    ]


def warc_record(kind: str, payload: bytes, **headers: str) -> bytes:
    lines = [f"WARC-Type: {kind}", f"Content-Length: {len(payload)}", *(f"{k}: {v}" for k, v in headers.items())]
    return b"WARC/1.0\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + payload + b"\r\n\r\n"


def test_warc_reads_the_pages_that_were_served(tmp_path: Path) -> None:
    page = PAGE.replace('<link rel="canonical" href="https://example.org/timber">', "").encode()
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)
    at = {"WARC-Target-URI": "https://example.org/warc"}
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    packed = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(
        OTHER.encode()
    )
    records = [
        warc_record("warcinfo", b"software: a test"),
        warc_record("request", b"GET / HTTP/1.1\r\n\r\n"),
        warc_record("response", chunked, **at),
        warc_record("response", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>", **at),
        warc_record("response", packed),
        warc_record("response", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
    ]
    # Web archives pack each record by itself.
    (tmp_path / "a.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))
    corpus = read_corpus(tmp_path)
    assert corpus.documents["source"].to_list() == ["a.warc.gz#3", "a.warc.gz#5"]
    assert corpus.documents["source_url"].to_list() == ["https://example.org/warc", None]
    assert corpus.documents["published_on"].to_list() == [DAY, None]
    assert corpus.rejected.select("source", "reason").rows() == [
        ("a.warc.gz#4", "not_text"),
        ("a.warc.gz#6", "not_text"),
    ]


def test_warc_that_is_cut_off_keeps_what_came_before(tmp_path: Path) -> None:
    record = warc_record("resource", TEXT.encode(), **{"Content-Type": "text/plain"})
    (tmp_path / "a.warc").write_bytes(record + record[:-40])
    corpus = read_corpus(tmp_path)
    assert corpus.documents["source"].to_list() == ["a.warc#1"]
    assert corpus.rejected.select("source", "reason").rows() == [("a.warc", "unreadable")]


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", zstandard.compress)])
def test_every_form_may_be_compressed(tmp_path: Path, ending: str, pack: Packer) -> None:
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.mkdir()
    packed.mkdir()
    (plain / "a.txt").write_text(f" date 2023-11-07 {TEXT} It is a text.")
    (plain / "b.md").write_text(f"---\ndate: 2023-11-07\n---\n{TEXT} It is in Markdown.")
    (plain / "c.html").write_text(PAGE)
    (plain / "d.jsonl").write_text(json.dumps({"text": f"{TEXT} It is in JSON."}) + "\n")
    pq.write_table(pa.table({"text": [f"{TEXT} It is in Parquet."]}), plain / "e.parquet")
    for file in plain.iterdir():
        (packed / (file.name + ending)).write_bytes(pack(file.read_bytes()))
    expected, documents = read_corpus(plain).documents, read_corpus(packed).documents
    assert len(documents) == 5
    assert documents.drop("source").equals(expected.drop("source"))
    suffixed = expected["source"].str.replace(r"(#\d+)?$", f"{ending}$1")
    assert documents["source"].to_list() == suffixed.to_list()


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", zstandard.compress)])
def test_several_members_are_read_and_one_that_is_cut_off_is_told_of(tmp_path: Path, ending: str, pack: Packer) -> None:
    lines = [json.dumps({"text": f"{TEXT} {i}"}).encode() + b"\n" for i in range(2)]
    (tmp_path / f"a.jsonl{ending}").write_bytes(pack(lines[0]) + pack(lines[1]))
    (tmp_path / f"b.txt{ending}").write_bytes(pack(OTHER.encode())[:-6])
    (tmp_path / f"c.txt{ending}").write_bytes(b"no archive at all")
    corpus = read_corpus(tmp_path)
    assert corpus.documents["source"].to_list() == [f"a.jsonl{ending}#1", f"a.jsonl{ending}#2"]
    assert corpus.rejected["reason"].to_list() == ["unreadable", "unreadable"]


def test_documents_have_the_columns_of_the_contract(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    corpus = read_corpus(tmp_path)
    assert corpus.documents.schema == {
        "document_id": pl.String,
        "source": pl.String,
        "published_on": pl.Date,
        "title": pl.String,
        "source_url": pl.String,
        "licence": pl.String,
        "language": pl.String,
        "text": pl.String,
        "sha256": pl.String,
        "is_text_published": pl.Boolean,
    }
    assert corpus.rejected.schema == dict.fromkeys(("source", "reason", "detail", "sha256"), pl.String)
