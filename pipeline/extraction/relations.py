"""Relations: what a document states between two of its entities, or of one of its projects.

Offices come first, since "the Chinese commerce minister" may then stand for the person; then what verbs and nouns of
action state, what apposition and adjacency say of places, borders and members, and what is said of projects. Each row is
unique by its ends, predicate and modality; the first evidence is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.extraction.actors import Actors
from pipeline.extraction.borders import borders, members
from pipeline.extraction.document import Document
from pipeline.extraction.offices import epithets, find_offices, offices_held
from pipeline.extraction.ownership import owners
from pipeline.extraction.project_relations import built_as_told, project_refs, relations_of_projects, told_projects
from pipeline.extraction.rows import Figure, Project, ProjectMention, Relation
from pipeline.extraction.statements import stated_relations
from pipeline.extraction.surface import allies, export_bonuses, hosts, rebuttals
from pipeline.extraction.trade_roles import trade_roles
from pipeline.extraction.wars import named_wars
from pipeline.extraction.whereabouts import is_water, located

_NO_PARTNER = ("country:WLD", "bloc:other")


def find_relations(
    doc: Document, projects: list[Project], project_mentions: list[ProjectMention], figures: Sequence[Figure] = ()
) -> list[Relation]:
    """All relations that the text itself states, in text order. `projects` may stand at one end.

    `figures` tell whose trade a statement is of that names one side only.
    """
    told = told_projects(doc, projects, project_mentions)
    refs = project_refs(doc, told)
    plain = Actors(doc)
    offices = find_offices(doc, plain)
    offices += list(epithets(doc, plain, offices))
    actors = Actors(doc, refs, offices_held(offices), traders(figures))
    named = [r for r in refs if any(c.isupper() for c in doc.text[r.start : r.end])]
    whereabouts = list(located(doc, named))
    found = [
        *offices,
        *stated_relations(doc, actors),
        *trade_roles(doc, actors),
        *whereabouts,
        *borders(doc, actors),
        *members(doc, actors),
        *named_wars(doc, actors),
        *owners(doc, actors, refs),
    ]
    found += [*rebuttals(doc, found), *hosts(doc, actors), *allies(doc, actors), *export_bonuses(doc, actors, found)]
    found += relations_of_projects(doc, actors, told, whereabouts)
    return unique(without_doubled_plans(built_as_told(found, projects)))


def traders(figures: Sequence[Figure]) -> dict[str, str]:
    """The reporter of most figures of "export" and of "import", where one leads; none that both sells and buys more."""
    found = {}
    for flow in ("export", "import"):
        counts = Counter(f.reporter_id for f in figures if f.flow == flow).most_common(2)
        if counts and (len(counts) == 1 or counts[0][1] > counts[1][1]):
            found[flow] = counts[0][0]
    return found


def relations_of_figures(figures: list[Figure]) -> list[Relation]:
    """The trade that figures imply (guide, rule 12): a flow between two states gives its row, an import turned round.

    Targets and forecasts are planned, unless another figure tells of the same trade as a fact; `trades_with` is asserted.
    """
    rows = []
    for figure in figures:
        if figure.partner_id in _NO_PARTNER or figure.reporter_id == figure.partner_id:
            continue
        modality = "asserted" if figure.modality in ("actual", "estimate") else "planned"
        if figure.flow in ("trade", "balance"):
            a, b = sorted((figure.reporter_id, figure.partner_id))
            rows.append(Relation(a, "trades_with", b, "asserted", figure.start, figure.end))
        else:
            seller, buyer = (
                (figure.reporter_id, figure.partner_id)
                if figure.flow == "export"
                else (figure.partner_id, figure.reporter_id)
            )
            goods = figure.commodity_id if figure.commodity_id not in ("commodity:total", "commodity:goods") else None
            rows.append(Relation(seller, "exports_to", buyer, modality, figure.start, figure.end, commodity_id=goods))
            scope = figure.scope_id or ""
            if (
                scope.startswith("organisation:") or scope.startswith("region:") and not is_water(scope)
            ):  # the firm's or region's own trade
                seller, buyer = (scope, buyer) if figure.flow == "export" else (seller, scope)
                rows.append(
                    Relation(seller, "exports_to", buyer, modality, figure.start, figure.end, commodity_id=goods)
                )
    return unique(without_doubled_plans(rows))


def merged(*lists: list[Relation]) -> list[Relation]:
    """The rows of several steps as one list: unique, planned trade left out where it is also a fact."""
    return unique(without_doubled_plans([row for rows in lists for row in rows]))


def unique(rows: Iterable[Relation]) -> list[Relation]:
    """One row for each (subject, predicate, object, modality), the earliest evidence kept, in text order."""
    kept: dict[tuple[str, str, str, str], Relation] = {}
    for row in sorted(rows, key=lambda r: (r.start, r.end, r.predicate, r.subject_id, r.object_id, r.modality)):
        kept.setdefault((row.subject_id, row.predicate, row.object_id, row.modality), row)
    return list(kept.values())


def without_doubled_plans(rows: list[Relation]) -> list[Relation]:
    """Planned trade is left out where the same trade is a fact."""
    facts = {
        (r.subject_id, r.predicate, r.object_id)
        for r in rows
        if r.modality == "asserted" and r.predicate in ("exports_to", "trades_with")
    }
    return [r for r in rows if r.modality != "planned" or (r.subject_id, r.predicate, r.object_id) not in facts]
