"""Answers to the labelled development statements, with the signals that confidence is fitted on.

    cases + documents ──Archive──▶ one index a set, kept in the work folder ──Checker──▶ answers-SET.jsonl

Each answer is a line, written as soon as it is there: a run that was stopped goes on where it stopped. What the models
said of a pair of passage and claim is kept too (readings-*.sqlite), so that a run after a change of rules reads only
what is new.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from index.build import Archive
from index.embedding import SentenceEncoder
from service.answering import Checker
from service.answers import CheckOptions
from service.assessment.confidence import UNCALIBRATED, Signals
from service.assessment.records import StanceProbabilities, Verdict
from service.evaluation import Case, ingest, read_cases
from service.hearing import Judge, Panel
from service.judge import MODELS, SHIPPED, StanceModel, open_panel

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


OTHERS = "+others"
"""What the names of those second rounds end with."""


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


def collect(shared: Path, work: Path, threads: int, sets: Sequence[str], say: Callable[[str], object] = print) -> None:
    """Asks every statement of ``sets`` that has no line yet in ``work``.

    Answers that were collected with other rules or models are refused: they would not be comparable.
    """
    work.mkdir(parents=True, exist_ok=True)
    encoder = SentenceEncoder()
    panel, stance_model = open_panel(None, threads)
    with ExitStack() as stack:
        remembering = Panel(*(_remembered(judge, work, stack) for judge in (panel.quick, panel.careful) if judge))
        for name in sets:
            held = MIXED if name.endswith(OTHERS) else (name,)
            index = work / ("index-mixed" if name.endswith(OTHERS) else f"index-{name}")
            archive = Archive.open(index, encoder)
            try:
                checker = Checker(archive, remembering, stance_model, encoder.name, calibration=UNCALIBRATED)
                _fill(checker, shared, index, held, say)
                _answer(checker, shared, work, name, say)
            finally:
                archive.close()


def _fill(checker: Checker, shared: Path, index: Path, held: Sequence[str], say: Callable[[str], object]) -> None:
    """Adds the documents, unless an earlier run did; those that are there already are not read again."""
    complete = index / "complete"
    if complete.exists():
        return
    for part in held:
        _, refused = ingest(checker, shared / DOCUMENTS[part])
        say(f"{index.name}: {part} added, {len(refused)} refused")
    complete.touch()


def _answer(checker: Checker, shared: Path, work: Path, name: str, say: Callable[[str], object]) -> None:
    base = name.removesuffix(OTHERS)
    engine = checker.engine()
    made_by = f"{engine.method}; {engine.stance_model}; {engine.embedding_model}"
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


def _remembered(judge: Judge, work: Path, stack: ExitStack) -> Judge:
    """``judge``, with what it says kept on disk beside the digest of its weights."""
    if not isinstance(judge, StanceModel):
        return judge
    weights = hashlib.sha256(judge.name.encode() + _weights_digest(judge.name)).hexdigest()[:12]
    file = stack.enter_context(closing(sqlite3.connect(work / f"readings-{weights}.sqlite")))
    file.execute("create table if not exists readings (pair text primary key, supports, contradicts, neutral)")

    def ask(pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
        keys = [hashlib.sha256("\0".join(pair).encode("utf-8", "surrogatepass")).hexdigest() for pair in pairs]
        found: dict[str, StanceProbabilities] = {}
        for key in keys:
            row = file.execute("select supports, contradicts, neutral from readings where pair = ?", [key]).fetchone()
            if row is not None:
                found[key] = StanceProbabilities(*row)
        new = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in found}
        answers = dict(zip(new, judge(list(new.values())), strict=True))
        with file:
            file.executemany(
                "insert or ignore into readings values (?, ?, ?, ?)",
                [(key, p.supports, p.contradicts, p.neutral) for key, p in answers.items()],
            )
        return [found[key] if key in found else answers[key] for key in keys]

    return ask


def _weights_digest(name: str) -> bytes:
    """The configuration of the shipped model of this name: it holds the digest of its weights and its calibration."""
    for folder in SHIPPED:
        config = (MODELS / folder / "config.json").read_bytes()
        if json.loads(config)["name"] == name:
            return config
    return b""


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
