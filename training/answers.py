"""Answers to the labelled development statements, with the signals that confidence is fitted on.

    cases + documents ──Archive──▶ one index a set, kept in the work folder ──Checker──▶ answers-SET.jsonl

Each answer is a line, written as soon as it is there: a run that was stopped goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from service.answering import METHOD, open_checker
from service.answers import CheckOptions
from service.assessment.confidence import UNCALIBRATED, Signals
from service.assessment.records import Verdict
from service.evaluation import Case, ingest, read_cases
from service.settings import Settings

PROJECT = Path(__file__).parent.parent
DEFAULT_SHARED = PROJECT.parent / "shared"
TIMELINES = "corpora/timelines/documents.jsonl"
DOCUMENTS = {
    "seeds": "cases/seed_docs.jsonl",
    "timelines": TIMELINES,
    "averitec": "cases/averitec_dev/documents.jsonl",
    "fnc1": "cases/fnc1_stance/documents.jsonl",
    "wice": "cases/wice/documents.jsonl",
}
CASES = {
    "seeds": "cases/seed_cases_dev.jsonl",
    "timelines": "cases/timeline_cases.jsonl",
    "averitec": "cases/averitec_dev/claims.jsonl",
    "fnc1": "cases/fnc1_stance/claims.jsonl",
    "wice": "cases/wice/claims.jsonl",
}
"""Never climate_fever: it is there to report on."""

MIXED = ("seeds", "timelines", "averitec", "fnc1")
"""Sets that are asked a second time over the documents of all of them: a newsroom's index holds many stories."""


@dataclass(frozen=True, slots=True)
class Collected:
    """One answer. ``group`` is the story or document that it must not be parted from in cross-validation.

    ``claims`` are the signals of its claims, in order; a claim in a language that is not judged has none.
    """

    set: str
    id: str
    group: str
    expected: Verdict
    verdict: Verdict
    right: bool
    claims: tuple[Signals, ...]


def collect(shared: Path, work: Path, threads: int, sets: Sequence[str], say: Any = print) -> None:
    """Asks every statement of ``sets`` that has no line yet in ``work``.

    A folder that was collected with other rules or models is refused: its answers would not be comparable.
    """
    work.mkdir(parents=True, exist_ok=True)
    for name in sets:
        _collect_set(shared, work, threads, name, say)


def _collect_set(shared: Path, work: Path, threads: int, name: str, say: Any) -> None:
    base = name.removesuffix("+others")
    held = (base,) if name == base else MIXED
    index = work / ("index-" + ("mixed" if held is MIXED else base))
    settings = replace(Settings.from_env({}), data=index, model_threads=threads)
    checker = open_checker(settings, UNCALIBRATED)
    try:
        done = index / "complete"
        if not done.exists():
            for part in held:
                _, refused = ingest(checker, shared / DOCUMENTS[part])
                say(f"{index.name}: {part} added, {len(refused)} refused")
            done.touch()
        engine = checker.engine()
        made_by = f"{METHOD}; {engine.stance_model}; {engine.embedding_model}"
        target = work / f"answers-{name}.jsonl"
        known = _known(target, made_by)
        cases = read_cases(shared / CASES[base])
        groups = read_groups(shared / CASES[base])
        with target.open("a", encoding="utf-8") as file:
            for number, case in enumerate(cases, start=1):
                if case.id in known:
                    continue
                row = {"set": name, "group": f"{base}:{groups[case.id]}", "made_by": made_by, **_ask(checker, case)}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
                if number % 50 == 0:
                    say(f"{name}: {number} of {len(cases)}")
    finally:
        checker.close()


def _ask(checker: Any, case: Case) -> dict[str, Any]:
    answer = checker.check(case.statement, CheckOptions(as_of=case.as_of, store=False))
    verdict = answer.verdict
    return {
        "id": case.id,
        "expected": case.expected.value,
        "accepted": sorted(v.value for v in case.accepted),
        "verdict": verdict.value,
        "right": verdict is case.expected or verdict in case.accepted,
        "claims": [asdict(claim.signals) for claim in answer.claims if claim.signals is not None],
    }


def _known(target: Path, made_by: str) -> set[str]:
    if not target.exists():
        return set()
    whole = _lines(target)
    target.write_text("".join(whole), encoding="utf-8")
    rows = [json.loads(line) for line in whole]
    other = {row["made_by"] for row in rows} - {made_by}
    if other:
        raise SystemExit(f"{target} was collected with {', '.join(sorted(other))}; now it is {made_by}. Remove it.")
    return {row["id"] for row in rows}


def read_answers(work: Path) -> tuple[list[Collected], str]:
    """All answers of a work folder, in the order of sets and cases, and the rules and models that gave them."""
    rows = [json.loads(line) for file in sorted(work.glob("answers-*.jsonl")) for line in _lines(file)]
    if not rows:
        raise SystemExit(f"There is no answer in {work}. Run python -m training.calibrate without --fit-only.")
    made_by = sorted({row["made_by"] for row in rows})
    if len(made_by) > 1:
        raise SystemExit(f"The answers in {work} are of different rules or models: {made_by}. Use --fresh.")
    return [_read(row) for row in rows], made_by[0]


def _lines(file: Path) -> list[str]:
    """The whole lines; the last one is broken off where a run was stopped, or goes on."""
    return [line for line in file.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]


def _read(row: Mapping[str, Any]) -> Collected:
    names = {f.name for f in fields(Signals)}
    claims = tuple(
        Signals(**{**{k: v for k, v in claim.items() if k in names}, "verdict": Verdict(claim["verdict"])})
        for claim in row["claims"]
    )
    expected, verdict = Verdict(row["expected"]), Verdict(row["verdict"])
    return Collected(row["set"], row["id"], row["group"], expected, verdict, row["right"], claims)


def read_groups(path: Path) -> dict[str, str]:
    """Case id → the story that it belongs to.

    Cases that name a document in common are of one story. Where a set has a handful of documents and every case is
    about one of them (the seeds), that would make one story of all, so there it is the first document named.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if "statement" in rows[0]:
        return {row["id"]: next(iter(_documents(row)), row.get("kind", "none")) for row in rows}
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for row in rows:
        for document in _documents(row):
            parent[root(document)] = root(row["id"])
    return {row["id"]: root(row["id"]) for row in rows}


def _documents(row: Mapping[str, Any]) -> Iterator[str]:
    for member in ("must_support", "must_contradict", "must_not_count"):
        yield from (quote["doc"] for quote in row.get(member) or ())
    yield from (piece["doc_id"] for piece in row.get("gold_evidence") or ())
