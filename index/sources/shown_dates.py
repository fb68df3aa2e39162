"""The day that a page shows to its readers, where its metadata has none: two places of the page must agree on it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from babel.core import UnknownLocaleError
from babel.dates import get_month_names
from lxml.etree import iterwalk
from lxml.html import HtmlElement

from index.records import Published

_BEFORE_HEADING, _AFTER_HEADING = 300, 700
"""Characters that a reader sees between a headline and the day of its byline."""
_UNDER_HEADING = 200
"""The same, where the day needs no second place that says it."""
_LABEL = 40
_WITNESSES = 2
_BYLINE_CHARS = 65
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "pl", "ru", "uk", "id", "tr", "el", "ro")
"""Whose names of months are known on every page."""
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_NUMBERS = (
    re.compile(rf"(?<![\d./-]){_YEAR}(?:-|/|\.\s?)(?P<m>\d\d?)(?:-|/|\.\s?)(?P<d>\d\d?)(?!\d|[./-]\d)"),
    re.compile(rf"{_YEAR}\s?[年년]\s?(?P<m>\d\d?)\s?[月월]\s?(?P<d>\d\d?)\s?[日일]"),
    re.compile(rf"(?<![\d./-])(?P<d>\d\d?)(?:\.\s?|-)(?P<m>\d\d?)(?:\.\s?|-){_YEAR}(?!\d|[./-]\d)"),
    re.compile(rf"(?<![\d./-])(?P<d>\d\d?)\s?/\s?(?P<m>\d\d?)\s?/\s?{_YEAR}(?!\d|[./-]\d)"),
)
_AMERICAN = re.compile(rf"(?<![\d./-])(?P<m>\d\d?)\s?/\s?(?P<d>\d\d?)\s?/\s?{_YEAR}(?!\d|[./-]\d)")
_NAMED = (
    re.compile(
        rf"(?<![\d.])(?P<d>\d\d?)(?:\.|st|nd|rd|th|er|º|ª)?(?:\s+(?:de|of|d['’])\s?|\s*-\s*|\s+|(?<=\.))"
        rf"(?P<name>[^\W\d_]{{3,12}})\.?(?:\s*[,-]|\s+(?:de|del))?\s*{_YEAR}(?!\d)"
    ),
    re.compile(rf"(?<!\w)(?P<name>[^\W\d_]{{3,12}})\.?\s*(?P<d>\d\d?)(?:st|nd|rd|th)?(?:\s*,\s*|\s+){_YEAR}(?!\d)"),
)
_KEY = re.compile(
    r"""["']?\b(?P<key>[\w-]*(?:publi[sc]|posted|issued|created?date|date_?created)[\w-]*)["']?\s*[:=]\s*\\?["']?"""
    r"""(?P<y>(?:19|20)\d\d)(?P<dash>[-/.]?)(?P<m>\d\d)(?P=dash)(?P<d>\d\d)(?!\d{1,3}\b)""",
    re.IGNORECASE,
)
_KEY_TURNED = re.compile(
    r"""["']?\b(?P<key>[\w-]*(?:publi[sc]|posted|issued)[\w-]*)["']?\s*[:=]\s*\\?["']?(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>20\d\d)""",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|modif|edited|revised|changed|aktualis|geändert|zuletzt|mis à jour|màj|actualiz|aggiornat|"
    r"bijgewerkt|gewijzigd|atualiz|oppdatert|uppdaterad|opdateret|обновлен|изменен|수정|更新|修改",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi|posted|written|issued|created|veröffentlicht|erstellt|gepubliceerd|geplaatst|opublikowan|publicerad|"
    r"опубликован|입력|등록|发布|發布|公開",
    re.IGNORECASE,
)
_MARK = re.compile(r"date|time|publi|posted|byline|dateline|datum|fecha|stamp", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "select", "option"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_CAPTIONS = frozenset({"figcaption", "figure", "caption"})
_SHORTEST_TITLE = 12


@dataclass(frozen=True, slots=True)
class _Shown:
    """A day on the page, and how many seen characters in.

    ``marked``: its element or a label says that it is a day. ``changed``: the label is that of a change. ``sure``: it
    can mean no other day. ``in_prose``: it stands in a sentence or under a picture.
    """

    day: date
    at: int
    marked: bool
    changed: bool
    linked: bool
    sure: bool
    in_prose: bool


def shown_day(
    tree: HtmlElement, titles: Sequence[str], guess: date | None, address: Published | None, language: str | None
) -> date | None:
    """The day on which the page was published, as far as its own parts agree; ``None`` where they do not.

    The witnesses: ``guess``, which is what htmldate finds; the title element; the day or month in ``address``; values
    in scripts whose keys speak of publication; a day beside the headline or one that its own element marks. Two of them
    are enough, and so is a marked day right under the headline, which stands for two. Of several such days that with
    most witnesses is taken, of equals that beside the headline, then the earlier. A day that a label calls that of a
    change is no witness.
    """
    seen = _Seen(tree)
    months = _months(language)
    shown = list(_shown(seen, months))
    votes: defaultdict[date, set[str]] = defaultdict(set)
    if guess is not None:
        votes[guess].add("guess")
    title = tree.find(".//title")
    for day, _, _ in _days(str(title.text_content()) if title is not None else "", months):
        votes[day].add("title")
    for day in _days_in_scripts(tree):
        votes[day].add("script")
    headlines = seen.headlines(titles)
    beside: set[date] = set()
    for one in shown:
        if one.changed or one.in_prose:
            continue
        near = any(-_BEFORE_HEADING <= one.at - end <= _AFTER_HEADING for end in headlines)
        if near or one.marked:
            votes[one.day].add("shown")
        if near:
            beside.add(one.day)
    for end in headlines:
        under = [one for one in shown if 0 <= one.at - end <= _UNDER_HEADING and not one.linked]
        if under and under[0].marked and under[0].sure and not under[0].changed:
            votes[under[0].day] |= {"shown", "under"}
    if address is not None and address.start is not None and address.end is not None:
        for voted, witnesses in votes.items():
            if address.start <= voted <= address.end:
                witnesses.add("address")
    agreed = [day for day, witnesses in votes.items() if len(witnesses) >= _WITNESSES]
    return min(agreed, key=lambda day: (-len(votes[day]), day not in beside, day), default=None)


def _days_in_scripts(tree: HtmlElement) -> Iterator[date]:
    for element in tree.iter("script"):
        for pattern in (_KEY, _KEY_TURNED):
            for found in pattern.finditer(element.text or ""):
                day = _date(found["y"], found["m"], found["d"])
                if day is not None and not _CHANGED.search(found["key"]):
                    yield day


class _Seen:
    """What a reader sees of a page, in order, and which element each stretch of it stands in."""

    def __init__(self, tree: HtmlElement) -> None:
        self.parts: list[tuple[int, str, HtmlElement]] = []
        self._headings: list[tuple[str, str, int]] = []
        self._length = 0
        open_at: list[int] = []
        walk = iterwalk(tree, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start" and element.tag in _UNSEEN:
                walk.skip_subtree()
            elif event == "start":
                if element.tag in _HEADINGS:
                    open_at.append(len(self.parts))
                self._add(element.text, element)
                if element.tag == "time" and element.get("datetime"):
                    self._add(element.get("datetime"), element)
            else:
                if event == "end" and element.tag in _HEADINGS and open_at:
                    text = _folded("".join(part for _, part, _ in self.parts[open_at.pop() :]))
                    self._headings.append((element.tag, text, self._length))
                self._add(element.tail, element.getparent())

    def headlines(self, titles: Sequence[str]) -> list[int]:
        """Where the headlines end: headings that hold the page's title; without one, those of the first level."""
        wanted = {_folded(title) for title in titles} - {""}
        titled = [end for _, text, end in self._headings if any(_is_title(text, title) for title in wanted)]
        return titled or [end for tag, text, end in self._headings if tag == "h1" and text]

    def _add(self, text: str | None, element: HtmlElement | None) -> None:
        if element is not None and text and (squeezed := " ".join(text.split())):
            self.parts.append((self._length, squeezed + " ", element))
            self._length += len(squeezed) + 1


def _is_title(heading: str, title: str) -> bool:
    """Whether a heading is the title, or the whole of it but for a site's name."""
    return len(heading) >= _SHORTEST_TITLE and (heading in title or title in heading)


def _shown(seen: _Seen, months: Mapping[str, int]) -> Iterator[_Shown]:
    """The days in what is seen. A day may be spread over several elements, but not over two lines of prose."""
    starts = [at for at, _, _ in seen.parts]
    text = "".join(part for _, part, _ in seen.parts)
    for day, start, sure in _days(text, months):
        _, stretch, element = seen.parts[bisect_right(starts, start) - 1]
        around = [element, *islice(element.iterancestors(), 2)]
        before = text[max(0, start - _LABEL) : start]
        label = max((found.end() for found in _PUBLISHED.finditer(before)), default=-1)
        change = max((found.end() for found in _CHANGED.finditer(before)), default=-1)
        yield _Shown(
            day=day,
            at=start,
            marked=label > change or any(_is_mark(one) for one in around),
            changed=change > label,
            linked=any(one.tag == "a" for one in around),
            sure=sure,
            in_prose=(len(stretch) > _BYLINE_CHARS and label < 0) or any(one.tag in _CAPTIONS for one in around),
        )


def _is_mark(element: HtmlElement) -> bool:
    said = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    return element.tag == "time" or _MARK.search(said) is not None


def _days(text: str, months: Mapping[str, int]) -> Iterator[tuple[date, int, bool]]:
    """The days written in a text, where each starts, and whether it can mean no other: 3/4/2024 comes as both."""
    for pattern in _NUMBERS:
        for found in pattern.finditer(text):
            if day := _date(found["y"], found["m"], found["d"]):
                yield day, found.start(), "/" not in found.group() or found.group().startswith(found["y"])
    for found in _AMERICAN.finditer(text):
        if day := _date(found["y"], found["m"], found["d"]):
            yield day, found.start(), False
    for pattern in _NAMED:
        for found in pattern.finditer(text):
            month = months.get(found["name"].casefold())
            if month and (day := _date(found["y"], str(month), found["d"])):
                yield day, found.start(), True


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _months(language: str | None) -> Mapping[str, int]:
    """The months by their names and short names; a page's own language first, as it may be declared wrongly."""
    names: dict[str, int] = {}
    for code in (*((language,) if language else ()), *_LANGUAGES):
        for name, month in _month_names(code).items():
            names.setdefault(name, month)
    return names


@lru_cache
def _month_names(language: str) -> Mapping[str, int]:
    names: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            try:
                found = get_month_names(width, context, language)
            except (UnknownLocaleError, ValueError):
                return {}
            names |= {str(name).rstrip(".").casefold(): int(month) for month, name in found.items()}
    return names


def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
