"""Where a text tells figures by its layout: tables, lists one item a line, and lists run into a sentence.

Only the layout is read here: which lines or pieces are rows, where their labels end, and which lines stand over them.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipeline.extraction.document import Document
from pipeline.extraction.figure_cells import direction
from pipeline.extraction.quantities import Quantity
from pipeline.knowledge.words import words

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table or item of a list; offsets are code points, its marker is left out.

    label: what stands before the numbers, maybe empty. cells: the columns of a table; for an item its body alone.
    """

    start: int
    end: int
    label: Stretch
    cells: tuple[Stretch, ...]
    indent: int = 0


@dataclass
class Block:
    """A table or list: `headings` from the outermost to the one right above, `columns` the heads of each column.

    kind: table, list (one item a line), run (items of one sentence). `outer` is the block that it follows directly.
    """

    kind: str
    rows: list[Row]
    headings: list[Stretch] = field(default_factory=list)
    columns: list[list[Stretch]] = field(default_factory=list)
    outer: Block | None = None

    @property
    def start(self) -> int:
        """Where the first row begins."""
        return self.rows[0].start

    @property
    def end(self) -> int:
        """Where the last row ends."""
        return self.rows[-1].end


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
_SENTENCE_END = re.compile(r"(?<![A-Z][.])(?<=[.!?])[\"”)]?\s+(?=[A-Z\"“(])")


def find_blocks(doc: Document, is_item: Callable[[int, int], bool]) -> list[Block]:
    """The tables and lists of a text, in its order. `is_item(start, end)` says whether a stretch reads as an item."""
    lines = _lines(doc, is_item)
    blocks = _stacked(doc, lines, is_item)
    taken = [(row.start, row.end) for block in blocks for row in block.rows]
    for start, end in _paragraphs(doc.text, lines):
        blocks += _runs(doc, start, end, is_item)
    for line in lines:
        if line.kind == "bullet" and (line.start, line.end) not in taken:
            blocks += _runs(doc, line.start, line.end, is_item)
    blocks += _bracketed(doc, [(b.start, b.end) for b in blocks])
    blocks.sort(key=lambda b: b.start)
    for before, block in zip(blocks, blocks[1:], strict=False):
        if block.outer is None and block.kind == "run" and before.kind == "run":
            if doc.text.count("\n", before.end, block.start) <= 2:
                block.outer = before
    return blocks


_NAMED_DIGIT = re.compile(r"(?<=[a-z] )\d(?=[,;)]|\.?\s|\.?$)")


def quantities_in(doc: Document, start: int, end: int) -> list[Quantity]:
    """The quantities within text[start:end] that are no part of a period's name; a lone digit after a name ("Turkey
    6"), elsewhere part of the name, is one as well."""
    first = bisect.bisect_left(doc.quantities, start, key=lambda q: q.start)
    found: list[Quantity] = []
    for index in range(first, len(doc.quantities)):
        quantity = doc.quantities[index]
        if quantity.end > end:
            break
        if not in_period(doc, quantity.start, quantity.end):
            found.append(quantity)
    for digit in _NAMED_DIGIT.finditer(doc.text, start, end):
        held = [q for q in found if q.start <= digit.start() < q.end]
        if not held and not in_period(doc, *digit.span()):
            found.append(Quantity(*digit.span(), digit.group(), "number", float(digit.group()), is_bare_number=True))
    return sorted(found, key=lambda q: q.start)


def in_period(doc: Document, start: int, end: int) -> bool:
    """Whether text[start:end] lies in the name of a period."""
    index = bisect.bisect_right(doc.periods, start, key=lambda p: p.start) - 1
    return index >= 0 and doc.periods[index].end >= end


def _lines(doc: Document, is_item: Callable[[int, int], bool]) -> list[_Line]:
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
        cells = [(tail.start() + m.start(), tail.start() + m.end()) for m in re.finditer(r"\S+(?: \(\S+\))?", tail.group().rstrip())]
        if len(cells) < 2:
            return None
        fields = [(start, start + len(text[start : tail.start()].rstrip())), *cells]
    label = fields[0]
    if not _LETTER.search(text, *label) and not in_period(doc, *label):
        return None
    held = [bool(_CELL.fullmatch(text, *cell)) and not in_period(doc, *cell) for cell in cells]
    if not any(held) or not all(is_held or _NOTHING.fullmatch(text, *c) for is_held, c in zip(held, cells, strict=True)):
        return None
    if label[1] - label[0] > 70:
        return None
    return Row(start, end, label, tuple(cells), indent)


def _is_word(doc: Document, span: Stretch) -> bool:
    """A field of words alone, no number and no sign for one."""
    text = doc.text[slice(*span)]
    return bool(_LETTER.search(text)) and not re.search(r"\d", text) and not _NOTHING.fullmatch(text)


def _stacked(doc: Document, lines: list[_Line], is_item: Callable[[int, int], bool]) -> list[Block]:
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
            elif is_item(line.start, line.end) or not _runs(doc, line.start, line.end, is_item):
                rows.append(item_row(doc, line.start, line.end, line.indent))
            else:
                nested = True
            index += 1
        if rows and (len(rows) > 1 or nested or kind == "table"):
            headings, heads, is_next = _over(doc, lines, first, last_end)
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
    after = next((line for line in lines[index:] if line.kind not in ("blank", "rule")), None)
    return after is not None and _kind(after) == kind


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
    return bool(_SENTENCE_END.search(doc.text, group[0].start, group[-1].end))


_NOTE = re.compile(r"\(.*\)|(?:\W{0,3}|notes?: )(?:all )?(?:figures|values|data|numbers|amounts) (?:are )?in .*", re.IGNORECASE)


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
        for stop in _SENTENCE_END.finditer(doc.text, start, end):
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
    periods = [(p.start, p.end) for p in doc.periods if line.start <= p.start and p.end <= line.end]
    rest = "".join(doc.text[a:b] for a, b in zip([line.start, *(p[1] for p in periods)], [*(p[0] for p in periods), line.end], strict=True))
    return periods if not re.search(r"[^\W\d_]", rest) else []


def _set_columns(doc: Document, block: Block, heads: list[_Line]) -> None:
    """Give each column its heads: by number where they match, else by the nearest place in the line."""
    count = Counter(len(row.cells) for row in block.rows).most_common(1)[0][0]
    block.columns = [[] for _ in range(max(len(row.cells) for row in block.rows))]
    rows = [row for row in block.rows if len(row.cells) == count]
    edges = [(min(_at(doc, r.cells[i][0]) for r in rows), max(_at(doc, r.cells[i][1]) for r in rows)) for i in range(count)]
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


# What may stand between an item's label and its number.
_LEAD_IN = re.compile(
    r"[\s,(:]*(?:\b(?:with|at|about|around|some|roughly|nearly|almost|over|under|upwards of|more than|less than|just|only|"
    r"a|an|estimated|up|down|close to|approximately|up to|for|of|was|were)\b[\s,(]*)*$",
    re.IGNORECASE,
)


def item_row(doc: Document, start: int, end: int, indent: int = 0) -> Row:
    """An item: its label ends at a colon or a dash, else at its first number."""
    text = doc.text
    numbers = quantities_in(doc, start, end)
    first = numbers[0].start if numbers else end
    for mark in re.finditer(r":\s+|\s[-–—]\s", text[start:first]):
        cut = start + mark.start()
        if text[start:cut].count("(") == text[start:cut].count(")"):
            return Row(start, end, (start, cut), ((start + mark.end(), end),), indent)
    label = _LEAD_IN.sub("", text[start:first])
    return Row(start, end, (start, start + len(label)), ((start + len(label), end),), indent)


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


def _runs(doc: Document, start: int, end: int, is_item: Callable[[int, int], bool]) -> list[Block]:
    """The lists that run on after a colon within text[start:end]."""
    text, blocks, at = doc.text, [], start
    bounds = [m.end() for m in _SENTENCE_END.finditer(text, start, end)]
    for stop in [*bounds, end]:
        for colon in re.finditer(r":\s+", text[at:stop]):
            body = (at + colon.end(), at + len(text[at:stop].rstrip(" \n.")))
            items = _pieces(doc, body, is_item)
            if items:
                block = Block("run", [item_row(doc, *item) for item in items], [(at, at + colon.start())])
                blocks.append(block)
                break
        at = stop
    return blocks


def _pieces(doc: Document, body: Stretch, is_item: Callable[[int, int], bool]) -> list[Stretch]:
    """The items of a run-in list, parted by semicolons, else by commas; none if they do not read as items."""
    for marks in (r";\s*(?:and\s+)?", r",\s+(?:and\s+|then\s+)?|\s+and\s+"):
        pieces = _split(doc.text, body, marks)
        if len(pieces) == 1 and ";" in marks:
            continue
        if ";" not in marks:
            pieces = _gathered(doc, pieces)
        told = [p for p in pieces if quantities_in(doc, *p)]
        if told and all(is_item(*p) for p in told) and (len(told) > 1 or "(" in doc.text[slice(*told[0])]):
            return told
        if ";" in marks:
            return []
    return []


def _split(text: str, body: Stretch, marks: str) -> list[Stretch]:
    """text[body] parted at the marks that stand in no bracket."""
    out, at, depth, last = [], body[0], 0, body[0]
    for mark in re.finditer(marks, text[slice(*body)]):
        start = body[0] + mark.start()
        depth += text.count("(", last, start) - text.count(")", last, start)
        last = start
        if depth == 0:
            out.append((at, start))
            at = body[0] + mark.end()
    out.append((at, body[1]))
    return [(a, b) for a, b in out if a < b]


def _gathered(doc: Document, pieces: list[Stretch]) -> list[Stretch]:
    """Pieces between commas put together to items: each begins with a name, or each with a number."""
    begins_with_number = bool(re.match(r"\W*\d", doc.text[slice(*pieces[0])]))
    out: list[Stretch] = []
    for piece in pieces:
        head = doc.text[piece[0] : piece[0] + 40]
        is_number = bool(re.match(r"(?:(?:about|some|nearly|almost|over|upwards of|roughly|around)\s+)?[-+$€£]?\d", head))
        is_named = any(m.start == piece[0] or doc.text[piece[0] : m.start] in ("the ", "The ") for m in doc.mentions_in(*piece))
        is_named = is_named or _has_name(doc, piece)
        has_number = bool(out and quantities_in(doc, *out[-1]))
        if is_number and has_number and _is_change(doc, piece) and not _is_change(doc, out[-1]):
            is_number = False  # "46,000 tonnes, 9 per cent more"
        opens = (is_number if begins_with_number else is_named) and (has_number or not out)
        if opens or not out or (is_named and not quantities_in(doc, *piece)):
            out.append(piece)
        else:
            out[-1] = (out[-1][0], piece[1])
    return out


def _has_name(doc: Document, piece: Stretch) -> bool:
    """Whether a piece with a number begins with words that are more than company of the number ("fishmeal 5")."""
    if not quantities_in(doc, *piece):
        return False
    label = doc.text[slice(*item_row(doc, *piece).label)]
    found = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", label.lower())
    return any(w not in words("table_words")["fillers"] and not direction(w) for w in found) or label.lower() in words("table_words")["rest"]


def _is_change(doc: Document, piece: Stretch) -> bool:
    numbers = quantities_in(doc, *piece)
    return bool(numbers) and numbers[0].kind in ("percent", "multiple")


_BETWEEN = re.compile(r"\)(?:,|;)?\s+(?:and\s+|or\s+|then\s+)?(?:the\s+)?")


def _bracketed(doc: Document, taken: list[Stretch]) -> list[Block]:
    """Names each with a number in brackets, in a sentence: "Japan (roughly 490 million), Chile (432 million)"."""
    rows: list[Row] = []
    blocks: list[Block] = []
    mentions = [m for m in doc.mentions if m.type in ("country", "bloc", "commodity") and m.kind == "name"]
    for mention in mentions:
        end = _bracket_end(doc, mention.end)
        if end is None or any(a <= mention.start < b for a, b in taken):
            continue
        row = Row(mention.start, end, (mention.start, mention.end), ((mention.end, end),))
        if rows and not _BETWEEN.fullmatch(")" + doc.text[rows[-1].end : mention.start]):
            blocks += _series(doc, rows)
            rows = []
        rows.append(row)
    return blocks + _series(doc, rows)


def _bracket_end(doc: Document, at: int) -> int | None:
    text = doc.text
    if not text.startswith(" (", at):
        return None
    close = text.find(")", at, at + 60)
    numbers = quantities_in(doc, at, close) if close > 0 else []
    if len(numbers) != 1 or numbers[0].is_bare_number or text[numbers[0].end : close].strip():
        return None
    return close + 1


def _series(doc: Document, rows: list[Row]) -> list[Block]:
    if len(rows) < 2:
        return []
    sentence = doc.sentence_at(rows[0].start)
    heading = [(sentence.start, rows[0].start)] if sentence.start < rows[0].start else []
    return [Block("run", list(rows), heading)]
