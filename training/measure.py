"""Prints the tables of the model card: accuracy per set, hard neutrals, quantised against fp32, temperature.

Run as `python -m training.measure --part dev|test|heldout|variants|fit`. Everything is scored by
`service.judge`, the path of production, one pair at a time. Only `dev`, `heldout` and `fit` may be chosen by.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from service.judge import SHIPPED, StanceModel
from training.data import DEFAULT_SETS, PROJECT
from training.pairs import ALLOWED, Pair, read_pairs, read_set

Triple = tuple[float, float, float]
ECE_BINS = 15  # Guo et al. 2017


@dataclass(frozen=True, slots=True)
class Result:
    """One row of a table; shares are 0..1, `None` where the set has no such figure."""

    name: str
    n: int
    majority: float
    accuracy: float  # over three outputs; a merged label counts if the best output is one of its own
    own_labels: float | None  # accuracy when only the set's own labels may be answered
    macro_f1: float  # over the labels that the set has
    ece: float
    supports: float  # share answered so
    contradicts: float


def score(model: StanceModel, pairs: Sequence[Pair], jobs: int) -> list[Triple]:
    """The model's probabilities of each pair, in the order of LABELS."""
    cut = [pairs[i : i + 64] for i in range(0, len(pairs), 64)]
    with ThreadPoolExecutor(jobs) as pool:
        answers = pool.map(lambda part: model([(pair.premise, pair.hypothesis) for pair in part]), cut)
        return [(a.supports, a.contradicts, a.neutral) for part in answers for a in part]


def _best(triple: Triple, outputs: Sequence[int] = (0, 1, 2)) -> int:
    return max(outputs, key=lambda i: triple[i])


def macro_f1(gold: Sequence[int], found: Sequence[int]) -> float:
    """Mean F1 over the labels that occur in `gold`."""
    values = []
    for label in set(gold):
        hits = sum(g == f == label for g, f in zip(gold, found, strict=True))
        wrong = sum((g == label) != (f == label) for g, f in zip(gold, found, strict=True))
        values.append(2 * hits / (2 * hits + wrong) if hits else 0.0)
    return sum(values) / len(values)


def calibration_error(gold: Sequence[tuple[int, ...]], triples: Sequence[Triple]) -> float:
    """Expected calibration error of the best output, equal-width bins (Guo et al. 2017, eq. 3)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(ECE_BINS)]
    for allowed, triple in zip(gold, triples, strict=True):
        best = _best(triple)
        bins[min(int(triple[best] * ECE_BINS), ECE_BINS - 1)].append((triple[best], best in allowed))
    gaps = (abs(sum(p for p, _ in part) - sum(hit for _, hit in part)) for part in bins)
    return sum(gaps) / len(triples)


def summarise(name: str, pairs: Sequence[Pair], triples: Sequence[Triple]) -> Result:
    """The figures of one set."""
    gold = [ALLOWED[pair.label] for pair in pairs]
    present = sorted(set(gold))
    found = [_best(triple) for triple in triples]
    merged = any(len(allowed) > 1 for allowed in present)
    if merged:  # both labels are known by one output: is the answer it, or not
        (single,) = {0, 1, 2} - set(next(allowed for allowed in present if len(allowed) > 1))
        own: float | None = None
        f1 = macro_f1([allowed == (single,) for allowed in gold], [answer == single for answer in found])
    else:
        outputs = [allowed[0] for allowed in present]
        within = [_best(triple, outputs) for triple in triples]
        own = sum(f in g for g, f in zip(gold, within, strict=True)) / len(gold) if len(outputs) == 2 else None
        f1 = macro_f1([allowed[0] for allowed in gold], found)
    return Result(
        name=name,
        n=len(gold),
        majority=Counter(gold).most_common(1)[0][1] / len(gold),
        accuracy=sum(f in g for g, f in zip(gold, found, strict=True)) / len(gold),
        own_labels=own,
        macro_f1=f1,
        ece=calibration_error(gold, triples),
        supports=found.count(0) / len(found),
        contradicts=found.count(1) / len(found),
    )


def print_table(results: Sequence[Result]) -> None:
    """A Markdown table."""
    print("| set | n | majority | accuracy | own labels only | macro-F1 | ECE | called supports | called contradicts |")
    print("|---|---|---|---|---|---|---|---|---|")
    for r in results:
        own = "" if r.own_labels is None else f"{r.own_labels:.3f}"
        print(f"| {r.name} | {r.n:,} | {r.majority:.3f} | {r.accuracy:.3f} | {own} | {r.macro_f1:.3f} | {r.ece:.3f} "
              f"| {r.supports:.3f} | {r.contradicts:.3f} |", flush=True)  # fmt: skip


def read_part(sets: Path, part: str, limit: int, seed: int = 1) -> dict[str, list[Pair]]:
    """The sets of a folder by name, at most `limit` pairs of each (0: all), drawn with a fixed seed."""
    result = {}
    for file in sorted(sets.glob(f"{part}/*.jsonl.gz")) + sorted(sets.glob(f"{part}_binary/*.jsonl.gz")):
        pairs = list(read_set(file))
        kept = random.Random(seed).sample(pairs, limit) if 0 < limit < len(pairs) else pairs
        result[file.name.removesuffix(".jsonl.gz")] = kept
    return result


def fit_temperature(gold: Sequence[tuple[int, ...]], triples: Sequence[Triple], weights: Sequence[float]) -> float:
    """The temperature of least weighted NLL, by golden section on log T in [0.3, 4]."""

    def loss(log_t: float) -> float:
        total = 0.0
        for allowed, triple, weight in zip(gold, triples, weights, strict=True):
            powers = [max(p, 1e-12) ** (1 / math.exp(log_t)) for p in triple]
            total -= weight * math.log(sum(powers[i] for i in allowed) / sum(powers))
        return total

    low, high, ratio = math.log(0.3), math.log(4), (math.sqrt(5) - 1) / 2
    while high - low > 1e-3:
        one, two = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, two) if loss(one) < loss(two) else (one, high)
    return math.exp((low + high) / 2)


def compare_variants(folder: Path, parts: dict[str, list[Pair]]) -> None:
    """Each exported variant on the same dev pairs, with its speed and its agreement with fp32."""
    print("| variant | MB | mean accuracy | mean macro-F1 | same answer as fp32 | ms a pair, 1 thread |")
    print("|---|---|---|---|---|---|")
    reference: list[int] = []
    for variant in ["fp32", *sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name != "fp32")]:
        model = StanceModel(folder / variant)
        results, answers = [], []
        started = time.process_time()
        for name, pairs in parts.items():
            triples = score(model, pairs, 1)
            results.append(summarise(name, pairs, triples))
            answers += [_best(triple) for triple in triples]
        spent = 1000 * (time.process_time() - started) / len(answers)
        reference = reference or answers
        same = sum(a == b for a, b in zip(reference, answers, strict=True)) / len(answers)
        size = (folder / variant / "model.onnx").stat().st_size / 1e6
        accuracy, f1 = mean(r.accuracy for r in results), mean(r.macro_f1 for r in results)
        print(f"| {variant} | {size:.1f} | {accuracy:.4f} | {f1:.4f} | {same:.4f} | {spent:.1f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("dev", "test", "heldout", "variants", "fit"), default="dev")
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS)
    parser.add_argument("--work", type=Path, default=PROJECT / ".work" / "training")
    parser.add_argument("--limit", type=int, default=0, help="pairs of each set; 0: all")
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    if chosen.part == "variants":
        compare_variants(chosen.work / "export", read_part(chosen.sets, "dev", chosen.limit or 200))
        return
    model = StanceModel(chosen.model)
    if chosen.part == "heldout":
        parts: dict[str, list[Pair]] = {}
        for stem in ("heldout_neutrals", "heldout_news"):
            for pair in read_pairs(chosen.work / f"{stem}.jsonl"):
                parts.setdefault(pair.kind, []).append(pair)
    else:
        parts = read_part(chosen.sets, "dev" if chosen.part == "fit" else chosen.part, chosen.limit)
    scored = {name: score(model, pairs, chosen.jobs) for name, pairs in parts.items()}
    print_table([summarise(name, pairs, scored[name]) for name, pairs in parts.items()])
    if chosen.part == "fit":
        gold = [ALLOWED[pair.label] for pairs in parts.values() for pair in pairs]
        triples = [triple for found in scored.values() for triple in found]
        weights = [1 / len(pairs) for pairs in parts.values() for _ in pairs]
        print(f"temperature on top of the model's own: {fit_temperature(gold, triples, weights):.4f}")


if __name__ == "__main__":
    main()
