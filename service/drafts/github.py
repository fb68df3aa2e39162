"""A run for GitHub Actions: annotations and the job's summary, gravest first, within what GitHub shows."""

from __future__ import annotations

import html
from collections.abc import Iterator

from service.drafts.findings import Level, Reported, Run, counted, deciding, message
from service.drafts.wording import write_published

SHOWN_PER_KIND = 10
"""GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without a word."""

MAX_SUMMARY_BYTES = 1024 * 1024
"""What GitHub takes as the summary of a step; over it, it shows none of it and fails the step."""

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


def as_summary(run: Run, most_bytes: int = MAX_SUMMARY_BYTES) -> str:
    """The run as the summary of a job: a line, and a table of findings with what could be written instead.

    At most ``most_bytes`` in UTF-8. The table is HTML, in which no text of a draft or a passage is read as Markdown.
    """
    opening = f"### Onrecord\n\n{html.escape(run.summary)}\n"
    head = "\n<table>\n<tr><th>Where</th><th>Sentence</th><th>What the index says</th></tr>\n"
    rows, left = [], most_bytes - len((opening + head + _more(len(run.findings))).encode())
    for reported in run.findings:
        row = _row(reported)
        left -= len(row.encode())
        if left < 0:
            break
        rows.append(row)
    if not run.findings:
        return opening
    over = len(run.findings) - len(rows)
    return opening + head + "".join(rows) + (_more(over) if over else "</table>\n")


def _more(n: int) -> str:
    return f"</table>\n\n{counted(n, 'finding')} more than GitHub shows: see the log of this step.\n"


def _row(reported: Reported) -> str:
    """One line of the table, in which nothing begins a line and nothing is a tag."""
    sentence, check = reported.sentence, reported.check
    title = _TITLES.get(str(reported.verdict), "Not enough evidence")
    said = []
    for evidence in deciding(check) if check is not None else []:
        source = evidence["source"]
        who = source["publisher"] or source["origin"] or source["title"] or "publisher not known"
        when = write_published(source["published_at"]) or "undated"
        said.append(f"“{evidence['passage']['text']}” ({who}, {when})")
    if not said and check is not None:
        said.append(check["summary"])
    if sentence["suggestion"] is not None:
        said.append(f"Suggested: {sentence['suggestion']['text']} [passage {sentence['suggestion']['passage_id']}]")
    cells = [f"{reported.place} {title}", sentence["text"], *said]
    place, text, *rest = (html.escape(_on_one_line(_writable(cell))) for cell in cells)
    return f"<tr><td>{place}</td><td>{text}</td><td>{'<br>'.join(rest)}</td></tr>\n"


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


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
