"""What can be seen of a number that bears on its flow, from its own sentence.

Features are names, true where they stand in the list. Those of one flow are shared by all four, so that what is learnt
of exports holds for imports; they are classes of words (flow, blocker, direction, carrier …) wherever there is one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.extraction.figure_cues import Cue
from pipeline.extraction.figure_frame import FLOWS, OTHER_WAY, binned
from pipeline.extraction.figure_roles import direction
from pipeline.extraction.figure_scene import STATES, Scene, stop_in
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_AWAY = frozenset(("go", "leave", "flow"))
_BE = frozenset(("be", "amount", "reach", "total", "come", "stand", "make", "run"))


def sentence_features(scene: Scene) -> dict[str, list[str]]:
    """Feature names by label: "none" and the four flows."""
    told = _wording(scene)
    out = {"none": [*_none(scene), *(f"none.{name}" for name in told)]}
    for flow in FLOWS:
        out[flow] = [*_flow(scene, flow), *(f"{flow}.{name}" for name in told)]
        if flow in OTHER_WAY and scene.frame.mostly:
            way = "as" if scene.frame.mostly == flow else "against"
            out[flow] += [f"{way}.{name}" for name in told if name.startswith("verb.")]
    return out


def _wording(scene: Scene) -> list[str]:
    """The words themselves that govern the number: its verb with the kind of its subject, the nouns above it."""
    out = []
    if scene.verb is not None:
        lemma = scene.verb.lemma_.lower()
        out += [f"verb.{lemma}", f"verb.{lemma}.by.{_who(scene, scene.subject)}"]
    for noun in scene.nouns[:2]:
        out.append(f"noun.{noun.lemma_.lower()}")
    if scene.preposition and scene.nouns:
        out.append(f"noun.{scene.nouns[0].lemma_.lower()}.{scene.preposition}")
    before = scene.left.split()
    if before:
        out.append(f"word.{before[-1].strip('(,;:')}")
    after = scene.text[scene.quantity.end : scene.sentence.end].split(maxsplit=1)
    if after:
        out.append(f"next.{after[0].lower().strip('),;:.')}")
    return out


def _who(scene: Scene, subject: Token | None) -> str:
    """What the subject is: the main state, another, goods, a firm, a place, a flow, a pronoun, something else."""
    if subject is None:
        return "no"
    if any(c.token.i == subject.i for c in scene.here.cues):
        return "flow"
    for mention in scene.here.mentions:
        if mention.start <= subject.idx < mention.end:
            if mention.type in STATES:
                return "main" if mention.entity_id == scene.frame.main else "state"
            return mention.type
    return "pronoun" if subject.pos_ == "PRON" else "noun"


def _flow(scene: Scene, flow: str) -> list[str]:
    out = [f"bias.{flow}", f"bias.{flow}.{scene.cue_state}"]
    q, rule = scene.quantity, scene.rule
    if isinstance(rule, Cue) and rule.flow == flow:
        kind = scene.here.kinds[rule.start]
        out += [
            "rule",
            f"rule.{kind}",
            f"rule.{'left' if rule.end <= q.start else 'right'}",
            f"rule.{kind}.owner.{scene.owner(rule)}",
        ]
        if rule.is_weak:
            out.append(f"rule.{rule.token.lemma_.lower()}")
            out += _deal(scene, rule, "rule")
    left = [c for c in scene.here.cues if c.flow == flow and c.end <= q.start]
    right = [c for c in scene.here.cues if c.flow == flow and c.start >= q.end]
    if left:
        out += _where(scene, left[-1])
    if right:
        out += _where(scene, right[0])
    if scene.verb is not None:
        lemma = scene.verb.lemma_.lower()
        if flow == "export" and lemma in words("link_words")["earning"]:
            out.append("earning")
        elif flow == "import" and lemma in words("link_words")["spending"]:
            out.append("spending")
    if flow in OTHER_WAY:
        out += _turned(scene, flow, [c for c in scene.here.cues if c.flow == OTHER_WAY[flow] and c.is_weak])
        out += _ends(scene, flow)
        out += [f"{flow}.{name}" for name in scene.classes if name.startswith(("sellers", "buyers"))]
        if scene.frame.mostly:
            out.append(f"mostly.{scene.frame.mostly == flow}.{scene.cue_state}")
        if scene.frame.leading:
            out.append(f"leading.{scene.frame.leading == flow}.{scene.cue_state}")
    elif flow == "trade":
        out += [f"trade.{name}.{scene.cue_state}" for name in scene.classes if name.startswith(("sums", "handling"))]
    return out


def _where(scene: Scene, cue: Cue) -> list[str]:
    """Where a word of flow stands, seen from the number."""
    q = scene.quantity
    kind = scene.here.kinds[cue.start]
    is_left = cue.end <= q.start
    side = "left" if is_left else "right"
    low, high = (cue.end, q.start) if is_left else (q.end, cue.start)
    gap = scene.text[low:high].lower()
    rank = binned(sum(low <= c[0] < high for c in scene.claims), 1, 2)
    numbers = binned(sum(low <= x.start < high for x in scene.quantities), 1, 2, 3)
    stop = stop_in(gap)
    base = f"{side}.{kind}"
    out = [
        base,
        f"{base}.rank{rank}",
        f"{side}.rank{rank}.n{numbers}",
        f"{side}.rank{rank}.stop.{stop}",
        f"{side}.n{numbers}.stop.{stop}",
        f"{side}.dist{binned(len(gap), 12, 30, 60, 110)}.rank{rank}",
    ]
    if rank == "0" and numbers == "0":
        out.append(f"{base}.next")
    if not is_left and re.fullmatch(r"\s*(?:worth )?of (?:[\w'’-]+ ){0,3}", gap):
        out.append(f"right.of.{kind}")
    if scene.subject is not None and cue.token.i == scene.subject.i:
        out += [f"subject.{kind}", "subject"]
    elif cue.token.i in scene.subject_ids:
        out.append(f"in.subject.{kind}")
    elif cue.is_verb and scene.verb is not None and cue.token.i == scene.verb.i:
        out += [f"governs.{kind}", f"governs.{kind}.{scene.token.dep_}"]
    if any(n.i == cue.token.i for n in scene.nouns):
        out.append(f"above.{kind}")
    if cue.is_weak and scene.frame.mostly and cue.flow in OTHER_WAY:
        out.append(f"weak.{'as' if scene.frame.mostly == cue.flow else 'against'}.mostly")
    return out


def _deal(scene: Scene, cue: Cue, way: str) -> list[str]:
    """Who does what with whom, of a weak word: its owner, goods near the number, a state besides the owner."""
    owner = scene.owner(cue)
    start, end = scene.stretch
    goods = any(m.type == "commodity" and start <= m.start < end for m in scene.here.mentions)
    is_goods = scene.quantity.kind == "physical"
    states = {m.entity_id for m in scene.here.mentions if m.type in STATES}
    others = binned(len(states), 1, 2)
    what = "good" if goods else "bulk" if is_goods else "no"
    out = [f"deal.{way}.by.{owner}.{others}", f"deal.{way}.of.{what}.{others}", f"deal.{way}.{what}.by.{owner}"]
    if re.search(
        r"\b(?:abroad|overseas|foreign|border|export\w*|import\w*)\b",
        scene.text[scene.sentence.start : scene.sentence.end].lower(),
    ):
        out.append(f"deal.{way}.abroad")
    return out


def _turned(scene: Scene, flow: str, cues: list[Cue]) -> list[str]:
    """Weak words seen from the other side: "Mexico took 410,700" of China's exports, "the province paid"."""
    q, out = scene.quantity, []
    near = [c for c in cues if c.end <= q.start][-1:] + [c for c in cues if c.start >= q.end][:1]
    for cue in near:
        side = "left" if cue.end <= q.start else "right"
        kind = "verb" if cue.is_verb else "noun"
        owner = scene.owner(cue)
        is_next = not any(
            min(cue.end, q.end) <= c[0] < max(cue.start, q.start) for c in scene.claims if c[2] is not cue
        )
        out += [f"turned.{side}.{kind}", f"turned.{kind}.owner.{owner}"]
        if is_next:
            out += _deal(scene, cue, "turned")
            out += [
                f"turned.{side}.{kind}.next",
                f"turned.{kind}.{cue.token.lemma_.lower()}",
                f"turned.{kind}.next.owner.{owner}",
            ]
            if scene.frame.mostly:
                out.append(f"turned.{'as' if scene.frame.mostly == flow else 'against'}.mostly")
    return out


def _ends(scene: Scene, flow: str) -> list[str]:
    """States that the number's stretch goes to or comes from, and the way that goods are said to move."""
    start, end = scene.stretch
    out = []
    weak = "strong" if scene.cue_state == "cue" else "weak"
    for mention in scene.here.mentions:
        if mention.start >= start and mention.end <= end and mention.type in STATES:
            lead = scene.text[max(start, mention.start - 24) : mention.start].lower()
            found = re.search(r"\b(to|into|from)\s+(?:the |mainland |its |their )*$", lead)
            if found is None:
                continue
            is_out = (found[1] != "from") != (mention.entity_id == scene.frame.main)
            out.append(f"ends.{weak}.{'agree' if is_out == (flow == 'export') else 'differ'}")
    for cue in scene.here.cues:
        if cue.is_motion and start <= cue.start < end:
            out.append(f"motion.{'agree' if (cue.token.lemma_ in _AWAY) == (flow == 'export') else 'differ'}")
    return sorted(set(out))


def _none(scene: Scene) -> list[str]:
    q, state, rule = scene.quantity, scene.cue_state, scene.rule
    unit = q.kind if q.kind != "physical" else q.unit or ""
    out = ["none", f"kind.{q.kind}", f"unit.{unit}"]
    out += [
        f"has.{state}",
        f"has.{state}.{q.kind}",
        f"rule.{'blocked' if rule is False else 'nothing' if rule is None else 'cue'}",
        f"role.{scene.role}.{q.kind}",
    ]
    if rule is False:
        out += [f"blocked.{state}", f"blocked.{q.kind}"]
    left = [c for c in scene.claims if c[1] <= q.start]
    right = [c for c in scene.claims if c[0] >= q.end]
    if left and left[-1][2] is None:
        out.append(f"block.left.{binned(q.start - left[-1][1], 12, 30, 60)}")
    if right and right[0][2] is None:
        out.append(f"block.right.{binned(right[0][0] - q.end, 6, 16, 40)}")
    blocked = {s for s, _ in scene.here.blocked}
    if any(n.idx in blocked for n in scene.nouns):
        out.append("block.above")
    if scene.subject is not None and any(t.idx in blocked for t in scene.subject.subtree):
        out.append("block.subject")
    if scene.verb is not None:
        if scene.verb.idx in blocked:
            out.append("block.verb")
        out.append(
            f"verb.{'change' if direction(scene.verb.text) else 'be' if scene.verb.lemma_ in _BE else 'other'}.{state}"
        )
    if scene.subject is not None:
        out.append(f"subject.{scene.subject_kind(scene.subject)}.{state}")
        if scene.verb is not None:
            out.append(
                f"clause.{scene.subject_kind(scene.subject)}.{'change' if direction(scene.verb.text) else 'be' if scene.verb.lemma_ in _BE else 'other'}.{state}"
            )
    if scene.verb is not None:
        out += [f"modal.{c.lemma_.lower()}" for c in scene.verb.lefts if c.dep_ == "aux" and c.tag_ == "MD"]
        if any(c.dep_ == "xcomp" and c.lemma_ == "able" for c in (scene.verb, scene.verb.head)):
            out.append("modal.can")
    if not q.has_scale and q.value < 1000:
        out.append(f"small.{q.kind}")
    if q.rate:
        out.append(f"rate.{q.rate}")
    states = {m.entity_id for m in scene.here.mentions if m.type in STATES}
    goods = any(m.type == "commodity" for m in scene.here.mentions)
    out += [
        f"states.{binned(len(states), 1, 2)}.{state}",
        f"goods.{int(goods)}.{state}",
        f"start.{scene.opening_kind}.{state}",
    ]
    out += [f"density.{scene.frame.density}", f"density.{scene.frame.density}.{state}"]
    out += [f"rivals.{scene.frame.rivals}", f"rivals.{scene.frame.rivals}.{state}"]
    out += [f"none.{name}" for name in scene.classes]
    if scene.preposition:
        out.append(f"prep.{scene.preposition}")
    return out
