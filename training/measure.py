"""Prints the tables of the model cards and of docs/quality.md, and fits the calibration.

Run as `python -m training.measure --part dev|test|heldout|variants|fit --models fast accurate cosine`. Everything is
scored by `service.judge`, the path of production, one pair at a time. Only `dev`, `heldout` and `fit` may be chosen by.
"""

from __future__ import annotations

import argparse
import math
import random
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean

from service.assessment.records import Stance, StanceProbabilities
from service.judge import SHIPPED, StanceModel
from service.stance_evaluation import LABELS, StanceMeasures, best, measure
from training.data import DEFAULT_SETS, PROJECT
from training.leakage import is_kept_back
from training.pairs import ALLOWED, Pair, read_pairs, read_set
from training.written import ROUNDS

Judge = Callable[[Sequence[tuple[str, str]]], list[StanceProbabilities]]
CALIBRATION_SETS = (  # three labels, and evidence rather than captions
    "checkcovid_dev",
    "conjnli_dev",
    "healthver_dev",
    "infotabs_dev",
    "inli_val",
    "lingnli_val",
)
NEUTRAL_KINDS = ("news_hard_neutral", "news_same_figure")
WRITTEN_KINDS = tuple(f"written_{of}{ending}" for ending in ROUNDS for of in ("claim", "passage", "story"))
_RIGHT = {
    **{name: stances for name, stances in LABELS.items() if name in ALLOWED},
    "not_supports": (Stance.CONTRADICTS, Stance.NEUTRAL),
    "not_contradicts": (Stance.SUPPORTS, Stance.NEUTRAL),
}


class CosineJudge:
    """The plainest judge there is: a passage near enough to the claim supports it, and nothing ever contradicts.

    `least` is the cosine from which it says so: of 0.40, 0.45 ... 0.95 the one of the best mean macro-F1 on the
    development sets (0.303; 2026-11-27).
    """

    name = "cosine"

    def __init__(self, least: float = 0.55) -> None:
        from index.embedding import SentenceEncoder

        self.least = least
        self._encoder = SentenceEncoder(None)

    def cosines(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        premises, hypotheses = (self._encoder.encode([pair[side] for pair in pairs]) for side in (0, 1))
        return [float(value) for value in (premises * hypotheses).sum(axis=1)]

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
        near, far = StanceProbabilities(1.0, 0.0, 0.0), StanceProbabilities(0.0, 0.0, 1.0)
        return [near if cosine >= self.least else far for cosine in self.cosines(pairs)]


def open_judge(name: str) -> Judge:
    """A shipped model, a folder like theirs, or the cosine judge."""
    return CosineJudge() if name == "cosine" else StanceModel(name)


def score(judge: Judge, pairs: Sequence[Pair], jobs: int) -> list[StanceProbabilities]:
    """The judge's probabilities of each pair."""
    cut = [pairs[i : i + 64] for i in range(0, len(pairs), 64)]
    with ThreadPoolExecutor(jobs) as pool:
        answers = pool.map(lambda part: judge([(pair.premise, pair.hypothesis) for pair in part]), cut)
        return [answer for part in answers for answer in part]


def summarise(pairs: Sequence[Pair], probabilities: Sequence[StanceProbabilities]) -> StanceMeasures:
    """The figures of one set."""
    return measure([_RIGHT[pair.label] for pair in pairs], [best(p) for p in probabilities], probabilities)


def print_table(rows: Sequence[tuple[str, StanceMeasures]]) -> None:
    """One model, a set a row, as Markdown; the last column says what the answers were, in the order of the labels."""
    answers = "answered supports, contradicts, neutral"
    print(f"| set | n | majority | accuracy | own labels | macro-F1 | balanced | ECE | label: {answers} |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, m in rows:
        own = "" if m.own_labels is None else f"{m.own_labels:.3f}"
        confusion = "; ".join(
            f"{label}: {' '.join(map(str, counts.values()))}" for label, counts in m.confusion.items()
        )
        print(
            f"| {name} | {m.n:,} | {m.majority:.3f} | {m.accuracy:.3f} | {own} | {m.macro_f1:.3f} "
            f"| {m.balanced_accuracy:.3f} | {m.ece:.3f} | {confusion} |",
            flush=True,
        )


def print_comparison(names: Sequence[str], rows: Sequence[tuple[str, list[StanceMeasures]]]) -> None:
    """Several judges on the same pairs: accuracy (over the set's own two labels where it has two), then macro-F1."""
    print(f"| set | n | majority | {' | '.join(f'{name}: accuracy | macro-F1' for name in names)} |")
    print("|---" * (3 + 2 * len(names)) + "|")
    for name, measures in rows:
        cells = []
        for m in measures:
            own = f" ({m.own_labels:.3f})" if m.own_labels is not None else ""
            cells.append(f"{m.accuracy:.3f}{own} | {m.macro_f1:.3f}")
        print(f"| {name} | {measures[0].n:,} | {measures[0].majority:.3f} | {' | '.join(cells)} |", flush=True)


def read_part(sets: Path, part: str, limit: int, trained_on: frozenset[str], seed: int = 1) -> dict[str, list[Pair]]:
    """The sets of a folder by name, at most `limit` pairs of each (0: all), drawn with a fixed seed.

    Of development sets that were trained on, only what was kept back.
    """
    result = {}
    for file in sorted(sets.glob(f"{part}/*.jsonl.gz")) + sorted(sets.glob(f"{part}_binary/*.jsonl.gz")):
        name = file.name.removesuffix(".jsonl.gz")
        pairs = [pair for pair in read_set(file) if name not in trained_on or is_kept_back(pair)]
        result[name] = random.Random(seed).sample(pairs, limit) if 0 < limit < len(pairs) else pairs
    return result


def fit_calibration(
    gold: Sequence[tuple[int, ...]], triples: Sequence[tuple[float, ...]], weights: Sequence[float]
) -> tuple[float, tuple[float, ...]]:
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


def calibrated(
    answers: Sequence[StanceProbabilities], temperature: float, bias: Sequence[float]
) -> list[StanceProbabilities]:
    """The probabilities as they would be with that temperature and bias on top."""
    result = []
    for answer in answers:
        triple = (answer.supports, answer.contradicts, answer.neutral)
        powers = [max(p, 1e-9) ** (1 / temperature) * math.exp(b) for p, b in zip(triple, bias, strict=True)]
        result.append(StanceProbabilities(*(p / sum(powers) for p in powers)))
    return result


def fit(groups: dict[str, list[Pair]], judge: Judge, jobs: int) -> None:
    """Prints the calibration, and the sets before it, with a temperature alone, and with a bias a label as well.

    Half of the weight is on passages that decide nothing, as in use; the rest is shared equally by the three-label
    sets, all generated pairs together and all written ones, and within each by its labels, so that no set's own mix is
    learned.
    """
    scored = {name: score(judge, pairs, jobs) for name, pairs in groups.items()}
    gold, triples, weights = [], [], []
    for name, pairs in groups.items():
        if pairs and name in (*CALIBRATION_SETS, "generated", "written", "hard neutrals"):
            counts = Counter(pair.label for pair in pairs)
            share = len(CALIBRATION_SETS) + 2 if name == "hard neutrals" else 1
            gold += [ALLOWED[pair.label] for pair in pairs]
            triples += [(p.supports, p.contradicts, p.neutral) for p in scored[name]]
            weights += [share / len(counts) / counts[pair.label] for pair in pairs]
    temperature, bias = fit_calibration(gold, triples, weights)
    none = (0.0, 0.0, 0.0)
    for title, t, b in (("as trained", 1.0, none), ("temperature", temperature, none), ("and bias", temperature, bias)):
        print(f"\n{title}: temperature {t:.4f}, bias {' '.join(f'{value:.4f}' for value in b)}\n")
        print_table([(name, summarise(pairs, calibrated(scored[name], t, b))) for name, pairs in groups.items()])


def compare_variants(folder: Path, parts: dict[str, list[Pair]]) -> None:
    """Each exported variant on the same dev pairs, with its speed and its agreement with fp32."""
    print("| variant | MB | mean accuracy | mean macro-F1 | same answer as fp32 | ms a pair, 1 thread |")
    print("|---|---|---|---|---|---|")
    reference: list[Stance] = []
    for variant in ["fp32", *sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name != "fp32")]:
        model = StanceModel(folder / variant)
        results, answers = [], []
        started = time.process_time()
        for pairs in parts.values():
            probabilities = score(model, pairs, 1)
            results.append(summarise(pairs, probabilities))
            answers += [best(p) for p in probabilities]
        spent = 1000 * (time.process_time() - started) / len(answers)
        reference = reference or answers
        same = sum(a == b for a, b in zip(reference, answers, strict=True)) / len(answers)
        size = (folder / variant / "model.onnx").stat().st_size / 1e6
        accuracy, f1 = mean(r.accuracy for r in results), mean(r.macro_f1 for r in results)
        print(f"| {variant} | {size:.1f} | {accuracy:.4f} | {f1:.4f} | {same:.4f} | {spent:.1f} |", flush=True)


def read_held_out(work: Path) -> dict[str, list[Pair]]:
    """The pairs of the stories that were held out, by kind; without written ones where none were trained on."""
    kinds: dict[str, list[Pair]] = {}
    for stem in ("heldout_neutrals", "heldout_news", "heldout_written"):
        file = work / f"{stem}.jsonl"
        for pair in read_pairs(file) if file.exists() or stem != "heldout_written" else ():
            kinds.setdefault(pair.kind, []).append(pair)
    return kinds


def grouped(held_out: dict[str, list[Pair]]) -> dict[str, list[Pair]]:
    """All generated pairs as one set, all hard neutrals as another, and all written pairs where there are any."""
    neutral = [pair for kind in NEUTRAL_KINDS for pair in held_out.get(kind, [])]
    written = [pair for kind in WRITTEN_KINDS for pair in held_out.get(kind, [])]
    others = (*NEUTRAL_KINDS, *WRITTEN_KINDS)
    news = [pair for kind, pairs in held_out.items() if kind not in others for pair in pairs]
    return {"generated": news, "hard neutrals": neutral} | ({"written": written} if written else {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("dev", "test", "heldout", "variants", "fit"), default="dev")
    parser.add_argument("--models", nargs="+", default=list(SHIPPED), help="fast, accurate, a folder, or cosine")
    parser.add_argument(
        "--config", type=Path, default=PROJECT / "training" / "accurate.toml", help="what was trained on"
    )
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS)
    parser.add_argument("--work", type=Path, default=PROJECT / ".work" / "training")
    parser.add_argument("--limit", type=int, default=0, help="pairs of each set; 0: all")
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    trained_on = frozenset(tomllib.loads(chosen.config.read_text(encoding="utf-8"))["data"]["sets"])
    if chosen.part == "variants":
        compare_variants(chosen.work / "export", read_part(chosen.sets, "dev", chosen.limit or 200, trained_on))
        return
    if chosen.part == "test":
        parts = read_part(chosen.sets, "test", chosen.limit, trained_on)
    elif chosen.part == "heldout":
        held_out = read_held_out(chosen.work)
        parts = {**held_out, **grouped(held_out)}
    else:
        parts = {**read_part(chosen.sets, "dev", chosen.limit, trained_on), **grouped(read_held_out(chosen.work))}
    if chosen.part == "fit":
        fit(parts, open_judge(chosen.models[0]), chosen.jobs)
        return
    rows: dict[str, list[StanceMeasures]] = {name: [] for name in parts}
    for judge_name in chosen.models:
        judge = open_judge(judge_name)
        for name, pairs in parts.items():
            rows[name].append(summarise(pairs, score(judge, pairs, chosen.jobs)))
        print(f"\n{judge_name}\n")
        print_table([(name, measures[-1]) for name, measures in rows.items()])
    if len(chosen.models) > 1:
        print()
        print_comparison(chosen.models, list(rows.items()))


if __name__ == "__main__":
    main()
