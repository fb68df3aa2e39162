"""Shows that no premise and no claim of an evaluation set stands in the training mix.

Run as `python -m training.leakage MIX.jsonl --sets FOLDER --cases FOLDER`; exit code 1 if anything leaks.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from training.pairs import Pair, normalise, read_pairs, read_set

MIN_CHARS = 20  # shorter texts ("A man sleeps") coincide by chance and reveal nothing
CLAIM_FIELDS = ("claim", "statement")
_IN_CONTEXT = re.compile(r"\[(?P<context>.*)\] (?P<sentence>.*)", re.DOTALL)
"""A premise as `service.assessment.reading.Premise` has it in its context."""


def is_kept_back(pair: Pair) -> bool:
    """True for the quarter of a development set that is never trained on; decided by a hash of the claim alone."""
    return int(hashlib.sha256(normalise(pair.hypothesis).encode()).hexdigest(), 16) % 4 == 0


def read_evaluation_texts(sets: Path, cases: Path | None, trained_on: Container[str] = ()) -> Iterator[str]:
    """Every premise and hypothesis of the dev and test sets, and every claim of the case files.

    Of the development sets named in `trained_on` only what is kept back counts.
    """
    for folder in ("dev", "test", "test_binary"):
        for file in sorted((sets / folder).glob("*.jsonl.gz")):
            partly = folder == "dev" and file.name.removesuffix(".jsonl.gz") in trained_on
            for pair in read_set(file):
                if not partly or is_kept_back(pair):
                    yield pair.premise
                    yield pair.hypothesis
    for file in sorted(cases.rglob("*.jsonl")) if cases else ():
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield from (row[field] for field in CLAIM_FIELDS if isinstance(row.get(field), str))


def collect_keys(texts: Iterable[str]) -> frozenset[str]:
    """The normalised form of each text that is long enough to matter."""
    return frozenset(key for key in map(normalise, texts) if len(key) >= MIN_CHARS)


def leaks(pair: Pair, keys: frozenset[str]) -> bool:
    """True if the premise, its sentence alone, or the hypothesis is an evaluation text, up to case and punctuation."""
    texts = [pair.premise, pair.hypothesis]
    if found := _IN_CONTEXT.fullmatch(pair.premise):
        texts.append(found["sentence"])
    return any(normalise(text) in keys for text in texts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mix", type=Path)
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--config", type=Path, help="the run's configuration, where it trains on part of a dev set")
    chosen = parser.parse_args()
    config = tomllib.loads(chosen.config.read_text(encoding="utf-8")) if chosen.config else {"data": {"sets": {}}}
    keys = collect_keys(read_evaluation_texts(chosen.sets, chosen.cases, set(config["data"]["sets"])))
    pairs = read_pairs(chosen.mix)
    found = [pair for pair in pairs if leaks(pair, keys)]
    print(f"{len(pairs)} pairs against {len(keys)} evaluation texts: {len(found)} leak")
    for pair in found[:20]:
        print(f"  {pair.kind}: {pair.premise[:80]} | {pair.hypothesis[:80]}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
