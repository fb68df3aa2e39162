"""Shows that no premise and no claim of an evaluation set stands in the training mix.

Run as `python -m training.leakage MIX.jsonl --sets FOLDER --cases FOLDER`; exit code 1 if anything leaks.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.pairs import Pair, normalise, read_pairs, read_set

MIN_CHARS = 20  # shorter texts ("A man sleeps") coincide by chance and reveal nothing
CLAIM_FIELDS = ("claim", "statement")


def read_evaluation_texts(sets: Path, cases: Path | None) -> Iterator[str]:
    """Every premise and hypothesis of the dev and test sets, and every claim of the case files."""
    for folder in ("dev", "test", "test_binary"):
        for file in sorted((sets / folder).glob("*.jsonl.gz")):
            for pair in read_set(file):
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
    """True if the premise or the hypothesis is an evaluation text, up to case and punctuation."""
    return normalise(pair.premise) in keys or normalise(pair.hypothesis) in keys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mix", type=Path)
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument("--cases", type=Path)
    chosen = parser.parse_args()
    keys = collect_keys(read_evaluation_texts(chosen.sets, chosen.cases))
    pairs = read_pairs(chosen.mix)
    found = [pair for pair in pairs if leaks(pair, keys)]
    print(f"{len(pairs)} pairs against {len(keys)} evaluation texts: {len(found)} leak")
    for pair in found[:20]:
        print(f"  {pair.kind}: {pair.premise[:80]} | {pair.hypothesis[:80]}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
