"""The stance models measured on labelled pairs: one passage, one claim, and what the first does to the second.

A line of the file is a JSON object with ``premise`` (the passage), ``hypothesis`` (the claim) and ``label``; the file
may be gzipped. Labels are ours or those of natural-language inference; ``not_entailment`` and ``not_contradiction``
stand for either of the two others. docs/cli.md says what each measure means.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import UnreadableInput
from service.assessment.reading import read_claim, read_passage
from service.assessment.records import Stance, StanceProbabilities
from service.assessment.statements import split_claims
from service.hearing import Candidate, Panel, hear

if TYPE_CHECKING:
    from rich.console import Console

    from service.settings import Settings

STANCES = (Stance.SUPPORTS, Stance.CONTRADICTS, Stance.NEUTRAL)

LABELS: dict[str, tuple[Stance, ...]] = {
    "supports": (Stance.SUPPORTS,),
    "contradicts": (Stance.CONTRADICTS,),
    "neutral": (Stance.NEUTRAL,),
    "entailment": (Stance.SUPPORTS,),
    "contradiction": (Stance.CONTRADICTS,),
    "not_entailment": (Stance.CONTRADICTS, Stance.NEUTRAL),
    "not_contradiction": (Stance.SUPPORTS, Stance.NEUTRAL),
}
"""Label → the answers that are right for it."""

ECE_BINS = 15
"""Equal-width bins of the expected calibration error, as in Guo et al. 2017."""

BATCH = 64
"""Pairs that are judged between two moves of the progress bar."""


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A passage and a claim with the answers that are right: one, or two where the set merges two labels."""

    premise: str
    hypothesis: str
    right: tuple[Stance, ...]


@dataclass(frozen=True, slots=True)
class StanceMeasures:
    """What was measured on one set; shares are 0..1, ``None`` where the set has no such figure.

    ``own_labels`` is the accuracy when only the set's own labels may be answered, for sets of two; ``macro_f1`` and
    ``balanced_accuracy`` are means over the labels that the set has; ``ece`` needs probabilities.
    ``confusion`` counts (right label, answer).
    """

    n: int
    majority: float
    accuracy: float
    own_labels: float | None
    macro_f1: float
    balanced_accuracy: float
    ece: float | None
    confusion: dict[str, dict[str, int]]

    def as_json(self) -> dict[str, Any]:
        """For a machine."""
        return asdict(self)


# ------------------------------------------------------------------------------------------------------------- reading


def read_pairs(path: Path) -> list[LabelledPair]:
    """The pairs of a file.

    Raises:
        UnreadableInput: a line is no labelled pair, or there is none; the message names it.
    """
    pairs = [_read_pair(line, f"{path.name}:{number}") for number, line in _lines(path)]
    if not pairs:
        raise UnreadableInput(f"{path.name} holds no pair. Write one JSON object a line, as docs/cli.md shows.")
    return pairs


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            yield from ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile) as err:
        raise UnreadableInput(f"{path.name} is not UTF-8 text, plain or gzipped. Give a file of JSON lines.") from err


def _read_pair(line: str, where: str) -> LabelledPair:
    try:
        row = json.loads(line)
        premise, hypothesis, label = row["premise"], row["hypothesis"], row["label"]
    except ValueError as err:
        raise UnreadableInput(f"{where}: not valid JSON ({err}). Mend the line, or take it out.") from err
    except (KeyError, TypeError) as err:
        raise UnreadableInput(f"{where}: a pair has premise, hypothesis and label. docs/cli.md shows one.") from err
    if not isinstance(premise, str) or not isinstance(hypothesis, str):
        raise UnreadableInput(f"{where}: premise and hypothesis must be text. docs/cli.md shows a pair.")
    if label not in LABELS:
        raise UnreadableInput(f"{where}: {label!r} is no label; use one of {', '.join(LABELS)}.")
    return LabelledPair(premise, hypothesis, LABELS[label])


# ------------------------------------------------------------------------------------------------------------- judging


def judge_by_model(
    panel: Panel, pairs: Sequence[LabelledPair], done: Callable[[int], object] = lambda _: None
) -> list[StanceProbabilities]:
    """What the careful model of the panel, else its only one, answers to each pair; ``done`` hears of each batch."""
    model = panel.careful or panel.quick
    answers: list[StanceProbabilities] = []
    for batch in _batches(pairs):
        answers += model([(pair.premise, pair.hypothesis) for pair in batch])
        done(len(batch))
    return answers


def judge_with_rules(
    panel: Panel,
    pairs: Sequence[LabelledPair],
    similarities: Sequence[float],
    done: Callable[[int], object] = lambda _: None,
) -> list[Stance]:
    """The stance that a check would give the passage, with figures, dates, speech and plans read by rules.

    A claim of several parts is contradicted where one of them is, and supported where all are.
    """
    answers = []
    for pair, similarity in zip(pairs, similarities, strict=True):
        candidate = Candidate("premise", read_passage(pair.premise), similarity, 1)
        claims = split_claims(pair.hypothesis)
        found = [
            hear(reading, reading.content, [candidate], panel, len(claims))[0].stance
            for reading in map(read_claim, claims)
        ]
        answers.append(_together(found))
        done(1)
    return answers


def _together(found: Sequence[Stance]) -> Stance:
    if Stance.CONTRADICTS in found:
        return Stance.CONTRADICTS
    return Stance.SUPPORTS if found and set(found) == {Stance.SUPPORTS} else Stance.NEUTRAL


def _batches(pairs: Sequence[LabelledPair]) -> Iterator[Sequence[LabelledPair]]:
    return (pairs[start : start + BATCH] for start in range(0, len(pairs), BATCH))


def evaluate_pairs(settings: Settings, pairs: Sequence[LabelledPair], rules: bool) -> StanceMeasures:
    """The measures of ``pairs`` with the models that ``settings`` name, by the model alone or as a check judges."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    from service.judge import open_panel

    panel, _ = open_panel(settings.stance_model, settings.model_threads)
    console = Console(stderr=True)
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("Judging", total=len(pairs))
        if not rules:
            probabilities = judge_by_model(panel, pairs, lambda n: bar.advance(task, n))
            return measure([pair.right for pair in pairs], [best(p) for p in probabilities], probabilities)
        similarities = _similarities(settings, pairs)
        stances = judge_with_rules(panel, pairs, similarities, lambda n: bar.advance(task, n))
        return measure([pair.right for pair in pairs], stances)


def _similarities(settings: Settings, pairs: Sequence[LabelledPair]) -> list[float]:
    """Cosine of each passage with its claim, as the search of a check measures it."""
    from index.embedding import SentenceEncoder

    encoder = SentenceEncoder(settings.embedding_model)
    passages = encoder.encode([pair.premise for pair in pairs])
    claims = encoder.encode([pair.hypothesis for pair in pairs])
    return [float(value) for value in (passages * claims).sum(axis=1)]


# ----------------------------------------------------------------------------------------------------------- measuring


def best(probabilities: StanceProbabilities, among: Iterable[Stance] = STANCES) -> Stance:
    """The likeliest stance of those that may be answered."""
    return max(among, key=lambda stance: getattr(probabilities, stance.value))


def measure(
    right: Sequence[tuple[Stance, ...]],
    answers: Sequence[Stance],
    probabilities: Sequence[StanceProbabilities] | None = None,
) -> StanceMeasures:
    """The measures of a set. A merged label counts as one label, answered right by either of its two."""
    if any(set(one) & set(other) for one in set(right) for other in set(right) - {one}):
        # single and merged labels in one set: a merged one is whichever of its two was answered, else its first
        single = [(answer,) if answer in label else label[:1] for label, answer in zip(right, answers, strict=True)]
        return measure(single, answers, probabilities)
    labels = sorted(set(right), key=lambda merged: [STANCES.index(stance) for stance in merged])
    names = {label: " or ".join(label) for label in labels}
    taken = [
        next((label for label in labels if answer in label), (answer,))
        for answer in answers  # an answer that the set has no label for stands for itself
    ]
    hits = [answer in label for label, answer in zip(right, answers, strict=True)]
    own = None
    if probabilities and len(labels) == 2 and all(len(label) == 1 for label in labels):
        among = [label[0] for label in labels]
        own = _mean([best(p, among) in label for p, label in zip(probabilities, right, strict=True)])
    confusion = {names[label]: {str(stance): 0 for stance in STANCES} for label in labels}
    for label, answer in zip(right, answers, strict=True):
        confusion[names[label]][str(answer)] += 1
    recalls = [_mean([hit for hit, label in zip(hits, right, strict=True) if label == wanted]) for wanted in labels]
    return StanceMeasures(
        n=len(right),
        majority=Counter(right).most_common(1)[0][1] / len(right),
        accuracy=_mean(hits),
        own_labels=own,
        macro_f1=macro_f1(right, taken),
        balanced_accuracy=_mean(recalls),
        ece=calibration_error(hits, [max(asdict(p).values()) for p in probabilities]) if probabilities else None,
        confusion=confusion,
    )


def macro_f1(gold: Sequence[object], found: Sequence[object]) -> float:
    """Mean of 2 TP / (2 TP + FP + FN) over the labels that occur in ``gold``."""
    scores = []
    for label in set(gold):
        hits = sum(g == f == label for g, f in zip(gold, found, strict=True))
        wrong = sum((g == label) != (f == label) for g, f in zip(gold, found, strict=True))
        scores.append(2 * hits / (2 * hits + wrong) if hits else 0.0)
    return _mean(scores)


def calibration_error(hits: Sequence[bool], confidences: Sequence[float]) -> float:
    """Expected calibration error in ``ECE_BINS`` equal-width bins (Guo et al. 2017, eq. 3)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(ECE_BINS)]
    for hit, confidence in zip(hits, confidences, strict=True):
        bins[min(int(confidence * ECE_BINS), ECE_BINS - 1)].append((confidence, hit))
    return sum(abs(sum(c for c, _ in part) - sum(h for _, h in part)) for part in bins) / len(hits)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


# ----------------------------------------------------------------------------------------------------------- rendering


def render_measures(console: Console, measures: StanceMeasures) -> None:
    """Prints the measures, then what was taken for what."""
    shown = measures.as_json()
    confusion = shown.pop("confusion")
    for name, value in shown.items():
        text = "-" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value:,}"
        console.print(f"{name:<24} {text}", soft_wrap=True)
    console.print(f"\n{'right answer':<24} " + " ".join(f"{stance:>12}" for stance in STANCES), soft_wrap=True)
    for label, counts in confusion.items():
        console.print(f"{label:<24} " + " ".join(f"{count:>12,}" for count in counts.values()), soft_wrap=True)
