"""Bytes to text, and plain text to a submission."""

from __future__ import annotations

import re
from collections.abc import Mapping

from charset_normalizer import from_bytes

from index.errors import InputTooLarge, UnreadableInput
from index.records import Media, Submission
from index.sources.fields import make_submission

MAX_BYTES = 20_000_000
"""Largest single document that is read: a book has about 1 MB of text, a heavy web page 5 MB."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"PK\x05\x06", "a ZIP archive or an Office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "a Rich Text document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"fLaC", "a FLAC file"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_SINGLE_BYTE = {"cp1252", "latin_1", "iso8859_15", "cp1250", "iso8859_2", "mac_roman", "cp1251", "koi8_r"}
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def binary_kind(data: bytes) -> str | None:
    """What a file that is not text is ("a PDF document"), or ``None`` for what may be text. The first 8 kB decide."""
    head = data[:8192]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "a RIFF image, sound or video file"
    if head[4:8] == b"ftyp":
        return "an MP4 or HEIF file"
    if head[:2] in _UTF16:
        return None
    if b"\x00" in data or len(head.translate(None, _CONTROL)) < 0.95 * len(head):
        return "a binary file"
    return None


def decode(data: bytes) -> str:
    """The text of a file: by its byte order mark, as UTF-8, by the charset that a page declares, else a sure guess.

    Raises:
        UnreadableInput: nothing in it, not text, or text in an encoding that cannot be told.
        InputTooLarge: over ``MAX_BYTES``.
    """
    if len(data) > MAX_BYTES:
        raise too_large()
    if not data.strip():
        raise UnreadableInput("The document is empty. Send text, HTML, PDF, DOCX, a feed, a web archive or JSON lines.")
    if (kind := binary_kind(data)) is not None:
        raise UnreadableInput(f"This is {kind}. Send text, HTML, PDF, DOCX, a feed, a web archive or JSON lines.")
    try:
        if data[:2] in _UTF16:
            return _nonempty(data[2:].decode(_UTF16[data[:2]]))
        return _nonempty(data.decode("utf-8-sig"))
    except UnicodeDecodeError as err:
        text = _declared(data) or _guessed(data)
        if text is None:
            raise UnreadableInput(
                f"The text is not valid UTF-8 (byte {err.start}) and its encoding cannot be told. Save it as UTF-8."
            ) from err
        return _nonempty(text)


def too_large(limit: int = MAX_BYTES) -> InputTooLarge:
    """The error for a document over a limit in bytes."""
    return InputTooLarge(f"The document is larger than {limit // 1_000_000} MB. Send it in parts.")


def read_text(text: str, hints: Mapping[str, object] | None = None, **given: object) -> Submission:
    """Plain or pasted text as a submission; nothing is looked for in it. ``hints`` lose to given values.

    Raises:
        InputError: a given value has the wrong type.
    """
    return make_submission(text, Media.TEXT, given, hints)


def _nonempty(text: str) -> str:
    if not text.strip("\ufeff \t\r\n\f\v\u00a0\u200b"):
        raise UnreadableInput("The document is empty. Send text, HTML, PDF, DOCX, a feed, a web archive or JSON lines.")
    return text


def _declared(data: bytes) -> str | None:
    """Text by the charset that a page or an XML head declares, unless it declares the UTF-8 that it is not."""
    found = _META_CHARSET.search(data[:4096]) or _XML_CHARSET.search(data[:4096])
    if found is None:
        return None
    name = found.group(1).decode("ascii").lower()
    if name in ("iso-8859-1", "latin1", "latin-1"):
        name = "cp1252"  # as browsers do (WHATWG Encoding Standard)
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return None


def _guessed(data: bytes) -> str | None:
    """Text by the statistics of its letters, where one encoding is clearly right.

    A file that is UTF-8 but for a few broken bytes is refused instead of being read as something else: if most of its
    non-ASCII bytes form valid UTF-8 sequences, it is damaged UTF-8.
    """
    high = sum(byte >= 0x80 for byte in data)
    whole = len(data.decode("utf-8", "ignore").encode()) - (len(data) - high)
    if whole > high / 2:
        return None
    best = from_bytes(data[:200_000]).best()
    if best is None or best.encoding == "ascii" or best.chaos > 0.05 or len(data) < 64:
        return None
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError:
        return None
