"""What an ingest spends its time on: reading, cleaning, dating and splitting of an article beside embedding it.

    python -m benchmarks.stages [fundus readability htmldate trafilatura goose3 text] [--pages 100]

The pages are those of `benchmarks.extraction`; where ../shared/corpora is absent, made-up articles as bare text. Each
article goes through both before the next, so that both see the same machine.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from itertools import islice

from benchmarks.corpus import varied_articles
from benchmarks.extraction import CORPORA, READERS
from index.cleaning import clean, find_origin, find_title
from index.dates import find_published
from index.embedding import SentenceEncoder
from index.errors import InputError
from index.records import Submission
from index.sentences import split_sentences
from index.sources.html import read_html


def submissions(corpus: str, pages: int) -> Iterator[str | Submission]:
    """The pages of a corpus, not yet read; of ``text`` made-up articles."""
    if corpus == "text":
        yield from varied_articles(pages)
    else:
        yield from (page.html for page in islice(READERS[corpus](False), pages))


def measure(corpus: str, pages: int, encoder: SentenceEncoder) -> None:
    """Prints articles and passages a second of both."""
    before_s = embedding_s = 0.0
    articles = passages = 0
    for given in submissions(corpus, pages):
        start = time.perf_counter()
        submission = read_html(given) if isinstance(given, str) else given
        try:
            cleaned = clean(submission)
        except InputError:
            continue
        find_title(cleaned, submission)
        find_origin(cleaned, submission)
        find_published(submission, cleaned)
        sentences = [cleaned.text[span.start : span.end] for span in split_sentences(cleaned)]
        middle = time.perf_counter()
        encoder.encode(sentences)
        before_s, embedding_s = before_s + middle - start, embedding_s + time.perf_counter() - middle
        articles, passages = articles + 1, passages + len(sentences)
    print(
        f"| {corpus} | {articles} | {passages} | {1000 * before_s / articles:.1f} ms | {passages / before_s:.0f} | "
        f"{1000 * embedding_s / articles:.1f} ms | {passages / embedding_s:.0f} | {embedding_s / before_s:.1f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", help=f"{', '.join(READERS)} or text")
    parser.add_argument("--pages", type=int, default=100)
    chosen = parser.parse_args()
    unknown = set(chosen.corpora) - {*READERS, "text"}
    if unknown:
        parser.error(f"no such corpus: {', '.join(sorted(unknown))}; there are {', '.join(READERS)} and text")
    encoder = SentenceEncoder(None)
    encoder.encode(["The first sentence pays for loading."])
    print("| pages | articles | passages | read, clean, date, split | passages/s | embed | passages/s | embed / rest |")
    print("|---|---|---|---|---|---|---|---|")
    for corpus in chosen.corpora or [*(["fundus", "readability", "trafilatura"] if CORPORA.exists() else []), "text"]:
        measure(corpus, chosen.pages, encoder)


if __name__ == "__main__":
    main()
