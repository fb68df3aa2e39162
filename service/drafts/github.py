"""A run as workflow commands of GitHub Actions: annotations, gravest first, within what GitHub shows."""

from __future__ import annotations

from collections.abc import Iterator

from service.drafts.findings import Level, Reported, Run, counted, message

SHOWN_PER_KIND = 10
"""GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without a word."""

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_TITLES = {"contradicted": "Contradicted", "disputed": "Disputed", "outdated": "Outdated"}


def as_annotations(run: Run) -> Iterator[str]:
    """Lines to print: annotations, then plain lines for those over the limit, then a notice that sums up.

    One notice of the ten is kept for the sum.
    """
    left = {Level.ERROR: SHOWN_PER_KIND, Level.WARNING: SHOWN_PER_KIND, Level.NOTE: SHOWN_PER_KIND - 1}
    over: list[Reported] = []
    for reported in run.findings:
        level = reported.level or Level.NOTE
        if left[level]:
            left[level] -= 1
            yield _annotation(reported, level)
        else:
            over.append(reported)
    for reported in over:
        yield f"{_on_one_line(reported.place)}: {reported.verdict}: {_on_one_line(reported.sentence['text'])}"
    more = f" {counted(len(over), 'finding')} more than GitHub shows: see the log of this step." if over else ""
    yield f"::notice title=Onrecord::{_data(run.summary + more)}"


def _annotation(reported: Reported, level: Level) -> str:
    sentence = reported.sentence
    places = {
        "file": reported.path,
        "line": str(sentence["line"]),
        "endLine": str(reported.end_line),
        "title": _TITLES.get(str(reported.verdict), "Not enough evidence"),
    }
    if reported.end_line == sentence["line"]:  # GitHub takes columns for one line only
        places |= {"col": str(sentence["column"]), "endColumn": str(reported.end_column)}
    listed = ",".join(f"{name}={_property(value)}" for name, value in places.items())
    told = f"“{sentence['text']}” {message(reported)}"
    return f"::{_COMMANDS[level]} {listed}::{_data(told)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _on_one_line(text: str) -> str:
    """``text`` without line breaks, so that nothing of it can begin a line and be taken for a command."""
    return " ".join(text.split())
