"""Web pages: the main text, and what the page states about itself."""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from pipeline.corpus.fields import parse_date
from pipeline.corpus.nesting import parse_json
from pipeline.corpus.normal import decode
from pipeline.corpus.records import Draft, Refused

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(
    rb"""(?:<meta\b[^>]{0,200}?\bcharset|<\?xml\b[^>]{0,100}?\bencoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)
# Where pages state the day of publication, the surest first: schema.org, Open Graph, Dublin Core, news sitemaps.
# Days of change and of crawling, and dates in the running text, are no dates of publication.
_DATE_NAMES = (
    "article:published_time", "datepublished", "og:published_time", "og:article:published_time", "dcterms.issued",
    "dc.date.issued", "dcterms.date", "dc.date", "citation_publication_date", "parsely-pub-date", "publish-date",
    "publication_date", "pubdate", "date",
)  # fmt: skip
# Parts of a page that are no part of its text.
_AROUND = ["//nav", "//footer", "//aside", "//form", "//a[@rel='license']"]


def read_html(data: bytes, charset: str | None = None) -> Draft:
    """A page's main text, one paragraph a block, with the title, date, address, licence and language that it states.

    `charset` is that of an HTTP header, else the page's own is taken. Nothing is fetched. Deterministic: trafilatura's
    search for a date is not used, since it reads the clock and guesses. Raises Refused: `empty` for a page without a
    main text, `unreadable`, and `malformed_record` for a stated date that is none.
    """
    if not charset and (match := _CHARSET.search(data[:4096])):
        charset = match[1].decode("ascii")
    trafilatura = _trafilatura()
    text = decode(data, charset).replace("\0", " ")
    try:
        tree = trafilatura.load_html(text)
        if tree is None:
            raise Refused("empty", "no text in the page")
        stated = list(_stated_dates(tree))
        language = tree.get("lang")
        about = trafilatura.extract_metadata(tree, date_config=_NO_SEARCH)
        page = trafilatura.bare_extraction(tree, include_comments=False, prune_xpath=_AROUND)
    except Refused:
        raise
    except Exception as error:  # the libraries meet a stranger's markup: whatever breaks them breaks this page only
        raise Refused("unreadable", f"a page that cannot be parsed ({type(error).__name__})") from None
    body = getattr(page, "text", None)
    if not body:
        raise Refused("empty", "no main text in the page")
    return Draft(_paragraphs(body), _choose_date(stated), about.title, about.url, about.license, language)


_NO_SEARCH = {"extensive_search": False, "original_date": True, "min_date": "1900-01-01", "max_date": "2100-01-01"}


@functools.cache
def _trafilatura() -> ModuleType:
    import trafilatura

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # a broken page is told of in `rejected`, not on the screen
    return trafilatura


def _paragraphs(text: str) -> str:
    """Blocks apart by an empty line, as in Markdown, but the items of a list and the rows of a table together."""
    lines = [line.strip() for line in text.split("\n")]
    parts: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        is_together = before[:1] == line[:1] and line[:1] in ("-", "|")
        parts.append(("\n" if is_together else "\n\n") + line if line else "")
    return "".join(parts).strip()


def _stated_dates(tree: HtmlElement) -> Iterator[str]:
    stated: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        stated.setdefault(name.lower(), tag.get("content") or "")
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            for value in _published(script.text or ""):
                stated.setdefault("datepublished", value)
    yield from (stated[name] for name in _DATE_NAMES if stated.get(name, "").strip())
    times = [tag for tag in tree.iter("time") if tag.get("datetime")]
    published = [tag for tag in times if tag.get("pubdate") is not None or tag.get("itemprop") == "datePublished"]
    # A lone <time> dates the page; of several, those without a role could be those of other stories.
    yield from (tag.get("datetime") for tag in (published or (times if len(times) == 1 else [])))


def _published(script: str) -> Iterator[str]:
    try:
        pending = [parse_json(script)]
    except Refused:
        return
    while pending:
        value = pending.pop(0)
        if isinstance(value, dict):
            if isinstance(date := value.get("datePublished"), str):
                yield date
            pending.append(value.get("@graph"))
        elif isinstance(value, list):
            pending += value


def _choose_date(stated: list[str]) -> object:
    """The first stated date that can be read; where none can, the first one as it stands, to be told of."""
    for value in stated:
        try:
            if (day := parse_date(value)) is not None:
                return day
        except Refused:
            continue
    return stated[0] if stated else None
