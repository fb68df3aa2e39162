"""How well copies are told from other stories: rewrites by known operators, marked duplicates, different stories.

    python -m benchmarks.copies

Rewrites are made of the demo's articles and, where ../shared is beside the checkout, of its news; everything then goes
through the whole index but the embedding model. Printed are precision, recall and F1 over pairs of documents, and what
other thresholds than ours would find and merge.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.build import Archive
from index.duplicates import fingerprint, shared_share, words_of
from index.records import Submission

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
DEMO = Path(__file__).parents[1] / "service" / "demo" / "articles"
REWRITES = 200
SEED = 20261127

SWAPPED = 0.15
"""Share of the words that ``swap`` replaces by others of the same set of articles."""
SHORTEST_WORDS = 120
"""Of an article that is rewritten: what is left of a shorter one when half is cut is no article."""

_FURNITURE_ABOVE = (
    "Skip to main content",
    "We use cookies to improve your experience.",
    "Home > News > Region",
    "Share this article",
)
_FURNITURE_WITHIN = (
    "Advertisement",
    "Sign up for our free newsletter and never miss a story",
    "Read also: Mayor opens new bridge over the canal",
)
_FURNITURE_BELOW = (
    "Most read",
    "Council tax to rise again in the spring",
    "Five walks to take before the snow comes",
    "The best soups of the season, ranked by our readers",
    "Follow us on Facebook",
    "© 2026 Harbour Post Media Ltd. All rights reserved.",
)
_SPELLINGS = (("ph", "f"), ("ck", "k"), ("ll", "l"), ("ai", "ay"), ("ie", "y"), ("s", "z"), ("c", "k"), ("i", "y"))
_SPELLINGS += (("e", "a"), ("o", "u"), ("a", "e"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the story that it tells."""

    text: str
    story: str
    made_by: str = "original"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of documents in one cluster, counted against their labels."""

    right: int
    wrong: tuple[tuple[int, int], ...]
    missed: tuple[tuple[int, int], ...]

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + len(self.wrong) + len(self.missed))


# --- operators --------------------------------------------------------------------------------------------------------


def truncate(text: str, draw: random.Random, _: Sequence[str]) -> str:
    """The opening 45 to 80 % of the sentences."""
    sentences = _sentences(text)
    return " ".join(sentences[: max(3, round(len(sentences) * draw.uniform(0.45, 0.8)))])


def reorder(text: str, draw: random.Random, _: Sequence[str]) -> str:
    """The paragraphs in another order; two sentences make one where the text has fewer than three."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    if len(paragraphs) < 3:
        sentences = _sentences(text)
        paragraphs = [" ".join(sentences[i : i + 2]) for i in range(0, len(sentences), 2)]
    draw.shuffle(paragraphs)
    return "\n\n".join(paragraphs)


def swap(text: str, draw: random.Random, pool: Sequence[str]) -> str:
    """Every word replaced by another with a chance of ``SWAPPED``."""
    return re.sub(r"\S+", lambda found: draw.choice(pool) if draw.random() < SWAPPED else found[0], text)


def respell(text: str, draw: random.Random, _: Sequence[str]) -> str:
    """Every name in another spelling, the same wherever it stands."""
    names = {found[0] for found in re.finditer(r"(?<=[\w,;] )[A-Z][a-z]{3,}", text)}
    for name in sorted(names):
        for ours, other in draw.sample(_SPELLINGS, len(_SPELLINGS)):
            if ours in name[1:]:
                text = re.sub(rf"\b{name}\b", name[0] + name[1:].replace(ours, other, 1), text)
                break
    return text


def furnish(text: str, draw: random.Random, _: Sequence[str]) -> str:
    """Page furniture above, within and below."""
    lines = text.split("\n")
    lines.insert(draw.randrange(len(lines) + 1), draw.choice(_FURNITURE_WITHIN))
    above = draw.sample(_FURNITURE_ABOVE, 2)
    return "\n\n".join([*above, *lines, *draw.sample(_FURNITURE_BELOW, 4)])


Operator = Callable[[str, random.Random, Sequence[str]], str]
OPERATORS: Mapping[str, tuple[Operator, ...]] = {
    "truncate": (truncate,),
    "reorder": (reorder,),
    "swap": (swap,),
    "respell": (respell,),
    "furnish": (furnish,),
    "truncate, furnish": (truncate, furnish),
    "reorder, respell": (reorder, respell),
    "truncate, swap": (truncate, swap),
}


def rewrites(articles: Sequence[str], n: int = REWRITES, seed: int = SEED) -> list[Labelled]:
    """The articles and ``n`` rewrites of them, every operator as often."""
    draw = random.Random(seed)
    pool = sorted({word for text in articles for word in re.findall(r"[a-z]{3,}", text)})
    made = [Labelled(text, str(number)) for number, text in enumerate(articles)]
    names = list(OPERATORS)
    for i in range(n):
        number, name = i % len(articles), names[(i + i // len(articles)) % len(names)]
        text = articles[number]
        for operator in OPERATORS[name]:
            text = operator(text, draw, pool)
        made.append(Labelled(text, str(number), name))
    return made


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?”\"])\s+", text) if part.strip()]


# --- corpora ----------------------------------------------------------------------------------------------------------


def demo_articles() -> list[str]:
    """The bodies of the demo's articles, without those that are an agency's copy as they stand."""
    files = [file.read_text(encoding="utf-8").split("---", 2) for file in sorted(DEMO.glob("*.md"))]
    return [body.strip() for _, head, body in files if "\norigin:" not in head]


def records(corpus: str) -> list[dict[str, Any]]:
    """The documents of a corpus of ../shared."""
    lines = (CORPORA / corpus / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["text"]]


def marked(corpus: str) -> list[Labelled]:
    """Documents whose story is the one that they are an exact duplicate of, else their own."""
    return [Labelled(r["text"], r["exact_duplicate_of"] or r["doc_id"]) for r in records(corpus)]


def news_articles() -> list[str]:
    """English news, one text a story: long enough, and without what shares much with an earlier one."""
    texts = [r["text"] for r in records("fundus") if (r["lang"] or "").startswith("en")]
    texts += [r["text"] for r in records("emergent")]
    texts += [r["text"] for r in records("bbc2004")[::25]]
    kept: dict[str, frozenset[int]] = {}
    for text in texts:
        mine = frozenset(fingerprint(text).hashes)
        if len(words_of(text)) >= SHORTEST_WORDS and all(len(mine & theirs) < 20 for theirs in kept.values()):
            kept[text] = mine
    return list(kept)


# --- measuring --------------------------------------------------------------------------------------------------------


class _Blank:
    """An encoder to which all texts are alike; copies are found without vectors."""

    name = "blank"
    fingerprint = "blank"
    dimension = 8

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        rows[:, 0] = 1
        return rows


def clusters(texts: Iterable[str]) -> list[str]:
    """The cluster of each text after all went through the index, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive.open(Path(folder), _Blank())
        submissions = [Submission(raw=text, publisher=f"paper {n}") for n, text in enumerate(texts)]
        ids = [o.document.source.document_id if o.document else "" for o in archive.add_many(submissions)]
        found = [archive.document(each).source.story_cluster if each else "" for each in ids]
        archive.close()
    return found


def measure(documents: Sequence[Labelled]) -> Pairs:
    """Which pairs of documents share a cluster, against which share a story."""
    found = clusters(document.text for document in documents)
    together = _pairs(found)
    meant = _pairs([document.story for document in documents])
    return Pairs(len(together & meant), tuple(sorted(together - meant)), tuple(sorted(meant - together)))


def _pairs(labels: Sequence[str]) -> set[tuple[int, int]]:
    members: defaultdict[str, list[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        members[label].append(number)
    return {pair for each in members.values() for pair in combinations(each, 2)}


def close_pairs(texts: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Pairs of texts that share a twelfth of the smaller one's bands, with the share that the rule looks at."""
    bands = [set(fingerprint(text).bands()) for text in texts]
    words = [words_of(text) for text in texts]
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, mine in enumerate(bands):
        for band in mine:
            holders[band].append(number)
    shared = Counter(pair for each in holders.values() for pair in combinations(each, 2))
    for (a, b), count in sorted(shared.items()):
        if 12 * count >= min(len(bands[a]), len(bands[b])):
            yield a, b, shared_share(words[a], words[b])


def main() -> None:
    """Prints the figures and the curve."""
    sets = {"rewrites of the demo's articles": rewrites(demo_articles())}
    if CORPORA.is_dir():
        news = rewrites(news_articles())
        sets["rewrites of real news"] = news
        sets["timelines, as marked"] = marked("timelines")
        sets["both"] = [*news, *sets["timelines, as marked"]]
        sets["bbc2004, as marked"] = marked("bbc2004")
    print("| set | documents | precision | recall | F1 | pairs merged, missed |\n|---|---|---|---|---|---|")
    for name, documents in sets.items():
        pairs = measure(documents)
        print(
            f"| {name} | {len(documents)} | {pairs.precision:.3f} | {pairs.recall:.3f} | {pairs.f1:.3f}"
            f" | {len(pairs.wrong)}, {len(pairs.missed)} |",
            flush=True,
        )
        if "-v" in sys.argv:
            for kind, some in (("merged", pairs.wrong), ("missed", pairs.missed)):
                for a, b in some[:40]:
                    print(f"  {kind}: {documents[a].made_by} {documents[a].text[:60]!r} / {documents[b].made_by}")
    _print_curve(sets)


def _print_curve(sets: Mapping[str, Sequence[Labelled]]) -> None:
    """What each threshold would find of rewrites and their originals, and merge of other pairs."""
    print("\n| share from which they are copies | " + " | ".join(f"0.{t:02}" for t in range(40, 100, 5)) + " |")
    for name, documents in sets.items():
        shares = list(close_pairs([document.text for document in documents]))
        same = [
            s
            for a, b, s in shares
            if documents[a].story == documents[b].story and "original" in (documents[a].made_by, documents[b].made_by)
        ]
        other = [s for a, b, s in shares if documents[a].story != documents[b].story]
        for what, values in (("found", same), ("other pairs", other)):
            counts = " | ".join(str(sum(100 * s >= t for s in values)) for t in range(40, 100, 5))
            print(f"| {name}: {what} | {counts} |", flush=True)


if __name__ == "__main__":
    main()
