"""Which part of a state's trade a figure counts: a firm's, a port's, a region's, a pipeline's, or the whole (None)."""

from __future__ import annotations

from pipeline.extraction.figure_choices import Features, Question
from pipeline.extraction.figure_frame import binned
from pipeline.extraction.figure_view import View


def scope_question(view: View, rule: str | None, ends: tuple[str, str]) -> Question:
    """The question of scope; `rule` is what the rules answer and `ends` the figure's reporter and partner."""
    seen: dict[str | None, list[str]] = {None: ["none"], rule: [], view.context.scope: []}
    seen[None] = _none_features(view)
    told: dict[str, int] = {}
    for tie in view.ties:
        if tie.part:
            told[tie.part] = told.get(tie.part, 0) + 1
            seen.setdefault(tie.part, []).extend(_tie_features(view, tie, ends))
    for project, names in _projects(view).items():
        seen.setdefault(project, []).extend(names)
    answers = list(seen)
    features: list[Features] = []
    for answer in answers:
        names = list(dict.fromkeys(seen[answer]))
        if answer is not None:
            kind = answer.partition(":")[0]
            names += ["some", f"is.{kind}", f"is.{kind}.{view.cue_state}", f"is.{kind}.{view.cell.cue.flow}"]
            names.append(f"measure.{view.cell.measure}")
            if answer not in told:
                names.append(f"unseen.{kind}")
        if answer == rule:
            names += ["rule", f"rule.{'some' if rule else 'none'}.{view.cue_state}"]
        if answer == view.context.scope:
            names.append(f"last.{'some' if answer else 'none'}.{view.nearness}")
            names.append(
                f"last.{'some' if answer else 'none'}.{view.nearness}.{view.context.flow == view.cell.cue.flow}"
            )
        features.append(names)
    return Question("scope", view.cell, answers, features, answers.index(rule))


def _none_features(view: View) -> list[str]:
    parts = [t for t in view.ties if t.part and t.name != "office"]
    inside = [t for t in parts if view.place(t.mention.start, t.mention.end) == "in"]
    owned = [
        t for t in view.ties if not t.part and t.name == "owner" and view.place(t.mention.start, t.mention.end) == "in"
    ]
    return [
        "none",
        f"none.parts{binned(len(inside), 1, 2)}",
        f"none.around{binned(len(parts), 1, 2)}",
        f"none.owned.{bool(owned)}",
        f"none.{view.cell.cue.flow}.{view.cell.measure}",
        f"none.{view.cue_state}",
    ]


def _tie_features(view: View, tie, ends: tuple[str, str]) -> list[str]:
    mention, part = tie.mention, tie.part or ""
    place, kind = view.place(mention.start, mention.end), part.partition(":")[0]
    side = "reporter" if tie.state == ends[0] else "partner" if tie.state == ends[1] else "other"
    names = [
        f"{place}.{tie.name}",
        f"{place}.{tie.name}.{kind}",
        f"{kind}.of.{side}",
        f"{place}.of.{side}",
        f"{place}.prep.{view.preposition(mention.start)}",
        f"{kind}.prep.{view.preposition(mention.start)}",
    ]
    token = view.doc.token_at(mention.end - 1)
    while token.dep_ in ("compound", "amod", "poss", "nmod") and token.i < token.head.i:
        token = token.head
    names.append(f"{place}.dep.{token.dep_}")
    cue = view.cell.cue
    if view.cell.is_cue_here and cue.token.i in (token.i, token.head.i, token.head.head.i):
        names.append(f"cue.{token.dep_}")
    span = view.subject_span
    if span is not None and span[0] <= mention.start < span[1]:
        names += [f"subject.{'head' if token.dep_.startswith('nsubj') else 'part'}", f"subject.{kind}"]
    return names


def _projects(view: View) -> dict[str, list[str]]:
    """The works that goods may go through, told in this sentence or in the paragraph before it."""
    sentence, out = view.cell.sentence, {}
    subject = view.subject_span
    kinds = {p.project_id: p.kind for p in view.doc.projects}
    for mention in view.doc.project_mentions:
        if mention.start >= sentence.end:
            break
        told = view.doc.sentence_at(mention.start)
        if told.index == sentence.index:
            near = "here"
        elif sentence.index - told.index <= 3 and told.paragraph == sentence.paragraph:
            near = "paragraph"
        elif sentence.index - told.index <= 3:
            near = "before"
        else:
            near = "far"
        kind = kinds.get(mention.project_id, "other")
        names = [f"project.{near}", f"project.{near}.{kind}", f"project.{near}.{view.cell.measure}", f"project.{kind}"]
        if near == "here" and subject is not None and subject[0] <= mention.start < subject[1]:
            names.append("project.subject")
        out[mention.project_id] = names
    total = len(out)
    return {project: [*names, f"project.of{binned(total, 2, 4)}"] for project, names in out.items()}
