"""The grammar of noun phrases for works: which nouns name one, where the phrase begins, what its words before the noun say."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


INDEFINITE, DEFINITE, BARE = "indefinite", "definite", "bare"
_DEFINITE = frozenset("the this that these those its their his her our both".split())
_INDEFINITE = frozenset("a an another one some any every each no".split())
ORDINALS = {"first": 1, "second": 2, "third": 3, "new": 0, "other": -1, "another": -1, "additional": -1}
_NOUN_TAGS = frozenset(("NOUN", "PROPN", "ADJ", "X", "NUM"))


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
                kind_of = (
                    kind
                    if noun in ("port", "terminal", "harbour", "harbor", "plant", "factory", "pit", "waterway")
                    else None
                )
            else:
                kind_of = kind
            index[_plural(noun)], index[noun] = (kind_of, True, False), (kind_of, False, False)
    index["works"] = index["steelworks"][0], False, False
    return index


@functools.cache
def last_words() -> frozenset[str]:
    """The words in which the forms of `noun_index` end: no other token needs a look."""
    return frozenset(form.split()[-1].split("-")[-1] for form in noun_index())


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


def is_noun(token: Token) -> bool:
    if token.pos_ in _NOUN_TAGS:
        return token.text.lower() not in ("rail", "track") or token.dep_ not in ("pobj",)
    before = token.nbor(-1).text.lower() if token.i > token.sent.start else ""
    return before in _DEFINITE | {"a", "an"} or before.endswith("'s")


def is_modifier(token: Token, lexicon: Mapping, index: Mapping) -> bool:
    """The noun only modifies the next one: "bridge loan", "port authority", "railway station"."""
    if token.i + 1 >= token.sent.end:
        return False
    after = token.nbor(1)
    word = after.text.lower()
    if (
        word in ("-", "–")
        and token.i + 2 < token.sent.end
        and token.nbor(2).text[0].islower()
        and token.whitespace_ == ""
    ):
        return True  # "pipeline-borne"
    if word in lexicon["blocked_after"] and after.pos_ in ("NOUN", "PROPN", "VERB", "ADP") and token.whitespace_:
        return after.pos_ != "VERB"
    if token.whitespace_ and f"{token.text.lower()} {word}" in index:
        return True
    if (
        token.dep_ in ("compound", "nmod", "amod", "poss")
        and token.head.i > token.i
        and token.whitespace_
        and after.pos_ in ("NOUN", "PROPN")
    ):
        return token.head.i - token.i <= 3 and after.ent_type_ not in ("DATE", "TIME")
    return False


def _is_town_and_state(nlp: Doc, comma: int) -> bool:
    return (
        comma >= 3
        and nlp[comma - 1].pos_ == "PROPN"
        and nlp[comma - 2].text == ","
        and nlp[comma - 3].pos_ == "PROPN"
        and nlp[comma].sent == nlp[comma - 3].sent
    )


def phrase_start(doc: Document, noun_first: int) -> int:
    """The first token of the noun phrase that ends in the noun: modifiers, numbers, article; an owner is left out."""
    nlp, sentence_start = doc.nlp, doc.nlp[noun_first].sent.start
    first = noun_first
    while first > sentence_start:
        token = nlp[first - 1]
        text = token.text.lower()
        if text in ("'s", "’s") or token.tag_ == "POS":
            break
        if (
            text == "and"
            and first - 2 > sentence_start
            and nlp[first - 2].dep_ in ("compound", "nmod", "amod")
            and nlp[first].dep_ in ("compound", "conj", "nmod")
        ):
            first -= 2  # "the oil and gas venture"
            continue
        if text in _DEFINITE or text in ("a", "an", "another", "no", "some", "any", "every", "each"):
            return first - 1
        if (
            token.is_space
            or token.is_punct
            and text not in ("-", "–", "<", ">", '"', "“", "”", ",")
            or token.pos_ in ("ADP", "CCONJ", "SCONJ", "PRON", "AUX", "PART")
        ):
            break
        if (
            text == ","
            and nlp[first - 2].pos_ == "PROPN"
            and nlp[first].pos_ == "PROPN"
            and nlp[first - 2].text[0].isupper()
            and nlp[first].i >= noun_first - (2 if nlp[noun_first - 1].text == "," else 1)
        ):
            first -= 1  # "its Corpus Christi, Texas refinery"
            continue
        if text == "," and first == noun_first and _is_town_and_state(nlp, first - 1):
            first -= 1  # "its Baytown, Texas, refinery"
            continue
        if text == "," and not (nlp[first].pos_ == "ADJ" and nlp[first - 2].pos_ == "ADJ"):
            break
        if (
            token.pos_ == "VERB"
            and token.tag_ not in ("VBN", "VBG")
            or token.pos_ == "VERB"
            and token.head.i < token.i
            and token.dep_ not in ("amod",)
        ):
            break
        if text in ORDINALS:
            first -= 1
            continue
        if text in ("day", "year") and first - 2 > sentence_start and nlp[first - 2].text.lower() in ("per", "a"):
            first -= 2  # "9,000 barrel per day shale project"
            continue
        if (
            text in ("day", "year")
            and first - 3 > sentence_start
            and nlp[first - 2].text == "-"
            and nlp[first - 3].lower_ == "per"
        ):
            first -= 3  # "100,000-barrel-per-day refinery"
            continue
        if token.pos_ == "ADV" and text not in (
            "newly",
            "badly",
            "so-called",
            "still",
            "already",
            "not",
            "ever",
            "currently",
        ):
            break
        if token.pos_ == "NUM" and token.ent_type_ in ("DATE", "TIME") and token.head.i < token.i:
            break
        first -= 1
    return first


def read_article(doc: Document, first: int, noun_first: int, is_owned: bool) -> tuple[str, int | None, int]:
    """The article's force, an ordinal ("second", "new"), and the token where the phrase goes on after both."""
    article, body, ordinal = (DEFINITE if is_owned else BARE), first, None
    text = doc.nlp[first].text.lower()
    if first < noun_first or first == noun_first and text in _DEFINITE | _INDEFINITE:
        if text in _DEFINITE:
            article, body = DEFINITE, first + 1
        elif text in _INDEFINITE:
            article, body = INDEFINITE, first + 1
            ordinal = ORDINALS.get(text)
    for i in range(body, noun_first):
        word = doc.nlp[i].text.lower()
        if word in ORDINALS and (ordinal is None or ordinal == 0):
            ordinal = ORDINALS[word]
            body = i + 1 if i == body else body
    while body < noun_first and (
        doc.nlp[body].pos_ == "NUM"
        and doc.nlp[body].text.lower() in ("two", "three", "four", "both", "several")
        or doc.nlp[body].is_punct
    ):
        body += 1
    return article, ordinal, body


def kind_of_noun_before(before: str, noun: str, lexicon: Mapping) -> str | None:
    """ "the corridor programme": the noun before says what the programme is about."""
    entry = noun_index().get(before)
    allowed = lexicon["light"].get(noun)
    return entry[0] if entry and (allowed == "all" or allowed and entry[0] in allowed) else None


def kind_by_modifiers(before: str, noun: str, lexicon: Mapping) -> str | None:
    """The kind of "the rail line", "LNG venture", "the oil sands project" by the words before the noun."""
    parts = set(re.findall(r"[a-z]+(?:-[a-z]+)?", before))
    allowed = lexicon["light"].get(noun)
    if noun == "pipeline":
        allowed = ("oil_pipeline", "gas_pipeline")
    if noun == "works":
        return "plant"
    order = (
        "plant",
        "lng",
        "power_plant",
        "mine",
        "bridge",
        "railway",
        "road",
        "canal",
        "port",
        "power_line",
        "shipping_route",
        "field",
        "gas_pipeline",
        "oil_pipeline",
    )
    for kind in order:
        cues = lexicon["kind_cues"].get(kind, ())
        if (
            allowed is not None
            and (allowed == "all" and not kind.endswith("_pipeline") or allowed != "all" and kind in allowed)
            and (parts & cues or any(" " in c and c in before for c in cues))
        ):
            return kind
    return None
