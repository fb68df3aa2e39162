"""DOCX → its paragraphs as lines. The one importer of python-docx."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from index.errors import InputTooLarge, UnreadableInput

MAX_UNPACKED_BYTES = 100 * 1024 * 1024
"""A Word file of this size unpacked holds whole books; more is a bomb."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = {f"{_W}{name}" for name in ("del", "moveFrom", "txbxContent", "footnoteReference")}
_WRITTEN = {f"{_W}tab": "\t", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
_MARKS = (b"PK\x03\x04", b"PK\x05\x06")


def is_zip(data: bytes) -> bool:
    """Whether ``data`` is a zip archive, which every DOCX is."""
    return data.startswith(_MARKS)


def read_paragraphs(data: bytes) -> list[tuple[str, bool]]:
    """Every paragraph in order, empty ones and those of tables included, and whether it is a heading.

    Inserted text counts and deleted text does not: a draft is read as if all its changes were accepted. A line break
    inside a paragraph is a space, so that a line is a paragraph.

    Raises:
        UnreadableInput: it is no Word document, or a damaged one.
        InputTooLarge: it unpacks to more than ``MAX_UNPACKED_BYTES``.
    """
    import docx
    from docx.text.paragraph import Paragraph

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise InputTooLarge("The Word file unpacks to more than 100 MB; send the text alone.")
        document: Any = docx.Document(io.BytesIO(data))
        body = document.element.body
        return [
            (_text(element), _is_heading(Paragraph(element, document)))
            for element in body.iter(f"{_W}p")
            if not any(above.tag in _LEFT_OUT for above in element.iterancestors())
        ]
    except InputTooLarge:
        raise
    except Exception as err:  # zipfile, lxml and python-docx each raise their own for a damaged file
        raise UnreadableInput("This is no Word document that can be read; save it as .docx again.") from err


def _text(paragraph: Any) -> str:
    parts: list[str] = []
    _collect(paragraph, parts)
    return "".join(parts)


def _collect(node: Any, parts: list[str]) -> None:
    for child in node:
        if child.tag == f"{_W}t":
            parts.append((child.text or "").replace("\r", " ").replace("\n", " "))
        elif child.tag in _WRITTEN:
            parts.append(_WRITTEN[child.tag])
        elif child.tag not in _LEFT_OUT:
            _collect(child, parts)


def _is_heading(paragraph: Any) -> bool:
    name = (paragraph.style.name or "") if paragraph.style is not None else ""
    return bool(name.startswith("Heading") or name in ("Title", "Subtitle"))
