"""Made-up news in any amount: the same seed gives the same articles."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from index.records import Submission

ROOT = Path(__file__).parents[1]
PLACES = ("Selby", "Northfield", "Marrow Bay", "Tarn", "Oldhaven", "Kestrel Point", "Lower Brook", "Stonewick", "Ashby")
BODIES = ("the harbour board", "the council", "the fire service", "the ministry", "the port union", "the water company")
THINGS = ("residents", "ships", "homes", "workers", "patients", "pupils", "lorries", "acres", "passengers", "tonnes")
DEEDS = (
    "were moved after the flood in {place}",
    "were counted in the yearly survey of {place}",
    "were affected by the strike at {place}",
    "had been registered in {place} since the spring",
    "were turned away from the terminal at {place}",
    "would be covered by the new plan for {place}",
)
ASIDES = (
    "The road between {place} and {other} stayed shut for a second day.",
    "“We had hoped for more time,” a spokeswoman for {body} said in {place}.",
    "Work on the pier at {place} is expected to begin next year.",
    "{Body} denied that the contract with {other} had been signed.",
    "Rain is forecast for {place} until the weekend, with gusts along the coast.",
    "The inquiry in {other} heard from nine witnesses on its opening day.",
)
SENTENCES_EACH = 20


def articles(passages: int, seed: int = 20261122) -> Iterator[Submission]:
    """Articles that come to about ``passages`` sentences, ``SENTENCES_EACH`` each."""
    draw = random.Random(seed)
    first = date(2030, 1, 1)
    for number in range(max(1, passages // SENTENCES_EACH)):
        published = first + timedelta(days=draw.randrange(700))
        text = " ".join(_sentence(draw) for _ in range(SENTENCES_EACH))
        yield Submission(
            raw=text,
            title=None,
            url=f"https://gazette.example/{number}",
            publisher=f"Gazette {number % 40}",
            published_at=published.isoformat(),
        )


def varied_articles(n: int, seed: int = 20261127) -> Iterator[Submission]:
    """So many articles of about 210 words in five paragraphs, of words that this repository's documents use.

    They are drawn at random, so that no two articles share a passage: as different as news of different stories, where
    those of ``articles`` are all filled-in forms, and looked at as copies of each other, every pair of them.
    """
    pages = [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "service/demo/articles").glob("*.md"))]
    words = sorted({w.lower() for page in pages for w in re.findall(r"\b[A-Za-z]{2,12}\b", page.read_text())})
    draw = random.Random(seed)

    def sentence() -> str:
        some = draw.choices(words, k=draw.randrange(7, 20))
        if draw.random() < 0.4:
            some.insert(draw.randrange(len(some)), f"{draw.randrange(2, 9000):,}")
        return " ".join(some).capitalize() + "."

    for number in range(n):
        paragraphs = (" ".join(sentence() for _ in range(3)) for _ in range(draw.randrange(3, 8)))
        yield Submission(
            raw="\n\n".join(paragraphs),
            title=" ".join(draw.choices(words, k=7)).capitalize(),
            url=f"https://gazette.example/{number}",
            publisher=f"Gazette {number % 40}",
            published_at=(date(2030, 1, 1) + timedelta(days=draw.randrange(700))).isoformat(),
        )


def statements(n: int, seed: int = 7) -> list[str]:
    """Statements in the manner of the articles, most with a figure."""
    draw = random.Random(seed)
    return [_sentence(draw) for _ in range(n)]


def _sentence(draw: random.Random) -> str:
    place, other = draw.sample(PLACES, 2)
    body = draw.choice(BODIES)
    if draw.random() < 0.5:
        deed = draw.choice(DEEDS).format(place=place)
        figure = f"{draw.randrange(2, 9000):,}"
        hedge = draw.choice(("", "About ", "At least ", "Nearly ", "More than "))
        return f"{hedge}{figure} {draw.choice(THINGS)} {deed}, {body} said."
    aside = draw.choice(ASIDES)
    return aside.format(place=place, other=other, body=body, Body=body[0].upper() + body[1:])
