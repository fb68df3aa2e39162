"""How well articles are taken out of web pages: text, day, publisher; ours beside plain trafilatura and htmldate.

    python -m benchmarks.extraction [fundus readability htmldate trafilatura goose3]

The pages are the labelled ones in ../shared/corpora, whose README files say where they come from. Both sides read the
same pages in the same run. Nothing is handed in beside the page but, for ours, what ``--url`` would give.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import htmldate
import trafilatura

from index.cleaning import clean
from index.dates import find_published
from index.errors import InputError
from index.records import BlockKind, CleanedText
from index.sentences import split_sentences
from index.sources.html import read_html
from index.sources.text import decode

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled page. What a corpus does not say is empty."""

    html: str
    name: str
    url: str | None = None
    day: str | None = None
    publisher: str | None = None
    title: str | None = None
    text: str | None = None
    prefix: str | None = None
    has_captions: bool = False
    contains: Sequence[str] = ()
    lacks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one side made of a page. ``days`` are those that its date can mean, in its own zone and in UTC."""

    text: str
    lines: Sequence[str]
    sentences: Sequence[str] = ()
    days: frozenset[str] = frozenset()
    publisher: str | None = None
    url: str | None = None


@dataclass(slots=True)
class Tally:
    """Sums for one side and one corpus."""

    sums: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    counts: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, measure: str, value: float) -> None:
        """Counts one value."""
        self.sums[measure] += value
        self.counts[measure] += 1

    def means(self) -> dict[str, float]:
        """The mean of each measure."""
        return {measure: self.sums[measure] / n for measure, n in self.counts.items()}


# --- the corpora ------------------------------------------------------------------------------------------------------


def _records(corpus: str, file: str) -> Iterator[dict[str, Any]]:
    for line in (CORPORA / corpus / file).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _said(value: object) -> str | None:
    """A string; the corpora write what is missing as null, as an empty string or as NaN."""
    return value if isinstance(value, str) and value else None


def _unzipped(path: Path) -> str:
    return decode(gzip.decompress(path.read_bytes()))


def _fundus(every_language: bool) -> Iterator[Page]:
    for record in _records("fundus", "documents.jsonl"):
        english = (record["lang"] or "").startswith("en")
        yield Page(
            html=_unzipped(CORPORA / "fundus" / record["html"]),
            name=record["doc_id"],
            url=_said(record["url"]),
            day=_said(record["date"]),
            publisher=record["publisher"] if every_language or english else None,
            title=record["title"],
            text=record["text"] if english else None,
        )


def _readability(_: bool) -> Iterator[Page]:
    for record in _records("readability", "documents.jsonl"):
        english = (_said(record["lang"]) or "en").startswith("en")
        made_up = "lorem ipsum" in record["text"].casefold()  # the same paragraph over and over, which is no news
        yield Page(
            html=(CORPORA / "readability" / record["page"] / "source.html").read_text(encoding="utf-8"),
            name=record["doc_id"],
            url=_said(record["url"]),
            day=_said(record["date"]),
            title=record["title"],
            text=record["text"] if english and not made_up else None,
            has_captions=True,
        )


def _htmldate(_: bool) -> Iterator[Page]:
    for record in _records("htmldate", "pages.jsonl"):
        html = _unzipped(CORPORA / "htmldate" / record["html"])
        yield Page(html, record["doc_id"], _said(record["url"]), _said(record["date"]))


def _trafilatura(_: bool) -> Iterator[Page]:
    for record in _records("trafilatura", "pages.jsonl"):
        yield Page(
            html=_unzipped(CORPORA / "trafilatura" / record["html"]),
            name=record["doc_id"],
            url=_said(record["url"]),
            contains=record["must_contain"] or (),
            lacks=[*(record["must_not_contain"] or ()), *(record["comments"] or ())],
        )


def _goose3(_: bool) -> Iterator[Page]:
    for file in sorted((CORPORA / "goose3").rglob("*.json")):
        page = file.with_suffix(".html")
        expected = json.loads(file.read_text(encoding="utf-8"))
        prefix = (expected.get("expected") or {}).get("cleaned_text")
        if page.exists() and prefix:
            yield Page(decode(page.read_bytes()), file.stem, expected.get("url"), prefix=prefix)


READERS: Mapping[str, Callable[[bool], Iterator[Page]]] = {
    "fundus": _fundus,
    "readability": _readability,
    "htmldate": _htmldate,
    "trafilatura": _trafilatura,
    "goose3": _goose3,
}


# --- the two sides ----------------------------------------------------------------------------------------------------


def read_ours(page: Page) -> Reading:
    """The page as it would be indexed, without its title line, and without captions unless the corpus counts them."""
    submission = read_html(page.html, hints={"url": page.url} if page.url else None)
    try:
        cleaned = clean(submission)
    except InputError:
        cleaned = CleanedText("", (), ())  # no such page is taken in, yet it has a day, and htmldate is asked for it
    published = find_published(submission, cleaned)
    days = {str(published.start), (published.text or "")[:10]} if published.start == published.end else set()
    blocks = [
        cleaned.text[block.start : block.end]
        for number, block in enumerate(cleaned.blocks)
        if (page.has_captions or block.kind is not BlockKind.CAPTION)
        and not (number == 0 and block.kind is BlockKind.HEADLINE)
    ]
    sentences = [
        cleaned.text[span.start : span.end] for span in split_sentences(cleaned) if span.kind is not BlockKind.CAPTION
    ]
    days -= {"None", ""}
    return Reading("\n".join(blocks), blocks, sentences, frozenset(days), submission.publisher, submission.url)


def read_theirs(page: Page) -> Reading:
    """The page by trafilatura with its defaults, and htmldate asked for the first publication."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = page.text or page.contains or page.lacks or page.prefix
        text = (trafilatura.extract(page.html, url=page.url) or "") if wanted else ""
        day = htmldate.find_date(page.html, url=page.url, original_date=True) if page.day else None
    lines = text.splitlines()
    if lines and page.title and _folded(lines[0]) == _folded(page.title):
        lines = lines[1:]
    sentences = [sentence for line in lines for sentence in re.split(r"(?<=[.!?])\s+", line) if sentence]
    return Reading("\n".join(lines), lines, sentences, frozenset({day} if day else ()))


# --- the measures -----------------------------------------------------------------------------------------------------


def measure(page: Page, reading: Reading, tally: Tally) -> None:
    """Adds what a reading is worth to a tally."""
    if page.text:
        precision, recall, f1 = overlap(reading.text, page.text)
        for name, value in (("text precision", precision), ("text recall", recall), ("text F1", f1)):
            tally.add(name, value)
        gold = _folded(page.text)
        for line in reading.lines:
            tally.add("lines that are not in it", _folded(line) not in gold and overlap(line, page.text)[0] < 0.8)
        for sentence in reading.sentences:
            strange = _is_strange(sentence, page)
            tally.add("sentences that are not in it", strange)
            if strange:
                tally.misses.append((page.name, "sentence", sentence[:100]))
        if f1 < 0.8:
            tally.misses.append((page.name, "text", f"P {precision:.2f} R {recall:.2f}"))
    if page.day:
        _measure_day(page, page.day, reading, tally)
    if page.publisher:
        right = _is_publisher(page.publisher, page.url, reading)
        tally.add("publisher", right)
        if not right:
            tally.misses.append((page.name, "publisher", f"{reading.publisher} ({reading.url})"))
    for segments, name in ((page.contains, "must contain"), (page.lacks, "must not contain")):
        for segment in segments:
            there = _squeezed(segment) in _squeezed(reading.text)
            tally.add(name, there)
            if there != (name == "must contain"):
                tally.misses.append((page.name, name, segment[:80]))
    if page.prefix:
        there = _folded(page.prefix)[:60] in _folded(reading.text)
        tally.add("prefix", there)
        if not there:
            tally.misses.append((page.name, "prefix", page.prefix[:80]))


def _measure_day(page: Page, gold: str, reading: Reading, tally: Tally) -> None:
    right = gold[:10] in reading.days
    wrong = bool(reading.days) and not right
    tally.add("day right", right)
    tally.add("day wrong", wrong)
    if not right:
        tally.misses.append((page.name, "day", f"{gold[:10]}, found {sorted(reading.days) or 'unknown'}"))


def overlap(found: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the words, each as often as it is there."""
    ours, theirs = (Counter(re.findall(r"\w+", text.casefold())) for text in (found, gold))
    both = sum((ours & theirs).values())
    precision, recall = both / max(sum(ours.values()), 1), both / max(sum(theirs.values()), 1)
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def _is_strange(sentence: str, page: Page) -> bool:
    """Whether a sentence is neither in the labelled text or title nor shares half of its three-word runs with it."""
    folded = _folded(sentence)
    if not folded or folded in _folded(f"{page.title or ''} {page.text}"):
        return False
    runs, gold = _runs(sentence), set(_runs(page.text or ""))
    return sum(run in gold for run in runs) < 0.5 * max(1, len(runs))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return [tuple(words[i : i + 3]) for i in range(len(words) - 2)]


def _is_publisher(gold: str, url: str | None, reading: Reading) -> bool:
    """Whether the name is the labelled one, or the name or the address found has the labelled address's host."""
    name = _folded(reading.publisher or "")
    hosts = {_folded(_host(address)) for address in (url,) if address}
    return bool(name) and (name == _folded(gold) or name in hosts or _folded(_host(reading.url or "")) in hosts)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _squeezed(text: str) -> str:
    """The text without white space and what prints nothing. Case and punctuation stay: "Einfach" is a button's word."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if not char.isspace() and unicodedata.category(char) != "Cf")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


def run(corpora: Sequence[str], theirs: bool = True, every_language: bool = True) -> dict[str, dict[str, Tally]]:
    """corpus → side ("ours", "theirs") → its tally."""
    found: dict[str, dict[str, Tally]] = {}
    for corpus in corpora:
        sides = {"ours": (read_ours, Tally())} | ({"theirs": (read_theirs, Tally())} if theirs else {})
        for page in READERS[corpus](every_language):
            for reader, tally in sides.values():
                measure(page, reader(page), tally)
        found[corpus] = {side: tally for side, (_, tally) in sides.items()}
    return found


def main(arguments: Sequence[str]) -> None:
    """Prints one row a corpus and measure; with ``-v`` what was missed as well."""
    corpora = [name for name in arguments if name in READERS] or list(READERS)
    print("| corpus | measure | n | ours | trafilatura, htmldate |\n|---|---|---|---|---|")
    for corpus in corpora:
        sides = run([corpus], theirs="--ours" not in arguments)[corpus]
        ours = sides["ours"].means()
        theirs = sides["theirs"].means() if "theirs" in sides else {}
        for name, value in ours.items():
            other = f"{theirs[name]:.3f}" if name in theirs and name != "publisher" else ""
            print(f"| {corpus} | {name} | {sides['ours'].counts[name]} | {value:.3f} | {other} |", flush=True)
        if "-v" in arguments:
            for side, tally in sides.items():
                for miss in tally.misses:
                    print(f"  {side}: {'  '.join(miss)}")


if __name__ == "__main__":
    main(sys.argv[1:])
