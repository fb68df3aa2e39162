"""A larger model's answers to pairs that nobody has labelled, for a smaller one to learn from (Hinton et al. 2015).

Run as `python -m training.teaching --work FOLDER --model accurate --pairs 20000` once `training.data` has built the mix
there. Claims are sentences of the news and what the generators made of them, passages are what the search returns for
them: the input of a check, with none of the filters that make sure of a label. Stories held out are left out here, too.
Writes taught.jsonl: each line a premise, a hypothesis and the model's three probabilities.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from training.leakage import collect_keys, leaks, read_evaluation_texts
from training.news import Sentence, find_stories, is_held_out, load_sentences
from training.pairs import Pair, read_pairs

NEAREST = 12  # passages of a search that a claim may be paired with
NEAR_SIMILARITY = 0.40  # what a check reads; see service.hearing
GENERATED_SHARE = 0.6  # of the claims; the others are sentences of the news as they stand
ASKED_AT_ONCE = 512


def open_pairs(
    sentences: Sequence[Sentence], vectors: np.ndarray, made: Sequence[Pair], rng: random.Random
) -> Iterator[Pair]:
    """Endless pairs of a claim and one passage that a search returns for it, without a label.

    Args:
        sentences: the news.
        vectors: float32 (n, d), unit rows, row i of sentence i.
        made: generated pairs; their premises are sentences of the news.
        rng: what draws.
    """
    row_of = {sentence.text: row for row, sentence in enumerate(sentences)}
    claims = [(row_of[p.premise], p.hypothesis) for p in made if p.premise in row_of and p.hypothesis not in row_of]
    while True:
        if claims and rng.random() < GENERATED_SHARE:
            row, claim = rng.choice(claims)
        else:
            row = rng.randrange(len(sentences))
            claim = sentences[row].text
        near = vectors @ vectors[row]
        found = [int(i) for i in np.argsort(-near)[1 : NEAREST + 1] if near[i] >= NEAR_SIMILARITY]
        if found:
            yield Pair(sentences[rng.choice(found)].text, claim, "open", "news_open")


def teach(
    ask: Callable[[Sequence[tuple[str, str]]], Sequence[Sequence[float]]], pairs: Sequence[Pair], file: Path
) -> None:
    """Writes the answers line by line; run again after a stop, it goes on behind the last whole line."""
    done = file.read_text(encoding="utf-8").count("\n") if file.exists() else 0
    started = time.monotonic()
    with file.open("a", encoding="utf-8") as out:
        for first in range(done, len(pairs), ASKED_AT_ONCE):
            part = pairs[first : first + ASKED_AT_ONCE]
            for pair, answer in zip(part, ask([(p.premise, p.hypothesis) for p in part]), strict=True):
                row = {"premise": pair.premise, "hypothesis": pair.hypothesis, "answer": [round(a, 4) for a in answer]}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
            out.flush()
            pace = (first + len(part) - done) / (time.monotonic() - started)
            print(f"{first + len(part)}/{len(pairs)} pairs, {pace:.1f} a second", flush=True)


def read_taught(file: Path) -> list[tuple[Pair, tuple[float, float, float]]]:
    """What `teach` wrote; nothing where there is no such file."""
    if not file.exists():
        return []
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [(Pair(r["premise"], r["hypothesis"], "open", "news_open"), tuple(r["answer"])) for r in rows]


def main() -> None:
    from service.judge import StanceModel
    from training.data import DEFAULT_SETS, PROJECT

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=PROJECT / ".work" / "training")
    parser.add_argument("--model", default="accurate", help="a shipped model, or a folder like theirs")
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20261127)
    parser.add_argument("--sets", type=Path, default=DEFAULT_SETS)
    parser.add_argument("--cases", type=Path, help="case files whose claims must not be learned from")
    chosen = parser.parse_args()
    keys = collect_keys(read_evaluation_texts(chosen.sets, chosen.cases))
    sentences = load_sentences(chosen.work / "news")
    vectors = np.load(chosen.work / "news" / "vectors.npy")
    story_of = find_stories(sentences, vectors)
    kept = [i for i, s in enumerate(sentences) if not is_held_out(story_of[s.article])]
    made = [p for p in read_pairs(chosen.work / "mix.jsonl") if p.kind.startswith("news_")]
    drawn = open_pairs([sentences[i] for i in kept], vectors[kept], made, random.Random(chosen.seed))
    pairs: dict[tuple[str, str], Pair] = {}
    for pair in drawn:
        if not leaks(pair, keys):
            pairs[pair.premise, pair.hypothesis] = pair
        if len(pairs) == chosen.pairs:
            break
    model = StanceModel(chosen.model, chosen.threads)

    def ask(asked: Sequence[tuple[str, str]]) -> list[tuple[float, float, float]]:
        return [(p.supports, p.contradicts, p.neutral) for p in model(asked)]

    teach(ask, list(pairs.values()), chosen.work / "taught.jsonl")


if __name__ == "__main__":
    main()
