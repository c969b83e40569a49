"""Whose trade a figure is, and with whom: every pair of states that the text puts forward, as answers to choose from.

Candidates are the states of the sentence, of those before it and of the context, and the world. Features of a state are
the same in both roles and are told apart by a prefix, so that what is learnt is which sign speaks for which role.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extraction.figure_choices import Features, Question
from pipeline.extraction.figure_context import WORLD, reporter_and_partner
from pipeline.extraction.figure_frame import binned
from pipeline.extraction.figure_sides import Sides, Tie, names_world, state_of
from pipeline.extraction.figure_view import View, climbed

OTHERS = "bloc:other"
_BACK = 4  # sentences looked back for states
_MOST = 9  # states weighed
Ends = tuple[str, str]


def ends_question(view: View, found: Sides) -> Question | None:
    """The question of reporter and partner; `found` are the states that the clause ties to the flow. None without a state."""
    rule = _by_rule(view, found)
    if rule is None:
        return None
    states = _states(view, rule)
    alone = {state: _state_features(view, state) for state in states}
    answers: list[Ends] = []
    features: list[Features] = []
    for reporter in states:
        if reporter in (WORLD, OTHERS):
            continue
        for partner in states:
            if partner == reporter:
                continue
            answers.append((reporter, partner))
            features.append(
                _in_role(view, alone[reporter], "r")
                + _in_role(view, alone[partner], "p")
                + _pair_features(view, reporter, partner, rule)
            )
    return Question("ends", view.cell, answers, features, answers.index(rule))


def _by_rule(view: View, found: Sides) -> Ends | None:
    cell = view.cell
    reporter, partner = reporter_and_partner(
        cell.cue.is_weak,
        cell.cue.flow,
        found,
        view.context,
        cell.sentence.index,
        cell.sentence.paragraph,
        cell.measure == "share",
    )
    return (reporter, partner) if reporter and partner else None


_GIVES = {("export", "r"): "gives", ("export", "p"): "takes", ("import", "r"): "takes", ("import", "p"): "gives"}


def _in_role(view: View, names: list[str], role: str) -> list[str]:
    """Features of a state as reporter or partner, and as the one who gives or takes goods."""
    way = _GIVES.get((view.cell.cue.flow, role))
    return [f"{role}.{name}" for name in names] + ([f"{way}.{name}" for name in names if "." in name] if way else [])


def _states(view: View, rule: Ends) -> list[str]:
    """The candidates, nearest first: the rule's, those of the sentence, the context's, those of the sentences before."""
    context = view.context
    found = [rule[0], rule[1], WORLD]
    found += [t.state for t in view.ties if t.name != "office"]
    found += [s for s in (context.reporter, context.partner, context.main, *(context.pair or ())) if s]
    found += [t.state for t in view.ties]
    found += [state for _, state in _earlier(view)]
    found += [s for s in (context.seat, context.supplier, context.buyer) if s]
    return list(dict.fromkeys(found))[:_MOST]


def _earlier(view: View) -> Iterator[tuple[int, str]]:
    """The states of the sentences before, latest first, and how many sentences back."""
    doc, index = view.doc, view.cell.sentence.index
    for back in range(1, min(_BACK, index) + 1):
        sentence = doc.sentences[index - back]
        for mention in reversed(doc.mentions_in(sentence.start, sentence.end)):
            state = state_of(mention)[0]
            if state:
                yield back, state


def _state_features(view: View, state: str) -> list[str]:
    """What speaks for a state, in either role."""
    flow, context = view.cell.cue.flow, view.context
    if state == WORLD:
        names = _world_features(view)
    elif state == OTHERS:
        names = ["others"]
    else:
        names = _seen_features(view, state)
    if state != OTHERS:
        names += [
            f"last.{role}.{view.nearness}.{'same' if context.flow == flow else 'new'}"
            for role in ("reporter", "partner", "supplier", "buyer")
            if getattr(context, role) == state
        ]
    if state not in (WORLD, OTHERS):
        names += [f"doc.{name}" for name in _document_features(view, state)]
    return names


def _document_features(view: View, state: str) -> list[str]:
    context = view.context
    names = [f"rank{binned(context.ranks.get(state, 9), 1, 2, 4)}"]
    names += ["main"] if state == context.main else []
    names += ["pair"] if context.pair and state in context.pair else []
    names += ["lead"] if state in context.lead else []
    names += ["seat"] if state == context.seat else []
    names += ["office"] if state in context.offices else []
    return names


def _seen_features(view: View, state: str) -> list[str]:
    """Where and how the text names a state near the number."""
    names: set[str] = set()
    ties = [t for t in view.ties if t.state == state]
    order = list(dict.fromkeys(t.state for t in view.ties))
    for tie in ties:
        names |= _tie_features(view, tie)
    inside = sides_in(view)
    if inside and state not in inside:
        names.add(f"passed.over{binned(len(inside), 2)}")
    if view.nearness in ("sentence", "paragraph"):
        for role in ("reporter", "partner"):
            was, now = view.context.sides.get(role), inside.get(state)
            if was and now:
                names.add(f"parallel.{view.nearness}.{role}.{was == now}")
            elif now:
                names.add(f"parallel.{view.nearness}.{role}.new")
    if ties:
        names.add(f"order{binned(order.index(state), 1, 2)}")
        names |= {f"near.{side}" for side in ("left", "right") if _nearest(view, side) == state}
        return sorted(names)
    back = next((back for back, s in _earlier(view) if s == state), 0)
    is_same = back > 0 and view.doc.sentences[view.cell.sentence.index - back].paragraph == view.cell.sentence.paragraph
    return [*sorted(names), f"back{back}.{'paragraph' if is_same else 'far'}" if back else "unseen"]


def sides_in(view: View) -> dict[str, str]:
    """The states that the stretch itself names, and on which side of the number each stands nearest."""
    start, _ = view.number
    out: dict[str, str] = {}
    for tie in view.ties:
        if view.place(tie.mention.start, tie.mention.end) == "in" and tie.name not in ("office", "gate"):
            if tie.mention.end <= start:
                out[tie.state] = "left"
            else:
                out.setdefault(tie.state, "right")
    return out


def _tie_features(view: View, tie: Tie) -> set[str]:
    mention = tie.mention
    place = view.place(mention.start, mention.end)
    kind = "part" if tie.part else mention.kind
    names = {f"{place}.{tie.name}", f"{place}.{kind}", f"{place}.{tie.name}.{kind}"}
    names.add(f"{place}.prep.{view.preposition(mention.start)}")
    *before, token = climbed(view.doc.token_at(mention.end - 1))
    names |= {f"{place}.{word.dep_}" for word in before}
    names.add(f"{place}.dep.{token.dep_}")
    cue = view.cell.cue
    if view.cell.is_cue_here and cue.token.i in (token.i, token.head.i, token.head.head.i):
        names.add(f"cue.{token.dep_}.{'own' if token.i == cue.token.i else 'of'}")
    span = view.subject_span
    if span is not None and span[0] <= mention.start < span[1]:
        names.add(f"{place}.subject.{'head' if token.dep_.startswith('nsubj') else 'part'}")
    if view.verb is not None and token.head.i == view.verb.i:
        names.add(f"{place}.governed.{token.dep_}")
    return names


def _nearest(view: View, side: str) -> str | None:
    start, end = view.number
    if side == "left":
        before = [t for t in view.ties if t.mention.end <= start]
        return before[-1].state if before else None
    after = [t for t in view.ties if t.mention.start >= end]
    return after[0].state if after else None


def _world_features(view: View) -> list[str]:
    """What speaks for trade with all the world: words for it, and that no other state is named."""
    sentence, text = view.cell.sentence, view.doc.text
    context = view.context
    inside = {t.state for t in view.ties if view.place(t.mention.start, t.mention.end) == "in" and t.name != "office"}
    around = {t.state for t in view.ties if t.name != "office"}
    return [
        "world",
        f"world.word.{names_world(text[view.start : view.end])}",
        f"world.word.near.{names_world(text[sentence.start : sentence.end])}",
        f"world.inside{binned(len(inside - {context.main}), 1, 2)}",
        f"world.around{binned(len(around - {context.main}), 1, 2)}",
        f"world.pair.{bool(context.pair)}.{binned(len(around - {context.main}), 1)}",
        f"world.last.{context.partner == WORLD}.{view.nearness}",
        f"world.measure.{view.cell.measure}",
    ]


def _pair_features(view: View, reporter: str, partner: str, rule: Ends) -> list[str]:
    flow, context = view.cell.cue.flow, view.context
    last = (context.reporter, context.partner)
    pair = (reporter, partner)
    names = []
    if pair == rule:
        names += ["rule", f"rule.{view.cue_state}", f"rule.{flow}", f"rule.world.{partner == WORLD}"]
    else:
        names += ["rule.r"] if reporter == rule[0] else ["rule.p"] if partner == rule[1] else []
        names += ["rule.turned"] if (partner, reporter) == rule else []
    if pair == last:
        names.append(f"pair.last.{view.nearness}.{'same' if context.flow == flow else 'new'}")
    elif pair == last[::-1]:
        names.append(f"pair.last.turned.{view.nearness}")
    if context.pair and set(pair) == set(context.pair):
        names.append("pair.doc")
        names.append(f"pair.doc.{view.cue_state}")
    inside = [state for state in sides_in(view) if state != reporter]
    if inside and partner not in inside:
        names.append(f"pair.passed.over.{'world' if partner == WORLD else 'state'}.{view.cell.cue.flow}")
    if context.main not in pair:
        names.append("pair.no.main")
    places = {t.state: t for t in reversed(view.ties) if t.name != "office"}
    first, second = places.get(reporter), places.get(partner)
    if first and second:
        order = "rp" if first.mention.start < second.mention.start else "pr"
        names.append(f"pair.{order}.{flow}.{'verb' if view.cell.cue.is_verb else 'noun'}")
        names.append(f"pair.ties.{first.name}.{second.name}")
        names.append(
            f"pair.{order}.preps.{view.preposition(first.mention.start)}.{view.preposition(second.mention.start)}"
        )
    elif first:
        names.append(f"pair.r.seen.{first.name}.{'world' if partner == WORLD else 'silent'}")
    elif second:
        names.append(f"pair.p.seen.{second.name}")
    else:
        names.append(f"pair.unseen.{'world' if partner == WORLD else 'silent'}.{view.nearness}")
    return names
