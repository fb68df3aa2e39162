"""The text layer of a PDF, page by page; run in a process of its own."""

from __future__ import annotations

import io
import logging
import warnings
from typing import Any

from index.errors import UnreadableInput

MAX_PAGES = 2_000
MAX_CHARS = 20_000_000


def read_parts(data: bytes) -> dict[str, Any]:
    """``pages``, the text of each with its hard line breaks, ``title`` and ``author``.

    Raises:
        UnreadableInput: it is locked, or has more pages or text than is taken.
    """
    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableInput("It is locked with a password. Save it without one.")
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableInput(f"It has {len(reader.pages):,} pages; {MAX_PAGES:,} are taken. Split it.")
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > MAX_CHARS:
            raise UnreadableInput(f"It holds over {MAX_CHARS // 1_000_000} MB of text. Split it.")
    about = reader.metadata
    return {"pages": pages, "title": _text(about and about.title), "author": _text(about and about.author)}


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
