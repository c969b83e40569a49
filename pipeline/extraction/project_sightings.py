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
from pipeline.extraction.rows import Mention
from pipeline.knowledge import read_table
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

INDEFINITE, DEFINITE, BARE = "indefinite", "definite", "bare"
_DEFINITE = frozenset("the this that these those its their his her our both".split())
_INDEFINITE = frozenset("a an another one some any every each no".split())
_ORDINALS = {"first": 1, "second": 2, "third": 3, "new": 0, "other": -1, "another": -1, "additional": -1}
_COMMON_CAPITALS = frozenset("LNG LPG MTBE NGL UK US U.S. EU USA USSR TV".split())
_NOUN_TAGS = frozenset(("NOUN", "PROPN", "ADJ", "X", "NUM"))


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
def noun_index() -> Mapping[str, tuple[str | None, bool, bool]]:
    """Surface form → (kind or None for a light noun, plural?, part?)."""
    lexicon = words("projects")
    index: dict[str, tuple[str | None, bool, bool]] = {}
    for part in sorted(lexicon["parts"]):
        index[_plural(part)], index[part] = (None, True, True), (None, False, True)
    for light in lexicon["light"]:
        index[_plural(light)], index[light] = (None, True, False), (None, False, False)
    for kind, nouns in lexicon["nouns"].items():
        for noun in sorted(nouns):
            if noun in lexicon["light"]:
                kind_of = kind if noun in ("port", "terminal", "harbour", "harbor", "plant", "factory", "pit", "waterway") else None
            else:
                kind_of = kind
            index[_plural(noun)], index[noun] = (kind_of, True, False), (kind_of, False, False)
    index["works"] = index["steelworks"][0], False, False
    return index


def _plural(noun: str) -> str:
    if noun.endswith("works"):
        return noun
    if noun.endswith("y") and noun[-2] not in "aeo":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def singular_noun(noun: str) -> str:
    """ "oilfields" → "oilfield", "refineries" → "refinery"; a noun that is no plural as it is."""
    index = noun_index()
    if noun in index and index[noun][1]:
        for ending, replacement in (("ies", "y"), ("es", ""), ("s", "")):
            if noun.endswith(ending) and noun[: -len(ending)] + replacement in index:
                return noun[: -len(ending)] + replacement
    return noun


@functools.cache
def known_projects() -> tuple[re.Pattern[str], Mapping[str, Known]]:
    """A pattern of all names that stand alone for a work, and what each means. Hyphens match dashes."""
    known: dict[str, Known] = {}
    for row in read_table("known_projects.csv"):
        project = Known(
            row["name"], row["kind"], f"commodity:{row['commodity']}" if row["commodity"] else None, tuple(f"country:{c}" for c in row["countries"].split("|") if c), bool(row["needs_noun"])
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
        sighting = _noun_phrase(doc, token, found)
        if sighting is None:
            continue
        inside = [s for s in found if s.known and s.first >= sighting.first and s.last <= sighting.last]
        for name in inside:  # "the Power of Siberia pipeline" is one phrase, "the Simandou railway" is none of the mine's
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
                if entry and (entry[0] is None or _same_sort(name.kind, entry[0])) and _is_noun(doc.nlp[last]):
                    name = replace(name, head=last, last=last, end=doc.nlp[last].idx + len(doc.nlp[last]), noun=doc.nlp[last].text.lower())
                    break
        after = doc.nlp[name.last + 1].text.lower() if name.last + 1 < len(doc.nlp) else ""
        role = doc.nlp[name.head].head.text.lower() if doc.nlp[name.head].dep_ == "pobj" else ""
        if not name.noun and name.kind in ("field", "mine") and role in ("from", "to", "between"):
            continue  # there it is the place
        if not name.noun and (after in words("projects")["not_the_work"] or name.known is not None and name.known.needs_noun):
            continue
        out.append(name)
    return out


def _same_sort(a: str | None, b: str | None) -> bool:
    return a == b or b == "pipeline" and str(a).endswith("_pipeline") or {a, b} <= {"lng", "plant", "field"} or {a, b} <= {"corridor", "shipping_route"} or {a, b} <= {"power_plant", "plant"}


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
    ordinal = _ORDINALS.get(before.text.lower()) if before is not None else None
    owners = tuple(_possessors(doc, first))
    return Sighting(
        first=first, head=root.i, last=span[-1].i, start=start, end=end, sentence=doc.sentence_at(start).index, noun="", kind=project.kind, article=DEFINITE, is_plural=False,
        words=project.name, name=project.name, ordinal=ordinal, known=project, owners=owners,
    )  # fmt: skip


def _noun_phrase(doc: Document, token: Token, known: list[Sighting]) -> Sighting | None:
    """The sighting whose last word is `token`, or None."""
    lexicon, index, nlp = words("projects"), noun_index(), doc.nlp
    if not token.is_alpha or token.pos_ == "VERB" and token.tag_ not in ("VBG", "VBN", "VBZ"):
        return None
    entry, noun_first = None, token.i
    for first in range(max(token.sent.start, token.i - 6), token.i + 1):
        text = doc.text[nlp[first].idx : token.idx + len(token)]
        phrase = re.sub(r"[-–\s]+", " ", text.lower().replace("free-trade", "free trade"))
        hyphenated = re.sub(r"\s+", " ", text.lower())
        entry = index.get(hyphenated) or index.get(phrase)
        if entry:
            noun_first = first
            noun = hyphenated if hyphenated in index else phrase
            break
    if not entry:
        return None
    if noun_first == token.i and not _is_noun(token):
        return None
    kind, is_plural, is_part = entry
    if _is_modifier(token, lexicon, index):
        return None
    left = noun_first - 1
    before = nlp[left].text.lower() if left >= token.sent.start else ""
    if before in lexicon["blocked_before"] and kind in (None, "field", "port", "plant", "mine", "terminal", "economic_zone", "bridge", "road"):
        return None
    first = _phrase_start(doc, noun_first)
    owners = tuple(_possessors(doc, first))
    article, ordinal, body = _article(doc, first, noun_first, bool(owners))
    start = nlp[body].idx
    end = token.idx + len(token)
    premods = tuple(m for m in doc.mentions_in(start, nlp[noun_first].idx) if m.kind in ("name", "demonym")) if body < noun_first else ()
    name = _proper_part(doc, body, noun_first, premods)
    last = token.i
    sentence = doc.sentence_at(token.idx)
    if kind is None:
        kind = _kind_by_modifiers(nlp[body:noun_first].text.lower(), noun, lexicon) or _kind_of_noun_before(nlp[max(body, noun_first - 1) : noun_first].text.lower(), noun, lexicon)
        kind = "field" if kind is None and noun == "field" and name else kind
    elif kind == "pipeline":
        kind = _kind_by_modifiers(nlp[body:noun_first].text.lower(), "pipeline", lexicon) or "pipeline"
    elif kind == "terminal" and re.search(r"\b(?:bus|airport|passenger|air)\b", nlp[body:noun_first].text.lower()):
        return None
    return Sighting(
        first=first, head=token.i, last=last, start=start, end=end, sentence=sentence.index, noun=noun, kind=kind, article=article, is_plural=is_plural,
        words=re.sub(r"\s+", " ", doc.text[start:end]), name=name, ordinal=ordinal, is_part=is_part, premods=premods, owners=owners,
    )  # fmt: skip


def _is_noun(token: Token) -> bool:
    if token.pos_ in _NOUN_TAGS:
        return token.text.lower() not in ("rail", "track") or token.dep_ not in ("pobj",)
    before = token.nbor(-1).text.lower() if token.i > token.sent.start else ""
    return before in _DEFINITE | {"a", "an"} or before.endswith("'s")


def _is_modifier(token: Token, lexicon: Mapping, index: Mapping) -> bool:
    """The noun only modifies the next one: "bridge loan", "port authority", "railway station"."""
    if token.i + 1 >= token.sent.end:
        return False
    after = token.nbor(1)
    word = after.text.lower()
    if word in ("-", "–") and token.i + 2 < token.sent.end and token.nbor(2).text[0].islower() and token.whitespace_ == "":
        return True  # "pipeline-borne"
    if word in lexicon["blocked_after"] and after.pos_ in ("NOUN", "PROPN", "VERB", "ADP") and token.whitespace_:
        return after.pos_ != "VERB"
    if token.whitespace_ and f"{token.text.lower()} {word}" in index:
        return True
    if token.dep_ in ("compound", "nmod", "amod", "poss") and token.head.i > token.i and token.whitespace_ and after.pos_ in ("NOUN", "PROPN"):
        return token.head.i - token.i <= 3 and not (after.ent_type_ in ("DATE", "TIME"))
    return False


def _phrase_start(doc: Document, noun_first: int) -> int:
    """The first token of the noun phrase that ends in the noun: modifiers, numbers, article; an owner is left out."""
    nlp, sentence_start = doc.nlp, doc.nlp[noun_first].sent.start
    first = noun_first
    while first > sentence_start:
        token = nlp[first - 1]
        text = token.text.lower()
        if text in ("'s", "’s") or token.tag_ == "POS":
            break
        if text == "and" and first - 2 > sentence_start and nlp[first - 2].dep_ in ("compound", "nmod", "amod") and nlp[first].dep_ in ("compound", "conj", "nmod"):
            first -= 2  # "the oil and gas venture"
            continue
        if text in _DEFINITE or text in ("a", "an", "another", "no", "some", "any", "every", "each"):
            return first - 1
        if token.is_space or token.is_punct and text not in ("-", "–", "<", ">", '"', "“", "”", ",") or token.pos_ in ("ADP", "CCONJ", "SCONJ", "PRON", "AUX", "PART"):
            break
        if text == "," and nlp[first - 2].pos_ == "PROPN" and nlp[first].pos_ == "PROPN" and nlp[first - 2].text[0].isupper() and nlp[first].i == noun_first - 1:
            first -= 1  # "its Corpus Christi, Texas refinery"
            continue
        if text == "," and not (nlp[first].pos_ == "ADJ" and nlp[first - 2].pos_ == "ADJ"):
            break
        if token.pos_ == "VERB" and token.tag_ not in ("VBN", "VBG") or token.pos_ == "VERB" and token.head.i < token.i and token.dep_ not in ("amod",):
            break
        if text in _ORDINALS:
            first -= 1
            continue
        if text in ("day", "year") and first - 2 > sentence_start and nlp[first - 2].text.lower() in ("per", "a"):
            first -= 2  # "9,000 barrel per day shale project"
            continue
        if token.pos_ == "ADV" and text not in ("newly", "badly", "so-called", "still", "already", "not", "ever", "currently"):
            break
        if token.pos_ == "NUM" and token.ent_type_ in ("DATE", "TIME") and token.head.i < token.i:
            break
        first -= 1
    return first


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
    while i > 0 and (nlp[i - 1].pos_ in ("PROPN", "NOUN", "ADJ", "DET", "NUM") or nlp[i - 1].text in ("-", "&", "<", ">", ".")) and i > nlp[first - 1].sent.start:
        i -= 1
    return [m for m in doc.mentions_in(nlp[i].idx, nlp[first - 1].idx)]


def _article(doc: Document, first: int, noun_first: int, is_owned: bool) -> tuple[str, int | None, int]:
    """The article's force, an ordinal ("second", "new"), and the token where the phrase goes on after both."""
    article, body, ordinal = (DEFINITE if is_owned else BARE), first, None
    text = doc.nlp[first].text.lower()
    if first < noun_first or first == noun_first and text in _DEFINITE | _INDEFINITE:
        if text in _DEFINITE:
            article, body = DEFINITE, first + 1
        elif text in _INDEFINITE:
            article, body = INDEFINITE, first + 1
            ordinal = _ORDINALS.get(text)
    for i in range(body, noun_first):
        word = doc.nlp[i].text.lower()
        if word in _ORDINALS and (ordinal is None or ordinal == 0):
            ordinal = _ORDINALS[word]
            body = i + 1 if i == body else body
    while body < noun_first and (doc.nlp[body].pos_ == "NUM" and doc.nlp[body].text.lower() in ("two", "three", "four", "both", "several") or doc.nlp[body].is_punct):
        body += 1
    return article, ordinal, body


def _proper_part(doc: Document, body: int, noun_first: int, premods: tuple[Mention, ...]) -> str | None:
    """The proper name before the noun: "Zabaikalsk" of "Zabaikalsk grain terminal"; a demonym alone is none."""
    tokens = [t for t in doc.nlp[body:noun_first] if t.text[:1].isupper() and not t.is_sent_start or t.text in "-–" or t.text[:1].isupper() and t.pos_ == "PROPN"]
    states = {i for m in premods if m.kind == "demonym" for i in range(m.start, m.end)}
    proper = [t for t in tokens if t.idx not in states and t.text not in "-–"]
    if not proper or all(t.text in _COMMON_CAPITALS for t in proper):
        return None
    start, end = proper[0].idx, proper[-1].idx + len(proper[-1])
    return re.sub(r"\s+", " ", doc.text[start:end])


def _kind_of_noun_before(before: str, noun: str, lexicon: Mapping) -> str | None:
    """ "the corridor programme": the noun before says what the programme is about."""
    entry = noun_index().get(before)
    allowed = lexicon["light"].get(noun)
    return entry[0] if entry and (allowed == "all" or allowed and entry[0] in allowed) else None


def _kind_by_modifiers(before: str, noun: str, lexicon: Mapping) -> str | None:
    """The kind of "the rail line", "LNG venture", "the oil sands project" by the words before the noun."""
    parts = set(re.findall(r"[a-z]+(?:-[a-z]+)?", before))
    allowed = lexicon["light"].get(noun)
    if noun == "pipeline":
        allowed = ("oil_pipeline", "gas_pipeline")
    if noun == "works":
        return "plant"
    order = ("plant", "lng", "power_plant", "mine", "bridge", "railway", "road", "canal", "port", "power_line", "shipping_route", "field", "gas_pipeline", "oil_pipeline")
    for kind in order:
        cues = lexicon["kind_cues"].get(kind, ())
        if allowed is not None and (allowed == "all" and not kind.endswith("_pipeline") or allowed != "all" and kind in allowed) and (parts & cues or any(" " in c and c in before for c in cues)):
            return kind
    return None
