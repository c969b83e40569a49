"""The states that a clause names around a word of flow, and what ties each to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.figure_cues import Cue
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

STATES = ("country", "bloc")


def country_of(entity_id: str) -> str | None:
    """The country that a curated or GeoNames entity lies in or belongs to, as an entity id."""
    if entity_id.startswith("country:"):
        return entity_id
    entity = knowledge.entities().get(entity_id)
    if entity is None and entity_id.startswith("place:"):
        candidates = knowledge.places(entity_id.partition(":")[2].replace("-", " ").title())
        entity = candidates[0] if candidates else None
    if entity is None and re.fullmatch(r"region:[A-Z]{2}-\w+", entity_id):
        return None
    return f"country:{entity.country}" if entity and entity.country else None


@dataclass
class Sides:
    """The states that a clause names, by what ties them to the flow.

    `before` and `after` are states that stand on one side of the word of flow without a tie of their own; `gate` is the
    state of the port or crossing that the goods go through.
    """

    owner: str | None = None
    origin: str | None = None
    destination: str | None = None
    partner: str | None = None
    before: str | None = None
    after: str | None = None
    gate: str | None = None
    is_world: bool = False
    scope: str | None = None

    def put(self, name: str, state: str) -> None:
        """Set a side that is still open."""
        if getattr(self, name) is None:
            setattr(self, name, state)


_NP = r"(?:the |mainland |all of |its |their |whole |rest of |neighbouring |northern |southern |eastern |western |big |largest |two |other )*"
_TO = re.compile(rf"\b(?:to|into|for|towards|reached?|entered)\s+{_NP}$")
_FROM = re.compile(rf"\b(?:from|out of)\s+{_NP}$")
_BY = re.compile(rf"\bby\s+{_NP}$")
_WITH = re.compile(rf"\b(?:with|between|against)\s+{_NP}$")
_AND = re.compile(rf"\band\s+{_NP}$")
_OF = re.compile(rf"\bof\s+{_NP}$")
_BOUND_TO = re.compile(
    r"\b(?:is|are|was|were|has|have|had|agree[ds]?|plan(?:s|ned)?|wants?|means?|meant|intends?|able|hopes?|likely|going) to\b"
)
_PART_OF = re.compile(r" (?:[a-z]+ )?(?:province|region|city|town|port|territory|district|state) (?:of )?[A-Z]")
_VIA = re.compile(r"\b(?:through|via|by way of|over|at)\s+(?:the )?(?:[\w-]+ ){0,3}$")


@dataclass(frozen=True, slots=True)
class Tie:
    """A state that a clause names, the part of it that it names if it is only a part, and what ties it to the flow."""

    mention: Mention
    state: str
    part: str | None
    name: str


def ties_of(doc: Document, cue: Cue, is_cue_here: bool, start: int, end: int) -> list[Tie]:
    """What ties the states of text[start:end] to a word of flow: owner, origin, destination, partner, before, after,
    gate (the goods go through it), or office (it says so, or it was said there)."""
    text, out = doc.text, []
    cue_start, cue_end = (cue.start, cue.end) if is_cue_here else (start, start)
    last = ""
    for mention in doc.mentions:
        if mention.end <= start or mention.start >= end:
            continue
        state, part = state_of(mention)
        if state is None:
            continue
        before = text[max(start, mention.start - 40) : mention.start].lower()
        if part and _VIA.search(before):
            out.append(Tie(mention, state, part, "gate"))
            continue
        if mention.kind == "demonym" and _PART_OF.match(text, mention.end):
            continue  # "the Chinese province of Heilongjiang": the province is the one that trades
        tie = _tie(cue, mention, before, cue_start, cue_end, text, last)
        if cue.is_turned and tie == "owner":
            tie = "destination" if cue.flow == "export" else "origin"
        if part and (
            _counts(mention) or mention.type in ("organisation", "place", "facility") and tie in ("before", "after")
        ):
            out.append(Tie(mention, state, part, "office"))
            continue
        out.append(Tie(mention, state, part, tie))
        last = tie
    return out


def sides(doc: Document, cue: Cue, is_cue_here: bool, start: int, end: int, context_scope: str | None = None) -> Sides:
    """Read text[start:end] for the states around a word of flow; `is_cue_here` if the word itself stands in it.

    `context_scope` is the part of a state's trade that the text goes on with, where the stretch names no other owner.
    """
    out = Sides()
    out.is_world = names_world(doc.text[start:end])
    for tie in ties_of(doc, cue, is_cue_here, start, end):
        if tie.name == "office":
            continue
        if tie.name == "gate":
            out.scope = out.scope or tie.part
        elif tie.name == "owner" and out.owner is None:
            out.scope = tie.part  # what stood before it unowned is not the owner
        elif tie.name == "before" and out.before is None and out.owner is None and tie.part:
            out.scope = tie.part
        out.put(tie.name, tie.state)
    if out.scope is None and context_scope and out.owner is None and out.before is None:
        out.scope = context_scope
    _read_there(doc, out, start, cue.end if is_cue_here else start, end)
    return out


def names_world(text: str) -> bool:
    """Whether a text speaks of trade with all the world: "worldwide", "total exports", "all destinations"."""
    lowered = text.lower()
    return any(re.search(rf"\b{re.escape(w)}\b", lowered) for w in sorted(words("trade_words")["world"]))


def _read_there(doc: Document, out: Sides, start: int, cue_end: int, end: int) -> None:
    """ "exports there", "imports from there": the state named last before, other than the owner."""
    there = re.search(r"(\bfrom )?\bthere\b(?! (?:is|are|was|were|has|had|will)\b)", doc.text[cue_end:end])
    if not there:
        return
    earlier = (state_of(m)[0] for m in reversed(doc.mentions) if m.end <= cue_end and m.kind != "pronoun")
    state = next((s for s in earlier if s and s != out.owner), None)
    if state:
        out.put("origin" if there.group(1) else "destination", state)


def _counts(mention: Mention) -> bool:
    """Is it an office that tells figures rather than one whose trade is told?"""
    name = mention.entity_id.replace("-", " ")
    return mention.type == "organisation" and any(word in name for word in sorted(words("trade_words")["offices"]))


def state_of(mention: Mention) -> tuple[str | None, str | None]:
    """The state (or group, or continent) that a mention speaks for, and the part of it that it names, if it is only a part."""
    if mention.type in STATES:
        return mention.entity_id, None
    if mention.type in ("region", "place", "organisation", "facility"):
        country = country_of(mention.entity_id)
        if country:
            return country, mention.entity_id
        if mention.type == "region":
            return mention.entity_id, None
    return None, None


def _tie(cue: Cue, mention: Mention, before: str, cue_start: int, cue_end: int, text: str, last: str) -> str:
    """What ties a state to the word of flow: owner, origin, destination, partner, or only its place before or after it."""
    is_verb, flow = cue.is_verb, cue.flow
    if _AND.search(before) and last in ("partner", "destination", "origin"):
        return last if last != "partner" or flow != "trade" else "after"
    if _AND.search(before) and last in ("before", "owner") and flow == "trade" and mention.kind != "pronoun":
        return "partner"
    if _WITH.search(before):
        return "partner"
    if _TO.search(before):
        return "destination"
    if _FROM.search(before):
        return "origin"
    if _BY.search(before):
        return "owner"
    if mention.end <= cue_start:
        gap = text[mention.end : cue_start]
        if is_verb:
            gap = _BOUND_TO.sub("", gap)
            return (
                "owner" if len(gap) < 100 and not re.search(r"\b(?:to|from|with|which|where|as)\b", gap) else "before"
            )
        if re.fullmatch(r"(?:['’]s?)?\s+(?:[\w.,'’&%-]+ ){0,5}", gap) and not re.search(
            r"\b(?:to|from|with|and|of|for|in|by|is|was|said|says|has|had|have|will|would|took|bought)\b", gap
        ):
            return "owner"
        return "before"
    between = text[cue_end : mention.start].lower()
    following = text[mention.end : mention.end + 20]
    if (
        is_verb
        and flow == "export"
        and re.fullmatch(r"\s+(?:the |its |their )?", between)
        and mention.kind != "demonym"
    ):
        return "destination"
    if (
        mention.kind == "demonym"
        and re.match(r"\s+[a-z]", following)
        and not re.match(
            r"\s+(?:statistics|customs|ministry|officials?|government|figures|data|buyers?|sellers?)\b", following
        )
    ):
        return "origin"
    if _OF.search(before) and not is_verb:
        return "owner"
    return "after"
