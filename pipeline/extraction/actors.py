"""Who the words of a document stand for: names, demonyms before nouns, unnamed officials and firms, "both sides".

"Chinese customers", "the ministry in Tokyo", "the Russian side" stand for their country (guide, rule 14); "the Chinese
commerce minister" is the person where the text names who holds that office; "the two countries" are the two states that
the text is about. What an entity is comes from the mentions; this module only reads the parse around them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pipeline import knowledge
from pipeline.extraction.anaphora import pronouns
from pipeline.extraction.clauses import base
from pipeline.extraction.document import Document
from pipeline.extraction.refs import Ref, noun
from pipeline.extraction.relation_groups import after_dateline, group_size
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODIFIERS = ("amod", "compound", "nmod", "poss", "det", "nummod")
_STATES = ("country", "bloc")


class Actors:
    """The entities that a document's tokens stand for.

    `projects` adds stretches that name a project, `offices` who holds which office: (country id, role) → person id,
    `traders` the state whose sales ("export") and purchases ("import") the text tells of.
    """

    def __init__(
        self,
        doc: Document,
        projects: Iterable[Ref] = (),
        offices: Mapping[tuple[str, str], str] | None = None,
        traders: Mapping[str, str] | None = None,
    ):
        self.doc = doc
        self.offices = offices or {}
        self.traders = traders or {}
        known = ((m.entity_id, knowledge.entities().get(m.entity_id)) for m in doc.mentions if m.type == "person")
        self.states_of_persons = {
            person: f"country:{entity.country}" for person, entity in known if entity and entity.country
        }
        self.states_of_persons |= {person: state for (state, _), person in sorted(self.offices.items(), reverse=True)}
        self._at: dict[int, list[Mention | Ref]] = {}
        self.commodity_at: dict[int, Mention] = {}
        for mention in sorted(doc.mentions, key=lambda m: (m.kind in ("nominal", "pronoun"), m.start, -m.end)):
            for token in doc.tokens(mention.start, mention.end):
                if mention.type == "commodity":
                    self.commodity_at.setdefault(token.i, mention)
                else:
                    self._at.setdefault(token.i, []).append(mention)
        self._projects: dict[int, Ref] = {}
        self.projects = sorted(projects, key=lambda r: r.start)
        self._after_dateline = after_dateline(doc)
        for ref in self.projects:
            for token in doc.tokens(ref.start, ref.end):
                self._projects.setdefault(token.i, ref)
        self.states = [m for m in doc.mentions if m.type in _STATES]
        counts = self._counts = Counter(m.entity_id for m in self.states if m.kind != "pronoun")
        first = {m.entity_id: m.start for m in reversed(self.states)}
        opening = min((m.start for m in self.states if not m.text.isupper() or len(m.text) < 5), default=-1)
        self.ranked = sorted(counts, key=lambda i: (-counts[i] - (first[i] == opening), first[i]))
        self._first = first
        top = [i for i in self.ranked if i.startswith("country:")][:2]
        town = next((m.entity_id for m in doc.mentions if m.type == "place" and m.end < self._after_dateline), None)
        self._pronouns = pronouns(doc, tuple(top) if len(top) == 2 else (), town)

    @property
    def main_state(self) -> str | None:
        """The state that the text speaks of most."""
        return next((i for i in self.ranked if i.startswith("country:")), None)

    def mentions_at(self, token: Token) -> list[Mention | Ref]:
        """What names this token is part of, names before nouns and pronouns."""
        return self._at.get(token.i, [])

    def of(self, token: Token, depth: int = 0) -> list[Ref]:
        """The entities of the noun phrase headed by `token` and of the phrases coordinate with it."""
        refs = self.one(token, depth)
        if depth < 6:
            for child in token.children:
                if child.dep_ == "conj":
                    refs = refs + [
                        r for r in self.of(child, depth + 1) if r.entity_id not in {x.entity_id for x in refs}
                    ]
            refs = refs + [
                r for r in self._astray(token, refs, depth) if r.entity_id not in {x.entity_id for x in refs}
            ]
        return refs

    def _astray(self, token: Token, refs: list[Ref], depth: int) -> list[Ref]:
        """ "X of Finland and Y of Norway": Y is set beside X, though the parse hangs it on Finland."""
        if len(refs) != 1 or refs[0].type not in ("person", "organisation"):
            return []
        inner = [p for c in token.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj"]
        beside = [c for p in inner for c in p.children if c.dep_ == "conj" and self._named(p)]
        return [
            r for c in beside for r in self.of(c, depth + 1) if r.type == refs[0].type != self._named(c.head)[0].type
        ]

    def one(self, token: Token, depth: int = 0) -> list[Ref]:
        """The entities of this noun phrase alone."""
        project = self._projects.get(token.i)
        if project is not None:
            return [project]
        if self._after_dateline and token.idx < self._after_dateline and token.dep_ in ("nsubj", "nsubjpass"):
            return self._subject_after_dateline(token, depth)
        named = self._named(token)
        if named:
            return named
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM", "PRON", "DET", "X", "SYM", "VERB") or depth > 6:
            return []
        lists, lemma = words("relations"), noun(token)
        persons = self._apposed_person(token)
        if persons and (lemma in lists["officials"] or lemma in words("offices")["heads"]):
            return persons
        leaders = [
            r
            for c in token.children
            if c.dep_ == "acl" and base(c) in ("lead", "head")
            for a in c.children
            if a.dep_ == "agent"
            for p in a.children
            if p.dep_ == "pobj"
            for r in self.of(p, depth + 1)
            if r.type == "person"
        ]
        if leaders and lemma in ("delegation", "team", "mission", "group"):
            return leaders
        group = self._group(token, lemma)
        if group:
            return group
        office = self._office_holder(token, lemma)
        if office:
            return office
        if lemma in lists["officials"] or lemma in lists["nationals"]:
            own = self._own_body(token) or self._called(token)
            if own:
                return own
            country = self.country_of_phrase(token)
            if country:
                return country
            if lemma in lists["implied_officials"] and self.main_state and token.dep_ != "compound":
                return [Ref(self.main_state, token.idx, token.idx + len(token))]
            regions = [
                r
                for c in token.children
                if c.dep_ == "prep" and c.lower_ in ("of", "in", "from")
                for p in c.children
                if p.dep_ == "pobj"
                for r in self._named(p)
                if r.type == "region"
            ]
            if regions and lemma in lists["nationals"]:
                return regions
        if lemma in lists["transparent_nouns"] or token.pos_ == "NUM" or lemma in words("whereabouts")["places"]:
            for child in token.children:
                if child.dep_ == "prep" and child.lower_ in ("of", "among"):
                    return [r for p in child.children if p.dep_ == "pobj" for r in self.of(p, depth + 1)]
        for child in token.children:
            if child.dep_ == "appos":
                refs = [r for r in self.of(child, depth + 1)]
                if refs and token.pos_ != "PROPN":
                    return refs
        if token.dep_ == "appos" and token.pos_ == "NOUN" and token.head.pos_ == "PROPN":
            return self._named(token.head)
        return []

    def _subject_after_dateline(self, token: Token, depth: int) -> list[Ref]:
        """ "MOSCOW, Dec 18 - Trade ministers X and Y signed": who is named first after the dash, titles left out."""
        start = self._after_dateline
        first = next((m for m in self.doc.mentions if m.start >= start and m.type not in ("commodity", "place")), None)
        head = next((t for t in self.doc.tokens(start, min(start + 40, len(self.doc.text))) if t.pos_ == "NOUN"), None)
        if head is not None and head.idx < token.head.idx and noun(head) in words("relations")["officials"]:
            if first is None or head.idx < first.start:
                return self.of(head, depth + 1)
        if first is None or first.start > token.head.idx:
            return []
        if first.start == start:
            return [
                Ref(m.entity_id, m.start, m.end)
                for m in self.doc.mentions
                if m.start == start and m.type != "commodity"
            ]
        is_titled = first.type in ("person", "organisation") and re.fullmatch(
            r"[\w' -]{1,60}", self.doc.text[start : first.start]
        )
        return self.of(self.doc.tokens(first.start, first.end).root, depth + 1) if is_titled else []

    def country_of_phrase(self, token: Token) -> list[Ref]:
        """The country that a noun is of: "Chinese banks", "Russia's government", "officials in Tokyo"."""
        near = [r for child in self._modifiers(token) for r in self._named(child) if r.type in _STATES]
        if near:
            joined = any(c.lower_ in ("and", "or") for m in self._modifiers(token) for c in m.children)
            return near[: 3 if joined else 1]
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in ("of", "in", "for", "from"):
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        refs = [r for ref in self.of(inner, 2) for r in self.as_state(ref)]
                        if refs:
                            return refs
        return []

    def origin(self, token: Token, depth: int = 0) -> list[Ref]:
        """The countries whose goods a phrase speaks of: "Russian goods", "tonnes of Japanese scallops"."""
        lists = words("relations")
        refs: list[Ref] = []
        if noun(token) in lists["goods"] or token.i in self.commodity_at or token.text.endswith(("-made", "-built")):
            for child in self._modifiers(token):
                refs += [r for r in self._named(child) if r.type in (*_STATES, "region")]
        if not refs and depth < 4:
            for child in token.children:
                if child.dep_ == "prep" and child.lower_ in ("of", "in"):
                    for inner in child.children:
                        if inner.dep_ == "pobj":
                            refs += self.origin(inner, depth + 1)
                elif child.dep_ == "conj" or child.dep_ in ("compound", "nmod") and child.pos_ == "NOUN":
                    refs += self.origin(child, depth + 1)
        return refs

    def capital(self, token: Token) -> list[Ref]:
        """ "the Chinese capital": the town."""
        if noun(token) != "capital":
            return []
        for ref in self.country_of_phrase(token):
            for place in knowledge.capital_places().get(ref.entity_id, ()):
                if knowledge.capital_of(place, self.doc.published_on) == ref.entity_id:
                    return [Ref(place, ref.start, token.idx + len(token))]
        return []

    def place_of_market(self, token: Token) -> list[Ref]:
        """ "European markets", "the Chinese market", "buyers in Asia": where the goods go."""
        near = [r for child in self._modifiers(token) for r in self._named(child) if r.type in (*_STATES, "region")]
        return near or [
            r
            for c in token.children
            if c.dep_ == "prep" and c.lower_ in ("in", "of")
            for p in c.children
            if p.dep_ == "pobj"
            for r in self.of(p, 4)
            if r.type in (*_STATES, "region")
        ]

    def owner(self, token: Token) -> list[Ref]:
        """Whose a thing is: "China's ban", "the Chinese ban", "their demands"."""
        for child in self._modifiers(token):
            refs = self._named(child)
            if refs:
                return refs
        return []

    def hyphen_pair(self, token: Token) -> list[Ref]:
        """Two states joined before a noun: "Sino-Russian trade", "U.S.-Japanese talks", "Russia-China trade"."""
        left = token.left_edge.idx
        near = [m for m in self.states if left - 1 <= m.start < token.idx]
        for a, b in zip(near, near[1:], strict=False):
            between = self.doc.text[a.end : b.start]
            if between.strip() in ("-", "–", "/", "—") and len(between) <= 2 and a.entity_id != b.entity_id:
                return [Ref(a.entity_id, a.start, a.end), Ref(b.entity_id, b.start, b.end)]
        return []

    def latest_states(self, offset: int, size: int) -> list[str]:
        """The `size` states that the text before `offset` is about; fewer if it names fewer."""
        seen = [i for i in self.ranked if self._first[i] < offset]
        return seen[:size] if len(seen) >= size else []

    def other_state(self, state: str, offset: int) -> str | None:
        """The state that the text before `offset` sets beside `state`."""
        return next((i for i in self.ranked if i != state and self._first[i] < offset), None)

    def _named(self, token: Token) -> list[Ref]:
        named = [Ref(m.entity_id, m.start, m.end) for m in self._at.get(token.i, [])][:2]
        if not named and token.i > 1 and self.doc.text[token.idx - 1] == "<":  # "with Shell Canada <SHC>"
            named = [Ref(m.entity_id, m.start, m.end) for m in self._at.get(token.i - 2, [])][:1]
        if not named and token.lower_ == "whose" and token.head.head.dep_ == "relcl":
            return self._named(token.head.head.head)
        return named or [Ref(i, token.idx, token.idx + len(token)) for i in self._pronouns.get(token.i, ())]

    def _modifiers(self, token: Token) -> list[Token]:
        near = [c for c in token.children if c.dep_ in _MODIFIERS and c.i < token.i]
        return near + [d for c in near for d in c.children if d.dep_ in _MODIFIERS + ("conj",)]

    def as_state(self, ref: Ref) -> list[Ref]:
        """The state that a capital or an office-holder acts for; a state is itself; nothing for others."""
        if ref.type in _STATES:
            return [ref]
        bloc = words("offices")["bodies_of"].get(ref.entity_id)
        if bloc:
            return [Ref(bloc, ref.start, ref.end)]
        state = self.states_of_persons.get(ref.entity_id) if ref.type == "person" else None
        if ref.type == "place":
            state = knowledge.capital_of(ref.entity_id, self.doc.published_on)
        return [Ref(state, ref.start, ref.end)] if state else []

    def first_mention(self, state: str) -> int:
        """The offset at which the text first speaks of a state."""
        return self._first[state]

    def topic(self, offset: int, *, back: int = 0) -> Ref | None:
        """The project that the paragraph, or one of the `back` paragraphs before it, spoke of last before `offset`."""
        paragraph = self.doc.sentence_at(offset).paragraph - back
        before = [r for r in self.projects if r.start < offset and self.doc.sentence_at(r.start).paragraph >= paragraph]
        return before[-1] if before else None

    def partner_of(self, state: str, *, strict: bool = True) -> str | None:
        """The other one of the two states that the text is about; if `state` is neither, the main one, unless strict."""
        pair = self.main_pair
        if len(pair) == 2 and state in pair:
            return pair[1] if pair[0] == state else pair[0]
        return self.main_state if (not strict or state not in self.ranked) and self.main_state != state else None

    @property
    def main_pair(self) -> tuple[str, ...]:
        """The two states or blocs that the text is about, if two stand out."""
        if len(self.ranked) < 2:
            return ()
        counts = self._counts
        if len(self.ranked) == 2 or counts[self.ranked[1]] > counts[self.ranked[2]]:
            return (self.ranked[0], self.ranked[1])
        return ()

    def _apposed_person(self, token: Token) -> list[Ref]:
        out = []
        for child in token.children:
            if child.dep_ in ("appos", "conj"):
                named = [r for r in self._named(child) if r.type == "person"]
                if named and token.tag_ == "NNS":
                    named += [r for c in child.conjuncts for r in self._named(c) if r.type == "person"]
                out += named
        return out if token.tag_ == "NNS" else out[:1]

    def _own_body(self, token: Token) -> list[Ref]:
        """ "his company": the firm that the person heads."""
        for child in token.children:
            if child.dep_ == "poss" and child.pos_ == "PRON":
                for ref in self._named(child):
                    state = self.states_of_persons.get(ref.entity_id, "") if ref.type == "person" else ""
                    if (
                        state.startswith("organisation:")
                        or state
                        and noun(token) in words("relations")["officials"] | {"country"}
                    ):
                        return [Ref(state, child.idx, token.idx + len(token))]
        return []

    def _called(self, token: Token) -> list[Ref]:
        """ "the Russian company Rosneft": the name that follows the noun at once."""
        following = token.nbor(1) if token.i + 1 < len(self.doc.nlp) else None
        if following is None or token.tag_ != "NN":
            return []
        return [r for r in self._named(following) if r.type in ("organisation", "person") and r.start == following.idx]

    def _group(self, token: Token, lemma: str) -> list[Ref]:
        size = group_size(token, lemma)
        if not size:
            return []
        joined = self._joined_before(token) if size == 2 else []
        return [
            Ref(i, token.left_edge.idx, token.idx + len(token))
            for i in joined or self.latest_states(token.left_edge.idx, size)
        ]

    def _joined_before(self, token: Token) -> list[str]:
        """The two states set side by side earlier in the sentence: "Australia and Indonesia … because both have …"."""
        for earlier in reversed(list(token.sent)):
            if earlier.i >= token.i or earlier.dep_ != "conj":
                continue
            pair = [
                m.entity_id
                for t in (earlier.head, earlier)
                for m in self._at.get(t.i, [])
                if m.entity_id.startswith(("country:", "bloc:"))
            ]
            if len(pair) == 2 and pair[0] != pair[1] and not any(c.dep_ == "conj" for c in earlier.children):
                return pair
        return []

    def _office_holder(self, token: Token, lemma: str) -> list[Ref]:
        if not self.offices or lemma not in words("offices")["heads"]:
            return []
        country = self.country_of_phrase(token)
        if not country:
            return []
        if token.tag_ == "NNS" and len(country) > 1:  # "the presidents of Chile and Peru"
            holders = [self._holder(c.entity_id, {lemma}) for c in country]
            return [Ref(p, token.idx, token.idx + len(token)) for p in holders if p] if all(holders) else []
        role = {t.lower_ for t in token.subtree if t.i <= token.i and t.dep_ in ("compound", "amod", "nmod")} | {lemma}
        person = self._holder(country[0].entity_id, role, lemma)
        return [Ref(person, token.left_edge.idx, token.idx + len(token))] if person else []

    def _holder(self, state: str, role: set[str], head: str = "") -> str | None:
        """Who holds the office of these words in the state."""
        for (of, title), person in sorted(self.offices.items()):
            said = [w.removesuffix("s") for w in title.split()]
            role = {w.removesuffix("s") for w in role}
            if (
                of == state
                and set(said) == {w for w in role if w in said}
                and (head.removesuffix("s") or said[-1]) in said
            ):
                return person
        return None
