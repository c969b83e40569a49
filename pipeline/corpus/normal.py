"""Bytes to text, and text to the one form in which it is published, hashed and counted in."""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress

from pipeline.corpus.records import Refused

# Signatures of files that are no text: pictures, archives, office and PDF files, programs, databases.
_MAGIC = (
    b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04", b"\x7fELF", b"MZ\x90", b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!\x1a", b"\xd0\xcf\x11\xe0",
    b"SQLite format 3\0", b"PAR1", b"OggS\0", b"\xca\xfe\xba\xbe", b"II*\0", b"MM\0*", b"wOFF", b"wOF2", b"{\\rtf",
)  # fmt: skip
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(c for c in range(0x20) if c not in b"\t\n\r\f") + b"\x7f"

# Windows-1252 gives these a letter (þ, ÿ), but in English prose they are damage.
_CP1252_DAMAGE = b"\xfe\xff"
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

_NO_CHARSETS = ("unicode", "raw", "idna", "puny", "mbcs", "oem", "undefined", "utf-7")

_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_REPLACED = {c: " " for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\n\t"}
_REPLACED |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd") | {0xFEFF: None}
# UAX #15 (Stream-Safe Text Format) bounds a run of combining marks at 30; composing a long run takes quadratic time.
_COMBINING_RUN = 30
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


def is_binary(head: bytes) -> bool:
    """Whether a file that begins with these bytes is no text.

    It has a known signature, or more than one byte in twenty (and more than three) is a control character. A stray
    NUL in a text does not make it binary.
    """
    if head.startswith(_UTF16):
        return False
    if head.startswith(_MAGIC):
        return True
    sample = head[:65536]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > max(3, len(sample) // 20)


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of `data`: by its UTF-16 mark, else as UTF-8, else in the `declared` charset, else as Windows-1252.

    Windows-1252 maps nearly every byte to something, so it is taken only if nothing speaks for damaged UTF-8 and
    hardly more than one character in twenty is outside ASCII, as in English prose. Raises Refused: `unreadable`.
    """
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise Refused("unreadable", "a UTF-16 mark, but not UTF-16") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        position, is_cut_off = error.start, error.reason == "unexpected end of data"
    if (charset := _text_codec(declared)) is not None:
        try:
            return data.decode(charset)
        except UnicodeError:
            raise Refused("unreadable", f"neither UTF-8 nor, as declared, {charset}") from None
    high = data.translate(None, bytes(range(128)))
    is_damaged = is_cut_off or _UTF8_SEQUENCE.search(data) or set(high) & set(_CP1252_DAMAGE)
    if not is_damaged and len(high) * 20 <= len(data) + 60:
        with suppress(UnicodeDecodeError):
            return data.decode("cp1252")
    raise Refused("unreadable", f"not UTF-8 at byte {position}, and no other encoding is stated")


def _text_codec(name: str | None) -> str | None:
    try:
        codec = codecs.lookup(name or "utf-8")
    except (LookupError, ValueError):
        return None
    # Python's codecs hold more than charsets (base64, zip, escapes): only a charset is trusted with a stranger's bytes.
    is_charset = getattr(codec, "_is_text_encoding", True) and not codec.name.startswith(_NO_CHARSETS)
    return codec.name if is_charset and codec.name != "utf-8" else None


def normalise(text: str) -> str:
    """The text as it is published: NFC; LF line ends (CRLF, CR, NEL, LS and PS too); no byte-order mark.

    Each control character but line feed and tab becomes a space, each lone surrogate U+FFFD. White space around the
    text is stripped, white space in it is kept. Idempotent. Raises Refused: `not_text`, for a run of more than 30
    combining marks.
    """
    text = _LINE_END.sub("\n", text)
    if _UNWANTED.search(text):
        text = text.translate(_REPLACED)
    if not text.isascii():
        if _has_combining_run(text):
            raise Refused("not_text", f"more than {_COMBINING_RUN} combining marks on one letter")
        text = unicodedata.normalize("NFC", text)
    return text.strip()


def _has_combining_run(text: str) -> bool:
    # Look at every 15th character only: a longer run than 30 cannot slip between.
    combining = unicodedata.combining
    step = _COMBINING_RUN // 2
    for i in range(0, len(text), step):
        if combining(text[i]):
            start = end = i
            while start and combining(text[start - 1]) and i - start <= _COMBINING_RUN:
                start -= 1
            while end + 1 < len(text) and combining(text[end + 1]) and end - i <= _COMBINING_RUN:
                end += 1
            if end - start + 1 > _COMBINING_RUN:
                return True
    return False


def one_line(text: str) -> str | None:
    """A title or a name in normal form, its white space collapsed; None if nothing is left."""
    return " ".join(normalise(text).split()) or None
