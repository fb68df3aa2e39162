"""The paragraphs of a DOCX file; run in a process of its own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}


def read_parts(data: bytes) -> dict[str, Any]:
    """``paragraphs`` as pairs of style and text, in order and those of tables among them, ``title`` and ``author``.

    What a tracked change deleted is left out, what it inserted is in.
    """
    from docx import Document

    document = Document(io.BytesIO(data))
    about = document.core_properties
    found: list[tuple[str, str]] = []
    for paragraph in document.element.body.iter(_W + "p"):
        if any(parent.tag in (_W + "p", _FALLBACK) for parent in paragraph.iterancestors()):
            continue  # in a text box: its words come with the paragraph that holds it
        style = paragraph.style
        named = next((s.name for s in document.styles if s.style_id == style), None) if style else None
        text = "".join(_words(paragraph)).strip()
        if text:
            found.append((named or "", text))
    return {"paragraphs": found, "title": about.title or None, "author": about.author or None}


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == _W + "t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == _W + "p":
            yield "\n"
            yield from _words(child)
        elif child.tag != _FALLBACK and not str(child.tag).endswith("}pPr"):
            yield from _words(child)
