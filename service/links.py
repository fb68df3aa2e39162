"""A link that lands on the sentence: text fragments (WICG Scroll To Text Fragment, section 3)."""

from __future__ import annotations

from urllib.parse import quote

WHOLE_WORDS = 12
"""Passages up to this many words stand whole in the link; longer ones as their first and last words."""

EDGE_WORDS = 6
"""How many words stand for either end of a longer passage."""


def text_fragment(url: str | None, passage: str) -> str | None:
    """``url`` with ``#:~:text=`` and the passage's words; ``None`` without an http or https URL.

    ``-``, ``,`` and ``&`` carry meaning in the syntax and are percent-encoded, as is all that is not ASCII (UTF-8).
    """
    words = passage.split()
    if not url or not words or not url.lower().startswith(("http://", "https://")):
        return None
    if len(words) <= WHOLE_WORDS:
        directive = _encode(" ".join(words))
    else:
        directive = f"{_encode(' '.join(words[:EDGE_WORDS]))},{_encode(' '.join(words[-EDGE_WORDS:]))}"
    base, marker, fragment = url.partition("#")
    fragment = fragment.split(":~:")[0]
    return f"{base}#{fragment if marker else ''}:~:text={directive}"


def _encode(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
