"""Names in a text, and whether two spellings name the same person, place or body."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


class Name(NamedTuple):
    """A name as printed; ``start``, ``end`` are offsets, ``key`` its normalised tokens."""

    text: str
    start: int
    end: int
    kind: str
    key: tuple[str, ...]


_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Rep|Sen|Gen|Gov|President|Minister|Secretary|Director|General|Col|Prof|Sir|Lord|Lady)\b"
)
_RUN = re.compile(r"[A-Z][\w’'-]*\.?(?:\s+(?:of\s+|for\s+|and\s+the\s+)?[A-Z][\w’'-]*\.?)*")


def read_names(text: str) -> list[Name]:
    names = []
    for match in _RUN.finditer(text):
        printed = match.group().rstrip(".")
        words = re.sub(r"['’]s\b", "", printed).split()
        body = re.search(r"Service|Ministry|Party|Staff|Office|Agency|Department|Council|Pentagon", printed)
        kind = "body" if body or printed.isupper() else "person" if len(words) > 1 or _TITLE.match(printed) else "other"
        flat = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode().lower()
        key = tuple(re.findall(r"\w+", flat))
        names.append(Name(printed, match.start(), match.start() + len(printed), kind, key))
    return names


def same_name(a: Name, b: Name) -> bool:
    return a.key == b.key or a.key[-1:] == b.key[-1:]
