"""Which part of a state's trade a figure counts: a firm's, a port's, a region's, a pipeline's, or the whole (None)."""

from __future__ import annotations

from pipeline.extraction.figure_choices import Features, Question
from pipeline.extraction.figure_frame import binned
from pipeline.extraction.figure_sides import state_of
from pipeline.extraction.figure_view import View, climbed
from pipeline.extraction.rows import Mention

PARTS = ("organisation", "place", "facility", "region")
_BACK = 3  # sentences looked back for parts


def scope_question(view: View, rule: str | None, ends: tuple[str, str]) -> Question:
    """The question of scope; `rule` is what the rules answer and `ends` the figure's reporter and partner."""
    context = view.context
    seen: dict[str | None, list[str]] = {None: _none_features(view), rule: [], context.scope: []}
    told = {t.part for t in view.ties if t.part}
    for tie in view.ties:
        if tie.part:
            kind = tie.part.partition(":")[0]
            place = view.place(tie.mention.start, tie.mention.end)
            seen.setdefault(tie.part, []).extend((f"{place}.{tie.name}", f"{place}.{tie.name}.{kind}"))
    sentence = view.cell.sentence
    for mention in view.doc.mentions_in(sentence.start, sentence.end):
        if mention.type in PARTS:
            seen.setdefault(mention.entity_id, []).extend(_mention_features(view, mention, ends))
            told.add(mention.entity_id)
    for part, names in _earlier(view).items():
        seen.setdefault(part, []).extend(names)
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
                names.append(f"unseen.others{binned(len(told), 1)}.{view.cue_state}")
        same = view.context.flow == view.cell.cue.flow
        what = "some" if answer else "none"
        if answer == rule:
            names += ["rule", f"rule.{what}.{view.cue_state}"]
        if answer == context.scope:
            names += [f"last.{what}.{view.nearness}", f"last.{what}.{view.nearness}.{same}"]
            names.append(f"last.{what}.{view.nearness}.others{binned(len(told), 1)}")
        if answer in context.scopes:
            names.append(f"told.{what}.{view.nearness}")
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


def _mention_features(view: View, mention: Mention, ends: tuple[str, str]) -> list[str]:
    """Where and how the sentence names a part of some state's trade."""
    place, kind = view.place(mention.start, mention.end), mention.type
    state = state_of(mention)[0]
    side = "reporter" if state == ends[0] else "partner" if state == ends[1] else "other" if state else "unknown"
    preposition = view.preposition(mention.start)
    token = climbed(view.doc.token_at(mention.end - 1))[-1]
    names = [f"{kind}.of.{side}", f"{place}.of.{side}", f"{place}.prep.{preposition}", f"{kind}.prep.{preposition}"]
    names += [f"{place}.dep.{token.dep_}", f"{kind}.dep.{token.dep_}", f"{kind}.{mention.kind}"]
    cue = view.cell.cue
    if view.cell.is_cue_here and cue.token.i in (token.i, token.head.i, token.head.head.i):
        names += [f"cue.{token.dep_}", f"cue.{kind}.{token.dep_}"]
    span = view.subject_span
    if span is not None and span[0] <= mention.start < span[1]:
        names += [f"subject.{'head' if token.dep_.startswith('nsubj') else 'part'}", f"subject.{kind}"]
    start, end = view.number
    gap = start - mention.end if mention.end <= start else mention.start - end
    names.append(f"{'left' if mention.end <= start else 'right'}.{binned(gap, 4, 20, 60)}.{kind}")
    return names


def _earlier(view: View) -> dict[str, list[str]]:
    """Parts that the text named before the sentence: in its opening, and lately."""
    doc, sentence = view.doc, view.cell.sentence
    out: dict[str, list[str]] = {}
    lead = doc.sentences[min(1, len(doc.sentences) - 1)].end
    for mention in doc.mentions_in(0, min(lead, sentence.start)):
        if mention.type in PARTS and mention.kind != "pronoun":
            is_line = mention.start < 3 and mention.text.isupper()
            names = out.setdefault(mention.entity_id, [])
            names.append(f"opening.{'dateline' if is_line else mention.type}")
    for back in range(1, min(_BACK, sentence.index) + 1):
        before = doc.sentences[sentence.index - back]
        near = "paragraph" if before.paragraph == sentence.paragraph else "far"
        for mention in doc.mentions_in(before.start, before.end):
            if mention.type in PARTS:
                names = out.setdefault(mention.entity_id, [])
                names += [f"back{back}.{near}", f"back.{near}.{mention.type}"]
                token = doc.token_at(mention.end - 1)
                if token.dep_.startswith("nsubj"):
                    names.append(f"back.subject.{mention.type}")
    return out


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
