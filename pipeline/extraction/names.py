"""Proper names: capitalised stretches of text and what kind of thing each is.

A name's type is decided once for the whole document, from the gazetteer, from its own words ("… Bank", "Lake …"), from
titles before it, and from the language model's labels over all places where it stands.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.knowledge.words import words

_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’&-]*(?:\.(?=[A-Z]\b|[A-Z]\.)[A-Z])*\.?"
_NAME_TOKEN = re.compile(rf"(?:{_WORD})")
_CONNECTORS = frozenset("of for and & the de da do du des del della la le van von der den bin al el und et y".split())
_ENGLISH_CONNECTORS = frozenset("of for and & the".split())
_POSSESSIVE = re.compile(r"['’]s?$")
_ARAB_ARTICLE = re.compile(r" (?:(?:a[dlnrstz]|ash|el|ul)-|(?:al|el|bin|ibn) )")
_APPOSED = re.compile(r", ((?:an?|the|its|his|their|which|[A-Z][\w.]*(?:['’]s)?|[a-z-]+)\b[^,.;]{0,60})")
_OWNED = re.compile(
    r",? (?:\([A-Z]+\) )?(?:(?:wholly |partly |half |majority[- ])?owned by|(?:a|the) (?:unit|subsidiary|arm) of)\b"
)
_IN_PLACE = re.compile(r",? in (?:the )?(?:[a-z]+ )?[A-Z]")
_SAID_AT = re.compile(r"\bsa(?:id|ys) (?:[A-Z][\w'’.-]+ ){1,3}at $")
_OF_NAME = re.compile(r" of (?:the )?(?:[A-Z][a-z]+)\b")
_FIRMS_AND = re.compile(r"\b([a-z]+) [A-Z][\w&.-]*(?: [A-Z][\w&.-]*)*(?:,? and|,) $")
_APPOSITION = re.compile(r"^,[^,.]{0,60},")
_NER_TYPES = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "region", "FAC": "facility"}
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr st gen sen rep gov jan feb mar apr jun jul aug sep sept oct nov dec no".split()
)


@dataclass(frozen=True, slots=True)
class NameChunk:
    """A capitalised stretch: `start`/`end` offsets, its `text`, and the title words before it, lower case."""

    start: int
    end: int
    text: str
    title: str = ""


def _tokens(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _NAME_TOKEN.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            continue
        if word.endswith(".") and not re.fullmatch(r"(?:[A-Z]\.)+", word) and word[:-1].lower() not in _ABBREVIATIONS:
            end, word = end - 1, word[:-1]
        possessive = _POSSESSIVE.search(word)
        if possessive and len(word) > 2:
            end, word = end - len(possessive.group()), word[: possessive.start()]
        yield start, end, word


def name_chunks(doc: Document) -> list[NameChunk]:
    """The maximal runs of capitalised words, joined over "of", "for", "and" where a body's name goes on."""
    text, lists = doc.text, words("name_words")
    org_heads, legal = lists["organisation_heads"], lists["legal_forms"]
    organisations = [(e.start_char, e.end_char) for e in doc.nlp.ents if e.label_ in ("ORG", "FAC")]
    runs: list[list[tuple[int, int, str]]] = []
    for token in _tokens(text):
        if runs:
            gap = text[runs[-1][-1][1] : token[0]]
            if (
                gap == " "
                or (gap in ("'s ", "’s ") and any(a <= runs[-1][0][0] and token[1] <= b for a, b in organisations))
                or _joins(gap, runs[-1], token, text, org_heads, organisations)
                or _is_office(gap.strip(), runs[-1][-1][2].lower(), token[2].lower(), lists)
                or (gap == ", " and token[2].lower().rstrip(".") in legal)
            ):
                runs[-1].append(token)
                continue
        runs.append([token])
    chunks = []
    for run in runs:
        chunks.extend(_trim(run, doc))
    return chunks


def _is_office(between: str, one: str, two: str, lists: Mapping[str, Any]) -> bool:
    """ "Energy and Mines Minister", "Secretary of State": an office, not two names."""
    is_first = one in lists["portfolios"] if between == "and" else one in lists["ministers"]
    return between in ("and", "of", "for") and is_first and two in lists["portfolios"]


def _joins(
    gap: str,
    run: list,
    token: tuple[int, int, str],
    text: str,
    org_heads: frozenset[str],
    organisations: list[tuple[int, int]],
) -> bool:
    between = gap.split()
    if run[-1][2].lower().rstrip(".") in ("ag", "co", "corp", "inc", "ltd", "plc", "sa") and between != ["&"]:
        return False  # "… Co Ltd of Seoul"
    if _ARAB_ARTICLE.fullmatch(gap):
        return True
    if (
        not between
        or len(between) > 2
        or "\n" in gap
        or not gap.startswith(" ")
        or not gap.endswith(" ")
        or any(w not in _CONNECTORS for w in between)
    ):
        return False
    if all(w not in _ENGLISH_CONNECTORS for w in between):
        return True
    if between == ["&"]:
        return True
    if any(start <= run[-1][0] and token[1] <= end for start, end in organisations):
        before = text[max(0, run[0][0] - 12) : run[0][0]].split()
        if between[0] == "and" and before[-1:] in (["between"], ["both"]):
            return False
        return between[0] != "and" or any(w[2].lower() in org_heads for w in run) or len(run) == 1
    return (
        between[0] in ("of", "for")
        and run[-1][2].lower() in org_heads
        and run[-1][2].lower() not in ("state", "group", "office", "oil", "energy", "trade", "power")
    )


def _trim(run: list[tuple[int, int, str]], doc: Document) -> Iterator[NameChunk]:
    """Split off titles ("President X") and drop a sentence's first word where it is no name."""
    lists = words("name_words")
    while run and run[0][2].lower().rstrip(".") in lists["sentence_openers"]:
        run = run[1:]
    if not run:
        return
    titles = lists["person_titles"]
    cut = 0
    for i, (_, _, word) in enumerate(run[:-1]):
        if {word.lower().rstrip("."), word.lower().removesuffix("s")} & titles:
            cut = i + 1
    title = " ".join(w for _, _, w in run[:cut]).lower()
    before = doc.text[max(0, run[0][0] - 40) : run[0][0]].split()
    if not cut and before and doc.text[run[0][0] - 1] == " " and before[-1].lower().rstrip(".") in titles:
        title = before[-1].lower()
    while (
        cut
        and cut < len(run) - 1
        and (gap := doc.text[run[cut - 1][1] : run[cut][0]]).strip() in ("of", "for", "and", "")
        and (gap.strip() or run[cut - 1][2].lower() in lists["portfolios"])
        and run[cut][2].lower() in lists["portfolios"]
    ):
        cut += 1  # "Secretary of State James …"
        title = "secretary"
    holder = _without_office(run[:cut], lists)
    if holder:
        yield NameChunk(holder[0][0], holder[-1][1], doc.text[holder[0][0] : holder[-1][1]])
    rest = run[cut:]
    yield NameChunk(rest[0][0], rest[-1][1], doc.text[rest[0][0] : rest[-1][1]], title)


def _without_office(run: list[tuple[int, int, str]], lists: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    """What stands before a title: "Toyota" of "Toyota President", nothing of "Trade and Industry Secretary"."""
    is_minister = bool({w.lower() for _, _, w in run} & lists["ministers"])
    titles = lists["person_titles"] | lists["title_words"] | (lists["portfolios"] if is_minister else frozenset())
    while run and run[-1][2].lower().rstrip(".") in titles:
        run = run[:-1]
    if not run or all(w.lower() in lists["portfolios"] or w.lower() in lists["title_words"] for _, _, w in run):
        return []
    return run if run[-1][2].lower() not in lists["portfolios"] - lists["organisation_heads"] else run[:-1]


@functools.cache
def given_names() -> frozenset[str]:
    """First words of the names of people that the gazetteer knows, and other common given names."""
    known = (n.text.split()[0] for n in knowledge.names() if n.entity_id.startswith("person:") and " " in n.text)
    return frozenset(known) | words("name_words")["given_names"]


def classify(chunks: list[NameChunk], doc: Document, is_place: Callable[[str], bool]) -> dict[str, str]:
    """Each name's type for the document: person, organisation, place, region, facility; names of no clear type are left out.

    `is_place(name)` tells whether the gazetteer of towns knows the name.
    """
    lists = words("name_words")
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    placed: set[str] = set()
    labels = {}
    for ent in doc.nlp.ents:
        if ent.label_ in _NER_TYPES:
            for token in ent:
                labels[token.i] = _NER_TYPES[ent.label_]
    for chunk in chunks:
        for kind, weight in _evidence(chunk, doc, lists):
            votes[chunk.text][kind] += weight
            if kind == "place":
                placed.add(chunk.text)
        tokens = list(doc.tokens(chunk.start, chunk.end))
        weight = 0.8 if len(tokens) == 1 else 2.0
        for label, n in Counter(labels[t.i] for t in tokens if t.i in labels).items():
            votes[chunk.text][label] += weight * n / len(tokens)
    types = {}
    for name, count in votes.items():
        others = max((score for kind, score in count.items() if kind != "place"), default=0)
        if is_place(name) and (name in placed or count["place"] > 0) and others < 2.5:
            count["place"] += 3
        if len(name.split()) == 1 and not count["person"] >= 6:
            count["person"] -= 1  # one bare word is a person only through a title or a fuller name
        if 2 <= len(name.split()) <= 4 and name.split()[0] in given_names():
            count["person"] += 3
        if any(part.lower() in lists["works_words"] for part in name.split()):
            continue  # a pipeline, a line, an agreement: no entity, but perhaps a project
        best, score = max(sorted(count.items()), key=lambda item: item[1])
        if score >= 1.5 and best != "none":
            types[name] = best
    return types


def _evidence(chunk: NameChunk, doc: Document, lists: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """(type, weight) for each thing beside a name that tells what it is; "none" for what is no entity."""
    token = doc.token_at(chunk.start)
    if token.is_sent_start and " " not in chunk.text and token.pos_ not in ("PROPN", "X") and token.ent_type_ == "":
        yield "none", 3  # "Loadings of grain fell"
    own = _type_by_words(chunk.text, lists)
    if own:
        yield own, 1 if chunk.text.split()[-1].lower() in lists["weak_heads"] else 10
    last_title = chunk.title.split()[-1].rstrip(".") if chunk.title else ""
    if last_title in lists["person_titles"]:
        yield "person", 6
    text = doc.text
    before = text[max(0, chunk.start - 60) : chunk.start].lower().replace('"', " ").split()
    last = before[-1] if before and text[chunk.start - 1] == " " else ""
    last_but_one = before[-2] if len(before) > 1 else ""
    follows = text[chunk.end : chunk.end + 120]
    first = _first_word(follows)
    apposition = _APPOSED.match(follows)
    said = set(re.findall(r"[a-z-]+", apposition.group(1).lower())) if apposition else set()
    if last == "at" and (
        last_but_one in lists["employed"] or _SAID_AT.search(text, max(0, chunk.start - 60), chunk.start)
    ):
        yield "organisation", 4
    elif last in ("in", "at", "near"):
        yield "place", 2
    if last in lists["person_nouns"] or last.removesuffix("s") in lists["person_titles"] - lists["firm_nouns"]:
        yield "person", 4
    if _IN_PLACE.match(follows) or last in ("from", "to", "between", "via") and not chunk.title:
        yield "place", 1
    if last == "of" and last_but_one in lists["place_nouns"]:
        yield "place", 5
    if last in lists["place_nouns"]:
        yield "place", 4
    if first in lists["nominals"]["region"] | {"district", "county"}:
        yield "region", 4
    if first in lists["news_nouns"]:
        yield "none", 12
    if last in lists["vessels"]:
        yield "none", 12
    if {first, _first_word(_APPOSITION.sub("", follows)), last} & lists["say_verbs"]:
        yield "person", 1
    if last in lists["firm_nouns"] or last == "and" and last_but_one and _in_list_of_firms(chunk, text, lists):
        yield "organisation", 3
    if last == "of" and last_but_one in lists["parts_of_firms"] | lists["person_titles"]:
        yield "organisation", 3
    if not last_title and _OF_NAME.match(follows) and chunk.text.split()[0] not in given_names():
        yield "organisation", 2.5
    if _OWNED.match(follows):
        yield "organisation", 4
    elif re.match(r", (?:in )?which\b", follows) or last == "by" and last_but_one in lists["done_by_firms"]:
        yield "organisation", 1.5
    if re.match(r"[,)]* who\b", follows) or last.endswith(",") and last[:-1] in lists["person_titles"]:
        yield "person", 5
    if said & lists["person_titles"] - {"owner", "operator"}:
        yield "person", 4
    elif said & lists["firm_nouns"]:
        yield "organisation", 4
    elif said & lists["place_nouns"]:
        yield "place", 3


def _in_list_of_firms(chunk: NameChunk, text: str, lists: Mapping[str, Any]) -> bool:
    """ "the tool makers Sandvik and X"."""
    found = _FIRMS_AND.search(text, max(0, chunk.start - 60), chunk.start)
    return bool(found) and found.group(1).lower() in lists["firm_nouns"]


def _first_word(text: str) -> str:
    """The word that `text` goes on with after a name, lower case; "" where it does not go on at once."""
    word = re.match(r"(?:['’]s)?,? ([A-Za-z]+)", text)
    return word.group(1).lower() if word else ""


def _type_by_words(name: str, lists: Mapping[str, Any]) -> str | None:
    parts = [p.lower().rstrip(".") for p in re.split(r"[\s-]+", name)]
    if len(parts) < 2:
        return None
    geographic = lists["geographic_heads"]
    of = parts.index("of") if "of" in parts else len(parts)
    if set(parts[1:]) & lists["legal_forms"] - {"as", "company", "sa", "spa"}:
        return "organisation"
    for head in (parts[of - 1] if of else parts[-1], parts[-1]):
        if head in lists["organisation_heads"] or head in lists["legal_forms"]:
            return "organisation"
        for kind, heads in geographic.items():
            if head in heads:
                return kind
    return next((kind for kind, firsts in lists["geographic_firsts"].items() if parts[0] in firsts), None)
