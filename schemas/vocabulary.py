"""The closed vocabularies: each value with what it means. Code that writes a value takes it from here.

Everything here is plain data, so that any station of the pipeline may import it for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

ENTITY_TYPES = {
    "country": "a state, present or historic; also its government, capital or people standing for it",
    "bloc": "a group of states that acts or is spoken of as one",
    "region": "a part of a country, or an area that spans countries, seas and continents too",
    "place": "a city, town or village",
    "facility": "a port, airfield, plant, bridge or other single site",
    "person": "a named person",
    "organisation": "a firm, agency, bank, party or international organisation",
    "commodity": "goods or services that are traded, carried or made",
}

MENTION_KINDS = {
    "name": "a name of the entity, or an abbreviation of it",
    "demonym": "an adjective or a word for the people: Chinese, Russians",
    "nominal": "a common noun that stands for the entity: the ministry, the two countries",
    "pronoun": "a pronoun that stands for the entity",
}

RELATION_MODALITIES = {
    "asserted": "stated as a fact",
    "planned": "agreed, intended, considered or expected, but not yet so",
    "denied": "said not to be so, to be refused, stopped, expired or past",
}

FIGURE_MODALITIES = {
    "actual": "reported of the past as a fact",
    "estimate": "somebody's estimate of the past",
    "forecast": "expected, without a commitment",
    "target": "agreed, contracted, planned, allotted or pledged",
}

FLOWS = {
    "export": "goods or services that the reporter sells to the partner",
    "import": "goods or services that the reporter buys from the partner",
    "trade": "exports and imports together",
    "balance": "exports less imports: positive is the reporter's surplus, negative its deficit",
}

MEASURES = {
    "value": "an amount of money",
    "volume": "a physical quantity",
    "share": "a percentage of a whole",
    "change": "only a change is reported, no level",
}

APPROXIMATIONS = {
    "about": "about, around, nearly, almost, close to",
    "over": "more than, at least",
    "under": "less than, below",
    "up_to": "up to, at most",
}

CHANGE_BASES = {
    "yoy": "against the same period a year before, or a full year against the year before",
    "mom": "against the month before",
    "qoq": "against the quarter before",
    "other": "against any other period, a first estimate or an old forecast",
}

PROJECT_KINDS = {
    "oil_pipeline": "a pipeline for crude oil or oil products",
    "gas_pipeline": "a pipeline for natural gas",
    "bridge": "a bridge, for rail or road",
    "railway": "a railway line or a part of one",
    "road": "a road or motorway",
    "port": "a sea or river port, or a part of one",
    "terminal": "a place where goods pass from one carrier to another, or wait for it",
    "corridor": "a transport corridor of several links",
    "logistics_hub": "a warehouse, dry port or distribution centre",
    "economic_zone": "a free trade, industrial or special economic zone",
    "power_plant": "a plant that makes electricity",
    "power_line": "a line or link that carries electricity",
    "lng": "a plant that liquefies natural gas, or takes it in",
    "refinery": "an oil refinery",
    "plant": "any other factory",
    "mine": "a mine or quarry",
    "field": "an oil or gas field",
    "canal": "a canal or lock",
    "shipping_route": "a shipping route or line",
    "other": "anything else that is built, laid, dug, opened or run",
}

PROJECT_STATUSES = {
    "proposed": "suggested or under study",
    "agreed": "agreed, signed or financed, no more",
    "planned": "decided on, with a plan or a date",
    "under_construction": "being built, or built and not yet opened",
    "operational": "in use",
    "suspended": "halted, or closed for a time",
    "cancelled": "given up",
}

REJECTION_REASONS = {
    "empty": "no text is left once white space is stripped, or a file of records holds no record",
    "not_text": "a picture, an archive, a program or another binary, or a web page that was not served",
    "unreadable": "it cannot be opened or decoded: permission, a broken archive, an unknown encoding, a link, a pipe",
    "malformed_record": "its fields are not in a form that this project reads: broken JSON or YAML, no text, a wrong date",
    "too_long": "it, or the file that it stands in, is larger than the settings allow",
    "language": "it is not in a language that extraction knows",
    "undated": "it states no date, and the settings ask for one",
    "duplicate_of": "its normalised text is that of an earlier document, named in `detail`",
    "extraction_failed": "it was read, but extraction raised an error, named in `detail`",
    "timed_out": "it was read, but its extraction took longer than the engine allows",
}


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a relation of this kind says, and the types of entity (or `project`) that it ties."""

    description: str
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    is_symmetric: bool = False


def _same(description: str, *types: str) -> Predicate:
    return Predicate(description, types, types, is_symmetric=True)


PREDICATE_SIGNATURES = {
    "located_in": Predicate(
        "the subject lies in the object", ("place", "facility", "region", "project"), ("region", "country")
    ),
    "borders": _same("the two share a border", "country", "region"),
    "connects": Predicate(
        "one of the subject's ends is at the object", ("project", "facility"), ("place", "region", "country")
    ),
    "holds_office": Predicate(
        "the subject holds an office, named by `role`, of the object",
        ("person",),
        ("country", "organisation", "bloc"),
    ),
    "meets": _same("they met, hold or will hold talks", "person", "country", "bloc", "organisation"),
    "visits": Predicate("the subject goes to the object on a visit", ("person",), ("place", "country")),
    "exports_to": Predicate(
        "the subject sends goods to the object; an import is the same row, turned round",
        ("country", "bloc", "region", "organisation"),
        ("country", "bloc", "region", "organisation"),
    ),
    "trades_with": _same("they trade, with no direction said", "country", "bloc"),
    "bans_imports_from": Predicate("the subject bans imports from the object", ("country", "bloc"), ("country",)),
    "imposes_tariff_on": Predicate(
        "the subject puts tariffs, duties or quotas on the object's goods", ("country", "bloc"), ("country", "bloc")
    ),
    "sanctions": Predicate(
        "the subject puts sanctions on the object", ("country", "bloc"), ("country", "organisation", "person")
    ),
    "agrees_with": _same("a deal, treaty or contract between them", "country", "bloc", "organisation", "person"),
    "cooperates_with": _same("partnership, alliance or coordination", "country", "bloc", "organisation"),
    "opposes": Predicate(
        "the subject criticises, protests against, rejects or disputes the object or what it does",
        ("country", "bloc", "person", "organisation"),
        ("country", "bloc", "person", "organisation", "project"),
    ),
    "in_conflict_with": _same("war or invasion between them", "country"),
    "invests_in": Predicate(
        "the subject puts money into the object", ("country", "organisation"), ("country", "organisation", "project")
    ),
    "builds": Predicate(
        "the subject builds the object", ("country", "organisation"), ("project", "facility", "organisation")
    ),
    "operates": Predicate(
        "the subject runs the object", ("country", "organisation"), ("project", "facility", "organisation")
    ),
    "owns": Predicate(
        "the subject owns the object or a part of it",
        ("country", "organisation"),
        ("project", "facility", "organisation"),
    ),
    "member_of": Predicate(
        "the subject is a member of the object", ("country", "organisation"), ("bloc", "organisation")
    ),
}

PREDICATES = {name: predicate.description for name, predicate in PREDICATE_SIGNATURES.items()}
SYMMETRIC_PREDICATES = tuple(name for name, predicate in PREDICATE_SIGNATURES.items() if predicate.is_symmetric)
