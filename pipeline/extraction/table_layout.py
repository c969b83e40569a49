"""Where a text tells figures by its layout: tables, lists one item a line, and lists run into a sentence.

Only the layout is read here: which lines or pieces are rows, where their labels end, and which lines stand over them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extraction.document import Document
from pipeline.extraction.table_rows import (
    SENTENCE_END,
    Block,
    IsItem,
    Row,
    Stretch,
    in_period,
    item_row,
    periods_in,
)
from pipeline.extraction.table_runs import find_bracketed, find_runs


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    kind: str  # blank, bullet, row, item, rule, text
    row: Row | None = None


_MARKER = re.compile(r"[-*•–—·]\s+(?=\S)|\d{1,2}[.)]\s+(?=[^\W\d_])")
_GAP = re.compile(r"\t+|[ \u00a0]{2,}|\s*\|\s*")
_RULE = re.compile(r"[-=_+|:\s.*]{3,}")
_CELL = re.compile(
    r"[(\[]?\s*[-+−–]?\s?(?:[$€£¥]\s?)?\d[\d.,]*(?:\s?(?:%|[a-z.]{1,9}(?: [a-z]{1,9}){0,2}))?\s*[)\]]?(?:\s*[(\[][^()\[\]]{1,24}[)\]])?\*?",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:n\.?\s?a\.?|nil|-+|–|—|\.{2,}|…|na|none|\*)", re.IGNORECASE)
_TAIL = re.compile(r"(?:(?<=\s)[-+−–(]?\d[\d.,]*%?\)?(?:\s+|$)){2,}$")
_LETTER = re.compile(r"[^\W\d_]")
_ITEM_LENGTH, _CAPTION_LENGTH = 120, 160


def find_blocks(doc: Document, is_item: IsItem) -> list[Block]:
    """The tables and lists of a text, in its order. `is_item(start, end)` says whether a stretch reads as an item."""
    lines = _lines(doc, is_item)
    blocks = _stacked(doc, lines, is_item)
    taken = {(row.start, row.end) for block in blocks for row in block.rows}
    for start, end in _paragraphs(doc.text, lines):
        blocks += find_runs(doc, start, end, is_item)
    for line in lines:
        if line.kind == "bullet" and (line.start, line.end) not in taken:
            blocks += find_runs(doc, line.start, line.end, is_item)
    blocks += find_bracketed(doc, [(b.start, b.end) for b in blocks])
    blocks.sort(key=lambda b: b.start)
    for before, block in zip(blocks, blocks[1:], strict=False):
        if block.outer is None and block.kind == "run" and before.kind == "run":
            if doc.text.count("\n", before.end, block.start) <= 2:
                block.outer = before
    return blocks


def _lines(doc: Document, is_item: IsItem) -> list[_Line]:
    out = []
    offset = 0
    for raw in doc.text.split("\n"):
        content = raw.strip()
        indent = len(raw.expandtabs(8)) - len(raw.expandtabs(8).lstrip())
        start = offset + len(raw) - len(raw.lstrip())
        end = start + len(content)
        offset += len(raw) + 1
        marker = _MARKER.match(content)
        row = None
        if not content:
            kind = "blank"
        elif marker:
            kind, start = "bullet", start + marker.end()
        elif _RULE.fullmatch(content):
            kind = "rule"
        elif (row := _table_row(doc, start, end, indent)) is not None:
            kind = "row"
        elif len(content) <= _ITEM_LENGTH and not content.endswith((".", ":", "?")) and is_item(start, end):
            kind = "item"
        else:
            kind = "text"
        out.append(_Line(start, end, indent, kind, row))
    return out


def _fields(text: str, start: int, end: int) -> list[Stretch]:
    """The stretches between a line's wide gaps, tabs or bars."""
    out, at = [], start
    for gap in _GAP.finditer(text, start, end):
        if gap.start() > at:
            out.append((at, gap.start()))
        at = gap.end()
    if at < end:
        out.append((at, end))
    return out


def _table_row(doc: Document, start: int, end: int, indent: int) -> Row | None:
    """A line that is a label and numbers set apart by wide gaps, tabs or bars, or two numbers and more at its end."""
    text = doc.text
    fields = _fields(text, start, end)
    while len(fields) > 2 and _is_word(doc, fields[1]):  # labels in two columns
        fields[:2] = [(fields[0][0], fields[1][1])]
    cells = fields[1:]
    if not cells:
        tail = _TAIL.search(text, start, end) if end - start <= _ITEM_LENGTH else None
        if tail is None or tail.start() - start > 48 or re.search(r"[,;:.]\s*$", text[start : tail.start()]):
            return None
        cells = [
            (tail.start() + m.start(), tail.start() + m.end())
            for m in re.finditer(r"\S+(?: \(\S+\))?", tail.group().rstrip())
        ]
        if len(cells) < 2:
            return None
        fields = [(start, start + len(text[start : tail.start()].rstrip())), *cells]
    label = fields[0]
    if not _LETTER.search(text, *label) and not in_period(doc, *label):
        return None
    held = [bool(_CELL.fullmatch(text, *cell)) and not in_period(doc, *cell) for cell in cells]
    if not any(held) or not all(
        is_held or _NOTHING.fullmatch(text, *c) for is_held, c in zip(held, cells, strict=True)
    ):
        return None
    if label[1] - label[0] > 70:
        return None
    return Row(start, end, label, tuple(cells), indent)


def _is_word(doc: Document, span: Stretch) -> bool:
    """A field of words alone, no number and no sign for one."""
    text = doc.text[slice(*span)]
    return bool(_LETTER.search(text)) and not re.search(r"\d", text) and not _NOTHING.fullmatch(text)


def _stacked(doc: Document, lines: list[_Line], is_item: IsItem) -> list[Block]:
    """Blocks of one row a line."""
    blocks: list[Block] = []
    index, last_end = 0, -1  # the line after the last block
    while index < len(lines):
        kind = _kind(lines[index])
        if kind is None:
            index += 1
            continue
        first, rows, nested = index, [], False
        while index < len(lines) and (_kind(lines[index]) == kind or lines[index].kind in ("blank", "rule")):
            line = lines[index]
            if line.kind in ("blank", "rule"):
                if line.kind == "blank" and not _goes_on(lines, index, kind):
                    break
            elif line.row is not None:
                rows.append(line.row)
            elif is_item(line.start, line.end) or not find_runs(doc, line.start, line.end, is_item):
                rows.append(item_row(doc, line.start, line.end, line.indent))
            else:
                nested = True
            index += 1
        if not rows:
            continue
        headings, heads, is_next = _over(doc, lines, first, last_end)
        is_headed = bool(headings) and lines[first].kind == "bullet"
        if len(rows) > 1 or nested or is_headed or kind == "table":
            block = Block(kind, rows, headings)
            if is_next and blocks:
                block.outer = blocks[-1]
            block.headings = [*_under(doc, lines, index), *block.headings]
            if kind == "table":
                _set_columns(doc, block, heads)
            blocks.append(block)
            last_end = index
    return blocks


def _kind(line: _Line) -> str | None:
    return {"row": "table", "bullet": "list", "item": "list"}.get(line.kind)


def _goes_on(lines: list[_Line], index: int, kind: str) -> bool:
    """Whether rows of the same kind follow after blank lines."""
    while index < len(lines) and lines[index].kind in ("blank", "rule"):
        index += 1
    return index < len(lines) and _kind(lines[index]) == kind


def _over(doc: Document, lines: list[_Line], first: int, floor: int) -> tuple[list[Stretch], list[_Line], bool]:
    """What stands over the rows that begin at line `first`: captions, outermost first; column heads; and whether
    nothing else lies between them and the block before, which ends at line `floor`."""
    captions: list[Stretch] = []
    heads: list[_Line] = []
    index, groups = first - 1, 0
    while index >= max(floor, 0):
        line = lines[index]
        if line.kind in ("blank", "rule"):
            index -= 1
            continue
        top = index
        while top - 1 >= max(floor, 0) and lines[top - 1].kind == "text":
            top -= 1
        group = lines[top : index + 1]
        if line.kind != "text":
            break
        if groups == 0 and index == first - 1 or _is_head(doc, line) and groups == 0:
            while group and _is_head(doc, group[-1]):
                heads.insert(0, group.pop())
        caption = _caption(doc, group)
        if group and caption is None:
            break
        captions = [*(caption or []), *captions]
        groups += 1
        index = top - 1
        if groups >= 3 or (group and doc.text[group[-1].start : group[-1].end].endswith(":") and _has_stop(doc, group)):
            break
    is_next = floor >= 0 and all(line.kind in ("blank", "rule") for line in lines[floor : index + 1])
    return captions, heads, is_next


def _has_stop(doc: Document, group: list[_Line]) -> bool:
    return bool(SENTENCE_END.search(doc.text, group[0].start, group[-1].end))


_NOTE = re.compile(
    r"\(.*\)|(?:\W{0,3}|notes?: )(?:all )?(?:figures|values|data|numbers|amounts) (?:are )?in .*", re.IGNORECASE
)


def _under(doc: Document, lines: list[_Line], index: int) -> list[Stretch]:
    """A note right under the rows that end before line `index`: "(mln dlrs)", "Figures in tonnes"."""
    after = next((line for line in lines[index : index + 2] if line.kind != "blank"), None)
    if after is None or after.kind != "text" or after.end - after.start > _CAPTION_LENGTH:
        return []
    return [(after.start, after.end)] if _NOTE.fullmatch(doc.text[after.start : after.end]) else []


_DATELINE = re.compile(r"[A-Z][A-Z ,/.]{2,40}(?:, [A-Z][a-z]+\.? \d{1,2})?(?: \([^()]{1,40}\))? [-–—]+ ")


def _caption(doc: Document, group: list[_Line]) -> list[Stretch] | None:
    """A paragraph's caption: its short lines, or the last sentence of it if that ends with a colon."""
    if not group:
        return None
    start, end = group[0].start, group[-1].end
    if dateline := _DATELINE.match(doc.text, start, end):
        start = dateline.end()
    if doc.text[end - 1] == ":":
        for stop in SENTENCE_END.finditer(doc.text, start, end):
            start = stop.end()
        return [(start, end)]
    if len(group) <= 3 and all(g.end - g.start <= _CAPTION_LENGTH and doc.text[g.end - 1] not in ".!?" for g in group):
        return [(max(start, g.start), g.end) for g in group]
    return None


def _is_head(doc: Document, line: _Line) -> bool:
    """Whether a line is the head of columns: two fields and more, or one far to the right."""
    fields = _fields(doc.text, line.start, line.end)
    return len(fields) > 1 or line.indent >= 12 or len(_times(doc, line)) > 1


def _times(doc: Document, line: _Line) -> list[Stretch]:
    """The periods that a line is made of, if it is made of nothing else."""
    periods = [(p.start, p.end) for p in periods_in(doc, line.start, line.end)]
    rest = "".join(
        doc.text[a:b]
        for a, b in zip([line.start, *(p[1] for p in periods)], [*(p[0] for p in periods), line.end], strict=True)
    )
    return periods if not re.search(r"[^\W\d_]", rest) else []


def _set_columns(doc: Document, block: Block, heads: list[_Line]) -> None:
    """Give each column its heads: by number where they match, else by the nearest place in the line."""
    count = Counter(len(row.cells) for row in block.rows).most_common(1)[0][0]
    block.columns = [[] for _ in range(max(len(row.cells) for row in block.rows))]
    rows = [row for row in block.rows if len(row.cells) == count]
    edges = [
        (min(_at(doc, r.cells[i][0]) for r in rows), max(_at(doc, r.cells[i][1]) for r in rows)) for i in range(count)
    ]
    for line in heads:
        fields = _fields(doc.text, line.start, line.end)
        if len(fields) == 1 and count > 1 and len(_times(doc, line)) == count:
            fields = _times(doc, line)
        if len(fields) == count + 1:
            fields = fields[1:]
        elif len(fields) == count + 2 and not block.columns:
            continue
        for i, span in enumerate(fields):
            if len(fields) == count:
                block.columns[i].append(span)
                continue
            left, right = _at(doc, span[0]), _at(doc, span[1])
            if right < edges[0][0] - 2 and i == 0:
                continue  # the head of the labels
            nearest = min(range(count), key=lambda c: (abs(edges[c][1] - right) + abs(edges[c][0] - left), c))
            block.columns[nearest].append(span)


def _at(doc: Document, offset: int) -> int:
    """The column in its line at which an offset stands."""
    start = doc.text.rfind("\n", 0, offset) + 1
    return len(doc.text[start:offset].expandtabs(8))


def _paragraphs(text: str, lines: list[_Line]) -> Iterator[Stretch]:
    """The stretches of plain lines that no blank line parts."""
    start = end = -1
    for line in lines:
        if line.kind == "text":
            start, end = (line.start, line.end) if start < 0 else (start, line.end)
        elif start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end
