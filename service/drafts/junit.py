"""A run as JUnit XML: a file is a suite, a sentence a case; what could not be decided is an error, never a pass."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from service.drafts.findings import Level, Reported, Run, by_path, message

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAX_NAME_CHARS = 120


def as_junit(run: Run) -> str:
    """The run as a document."""
    root = ElementTree.Element("testsuites", name="onrecord draft")
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for path, sentences in by_path(run.reported).items():
        suite = ElementTree.SubElement(root, "testsuite", name=_clean(path))
        counts = dict.fromkeys(totals, 0)
        for reported in sentences:
            if reported.check is not None or reported.ignored is not None:
                outcome = _case(suite, run, reported)
                counts["tests"] += 1
                if outcome in counts:
                    counts[outcome] += 1
        for name, n in counts.items():
            suite.set(name, str(n))
            totals[name] += n
    for name, n in totals.items():
        root.set(name, str(n))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(suite: ElementTree.Element, run: Run, reported: Reported) -> str:
    """Adds the sentence; which count it belongs to."""
    sentence = reported.sentence
    text = sentence["text"]
    short = text if len(text) <= _MAX_NAME_CHARS else text[: _MAX_NAME_CHARS - 1] + "…"
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=_clean(f"{sentence['line']}:{sentence['column']} {short}"),
        classname=_clean(reported.path),
        file=_clean(reported.path),
        line=str(sentence["line"]),
    )
    if reported.ignored is not None or reported.known:
        ElementTree.SubElement(case, "skipped", message=_clean(reported.ignored or "known from the baseline"))
        return "skipped"
    if run.fails(reported):
        return _outcome(case, "failure", reported)
    if reported.level is Level.NOTE and not run.allow_undecided:
        return _outcome(case, "error", reported)
    if reported.level is not None:
        ElementTree.SubElement(case, "system-out").text = _clean(f"{reported.verdict}: {message(reported)}")
    return "passed"


def _outcome(case: ElementTree.Element, kind: str, reported: Reported) -> str:
    told = message(reported)
    element = ElementTree.SubElement(case, kind, message=_clean(told), type=str(reported.verdict))
    element.text = _clean(f"{reported.place}\n{reported.sentence['text']}\n{told}")
    return f"{kind}s"


def _clean(text: str) -> str:
    """``text`` without what XML 1.0 cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)
