"""Word documents (DOCX): their paragraphs as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from index.errors import UnreadableInput
from index.records import Media
from index.sources.apart import APART
from index.sources.context import Context, Found
from index.sources.fields import make_submission
from index.sources.streams import read_whole

MAX_DOCX_BYTES = 50_000_000
_TITLE_STYLES = ("Title", "Heading 1")


def read_docx(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """The document, its title that of the first title or top heading in it, else of its properties.

    Raises:
        InputError: it is damaged, too large, or holds no text.
    """
    parts = APART.read("docx", read_whole(stream, MAX_DOCX_BYTES))
    paragraphs: list[tuple[str, str]] = parts["paragraphs"]
    text = "\n\n".join(words for _, words in paragraphs)
    if not text.strip():
        raise UnreadableInput("There is no text in the DOCX file. Send the document's text.")
    titles = [words for style, words in paragraphs[:8] if style in _TITLE_STYLES]
    found = {**context.hints, "title": titles[0] if titles else parts["title"], "authors": parts["author"]}
    yield replace(make_submission(text, Media.TEXT, context.defaults, found), where=name)
