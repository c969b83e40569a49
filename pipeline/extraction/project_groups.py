"""Which sightings of a text are one project: names, shared ends, "the bridge" and "it" for what was told before."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extraction.document import Document
from pipeline.extraction.project_grammar import governor
from pipeline.extraction.project_matching import LINES, Group, apposed, home_of, is_length
from pipeline.extraction.project_nouns import BARE, DEFINITE, INDEFINITE, noun_index, singular_noun
from pipeline.extraction.project_sightings import Sighting, find_sightings
from pipeline.extraction.project_ties import PLACE_TYPES, Tie, mention_starts, scan, subject_ties
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words


def find_groups(doc: Document) -> list[Group]:
    """The text's projects-to-be, in order of first sighting."""
    starts = mention_starts(doc)
    groups: list[Group] = []
    previous: Sighting | None = None
    sightings = find_sightings(doc)
    for known in (
        s for s in sightings if s.known and s.known.kind in LINES
    ):  # what follows another line's name is of that line
        starts[known.first] = Mention(known.start, known.end, known.words, "project:known", "name")
    for sighting in sightings:
        for one, ties in _apart(doc, sighting, _ties(doc, sighting, starts)):
            if _is_noise(doc, one, ties):
                continue
            group = apposed(doc, one, previous, groups) or home_of(doc, one, ties, groups)
            if group is None:
                group = Group()
                groups.append(group)
            group.add(one, ties + _clause_ties(doc, one, ties, starts))
            previous = one
    _resolve_pronouns(doc, groups, starts)
    return groups


def _ties(doc: Document, sighting: Sighting, starts: dict[int, Mention]) -> list[Tie]:
    """All that ties this sighting: names before the noun, owner states, what follows, its verbs, an apposition before."""
    ties = [
        Tie(m, "own")
        for m in sighting.premods
        if m.type in PLACE_TYPES and not (sighting.known and _is_in_name(m, sighting))
    ]
    ties += [Tie(m, "owner") for m in sighting.owners if m.type in PLACE_TYPES]
    after = scan(doc, sighting.last + 1, starts)
    if sighting.is_light and not sighting.known and sighting.article == BARE:
        return after
    head = doc.nlp[sighting.head]
    if sighting.known and head.dep_ in ("pobj", "conj") and not sighting.noun:
        after = []
    if head.dep_ == "pobj" and head.head.text.lower() in ("from", "between"):
        cut = next((i for i, t in enumerate(after) if t.role in ("to", "and", "from")), len(after))
        after = after[:cut]  # "from the field to the coast" is of the line
    ties += after
    front = _fronted(doc, sighting)
    if front is not None and not any(t.mention.type == "place" for t in ties):
        ties.append(Tie(front, "in"))
    before = _apposed_place(doc, sighting, starts)
    if before is not None:
        ties.insert(0, Tie(before, "apposition"))
    return ties


_WHERE = 60
_FRONT = re.compile(r"(?:At|In|Near|Outside) ")


def _fronted(doc: Document, sighting: Sighting) -> Mention | None:
    """ "At Wilhelmshaven … builders are finishing a terminal", "Abbot Point, where X owns the terminal"."""
    sentence = doc.sentences[sighting.sentence]
    opening = _FRONT.match(doc.text, sentence.start)
    if opening:
        front = next((m for m in doc.mentions if m.start == opening.end() and m.type == "place"), None)
        if front is not None and doc.text[front.end : front.end + 1] == ",":
            return front
    verb = governor(doc.nlp[sighting.head])[0]
    where = next((c for c in verb.children if c.lower_ == "where"), None) if verb is not None else None
    if where is not None and where.i > 0 and where.nbor(-1).text == ",":
        before = doc.mentions_in(max(sentence.start, where.idx - _WHERE), where.idx)
        return next((m for m in before if m.type == "place"), None)
    return None


def _is_in_name(mention: Mention, sighting: Sighting) -> bool:
    """The sea, region or town that only makes a line's or field's name: "Suez Canal", "Baltic Pipe", "Amur gas plant"."""
    return (
        mention.type in ("region", "facility")
        or mention.type == "place"
        and (sighting.kind in LINES or sighting.kind in ("field", "lng"))
    )


def _clause_ties(doc: Document, sighting: Sighting, ties: list[Tie], starts: dict[int, Mention]) -> list[Tie]:
    """What the verbs tell of which the sighting is the subject; it does not help to tell which work is meant."""
    return [t for t in subject_ties(doc, doc.nlp[sighting.head], starts) if t.mention not in [x.mention for x in ties]]


def _apposed_place(doc: Document, sighting: Sighting, starts: dict[int, Mention]) -> Mention | None:
    """ "Alat, a Caspian port": the place whose apposition the sighting is."""
    nlp, comma = doc.nlp, sighting.first - 1
    if comma < 1 or nlp[comma].text != "," or sighting.article == BARE or sighting.is_plural:
        return None
    return next((m for m in doc.mentions if m.type in ("place", "facility") and m.end == nlp[comma].idx), None)


_LIST = re.compile(
    r"\s(?:at|of|in) (?P<names>[A-Z][\w'’]+(?: [A-Z][\w'’]+)*(?:, [A-Z][\w'’]+(?: [A-Z][\w'’]+)*)* and [A-Z][\w'’]+(?: [A-Z][\w'’]+)*)"
)


_PAIR = re.compile(
    r"(?:[a-z]+ )*(?P<names>[A-Z][\w'’]+(?: [A-Z][\w'’]+)* and [A-Z][\w'’]+(?: [A-Z][\w'’]+)*) [a-z]+(?: [a-z]+)?"
)


def _apart(doc: Document, sighting: Sighting, ties: list[Tie]) -> list[tuple[Sighting, list[Tie]]]:
    """ "oilfields at Nowruz, Cyrus and Ardeshir", "its Cuajone and Toquepala mines": one work each; else as it is."""
    listed = _LIST.match(doc.text, sighting.end) or (_PAIR.fullmatch(sighting.words) if sighting.is_plural else None)
    if not sighting.is_plural or sighting.kind in (None, "port") or sighting.kind in LINES or not listed:
        return [(sighting, ties)]
    names = re.split(r", | and ", listed["names"])
    noun = singular_noun(sighting.noun)
    out = []
    for name in names:
        shared = [t for t in ties if t.mention.text == name or t.mention.text not in names]
        if any(t.mention.text == name and t.mention.type == "country" for t in ties):
            return [(sighting, ties)]
        out.append(
            (replace(sighting, is_plural=False, name=name, words=f"{name} {noun}", noun=noun, article=DEFINITE), shared)
        )
    return out


def _is_noise(doc: Document, sighting: Sighting, ties: list[Tie]) -> bool:
    head = doc.nlp[sighting.head]
    body = next(
        (
            m
            for m in doc.mentions
            if m.type == "organisation" and m.kind == "name" and m.start <= sighting.start and head.idx < m.end
        ),
        None,
    )
    if sighting.known:  # "Winning Consortium Simandou" is no mine
        return body is not None and body.start < sighting.start
    if (
        sighting.noun in words("projects")["whole_nouns"]
        and head.text[0].isupper()
        and not head.is_sent_start
        and {m.type for m in sighting.premods} == {"country"}
        and all(t.ent_type_ or t.pos_ == "DET" or t.i == head.i for t in doc.nlp[sighting.first : sighting.last + 1])
    ):
        return True  # "the Office of the Iraq Programme"
    if sighting.is_light and sighting.noun in words("projects")["whole_nouns"] and _is_policy(doc, sighting):
        return True
    if any(sighting.words.lower().endswith(name) for name in words("projects")["not_works"]):
        return True
    if sighting.article == INDEFINITE and doc.nlp[sighting.first].text.lower() in ("no", "any", "every", "each"):
        return True
    if (
        head.dep_ == "nsubj"
        and head.head.lemma_.lower() in words("projects")["actor_verbs"]
        and sighting.kind in ("port", "terminal")
        and sighting.article != INDEFINITE
    ):
        return True
    if (
        sighting.kind == "plant"
        and head.text[0].isupper()
        and not head.is_sent_start
        and head.dep_ in ("nsubj", "conj", "agent", "poss")
        and sighting.name
    ):
        return True  # "China's Baoshan Iron and Steel Complex has agreed"
    if (
        sighting.is_part
        and sighting.noun in words("projects")["vague_parts"]
        and not any(t.role in ("from", "between") for t in ties)
    ):
        following = [t.text.lower() for t in doc.nlp[sighting.last + 1 : sighting.last + 6]]
        return following[:1] != ["of"] or not any(noun_index().get(word, (None,))[0] for word in following)
    if sighting.is_light and any(
        m.type == "region" and m.start <= sighting.start and sighting.end <= m.end for m in doc.mentions
    ):
        return True  # "the Neutral Zone"
    if body is not None and (
        body.end > sighting.end
        or body.start < sighting.start
        or sighting.is_plural
        or sighting.kind in ("railway", "road", None)
    ):
        return not (
            sighting.kind in ("port", "terminal", "plant", "refinery")
            and re.search(rf"{re.escape(sighting.words)} of [A-Z]", body.text)
        )
    if sighting.article == BARE and not sighting.is_plural and not sighting.name and not sighting.premods:
        if doc.nlp[sighting.first].text[0].isupper() and not doc.nlp[sighting.first].is_sent_start or not ties:
            return not is_length(doc, sighting) and not _is_built(doc, sighting)
    if sighting.is_light:
        has_ends = (
            any(t.role in ("from", "between") for t in ties)
            or sighting.ordinal == -1
            and bool(ties)
            and sighting.noun in ("line", "link")
        )
        if sighting.article != DEFINITE or sighting.is_plural:
            return not (has_ends and not sighting.is_plural)
    return False


def _is_policy(doc: Document, sighting: Sighting) -> bool:
    """ "the bonus scheme", "its reform programme": a common noun before it says that it is no work."""
    return any(
        t.dep_ == "compound"
        and t.pos_ == "NOUN"
        and t.text.islower()
        and t.i + 1 == sighting.head
        and not noun_index().get(t.lower_)
        and not any(m.start <= t.idx < m.end for m in doc.mentions)
        and not any(t.lower_ in cues for cues in words("projects")["kind_cues"].values())
        and not any(q.start <= t.idx < q.end for q in doc.quantities)
        and t.lemma_ not in words("projects")["money_nouns"]
        for t in doc.nlp[sighting.head].children
    )


def _is_built(doc: Document, sighting: Sighting) -> bool:
    head = doc.nlp[sighting.head]
    return head.dep_ in ("dobj", "nsubjpass") and head.head.lemma_.lower() in words("projects")["verbs"]["build"]


def _resolve_pronouns(doc: Document, groups: list[Group], starts: dict[int, Mention]) -> None:
    """ "It joins …": a subject pronoun stands for the work told last, in this sentence or the one before."""
    lexicon = words("projects")
    verbs = (
        lexicon["link_verbs"]
        | lexicon["verbs"]["use"]
        | lexicon["verbs"]["build"]
        | lexicon["verbs"]["finish"]
        | lexicon["capacity_verbs"]
        | {"cost"}
    )
    made = lexicon["verbs"]["build"] | lexicon["verbs"]["improve"]
    for token in doc.nlp:
        if token.text.lower() not in ("it", "this", "one"):
            continue
        verb = token.head
        if token.dep_ == "pobj" and verb.text.lower() == "of" and verb.head.lemma_.lower() in lexicon["lengths"]:
            while verb.head != verb and verb.pos_ not in ("VERB", "AUX"):
                verb = verb.head  # "Fourteen kilometres of it have been laid"
        elif (
            token.dep_ == "dobj"
            and token.lower_ == "it"
            and verb.lemma_.lower() in made
            and not any(t.dep_ in ("relcl", "acl") for t in (verb, *verb.ancestors))
        ):
            pass  # "X of Italy is building it for 4.8 billion"
        elif token.dep_ == "pobj" and verb.lower_ == "on" and verb.head.lemma_.lower() in ("spend", "work"):
            verb = verb.head
        elif token.dep_ not in ("nsubj", "nsubjpass"):
            continue
        complements = {t.lemma_.lower() for t in verb.children if t.dep_ == "xcomp"}
        holds = verb.lemma_.lower() == "have" and any(
            c.dep_ == "dobj" and c.lemma_.lower() in lexicon["capacity_nouns"] for c in verb.children
        )
        is_object = token.dep_ in ("dobj", "pobj")
        if not (verb.lemma_.lower() in verbs or complements & verbs or verb.lemma_ == "be" or holds or is_object):
            continue
        sentence = doc.sentence_at(token.idx)
        before = [
            (s, g)
            for g in groups
            for s in g.sightings
            if s.head < token.i
            and governor(doc.nlp[s.head])[0] != verb
            and s.sentence >= sentence.index - 1
            and doc.sentences[s.sentence].paragraph == sentence.paragraph
        ]
        if not before:
            continue
        nearest = max(s.sentence for s, _ in before)
        same = [(s, g) for s, g in before if s.sentence == nearest]
        sighting, group = min(
            same,
            key=lambda p: (
                doc.nlp[p[0].head].dep_ not in ("nsubj", "nsubjpass"),
                doc.nlp[p[0].head].dep_ != "dobj",
                -p[0].head,
            ),
        )
        if _other_subject(doc, token, sighting, nearest):
            continue
        group.pronouns.append(token.i)
        group.ties += [
            (sighting, t)
            for t in subject_ties(doc, token, starts)
            if t.mention not in [x.mention for _, x in group.ties]
        ]


def _other_subject(doc: Document, pronoun, sighting: Sighting, sentence: int) -> bool:  # noqa: ANN001
    """Is a firm or a state the likelier antecedent: the subject of the sentence before, while the work was no subject?"""
    if doc.nlp[sighting.head].dep_ in ("nsubj", "nsubjpass"):
        return False
    span = doc.sentences[sentence].span
    subject = next((t for t in span if t.dep_ in ("nsubj", "nsubjpass") and t.head == span.root), None)
    if subject is None:
        return False
    mention = next((m for m in doc.mentions if m.start <= subject.idx < m.end), None)
    return (
        mention is not None
        and mention.type in ("organisation",)
        and pronoun.head.lemma_.lower() not in ("join", "link", "connect", "lead", "cross", "carry", "handle")
    )
