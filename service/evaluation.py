"""Verdicts and evidence measured on labelled statements, in this process.

A case is a line of JSON: ``statement`` (or ``claim``), ``expected_verdict`` (or ``label``), and where known ``as_of``,
``accept_also``, ``must_support``, ``must_contradict``, ``must_not_count`` (each a list of ``{doc, quote}``),
``max_independent_support`` and ``kind``. docs/cli.md says what each measure means.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import InputError, UnreadableInput
from index.records import Submission
from index.sources.jsonl import read_record
from service.answers import Answer, CheckOptions, Evidence
from service.assessment.records import Stance, Verdict
from service.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from service.answering import Checker

LABELS = {"partially_supported": Verdict.NOT_ENOUGH_EVIDENCE, "not_supported": Verdict.NOT_ENOUGH_EVIDENCE}
"""Labels of claim sets that are no verdicts of ours."""

NEAR_SHARE = 0.6
"""Of the shorter of two passages, in words in one stretch; with less, they are two places."""

NEAR_WORDS = 6
"""Shorter passages must be the same word for word, or one within the other."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[$£€%]")


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that a case names. ``document`` is the name in the documents file."""

    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled statement."""

    id: str
    kind: str
    statement: str
    expected: Verdict
    accepted: frozenset[Verdict]
    as_of: date | None = None
    must_support: tuple[Quote, ...] = ()
    must_contradict: tuple[Quote, ...] = ()
    must_not_count: tuple[Quote, ...] = ()
    max_independent_support: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    case: Case
    verdict: Verdict
    confidence: float
    missing: tuple[str, ...]
    wrong_stance: tuple[str, ...]
    trapped: tuple[str, ...]
    independence_kept: bool | None

    @property
    def right(self) -> bool:
        """The expected verdict, or one that a fair editor would take too."""
        return self.verdict is self.case.expected or self.verdict in self.case.accepted

    @property
    def exact(self) -> bool:
        """The expected verdict."""
        return self.verdict is self.case.expected


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All results, and the documents that were refused."""

    results: tuple[Result, ...]
    refused: tuple[str, ...] = ()
    measures: Mapping[str, float | int | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For a machine."""
        cases = [
            {
                "id": r.case.id,
                "kind": r.case.kind,
                "statement": r.case.statement,
                "expected": str(r.case.expected),
                "verdict": str(r.verdict),
                "right": r.right,
                "confidence": round(r.confidence, 4),
                "missing": list(r.missing),
                "wrong_stance": list(r.wrong_stance),
                "trapped": list(r.trapped),
            }
            for r in self.results
        ]
        return {
            "measures": dict(self.measures),
            "by_kind": {kind: list(counts) for kind, counts in by_kind(self.results).items()},
            "refused": list(self.refused),
            "cases": cases,
        }


# ------------------------------------------------------------------------------------------------------------- reading


def read_cases(path: Path) -> list[Case]:
    """The cases of a file.

    Raises:
        UnreadableInput: a line is no case; the message names it.
    """
    cases = [_read_case(record, where) for record, where in _records(path)]
    if not cases:
        raise UnreadableInput(f"{path.name} holds no case. Write one JSON object a line, as docs/cli.md shows.")
    return cases


def _records(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as err:
        raise UnreadableInput(f"{path.name} is not UTF-8 text. Give a file of JSON lines.") from err
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path.name}:{number}"
        try:
            record = json.loads(line)
        except ValueError as err:
            raise UnreadableInput(f"{where}: not valid JSON ({err}). Mend the line, or take it out.") from err
        if not isinstance(record, dict):
            raise UnreadableInput(f"{where}: not a JSON object. Write one a line.")
        yield record, where


def _read_case(record: Mapping[str, Any], where: str) -> Case:
    try:
        label = record.get("expected_verdict") or record["label"]
        as_of = record.get("as_of") if "statement" in record else None  # claim sets hold evidence found later
        return Case(
            id=str(record.get("id", where)),
            kind=str(record.get("kind", "claim")),
            statement=record.get("statement") or record["claim"],
            expected=LABELS.get(label) or Verdict(label),
            accepted=frozenset(map(Verdict, record.get("accept_also", ()))),
            as_of=date.fromisoformat(as_of) if as_of else None,
            must_support=_quotes(record, "must_support"),
            must_contradict=_quotes(record, "must_contradict"),
            must_not_count=_quotes(record, "must_not_count"),
            max_independent_support=record.get("max_independent_support"),
        )
    except KeyError as err:
        raise UnreadableInput(f"{where}: {err.args[0]} is missing. docs/cli.md lists the members of a case.") from err
    except (ValueError, TypeError) as err:
        raise UnreadableInput(f"{where}: {err}. docs/cli.md lists the members of a case.") from err


def _quotes(record: Mapping[str, Any], name: str) -> tuple[Quote, ...]:
    return tuple(Quote(str(item.get("doc", "")), item["quote"]) for item in record.get(name) or ())


def _read_document(record: Mapping[str, Any], where: str) -> tuple[str, Submission]:
    """The document's name in the cases, and the document; ``passages`` stand for a text that is cut already."""
    name = str(record.get("doc") or record.get("doc_id") or record.get("id") or where)
    if record.get("text") is None and record.get("passages"):
        parts = (part if isinstance(part, str) else str(part.get("text", "")) for part in record["passages"])
        record = {**record, "text": "\n\n".join(parts)}
    return name, read_record(dict(record), where, {})


# ----------------------------------------------------------------------------------------------------------- measuring


def evaluate_cases(settings: Settings, cases: Sequence[Case], documents: Path | None) -> Evaluation:
    """Every case checked and measured: over ``documents`` in a temporary index, else over the data folder."""
    with _opened(settings, documents) as (checker, names, refused):
        results = tuple(judge_case(case, checker.check, names) for case in cases)
    return Evaluation(results, refused, measure(results))


@contextmanager
def _opened(
    settings: Settings, documents: Path | None
) -> Iterator[tuple[Checker, Mapping[str, frozenset[str]] | None, tuple[str, ...]]]:
    """A checker, the names that each document id has in the cases, and the documents that were refused."""
    from service.answering import open_checker

    with tempfile.TemporaryDirectory(prefix="onrecord-evaluation-") as folder:
        chosen = settings if documents is None else replace(settings, data=Path(folder))
        checker = open_checker(chosen)
        try:
            if documents is None:
                yield checker, None, ()
            else:
                names, refused = ingest(checker, documents)
                yield checker, names, refused
        finally:
            checker.close()


def ingest(checker: Checker, documents: Path) -> tuple[Mapping[str, frozenset[str]], tuple[str, ...]]:
    """Adds the documents of a file: document id → its names there, and what was refused."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    called: list[str] = []

    def submissions() -> Iterator[Submission | InputError]:
        for record, where in _records(documents):
            try:
                name, submission = _read_document(record, where)
            except InputError as err:
                called.append(where)
                yield type(err)(f"{where}: {err}")
            else:
                called.append(name)
                yield submission

    refused = []
    for number, outcome in enumerate(checker.archive.add_many(submissions())):
        if outcome.document is None:
            refused.append(str(outcome.error))
        else:
            names[outcome.document.source.document_id].add(called[number])
    return {document: frozenset(found) for document, found in names.items()}, tuple(refused)


def judge_case(
    case: Case, check: Callable[[str, CheckOptions], Answer], names: Mapping[str, frozenset[str]] | None = None
) -> Result:
    """What ``check`` makes of a case. ``names``: document id → its names in the cases; ``None`` compares words only."""
    answer = check(case.statement, CheckOptions(as_of=case.as_of, store=False))
    evidence = [piece for claim in answer.claims for piece in claim.evidence]
    missing, wrong = [], []
    for quotes, stance in ((case.must_support, Stance.SUPPORTS), (case.must_contradict, Stance.CONTRADICTS)):
        for quote in quotes:
            found = [piece for piece in evidence if _is_at(piece, quote, names)]
            if not found:
                missing.append(quote.text)
            elif all(piece.stance is not stance for piece in found):
                wrong.append(quote.text)
    decided = [piece for piece in evidence if piece.stance is not Stance.NEUTRAL]
    trapped = [q.text for q in case.must_not_count if any(_is_at(piece, q, names) for piece in decided)]
    supporting = max((claim.independent_sources.supporting for claim in answer.claims), default=0)
    most = case.max_independent_support
    kept = None if most is None else (1 if case.must_support else 0) <= supporting <= most
    return Result(case, answer.verdict, answer.confidence, tuple(missing), tuple(wrong), tuple(trapped), kept)


def _is_at(piece: Evidence, quote: Quote, names: Mapping[str, frozenset[str]] | None) -> bool:
    if names is not None:
        documents = [piece.source.document_id, *(copy.document_id for copy in piece.source.copies)]
        if not any(quote.document in names.get(document, ()) for document in documents):
            return False
    return same_place(quote.text, piece.passage.text)


def same_place(one: str, other: str) -> bool:
    """Whether two quotations are of one place: one holds the other, or they share most of the shorter in one stretch
    and neither has a figure that the other lacks."""
    first, second = _words(one), _words(other)
    shorter, longer = sorted((first, second), key=len)
    if not shorter:
        return False
    if f" {' '.join(shorter)} " in f" {' '.join(longer)} " and (shorter is first or len(shorter) >= 4):
        return True
    if len(shorter) < NEAR_WORDS:
        return False
    figures, others = ({word for word in words if word[0].isdigit()} for words in (first, second))
    return (figures <= others or others <= figures) and _longest_run(shorter, longer) >= NEAR_SHARE * len(shorter)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("’", "'"))


def _longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    """Words in the longest stretch that both have."""
    best, ends = 0, [0] * (len(other) + 1)
    for word in one:
        ends = [0] + [ends[i] + 1 if word == candidate else 0 for i, candidate in enumerate(other)]
        best = max(best, *ends)
    return best


def measure(results: Sequence[Result]) -> dict[str, float | int | None]:
    """The measures of docs/cli.md, by name; ``None`` where the cases say nothing about one."""
    n = len(results)
    contrary = {Verdict.SUPPORTED, Verdict.CONTRADICTED}
    decided = [r for r in results if r.case.expected in contrary]
    unsupported = [r for r in results if r.case.expected in (Verdict.NOT_ENOUGH_EVIDENCE, Verdict.CONTRADICTED)]
    required = sum(len(r.case.must_support) + len(r.case.must_contradict) for r in results)
    missing = sum(len(r.missing) for r in results)
    wrong = sum(len(r.wrong_stance) for r in results)
    independent = [r.independence_kept for r in results if r.independence_kept is not None]
    undecided = (Verdict.NOT_ENOUGH_EVIDENCE, Verdict.NOT_CHECKABLE)
    return {
        "cases": n,
        "accuracy": _share(sum(r.right for r in results), n),
        "strict_accuracy": _share(sum(r.exact for r in results), n),
        "majority_baseline": _share(max(_accepting(results, verdict) for verdict in Verdict), n),
        "macro_f1": _macro_f1(results),
        "wrong_way": _share(
            sum({r.case.expected, r.verdict} == contrary and not r.right for r in decided), len(decided)
        ),
        "false_support": _share(
            sum(r.verdict is Verdict.SUPPORTED and not r.right for r in unsupported), len(unsupported)
        ),
        "coverage": _share(sum(r.verdict not in undecided for r in results), n),
        "required_found": _share(required - missing, required),
        "required_right_stance": _share(required - missing - wrong, required),
        "traps_counted": sum(bool(r.trapped) for r in results),
        "independence": _share(sum(independent), len(independent)),
        "brier": sum((r.confidence - r.right) ** 2 for r in results) / n,
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _accepting(results: Iterable[Result], verdict: Verdict) -> int:
    """How many cases would take this verdict, whatever they say."""
    return sum(verdict is r.case.expected or verdict in r.case.accepted for r in results)


def _macro_f1(results: Sequence[Result]) -> float:
    """The mean over expected verdicts of F1 = 2 TP / (2 TP + FP + FN), an accepted verdict counting as right."""
    scores = []
    for verdict in {r.case.expected for r in results}:
        hits = sum(r.right for r in results if r.case.expected is verdict)
        misses = sum(not r.right for r in results if r.case.expected is verdict)
        false = sum(not r.right for r in results if r.verdict is verdict)
        scores.append(2 * hits / (2 * hits + misses + false) if hits else 0.0)
    return sum(scores) / len(scores)


def by_kind(results: Iterable[Result]) -> dict[str, tuple[int, int]]:
    """Kind → (right, all), in the order of names."""
    counts: defaultdict[str, list[bool]] = defaultdict(list)
    for r in results:
        counts[r.case.kind].append(r.right)
    return {kind: (sum(found), len(found)) for kind, found in sorted(counts.items())}


# ------------------------------------------------------------------------------------------------------------ rendering


def render_evaluation(console: Console, evaluation: Evaluation, failures: int) -> None:
    """Prints the measures, the kinds, what was taken for what, and the first failures."""
    from service.rendering import clean

    for name, value in evaluation.measures.items():
        shown = "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
        console.print(f"{name:<24} {shown}", soft_wrap=True)
    kinds = ", ".join(f"{kind} {right}/{n}" for kind, (right, n) in by_kind(evaluation.results).items())
    console.print(f"by kind: {kinds}", soft_wrap=True)
    taken = Counter((r.case.expected, r.verdict) for r in evaluation.results if not r.exact)
    if taken:
        confused = ", ".join(f"{expected} as {got} {n}" for (expected, got), n in taken.most_common(12))
        console.print(f"taken for another: {confused}", soft_wrap=True)
    for line in evaluation.refused:
        console.print(f"refused: {clean(line)}", soft_wrap=True)
    bad = [r for r in evaluation.results if not r.right or r.trapped]
    for r in bad[:failures]:
        console.print(_failure(r), soft_wrap=True)
    if len(bad) > failures:
        console.print(f"... and {len(bad) - failures} more; --failures N or --json shows them.", soft_wrap=True)


def _failure(result: Result) -> str:
    from service.rendering import clean

    case = result.case
    line = f"- {case.id} [{case.kind}] expected {case.expected}, got {result.verdict}: {clean(case.statement)[:110]}"
    for name, quotes in (("missing", result.missing), ("stance", result.wrong_stance), ("trapped", result.trapped)):
        line += f" | {name}: {clean(quotes[0])[:80]}" if quotes else ""
    return line
