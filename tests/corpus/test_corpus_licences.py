"""Which texts may be published."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corpus import Settings, read_corpus
from pipeline.corpus.licences import licence_key, read_statements

TEXT = "The ports of the Amur took more of the coal that Russia sells to China than they did in the year before."
HEADER = "glob,licence,publish,source,note\n"


@pytest.mark.parametrize(
    ("licence", "key"),
    [
        ("CC0-1.0", "cc0"),
        ("CC0", "cc0"),
        ("Creative Commons Zero v1.0 Universal", "cc0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "cc0"),
        ("CC-BY-4.0", "cc-by"),
        ("CC BY 4.0", "cc-by"),
        ("http://creativecommons.org/licenses/by/3.0/us/", "cc-by"),
        ("https://creativecommons.org/licenses/by/4.0/deed.en", "cc-by"),
        ("Creative Commons Attribution 4.0 International (CC BY 4.0)", "cc-by"),
        ("CC-BY-SA-4.0", "cc-by-sa"),
        ("Creative Commons Attribution-ShareAlike 3.0 Unported", "cc-by-sa"),
        ("Public domain", "public-domain"),
        ("PDDL-1.0", "pddl"),
        ("OGL-UK-3.0", "ogl"),
        ("Open Government Licence v3.0", "ogl"),
        ("CC-BY-NC-4.0", "cc-by-nc"),
        ("CC BY-NC-ND 4.0", "cc-by-nc-nd"),
        ("CC-BY-ND-4.0", "cc-by-nd"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "cc-by-nc-sa"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International", "cc-by-nc-nd"),
        ("Creative Commons Attribution-Non-Commercial 3.0", "cc-by-nc"),
        ("All rights reserved", None),
        ("proprietary", None),
        ("Not in the public domain", None),
        ("not CC BY 4.0", None),
        ("CC BY 4.0 for the pictures, all rights reserved for the text", None),
        ("CC", None),
        ("", None),
    ],
)
def test_licences_are_known_under_all_their_names(licence: str, key: str | None) -> None:
    assert licence_key(licence) == key
    assert (key in Settings().open_licences) == (key is not None and "nc" not in key and "nd" not in key)


def published(seeds: Path) -> dict[str, tuple[str | None, bool]]:
    documents = read_corpus(seeds).documents
    return {source: (licence, is_published) for source, licence, is_published in
            documents.select("source", "licence", "is_text_published").iter_rows()}  # fmt: skip


def test_a_text_without_a_licence_is_not_published(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert published(tmp_path) == {"a.txt": (None, False)}


def test_the_file_beside_the_seeds_states_licences_for_those_that_state_none(tmp_path: Path) -> None:
    (tmp_path / "wire").mkdir()
    (tmp_path / "licences.csv").write_text(
        HEADER + 'given.txt,,yes,,"given to us, to be published whole"\n'
        "wire/held.md,,no,,\nwire/*,CC-BY-4.0,,https://example.org/terms,\nlate.txt,CC0-1.0,,,\n*.txt,terms of X,,,\n"
    )
    for name in ("given.txt", "late.txt", "other.txt", "wire/a.txt"):
        (tmp_path / name).write_text(f"{TEXT} {name}")
    for name, licence in (("held", "CC0-1.0"), ("own", "All rights reserved")):
        (tmp_path / "wire" / f"{name}.md").write_text(f"---\nlicence: {licence}\n---\n{TEXT} {name}")
    assert published(tmp_path) == {
        "given.txt": (None, True),
        "late.txt": ("CC0-1.0", True),
        "other.txt": ("terms of X", False),
        "wire/a.txt": ("CC-BY-4.0", True),
        "wire/held.md": ("CC0-1.0", False),
        "wire/own.md": ("All rights reserved", False),
    }


def test_a_yes_does_not_override_what_a_seed_states_itself(tmp_path: Path) -> None:
    (tmp_path / "licences.csv").write_text(HEADER + "*,,yes,,\n")
    (tmp_path / "a.md").write_text(f"---\nlicence: CC-BY-NC-4.0\n---\n{TEXT}")
    assert published(tmp_path) == {"a.md": ("CC-BY-NC-4.0", False)}


@pytest.mark.parametrize(
    "content",
    ["", "glob,licence\n*,CC0-1.0\n", HEADER + "*,CC0-1.0\n", HEADER + "*,,maybe,,\n", HEADER + ",CC0-1.0,,,\n"],
)
def test_a_licences_file_in_another_form_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "licences.csv").write_text(content)
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(ValueError, match="licences"):
        read_corpus(tmp_path)


def test_a_licences_file_that_is_a_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text(HEADER)
    (tmp_path / "licences.csv").symlink_to(tmp_path / "other.csv")
    with pytest.raises(ValueError, match="no regular file"):
        read_statements(tmp_path)
