"""What lies where, from words side by side: "Hunchun, Jilin province", "the Russian town of X", "Kashgar in China".

Only what the text says or puts in apposition (guide, rule 13). The words are in knowledge/whereabouts.yaml.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.employers import state_forms
from pipeline.extraction.refs import Ref
from pipeline.extraction.rows import Mention, Relation
from pipeline.knowledge.words import words

_LOWER = r"(?:[a-z][\w-]*[ ,]+)"  # a word of the phrase, or one and a comma
_WHOSE = r"(?:[A-Z][\w-]+(?:['’]s?)? )?"  # "in the south of Russia's Primorye"
_INSIDE = ("place", "facility", "region", "project")
_KINDS = ("place", "facility", "region", "country")
_POSSESSIVE = ("'s ", "’s ")
_REACH = 90
_MONTH = r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)"


def located(doc: Document, projects: list[Ref]) -> Iterator[Relation]:
    """The `located_in` rows that neighbouring names state; `projects` are named works, which may be the subject."""
    things = _things(doc, projects)
    for index, a in enumerate(things):
        for b in things[index + 1 : index + 4]:
            if b.start < a.end:
                continue
            gap = doc.text[a.end : b.start]
            if len(gap) > _REACH or "\n\n" in gap or ". " in gap:
                break
            row = _forward(doc, a, b, gap) or _backward(doc, a, b, gap)
            if row:
                yield row
        own = _in_its_name(doc, a) or _capital(doc, things, index)
        if own:
            yield own


def is_water(entity_id: str) -> bool:
    """A sea, gulf, strait or coast, by its id: in no country, and no trader."""
    kind, _, key = entity_id.partition(":")
    return kind == "region" and not words("whereabouts")["waters"].isdisjoint(key.split("-"))


def _things(doc: Document, projects: list[Ref]) -> list[Ref]:
    """Names of places and works, and "the country", in text order; none inside a work's name."""
    named = [
        Ref(m.entity_id, m.start, m.end)
        for m in doc.mentions
        if m.type in _KINDS and (m.kind in ("name", "demonym") or m.type == "country" and m.kind == "nominal")
    ]
    outside = [m for m in named if not any(p.start <= m.start and m.end <= p.end for p in projects)]
    return sorted([*outside, *projects], key=lambda r: (r.start, -r.end))


def _one_of(*names: str) -> str:
    """A pattern of the words of these lists, the longest first."""
    listed = set().union(*(words("whereabouts")[n] for n in names))
    return "(?:" + "|".join(re.escape(w) for w in sorted(listed, key=lambda w: (-len(w), w))) + ")"


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    place, region, compass = _one_of("places"), _one_of("regions"), _one_of("compass")
    kind = f"(?:{place}|{region})"
    head = rf"(?:{kind} of (?:the )?|{region} )?"
    part = rf"(?:(?:the )?{compass} (?:of |part of |corner of |coast of |tip of )?(?:the )?)?"
    lying = r"(?:which |that )?(?:lies|lay|stands|stood|sits|is situated|is located|is sited|located|situated|is based)"
    sources = {
        # forward: the first name lies in the second
        "in": rf"(?: {region})?(?: on [^,.A-Z]{{3,20}})?,? (?:in|inside) (?:the )?{part}{_WHOSE}{_LOWER}{{0,2}}?{head}(?:the )?",
        "apposed": rf"(?: {region})?(?:,| -| \() ?(?:a|an|the|its|one of the|both)\b [^.;:()]{{0,70}}?{kind}\b[^.;:()]{{0,40}}?"
        rf" (?:in|of|on|at) (?:the )?{part}{_WHOSE}{_LOWER}{{0,3}}?{head}(?:the )?",
        "lies": rf",? {lying} (?:[\w-]+ ){{0,6}}?in (?:the )?{part}{head}(?:the )?",
        "beside": rf"(?: {region})?, (?:{compass} )?",
        "called": rf", (?:a|an|the|another) {_LOWER}{{0,3}}?",
        "side": r",? (?:on|at|in) (?:the )?",
        "part": rf" {region} of (?:the )?{part}",
        "part_of_it": rf" in the {compass} of (?:the )?",
        # what follows the second name
        "kind_after": rf" (?:[a-z][\w-]* ){{0,3}}?{kind}\b",
        "side_after": rf"(?:['’]s?)? (?:[\w-]+ ){{0,2}}?{_one_of('sides')}\b",
        "kind_owned": rf"['’]s? (?:[a-z][\w-]* ){{0,4}}?(?:{kind}|{_one_of('superlatives')})\b",
        # backward: the second name lies in the first
        "kind": rf"(?:['’]s?)? (?:[a-z][\w-]* ){{0,4}}?{kind}(?: and {kind})?(?: of)? (?:the )?",
        "owned": rf"['’]s? (?:{compass} ){{0,2}}",
        "holds": rf", the (?:{_LOWER}{{0,2}}?){kind} (?:that|which|in which|where) (?:the )?(?:[a-z]+ )?",
        "held": r" (?:lies|is|stands|is situated) (?:in|part)",
    }
    return {name: re.compile(source) for name, source in sources.items()}


def _row(a: Ref, b: Ref) -> Relation | None:
    """`a` lies in `b`, if such things can."""
    if a.entity_id == b.entity_id or a.type not in _INSIDE or b.type not in ("region", "country"):
        return None
    if is_water(a.entity_id) or _is_wider(a, b):
        return None
    return Relation(a.entity_id, "located_in", b.entity_id, "asserted", min(a.start, b.start), max(a.end, b.end))


def _is_wider(a: Ref, b: Ref) -> bool:
    """A province with a code is in a wide region without one, not the other way round."""
    if a.type != "region" or b.type != "region":
        return False
    inner, outer = (knowledge.entities().get(r.entity_id) for r in (b, a))
    return bool(inner and outer and inner.code and not outer.code)


def _forward(doc: Document, a: Ref, b: Ref, gap: str) -> Relation | None:
    """The first name lies in the second one."""
    if a.type not in _INSIDE or b.type not in ("region", "country"):
        return None
    p, after = _patterns(), doc.text[b.end : b.end + 60]
    mention = _mention(doc, b)
    is_name = mention is None or mention.kind == "name"
    is_owner = after.startswith(_POSSESSIVE)
    is_place = a.type in ("place", "region")
    lies = (
        is_name and not is_owner and (p["in"].fullmatch(gap) or p["lies"].fullmatch(gap))
        or a.type != "region" and is_water(b.entity_id) and gap == " on the "
        or b.type == "country" and p["part_of_it"].fullmatch(gap)
        or is_name and a.type != "project" and p["apposed"].fullmatch(gap)
        or p["side"].fullmatch(gap) and p["side_after"].match(after)
        or is_place and p["called"].fullmatch(gap) and p["kind_after"].match(after)
        or is_place and gap == ", " and p["kind_owned"].match(after)
        or is_name and a.type in ("place", "facility") and p["beside"].fullmatch(gap) and _is_closed(doc, a, b)
        or is_name and a.type == "region" and p["part"].fullmatch(gap)
    )  # fmt: skip
    return _row(a, b) if lies else None


def _backward(doc: Document, a: Ref, b: Ref, gap: str) -> Relation | None:
    """The second name lies in the first one."""
    if a.type not in ("country", "region") or b.type not in ("place", "region", "facility"):
        return None
    p, mention = _patterns(), _mention(doc, a)
    is_demonym = mention is not None and mention.kind == "demonym"
    is_state = mention is not None and mention.type == "country"
    lies = (
        p["kind"].fullmatch(gap) and (gap.startswith(("'", "’")) or is_demonym or is_state)
        or a.type == "country" and p["owned"].fullmatch(gap) and not _runs_on(doc, b)
        or is_demonym and gap == " " and b.type == "region"
        or p["holds"].fullmatch(gap) and p["held"].match(doc.text[b.end : b.end + 20])
    )  # fmt: skip
    return _row(b, a) if lies else None


def _capital(doc: Document, things: list[Ref], index: int) -> Relation | None:
    """ "the capital Paramaribo" lies in the state whose seat it is, "the provincial capital, Kunming" in the province."""
    a = things[index]
    before = doc.text[max(0, a.start - 30) : a.start]
    match = re.search(r"\b(?:the|its) (?P<kind>provincial |regional |state )?capital,? $", before)
    if a.type != "place" or not match:
        return None
    if match.group("kind"):
        sentence = doc.sentence_at(a.start)
        regions = [t for t in things[:index] if t.type == "region" and t.start >= sentence.start]
        return _row(a, regions[-1]) if regions else None
    state = knowledge.capital_of(a.entity_id, doc.published_on)
    if state and any(m.entity_id == state for m in doc.mentions):
        return Relation(a.entity_id, "located_in", state, "asserted", a.start - len(before) + match.start(), a.end)
    return None


def _in_its_name(doc: Document, a: Ref) -> Relation | None:
    """ "the Russian Far East": the name itself says whose it is."""
    known = knowledge.entities().get(a.entity_id)
    if a.type != "region" or not known or not known.country:
        return None
    state = f"country:{known.country}"
    if any(doc.text[a.start : a.end].startswith(form + " ") for form in state_forms().get(state, ())):
        return Relation(a.entity_id, "located_in", state, "asserted", a.start, a.end)
    return None


def _mention(doc: Document, ref: Ref) -> Mention | None:
    return next((m for m in doc.mentions if m.start == ref.start and m.entity_id == ref.entity_id), None)


def _is_closed(doc: Document, a: Ref, b: Ref) -> bool:
    """ "Adana, Turkey, Nov 1" and not "ties with Moscow, China and India"."""
    before, after = doc.text[max(0, a.start - 30) : a.start], doc.text[b.end : b.end + 40]
    if re.match(r" [A-Z(]|['’]s | ?,? (?:and|or) [A-Z]", after):
        return False
    if re.match(r", [A-Z][\w]+(?:,| and|\.)", after) and not re.match(rf", {_MONTH}", after):
        return False
    is_listed = re.search(r"\b(?:between|both|with|from|to) $", before) and re.match(r",? (?:and|to)\b", after)
    return not re.search(r"[A-Z]\w+, $", before) and not (b.type == "country" and is_listed)


def _runs_on(doc: Document, b: Ref) -> bool:
    """ "China's Shanghai market", "Mexico's Maya crude": the name only narrows a noun."""
    if any(m.type == "commodity" and m.start == b.end + 1 for m in doc.mentions):
        return True
    return bool(re.match(r" (?:stock|market|exchange|branch|office|index)", doc.text[b.end : b.end + 20]))
