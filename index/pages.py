"""Texts that one address had one after another: which is current, which it superseded, and from which day.

Two documents are states of one article where their addresses lead to the same page, their publishers do not differ, and
neither text nor title says that they are two stories. The newest is current. An earlier one stays in the index: a check
``as_of`` a day before it was superseded finds it, and not the later text, which nobody could have read on that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.dates import parse_given
from index.duplicates import Fingerprint, containment
from index.records import Precision, Published
from index.store import pages
from index.store.pages import Changed

if TYPE_CHECKING:
    from sqlalchemy import Connection

SAME_ARTICLE = 0.05
"""Containment from which two texts at one address are states of one article. A story that is written anew keeps some
runs of words (quotations, background); two stories that an export put under one address keep none."""

SAME_TITLE = 0.5
"""Share of the shorter title's words that the other has as well, from which two titles name one article."""

MAX_ARTICLES, MAX_STATES = 20, 500
"""An address with more is that of a section or of an export, and says nothing about what supersedes what."""

NEVER = date.max
"""When a text is superseded by one whose publication day is not known: on no day that ``as_of`` can name."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class State:
    """A live document at an address. ``number`` counts documents as they arrived.

    ``first`` and ``last`` are the days between which its text became what it is (the day of its last change where that
    is known, else of publication); ``instant`` is that moment in UTC where it is known. ``published_last`` is the last
    day that its publication can mean.
    """

    number: int
    title: str | None
    publisher: str | None
    fingerprint: Fingerprint
    first: date | None
    last: date | None
    instant: str | None
    modified: bool
    published_last: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What follows for a document.

    ``superseded_by`` is the number of the current text, ``superseded_on`` the first day on which a later text counts,
    ``counts_from`` the first on which its own does, where that is later than its publication.
    """

    superseded_by: int | None = None
    superseded_on: date | None = None
    counts_from: date | None = None


def page_of(url: str | None) -> str | None:
    """What addresses of one page have in common: no scheme, no ``www.``, nothing that only tracks readers.

    ``None`` where the address is none of a page of its own, such as a site's front page. Fragments are kept: entries of
    a live page differ in nothing else.
    """
    if not url:
        return None
    from courlan import normalize_url

    try:
        parts = urlsplit(normalize_url(url.strip()))
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return None
    path, fragment = parts.path.rstrip("/"), parts.fragment.partition(":~:")[0]
    if parts.scheme not in ("http", "https") or not host or not (path or parts.query):
        return None
    place = host if port is None else f"{host}:{port}"
    return place + path + (f"?{parts.query}" if parts.query else "") + (f"#{fragment}" if fragment else "")


def changed_of(url: str | None, published: Published, modified_at: str | None) -> Changed:
    """When the text became what it is: at its last change, where that is known and not before its publication."""
    at, modified = published, False
    if modified_at is not None:
        change = parse_given(modified_at)
        if published.start is None or (change.end or date.max) >= published.start:
            at, modified = change, True
    instant = None
    if at.precision is Precision.INSTANT and at.text is not None:
        instant = datetime.fromisoformat(at.text).astimezone(UTC).isoformat()
    last = max((day for day in (at.end, published.end) if day is not None), default=None)
    return Changed(page_of(url), at.start, last, instant, modified)


def settle_page(connection: Connection, page: tuple[str, str] | None) -> None:
    """Finds out again which documents of a page (of a collection) are current; the rows say so from then on."""
    if page is None:
        return
    states = [
        State(
            number=row.number,
            title=row.title,
            publisher=row.publisher_folded,
            fingerprint=Fingerprint.from_bytes(row.fingerprint),
            first=row.changed_first,
            last=row.changed_last,
            instant=row.changed_at,
            modified=row.modified,
            published_last=row.published_end,
        )
        for row in pages.states(connection, *page)
    ]
    for number, standing in settle(states).items():
        pages.keep_standing(connection, number, asdict(standing))


def settle(states: Sequence[State]) -> dict[int, Standing]:
    """The standing of every document at one address, whatever the order of ``states``.

    Under any ``as_of`` at most one of the texts of an article counts. The same words twice supersede nothing: that is a
    copy. Where days do not tell, what arrived later is the later text; a text without any day is the earliest.
    """
    standings = {state.number: Standing() for state in states}
    articles = _articles(states) if 1 < len(states) <= MAX_STATES else []
    if len(articles) > MAX_ARTICLES:
        return standings
    for article in articles:
        for place, state in enumerate(article):
            earlier = [other for other in article[:place] if other.fingerprint != state.fingerprint]
            later = [other for other in article[place + 1 :] if other.fingerprint != state.fingerprint]
            days = [NEVER if s.published_last is None else s.last for s in later if s.first is not None]
            shifted = state.published_last is not None and state.last is not None and state.last > state.published_last
            standings[state.number] = Standing(
                superseded_by=article[-1].number if later else None,
                superseded_on=min((day for day in days if day is not None), default=None),
                counts_from=state.last if earlier and shifted else None,
            )
    return standings


def _articles(states: Sequence[State]) -> list[list[State]]:
    """The states, earliest first, one list an article; stops soon after there are more than ``MAX_ARTICLES``."""
    articles: list[list[State]] = []
    for state in _in_order(states):
        for article in articles:
            if _same_article(article[-1], state) or _same_article(article[0], state):
                article.append(state)
                break
        else:
            articles.append([state])
            if len(articles) > MAX_ARTICLES:
                break
    return articles


def _in_order(states: Sequence[State]) -> Iterator[State]:
    """By day; within a day by instant where all have one, else unchanged ones before changed ones, then by arrival."""

    def day(state: State) -> date:
        return state.first or date.min

    for _, group in groupby(sorted(states, key=day), day):
        same_day = list(group)
        exact = all(state.instant for state in same_day)
        yield from sorted(same_day, key=lambda s: (s.instant if exact and s.instant else "", s.modified, s.number))


def _same_article(a: State, b: State) -> bool:
    if a.publisher and b.publisher and a.publisher != b.publisher:
        return False
    if containment(a.fingerprint, b.fingerprint) >= SAME_ARTICLE:
        return True
    one, other = (set(_WORD.findall((state.title or "").casefold())) for state in (a, b))
    if one and other:
        return len(one & other) >= SAME_TITLE * min(len(one), len(other))
    return a.fingerprint.short or b.fingerprint.short
