"""Makes `confidence` mean what it says: collects answers with gold, fits the curves, and prints how well they hold.

    python -m training.calibrate                 the whole: about 1,100 answers, some 15 minutes on two idle cores
    python -m training.calibrate --sets seeds timelines averitec fnc1    without the long web pages of wice
    python -m training.calibrate --fit-only      from the answers that are there

Needs the labelled material beside the checkout (../shared, or --shared). Answers go to .work/confidence, one file a
set, and a run that was stopped goes on where it stopped; after a change of rules or models `--fresh` throws the answers
away and keeps the indexes. The result is service/models/confidence.json, and the tables of docs/quality.md, which stand
there between two marks.

Nothing printed was measured on answers that the curves had seen: ten folds, and no story is in two of them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from service.assessment.confidence import KINDS, SIGNS, Calibration, Curve, Signals, confidence, features
from service.assessment.records import Verdict
from service.assessment.verdict import combine
from service.calibration import SHIPPED, digest
from training.answers import CASES, DEFAULT_SHARED, MIXED, OTHERS, PROJECT, Collected, collect, read_answers

FOLDS = 10
PENALTY = 0.5
"""Of the squared weights, in answers; features lie in [0, 1]. Of 0.25, 0.5, 1, 2, 4 and 8 the one with the best
cross-validated Brier score on the first 403 answers (2026-11-27)."""

BINS = 10
BEGIN, END = "<!-- made by python -m training.calibrate -->", "<!-- end of what it made -->"
DEFAULT_WORK = PROJECT / ".work" / "confidence"


# -------------------------------------------------------------------------------------------------------------- fitting


def fit(answers: Sequence[Collected], penalty: float = PENALTY) -> Calibration:
    """The curves that make these answers likeliest, weights drawn towards none and kept to their signs.

    Only statements of one claim are fitted: in the others nobody says which claim was accepted. `not_checkable` stays
    at one half: the sets hold only statements that somebody found worth checking, so its share there says nothing of
    opinions and questions.
    """
    seen: dict[str, list[tuple[Signals, bool]]] = {kind: [] for kind in SIGNS}
    for answer in answers:
        if len(answer.claims) == 1 and answer.verdict is not Verdict.NOT_CHECKABLE:
            signals = answer.claims[0]
            seen[KINDS[signals.verdict]].append((signals, answer.right))
    return Calibration({kind: fit_curve(kind, rows, penalty) for kind, rows in seen.items()})


def fit_curve(kind: str, rows: Sequence[tuple[Signals, bool]], penalty: float = PENALTY) -> Curve:
    """A logistic regression whose weights keep to ``SIGNS``; with few rows it is little more than their share."""
    names = list(SIGNS[kind])
    x = np.array([[features(signals)[name] for name in names] for signals, _ in rows]).reshape(len(rows), len(names))
    x = np.vstack(
        [x, x.mean(axis=0) if rows else np.zeros(len(names)), x.mean(axis=0) if rows else np.zeros(len(names))]
    )
    y = np.array([float(right) for _, right in rows] + [1.0, 0.0])  # one of each more: no share is 0 or 1

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = w[0] + x @ w[1:]
        miss = 1 / (1 + np.exp(-logits)) - y
        value = float(np.sum(np.logaddexp(0, logits) - y * logits) + penalty / 2 * np.sum(w[1:] ** 2))
        return value, np.concatenate([[miss.sum()], x.T @ miss + penalty * w[1:]])

    bounds = [(None, None)] + [(0 if s > 0 else None, 0 if s < 0 else None) for s in SIGNS[kind].values()]
    found = minimize(
        loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 2000}
    )
    rounded = [round(float(w), 4) + 0.0 for w in found.x]
    return Curve(rounded[0], dict(zip(names, rounded[1:], strict=True)))


def said(answer: Collected, calibration: Calibration) -> float:
    """The confidence of the whole statement, as a check puts it together."""
    claims = answer.claims or (Signals(answer.verdict),)
    return combine([(signals.verdict, (), confidence(signals, calibration)) for signals in claims])[2]


def cross_validated(answers: Sequence[Collected], penalty: float = PENALTY) -> list[float]:
    """The confidence of each answer from curves that were fitted without its story."""
    fold = folds(answers)
    out = [0.0] * len(answers)
    for number in range(FOLDS):
        calibration = fit([a for a in answers if fold[a.group] != number], penalty)
        for index, answer in enumerate(answers):
            if fold[answer.group] == number:
                out[index] = said(answer, calibration)
    return out


def folds(answers: Sequence[Collected]) -> dict[str, int]:
    """Story → fold: the largest first, each into the fold that is smallest."""
    sizes = Counter(answer.group for answer in answers)
    filled = [0] * FOLDS
    fold: dict[str, int] = {}
    for group, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold[group] = filled.index(min(filled))
        filled[fold[group]] += size
    return fold


# ------------------------------------------------------------------------------------------------------------ measuring


@dataclass(frozen=True, slots=True)
class Quality:
    """How well confidences keep their word. ``ece`` has ten bins; ``skill`` is over the best constant, 1 at most."""

    answers: int
    right: float
    said: float
    ece: float
    skill: float


def quality(confidences: Sequence[float], right: Sequence[bool]) -> Quality:
    """The measures; ``skill`` is 0 where all answers are right or all wrong."""
    p, y = np.array(confidences), np.array(right, dtype=float)
    share = float(y.mean())
    bins = np.minimum(BINS - 1, (p * BINS).astype(int))
    ece = sum(abs(float(p[bins == b].sum() - y[bins == b].sum())) for b in range(BINS)) / len(p)
    spread = share * (1 - share)
    return Quality(len(p), share, float(p.mean()), ece, 1 - float(((p - y) ** 2).mean()) / spread if spread else 0.0)


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float, int, float, float]]:
    """Rows (from, to, answers, mean confidence, share right) of the bins that hold any."""
    rows = []
    for b in range(BINS):
        held = [(p, ok) for p, ok in zip(confidences, right, strict=True) if min(BINS - 1, int(p * BINS)) == b]
        if held:
            mean, share = (sum(x[i] for x in held) / len(held) for i in (0, 1))
            rows.append((b / BINS, (b + 1) / BINS, len(held), mean, share))
    return rows


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float, float]]:
    """Rows (share of answers kept, least confidence among them, share right): the surest kept, in steps of a tenth."""
    ordered = sorted(zip(confidences, right, strict=True), key=lambda item: -item[0])
    rows = []
    for step in range(1, 11):
        kept = ordered[: max(1, round(len(ordered) * step / 10))]
        rows.append((step / 10, kept[-1][0], sum(ok for _, ok in kept) / len(kept)))
    return rows


# ------------------------------------------------------------------------------------------------------------- printing


def tables(answers: Sequence[Collected], confidences: Sequence[float]) -> str:
    """Markdown for docs/quality.md."""
    right = [answer.right for answer in answers]
    lines = ["| answers | n | right | mean confidence | ece | brier_skill |", "|---|---|---|---|---|---|"]
    parts: dict[str, list[int]] = defaultdict(list)
    for index, answer in enumerate(answers):
        parts["all"].append(index)
        if answer.verdict is not Verdict.NOT_CHECKABLE:
            parts["all but `not_checkable`"].append(index)
        parts[answer.set].append(index)
        parts[f"`{answer.verdict}`"].append(index)
    for name, held in sorted(
        parts.items(), key=lambda item: (not item[0].startswith("all"), item[0].startswith("`"), item[0])
    ):
        q = quality([confidences[i] for i in held], [right[i] for i in held])
        lines.append(f"| {name} | {q.answers} | {q.right:.3f} | {q.said:.3f} | {q.ece:.3f} | {q.skill:.3f} |")
    lines += ["", "| confidence | answers | mean confidence | share right |", "|---|---|---|---|"]
    for low, high, n, mean, share in reliability(confidences, right):
        lines.append(f"| {low:.1f} to {high:.1f} | {n} | {mean:.3f} | {share:.3f} |")
    lines += ["", "| the surest ... of the answers | confidence at least | share right |", "|---|---|---|"]
    for kept, least, share in risk_coverage(confidences, right):
        lines.append(f"| {kept:.0%} | {least:.2f} | {share:.3f} |")
    return "\n".join(lines)


def put_into(page: Path, text: str) -> None:
    """Puts ``text`` between the two marks of a page."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def as_record(
    calibration: Calibration, answers: Sequence[Collected], measured: Quality, made_by: str
) -> dict[str, Any]:
    """What the file holds: the curves, and where they come from."""
    canonical = json.dumps(
        sorted(
            (a.set, a.id, a.verdict.value, a.right, [sorted(features(s).items()) for s in a.claims]) for a in answers
        )
    )
    record: dict[str, Any] = {
        "made_with": "python -m training.calibrate",
        "made_by": made_by,
        "answers": dict(sorted(Counter(answer.set for answer in answers).items())),
        "answers_sha256": hashlib.sha256(canonical.encode()).hexdigest(),
        "penalty": PENALTY,
        "cross_validated": {
            "folds": FOLDS,
            "right": round(measured.right, 4),
            "ece": round(measured.ece, 4),
            "brier_skill": round(measured.skill, 4),
        },
        "curves": {
            kind: {"intercept": curve.intercept, "weights": dict(curve.weights)}
            for kind, curve in calibration.curves.items()
        },
    }
    return {**record, "sha256": digest(record)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Collects, fits, prints, writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    every = [*CASES, *(name + OTHERS for name in MIXED)]
    parser.add_argument("--shared", type=Path, default=DEFAULT_SHARED, help="the labelled material")
    parser.add_argument("--work", type=Path, default=DEFAULT_WORK, help="where indexes and answers are kept")
    parser.add_argument("--sets", nargs="+", choices=every, default=every, help="what to collect; all of it without")
    parser.add_argument("--threads", type=int, default=2, help="readings side by side")
    parser.add_argument("--fit-only", action="store_true", help="take the answers that are there")
    parser.add_argument(
        "--fresh", action="store_true", help="throw away the answers of an earlier run, not the indexes"
    )
    parser.add_argument("--out", type=Path, default=SHIPPED, help="the file to write")
    parser.add_argument("--page", type=Path, default=PROJECT / "docs" / "quality.md", help="where the tables go")
    given = parser.parse_args(arguments)
    if given.fresh:
        for file in given.work.glob("answers-*.jsonl"):
            file.unlink()
    if not given.fit_only:
        collect(given.shared, given.work, given.threads, given.sets)
    answers, made_by = read_answers(given.work)
    confidences = cross_validated(answers)
    measured = quality(confidences, [answer.right for answer in answers])
    record = as_record(fit(answers), answers, measured, made_by)
    given.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    text = tables(answers, confidences)
    put_into(given.page, text)
    print(text)
    print(f"\n{given.out}: {len(answers)} answers, ece {measured.ece:.3f}, brier_skill {measured.skill:.3f}")


if __name__ == "__main__":
    main()
