"""Offices as a text words them: where the phrase of a title begins and ends, before and after a name.

Read from the words themselves, since titles are where a small model's parse is weakest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import base
from pipeline.extraction.document import Document
from pipeline.extraction.employers import office_words
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_ARTICLES = frozenset(("the", "a", "an", "his", "her", "its", "their", "whose", "our", "my", "this", "that"))
_POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
_BREAKS = frozenset((",", ";", ":", ".", "(", ")", "–", "—", "--", '"', "“", "”", "\n"))
_REACH = 12


@dataclass(frozen=True, slots=True)
class Title:
    """An office as the text words it: token bounds of the whole phrase, and of its head word."""

    start: int
    end: int
    head: int
    is_plural: bool = False


def bounds(doc: Document, mention: Mention) -> tuple[int, int]:
    span = doc.tokens(mention.start, mention.end)
    return span.start, span.end


def is_office(token: Token) -> bool:
    lists = words("offices")
    lemma = token.lower_ if token.lower_ in office_words() else base(token)
    return lemma in office_words() or lemma in lists["peers"] or token.lower_.rstrip("s") in office_words()


def title_before(doc: Document, actors: Actors, first: int) -> Title | None:
    """The office that stands before a name: "Minister X", "the minister of Y, X", "its chairman, X"."""
    tokens, sentence = doc.nlp, doc.sentence_at(doc.nlp[first].idx).span
    index = first - 1
    if index >= sentence.start and tokens[index].text in (",", ":", "-", "is", "was"):
        index -= 1
    if index < sentence.start:
        return None
    if tokens[first - 1].text == ":":
        head = next(
            (
                i
                for i in range(index, max(sentence.start - 1, index - _REACH), -1)
                if _is_plural(tokens[i]) and is_office(tokens[i])
            ),
            None,
        )
        return Title(phrase_start(doc, actors, head), index + 1, head, True) if head is not None else None
    if tokens[index].lower_ in words("offices")["future"] and index > sentence.start:
        index -= 1
    if is_office(tokens[index]) and tokens[index].pos_ not in ("VERB", "AUX"):
        return Title(phrase_start(doc, actors, index), index + 1, index, _is_plural(tokens[index]))
    for head in range(index, max(sentence.start - 1, index - _REACH), -1):
        token = tokens[head]
        if token.text in _BREAKS or token.pos_ in ("VERB", "AUX") or token.is_space or _is_person(actors, token):
            return None
        if is_office(token) and head + 1 < first and tokens[head + 1].lower_ in ("of", "for", "at", "in", "as"):
            return Title(phrase_start(doc, actors, head), index + 1, head, _is_plural(token))
    return None


def title_after(doc: Document, actors: Actors, last: int) -> Title | None:
    """The office that stands after a name: "X, the Russian prime minister", "X, who heads Y", "X of the ministry"."""
    tokens = doc.nlp
    sentence = doc.sentence_at(tokens[last - 1].idx).span
    if last >= sentence.end or tokens[last].text not in (",", "("):
        return None
    start = last + 1
    for index in range(start, min(sentence.end, start + _REACH)):
        token = tokens[index]
        if token.lower_ in ("who", "whose", "which", "and") and index == start:
            if token.lower_ == "who":
                return _after_who(doc, index, sentence.end)
            return None
        if (
            token.text in _BREAKS
            or token.pos_ == "AUX"
            or token.is_space
            or _is_person(actors, token)
            or token.pos_ == "VERB"
            and token.tag_ in ("VBD", "VBZ", "VBP")
        ):
            return None
        if is_office(token) and not (
            index + 1 < sentence.end
            and (
                is_office(tokens[index + 1])
                or tokens[index + 1].text in _POSSESSIVES
                or tokens[index + 1].pos_ in ("NOUN", "PROPN")
                and tokens[index + 1].text not in _BREAKS
            )
        ):
            end = index + 1
            while (
                end < sentence.end
                and tokens[end].text not in _BREAKS
                and end - index < 14
                and not (tokens[end].pos_ in ("VERB", "AUX") and tokens[end].tag_ in ("VBD", "VBZ", "VBP"))
                and tokens[end].lower_ not in ("who", "which", "that")
            ):
                end += 1
            return Title(start, end, index, _is_plural(token))
    return None


def _after_who(doc: Document, index: int, stop: int) -> Title | None:
    tokens = doc.nlp
    verb = next(
        (
            i
            for i in range(index + 1, min(stop, index + 4))
            if tokens[i].pos_ in ("VERB", "AUX") and tokens[i].tag_ != "VBN"
        ),
        None,
    )
    if verb is None:
        return None
    end = verb + 1
    while (
        end < stop
        and tokens[end].text not in _BREAKS
        and end - verb < 14
        and not (end > verb + 1 and tokens[end].tag_ in ("VBD", "VBZ", "VBP"))
    ):
        end += 1
    lemma, lists = base(tokens[verb]), words("offices")
    rest = doc.nlp[verb + 1 : end].text.lower()
    if (
        lemma in lists["leading_verbs"]
        or lemma == "represent"
        or lemma == "speak"
        and rest.startswith("for ")
        or lemma == "be"
        and rest.startswith("in charge of")
    ):
        return Title(verb, end, verb)
    if lemma == "be":
        head = next((i for i in range(verb + 1, end) if is_office(tokens[i])), None)
        return Title(verb + 1, end, head) if head is not None else None
    return None


def title_before_copula(doc: Document, first: int) -> Title | None:
    """ "Novatek's chairman is Leonid Mikhelson"."""
    tokens = doc.nlp
    if first < 3 or tokens[first - 1].lower_ not in ("is", "was") or not is_office(tokens[first - 2]):
        return None
    start = first - 2
    while (
        start > 0
        and tokens[start - 1].text not in _BREAKS
        and first - start < 9
        and tokens[start - 1].pos_ not in ("VERB", "AUX")
    ):
        start -= 1
    return Title(start, first - 1, first - 2)


def phrase_start(doc: Document, actors: Actors, head: int) -> int:
    """Where the office phrase that ends in `head` begins."""
    tokens, sentence = doc.nlp, doc.sentence_at(doc.nlp[head].idx).span
    index = head
    while index > sentence.start and head - index < _REACH:
        token = tokens[index - 1]
        if token.is_space or _is_person(actors, token):
            break
        if token.lower_ in _ARTICLES:
            return index - 1
        if token.lower_ == "and":
            if not (is_inside(tokens[index - 2]) and (is_inside(tokens[index]) or index == head)):
                break
        elif not (
            actors.mentions_at(token)
            or token.text in _POSSESSIVES
            or token.text == "-"
            or is_inside(token)
            or token.pos_ in ("ADJ", "NOUN", "PROPN")
            and token.ent_type_ not in ("DATE", "TIME", "CARDINAL")
        ):
            break
        index -= 1
    return index


def is_inside(token: Token) -> bool:
    return token.lower_.rstrip(".") in words("offices")["inside"]


def _is_person(actors: Actors, token: Token) -> bool:
    return any(
        m.entity_id.startswith("person:") for m in actors.mentions_at(token) if getattr(m, "kind", "name") == "name"
    )


def _is_plural(token: Token) -> bool:
    return token.tag_ in ("NNS", "NNPS") or token.lower_.endswith("s") and token.lower_.rstrip("s") in office_words()


def is_no_office(doc: Document, title: Title) -> bool:
    lists = words("offices")
    head = doc.nlp[title.head]
    if base(head) in lists["not_offices"] or head.lower_ in lists["not_offices"]:
        return True
    phrase = doc.nlp[title.start : title.head + 1].text.lower()
    return any(phrase.endswith(w) for w in lists["not_offices"] if " " in w)


def role(doc: Document, title: Title, actors: Actors) -> str:
    """The office's own words: "commerce minister", "minister of energy"."""
    kept = []
    for token in doc.nlp[title.start : title.end]:
        if token.lower_ in _ARTICLES or token.text in _POSSESSIVES or token.is_space or token.text in _BREAKS:
            continue
        if token.i < title.head and any(
            m.entity_id.partition(":")[0] != "commodity" for m in actors.mentions_at(token)
        ):
            continue
        if token.i > title.head and any(m for m in actors.mentions_at(token)):
            break
        kept.append(token.lower_)
    while kept and kept[-1] in ("of", "for", "at", "in", "and", "the", "to", "as"):
        kept.pop()
    return " ".join(kept) or doc.nlp[title.head].lower_
