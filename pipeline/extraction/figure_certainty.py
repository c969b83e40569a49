"""How sure a figure is told and what it is compared with, read from its view."""

from __future__ import annotations

from pipeline.extraction import figure_comparison, figure_modality
from pipeline.extraction.figure_times import Bounds
from pipeline.extraction.figure_view import View


def modality_of(view: View, span: Bounds) -> str:
    """actual, estimate, forecast or target, of a figure of the time `span`."""
    return figure_modality.modality_of(view.doc, view.number, (view.start, view.end), view.flow_span, span[1])


def basis_of(view: View, span: Bounds, modality: str) -> str:
    """What its change or level before is compared with: yoy, mom, qoq or other."""
    cell = view.cell
    return figure_comparison.basis_of(
        view.doc,
        (view.start, view.end),
        span,
        change=cell.change_at,
        previous=(cell.previous.start, cell.previous.end) if cell.previous is not None else None,
        modality=modality,
        before=view.context.basis,
    )
