"""Sightings: the noun phrases and names of a text that stand for a work: "a railway bridge", "Power of Siberia", "the line".

A sighting says what the words themselves say: the kind, the article, the name before the noun, the owner. What it is
tied to, and which sightings are one project, is found in later steps.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.extraction.project_nouns import (
    DEFINITE,
    ORDINALS,
    is_modifier,
    is_noun,
    kind_by_modifiers,
    kind_of_noun_before,
    last_words,
    noun_index,
    phrase_start,
    read_article,
)
from pipeline.extraction.rows import Mention
from pipeline.knowledge import read_table
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_COMMON_CAPITALS = frozenset("LNG LPG MTBE NGL UK US U.S. EU USA USSR TV".split())


@dataclass(frozen=True, slots=True)
class Known:
    """A row of known_projects.csv."""

    name: str
    kind: str
    commodity_id: str | None
    countries: tuple[str, ...]
    needs_noun: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """A phrase for a work. `first`, `head`, `last` are token indices; `kind` is None for "the line", "the project".

    `words` is the phrase without its article and owner; `name` its proper part ("Zabaikalsk", "Power of Siberia 2");
    `ordinal` is 1, 2 … for "first", "second", 0 for "new", -1 for "other", else None; `part` marks "the Chinese leg".
    """

    first: int
    head: int
    last: int
    start: int
    end: int
    sentence: int
    noun: str
    kind: str | None
    article: str
    is_plural: bool
    words: str
    name: str | None
    ordinal: int | None = None
    is_part: bool = False
    known: Known | None = None
    premods: tuple[Mention, ...] = ()
    owners: tuple[Mention, ...] = ()

    @property
    def is_light(self) -> bool:
        """A noun that needs the text to say what it is: "the line", "the complex"."""
        return self.kind is None


@functools.cache
def known_projects() -> tuple[re.Pattern[str], Mapping[str, Known]]:
    """A pattern of all names that stand alone for a work, and what each means. Hyphens match dashes."""
    known: dict[str, Known] = {}
    for row in read_table("known_projects.csv"):
        project = Known(
            row["name"],
            row["kind"],
            f"commodity:{row['commodity']}" if row["commodity"] else None,
            tuple(f"country:{c}" for c in row["countries"].split("|") if c),
            bool(row["needs_noun"]),
        )
        for name in [row["name"], *row["names"].split("|")]:
            if name:
                known.setdefault(_plain(name), project)
    longest_first = sorted(known, key=lambda n: (-len(n), n))
    pattern = "|".join(re.escape(n).replace(r"\-", "[-–—‑]").replace(r"\ ", r"\s") for n in longest_first)
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w]|-\d)"), known


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[–—‑]", "-", text))


def find_sightings(doc: Document) -> list[Sighting]:
    """All sightings in text order, none inside another but for names inside noun phrases."""
    found = _joined(doc, _known_names(doc))
    held = {i for s in found for i in range(s.first, s.last + 1)}
    for token in doc.nlp:
        sighting = _noun_phrase(doc, token)
        if sighting is None:
            continue
        inside = [s for s in found if s.known and s.first >= sighting.first and s.last <= sighting.last]
        for (
            name
        ) in inside:  # "the Power of Siberia pipeline" is one phrase, "the Simandou railway" is none of the mine's
            found.remove(name)
            if sighting.kind is None or _same_sort(name.kind, sighting.kind):
                sighting = _merged(sighting, name)
        if not any(i in held for i in range(sighting.head, sighting.last + 1)) or inside:
            found.append(sighting)
            held.update(range(sighting.first, sighting.last + 1))
    return sorted(found, key=lambda s: (s.start, s.end))


def _joined(doc: Document, names: list[Sighting]) -> list[Sighting]:
    """Names with what belongs to them: "East Siberia-Pacific Ocean (ESPO) line" is one sighting of one work."""
    out: list[Sighting] = []
    for name in names:
        before = out[-1] if out else None
        if before is not None and before.name == name.name and doc.nlp[before.last + 1 : name.first].text in ("(", ""):
            name = replace(before, last=name.last, end=name.end)
            out.pop()
        following = name.last + 1
        if following < len(doc.nlp) and doc.nlp[following].text == ")":
            name = replace(name, last=following, end=doc.nlp[following].idx + 1)
            following += 1
        for last in (following + 1, following):
            if last < len(doc.nlp) and doc.nlp[last].sent == doc.nlp[name.last].sent:
                entry = noun_index().get(re.sub(r"[-\s]+", " ", doc.nlp[following : last + 1].text.lower()))
                if entry and (entry[0] is None or _same_sort(name.kind, entry[0])) and is_noun(doc.nlp[last]):
                    name = replace(
                        name,
                        head=last,
                        last=last,
                        end=doc.nlp[last].idx + len(doc.nlp[last]),
                        noun=doc.nlp[last].text.lower(),
                    )
                    break
        after = doc.nlp[name.last + 1].text.lower() if name.last + 1 < len(doc.nlp) else ""
        role = doc.nlp[name.head].head.text.lower() if doc.nlp[name.head].dep_ == "pobj" else ""
        if not name.noun and name.kind in ("field", "mine") and role in ("from", "to", "between"):
            continue  # there it is the place
        if not name.noun and (
            after in words("projects")["not_the_work"] or name.known is not None and name.known.needs_noun
        ):
            continue
        out.append(name)
    return out


def _same_sort(a: str | None, b: str | None) -> bool:
    return (
        a == b
        or b == "pipeline"
        and str(a).endswith("_pipeline")
        or {a, b} <= {"lng", "plant", "field"}
        or {a, b} <= {"corridor", "shipping_route"}
        or {a, b} <= {"power_plant", "plant"}
    )


def _merged(phrase: Sighting, name: Sighting) -> Sighting:
    return Sighting(
        first=phrase.first, head=phrase.head, last=phrase.last, start=phrase.start, end=phrase.end, sentence=phrase.sentence, noun=phrase.noun, kind=name.kind,
        article=DEFINITE, is_plural=False, words=name.words, name=name.name, ordinal=phrase.ordinal, is_part=phrase.is_part, known=name.known, premods=phrase.premods,
        owners=phrase.owners,
    )  # fmt: skip


def _known_names(doc: Document) -> list[Sighting]:
    pattern, known = known_projects()
    found: list[Sighting] = []
    for match in pattern.finditer(doc.text):
        project = known[_plain(match.group())]
        found.append(_name_sighting(doc, match.start(), match.end(), project))
        second = re.match(r" (?:and|or) (\d)\b", doc.text[match.end() : match.end() + 7])
        if second and match.group()[-1].isdigit():  # "Nord Stream 1 and 2"
            name = re.sub(r"\d$", second.group(1), project.name)
            other = known.get(_plain(name), Known(name, project.kind, project.commodity_id, project.countries))
            found.append(_name_sighting(doc, match.end() + second.start(1), match.end() + second.end(1), other))
    return found


def _name_sighting(doc: Document, start: int, end: int, project: Known) -> Sighting:
    span = doc.tokens(start, end)
    root = span.root
    first = span[0].i
    before = doc.nlp[first - 1] if first else None
    ordinal = ORDINALS.get(before.text.lower()) if before is not None else None
    owners = tuple(_possessors(doc, first))
    return Sighting(
        first=first, head=root.i, last=span[-1].i, start=start, end=end, sentence=doc.sentence_at(start).index, noun="", kind=project.kind, article=DEFINITE, is_plural=False,
        words=project.name, name=project.name, ordinal=ordinal, known=project, owners=owners,
    )  # fmt: skip


def _noun_phrase(doc: Document, token: Token) -> Sighting | None:
    """The sighting whose last word is `token`, or None."""
    lexicon, index, nlp = words("projects"), noun_index(), doc.nlp
    if token.lower_ not in last_words() or token.pos_ == "VERB" and token.tag_ not in ("VBG", "VBN", "VBZ"):
        return None
    entry, noun_first = None, token.i
    for first in range(max(token.sent.start, token.i - 6), token.i + 1):
        text = doc.text[nlp[first].idx : token.idx + len(token)]
        phrase = re.sub(r"[-–\s]+", " ", text.lower())
        hyphenated = re.sub(r"\s+", " ", text.lower())
        entry = index.get(hyphenated) or index.get(phrase)
        if entry:
            noun_first = first
            noun = hyphenated if hyphenated in index else phrase
            break
    if not entry:
        return None
    if noun_first == token.i and not is_noun(token) and not _is_works_of_a_town(doc, token):
        return None
    kind, is_plural, is_part = entry
    if is_modifier(token, lexicon, index):
        return None
    left = noun_first - 1
    before = nlp[left].text.lower() if left >= token.sent.start else ""
    if before in lexicon["blocked_before"] and kind in (
        None,
        "field",
        "port",
        "plant",
        "mine",
        "terminal",
        "economic_zone",
        "bridge",
        "road",
    ):
        return None
    first = phrase_start(doc, noun_first)
    owners = tuple(_possessors(doc, first))
    article, ordinal, body = read_article(doc, first, noun_first, bool(owners))
    start = nlp[body].idx
    end = token.idx + len(token)
    premods = (
        tuple(m for m in doc.mentions_in(start, nlp[noun_first].idx) if m.kind in ("name", "demonym"))
        if body < noun_first
        else ()
    )
    name = _proper_part(doc, body, noun_first, premods)
    if kind is None and not name:
        owners = tuple(m for m in owners if m.kind != "pronoun")  # whose "its expansion" is, is too unsure
    last = token.i
    sentence = doc.sentence_at(token.idx)
    if kind is None:
        kind = kind_by_modifiers(nlp[body:noun_first].text.lower(), noun, lexicon) or kind_of_noun_before(
            nlp[max(body, noun_first - 1) : noun_first].text.lower(), noun, lexicon
        )
        kind = "field" if kind is None and noun == "field" and name else kind
    elif kind == "pipeline":
        kind = kind_by_modifiers(nlp[body:noun_first].text.lower(), "pipeline", lexicon) or "pipeline"
    elif kind == "terminal" and re.search(r"\b(?:bus|airport|passenger|air)\b", nlp[body:noun_first].text.lower()):
        return None
    return Sighting(
        first=first, head=token.i, last=last, start=start, end=end, sentence=sentence.index, noun=noun, kind=kind, article=article, is_plural=is_plural,
        words=re.sub(r"\s+", " ", doc.text[start:end]), name=name, ordinal=ordinal, is_part=is_part, premods=premods, owners=owners,
    )  # fmt: skip


def _is_works_of_a_town(doc: Document, token: Token) -> bool:
    """ "runs the Port Talbot works": a plural that looks like a verb, behind the article and the name of a town."""
    town = next((m for m in doc.mentions if m.type == "place" and m.end == token.idx - 1), None)
    if token.lower_ != "works" or town is None:
        return False
    first = doc.token_at(town.start).i
    return first > token.sent.start and doc.nlp[first - 1].lower_ in ("the", "its", "'s", "’s")


def _possessors(doc: Document, first: int) -> list[Mention]:
    """Who owns it by "'s" or "its": the mentions in the noun phrase before ("Chinese Petroleum's Kaohsiung refinery")."""
    nlp = doc.nlp
    if nlp[first].text.lower() in ("its", "their"):
        sentence = doc.sentence_at(nlp[first].idx)
        told = {m.entity_id for m in doc.mentions_in(sentence.start, nlp[first].idx) if m.kind in ("name", "demonym")}
        return [m for m in doc.mentions if m.start == nlp[first].idx and m.kind == "pronoun" and m.entity_id in told]
    if first <= 0 or not (nlp[first - 1].tag_ == "POS" or nlp[first - 1].text.lower() in ("'s", "’s")):
        return []
    i = first - 2
    while (
        i > 0
        and (nlp[i - 1].pos_ in ("PROPN", "NOUN", "ADJ", "DET", "NUM") or nlp[i - 1].text in ("-", "&", "<", ">", "."))
        and i > nlp[first - 1].sent.start
    ):
        i -= 1
    return [m for m in doc.mentions_in(nlp[i].idx, nlp[first - 1].idx)]


def _proper_part(doc: Document, body: int, noun_first: int, premods: tuple[Mention, ...]) -> str | None:
    """The proper name before the noun: "Zabaikalsk" of "Zabaikalsk grain terminal"; a demonym alone is none."""
    tokens = [
        t
        for t in doc.nlp[body:noun_first]
        if t.text[:1].isupper() and not t.is_sent_start or t.text in "-–" or t.text[:1].isupper() and t.pos_ == "PROPN"
    ]
    states = {i for m in premods if m.kind == "demonym" for i in range(m.start, m.end)}
    proper = [t for t in tokens if t.idx not in states and t.text not in "-–"]
    if not proper or all(t.text in _COMMON_CAPITALS for t in proper):
        return None
    start, end = proper[0].idx, proper[-1].idx + len(proper[-1])
    return re.sub(r"\s+", " ", doc.text[start:end])
