"""Who owns firms and works, in nouns: "a unit of Rosneft", "Mexican state oil firm Pemex", "X, the owner".

A mere possessive owns nothing (guide, rule 14): "Gazprom's pipeline" is left alone, "ENI's subsidiary Ecofuel" is not.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline import knowledge
from pipeline.extraction.actors import Actors
from pipeline.extraction.document import Document
from pipeline.extraction.refs import Ref
from pipeline.extraction.rows import Mention, Relation
from pipeline.extraction.shareholders import shares, titled
from pipeline.knowledge.words import words

_GAP = 130
_ITS_GAP = 130


def owners(doc: Document, actors: Actors, projects: list[Ref]) -> Iterator[Relation]:
    """The `owns` and `operates` rows that nouns beside names state."""
    firms = [m for m in doc.mentions if m.type == "organisation" and m.kind in ("name", "nominal")]
    yield from _state_firms(doc, actors, firms)
    named = [Ref(m.entity_id, m.start, m.end) for m in firms if m.kind == "name"]
    things = sorted([*named, *projects], key=lambda r: (r.start, -r.end))
    meant = [Ref(m.entity_id, m.start, m.end) for m in firms if m.kind != "name"]
    yield from _beside(doc, things)
    for firm in meant:  # "the company, owned by X and Y"
        yield from _beside(doc, [firm, *[t for t in things if t.start >= firm.end][:6]], first=True)
    yield from shares(doc, named, projects)
    yield from titled(doc, named, projects)


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = words("firms")

    def one_of(name: str) -> str:
        return "(?:" + "|".join(re.escape(w) for w in sorted(lists[name], key=lambda w: (-len(w), w))) + ")"

    part, holder, firm, state = (one_of(n) for n in ("parts", "holders", "firms", "state"))
    lower = r"(?:[a-z][\w-]*[ ]+)"
    whole = r"(?:(?:wholly|partly|jointly|majority|half|fully)[- ]owned )?"
    return {
        "unit_of": re.compile(
            rf"(?: \([^)]*\))?,? (?:which is |who is |now |itself |is |and )?(?:a |an |the |now a |one of the )?{whole}{lower}{{0,4}}?{part} (?:company )?of (?:the )?(?:[A-Z][\w]+['’]s )?{lower}{{0,2}}?",
            re.I,
        ),
        "unit": re.compile(rf"(?: <[^>]*>)?['’]?s? (?:[A-Z][\w.]+ )?{whole}{lower}{{0,3}}?{part},? ", re.I),
        "named_unit": re.compile(r"(?: <[^>]*>)?['’]s?(?: <[^>]*>)? "),
        "unit_after": re.compile(rf" {lower}{{0,1}}?(?:subsidiary|unit|arm|affiliate)\b", re.I),
        "unit_before": re.compile(
            rf"(?:^|[ ,])(?:its|their|an?|another|the) {whole}(?:[A-Z][\w.]+ )?{lower}{{0,2}}?(?:subsidiary|unit),? $",
            re.I,
        ),
        "apposed_unit": re.compile(r",? (?:a|an|another|the) "),
        "parent": re.compile(
            rf",? (?:whose|its) {lower}{{0,2}}?(?:parent|parent company|owner|majority owner)(?: company)?(?: is| was|,) (?:the )?"
        ),
        "owned_by": re.compile(
            rf"(?: \([^)]*\)| Ltd| Inc)?,? (?:(?:an? |the )(?:[a-z-]+ ){{1,3}}|which is |which are |is |are |was |were )?(?:now )?(?:wholly|partly|jointly|majority|half|fully|\d+ (?:pct|per ?cent|percent))?[ -]?(?:owned|controlled) by (?:the )?(?:[A-Z][\w.]+(?:['’]s)? ){{0,2}}{lower}{{0,3}}?(?:company |firm )?(?:the )?<?",
            re.I,
        ),
        "owner": re.compile(
            rf",? (?:the |its |an? |until now the |then the |now the )?{lower}{{0,2}}?{holder}(?: of(?: the)? )?"
        ),
        "and": re.compile(
            r"(?: Inc| Ltd)?(?: of (?:the )?[A-Z][\w]+)?(?:,| and|, and| with [\d.]+ (?:pct|per ?cent|percent)(?: each)?,? and) (?:by )?(?:the )?(?:[A-Z][\w.]+(?:['’]s)? )?(?:[a-z]+ )?(?:company )?"
        ),
        "state_before": re.compile(
            rf"\b{state}(?:['’]s)?[- ]{{1,2}}(?:owned |run |controlled )?{lower}{{0,3}}?{firm}(?: that [a-z ]+)?,? $",
            re.I,
        ),
        "state_owned": re.compile(
            r"\b(?:state|government)[- ](?:owned|run|controlled|backed) (?:[a-z]+ ){0,3}<?$", re.I
        ),
        "state_after": re.compile(
            rf"^(?: \([^)]*\)| <[^>]*>)?,? (?:which is |is )?(?:a|an|the|now a)(?P<who>(?: [A-Z][\w]+(?:['’]s)?)?) ?(?:[\w-]+ ){{0,2}}?{state}(?:['’]s)?[- ](?:owned |run |controlled )?{lower}{{0,3}}?{firm}\b",
            re.I,
        ),
        "holds": re.compile(
            rf"^,? (?:a |the ){lower}{{0,3}}?{firm} in which the (?P<who>[A-Z][\w]+) (?:state|government) (?:holds|has|owns)",
            re.I,
        ),
        "belongs": re.compile(
            r"^,? (?:which |that )?(?:belongs|belonging) to the (?P<who>[A-Z][\w]+) (?:state|government)", re.I
        ),
    }


def _state_firms(doc: Document, actors: Actors, firms: list[Mention]) -> Iterator[Relation]:
    p = _patterns()
    for firm in firms:
        sentence = doc.sentence_at(firm.start)
        before = doc.text[max(sentence.start, firm.start - 70) : firm.start]
        after = doc.text[firm.end : min(sentence.end, firm.end + 110)]
        hit = p["state_before"].search(before) or p["state_owned"].search(before)
        if hit and firm.kind == "name":
            state = _state_near(doc, actors, firm, firm.start - len(before) + hit.start(), firm.start)
            if state:
                yield Relation(
                    state, "owns", firm.entity_id, "asserted", firm.start - len(before) + hit.start(), firm.end
                )
                continue
        for name in ("state_after", "holds", "belongs"):
            found = p[name].match(after)
            if found and firm.kind == "name":
                state = _state_in(doc, firm.end, firm.end + found.end()) or _known_state(firm) or actors.main_state
                if state:
                    yield Relation(state, "owns", firm.entity_id, "asserted", firm.start, firm.end + found.end())
                break
        if (
            firm.kind == "nominal"
            and not re.match(r"^ [A-Z<]|^ that | ?, [A-Z]", after)
            and re.search(r"\bstate(?:[- ](?:owned|run))?(?: [A-Z]\w+)?(?: [a-z]+)? $", before)
        ):
            state = (
                _state_in(doc, max(sentence.start, firm.start - 30), firm.start)
                or _known_state(firm)
                or actors.main_state
            )
            if state:
                yield Relation(state, "owns", firm.entity_id, "asserted", firm.start, firm.end)


def _state_near(doc: Document, actors: Actors, firm: Mention, start: int, end: int) -> str | None:
    """The country in the phrase or right before it, the firm's own, or the text's."""
    inside = _state_in(doc, max(0, start - 25), end)
    return inside or _known_state(firm) or actors.main_state


def _state_in(doc: Document, start: int, end: int) -> str | None:
    return next(
        (
            m.entity_id
            for m in reversed(doc.mentions)
            if m.type == "country" and m.kind != "pronoun" and start <= m.start and m.end <= end
        ),
        None,
    )


def _known_state(firm: Mention) -> str | None:
    known = knowledge.entities().get(firm.entity_id)
    return f"country:{known.country}" if known and known.country else None


def _beside(doc: Document, things: list[Ref], *, first: bool = False) -> Iterator[Relation]:
    """The rows of neighbouring names; `first`: of the first one alone."""
    p = _patterns()
    for index, a in enumerate(things[:1] if first else things):
        for offset in range(index + 1, min(index + 4, len(things))):
            b = things[offset]
            if b.start < a.end:
                continue
            gap = doc.text[a.end : b.start]
            if len(gap) > _GAP or "\n\n" in gap or doc.sentence_at(a.start).index != doc.sentence_at(b.start).index:
                break
            found = _pair(doc, a, b, gap, p)
            if found:
                owner, owned = found
                yield _row(owner, owned)
                if gap and p["owned_by"].fullmatch(gap) or p["unit_of"].fullmatch(gap):
                    yield from _more(doc, things, offset, owned, p)
                break


def _pair(doc: Document, a: Ref, b: Ref, gap: str, p: dict[str, re.Pattern[str]]) -> tuple[Ref, Ref] | None:
    """(owner, owned) where the words between two names tie them so."""
    ownable = ("organisation", "project")
    if a.type in ownable and b.type == "organisation" and not re.match(r"['’]s [A-Z]", doc.text[b.end : b.end + 4]):
        if (
            p["unit_of"].fullmatch(gap)
            and b.type == "organisation"
            or p["parent"].fullmatch(gap)
            or p["owned_by"].fullmatch(gap)
        ):
            return (b, a)
        if (
            p["apposed_unit"].fullmatch(gap)
            and p["unit_after"].match(doc.text[b.end : b.end + 30])
            and b.type == "organisation"
        ):
            return (b, a)
    if a.type == "organisation" and b.type == "organisation":
        after = doc.text[b.end : b.end + 30]
        is_owned = p["named_unit"].fullmatch(gap) and p["unit_after"].match(after)
        is_its = p["unit_before"].search(gap) or gap.endswith((" its ", " their ")) and p["unit_after"].match(after)
        if p["unit"].fullmatch(gap) or is_owned or is_its and len(gap) <= _ITS_GAP:
            return (a, b)
    if (
        a.type == "organisation"
        and b.type in ownable
        and p["owner"].fullmatch(gap)
        and (" of" in gap or b.type == "project")
    ):
        return (a, b)
    return None


def _more(
    doc: Document, things: list[Ref], offset: int, owned: Ref, p: dict[str, re.Pattern[str]]
) -> Iterator[Relation]:
    """Further owners of a list: "owned by A and B", "by Rio's venture Simfer and by WCS"."""
    last = things[offset]
    for thing in things[offset + 1 : offset + 5]:
        gap = doc.text[last.end : thing.start]
        if thing.type == "organisation" and thing.start >= last.end and p["and"].fullmatch(gap):
            yield _row(thing, owned)
            last = thing
        else:
            break


def _row(owner: Ref, owned: Ref) -> Relation:
    return Relation(
        owner.entity_id, "owns", owned.entity_id, "asserted", min(owner.start, owned.start), max(owner.end, owned.end)
    )
