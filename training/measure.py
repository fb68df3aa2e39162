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
CALIBRATION_SETS = (  # three labels, and evidence rather than captions
    "checkcovid_dev",
    "conjnli_dev",
    "healthver_dev",
    "infotabs_dev",
    "inli_val",
    "lingnli_val",
)
NEUTRAL_KINDS = ("news_hard_neutral", "news_same_figure")


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


def fit_calibration(
    gold: Sequence[tuple[int, ...]], triples: Sequence[Triple], weights: Sequence[float]
) -> tuple[float, Triple]:
    """(T, bias) of least weighted NLL of softmax(z/T + bias), the first bias 0 (vector scaling, Guo et al. 2017).

    z are the logs of the probabilities given, so both come on top of what the model has already.
    """
    import torch

    z = torch.tensor(triples, dtype=torch.float64).clamp_min(1e-9).log()
    allowed = torch.zeros_like(z, dtype=torch.bool)
    for row, outputs in enumerate(gold):
        allowed[row, list(outputs)] = True
    share = torch.tensor(weights, dtype=torch.float64) / sum(weights)
    log_t = torch.zeros((), dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([log_t, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        search.zero_grad()
        log_p = (z / log_t.exp() + torch.cat([torch.zeros(1, dtype=torch.float64), bias])).log_softmax(-1)
        value = -(share * log_p.masked_fill(~allowed, float("-inf")).logsumexp(-1)).sum()
        value.backward()
        return value

    search.step(loss)
    return log_t.exp().item(), (0.0, *bias.tolist())


def calibrated(triples: Sequence[Triple], temperature: float, bias: Triple) -> list[Triple]:
    """The probabilities as they would be with that temperature and bias on top."""
    result = []
    for triple in triples:
        powers = [max(p, 1e-9) ** (1 / temperature) * math.exp(b) for p, b in zip(triple, bias, strict=True)]
        result.append(tuple(p / sum(powers) for p in powers))
    return result


def fit(dev: dict[str, list[Pair]], heldout: dict[str, list[Pair]], model: StanceModel, jobs: int) -> None:
    """Prints the calibration, and the dev sets before and after it.

    Half of the weight is on passages that decide nothing, as in use; the rest is shared equally by the three-label
    sets and all generated pairs together, and within each by its labels, so that no set's own mix is learned.
    """
    neutral = [pair for kind in NEUTRAL_KINDS for pair in heldout.get(kind, [])]
    news = [pair for kind, pairs in heldout.items() if kind not in NEUTRAL_KINDS for pair in pairs]
    groups = {**dev, "generated": news, "hard neutrals": neutral}
    scored = {name: score(model, pairs, jobs) for name, pairs in groups.items()}
    gold, triples, weights = [], [], []
    for name, pairs in groups.items():
        if name in CALIBRATION_SETS or name in ("generated", "hard neutrals"):
            counts = Counter(pair.label for pair in pairs)
            share = len(CALIBRATION_SETS) + 1 if name == "hard neutrals" else 1
            gold += [ALLOWED[pair.label] for pair in pairs]
            triples += scored[name]
            weights += [share / len(counts) / counts[pair.label] for pair in pairs]
    temperature, bias = fit_calibration(gold, triples, weights)
    print_table([summarise(name, pairs, scored[name]) for name, pairs in groups.items()])
    print(f"\nwith temperature {temperature:.4f} and bias {' '.join(f'{b:.4f}' for b in bias)}:\n")
    after = {name: calibrated(scored[name], temperature, bias) for name in groups}
    print_table([summarise(name, pairs, after[name]) for name, pairs in groups.items()])


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
    heldout: dict[str, list[Pair]] = {}
    for stem in ("heldout_neutrals", "heldout_news"):
        for pair in read_pairs(chosen.work / f"{stem}.jsonl"):
            heldout.setdefault(pair.kind, []).append(pair)
    if chosen.part == "fit":
        fit(read_part(chosen.sets, "dev", chosen.limit), heldout, model, chosen.jobs)
        return
    parts = heldout if chosen.part == "heldout" else read_part(chosen.sets, chosen.part, chosen.limit)
    scored = {name: score(model, pairs, chosen.jobs) for name, pairs in parts.items()}
    print_table([summarise(name, pairs, scored[name]) for name, pairs in parts.items()])


if __name__ == "__main__":
    main()
