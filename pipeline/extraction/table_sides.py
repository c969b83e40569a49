"""Whose trade a row tells and with whom: from its places, nearest first, else from the text before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.extraction.document import Document
from pipeline.extraction.figure_context import Context
from pipeline.extraction.figure_sides import state_of
from pipeline.extraction.table_headings import WORLD, Told
from pipeline.extraction.table_lead import Lead


class Sides:
    """The states that may fill what a block's rows leave open.

    `labels` are those of its rows; `is_next` says that it follows another block.
    """

    def __init__(self, doc: Document, labels: Iterable[Told], lead: Lead, context: Context, is_next: bool) -> None:
        self.lead, self.context, self.is_next = lead, context, is_next
        self.rows = {label.bare[0] for label in labels if label.bare}
        named = Counter(s for m in doc.mentions if m.kind != "pronoun" and (s := state_of(m)[0]))
        self.named = sorted(named, key=lambda state: (-named[state], state))

    def flow_by_tie(self, place: Told) -> str | None:
        """ "Crude oil to China", "oil from Russia": seen from the side that the text takes."""
        main = self.lead.reporter or self.context.main
        if place.destination and (place.destination != main or place.origin):
            return "export"
        if place.origin and place.origin != main:
            return "import"
        return self.lead.flow or ("import" if place.destination else "export")

    def reporter_and_partner(self, flow: str, places: Sequence[Told]) -> tuple[str | None, str]:
        """The contract's reporter and partner of a row; no reporter where nothing tells one."""
        reporter, partner = _said(flow, places)
        row = next((p.bare[0] for p in places if p.bare), None)
        told = next((p for p in places if p.flow), None)
        are_partners = told is not None and told.agent is not None
        if row is not None:
            known = reporter or self._reporter(flow, partner, are_partners)
            is_ranking = flow in ("export", "import") and known == self.lead.reporter and known in self.rows
            if reporter is None and is_ranking:
                return row, partner or self.lead.partner or WORLD  # "Russia sold China more than others. The ranking:"
            if row != known:
                partner = partner or row
        reporter = reporter or self._reporter(flow, partner, are_partners)
        whole = next((p for p in places if p.is_world or p.bare or p.destination or p.origin or p.partner), None)
        if partner is None:
            partner = WORLD if whole is not None and whole.is_world else self._partner(reporter)
        if flow == "trade" and reporter and partner != WORLD and partner < reporter:
            return partner, reporter
        return reporter, partner

    def _reporter(self, flow: str, partner: str | None, are_partners: bool) -> str | None:
        """The state that may be the reporter; none of the rows where they are said to be the buyers or suppliers."""
        lead, main = self.lead, self.context.main
        is_turned = {lead.flow, flow} == {"export", "import"}  # the main state's other direction
        first = [main] if lead.flow in ("trade", "balance", None) or is_turned else []
        candidates = [*first, lead.reporter, main, lead.partner, *(self.context.pair or ()), *self.named]
        if are_partners:
            candidates = [c for c in candidates if c not in self.rows]
        return next((c for c in candidates if c and c not in (partner, WORLD)), None)

    def _partner(self, reporter: str | None) -> str:
        lead, context = self.lead, self.context
        if lead.reporter == reporter and lead.partner:
            return lead.partner
        if lead.partner == reporter and lead.reporter:
            return lead.reporter
        if context.pair and reporter in context.pair:
            return next(c for c in context.pair if c != reporter)
        if self.is_next and context.reporter not in (None, reporter):
            return context.reporter or WORLD
        return context.main if context.main and reporter != context.main else WORLD


def _said(flow: str, places: Sequence[Told]) -> tuple[str | None, str | None]:
    """The reporter and partner that the places themselves tell."""

    def first(name: str) -> str | None:
        return next((getattr(p, name) for p in places if getattr(p, name)), None)

    owner, origin, destination, partner = (first(n) for n in ("owner", "origin", "destination", "partner"))
    if flow == "export":
        reporter, other = owner or (origin if origin != destination else None), destination or partner
    elif flow == "import":
        reporter, other = owner or (destination if destination != origin else None), origin or partner
    else:
        reporter, other = owner, partner or destination or origin
    return reporter, other if other != reporter else None
