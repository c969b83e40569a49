"""A seeds folder that means harm, or was left by an accident: nothing is opened that should not be, nothing is lost."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from pipeline.corpus import REASONS, Corpus, Settings, read_corpus

ROOT = Path(__file__).parents[2]
TEXT = (
    "Soybean imports from Russia rose to 1.2 million tonnes in the first half of the year, and China took most of it."
)
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de") + bytes(200)


def assert_nothing_is_lost(corpus: Corpus) -> None:
    """Each input is in one of the two tables, once, and every row is fit to be published."""
    sources = [*corpus.documents["source"], *corpus.rejected["source"]]
    assert corpus.inputs == len(sources) == len(set(sources))
    assert set(corpus.rejected["reason"]) <= set(REASONS)
    for value in [*sources, *corpus.rejected["detail"].drop_nulls()]:
        value.encode("utf-8")
        assert value.isprintable()


def test_the_hostile_folder(tmp_path: Path) -> None:
    seeds, outside = tmp_path / "seeds", tmp_path / "outside"
    (seeds / "sub").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text(f"{TEXT} It is a secret.")
    (seeds / "a_good.txt").write_text(f" date 2023-11-07 {TEXT}")
    (seeds / "b_copy.md").write_text(f"---\ntitle: A copy\n---\n\n{TEXT}\n")
    (seeds / "c_empty.txt").touch()
    (seeds / "d_blank.txt").write_text(" \r\n\t\n")
    (seeds / "e_header_only.txt").write_text(" date 2023-11-07 ")
    (seeds / "f_picture.txt").write_bytes(PNG)
    (seeds / "g_bytes.txt").write_bytes(b"\xff" * 64)
    (seeds / "h_damaged.txt").write_bytes(TEXT.encode() + b" \xff\xff\xff")
    (seeds / "i_cut_off.txt").write_bytes(f"{TEXT} Russia’s".encode()[:-3])
    (seeds / "j_records.jsonl").write_text(f'{json.dumps({"text": TEXT + " Again."})}\n{{"text": "Trade\n')
    (seeds / "k_bomb.md").write_text(
        "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{n}: &{n} [{', '.join([f'*{m}'] * 9)}]\n" for m, n in zip("abcdefgh", "bcdefghi", strict=True))
        + f"---\n{TEXT}"
    )
    (seeds / "l_bomb.txt.gz").write_bytes(gzip.compress(b"Trade rose. " * 2_000_000))
    (seeds / "m_bomb.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": "Trade rose. " * 2_000_000}).encode()))
    (seeds / "n_bomb.html.zst").write_bytes(zstandard.compress(b"<html>" + b"<p>Trade rose.</p>" * 2_000_000))
    os.mkfifo(seeds / "o_pipe.txt")
    (seeds / "p_link.txt").symlink_to(outside / "secret.txt")
    (seeds / "q_link").symlink_to(outside)
    (seeds / "r_loop").symlink_to(seeds)
    (seeds / "s_dangling.txt").symlink_to(outside / "none.txt")
    (seeds / "t_long.txt").write_text("Trade rose. " * 20_000)
    (seeds / "u_huge.txt").write_text("Trade rose. " * 200_000)
    (seeds / ".hidden.txt").write_text(f"{TEXT} It is hidden.")
    (seeds / "sub" / ".git").mkdir()
    (seeds / "sub" / ".git" / "x.txt").write_text(f"{TEXT} It is hidden too.")
    (seeds / "sub" / "z_no_date.txt").write_text(f"{TEXT} There is no date.")

    corpus = read_corpus(seeds)
    assert_nothing_is_lost(corpus)
    assert corpus.documents["source"].to_list() == ["a_good.txt", "j_records.jsonl#1", "sub/z_no_date.txt"]
    rejected = {row["source"]: (row["reason"], row["detail"]) for row in corpus.rejected.to_dicts()}
    assert {source: reason for source, (reason, _) in rejected.items()} == {
        "b_copy.md": "duplicate_of",
        "c_empty.txt": "empty",
        "d_blank.txt": "empty",
        "e_header_only.txt": "empty",
        "f_picture.txt": "not_text",
        "g_bytes.txt": "unreadable",
        "h_damaged.txt": "unreadable",
        "i_cut_off.txt": "unreadable",
        "j_records.jsonl#2": "malformed_record",
        "k_bomb.md": "malformed_record",
        "l_bomb.txt.gz": "too_long",
        "m_bomb.jsonl.gz": "too_long",
        "n_bomb.html.zst": "too_long",
        "o_pipe.txt": "unreadable",
        "p_link.txt": "unreadable",
        "q_link": "unreadable",
        "r_loop": "unreadable",
        "s_dangling.txt": "unreadable",
        "t_long.txt": "too_long",
        "u_huge.txt": "too_long",
    }
    assert rejected["b_copy.md"] == ("duplicate_of", "a_good.txt")
    assert rejected["o_pipe.txt"] == ("unreadable", "a named pipe")
    assert rejected["p_link.txt"] == ("unreadable", "a symbolic link, which is not followed")
    assert str(tmp_path) not in str(rejected)


def test_the_first_copy_in_source_order_is_the_document(tmp_path: Path) -> None:
    for name in ("b/x.txt", "a.txt", "b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{TEXT}\r\n" if name == "a.txt" else f"\n{TEXT}")
    corpus = read_corpus(tmp_path)
    assert corpus.documents["source"].to_list() == ["a.txt"]
    assert corpus.rejected.select("source", "detail").rows() == [("b.txt", "a.txt"), ("b/x.txt", "a.txt")]
    assert set(corpus.rejected["sha256"]) == set(corpus.documents["sha256"])


def test_a_socket_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may not be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        corpus = read_corpus(tmp_path)
    assert corpus.rejected.select("source", "reason", "detail").rows() == [("s.txt", "unreadable", "a socket")]


def test_a_folder_too_deep_for_the_system_is_one_rejection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    for _ in range(20):  # longer than PATH_MAX, and so out of reach by its path even for root
        Path("d" * 250).mkdir()
        os.chdir("d" * 250)
    Path("b.txt").write_text(f"{TEXT} It is deep down.")
    corpus = read_corpus(tmp_path)
    assert_nothing_is_lost(corpus)
    assert corpus.documents["source"].to_list() == ["a.txt"]
    (rejected,) = corpus.rejected.to_dicts()
    assert rejected["reason"] == "unreadable"
    assert rejected["source"].startswith("ddd")


# Permission does not bind root, so the reader gives up root first. It reads once before, since the interpreter itself
# may lie where others may not look.
AS_NOBODY = """
import json, os, sys
from pathlib import Path
from pipeline.corpus import read_corpus
warm, seeds = map(Path, sys.argv[1:])
read_corpus(warm)
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
corpus = read_corpus(seeds)
print(json.dumps([corpus.inputs, corpus.documents["source"].to_list(), corpus.rejected.rows()]))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach; pytest's own are for one user only."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_folders_and_files_without_permission_are_rejected(open_folder: Path) -> None:
    warm, seeds = open_folder / "warm", open_folder / "seeds"
    warm.mkdir()
    (seeds / "b_closed").mkdir(parents=True)
    (warm / "a.txt").write_text(TEXT)
    (warm / "b.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (seeds / "a.txt").write_text(TEXT)
    (seeds / "b_closed" / "x.txt").write_text(f"{TEXT} Nobody sees it.")
    (seeds / "c_closed.txt").write_text(f"{TEXT} Nobody reads it.")
    (seeds / "d_list_only").mkdir()
    (seeds / "d_list_only" / "y.txt").write_text(f"{TEXT} Nobody reaches it.")
    (seeds / "b_closed").chmod(0)
    (seeds / "c_closed.txt").chmod(0)
    (seeds / "d_list_only").chmod(0o444)
    try:
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(warm), str(seeds)],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        for name in ("b_closed", "c_closed.txt", "d_list_only"):
            (seeds / name).chmod(0o755)
    assert done.returncode == 0, done.stderr
    inputs, documents, rejected = json.loads(done.stdout)
    assert (inputs, documents) == (4, ["a.txt"])
    assert rejected == [
        ["b_closed", "unreadable", "folder: Permission denied", None],
        ["c_closed.txt", "unreadable", "Permission denied", None],
        ["d_list_only/y.txt", "unreadable", "Permission denied", None],
    ]


def test_names_of_any_bytes_become_sources_that_are_strings_and_differ(tmp_path: Path) -> None:
    names = [b"a\xff.txt", rb"a\xff.txt", b"b\n.txt", b"x.jsonl#1", "Öl.txt".encode(), b"C# notes.txt"]
    for i, name in enumerate(names):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(f"{TEXT} {i}")
    (tmp_path / "x.jsonl").write_text(json.dumps({"text": f"{TEXT} Record"}))
    corpus = read_corpus(tmp_path)
    assert_nothing_is_lost(corpus)
    assert corpus.documents["source"].to_list() == [
        "C# notes.txt",
        r"a\\xff.txt",
        r"a\xff.txt",
        r"b\x0a.txt",
        "x.jsonl#1",
        r"x.jsonl\x231",
        "Öl.txt",
    ]


def test_a_folder_that_is_none_is_an_error_not_an_empty_corpus(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(FileNotFoundError):
        read_corpus(tmp_path / "none")
    with pytest.raises(NotADirectoryError):
        read_corpus(tmp_path / "a.txt")


def test_an_empty_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    corpus = read_corpus(tmp_path)
    assert (corpus.inputs, len(corpus.documents), len(corpus.rejected)) == (0, 0, 0)


def test_a_bomb_is_told_by_its_ratio_and_text_that_packs_well_is_not(tmp_path: Path) -> None:
    lines = b"".join(json.dumps({"text": f"{TEXT} {i}"}).encode() + b"\n" for i in range(10_000))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress((json.dumps({"text": TEXT}).encode() + b"\n") * 20_000))
    corpus = read_corpus(tmp_path)
    assert corpus.documents["source"].str.starts_with("a.").sum() == 10_000
    assert corpus.rejected.filter(source="b.jsonl.gz").select("reason", "detail").rows() == [
        ("too_long", "unpacks to more than 200 times its size")
    ]


def test_a_file_of_records_is_held_to_its_size(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": f"{TEXT} {i}"}) + "\n" for i in range(5000)))
    corpus = read_corpus(tmp_path, Settings(max_file_bytes=200_000))
    assert 1000 < len(corpus.documents) < 2000
    assert corpus.rejected.select("source", "reason").rows() == [("a.jsonl", "too_long")]


def test_a_parquet_bomb_is_not_unpacked(tmp_path: Path) -> None:
    text = pa.array([f"{i}" + "Trade rose. " * 10_000 for i in range(500)])
    pq.write_table(pa.table({"text": text}), tmp_path / "a.parquet", compression="zstd", use_dictionary=False)
    corpus = read_corpus(tmp_path)
    assert (tmp_path / "a.parquet").stat().st_size < 1_000_000
    assert corpus.rejected.select("source", "reason").rows() == [("a.parquet", "too_long")]


def test_a_text_repeated_in_parquet_is_in_memory_once(tmp_path: Path) -> None:
    # As strings of their own, the rows that are read at a time would be 250 MB.
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 600, pa.int32()), pa.array(["Trade rose. " * 90_000]))
    pq.write_table(pa.table({"text": text}), tmp_path / "a.parquet")
    before = pa.default_memory_pool().max_memory()
    corpus = read_corpus(tmp_path, Settings(max_characters=1000))
    assert pa.default_memory_pool().max_memory() < before + 50_000_000
    assert corpus.inputs == 600
    assert set(corpus.rejected["reason"]) == {"too_long"}


def test_a_page_as_a_whole_is_not_read_past_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body><p>" + "Trade rose. " * 1000)
    corpus = read_corpus(tmp_path, Settings(max_whole_bytes=10_000))
    assert corpus.rejected.select("reason", "detail").rows() == [("too_long", "more than 10000 bytes")]


@pytest.mark.parametrize("seed", range(40))
def test_damage_of_any_kind_is_a_row_and_never_an_exception(tmp_path: Path, seed: int) -> None:
    import random

    chance = random.Random(seed)
    table = io.BytesIO()
    pq.write_table(pa.table({"text": [TEXT, f"{TEXT} Two."], "date": ["2023-11-07", None]}), table)
    forms = {
        "a.txt": f" date 2023-11-07 {TEXT}".encode(),
        "b.md": f"---\ntitle: x\nsources:\n  - https://example.org\n---\n{TEXT}".encode(),
        "c.html": f"<html lang=en><meta name=date content=2023-11-07><article><p>{TEXT}</p></article>".encode(),
        "d.jsonl": (json.dumps({"text": TEXT, "date": "2023-11-07"}) + "\n").encode() * 2,
        "e.json": json.dumps([{"text": TEXT}]).encode(),
        "f.parquet": table.getvalue(),
        "g.jsonl.gz": gzip.compress(json.dumps({"text": TEXT}).encode(), mtime=0),
        "h.txt.zst": zstandard.compress(TEXT.encode()),
        "i.warc": b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (len(TEXT), TEXT.encode()),
    }
    for name, content in forms.items():
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(damaged) or 1)
            damaged[at : at + chance.choice((0, 1, 1, 40))] = chance.choice(
                (b"", b"\0", b"\xff", b"{", b"-", b"\n", b"9")
            )
        (tmp_path / name).write_bytes(damaged)
    corpus = read_corpus(tmp_path)
    assert_nothing_is_lost(corpus)
    assert corpus.inputs >= len(forms)
