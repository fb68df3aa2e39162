"""Copies and rewrites of one story, told by the runs of words that two texts share.

Two steps. Texts that share enough runs of five words are worth comparing (``bands``). Then the smaller is laid along
the larger (``shared_share``): runs of three words in both are joined to passages where the same words follow after a
little change, wherever in the text such a passage stands. Two documents tell one story where these passages hold most
of the smaller one. An edited reprint, a shortened one, one with its paragraphs in another order and one that is packed
into a longer piece all qualify. A new report that ends in the background paragraphs of the last one does not, nor do
two reports of one event by different hands, nor the same form filled with other figures.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

RULE = "joined three-word runs"
"""The name that edges and the index keep of the rule; another name means that the copies want grouping again."""

SAME_STORY = 0.7
"""Share of the smaller text from which two documents are copies of one original; ``python -m benchmarks.copies`` prints
the curve. Different BBC stories reach 0.65 (a follow-up that repeats the background), versions of one story start at
0.79, 95 % of rewrites with one word in five replaced reach 0.86 (2026-11-27)."""

SHINGLE_WORDS = 5
SHORT_WORDS = 30
"""A text of fewer words is a copy only of one with exactly the same words: a shared sentence would be half of it."""

_BAND_SHARE = 4
"""One hash in so many is looked up by. Rewrites of news texts that kept half of the shingles shared a band in 98 % of
cases at 30 words and in all from 40 words; with one in eight it was 86 % and 94 % (1,200 rewrites, 2026-11-22)."""
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_FIGURE = re.compile(r"\d+")
_FORMAT = 1

_ANCHOR_WORDS = 3
_REACH = 15
"""Words from one anchor to the next at most, in either text: twelve changed words between two anchors."""
_LEAST_RUN = 12
_LEAST_ANCHORED = 0.5
"""A run of fewer words, or with a smaller share of words in anchors, is a turn of phrase and no copied passage."""
_MOST_PLACES = 16
"""Places in the smaller text that are kept of one anchor, so that a text of one word over and over costs no more."""
_LEAST_FIGURES = 4
_SAME_FIGURES = 0.5
"""Of so many figures in the passages that are shared, that share at least is in the other text too. Forms that are
filled in anew (market reports, weather, hoaxes with another name) change them nearly all, an update changes a few."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The shingles of a text as sorted 64-bit hashes. A ``short`` text has one hash, of all its words."""

    hashes: tuple[int, ...]
    short: bool = False

    def to_bytes(self) -> bytes:
        """A format byte, a flag byte, and 8 bytes a hash, little-endian. The same bytes: the same words."""
        packed = array("Q", self.hashes)
        if sys.byteorder == "big":
            packed.byteswap()
        return bytes((_FORMAT, self.short)) + packed.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """The fingerprint that ``to_bytes`` wrote.

        Raises:
            ValueError: not such bytes.
        """
        if len(data) < 2 or data[0] != _FORMAT or data[1] > 1 or (len(data) - 2) % 8:
            raise ValueError("not a fingerprint of this format")
        packed = array("Q", data[2:])
        if sys.byteorder == "big":
            packed.byteswap()
        return cls(tuple(packed), bool(data[1]))

    def bands(self) -> tuple[int, ...]:
        """Sorted 63-bit numbers to look candidates up by: two texts of one story share at least one (nearly always).

        They are a fixed quarter of the hashes, the same quarter in every text, so that a short copy inside a long
        piece is found as well as a full reprint.
        """
        if self.short:
            return tuple(h >> 1 for h in self.hashes)
        return tuple(h >> 1 for h in self.hashes if h % _BAND_SHARE == 0)


def words_of(text: str) -> list[str]:
    """The words of a cleaned text as they are compared: no case, no punctuation, one kind of apostrophe."""
    return [w.replace("’", "'") for w in _WORD.findall(unicodedata.normalize("NFKC", text).casefold())]


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a cleaned text. Texts that differ in case, punctuation or spacing only have the same one."""
    words = words_of(text)
    if len(words) < SHORT_WORDS:
        return Fingerprint((_hash(" ".join(words)),) if words else (), short=True)
    shingles = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}
    return Fingerprint(tuple(sorted({_hash(shingle) for shingle in shingles})))


def containment(a: Fingerprint, b: Fingerprint) -> float:
    """How many shingles of the smaller text the larger holds: |A ∩ B| / min(|A|, |B|), in [0, 1]; symmetric.

    1.0 for the same words. Short texts: 1.0 for the same words and 0.0 otherwise. It tells whether two texts of one
    address have anything in common, which needs no order; ``copied_share`` tells copies.
    """
    if a.short != b.short or not a.hashes or not b.hashes:
        return 0.0
    return len(set(a.hashes).intersection(b.hashes)) / min(len(a.hashes), len(b.hashes))


def copied_share(a: str, b: str) -> float | None:
    """``shared_share`` of two cleaned texts that are copies of one original; ``None`` for two stories."""
    share = shared_share(words_of(a), words_of(b))
    return share if share >= SAME_STORY else None


def shared_share(a: Sequence[str], b: Sequence[str]) -> float:
    """How much of the smaller text the larger holds in shared passages, in [0, 1]; symmetric. Words of ``words_of``.

    1.0 for the same words. 0.0 where a form was filled with other figures, and for short texts of other words.
    """
    small, large = sorted((list(a), list(b)), key=lambda words: (len(words), words))
    if not small:
        return 0.0
    if small == large:
        return 1.0
    if len(small) < SHORT_WORDS:
        return 0.0
    shared = _shared(small, large)
    return 0.0 if _is_form(small, shared, large) else sum(shared) / len(small)


def _is_form(small: Sequence[str], shared: bytearray, large: Sequence[str]) -> bool:
    """Whether most figures in the shared passages are gone from the other text, and it has others in their place."""
    figures = _figures(word for word, here in zip(small, shared, strict=True) if here)
    theirs = set(_figures(large))
    gone = [figure for figure in figures if figure not in theirs]
    return (
        len(figures) >= _LEAST_FIGURES
        and len(gone) > (1 - _SAME_FIGURES) * len(figures)
        and len(theirs.difference(_figures(small))) >= len(set(gone))
    )


def _figures(words: Iterable[str]) -> list[str]:
    return [figure for word in words for figure in _FIGURE.findall(word)]


def _shared(small: Sequence[str], large: Sequence[str]) -> bytearray:
    """For each word of ``small`` 1 where it is in a passage of ``large``, else 0.

    A run goes on while the next anchor stands ahead of the last in both texts and within reach.
    """
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(len(small) - _ANCHOR_WORDS + 1):
        here = places[tuple(small[i : i + _ANCHOR_WORDS])]
        if len(here) < _MOST_PLACES:
            here.append(i)
    shared = bytearray(len(small))
    start = at = above = anchored = 0  # where the run starts, its last anchor in small and in large, words in anchors

    def close() -> None:
        length = at + _ANCHOR_WORDS - start
        if length >= _LEAST_RUN and anchored >= _LEAST_ANCHORED * length:
            shared[start : start + length] = b"\1" * length

    for j in range(len(large) - _ANCHOR_WORDS + 1):
        found = places.get(tuple(large[j : j + _ANCHOR_WORDS]))
        if found is None:
            continue
        if anchored and j - above <= _REACH:
            expected = at + j - above
            nearest = min(found, key=lambda i: (abs(i - expected), i))
            if 0 < nearest - at <= _REACH:
                anchored += min(nearest - at, _ANCHOR_WORDS)
                at, above = nearest, j
                continue
        close()
        start = at = found[0]
        above, anchored = j, _ANCHOR_WORDS
    close()
    return shared


def _hash(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "little")
