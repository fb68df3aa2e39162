"""The noun of this folder: one premise, one hypothesis, and the labels that it may have."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

LABELS = ("supports", "contradicts", "neutral")  # the order of the model's outputs

ALLOWED = {  # label → outputs whose probabilities are added up in the loss
    "supports": (0,),
    "contradicts": (1,),
    "neutral": (2,),
    "not_supports": (1, 2),
    "not_contradicts": (0, 2),
    "open": (0, 1, 2),  # known to a teacher alone
}
_NAMES = {
    "entailment": "supports",
    "contradiction": "contradicts",
    "neutral": "neutral",
    "not_entailment": "not_supports",
    "not_contradiction": "not_contradicts",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """`premise` is the passage, `hypothesis` the claim; `kind` is the set or generator it came from."""

    premise: str
    hypothesis: str
    label: str
    kind: str


def normalise(text: str) -> str:
    """Lower case, no accents or punctuation, single spaces: equal for texts a reader calls the same."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def read_set(file: Path) -> Iterator[Pair]:
    """The pairs of one gzipped JSON-lines set, with our label names; `kind` is the set's name."""
    kind = file.name.removesuffix(".jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Pair(row["premise"], row["hypothesis"], _NAMES[row["label"]], kind)


def write_pairs(pairs: Iterable[Pair], file: Path) -> None:
    """Writes JSON lines, beside the target first and then renamed into place."""
    draft = file.with_suffix(".part")
    with draft.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in pairs)
    draft.replace(file)


def read_pairs(file: Path) -> list[Pair]:
    """What `write_pairs` wrote, in the same order."""
    with file.open(encoding="utf-8") as lines:
        return [Pair(**json.loads(line)) for line in lines]
