"""What can be seen of a number that bears on its flow: words of flow around it, its clause, the numbers before it.

Features are names, true where they are listed; those of one flow are shared by all four, so that what is learnt of
exports holds for imports. They are classes of words (flow, blocker, direction, carrier …), not words, wherever a class
is to be had.
"""

from __future__ import annotations

import bisect
import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.figure_claims import blockers, cues_of, link
from pipeline.extraction.figure_cues import Cue
from pipeline.extraction.figure_roles import Role, direction
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipeline.extraction.quantities import Quantity

FLOWS = ("export", "import", "trade", "balance")
OTHER_WAY = {"export": "import", "import": "export"}
CLASSES = ("sellers", "buyers", "sums", "reverse", "capacity", "finance", "output", "counted", "handling")
_STRONG_BREAK = re.compile(r";|\b(?:while|whereas|but|although|though)\b|\. ")
_WEAK_BREAK = re.compile(r", (?:and|which|of which|with)\b")
_STATES = ("country", "bloc", "region")
_AWAY = frozenset(("go", "leave", "flow"))
_ORDINAL = re.compile(r"\b(former|latter)\b")
_SUMS = re.compile(r"\b(?:altogether|together|combined|added up|total)\b")
_PRONOUNS = frozenset(("it", "they", "this", "that", "these", "those", "which"))
_BE = frozenset(("be", "amount", "reach", "total", "come", "stand", "make", "run"))


@dataclass(frozen=True, slots=True)
class Link:
    """What a number was found to be told of: a flow, or nothing of trade (None)."""

    quantity: Quantity
    sentence: int
    flow: str | None


@dataclass
class Clauses:
    """One sentence's words of flow, blockers and mentions."""

    sentence: Sentence
    cues: list[Cue]
    kinds: dict[int, str]
    blocked: list[tuple[int, int]]
    mentions: list[Mention]
    subject_flow: str | None = None


@dataclass
class Frame:
    """A document laid out for linking: its sentences, and who and what it is about."""

    doc: Document
    main: str | None
    clauses: list[Clauses] = field(default_factory=list)
    density: str = "0"
    leading: str | None = None
    mostly: str | None = None


def frame_of(doc: Document, main: str | None) -> Frame:
    """Lay out `doc`; `main` is the state that it is about."""
    frame, told = Frame(doc, main), []
    for sentence in doc.sentences:
        cues, kinds = cues_of(doc, sentence)
        told.append([c.flow for c in cues if not c.is_weak])
        mentions = [m for m in doc.mentions if sentence.start <= m.start and m.end <= sentence.end]
        frame.clauses.append(
            Clauses(sentence, cues, kinds, blockers(sentence), mentions, _subject_flow(sentence, cues))
        )
    frame.density = _bin(int(10 * sum(map(bool, told)) / max(1, len(told))), 1, 2, 4, 6)
    flows = [flow for found in told for flow in found if flow in OTHER_WAY]
    if not flows:
        flows = [c.flow for clauses in frame.clauses for c in clauses.cues if c.flow in OTHER_WAY and not c.is_motion]
    if flows:
        exports, imports = flows.count("export"), flows.count("import")
        frame.leading = flows[0]
        if 3 * max(exports, imports) >= 4 * min(exports, imports) + 1:
            frame.mostly = "export" if exports > imports else "import"
    return frame


@functools.cache
def _bin(value: int, *edges: int) -> str:
    return str(bisect.bisect_right(edges, value))


@functools.cache
def _class_pattern(name: str) -> re.Pattern[str]:
    forms = "|".join(re.escape(w) for w in sorted(words("link_words")[name], key=lambda w: (-len(w), w)))
    return re.compile(rf"\b(?:{forms})(?:s|es|d|ed|ing)?\b")


def _subject_flow(sentence: Sentence, cues: list[Cue]) -> str | None:
    """The flow that the sentence's subject names, if it names one."""
    if not cues:
        return None
    for token in sentence.span.root.lefts:
        if token.dep_ in ("nsubj", "nsubjpass"):
            by_token = {c.token.i: c.flow for c in cues if not c.is_verb}
            return by_token.get(token.i) or next((by_token[t.i] for t in token.subtree if t.i in by_token), None)
    return None


def _is_relative(quantity: Quantity) -> bool:
    return quantity.unit == "percent" or quantity.kind in ("percent", "multiple")


def _stop(gap: str) -> str:
    """The strongest break in a stretch of lower-case text."""
    if _STRONG_BREAK.search(gap):
        return "strong"
    if _WEAK_BREAK.search(gap):
        return "weak"
    if "," in gap or "(" in gap:
        return "comma"
    return "and" if re.search(r"\band\b", gap) else "no"


class Reader:
    """Reads one number's surroundings: its sentence's once, what was decided before it at `read`."""

    def __init__(self, frame: Frame, index: int, quantities: list[Quantity], roles: list[Role], place: int) -> None:
        self.frame, self.doc, self.index = frame, frame.doc, index
        self.quantities, self.quantity, self.role = quantities, quantities[place], roles[place].name
        self.here = frame.clauses[index]
        self.sentence = self.here.sentence
        self.before = quantities[place - 1] if place else None
        self.after = quantities[place + 1] if place + 1 < len(quantities) else None
        self.text = self.doc.text
        quantity = self.quantity
        self.left = self.text[self.sentence.start : quantity.start].lower()
        self.stretch = (
            self.before.end if self.before else self.sentence.start,
            self.after.start if self.after else self.sentence.end,
        )
        self.claims = sorted(
            [(c.start, c.end, c) for c in self.here.cues] + [(s, e, None) for s, e in self.here.blocked],
            key=lambda c: c[:2],
        )
        self.token: Token = self.doc.tokens(quantity.start, quantity.end).root
        self.is_percent = _is_relative(quantity)
        self.rule = link(self.doc, quantity, self.here.cues, self.here.blocked)
        self.cue_state = self._cue_state()
        near_left, near_right = (
            self.text[self.stretch[0] : quantity.start].lower(),
            self.text[quantity.end : self.stretch[1]].lower(),
        )
        self.classes = [f"{name}.left" for name in CLASSES if _class_pattern(name).search(near_left)]
        self.classes += [f"{name}.right" for name in CLASSES if _class_pattern(name).search(near_right)]
        self.opening_kind = self._opening_kind()
        self._path()
        self.local = {flow: self._flow(flow) for flow in FLOWS}
        self.local["none"] = self._none()

    def read(self, links: list[Link]) -> dict[str, list[str]]:
        """Feature names by label ("none" and the four flows); `links` is what was decided of all numbers before."""
        same = [k for k in links if k.sentence == self.index]
        earlier = [k for k in links if k.sentence < self.index and k.flow]
        out = {flow: self.local[flow] + self._told_before(flow, same, earlier) for flow in FLOWS}
        out["none"] = self.local["none"] + self._untold_before(same, earlier)
        return out

    def pointed(self, links: list[Link]) -> str | None:
        """The flow that a pointing word names for sure: former, latter, respectively, the other way, both together."""
        same = [k for k in links if k.sentence == self.index]
        earlier = [k for k in links if k.sentence < self.index and k.flow]
        q = self.quantity
        near = self.text[self.stretch[0] : q.start].lower()
        right = self.text[q.end : self.sentence.end].lower()
        here = list(dict.fromkeys(c.flow for c in self.here.cues if c.end <= q.start and not c.is_motion))
        cues = self._cues_before()
        told = (
            list(dict.fromkeys(k.flow for k in earlier if k.flow and k.sentence == earlier[-1].sentence))
            if earlier
            else []
        )
        before = cues if len(cues) == 2 else told
        if "respectively" in right:
            alike = [x for x in self.quantities if _is_relative(x) == self.is_percent]
            if len(here) == 2:
                last = max(c.start for c in self.here.cues if c.end <= q.start)
                bound = q.end + right.index("respectively")
                alike = [x for x in alike if last < x.start < bound][-2:]
                if len(alike) == 2 and q in alike:
                    return here[alike.index(q)]
            elif not here and len(before) == 2 and len(alike) == 2 and q in alike:
                return before[alike.index(q)]
        ordinal = None
        for found in _ORDINAL.finditer(self.left):
            ordinal = found
        if ordinal is not None and len(before) == 2:
            start = self.sentence.start + ordinal.start()
            following = self.doc.token_at(start).nbor()
            if following.pos_ not in ("NOUN", "PROPN", "ADJ") and not any(
                c.start > start and c.end <= q.start for c in self.here.cues
            ):
                return before[0 if ordinal[1] == "former" else 1]
        if "reverse.left" in self.classes and not same and not here:
            flows = [f for f in [*told, *cues] if f in OTHER_WAY]
            if flows:
                return OTHER_WAY[flows[-1] if not told or told[-1] not in OTHER_WAY else told[-1]]
        is_cued = any(self.stretch[0] <= c.start and c.end <= q.start and not c.is_weak for c in self.here.cues)
        if not is_cued and any(phrase in near for phrase in words("link_words")["sure_sums"]):
            return "trade"
        if not is_cued and _SUMS.search(near):
            flows = {k.flow for k in same}
            if not flows and earlier and self.index - earlier[-1].sentence <= 2:
                flows = {k.flow for k in earlier if k.sentence >= self.index - 3}
            if {"export", "import"} <= flows:
                return "trade"
        return None

    def _cues_before(self) -> list[str]:
        """The flows named in the last sentence before this one that names any strongly, in order."""
        for back in range(1, min(3, self.index) + 1):
            flows = [c.flow for c in self.frame.clauses[self.index - back].cues if not c.is_weak]
            if flows:
                return list(dict.fromkeys(flows))
        return []

    # the clause

    def _cue_state(self) -> str:
        """How the number's sentence speaks of flows: surely, weakly, surely but later on, or not at all."""
        strong = [c for c in self.here.cues if not c.is_weak]
        is_claimed = isinstance(self.rule, Cue)
        if is_claimed and not self.rule.is_weak or any(c.end <= self.quantity.start for c in strong):
            return "cue"
        return "weak" if is_claimed else "late" if strong else "nocue"

    def _path(self) -> None:
        """The verb that governs the number, its subject, the nouns above the number and its preposition."""
        self.verb: Token | None = None
        self.nouns: list[Token] = []
        self.preposition = ""
        token = self.token
        for _ in range(7):
            if token.dep_ == "pobj" and not self.preposition:
                self.preposition = token.head.lower_
            if token.head == token:
                if token.pos_ in ("VERB", "AUX"):
                    self.verb = token
                break
            token = token.head
            if token.pos_ in ("VERB", "AUX"):
                self.verb = token
                break
            if token.pos_ in ("NOUN", "PROPN"):
                self.nouns.append(token)
        self.subject: Token | None = None
        if self.verb is not None:
            verb = self.verb
            for _ in range(3):
                self.subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass", "csubj")), None)
                if self.subject is not None or verb.dep_ not in ("conj", "xcomp", "advcl", "acl") or verb.head == verb:
                    break
                verb = verb.head
        self.subject_ids = {t.i for t in self.subject.subtree} if self.subject is not None else set()

    def _where(self, cue: Cue) -> list[str]:
        """Where a word of flow stands, seen from the number."""
        q = self.quantity
        kind = self.here.kinds[cue.start]
        is_left = cue.end <= q.start
        side = "left" if is_left else "right"
        low, high = (cue.end, q.start) if is_left else (q.end, cue.start)
        gap = self.text[low:high].lower()
        rank = _bin(sum(low <= c[0] < high for c in self.claims), 1, 2)
        numbers = _bin(sum(low <= x.start < high for x in self.quantities), 1, 2, 3)
        stop = _stop(gap)
        base = f"{side}.{kind}"
        out = [
            base,
            f"{base}.rank{rank}",
            f"{side}.rank{rank}.n{numbers}",
            f"{side}.rank{rank}.stop.{stop}",
            f"{side}.n{numbers}.stop.{stop}",
            f"{side}.dist{_bin(len(gap), 12, 30, 60, 110)}.rank{rank}",
        ]
        if rank == "0" and numbers == "0":
            out.append(f"{base}.next")
        if not is_left and re.fullmatch(r"\s*(?:worth )?of (?:[\w'’-]+ ){0,3}", gap):
            out.append(f"right.of.{kind}")
        if self.subject is not None and cue.token.i == self.subject.i:
            out += [f"subject.{kind}", "subject"]
        elif cue.token.i in self.subject_ids:
            out.append(f"in.subject.{kind}")
        elif cue.is_verb and self.verb is not None and cue.token.i == self.verb.i:
            out += [f"governs.{kind}", f"governs.{kind}.{self.token.dep_}"]
        if any(n.i == cue.token.i for n in self.nouns):
            out.append(f"above.{kind}")
        if cue.is_weak and self.frame.mostly and cue.flow in OTHER_WAY:
            out.append(f"weak.{'as' if self.frame.mostly == cue.flow else 'against'}.mostly")
        return out

    def _deal(self, cue: Cue, way: str) -> list[str]:
        """Who does what with whom, of a weak word: its owner, goods near the number, a state besides the owner."""
        owner = self._owner(cue)
        start, end = self.stretch
        goods = any(m.type == "commodity" and start <= m.start < end for m in self.here.mentions)
        is_goods = self.quantity.kind == "physical"
        states = {m.entity_id for m in self.here.mentions if m.type in _STATES}
        others = _bin(len(states), 1, 2)
        what = "good" if goods else "bulk" if is_goods else "no"
        out = [f"deal.{way}.{owner}.{others}", f"deal.{way}.{what}.{others}", f"deal.{way}.{what}.{owner}"]
        if re.search(
            r"\b(?:abroad|overseas|foreign|border|export\w*|import\w*)\b",
            self.text[self.sentence.start : self.sentence.end].lower(),
        ):
            out.append(f"deal.{way}.abroad")
        return out

    def _owner(self, cue: Cue) -> str:
        """Whose side the word of flow takes: the main state's, another's, or nobody's that stands by it."""
        if cue.is_verb:
            subject = next((c for c in cue.token.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is None:
                return "no"
            start, end = min(t.idx for t in subject.subtree), subject.idx + len(subject)
        else:
            start, end = max(self.sentence.start, cue.start - 30), cue.start
        states = [
            m
            for m in self.here.mentions
            if m.start >= start and m.end <= end and m.type in (*_STATES, "place", "organisation")
        ]
        if not states:
            return "no"
        if states[-1].entity_id == self.frame.main:
            return "main"
        return "state" if states[-1].type in ("country", "bloc") else "part"

    def _flow(self, flow: str) -> list[str]:
        out = [f"bias.{flow}", f"bias.{flow}.{self.cue_state}"]
        q, rule = self.quantity, self.rule
        if isinstance(rule, Cue) and rule.flow == flow:
            kind = self.here.kinds[rule.start]
            out += [
                "rule",
                f"rule.{kind}",
                f"rule.{'left' if rule.end <= q.start else 'right'}",
                f"rule.{kind}.owner.{self._owner(rule)}",
            ]
            if rule.is_weak:
                out.append(f"rule.{rule.token.lemma_.lower()}")
                out += self._deal(rule, "rule")
        left = [c for c in self.here.cues if c.flow == flow and c.end <= q.start]
        right = [c for c in self.here.cues if c.flow == flow and c.start >= q.end]
        if left:
            out += self._where(left[-1])
        if right:
            out += self._where(right[0])
        if self.verb is not None:
            lemma = self.verb.lemma_.lower()
            if flow == "export" and lemma in words("link_words")["earning"]:
                out.append("earning")
            elif flow == "import" and lemma in words("link_words")["spending"]:
                out.append("spending")
        if flow in OTHER_WAY:
            out += self._turned(flow, [c for c in self.here.cues if c.flow == OTHER_WAY[flow] and c.is_weak])
            out += self._ends(flow)
            out += [f"{flow}.{name}" for name in self.classes if name.startswith(("sellers", "buyers"))]
            if self.frame.mostly:
                out.append(f"mostly.{self.frame.mostly == flow}.{self.cue_state}")
            if self.frame.leading:
                out.append(f"leading.{self.frame.leading == flow}.{self.cue_state}")
        elif flow == "trade":
            out += [f"trade.{name}.{self.cue_state}" for name in self.classes if name.startswith(("sums", "handling"))]
        return out

    def _turned(self, flow: str, cues: list[Cue]) -> list[str]:
        """Weak words seen from the other side: "Mexico took 410,700" of China's exports, "the province paid"."""
        q, out = self.quantity, []
        near = [c for c in cues if c.end <= q.start][-1:] + [c for c in cues if c.start >= q.end][:1]
        for cue in near:
            side = "left" if cue.end <= q.start else "right"
            kind = "verb" if cue.is_verb else "noun"
            owner = self._owner(cue)
            is_next = not any(
                min(cue.end, q.end) <= c[0] < max(cue.start, q.start) for c in self.claims if c[2] is not cue
            )
            out += [f"turned.{side}.{kind}", f"turned.{kind}.owner.{owner}"]
            if is_next:
                out += self._deal(cue, "turned")
                out += [
                    f"turned.{side}.{kind}.next",
                    f"turned.{kind}.{cue.token.lemma_.lower()}",
                    f"turned.{kind}.next.owner.{owner}",
                ]
                if self.frame.mostly:
                    out.append(f"turned.{'as' if self.frame.mostly == flow else 'against'}.mostly")
        return out

    def _ends(self, flow: str) -> list[str]:
        """States that the number's stretch goes to or comes from, and the way that goods are said to move."""
        start, end = self.stretch
        out = []
        weak = "strong" if self.cue_state == "cue" else "weak"
        for mention in self.here.mentions:
            if mention.start >= start and mention.end <= end and mention.type in _STATES:
                lead = self.text[max(start, mention.start - 24) : mention.start].lower()
                found = re.search(r"\b(to|into|from)\s+(?:the |mainland |its |their )*$", lead)
                if found is None:
                    continue
                is_out = (found[1] != "from") != (mention.entity_id == self.frame.main)
                out.append(f"ends.{weak}.{'agree' if is_out == (flow == 'export') else 'differ'}")
        for cue in self.here.cues:
            if cue.is_motion and start <= cue.start < end:
                out.append(f"motion.{'agree' if (cue.token.lemma_ in _AWAY) == (flow == 'export') else 'differ'}")
        return sorted(set(out))

    # what was told before

    def _told_before(self, flow: str, same: list[Link], earlier: list[Link]) -> list[str]:
        out = []
        q = self.quantity
        state = self.cue_state
        is_first = not any(k.flow for k in same)
        if same:
            last = same[-1]
            start = last.quantity.end
            claims = [c for c in self.claims if start <= c[0] < q.start]
            between = (
                "clear"
                if not claims
                else "blocked"
                if claims[-1][2] is None
                else "same"
                if claims[-1][2].flow == flow
                else "other"
            )
            gap = self.text[start : q.start].lower()
            if last.flow == flow:
                out += [f"prev.{between}", f"prev.{between}.{_stop(gap)}", f"prev.{between}.{self.role}"]
                if gap.rstrip().endswith("("):
                    out.append(f"prev.aside.{between}")
            elif any(k.flow == flow for k in same):
                out.append(f"same.{between}")
            flows = [k.flow for k in same if k.flow]
            if last.flow is None and flows and flows[-1] == flow:
                out.append(f"skip.{between}")
        if earlier:
            last = earlier[-1]
            there = [k.flow for k in earlier if k.sentence == last.sentence]
            near = _bin(self.index - last.sentence, 2, 3, 5)
            far = _bin(self.sentence.paragraph - self.frame.clauses[last.sentence].sentence.paragraph, 1, 2)
            if is_first:
                if there[-1] == flow:
                    out += [f"carry.{state}.{near}", f"carry.{state}.par{far}", f"carry.{state}.{self.opening_kind}"]
                    if self._same_unit(last.quantity):
                        out.append(f"carry.{state}.unit.{near}")
                if there[0] == flow:
                    out.append(f"carry.first.{state}.{self.opening_kind}")
            elif state != "cue" and there[-1] == flow:
                out.append("carry.late")
            told = [k.flow for k in earlier]
            out.append(f"told.{state}.{_bin(int(10 * told.count(flow) / len(told)), 1, 4, 8)}")
            if told[0] == flow:
                out.append(f"told.first.{state}")
            if isinstance(self.rule, Cue) and self.rule.is_weak and flow in OTHER_WAY:
                one, other = told.count(flow), told.count(OTHER_WAY[flow])
                if one != other:
                    out.append(
                        f"weak.{'rule' if self.rule.flow == flow else 'turned'}.{'as' if one > other else 'against'}.told"
                    )
        if is_first:
            out += self._last_cues(flow)
            if self._heir(earlier) == flow:
                kind = self._subject_kind(self.subject) if self.subject is not None else "no"
                out += ["heir", f"heir.{state}", f"heir.{state}.{kind}", f"heir.{state}.{self.opening_kind}"]
        header = self._header()
        if header is not None:
            out.append("header" if header == flow else "header.not")
        return out

    def _heir(self, earlier: list[Link]) -> str | None:
        """The flow that the sentence most likely goes on with: what its pronoun stands for, or the last number's."""
        last = earlier[-1] if earlier else None
        is_pronoun = self.subject is not None and self.subject.lower_ in _PRONOUNS
        for back in range(1, min(3, self.index) + 1):
            clauses = self.frame.clauses[self.index - back]
            if last is not None and last.sentence == self.index - back and not is_pronoun:
                return last.flow
            if is_pronoun and clauses.subject_flow is not None:
                return clauses.subject_flow
            strong = [c.flow for c in clauses.cues if not c.is_weak]
            if last is not None and last.sentence == self.index - back:
                return last.flow
            if strong:
                return strong[-1]
        return last.flow if last is not None else None

    def _last_cues(self, flow: str) -> list[str]:
        """Words of flow in the last sentence that has any, whether or not a number was told there."""
        out = []
        for back in range(1, 4):
            if self.index - back < 0:
                break
            cues = self.frame.clauses[self.index - back].cues
            strong = [c for c in cues if not c.is_weak]
            if not cues:
                continue
            flows = [c.flow for c in strong or cues]
            name = f"lastcue.{'strong' if strong else 'weak'}.{self.cue_state}"
            if self.frame.clauses[self.index - back].subject_flow == flow:
                out += [f"lastsubject.{self.cue_state}", f"lastsubject.{self.opening_kind}.{self.cue_state}"]
            if flows[-1] == flow:
                out += [f"{name}.last", f"{name}.last.{back}.{self.opening_kind}"]
            if flows[0] == flow:
                out += [f"{name}.first", f"{name}.first.{self.opening_kind}"]
            break
        return out

    def _same_unit(self, other: Quantity) -> bool:
        if self.is_percent or self.quantity.kind == "number":
            return True
        return other.kind == self.quantity.kind and (other.unit == self.quantity.unit or other.unit is None)

    def _opening_kind(self) -> str:
        opening = self.text[self.sentence.start : self.quantities[0].start].lower()
        if re.match(r"\s*[-*•–—]|\s*\d{1,2}[.)] ", opening):
            return "item"
        if re.match(
            r"\W*(?:it|they|these|this|those|that|the (?:former|latter|two|figure|total|sum|number|value|volume|amount)s?|together|added up|altogether|of (?:these|that|this|it|them|which))\b",
            opening,
        ):
            return "carrier"
        if any(re.search(rf"\b{re.escape(c)}\b", opening) for c in sorted(words("trade_words")["carriers"])):
            return "carrying"
        if re.match(
            r"\W*(?:in|for|during|between|from|a|one|over|by|last|this) (?:the |a )?(?:\w+ ){0,4}?(?:january|february|march|april|may|june|july|august|september|october|november|december|year|month|quarter|half|\d{4})",
            opening,
        ):
            return "time"
        return "plain"

    def _header(self) -> str | None:
        """The flow that a line ending in a colon sets for its items."""
        if self.opening_kind != "item" and self.sentence.paragraph == 0:
            return None
        for back in range(1, 9):
            if self.index - back < 0:
                return None
            clauses = self.frame.clauses[self.index - back]
            if self.text[clauses.sentence.start : clauses.sentence.end].endswith(":"):
                strong = [c for c in clauses.cues if not c.is_weak] or clauses.cues
                return strong[-1].flow if strong else None
        return None

    # nothing of trade

    def _none(self) -> list[str]:
        q, state, rule = self.quantity, self.cue_state, self.rule
        unit = q.kind if q.kind != "physical" else q.unit or ""
        out = ["none", f"kind.{q.kind}", f"unit.{unit}"]
        out += [
            f"has.{state}",
            f"has.{state}.{q.kind}",
            f"rule.{'blocked' if rule is False else 'nothing' if rule is None else 'cue'}",
            f"role.{self.role}.{q.kind}",
        ]
        if rule is False:
            out += [f"blocked.{state}", f"blocked.{q.kind}"]
        left = [c for c in self.claims if c[1] <= q.start]
        right = [c for c in self.claims if c[0] >= q.end]
        if left and left[-1][2] is None:
            out.append(f"block.left.{_bin(q.start - left[-1][1], 12, 30, 60)}")
        if right and right[0][2] is None:
            out.append(f"block.right.{_bin(right[0][0] - q.end, 6, 16, 40)}")
        blocked = {s for s, _ in self.here.blocked}
        if any(n.idx in blocked for n in self.nouns):
            out.append("block.above")
        if self.subject is not None and any(t.idx in blocked for t in self.subject.subtree):
            out.append("block.subject")
        if self.verb is not None:
            if self.verb.idx in blocked:
                out.append("block.verb")
            out.append(
                f"verb.{'change' if direction(self.verb.text) else 'be' if self.verb.lemma_ in _BE else 'other'}.{state}"
            )
        if self.subject is not None:
            out.append(f"subject.{self._subject_kind(self.subject)}.{state}")
            if self.verb is not None:
                out.append(
                    f"clause.{self._subject_kind(self.subject)}.{'change' if direction(self.verb.text) else 'be' if self.verb.lemma_ in _BE else 'other'}.{state}"
                )
        if not q.has_scale and q.value < 1000:
            out.append(f"small.{q.kind}")
        if q.rate:
            out.append(f"rate.{q.rate}")
        states = {m.entity_id for m in self.here.mentions if m.type in _STATES}
        goods = any(m.type == "commodity" for m in self.here.mentions)
        out += [
            f"states.{_bin(len(states), 1, 2)}.{state}",
            f"goods.{int(goods)}.{state}",
            f"start.{self.opening_kind}.{state}",
        ]
        out += [f"density.{self.frame.density}", f"density.{self.frame.density}.{state}"]
        out += [f"none.{name}" for name in self.classes]
        if self.preposition:
            out.append(f"prep.{self.preposition}")
        return out

    def _untold_before(self, same: list[Link], earlier: list[Link]) -> list[str]:
        out, state = [], self.cue_state
        if same:
            last = same[-1]
            claims = [c for c in self.claims if last.quantity.end <= c[0] < self.quantity.start]
            between = "clear" if not claims else "blocked" if claims[-1][2] is None else "cue"
            if last.flow is None:
                out += [f"prev.none.{between}", f"prev.none.{between}.{self.role}"]
        if earlier:
            out.append(f"since.{_bin(self.index - earlier[-1].sentence, 2, 3, 5, 9)}.{state}")
            if not self._same_unit(earlier[-1].quantity):
                out.append(f"newunit.{state}")
            if not any(self._same_unit(k.quantity) for k in earlier):
                out.append(f"neverunit.{state}")
        elif not any(k.flow for k in same):
            out.append(f"first.{state}")
        return out

    def _subject_kind(self, subject: Token) -> str:
        start, end = subject.idx, subject.idx + len(subject)
        for m in self.here.mentions:
            if m.start <= start < m.end or start <= m.start < end:
                return m.type
        if subject.pos_ == "PRON":
            return "pronoun"
        return "carrier" if subject.lemma_.lower() in words("trade_words")["carriers"] else "noun"
