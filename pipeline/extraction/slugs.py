"""Names → the keys of ids: ASCII, lower case, hyphens; dots and legal suffixes dropped."""

from __future__ import annotations

import re
import unicodedata

from pipeline.knowledge.words import words

_SPECIAL = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "Æ": "Ae",
        "ı": "i",
        "ð": "d",
        "þ": "th",
    }
)
_LEADING_ARTICLE = re.compile(r"^(?:the|a|an)-")


def slug(name: str, *, drop_legal_form: bool = False) -> str:
    """`M.W. Kellogg Co` → `mw-kellogg` (with drop_legal_form); "" if the name has no letter or digit."""
    text = unicodedata.normalize("NFKD", name.translate(_SPECIAL)).encode("ascii", "ignore").decode()
    text = re.sub(r"['.]", "", text.lower().replace("’", ""))
    key = _LEADING_ARTICLE.sub("", re.sub(r"[^a-z0-9]+", "-", text).strip("-"))
    if drop_legal_form:
        parts = key.split("-")
        while len(parts) > 1 and parts[-1] in words("name_words")["legal_forms"]:
            parts.pop()
        key = "-".join(parts)
    return key
