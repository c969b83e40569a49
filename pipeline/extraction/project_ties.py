"""What a work is tied to: the places, regions and countries that a text puts it in, at, or lets it link."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import knowledge
from pipeline.extraction.document import Document
from pipeline.extraction.project_grammar import has_subject, is_conditional
from pipeline.extraction.project_nouns import last_words
from pipeline.extraction.rows import Mention
from pipeline.knowledge.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PLACE_TYPES = frozenset(("place", "region", "country", "facility"))
_RELATIVES = frozenset(("that", "which", "where", "who", "whose"))
_LIGHT_VERBS = frozenset(
    "be have will would can could should may might do is are was were to has had been being".split()
)
_STARTS_APPOSITION = frozenset(
    "in at on near off which that linking connecting joining between across from to not as".split()
)


_BESIDE = ("south of the", "north of the", "east of the", "west of the", "outside the")


@dataclass(frozen=True, slots=True)
class Tie:
    """A place mention and the word that ties it: from, to, between, in, at, of, near, link, own (before the noun)."""

    mention: Mention
    role: str


def mention_starts(doc: Document) -> dict[int, Mention]:
    """Token index → the mention that begins there (the longest)."""
    starts: dict[int, Mention] = {}
    for mention in doc.mentions:
        if mention.kind in ("name", "demonym"):
            index = doc.token_at(mention.start).i
            if index not in starts or mention.end > starts[index].end:
                starts[index] = mention
    return starts


def scan(doc: Document, begin: int, starts: dict[int, Mention], *, at_verb: bool = False) -> list[Tie]:
    """The ties told from token `begin` on: " linking the Russian town of Nizhneleninskoye to China's Tongjiang".

    With `at_verb`, `begin` is the verb of a clause. Reads prepositions, link verbs, articles, nouns of place and names of places; ends at the first other thing.
    """
    lexicon = words("projects")
    nlp, ties, role, i, in_relative = doc.nlp, [], "", begin, False
    if begin >= len(nlp):
        return []
    end = nlp[begin].sent.end
    skipped = 0
    while i < end:
        token = nlp[i]
        text, lemma = token.text.lower(), token.lemma_.lower()
        mention = starts.get(i)
        if mention is None and token.text[:1].isupper() and token.pos_ == "PROPN" and role in _CALLING:
            mention = _untold_place(doc, i, end)
        elif mention is not None and mention.type in ("person", "facility") and role in ("from", "to", "between"):
            towns = knowledge.places(mention.text)
            mention = (
                Mention(mention.start, mention.end, mention.text, towns[0].entity_id, "name") if towns else mention
            )
        if mention is not None and mention.type in PLACE_TYPES:
            after = doc.tokens(mention.start, mention.end)[-1].i + 1
            if mention.kind == "demonym" and after in starts and starts[after].type == "commodity":
                break  # "15 million tonnes of Russian crude"
            if mention.type == "country" and role == "with" and after < end and nlp[after].pos_ == "PROPN":
                break  # "with U.S. President …"
            if (
                role
                and mention.type == "country"
                and after < end
                and nlp[after].text.lower() in ("capital", "one")
                and (nlp[after].text.lower() == "capital" or nlp[begin:i].text.lower().count("capital"))
            ):
                ties.append(
                    Tie(_capital(mention, nlp[after], doc), role)
                )  # "from the Russian capital to the Chinese one"
            elif role:
                ties.append(Tie(mention, role))
            elif not ties:
                return ties
            i, skipped = after, 0
            continue
        if mention is not None and mention.type == "project":
            if role not in ("from", "to", "between", "link") or in_relative:
                break
            i = doc.tokens(mention.start, mention.end)[-1].i + 1
            if i < end and nlp[i].text == ",":
                break  # what follows is said of that other work
            continue
        if mention is not None and mention.type == "commodity" and role and _is_of_goods(doc, mention, lexicon):
            i = doc.tokens(mention.start, mention.end)[-1].i + 1
            continue
        if mention is not None and mention.type in ("organisation", "commodity", "bloc", "person"):
            if mention.type == "organisation" and role == "of" and not ties:
                return ties
            if mention.type in ("person", "organisation", "bloc") or not role or role == "of":
                break
            break
        if text in (",", "and") and role not in ("between", "") and sum(t.role == "between" for t in ties) == 1:
            role = "between"  # "between Sebeta, near Addis Ababa, and Doraleh"
        if text == "," or text in ("(", ")", ":", "–", "-", "--"):
            if not _goes_on(doc, i, starts, bool(ties), lexicon, role):
                break
        elif text in ("and", "or", "but", "then"):
            if not _goes_on(doc, i, starts, bool(ties), lexicon, role):
                break
        elif text in lexicon["link_preps"]:
            if text in ("to", "of", "and", "as", "far") and i + 1 < end and nlp[i + 1].tag_ == "VB":
                break
            is_of_town = text == "of" and role and i > 0 and nlp[i - 1].text.lower() in lexicon["geo_nouns"]
            if text == "by" and i + 1 < end and nlp[i + 1].text.lower() == "way":
                role = "via"
            elif not is_of_town and text not in ("and", "as", "far", "up", "down", "north", "south", "east", "west"):
                role = text
        elif (
            lemma in lexicon["link_verbs"]
            and (in_relative or at_verb and i == begin or token.tag_ in ("VBG", "VBN"))
            and token.pos_ in ("VERB", "AUX", "NOUN")
        ):
            role = "link"
        elif text in _RELATIVES:
            if not _relative_links(doc, i, lexicon):
                break
            in_relative = True
        elif text in _LIGHT_VERBS and ties == [] and role == "link":
            pass
        elif text == "capital" and role and nlp[max(begin, i - 3) : i].text.lower().endswith(_BESIDE):
            break
        elif text == "capital" and role and not _is_named_after(nlp, i, end, starts):
            state = _state_of(doc, ties[-1].mention) if ties else _main_country(doc)
            if state is not None:
                ties.append(Tie(_capital(state, token, doc), role))
        elif (
            text in lexicon["geo_nouns"]
            or token.pos_ in ("DET", "NUM")
            or token.tag_ in ("POS", "PRP$", "WDT")
            or token.is_space
            or text in ("'s", "’s", "kilometres", "kilometers", "km", "miles", "some", "about", "same", "only")
        ):
            pass
        elif token.pos_ in ("ADJ", "ADV") or token.pos_ == "PROPN":
            skipped += 1
            if skipped > 4:
                break
        elif token.pos_ == "NOUN" and (
            i + 1 < end
            and (nlp[i + 1].text.lower() in lexicon["geo_nouns"] or nlp[i + 1].pos_ in ("ADP", "PROPN", "NOUN"))
            and skipped < 2
            and role not in ("of", "for", "by", "with")
        ):
            skipped += 1
        else:
            break
        i += 1
    return ties


def place_named(doc: Document, start: int, end: int) -> Mention | None:
    """The place, region or country that text[start:end] names, by another mention of the text or by the gazetteer."""
    text = doc.text[start:end]
    same = next(
        (m for m in doc.mentions if m.text == text and m.type in ("place", "country", "region") and m.kind == "name"),
        None,
    )
    if same is not None:
        return same
    candidates = knowledge.places(text)
    return Mention(start, end, text, candidates[0].entity_id, "name") if candidates else None


def _untold_place(doc: Document, i: int, end: int) -> Mention | None:
    """A town that no mention holds, where the words before call for one: "between Tavan Tolgoi and …"."""
    last = i
    while last + 1 < end and doc.nlp[last + 1].text[:1].isupper() and doc.nlp[last].whitespace_:
        last += 1
    start, stop = doc.nlp[i].idx, doc.nlp[last].idx + len(doc.nlp[last])
    if any(m.start < stop and m.end > start for m in doc.mentions) or doc.nlp[i].ent_type_ in ("DATE", "TIME"):
        return None
    found = place_named(doc, start, stop)
    return found if found is not None and found.type == "place" else None


def _is_named_after(nlp: Doc, i: int, end: int, starts: dict[int, Mention]) -> bool:
    """ "the capital, Kunming", "the capital of Laos"."""
    following = nlp[i + 1] if i + 1 < end else None
    return following is not None and (
        i + 1 in starts
        or following.text == "of"
        or following.text == ","
        and i + 2 in starts
        and starts[i + 2].type in PLACE_TYPES
    )


def _state_of(doc: Document, place: Mention) -> Mention | None:
    """The country of a place told before, as a mention there: "from Mombasa to the capital"."""
    entity = next((e for e in knowledge.places(place.text) if e.entity_id == place.entity_id), None)
    if entity is None or not entity.country:
        return place if place.type == "country" else None
    return Mention(place.start, place.end, place.text, f"country:{entity.country}", "name")


def _main_country(doc: Document) -> Mention | None:
    counts = Counter(m.entity_id for m in doc.mentions if m.type == "country")
    best = min(counts, key=lambda c: (-counts[c], c), default=None)
    return next((m for m in doc.mentions if m.entity_id == best), None)


def _capital(state: Mention, noun: Token, doc: Document) -> Mention:
    """The seat of government that "the Russian capital" stands for; the state itself where it is not known."""
    seats = [
        p
        for p in knowledge.capital_places().get(state.entity_id, ())
        if knowledge.capital_of(p, doc.published_on) == state.entity_id
    ]
    return Mention(noun.idx, noun.idx + len(noun), noun.text, seats[0], "nominal") if seats else state


def _is_of_goods(doc: Document, goods: Mention, lexicon) -> bool:  # noqa: ANN001
    """ "its jungle oil fields": goods that only name a place of theirs."""
    after = doc.tokens(goods.start, goods.end)[-1].i + 1
    return after < len(doc.nlp) and doc.nlp[after].text.lower() in lexicon["geo_nouns"]


def _goes_on(doc: Document, i: int, starts: dict[int, Mention], has_ties: bool, lexicon, role: str = "") -> bool:  # noqa: ANN001
    """After a comma, a bracket or "and": does the list of places, or an apposition that places it, go on?"""
    nlp = doc.nlp
    j = i + 1
    while j < len(nlp) and (
        nlp[j].text.lower() in ("the", "a", "an", "and", "then", "upwards", "some", "its", "their") or nlp[j].is_space
    ):
        j += 1
    if j >= len(nlp):
        return False
    text = nlp[j].text.lower()
    mention = starts.get(j)
    if mention is not None and mention.type in PLACE_TYPES:
        after = doc.tokens(mention.start, mention.end)[-1].i + 1
        following = nlp[after] if after < len(nlp) else None
        if role in ("in", "at", "of", "near", "on") and following is not None and following.lower_ in last_words():
            return False  # "the works in Wales and the IJmuiden plant"
        if following is not None and following.text in ("'s", "’s") and after + 1 < len(nlp):
            if nlp[after + 1].tag_ in ("JJS", "JJ", "RBS", "NN"):
                return False  # "…, Africa's biggest"
        if mention.kind == "demonym":
            return following is not None and following.text.lower() in lexicon["geo_nouns"]
        return has_ties and (
            role == "between"
            or nlp[i].text == "and"
            and role in ("in", "at", "of", "link", "with")
            or not (following is not None and following.pos_ in ("VERB", "AUX"))
        )
    if text in _STARTS_APPOSITION or text in lexicon["link_preps"]:
        return not (text == "which" and not _relative_links(doc, j, lexicon))
    if nlp[j].tag_ in ("VBG", "VBN") and nlp[j].lemma_.lower() in lexicon["link_verbs"]:
        return True
    if nlp[j].like_num:
        return True
    return has_ties and (
        text in lexicon["geo_nouns"]
        or j + 1 < len(nlp)
        and nlp[j].pos_ == "ADJ"
        and nlp[j + 1].text.lower() in lexicon["geo_nouns"]
    )


def _relative_links(doc: Document, i: int, lexicon) -> bool:  # noqa: ANN001
    """ "which leads from", "that is to link": the relative clause's verb is one of linking."""
    for j in range(i + 1, min(i + 5, len(doc.nlp))):
        token = doc.nlp[j]
        lemma = token.lemma_.lower()
        if lemma in lexicon["link_verbs"] and token.pos_ in ("VERB", "NOUN"):
            return True
        if not (lemma in _LIGHT_VERBS or token.pos_ in ("AUX", "ADV", "PART")):
            return lemma == "be"
    return False


def subject_ties(doc: Document, token: Token, starts: dict[int, Mention]) -> list[Tie]:
    """The ties that the verbs of which `token` is the subject tell: "It joins X … to Y", "lies near X", "From X to Y it …"."""
    ties: list[Tie] = []
    if token.dep_ in ("nsubj", "nsubjpass"):
        for verb in [token.head] + [
            t for t in token.head.conjuncts if t.pos_ in ("VERB", "AUX") and not has_subject(t)
        ]:
            ties += _verb_ties(doc, verb, starts)
    for clause in token.children:
        if clause.dep_ in ("relcl", "acl") and clause.pos_ in ("VERB", "AUX"):
            ties += [t for t in _verb_ties(doc, clause, starts) if t not in ties]
    return ties


def _verb_ties(doc: Document, verb: Token, starts: dict[int, Mention]) -> list[Tie]:
    lexicon, ties = words("projects"), []
    if is_conditional(verb):
        return ties
    lemma = verb.lemma_.lower()
    complements = [
        t for t in verb.children if t.dep_ in ("xcomp", "advcl", "acl") and t.lemma_.lower() in lexicon["link_verbs"]
    ]
    complements += [
        t for c in complements for t in c.conjuncts if t.lemma_.lower() in lexicon["link_verbs"] and t.i > c.i
    ]
    if lemma == "be":
        ties += scan(doc, verb.i + 1, starts)
    for linking in ([verb] if lemma in lexicon["link_verbs"] else []) + complements:
        ties += _seeded(doc, linking.i + 1, starts, "link")
        objects = [c for c in linking.children if c.dep_ == "dobj"]
        for node in [linking, *objects]:
            for prep in node.children:
                if prep.dep_ == "prep" and prep.text.lower() in _DIRECTIONS:
                    ties += [t for t in scan(doc, prep.i, starts) if t.mention not in [x.mention for x in ties]]
    if lemma in lexicon["verbs"]["build"] | lexicon["verbs"]["open"] | lexicon["verbs"]["plan"]:
        apart = {
            t.i
            for c in verb.subtree
            if c != verb and c.dep_ in ("advcl", "ccomp", "relcl", "nsubj", "nsubjpass")
            for t in c.subtree
        }
        for prep in verb.subtree:
            if prep.dep_ == "prep" and prep.i not in apart and prep.text.lower() in _SITES:
                told = {t.mention for t in ties}
                ties += [
                    t
                    for t in scan(doc, prep.i, starts)
                    if t.mention not in told and (t.mention.type != "country" or t.role != "to")
                ]
    return ties


_CALLING = frozenset(("from", "to", "between", "at", "near", "in", "via", "link", "of"))
_SITES = frozenset(("at", "in", "near", "between", "from", "to", "on", "of"))
_DIRECTIONS = frozenset("from to into between through via across under along near at in over off past beneath".split())


def _seeded(doc: Document, begin: int, starts: dict[int, Mention], role: str) -> list[Tie]:
    """Scan as if a link verb stood before `begin`."""
    if begin >= len(doc.nlp):
        return []
    if role and begin in starts and starts[begin].type in PLACE_TYPES:
        first = starts[begin]
        after = doc.tokens(first.start, first.end)[-1].i + 1
        return [Tie(first, role), *_tail(doc, after, starts)]
    if role:
        return scan(doc, begin - 1, starts, at_verb=True)
    return scan(doc, begin, starts)


def _tail(doc: Document, begin: int, starts: dict[int, Mention]) -> list[Tie]:
    """The ties after a first one: "… , on the Russian bank, to the Chinese city of Heihe"."""
    if begin >= len(doc.nlp):
        return []
    token = doc.nlp[begin]
    if token.text.lower() in (
        "and",
        "to",
        "with",
        ",",
        "(",
        "in",
        "by",
        "from",
        "'s",
        "’s",
        "through",
        "via",
        "across",
    ):
        role = "link"
        if token.text.lower() in ("and", ","):
            if not _goes_on(doc, begin, starts, True, words("projects")):
                return []
            begin += 1
            while begin < token.sent.end and doc.nlp[begin].text.lower() in ("the", "and", "a"):
                begin += 1
            if begin in starts and starts[begin].type in PLACE_TYPES:
                return _seeded(doc, begin, starts, role)
            return scan(doc, begin, starts)
        return scan(doc, begin, starts)
    return []
