"""The shipped stance models beside the same architectures in PyTorch's fp32, in one run, taking turns.

    python -m benchmarks.stance [--pairs 16] [--tokens 64] [--rounds 20] [--threads 2]

Ours go through `service.judge`, as in a check: one pair a run, as many runs side by side as there are threads. PyTorch
gets all pairs as one batch of equal length, which is its best case; its weights are random, for they cost the same.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertForSequenceClassification, MPNetConfig, MPNetForSequenceClassification

from service.judge import MODELS, SHIPPED, StanceModel

_WORDS = "the harbour was closed to all ships on Monday after a storm tore the outer wall and two ferries ran aground"


def pairs_of(tokenizer: Tokenizer, pairs: int, tokens: int) -> list[tuple[str, str]]:
    """Different pairs, each of exactly so many tokens."""
    words = _WORDS.split()
    made = []
    for number in range(pairs):
        turned = words[number % len(words) :] + words[: number % len(words)]
        premise, hypothesis = "", " ".join(turned[: min(8, tokens // 4)])
        for word in turned * tokens:
            longer = f"{premise} {word}".strip()
            if len(tokenizer.encode(longer, hypothesis).ids) > tokens:
                break
            premise = longer
        made.append((premise, hypothesis))
    return made


def in_torch(name: str) -> torch.nn.Module:
    """The architecture of a shipped model, in fp32."""
    if name == "fast":
        config = BertConfig(
            hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, num_labels=3
        )
        return BertForSequenceClassification(config).eval()
    return MPNetForSequenceClassification(MPNetConfig(num_labels=3)).eval()


def spent(call: Callable[[], object]) -> float:
    """Milliseconds by the clock."""
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


def measure(name: str, pairs: int, tokens: int, rounds: int, threads: int) -> Sequence[float]:
    """Medians in ms of ours and of PyTorch's."""
    ours, theirs = StanceModel(name, threads), in_torch(name)
    tokenizer = Tokenizer.from_file(str(MODELS / name / "tokenizer.json"))
    tokenizer.no_padding()
    asked = pairs_of(tokenizer, pairs, tokens)
    ids = torch.randint(1000, 20_000, (pairs, tokens))
    mask = torch.ones_like(ids)
    times: tuple[list[float], list[float]] = ([], [])
    with torch.inference_mode():
        for turn in range(rounds + 2):
            ours.forget()
            spans = spent(lambda: ours(asked)), spent(lambda: theirs(input_ids=ids, attention_mask=mask))
            if turn >= 2:
                for kept, span in zip(times, spans, strict=True):
                    kept.append(span)
    return [statistics.median(kept) for kept in times]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=16)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    print(f"{chosen.pairs} pairs of {chosen.tokens} tokens, {chosen.threads} threads, median of {chosen.rounds}")
    print("| model | shipped | PyTorch fp32 | ratio |\n|---|---|---|---|")
    for name in SHIPPED:
        ours, theirs = measure(name, chosen.pairs, chosen.tokens, chosen.rounds, chosen.threads)
        print(f"| {name} | {ours:.0f} ms | {theirs:.0f} ms | {theirs / ours:.1f} |", flush=True)


if __name__ == "__main__":
    main()
