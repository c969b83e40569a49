"""What lies where, from words side by side: "Hunchun, Jilin province", "the Russian town of X", "Kashgar in China".

Only what the text says or puts in apposition (guide, rule 13).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline import knowledge
from pipeline.extraction.actors import Ref
from pipeline.extraction.document import Document
from pipeline.extraction.employers import state_forms
from pipeline.extraction.rows import Mention, Relation
from pipeline.knowledge.words import words

_COMPASS = r"(?:(?:far|extreme|deep) )?(?:north|south|east|west|central|centre|middle|north-?east|north-?west|south-?east|south-?west|northern|southern|eastern|western|north-?eastern|north-?western|south-?eastern|south-?western|mainland|coastal|upper|lower|inner|remote|mountainous|landlocked)"
_LOWER = r"(?:[a-z][\w-]*[ ,]+)"
_WATERS = re.compile(r"^region:(?:.*-)?(?:sea|ocean|bay|gulf|strait|straits|coast)(?:-|$)")
_INSIDE = ("place", "facility", "region", "project")


def located(doc: Document, projects: list[Ref]) -> Iterator[Relation]:
    """The `located_in` rows that neighbouring names state, each subject a place, facility, region or project."""
    things = _things(doc, projects)
    for index, a in enumerate(things):
        for b in things[index + 1 : index + 4]:
            if b.start < a.end:
                continue
            gap = doc.text[a.end : b.start]
            if len(gap) > 90 or "\n\n" in gap or ". " in gap:
                break
            row = _forward(doc, a, b, gap) or _backward(doc, a, b, gap)
            if row:
                yield row
        own = _in_its_name(doc, a) or _capital(doc, things, index)
        if own:
            yield own


def is_water(entity_id: str) -> bool:
    """A sea, gulf, strait or coast, by its id: in no country, and no trader."""
    return bool(_WATERS.search(entity_id))


def _things(doc: Document, projects: list[Ref]) -> list[Ref]:
    kinds = ("place", "facility", "region", "country")
    named = [Ref(m.entity_id, m.start, m.end) for m in doc.mentions if m.type in kinds and (m.kind in ("name", "demonym") or m.type == "country" and m.kind == "nominal")]
    covered = [(p.start, p.end) for p in projects]
    named = [m for m in named if not any(s <= m.start and m.end <= e for s, e in covered)]
    return sorted([*named, *projects], key=lambda r: (r.start, -r.end))


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = words("whereabouts")

    def one_of(*names: str) -> str:
        return "(?:" + "|".join(re.escape(w) for w in sorted(set().union(*(lists[n] for n in names)), key=lambda w: (-len(w), w))) + ")"

    place, region = one_of("places"), one_of("regions")
    kind = f"(?:{place}|{region})"
    head = rf"(?:{kind} of (?:the )?|{region} )?"
    whose = r"(?:[A-Z][\w-]+(?:['’]s?)? )?"
    compass = rf"(?:(?:the )?{_COMPASS} (?:of |part of |corner of |coast of |tip of )?(?:the )?)?"
    return {
        "in": re.compile(rf"(?: {region})?(?: on [^,.A-Z]{{3,20}})?,? (?:in|inside) (?:the )?{compass}{whose}{_LOWER}{{0,2}}?{head}(?:the )?"),
        "beside": re.compile(rf"(?: {region})?, (?:{_COMPASS} )?"),
        "apposed": re.compile(
            rf"(?: {region})?(?:,| -| \() ?(?:a|an|the|its|one of the|both)\b [^.;:()]{{0,70}}?{kind}\b[^.;:()]{{0,40}}? (?:in|of|on|at) (?:the )?{compass}{whose}{_LOWER}{{0,3}}?{head}(?:the )?"
        ),
        "called": re.compile(rf", (?:a|an|the|another) {_LOWER}{{0,3}}?"),
        "side": re.compile(r",? (?:on|at|in) (?:the )?"),
        "lies": re.compile(rf",? (?:which |that )?(?:lies|lay|stands|stood|sits|is situated|is located|is sited|located|situated|is based) (?:[\w-]+ ){{0,6}}?in (?:the )?{compass}{head}(?:the )?"),
        "part": re.compile(rf" {region} of (?:the )?{compass}"),
        "owned": re.compile(r"['’]s? (?:[a-z][\w-]* ){0,2}"),
        "kind": re.compile(rf"(?:['’]s?)? (?:[a-z][\w-]* ){{0,4}}?{kind}(?: and {kind})?(?: of)? (?:the )?"),
        "holds": re.compile(rf", the (?:{_LOWER}{{0,2}}?){kind} (?:that|which|in which|where) (?:the )?(?:[a-z]+ )?"),
        "kind_after": re.compile(rf" (?:[a-z][\w-]* ){{0,3}}?{kind}\b"),
        "side_after": re.compile(rf"(?:['’]s?)? (?:[\w-]+ ){{0,2}}?{one_of('sides')}\b"),
        "kind_owned": re.compile(rf"['’]s? (?:[a-z][\w-]* ){{0,4}}?(?:{kind}|biggest|largest|busiest|main)\b"),
        "work_after": re.compile(r"(?:['’]s?)? "),
        "at": re.compile(rf" (?:at|in|near|of|on) (?:the )?(?:{_LOWER}{{0,3}}?)(?:{kind} of )?"),
    }


def _row(a: Ref, b: Ref, *, start: int | None = None, end: int | None = None) -> Relation | None:
    if _WATERS.search(a.entity_id) or a.entity_id == b.entity_id or a.type not in _INSIDE or b.type not in ("region", "country") or _is_within(b, a):
        return None
    return Relation(a.entity_id, "located_in", b.entity_id, "asserted", min(a.start, b.start) if start is None else start, max(a.end, b.end) if end is None else end)


def _is_within(a: Ref, b: Ref) -> bool:
    """A country is not in a region of it, nor a wide region in a narrow one of the same country."""
    if b.type == "region" and a.type == "region":
        x, y = (knowledge.entities().get(r.entity_id) for r in (a, b))
        return bool(x and y and x.code and not y.code)
    return False


def _forward(doc: Document, a: Ref, b: Ref, gap: str) -> Relation | None:
    """The first name lies in the second one."""
    if a.type not in _INSIDE or b.type not in ("region", "country"):
        return None
    p, after = _patterns(), doc.text[b.end : b.end + 60]
    is_name = doc.text[b.start : b.end] != "" and _is_name(doc, b)
    if is_name and not after.startswith(("'s ", "’s ")) and (p["in"].fullmatch(gap) or p["lies"].fullmatch(gap)):
        return _row(a, b)
    if a.type in ("place", "facility", "project") and b.type == "region" and gap == " on the " and _WATERS.search(b.entity_id):
        return _row(a, b)
    if b.type == "country" and re.fullmatch(rf" in the {_COMPASS} of (?:the )?", gap):
        return _row(a, b)
    if is_name and p["apposed"].fullmatch(gap) and a.type != "project":
        return _row(a, b)
    if p["side"].fullmatch(gap) and p["side_after"].match(after):
        return _row(a, b)
    if p["called"].fullmatch(gap) and a.type in ("place", "region") and p["kind_after"].match(after):
        return _row(a, b)
    if gap == ", " and p["kind_owned"].match(after) and a.type in ("place", "region"):
        return _row(a, b)
    if is_name and a.type in ("place", "facility") and p["beside"].fullmatch(gap) and _is_closed(doc, a, b):
        return _row(a, b)
    if is_name and a.type == "region" and b.type in ("region", "country") and p["part"].fullmatch(gap):
        return _row(a, b)
    if p["in"].fullmatch(gap) and after.startswith(("'s ", "’s ")) and b.type == "country" and p["side_after"].match(after):
        return _row(a, b)
    return None


def _backward(doc: Document, a: Ref, b: Ref, gap: str) -> Relation | None:
    """The second name lies in the first one."""
    p = _patterns()
    if a.type in ("country", "region") and b.type in ("place", "region", "facility"):
        if p["kind"].fullmatch(gap) and (gap.startswith(("'", "’")) or _is_demonym(doc, a)):
            return _row(b, a)
        if p["owned"].fullmatch(gap) and a.type == "country" and not _runs_on(doc, b):
            extra = gap[2:].split()
            if all(re.fullmatch(_COMPASS, w) for w in extra):
                return _row(b, a)
        mention = _mention(doc, a)
        if gap == " " and mention and mention.kind == "demonym" and b.type == "region":
            return _row(b, a)
        if p["holds"].fullmatch(gap) and re.match(r" (?:lies|is|stands|is situated) (?:in|part)", doc.text[b.end : b.end + 20]):
            return _row(b, a)
    return None


def _capital(doc: Document, things: list[Ref], index: int) -> Relation | None:
    """"the capital Paramaribo" lies in the state whose capital it is, "the provincial capital, Kunming" in the province."""
    a = things[index]
    before = doc.text[max(0, a.start - 30) : a.start]
    match = re.search(r"\b(?:the|its) (?P<kind>provincial |regional |state )?capital,? $", before)
    if a.type != "place" or not match:
        return None
    start = a.start - len(before) + match.start()
    if match.group("kind"):
        sentence = doc.sentence_at(a.start)
        region = next((t for t in reversed(things[:index]) if t.type == "region" and t.start >= sentence.start), None)
        return _row(a, region) if region else None
    state = knowledge.capital_of(a.entity_id, doc.published_on)
    if state and any(m.entity_id == state for m in doc.mentions):
        return Relation(a.entity_id, "located_in", state, "asserted", start, a.end)
    return None


def _in_its_name(doc: Document, a: Ref) -> Relation | None:
    """"the Russian Far East": the name itself says whose it is."""
    if a.type != "region":
        return None
    known = knowledge.entities().get(a.entity_id)
    if not known or not known.country:
        return None
    text = doc.text[a.start : a.end]
    state = f"country:{known.country}"
    if any(text.startswith(form + " ") for form in state_forms().get(state, ())):
        return Relation(a.entity_id, "located_in", state, "asserted", a.start, a.end)
    return None


def _mention(doc: Document, ref: Ref) -> Mention | None:
    return next((m for m in doc.mentions if m.start == ref.start and m.entity_id == ref.entity_id), None)


def _is_name(doc: Document, ref: Ref) -> bool:
    mention = _mention(doc, ref)
    return mention is None or mention.kind == "name"


def _is_demonym(doc: Document, ref: Ref) -> bool:
    mention = _mention(doc, ref)
    return mention is not None and (mention.kind == "demonym" or mention.type == "country")


def _is_closed(doc: Document, a: Ref, b: Ref) -> bool:
    """"Adana, Turkey, Nov 1" and not "ties with Moscow, China and India"."""
    after = doc.text[b.end : b.end + 40]
    if re.match(r" [A-Z(]", after):
        return False
    if re.match(r" ?,? (?:and|or) [A-Z]", after) or re.match(r", [A-Z][\w]+(?:,| and|\.)", after) and not re.match(r", (?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)", after):
        return False
    before = doc.text[max(0, a.start - 30) : a.start]
    if re.search(r"[A-Z]\w+, $", before) or re.search(r"\b(?:between|both|with|from|to) $", before) and b.type == "country" and re.match(r",? (?:and|to)\b", after):
        return False
    return not re.match(r"['’]s ", after)


def _runs_on(doc: Document, b: Ref) -> bool:
    """"China's Shanghai market": the name only narrows a noun."""
    if any(m.type == "commodity" and m.start == b.end + 1 for m in doc.mentions):
        return True
    return bool(re.match(r" (?:stock|market|exchange|branch|office|index)", doc.text[b.end : b.end + 20]))
