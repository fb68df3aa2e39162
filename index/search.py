"""Query → passages, best first: meaning and words searched apart, fused by rank, at one revision of the index.

query ─▶ _scope     who and when: what may be found, counted
      ─▶ _dense     exact cosine over the vectors of what may be found
      ─▶ _words     BM25 over the same
      ─▶ _fused     reciprocal rank fusion, ties by passage id
      ─▶ _hits      passage, source and surroundings from the rows
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding import Encoder
from index.freshness import View
from index.records import Coverage, Filters, Hit, Revision, SearchResult
from index.store import matching, passages
from index.vectors.faiss import Selection

RANK_CONSTANT = 60
"""k in 1 / (k + rank): Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion", SIGIR 2009, found 60 good on TREC."""

DEPTH = 100
"""Candidates from each of the two searches, at least; Cormack et al. fused lists of up to 1,000."""

BEFORE_CODE_POINTS = 1_200
AFTER_CODE_POINTS = 400
MAX_QUERY_TERMS = 64
"""A statement has some twenty; the words of a page beyond this many would only blur it."""

_SAME_COSINE = 1e-4  # FAISS sums in float32: equal cosines may differ by this much
_REMEMBERED_SCOPES = 8

_TERM = re.compile(r"\w+(?:[.,:’'&/-]\w+)*")
_POSSESSIVE = re.compile(r"[’']s?$")
_STOPWORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each few for from further had has have having he her here hers
    herself him himself his how i if in into is it its itself just me more most my myself no nor not now of off on once
    only or other our ours ourselves out over own same she should so some such than that the their theirs them
    themselves then there these they this those through to too under until up very was we were what when where which
    while who whom why will with would you your yours yourself yourselves
    """.split()  # noqa: SIM905
)


class Readable(Protocol):
    """What a search needs of an archive."""

    @property
    def encoder(self) -> Encoder:
        """What made the vectors."""
        ...

    def reading(self) -> AbstractContextManager[View]:
        """One state of the rows and the vectors that agree with it."""
        ...


@dataclass(frozen=True, slots=True)
class _Scope:
    """What may be found. ``among`` is ``None`` where that is everything live."""

    coverage: Coverage
    among: Selection | None


class Searcher:
    """Searches one archive. Safe to share between threads."""

    def __init__(self, archive: Readable) -> None:
        self._archive = archive
        self._scopes: OrderedDict[tuple[Revision, Filters], _Scope] = OrderedDict()
        self._scopes_lock = Lock()

    def search(self, query: str, filters: Filters, k: int) -> SearchResult:
        """At most ``k`` passages, best first, copies among them, and what was looked through.

        The order is that of 1 / (60 + dense rank) + 1 / (60 + word rank), a search that did not return the passage
        adding nothing; equal sums stand by passage id. The same documents, in whatever order they came, give the same
        answer.

        Raises:
            ModelMismatch: the index was embedded again under another model.
        """
        vector = self._archive.encoder.encode([query])[0]
        depth = max(DEPTH, 2 * k)
        with self._archive.reading() as view:
            scope = self._scope(view, filters)
            dense = _dense(view, vector, depth, scope.among)
            words = _words(view, query, depth, scope.among)
            hits = _hits(view, vector, _fused(dense, words)[: max(k, 0)], dense, words)
            return SearchResult(hits, scope.coverage, str(view.revision))

    def coverage(self, filters: Filters) -> Coverage:
        """What a search with these filters looks through."""
        with self._archive.reading() as view:
            return self._scope(view, filters).coverage

    def _scope(self, view: View, filters: Filters) -> _Scope:
        """What may be found at this revision, remembered for the next query with the same filters."""
        name = (view.revision, filters)
        with self._scopes_lock:
            if name in self._scopes:
                self._scopes.move_to_end(name)
                return self._scopes[name]
        coverage = matching.coverage(view.connection, filters)
        among = None
        if coverage.passages < len(view.vectors):
            among = Selection(matching.allowed_keys(view.connection, filters))
        scope = _Scope(coverage, among)
        with self._scopes_lock:
            self._scopes[name] = scope
            while len(self._scopes) > _REMEMBERED_SCOPES:
                self._scopes.popitem(last=False)
        return scope


def _dense(view: View, vector: NDArray[np.float32], depth: int, among: Selection | None) -> dict[int, int]:
    """Key → rank by cosine with the stored vectors, from 1; equal cosines by key.

    More than ``depth`` are asked for, until no passage outside could be the equal of the last one inside: which of
    several equal ones FAISS gives depends on what came first.
    """
    reachable = len(view.vectors) if among is None else len(among)
    n = 2 * depth
    while True:
        keys, cosines = view.vectors.search(vector, n, among) if reachable else (np.empty(0, np.int64), np.empty(0))
        if len(keys) >= reachable or len(keys) < n or cosines[-1] < cosines[depth - 1] - _SAME_COSINE:
            break
        n *= 4
    if not len(keys):
        return {}
    near = keys[cosines >= cosines[min(depth, len(keys)) - 1] - _SAME_COSINE]
    exact = _similarities(vector, passages.vectors_of(view.connection, near.tolist()))
    ranked = sorted(exact, key=lambda key: (-exact[key], key))
    return {key: rank for rank, key in enumerate(ranked[:depth], start=1)}


def _words(view: View, query: str, depth: int, among: Selection | None) -> dict[int, int]:
    """Key → rank by BM25, from 1; equal ones by key."""
    match = word_query(query)
    found: list[int] = []
    for keys in matching.match(view.connection, match) if match else ():
        found += (keys if among is None else keys[among.holds(keys)]).tolist()
        if len(found) >= depth:
            break
    return {key: rank for rank, key in enumerate(found[:depth], start=1)}


def _fused(dense: dict[int, int], words: dict[int, int]) -> list[int]:
    """Keys of both, best first. Keys stand in the order of passage ids, so that equal sums are in that order."""
    sums = dict.fromkeys([*dense, *words], 0.0)
    for ranks in (dense, words):
        for key, rank in ranks.items():
            sums[key] += 1 / (RANK_CONSTANT + rank)
    return sorted(sums, key=lambda key: (-sums[key], key))


def _hits(
    view: View, vector: NDArray[np.float32], keys: Sequence[int], dense: dict[int, int], words: dict[int, int]
) -> tuple[Hit, ...]:
    """The passages of these keys, in this order, with source and surroundings."""
    found = passages.surroundings(view.connection, keys, BEFORE_CODE_POINTS, AFTER_CODE_POINTS)
    similarities = _similarities(vector, {key: found[key].vector for key in keys})
    return tuple(
        Hit(
            passage=found[key].passage,
            source=found[key].source,
            similarity=similarities[key],
            rank=rank,
            dense_rank=dense.get(key),
            word_rank=words.get(key),
            before=found[key].before,
            after=found[key].after,
        )
        for rank, key in enumerate(keys, start=1)
    )


def _similarities(query: NDArray[np.float32], vectors: dict[int, NDArray[np.float16]]) -> dict[int, float]:
    """Cosines in [-1, 1], to six digits; that of a passage does not depend on which others stand beside it."""
    if not vectors:
        return {}
    rows = np.stack(list(vectors.values())).astype(np.float64)
    cosines = (rows * query.astype(np.float64)).sum(axis=1) / np.sqrt((rows * rows).sum(axis=1))
    return {key: round(float(np.clip(c, -1.0, 1.0)), 6) for key, c in zip(vectors, cosines, strict=True)}


def word_query(query: str) -> str:
    """The query in FTS5's language: any of its words, each quoted, ``3,000`` as the phrase that it is stored as.

    Words that stand in every text are left out, unless there are no others. Empty where there are no words at all.
    """
    terms = [_POSSESSIVE.sub("", term) for term in _TERM.findall(query.casefold())]
    terms = [term for term in dict.fromkeys(terms) if term.strip("_")]
    telling = [term for term in terms if term not in _STOPWORDS and (len(term) > 1 or term.isdigit())]
    return " OR ".join(f'"{term}"' for term in (telling or terms)[:MAX_QUERY_TERMS])
