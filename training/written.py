"""Pairs from what was written for the stance model: invented passages, and claims on articles of the unlabelled news.

`training/written/passages.txt` holds invented news with claims on each passage:

    > The thief returned the violin on Thursday with a note in which he complained of its tone.
    s | The stolen instrument is back.
    c | The violin is still missing.
    n | Police know who stole the violin.

`training/written/claims.txt` holds claims on articles that are not distributed here. An article is named by its id and
by a fingerprint of its numbered sentences; a claim by the sentences that support it, contradict it, or are near it and
decide nothing:

    @an-article 3f2a9c1e
    3s 6s 2n | A bystander says the man knew that he was on camera.

A second round of both (`claims-2.txt`, `passages-2.txt`) turns on what the models read badly after the first: figures,
dates and ranks, who did or said a thing, outcomes and changes of state. The third (`claims-3.txt`, `passages-3.txt`)
has claims in freer words than the passage's, what rules another thing out without a shared word, and outcomes left
open. The fourth (`passages-4.txt` alone) has plain restatements beside the same sentence with one thing changed, near
misses, and whole invented stories of which each sentence is a passage. The fifth (`stories-5.txt` alone) has invented
stories whose sentences leave to the story who, what and when; a claim is labelled as with articles:

    # Harbour authority drops plan for second berth
    1> The Lindhaven harbour authority has dropped its plan to build a second berth, its chairwoman said on Tuesday.
    2> It had set aside 31m kroner for the work.
    2s 1n | The port had reserved 31 million kroner for the project.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.cleaning import clean
from index.records import Submission
from index.sentences import split_sentences
from service.assessment.reading import premises, read_claim, read_passage
from service.assessment.statements import split_claims
from training.pairs import Pair

FOLDER = Path(__file__).parent / "written"
ROUNDS = ("", "_2", "_3", "_4", "_5")
"""Endings of the kinds of pairs of the five rounds."""

MAX_SENTENCES = 40  # of an article were shown to the writers, those of more than three words
_LABELS = {"s": "supports", "c": "contradicts", "n": "neutral"}
_CLAIM = re.compile(r"((?:\d+[scn] *)+)\| (.+)")
_SENTENCE = re.compile(r"(\d+)> (.+)")
_ON_PASSAGE = re.compile(r"([scn]) *\| (.+)")
BEFORE_CHARS = 600  # of the article before a sentence, from which its premise may take a lead-in


@dataclass(frozen=True, slots=True)
class Article:
    """The numbered sentences of one article, as its claims count them."""

    id: str
    title: str
    sentences: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Eight hex digits that change with any sentence or its number."""
        return hashlib.sha256("\n".join(self.sentences).encode()).hexdigest()[:8]


def number_sentences(article: str, title: str | None, text: str) -> Article:
    """The article's sentences in the order and with the numbers that its claims use.

    Raises:
        UnreadableInput: nothing of the text is left once it is cleaned.
    """
    cleaned = clean(Submission(raw=text, title=title))
    texts = (" ".join(cleaned.text[span.start : span.end].split()) for span in split_sentences(cleaned))
    return Article(article, title or "", tuple([text for text in texts if len(text.split()) > 3][:MAX_SENTENCES]))


def read_passages(lines: Iterable[str], kind: str = "written_passage") -> Iterator[Pair]:
    """The pairs, of this kind, of a file of invented passages.

    Raises:
        ValueError: a line is neither a passage nor a claim on one.
    """
    passage = ""
    for number, line in enumerate(lines, start=1):
        if line.startswith("> "):
            passage = line[2:].strip()
        elif line.strip():
            found = _ON_PASSAGE.fullmatch(line.strip())
            if not found or not passage:
                raise ValueError(f"line {number} is neither a passage nor a claim on one: {line.strip()[:80]}")
            yield Pair(passage, found[2], _LABELS[found[1]], kind)


def read_claims(
    lines: Iterable[str], articles: dict[str, Article], kind: str = "written_claim"
) -> Iterator[tuple[str, Pair]]:
    """(article id, pair of this kind) of a file of claims on ``articles``, each premise as the model reads it in use.

    An article that is not at hand, or whose sentences are not those that were numbered, is passed over.

    Raises:
        ValueError: a line is neither an article nor a claim, or names a sentence that its article does not have.
    """
    article: Article | None = None
    for number, line in enumerate(lines, start=1):
        if line.startswith("@"):
            name, fingerprint = line[1:].split()
            article = articles.get(name)
            if article and article.fingerprint != fingerprint:
                article = None
        elif line.strip():
            found = _CLAIM.fullmatch(line.strip())
            if not found:
                raise ValueError(f"line {number} is neither an article nor a claim: {line.strip()[:80]}")
            if article is None:
                continue
            for mark in found[1].split():
                place = int(mark[:-1])
                if place >= len(article.sentences):
                    raise ValueError(f"line {number}: {article.id} has no sentence {place}")
                yield article.id, Pair(_premise(article, place, found[2]), found[2], _LABELS[mark[-1]], kind)


def read_stories(lines: Iterable[str], kind: str = "written_story") -> Iterator[tuple[str, Pair]]:
    """(title, pair of this kind) of a file of invented stories, each premise as the model reads it in use.

    Raises:
        ValueError: a line is neither a title nor a sentence nor a claim, or names a sentence that its story lacks.
    """
    title, sentences = "", list[str]()
    for number, line in enumerate(lines, start=1):
        if line.startswith("# "):
            title, sentences = line[2:].strip(), []
            continue
        if not line.strip():
            continue
        told, found = _SENTENCE.fullmatch(line.strip()), _CLAIM.fullmatch(line.strip())
        if told and title and int(told[1]) == len(sentences) + 1:
            sentences.append(told[2])
            continue
        if not found or not title:
            raise ValueError(f"line {number} is neither a sentence of a story nor a claim: {line.strip()[:80]}")
        story = Article(title, title, tuple(sentences))
        for mark in found[1].split():
            if not 1 <= (place := int(mark[:-1])) <= len(sentences):
                raise ValueError(f"line {number}: {title!r} has no sentence {place}")
            yield title, Pair(_premise(story, place - 1, found[2]), found[2], _LABELS[mark[-1]], kind)


BARE_EVERY = 8  # of the premises one in so many has no context, another the sentence before and no title


def _premise(article: Article, place: int, claim: str) -> str:
    """What the model reads of a sentence in use: mostly in its context."""
    before = " ".join(article.sentences[:place])[-BEFORE_CHARS:]
    drawn = int(hashlib.sha256(f"{article.sentences[place]}\n{claim}".encode()).hexdigest(), 16) % BARE_EVERY
    passage = read_passage(article.sentences[place], before, title="" if drawn == 1 else article.title)
    premise = premises(passage, read_claim(split_claims(claim)[0], None))[0]
    return premise.in_context if drawn else premise.text
