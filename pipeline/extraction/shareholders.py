"""Shares and roles of firms in a work or another firm: "X with 30 per cent and Y with 20", "Exxon, the operator"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline.extraction.document import Document, Sentence
from pipeline.extraction.refs import Ref
from pipeline.extraction.rows import Relation
from pipeline.knowledge.words import words

_ALIAS = r"(?: \([^)]*\)| <[^>]*>)?"  # "CNPC (China National …)", "Exxon <XON>"
_ARTICLE = r"(?:the |its |an? |until now the )?"
_TIME = r"(?P<time>future |current |former |present )?"
_NEAR = 45


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = words("firms")

    def one_of(listed) -> str:  # noqa: ANN001
        return "(?:" + "|".join(re.escape(w) for w in sorted(listed, key=lambda w: (-len(w), w))) + ")"

    titles = one_of(set().union(*lists["titles"].values()))
    size = rf"(?:\d[\d.]*|{one_of(lists['fractions'])})(?: ?(?:per cent|pct|percent|%)|,| and| of|\.|$)"
    home = r"(?: of (?:the )?[A-Z]\w+)?"
    rest = rf"(?:with )?(?:\d[\d.]*|{one_of(lists['fractions'])}|the (?:rest|remainder|other \w+))(?: ?(?:per cent|pct|percent|%))?(?:,|;| and\b|\.|$)"
    return {
        "cue": re.compile(rf"\b{one_of(lists['share_cues'])}\b"),
        "rest": re.compile(rf"{_ALIAS}{home},? {rest}"),
        "part_of": re.compile(r"(?:%|per cent|pct|percent|half|whole) of (?:the )?$"),
        "state": re.compile(r"(?:['’]s)? (?:state|government|treasury)\b"),
        "share": re.compile(
            rf"{_ALIAS}{home},? (?:which )?(?:{one_of(lists['share_words'])} )?(?:[a-z]+ ){{0,2}}?{size}"
        ),
        "listed": re.compile(rf"{_ALIAS}(?:,| and| of [A-Z]\w+ and) ?(?:the )?(?:[A-Z]\w+['’]s )?"),
        "of": re.compile(r" ?(?:stake |interest )?(?:of|in) "),
        "after": re.compile(rf"^{_ALIAS}, {_ARTICLE}{_TIME}(?P<role>{titles})\b(?P<of> (?:of )?(?:the |that |it)?)?"),
        "before": re.compile(rf"\b(?:its|the|the [a-z]+'s) {_TIME}(?P<role>{titles})(?: is|,) (?:the )?$", re.I),
    }


def shares(doc: Document, firms: list[Ref], projects: list[Ref]) -> Iterator[Relation]:
    """The `owns` rows of a sentence that tells who has how much of a work, or of a firm."""
    p = _patterns()
    for sentence in doc.sentences:
        cue = p["cue"].search(doc.text, sentence.start, sentence.end)
        inside = [f for f in firms if sentence.start <= f.start < sentence.end and not _is_owned(doc, f)]
        inside = sorted([*inside, *_treasuries(doc, sentence)], key=lambda r: r.start)
        if not cue or not inside or doc.text[cue.end() : cue.end() + 4] in (" by ", " to "):
            continue  # "owned by X" is read elsewhere
        how = "denied" if _is_past(sentence) else "asserted"
        pending: list[Ref] = []
        target: Ref | None = None
        for firm in inside:
            share = p["share"].match(doc.text, firm.end, sentence.end)
            if not share and target is not None:
                share = p["rest"].match(doc.text, firm.end, sentence.end)
            if not share:
                pending = [*pending, firm] if p["listed"].match(doc.text, firm.end, sentence.end) else []
                continue
            target = _whole(doc, share.end(), firms, projects, sentence) or target or topic(doc, projects, sentence)
            if target is not None:
                for owner in (*pending, firm):
                    if owner.entity_id != target.entity_id:
                        start = min(owner.start, cue.start())
                        yield Relation(owner.entity_id, "owns", target.entity_id, how, start, share.end())
            pending = []


def _is_owned(doc: Document, firm: Ref) -> bool:
    """ "owns 17% of X, 9% of Y": what stands after its own share is no owner."""
    return bool(_patterns()["part_of"].search(doc.text[max(0, firm.start - 24) : firm.start]))


def _treasuries(doc: Document, sentence: Sentence) -> list[Ref]:
    """ "the Mozambican state 4": states that hold shares as firms do."""
    found = []
    for mention in doc.mentions_in(sentence.start, sentence.end):
        body = _patterns()["state"].match(doc.text, mention.end, sentence.end)
        if mention.type == "country" and body:
            found.append(Ref(mention.entity_id, mention.start, body.end()))
    return found


def _is_past(sentence: Sentence) -> bool:
    """ "Gazprom owned half of it": a past state, unless somebody reports it."""
    root = sentence.span.root
    return root.tag_ == "VBD" and root.lemma_ in ("own", "hold")


def _whole(doc: Document, offset: int, firms: list[Ref], projects: list[Ref], sentence: Sentence) -> Ref | None:
    """What the share is of, where the text says so: "30 per cent of the venture company, X"."""
    if not _patterns()["of"].match(doc.text, offset - 3, sentence.end) and not _patterns()["of"].match(
        doc.text, offset
    ):
        return None
    near = [r for r in (*projects, *firms) if offset <= r.start < min(offset + _NEAR, sentence.end)]
    return min(near, key=lambda r: r.start) if near else None


def topic(doc: Document, projects: list[Ref], sentence: Sentence) -> Ref | None:
    """The work that a sentence is about: the only one named in it, or the last one named shortly before."""
    inside = [p for p in projects if sentence.start <= p.start < sentence.end]
    if inside:
        return inside[-1] if len({p.entity_id for p in inside}) == 1 else None
    near = [
        p for p in projects if p.start < sentence.start and doc.sentence_at(p.start).paragraph >= sentence.paragraph - 1
    ]
    return near[-1] if near else None


def titled(doc: Document, firms: list[Ref], projects: list[Ref]) -> Iterator[Relation]:
    """The `operates`, `owns` and `builds` rows of titles: "Exxon, operator of the field", "its future operator, X"."""
    p = _patterns()
    for firm in firms:
        sentence = doc.sentence_at(firm.start)
        before_from = max(sentence.start, firm.start - 50)
        after = p["after"].match(doc.text[firm.end : firm.end + 100])
        match = after or p["before"].search(doc.text[before_from : firm.start])
        if not match:
            continue
        role = match.group("role").lower()
        predicate = next(key for key, roles in words("firms")["titles"].items() if role in roles)
        time = (match.group("time") or "").strip()
        how = "planned" if time == "future" else "denied" if time == "former" else "asserted"
        said = [r for r in projects if after and 0 <= r.start - firm.end - match.end() <= 25]
        is_of = bool(after) and (match.group("of") or "").strip().startswith("of")
        target = said[0] if said else None if is_of else topic(doc, projects, sentence)
        if target is not None:
            start, end = (firm.start, firm.end + match.end()) if after else (before_from + match.start(), firm.end)
            yield Relation(firm.entity_id, predicate, target.entity_id, how, start, end)
