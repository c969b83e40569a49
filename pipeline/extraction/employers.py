"""Whose office it is: the state, bloc or body that an office phrase names, or that is understood."""

from __future__ import annotations

import functools
import re

from pipeline import knowledge
from pipeline.extraction.actors import Actors
from pipeline.extraction.clauses import base
from pipeline.extraction.document import Document
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

_DATELINE = re.compile(r"\A\s*[A-Z][A-Z'’ .,-]+")
_ABROAD = frozenset(("in", "to"))


@functools.cache
def office_words() -> frozenset[str]:
    """The last words of all offices, of states and of firms."""
    lists = words("offices")
    return frozenset(w.split()[-1] for w in lists["state"] | lists["firm"])


@functools.cache
def state_forms() -> dict[str, tuple[str, ...]]:
    """Country id → its names and demonyms."""
    found: dict[str, list[str]] = {}
    for name in knowledge.names():
        if name.entity_id.startswith("country:"):
            found.setdefault(name.entity_id, []).append(name.text)
    return {state: tuple(forms) for state, forms in found.items()}


class Employers:
    """Resolves offices of one document to the entity that they are offices of."""

    def __init__(self, doc: Document, actors: Actors):
        self.doc, self.actors = doc, actors
        self._dateline = self._dateline_state()

    def of(
        self,
        person: Mention,
        start: int,
        end: int,
        head: int,
        last: int,
        is_before: bool,
        *,
        is_plural: bool = False,
        position: int = 0,
    ) -> str | None:
        """The employer of the office in tokens[start:end], whose head word is tokens[head]; None if it is no office."""
        doc, lists = self.doc, words("offices")
        tokens = doc.nlp
        phrase = doc.text[tokens[start].idx : tokens[end - 1].idx + len(tokens[end - 1])].lower()
        lemma = tokens[head].lower_ if tokens[head].lower_ in office_words() else base(tokens[head])
        if lemma.rstrip("s") in office_words():
            lemma = lemma.rstrip("s") if lemma not in office_words() else lemma
        is_peer = lemma in lists["peers"]
        if lemma in ("executive", "officer") and "chief" not in phrase:
            return None
        left = self._mentions(start, head)
        right = self._mentions(head + 1, end)
        if is_before and last < len(tokens) and tokens[last].lower_ == "of":
            right += self._mentions(last + 1, last + 6)[:1]
        if lemma in ("ambassador", "representative", "envoy", "consul"):
            right = [m for m in right if not self._after(m, _ABROAD)]
        for group in (left, right):
            bodies = [m for m in group if m.type == "organisation" and not self._is_title(m.text)]
            states = [m for m in group if m.type in ("country", "bloc")]
            if is_plural and len(states) > 1:
                known = self.state_of_person(person)
                ids = list(dict.fromkeys(m.entity_id for m in states))
                return known if known in ids else ids[min(position, len(ids) - 1)]
            for body in bodies:
                if body.entity_id in lists["bodies_of"]:
                    return lists["bodies_of"][body.entity_id]
                if self.is_state_body(body.text):
                    known = knowledge.entities().get(body.entity_id)
                    state = (
                        f"country:{known.country}"
                        if known and known.country
                        else states[0].entity_id
                        if states
                        else self.implied_state(person, phrase)
                    )
                    return state
                if lemma in lists["speakers"] and not self._is_public(body):
                    return None
                return body.entity_id
            if states and not (lemma in lists["speakers"] and lemma not in lists["state"]):
                return states[0].entity_id
            for mention in group:
                if mention.type in ("region", "place", "facility"):
                    state = self.state_of(mention.entity_id)
                    return state or self.implied_state(person, phrase)
        if not left and not right and set(re.findall(r"[a-z]+", phrase)) & lists["unnamed_bodies"]:
            return (
                self._latest_body(tokens[start].idx)
                if phrase.startswith(("the ", "its ", "their "))
                or re.search(r" of the (?:firm|company|group|agency|corporation|bank|body|association|fund)$", phrase)
                else None
            )
        if any(w in lists["state_bodies"] for w in re.findall(r"[a-z]+", phrase)):
            return self.implied_state(person, phrase)
        pronoun = tokens[start].lower_ in ("its", "their", "whose")
        if lemma in ("host", "hostess", "guest"):
            return None
        if is_peer:
            return self.implied_state(person, phrase, peer=True)
        if set(re.findall(r"[a-z]+", phrase)) & lists["junior"] and not pronoun:
            return None
        if (
            lemma in lists["never_state"]
            or lemma in lists["firm"]
            and pronoun
            or lemma in lists["firm"]
            and lemma not in lists["state"]
        ):
            return self._latest_body(tokens[start].idx)
        if lemma in lists["state"]:
            if lemma in lists["speakers"]:
                return self.implied_state(person, phrase) if tokens[start].lower_ in ("government",) else None
            return self.implied_state(person, phrase)
        return None

    def implied_state(self, person: Mention, phrase: str, *, peer: bool = False) -> str | None:
        """The state of an office that names none: the person's, the title's, the dateline's, or the text's own."""
        known = self.state_of_person(person)
        if known:
            return known
        for state, titles in sorted(words("offices")["title_states"].items()):
            if any(t in phrase for t in titles):
                return f"country:{state}"
        if peer:
            return self._host_state(person)
        for bloc, titles in sorted(words("offices")["bloc_offices"].items()):
            if bloc in self.actors.ranked and titles & set(phrase.split()):
                return bloc
        ranked = [i for i in self.actors.ranked if i.startswith("country:")]
        if self._dateline and (self._dateline in ranked or not ranked):
            return self._dateline  # a story may be filed from abroad
        sentence = self.doc.sentence_at(person.start)
        near = [m for m in self.actors.states if sentence.start <= m.start < person.start and m.type == "country"]
        if len({m.entity_id for m in near}) == 1 and not self._dateline:
            return near[0].entity_id
        return min(ranked, key=self.actors.first_mention, default=None)

    def _host_state(self, person: Mention) -> str | None:
        """ "flies to Addis Ababa for talks with his colleague X": the state of the one town that was named before."""
        sentence = self.doc.sentence_at(person.start)
        towns = {
            state
            for m in self.doc.mentions_in(sentence.start, person.start)
            if m.type == "place" and (state := self.state_of(m.entity_id))
        }
        return towns.pop() if len(towns) == 1 else None

    def state_of_person(self, person: Mention) -> str | None:
        """The state that a known person is of, or that a name sounds like, if the text speaks of that state."""
        known = knowledge.entities().get(person.entity_id)
        if known and known.country:
            return f"country:{known.country}"
        key = person.entity_id.partition(":")[2].split("-")
        lists = words("offices")
        ranked = [s.removeprefix("country:") for s in self.actors.ranked]
        fits = [
            c
            for c, names in sorted(lists["surnames"].items())
            if key[0] in names and len(key) in (2, 3) and c in ranked
        ]
        fits += [
            c
            for c, ends in sorted(lists["name_endings"].items())
            if any(key[-1].endswith(e) and len(key[-1]) > len(e) + 2 for e in ends) and c in ranked
        ]
        return f"country:{fits[0]}" if len(fits) == 1 else None

    def state_of(self, entity_id: str) -> str | None:
        """The country that a region or place lies in, where it is known."""
        kind, _, key = entity_id.partition(":")
        known = knowledge.entities().get(entity_id)
        if known and known.country:
            return f"country:{known.country}"
        if kind == "place":
            state = knowledge.capital_of(entity_id, self.doc.published_on)
            if state:
                return state
        return None

    def _mentions(self, start: int, end: int) -> list[Mention]:
        out: list[Mention] = []
        for token in self.doc.nlp[start : min(end, len(self.doc.nlp))]:
            for mention in self.actors.mentions_at(token):
                if (
                    isinstance(mention, Mention)
                    and mention not in out
                    and mention.type in ("country", "bloc", "organisation", "region", "place", "facility")
                ):
                    out.append(mention)
        return out

    def _after(self, mention: Mention, prepositions: frozenset[str]) -> bool:
        before = self.doc.text[max(0, mention.start - 12) : mention.start].lower().split()
        return bool(before) and (
            before[-1] in prepositions or before[-1] == "the" and len(before) > 1 and before[-2] in prepositions
        )

    def _is_title(self, name: str) -> bool:
        """ "Trade and Industry Secretary": a title that was taken for a body."""
        lists = words("offices")
        last = name.lower().split()[-1]
        if (
            last not in office_words()
            and last not in lists["inside"]
            or last in ("railways", "council", "committee", "board", "treasury", "state")
        ):
            return False
        forms = {f.lower() for i in self.actors.ranked for f in state_forms().get(i, ())}
        return all(
            w in lists["inside"] or w in office_words() or w in forms or w in ("of", "and", "for", "the")
            for w in re.findall(r"[a-z]+", name.lower())
        )

    def is_state_body(self, name: str) -> bool:
        """Is it a ministry, a parliament or the like, whose offices are the state's?"""
        lists = words("offices")
        parts = set(re.findall(r"[a-z]+", name.lower()))
        return bool(parts & lists["state_bodies"]) and not parts & lists["own_bodies"] and "customs" not in parts

    def _is_public(self, body: Mention) -> bool:
        lists = words("offices")
        return bool(set(re.findall(r"[a-z]+", body.text.lower())) & (lists["state_bodies"] | lists["own_bodies"]))

    def _latest_body(self, offset: int) -> str | None:
        sentence = self.doc.sentence_at(offset)
        bodies = [m for m in self.doc.mentions if m.type == "organisation" and m.start < offset]
        near = [m for m in bodies if self.doc.sentence_at(m.start).paragraph >= sentence.paragraph - 1]
        return near[-1].entity_id if near else None

    def _dateline_state(self) -> str | None:
        match = _DATELINE.match(self.doc.text)
        if not match:
            return None
        for mention in self.doc.mentions:
            if mention.start < match.end() and mention.text.isupper():
                state = self.state_of(mention.entity_id)
                if state:
                    return state
        country = next(
            (
                m
                for m in self.doc.mentions
                if m.type == "country" and m.start < match.end() + 20 and match.end() - 3 <= m.start
            ),
            None,
        )
        return (
            country.entity_id if country and self.doc.text[match.end() - 2 : country.start].strip(" ,") == "" else None
        )
