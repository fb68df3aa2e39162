"""A run for people: each finding with its place, the sentence, and the passages beside it."""

from __future__ import annotations

import textwrap

from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.assessment.records import Stance
from service.client import Check, Evidence
from service.drafts.findings import Reported, Run, deciding
from service.drafts.wording import write_published
from service.rendering import VERDICTS, clean

SIDE_BY_SIDE_WIDTH = 110
"""From this many columns on, the passages stand beside the sentence; below it, under it."""

_MARKS = {Stance.SUPPORTS: ("+", "green"), Stance.CONTRADICTS: ("-", "red")}


def render_run(console: Console, run: Run, show_all: bool = False) -> None:
    """Prints the run. ``show_all`` adds what was supported, ignored or known."""
    shown = run.reported if show_all else run.findings
    for reported in sorted(shown, key=lambda r: (r.path, r.sentence["start"])):
        if reported.check is not None or reported.ignored is not None:
            _render(console, reported)
    console.print(run.summary, style="bold", soft_wrap=True)


def _render(console: Console, reported: Reported) -> None:
    check = reported.check
    if check is None or reported.verdict is None:
        console.print(Text(f"{reported.place}  ignored: {clean(reported.ignored or '')}", "dim"), soft_wrap=True)
        console.print()
        return
    word, _, colour = VERDICTS[reported.verdict]
    title = Text(f"{reported.place}  ") + Text(word.upper(), f"bold {colour}")
    title += Text(f" ({check['confidence']:.0%} sure)" + (", known from the baseline" if reported.known else ""), "dim")
    console.print(title, soft_wrap=True)
    if console.width >= SIDE_BY_SIDE_WIDTH:
        table = Table.grid(padding=(0, 3), expand=True)
        table.add_column(ratio=2)
        table.add_column(ratio=3)
        table.add_row(Text(clean(reported.sentence["text"]), "bold"), _passages(check, console.width * 3 // 5 - 4))
        console.print(table)
    else:
        _print(console, clean(reported.sentence["text"]), "bold")
        console.print(_passages(check, min(console.width, 100) - 2), soft_wrap=True)
    suggestion = reported.sentence["suggestion"]
    if suggestion is not None:
        _print(console, f"Suggested: {clean(suggestion['text'])} [passage {suggestion['passage_id']}]", "cyan")
    console.print()


def _passages(check: Check, width: int) -> Text:
    """The deciding passages with who said it, where and when; else why nothing decides."""
    found = deciding(check)
    lines: list[Text] = []
    for evidence in found:
        mark, colour = _MARKS[Stance(evidence["stance"])]
        quoted = f"{mark} {clean(evidence['passage']['text'])}"
        lines += [Text(line, colour) for line in _wrapped(quoted, width, hang=2)]
        lines += [Text(line, "dim") for line in _wrapped(f"  {_attribution(evidence)}", width, hang=2)]
    if not found:
        reasons = [r["message"] for claim in check["claims"] for r in claim["reasons"]]
        lines = [Text(line, "dim") for line in _wrapped(clean(reasons[0] if reasons else check["summary"]), width, 0)]
    return Text("\n").join(lines)


def _attribution(evidence: Evidence) -> str:
    source, speaker = evidence["source"], evidence["speaker"]
    parts = [source["publisher"] or source["origin"] or source["title"] or "publisher not known"]
    parts.append(write_published(source["published_at"]) or "undated")
    if speaker:
        parts.append(f"said by {speaker['name']}")
    if source["url"]:
        parts.append(source["url"])
    return clean(" · ".join(parts))


def _wrapped(text: str, width: int, hang: int) -> list[str]:
    lead = len(text) - len(text.lstrip())
    return textwrap.wrap(
        text.strip(),
        max(width, 20),
        initial_indent=" " * lead,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _print(console: Console, text: str, style: str) -> None:
    for line in _wrapped(text, min(console.width, 100), 0):
        console.print(Text(line, style), soft_wrap=True)
