"""How an answer reads in a terminal: the verdict in plain words, then each passage with who said it, where and when.

Good at 80 columns and without colour. Words that come from documents are printed as text: no markup is read in them and
control characters are taken out, so that an article cannot write to the reader's terminal.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.style import Style
from rich.text import Text

from index.records import Copy, Coverage, DateMethod, Edition, Precision, Published, Source, StoredDocument
from service.answers import Answer, ClaimAnswer, Evidence, Speaker, TimelinePoint
from service.assessment.records import Qualifier, Reason, Stance, Verdict

VERDICTS = {
    Verdict.SUPPORTED: ("Supported", "passages say it, and none of the same or a later time says otherwise", "green"),
    Verdict.CONTRADICTED: ("Contradicted", "passages exclude it, and none ever supported it", "red"),
    Verdict.DISPUTED: ("Disputed", "sources of the same time disagree", "magenta"),
    Verdict.OUTDATED: ("Outdated", "it was so earlier, later reports changed it", "yellow"),
    Verdict.NOT_ENOUGH_EVIDENCE: ("Not enough evidence", "nothing in the index decides it", "cyan"),
    Verdict.NOT_CHECKABLE: ("Not checkable", "evidence cannot decide this kind of sentence", "cyan"),
}
"""Each verdict as a word, as a plain sentence, and its colour."""

QUALIFIERS = {
    Qualifier.PARTIAL: "part of the statement is not covered",
    Qualifier.ATTRIBUTED_ONLY: "every passage for it reports what somebody said",
    Qualifier.SINGLE_SOURCE: "there is only one independent source",
    Qualifier.HEDGE_STRONGER: "the statement is firmer than its source",
    Qualifier.SCOPE_DIFFERS: "a near passage speaks of another part, place, time or unit",
    Qualifier.WRONG_SPEAKER: "said, but by somebody else",
    Qualifier.DERIVED: "follows by arithmetic only",
}

STANCES = {
    Stance.SUPPORTS: ("+", "supports", "green"),
    Stance.CONTRADICTS: ("-", "contradicts", "red"),
    Stance.NEUTRAL: ("·", "neutral", "default"),
}

DATE_METHODS = {
    DateMethod.GIVEN: "given",
    DateMethod.META: "from its metadata",
    DateMethod.URL: "from its address",
    DateMethod.DATELINE: "from its dateline",
    DateMethod.TEXT: "inferred from its text",
    DateMethod.UNKNOWN: "date not known",
}

MAX_WIDTH = 100
"""Widest column of text: longer lines are hard to read."""

NEUTRAL_SHOWN = 2
"""Passages that decide nothing, shown where nothing else does; the rest is counted. ``show_all`` shows them."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Not strftime's: the reader's locale must not change the answer."""


def render_answer(console: Console, answer: Answer, show_all: bool = False) -> None:
    """Prints ``answer`` for people. ``show_all`` adds the passages that decide nothing."""
    _print(console, f"“{clean(answer.statement)}”", "bold")
    if answer.as_of is not None:
        _print(console, f"as known on {write_day(answer.as_of)}", "dim")
    console.print()
    _print_verdict(console, answer.verdict, answer.confidence)
    _print(console, clean(answer.summary))
    for claim in answer.claims:
        console.print()
        if len(answer.claims) > 1:
            _print(console, f"Claim: “{clean(claim.text)}”", "bold")
            _print_verdict(console, claim.verdict, claim.confidence)
        _render_claim(console, claim, show_all)
    console.print()
    _print(console, _searched(answer.searched), "dim")


def _render_claim(console: Console, claim: ClaimAnswer, show_all: bool) -> None:
    for qualifier in claim.qualifiers:
        _print(console, f"Mind: {QUALIFIERS[qualifier]}.", hang=6, lead=(5, "bold"))
    for why in dict.fromkeys(map(_reason, claim.reasons)):
        _print(console, f"Why:  {why}", hang=6, lead=(4, "bold"))
    if claim.unaddressed:
        words = ", ".join(f"“{clean(part.text)}”" for part in claim.unaddressed)
        _print(console, f"No passage uses the words {words}.")
    shown, left_out = select_evidence(claim.evidence, show_all)
    for evidence in shown:
        console.print()
        _render_evidence(console, evidence)
    if left_out:
        console.print()
        said = "passage was read; it decides" if left_out == 1 else "passages were read; they decide"
        _print(console, f"{left_out} more {said} nothing.", "dim")
    if len(claim.timeline) > 1:
        console.print()
        _print(console, "How it moved", "bold")
        for line in timeline_lines(claim.timeline):
            _print(console, line, indent=2, hang=13)


def select_evidence(evidence: Sequence[Evidence], show_all: bool = False) -> tuple[list[Evidence], int]:
    """What people are shown, and how many passages are only counted. Deciding passages are never left out."""
    deciding = [e for e in evidence if e.stance is not Stance.NEUTRAL]
    neutral = [e for e in evidence if e.stance is Stance.NEUTRAL]
    kept = neutral if show_all else ([] if deciding else neutral[:NEUTRAL_SHOWN])
    return deciding + kept, len(neutral) - len(kept)


def _render_evidence(console: Console, evidence: Evidence) -> None:
    mark, word, colour = STANCES[evidence.stance]
    _print(console, f"{mark} {word}", f"bold {colour}")
    _print(console, f"> {clean(evidence.passage.text)}", indent=2, hang=2)
    _print(console, _attribution(evidence), indent=2)
    source = evidence.source
    if source.url:
        _print_link(console, clean(source.url), evidence.link)
    if source.copies:
        _print(console, "also in " + _join(_copy(copy) for copy in source.copies), indent=2)
    for why in dict.fromkeys(map(_reason, evidence.reasons)):
        _print(console, why, "dim", indent=2)


def _attribution(evidence: Evidence) -> str:
    source = evidence.source
    parts = [clean(source.publisher or source.title or "publisher not known"), write_published(source.published)]
    if source.origin and source.origin != source.publisher:
        parts.insert(1, f"from {clean(source.origin)}")
    if evidence.speaker:
        parts.append(write_speaker(evidence.speaker))
    if source.retracted:
        parts.append("RETRACTED")
    return " · ".join(parts)


def write_speaker(speaker: Speaker) -> str:
    """Who says it, and whom they cite: ``said by Ilse Marrin, citing Greta Holm``."""
    nearest, *origins = speaker.chain or (speaker.name,)
    lead = "according to" if speaker.cue.casefold() == "according to" else "said by"
    return f"{lead} {clean(nearest)}" + "".join(f", citing {clean(name)}" for name in origins)


def write_published(published: Published) -> str:
    """A publication date at its own precision, and how it is known: ``5 March 2025 (from its dateline)``."""
    if published.start is None or published.end is None:
        return DATE_METHODS[DateMethod.UNKNOWN]
    written = {
        Precision.MONTH: lambda day: f"{_MONTHS[day.month - 1]} {day.year}",
        Precision.YEAR: lambda day: str(day.year),
    }.get(published.precision, write_day)(published.start)
    if published.precision is Precision.INTERVAL:
        written = f"{write_day(published.start)} to {write_day(published.end)}"
    return f"{written} ({DATE_METHODS[published.method]})"


def write_day(day: date) -> str:
    """``5 March 2025``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def timeline_lines(points: Sequence[TimelinePoint]) -> Iterator[str]:
    """One line a point: its date, the figure as printed, who says so."""
    for point in points:
        when = point.published_at[:10] if point.published_at else "undated"
        value = clean(point.value.text) if point.value else "no figure"
        who = ", ".join(clean(name) for name in (point.speaker, point.publisher) if name)
        yield f"{when:<12} {value}" + (f"  ({who})" if who else "")


def _print_verdict(console: Console, verdict: Verdict, confidence: float) -> None:
    word, meaning, colour = VERDICTS[verdict]
    line = f"{word.upper()} - {meaning} ({confidence:.0%} sure)"
    _print(console, line, lead=(len(word), f"bold {colour}"))


def _reason(reason: Reason) -> str:
    """The message, with the two values where the message does not already hold them."""
    message = clean(reason.message)
    values = [
        f"{name} “{clean(value)}”"
        for name, value in (("statement", reason.claim_value), ("source", reason.source_value))
        if value and clean(value) not in message
    ]
    return message + (f" [{'; '.join(values)}]" if values else "")


def _searched(searched: Coverage) -> str:
    span = ""
    if searched.earliest and searched.latest:
        last = "" if searched.latest == searched.earliest else f" to {write_day(searched.latest)}"
        span = f", published {write_day(searched.earliest)}{last}"
    text = f"Searched {count(searched.passages, 'passage')} in {count(searched.documents, 'document')}{span}."
    left_out = []
    if searched.later:
        left_out.append(f"{count(searched.later, 'document')} published later")
    if searched.undated:
        left_out.append(f"{count(searched.undated, 'document')} without a known date")
    return text + (f" Left out: {_join(left_out)}." if left_out else "")


def count(n: int, noun: str) -> str:
    """``1 passage``, ``1,204 passages``."""
    return f"{n:,} {noun}" + ("" if n == 1 else "es" if noun.endswith("ch") else "s")


def _copy(copy: Copy) -> str:
    name = clean(copy.publisher or copy.url or copy.document_id)
    return f"{name} ({copy.published_at[:10]})" if copy.published_at else name


def _join(parts: Iterable[str]) -> str:
    listed = list(parts)
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + f" and {listed[-1]}"


def clean(text: str) -> str:
    """``text`` on one line, without control and direction-changing characters."""
    kept = ("".join(" " if c.isspace() else c for c in text if c.isspace() or not _is_control(c))).split(" ")
    return " ".join(word for word in kept if word)


def _is_control(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cc", "Cs")
        or character in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def render_document(console: Console, document: StoredDocument, with_text: bool = True) -> None:
    """Prints where a document comes from, and its cleaned text."""
    source = document.source
    _print(console, clean(source.title or "Untitled"), "bold")
    facts = {
        "id": source.document_id,
        "publisher": source.publisher,
        "published": write_published(source.published),
        "read from": source.published.evidence,
        "authors": ", ".join(source.authors),
        "origin": source.origin,
        "address": source.url,
        "modified": source.modified_at,
        "retrieved": source.retrieved_at,
        "language": source.language,
        "collection": document.collection,
        "passages": f"{document.passages:,}, {count(len(document.removed), 'stretch')} of page furniture left out",
        "copies": ", ".join(_copy(copy) for copy in source.copies),
        "superseded": _superseded(document),
        "supersedes": ", ".join(_edition(edition) for edition in document.supersedes),
        "retracted": "yes: it never supports anything" if source.retracted else None,
    }
    for name, value in facts.items():
        if value:
            _print(console, f"{name:<11} {clean(value)}", hang=12, lead=(len(name), "dim"))
    if with_text:
        console.print()
        for paragraph in document.text.splitlines():
            _print(console, clean(paragraph)) if paragraph.strip() else console.print()


def _superseded(document: StoredDocument) -> str | None:
    if document.superseded_by is None:
        return None
    on = document.superseded_on
    day = f"found only as of a day before {write_day(on)}" if on else "not found any more"
    return f"by {document.superseded_by}, the current text at this address; {day}"


def _edition(edition: Edition) -> str:
    day = (edition.modified_at or edition.published_at or "undated")[:10]
    return f"{edition.document_id} ({day})"


def source_line(source: Source) -> str:
    """Publisher, date and title of a document on one line."""
    parts = (source.publisher or "publisher not known", source.published.text or "undated", source.title or "untitled")
    return " · ".join(clean(part) for part in parts)


def _print(
    console: Console, text: str, style: str = "", indent: int = 0, hang: int = 0, lead: tuple[int, str] = (0, "")
) -> None:
    """Prints wrapped text, ``indent`` columns in, lines after the first ``hang`` further.

    ``lead``: how many characters at the beginning have a style of their own, and which.
    """
    lines = textwrap.wrap(
        text,
        min(console.width, MAX_WIDTH),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
    for number, line in enumerate(lines):
        styled = Text(line, style=style)
        if number == 0 and lead[0]:
            styled.stylize(lead[1], indent, indent + lead[0])
        console.print(styled, soft_wrap=True)


def _print_link(console: Console, url: str, link: str | None) -> None:
    """The address whole, so that it can be copied; on a terminal it opens at the sentence."""
    style = Style(link=link or url) if console.is_terminal else Style()
    console.print(Text("  ") + Text(url, style=style), soft_wrap=True)
