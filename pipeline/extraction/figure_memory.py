"""What was told before a number that bears on its flow: the numbers and the words of flow that it may go on with."""

from __future__ import annotations

import re

from pipeline.extraction.figure_cues import Cue
from pipeline.extraction.figure_frame import FLOWS, OTHER_WAY, Link, binned
from pipeline.extraction.figure_roles import CHANGES_OF
from pipeline.extraction.figure_scene import Scene, is_relative, stop_in
from pipeline.knowledge.words import words

_ORDINAL = re.compile(r"\b(former|latter)\b")
_SUMS = re.compile(r"\b(?:altogether|together|combined|added up|total)\b")
_PRONOUNS = frozenset(("it", "they", "this", "that", "these", "those", "which"))


def memory_features(scene: Scene, links: list[Link]) -> dict[str, list[str]]:
    """Feature names by label; `links` is what was decided of all numbers before, in text order."""
    same = [k for k in links if k.sentence == scene.index]
    earlier = [k for k in links if k.sentence < scene.index and k.flow]
    out = {flow: _told_before(scene, flow, same, earlier) for flow in FLOWS}
    return out | {"none": _untold_before(scene, same, earlier)}


def pointed(scene: Scene, links: list[Link]) -> str | None:
    """The flow that a pointing word names for sure: former, latter, respectively, the other way, both together."""
    same = [k for k in links if k.sentence == scene.index]
    earlier = [k for k in links if k.sentence < scene.index and k.flow]
    q = scene.quantity
    near = scene.text[scene.stretch[0] : q.start].lower()
    here = list(dict.fromkeys(c.flow for c in scene.here.cues if c.end <= q.start and not c.is_motion))
    cues = scene.cues_before()
    told = (
        list(dict.fromkeys(k.flow for k in earlier if k.flow and k.sentence == earlier[-1].sentence)) if earlier else []
    )
    before = cues if len(cues) == 2 else told
    bound = _end_of_pair(scene)
    if bound is not None:
        alike = [x for x in scene.quantities if is_relative(x) == scene.is_percent]
        if len(here) == 2:
            last = max(c.start for c in scene.here.cues if c.end <= q.start)
            alike = [x for x in alike if last < x.start < bound][-2:]
            if len(alike) == 2 and q in alike:
                return here[alike.index(q)]
        elif not here and len(before) == 2 and len(alike) == 2 and q in alike:
            return before[alike.index(q)]
    ordinal = None
    for found in _ORDINAL.finditer(scene.left):
        ordinal = found
    if ordinal is not None and len(before) == 2:
        start = scene.sentence.start + ordinal.start()
        following = scene.doc.token_at(scene.sentence.start + ordinal.end() + 1)
        is_noun = following.pos_ in ("NOUN", "PROPN", "ADJ")  # "the former leader"
        if not is_noun and not any(c.start > start and c.end <= q.start for c in scene.here.cues):
            return before[0 if ordinal[1] == "former" else 1]
    if "reverse.left" in scene.classes and not same and not here:
        flows = [f for f in [*told, *cues] if f in OTHER_WAY]
        if flows:
            return OTHER_WAY[flows[-1] if not told or told[-1] not in OTHER_WAY else told[-1]]
    is_cued = any(scene.stretch[0] <= c.start and c.end <= q.start and not c.is_weak for c in scene.here.cues)
    if not is_cued and any(phrase in near for phrase in words("link_words")["sure_sums"]):
        return "trade"
    if not is_cued and _SUMS.search(near):
        flows = {k.flow for k in same}
        if not flows and earlier and scene.index - earlier[-1].sentence <= 2:
            flows = {k.flow for k in earlier if k.sentence >= scene.index - 3}
        if {"export", "import"} <= flows:
            return "trade"
    return None


def _end_of_pair(scene: Scene) -> int | None:
    """Where two numbers end that belong to two flows in their order ("… respectively", "increases of 36 and 33 pct")."""
    q, sentence = scene.quantity, scene.sentence
    at = scene.text[q.end : sentence.end].lower().find("respectively")
    if at >= 0:
        return q.end + at
    pairs = CHANGES_OF.finditer(scene.text, sentence.start, sentence.end)
    return next((pair.end() for pair in pairs if pair.start() < q.start < pair.end()), None)


def _told_before(scene: Scene, flow: str, same: list[Link], earlier: list[Link]) -> list[str]:
    out = []
    q = scene.quantity
    state = scene.cue_state
    is_first = not any(k.flow for k in same)
    if is_first and flow in scene.frame.listed:
        out.append(f"listed.{state}")
        if flow == scene.frame.listed[-1]:
            out.append(f"listed.last.{state}")
    if same:
        last = same[-1]
        start = last.quantity.end
        claims = [c for c in scene.claims if start <= c[0] < q.start]
        between = (
            "clear"
            if not claims
            else "blocked"
            if claims[-1][2] is None
            else "same"
            if claims[-1][2].flow == flow
            else "other"
        )
        gap = scene.text[start : q.start].lower()
        if last.flow == flow:
            out += [f"prev.{between}", f"prev.{between}.{stop_in(gap)}", f"prev.{between}.{scene.role}"]
            if gap.rstrip().endswith("("):
                out.append(f"prev.aside.{between}")
        elif any(k.flow == flow for k in same):
            out.append(f"same.{between}")
        if isinstance(scene.rule, Cue) and start <= scene.rule.start:
            kind = scene.here.kinds[scene.rule.start]
            if scene.rule.flow == flow:
                out += ["fresh", f"fresh.{kind}"]
                if last.flow == OTHER_WAY.get(flow):
                    out += ["fresh.contrast", f"fresh.contrast.{kind}"]
                if last.is_turned:
                    out.append("fresh.straight")
            elif scene.rule.is_weak and scene.rule.flow == OTHER_WAY.get(flow):
                if last.is_turned:
                    out.append("fresh.turned")
                if last.flow == OTHER_WAY.get(flow):
                    out.append("turned.contrast")
        flows = [k.flow for k in same if k.flow]
        if last.flow is None and flows and flows[-1] == flow:
            out.append(f"skip.{between}")
    if earlier:
        last = earlier[-1]
        there = [k.flow for k in earlier if k.sentence == last.sentence]
        near = binned(scene.index - last.sentence, 2, 3, 5)
        far = binned(scene.sentence.paragraph - scene.frame.clauses[last.sentence].sentence.paragraph, 1, 2)
        if is_first:
            if there[-1] == flow:
                out += [f"carry.{state}.{near}", f"carry.{state}.par{far}", f"carry.{state}.{scene.opening_kind}"]
                if scene.same_unit(last.quantity):
                    out.append(f"carry.{state}.unit.{near}")
            if there[0] == flow:
                out.append(f"carry.first.{state}.{scene.opening_kind}")
        elif state != "cue" and there[-1] == flow:
            out.append("carry.late")
        told = [k.flow for k in earlier]
        out.append(f"told.{state}.{binned(int(10 * told.count(flow) / len(told)), 1, 4, 8)}")
        if told[0] == flow:
            out.append(f"told.first.{state}")
        if isinstance(scene.rule, Cue) and scene.rule.is_weak and flow in OTHER_WAY:
            one, other = told.count(flow), told.count(OTHER_WAY[flow])
            if one != other:
                out.append(
                    f"weak.{'rule' if scene.rule.flow == flow else 'turned'}.{'as' if one > other else 'against'}.told"
                )
    if is_first:
        out += _last_cues(scene, flow)
        if _heir(scene, earlier) == flow:
            kind = scene.subject_kind(scene.subject) if scene.subject is not None else "no"
            out += ["heir", f"heir.{state}", f"heir.{state}.{kind}", f"heir.{state}.{scene.opening_kind}"]
    header = _header(scene)
    if header is not None:
        out.append("header" if header == flow else "header.not")
    return out


def _heir(scene: Scene, earlier: list[Link]) -> str | None:
    """The flow that the sentence most likely goes on with: what its pronoun stands for, or the last number's."""
    last = earlier[-1] if earlier else None
    is_pronoun = scene.subject is not None and scene.subject.lower_ in _PRONOUNS
    for back in range(1, min(3, scene.index) + 1):
        clauses = scene.frame.clauses[scene.index - back]
        if last is not None and last.sentence == scene.index - back and not is_pronoun:
            return last.flow
        if is_pronoun and clauses.subject_flow is not None:
            return clauses.subject_flow
        strong = [c.flow for c in clauses.cues if not c.is_weak]
        if last is not None and last.sentence == scene.index - back:
            return last.flow
        if strong:
            return strong[-1]
    return last.flow if last is not None else None


def _last_cues(scene: Scene, flow: str) -> list[str]:
    """Words of flow in the last sentence that has any, whether or not a number was told there."""
    out = []
    for back in range(1, 4):
        if scene.index - back < 0:
            break
        cues = scene.frame.clauses[scene.index - back].cues
        strong = [c for c in cues if not c.is_weak]
        if not cues:
            continue
        flows = [c.flow for c in strong or cues]
        name = f"lastcue.{'strong' if strong else 'weak'}.{scene.cue_state}"
        if scene.frame.clauses[scene.index - back].subject_flow == flow:
            out += [f"lastsubject.{scene.cue_state}", f"lastsubject.{scene.opening_kind}.{scene.cue_state}"]
        if flows[-1] == flow:
            out += [f"{name}.last", f"{name}.last.{back}.{scene.opening_kind}"]
        if flows[0] == flow:
            out += [f"{name}.first", f"{name}.first.{scene.opening_kind}"]
        break
    return out


def _header(scene: Scene) -> str | None:
    """The flow that a line ending in a colon sets for its items."""
    if scene.opening_kind != "item" and scene.sentence.paragraph == 0:
        return None
    for back in range(1, 9):
        if scene.index - back < 0:
            return None
        clauses = scene.frame.clauses[scene.index - back]
        if scene.text[clauses.sentence.start : clauses.sentence.end].endswith(":"):
            strong = [c for c in clauses.cues if not c.is_weak] or clauses.cues
            return strong[-1].flow if strong else None
    return None


def _untold_before(scene: Scene, same: list[Link], earlier: list[Link]) -> list[str]:
    out, state = [], scene.cue_state
    if same:
        last = same[-1]
        claims = [c for c in scene.claims if last.quantity.end <= c[0] < scene.quantity.start]
        between = "clear" if not claims else "blocked" if claims[-1][2] is None else "cue"
        if last.flow is None:
            out += [f"prev.none.{between}", f"prev.none.{between}.{scene.role}"]
    if earlier:
        out.append(f"since.{binned(scene.index - earlier[-1].sentence, 2, 3, 5, 9)}.{state}")
        if not scene.same_unit(earlier[-1].quantity):
            out.append(f"newunit.{state}")
        if not any(scene.same_unit(k.quantity) for k in earlier):
            out.append(f"neverunit.{state}")
    elif not any(k.flow for k in same):
        out.append(f"first.{'listed.' if scene.frame.listed else ''}{state}")
    return out
