"""Lists that run on in a sentence: after a colon, or as names each with its number in brackets."""

from __future__ import annotations

import bisect
import re

from pipeline.extraction.document import Document
from pipeline.extraction.figure_cells import direction
from pipeline.extraction.table_rows import (
    SENTENCE_END,
    Block,
    IsItem,
    Row,
    Stretch,
    item_row,
    mentions_in,
    quantities_in,
)
from pipeline.knowledge.words import words

_LONGEST, _COLONS = 3000, 3  # characters of a list looked at, and colons of a sentence


def find_runs(doc: Document, start: int, end: int, is_item: IsItem) -> list[Block]:
    """The lists that run on after a colon within text[start:end]."""
    text, blocks, at = doc.text, [], start
    bounds = [m.end() for m in SENTENCE_END.finditer(text, start, end)]
    for stop in [*bounds, end]:
        for colon in list(re.finditer(r":\s+", text[at : min(stop, at + _LONGEST)]))[:_COLONS]:
            body = (at + colon.end(), at + len(text[at:stop].rstrip(" \n.")))
            items = _pieces(doc, body, is_item) if body[1] - body[0] <= _LONGEST else []
            if items:
                block = Block("run", [item_row(doc, *item) for item in items], [(at, at + colon.start())])
                blocks.append(block)
                break
        at = stop
    return blocks


def _pieces(doc: Document, body: Stretch, is_item: IsItem) -> list[Stretch]:
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
        is_number = bool(
            re.match(r"(?:(?:about|some|nearly|almost|over|upwards of|roughly|around)\s+)?[-+$€£]?\d", head)
        )
        is_named = any(
            m.start == piece[0] or doc.text[piece[0] : m.start] in ("the ", "The ") for m in mentions_in(doc, *piece)
        )
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
    return (
        any(w not in words("table_words")["fillers"] and not direction(w) for w in found)
        or label.lower() in words("table_words")["rest"]
    )


def _is_change(doc: Document, piece: Stretch) -> bool:
    numbers = quantities_in(doc, *piece)
    return bool(numbers) and numbers[0].kind in ("percent", "multiple")


_BETWEEN = re.compile(r"\)(?:,|;)?\s+(?:and\s+|or\s+|then\s+)?(?:the\s+)?")


def find_bracketed(doc: Document, taken: list[Stretch]) -> list[Block]:
    """Names each with a number in brackets, in a sentence: "Japan (roughly 490 million), Chile (432 million)"."""
    rows: list[Row] = []
    blocks: list[Block] = []
    taken = sorted(taken)
    mentions = [m for m in doc.mentions if m.type in ("country", "bloc", "commodity") and m.kind == "name"]
    for mention in mentions:
        end = _bracket_end(doc, mention.end)
        before = bisect.bisect_right(taken, (mention.start, len(doc.text))) - 1
        if end is None or before >= 0 and mention.start < taken[before][1]:
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
