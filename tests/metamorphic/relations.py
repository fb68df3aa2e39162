"""Relations that bind an answer to a variant's answer, and a few ways of changing an English sentence.

A relation needs no label: it compares two answers, or an answer with what no answer may be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from index.records import Submission
from service.answering import Checker
from service.answers import Answer, CheckOptions
from service.assessment.records import Qualifier, ReasonCode, Stance, Verdict


@dataclass(frozen=True, slots=True)
class Broken:
    """A case in which a relation does not hold."""

    statement: str
    got: str
    expected: str


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a relation holds."""

    relation: str
    cases: int
    broken: tuple[Broken, ...]

    @property
    def share(self) -> float:
        """1.0 where nothing was tried."""
        return 1 - len(self.broken) / self.cases if self.cases else 1.0

    def __str__(self) -> str:
        lines = [f"{self.relation}: {self.cases - len(self.broken)} of {self.cases} ({self.share:.3f})"]
        lines += [f"  - {b.statement} | got {b.got} | expected {b.expected}" for b in self.broken]
        return "\n".join(lines)


LEAST = 0.95
"""Share of the cases in which each relation must hold. docs/quality.md lists those in which one does not."""

STORIES = yaml.safe_load((Path(__file__).parent / "stories.yaml").read_text(encoding="utf-8"))


class Remembering:
    """A checker that answers the same question once."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._known: dict[tuple[str, date | None], Answer] = {}

    def __call__(self, statement: str, as_of: date | None = None) -> Answer:
        key = (statement, as_of)
        if key not in self._known:
            self._known[key] = self._checker.check(statement, CheckOptions(as_of=as_of, store=False))
        return self._known[key]


Open = Callable[[Sequence[Submission]], Remembering]


def submission(document: Mapping[str, Any], publisher: str | None = None) -> Submission:
    """A document of stories.yaml, or a copy of it at another publisher's address."""
    publisher = publisher or document["publisher"]
    url = f"https://{publisher.casefold().replace(' ', '-')}.example/{document['published_at']}"
    return Submission(
        raw=document["text"],
        title=document["title"],
        publisher=publisher,
        published_at=document["published_at"],
        url=url,
    )


def supported(check: Remembering, cases: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those whose original is supported: what is not found either way says nothing of a variant."""
    return [(text, variant) for text, variant in cases if check(text).verdict is Verdict.SUPPORTED]


def report(rate: Rate, least: float = LEAST, least_cases: int = 10) -> None:
    """Prints the rate and demands it."""
    print(rate)  # noqa: T201  the rates are what this suite is run for
    assert rate.cases >= least_cases, "too few cases to speak of a rate"
    assert rate.share >= least, str(rate)


def same_verdict(relation: str, pairs: Iterable[tuple[str, Answer, Answer]]) -> Rate:
    """``pairs``: the variant, the answer to the original, the answer to the variant."""
    cases, broken = 0, []
    for variant, original, answer in pairs:
        cases += 1
        if answer.verdict is not original.verdict:
            broken.append(Broken(variant, answer.verdict, original.verdict))
    return Rate(relation, cases, tuple(broken))


def never_supported(relation: str, answers: Iterable[tuple[str, Answer]]) -> Rate:
    """Whatever else they are, these are not supported."""
    cases, broken = 0, []
    for variant, answer in answers:
        cases += 1
        if answer.verdict is Verdict.SUPPORTED:
            broken.append(Broken(variant, answer.verdict, "anything else"))
    return Rate(relation, cases, tuple(broken))


def all_supported(relation: str, answers: Iterable[tuple[str, Answer]]) -> Rate:
    """How many are supported."""
    cases, broken = 0, []
    for statement, answer in answers:
        cases += 1
        if answer.verdict is not Verdict.SUPPORTED:
            broken.append(Broken(statement, answer.verdict, Verdict.SUPPORTED))
    return Rate(relation, cases, tuple(broken))


def same_counts(relation: str, pairs: Iterable[tuple[str, Answer, Answer]]) -> Rate:
    """The verdict and the numbers of independent sources and speakers are the same."""
    cases, broken = 0, []
    for statement, original, answer in pairs:
        cases += 1
        before, after = _counts(original), _counts(answer)
        if before != after:
            broken.append(Broken(statement, str(after), str(before)))
    return Rate(relation, cases, tuple(broken))


def _counts(answer: Answer) -> tuple[str, list[tuple[int, int, int]]]:
    counted = [claim.independent_sources for claim in answer.claims]
    return answer.verdict.value, [(c.supporting, c.contradicting, c.speakers) for c in counted]


def same_evidence(relation: str, pairs: Iterable[tuple[str, Answer, Answer]]) -> Rate:
    """Verdict, confidence and every passage shown, in order, with its stance, are the same."""
    cases, broken = 0, []
    for statement, original, answer in pairs:
        cases += 1
        before, after = _shown(original), _shown(answer)
        if before != after:
            broken.append(Broken(statement, f"{after[0]} {after[1]:.4f}", f"{before[0]} {before[1]:.4f}"))
    return Rate(relation, cases, tuple(broken))


def _shown(answer: Answer) -> tuple[str, float, list[tuple[str, str]]]:
    pieces = [(piece.passage.id, piece.stance.value) for claim in answer.claims for piece in claim.evidence]
    return answer.verdict.value, round(answer.confidence, 4), pieces


def gone(relation: str, answers: Iterable[tuple[str, Answer]]) -> Rate:
    """Nothing decides any more."""
    cases, broken = 0, []
    for statement, answer in answers:
        cases += 1
        decided = any(piece.stance is not Stance.NEUTRAL for claim in answer.claims for piece in claim.evidence)
        if decided or answer.verdict is not Verdict.NOT_ENOUGH_EVIDENCE:
            broken.append(Broken(statement, answer.verdict, Verdict.NOT_ENOUGH_EVIDENCE))
    return Rate(relation, cases, tuple(broken))


def said_by_another(relation: str, answers: Iterable[tuple[str, Answer]]) -> Rate:
    """Not supported, and the answer says that somebody else said it."""
    cases, broken = 0, []
    for variant, answer in answers:
        cases += 1
        told = Qualifier.WRONG_SPEAKER in answer.qualifiers or any(
            reason.code is ReasonCode.WRONG_SPEAKER for claim in answer.claims for reason in claim.reasons
        )
        if answer.verdict is Verdict.SUPPORTED or not told:
            codes = ", ".join(reason.code for claim in answer.claims for reason in claim.reasons)
            broken.append(Broken(variant, f"{answer.verdict} ({codes})", Qualifier.WRONG_SPEAKER))
    return Rate(relation, cases, tuple(broken))


# ------------------------------------------------------------------------------------------------ changing a sentence

_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|will|would|could|can)\b(?! not\b| no\b)")
_NUMBER = re.compile(r"(?<![\w.,$€£-])(\d{1,3}(?:,\d{3})+|\d+)(?![\w%]|[.,]\d|-)")
_NEGATIVE = re.compile(r"\b(not|no|never|nobody|none|neither|without)\b|n't\b", re.IGNORECASE)
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def negated(sentence: str) -> str | None:
    """``sentence`` with "not" behind its one auxiliary; ``None`` where it has another number of them, or negates."""
    if _NEGATIVE.search(sentence) or len(_AUXILIARY.findall(sentence)) != 1:
        return None
    return _AUXILIARY.sub(r"\1 not", sentence)


def in_words(sentence: str) -> str | None:
    """``sentence`` with its one figure, below a million, in words; ``None`` where it has another number of them."""
    found = list(_plain_figures(sentence))
    if len(found) != 1:
        return None
    number = found[0]
    words = number_in_words(int(number.group().replace(",", "")))
    start = number.start()
    return sentence[:start] + (words.capitalize() if start == 0 else words) + sentence[number.end() :]


def tenfold(sentence: str) -> str | None:
    """``sentence`` with its one figure ten times as large; ``None`` where it has another number of them."""
    found = list(_plain_figures(sentence))
    if len(found) != 1:
        return None
    number = found[0]
    larger = f"{int(number.group().replace(',', '')) * 10:,}"
    return sentence[: number.start()] + larger + sentence[number.end() :]


def _plain_figures(sentence: str) -> Sequence[re.Match[str]]:
    """Figures that are no years and no days of a month; none at all where the sentence holds one of those as well."""
    found = list(_NUMBER.finditer(sentence))
    years = [m for m in found if re.fullmatch(r"(19|20)\d\d", m.group())]
    return [] if years or _DAY.search(sentence) else found


_MONTHS = "January February March April May June July August September October November December"
_DAY = re.compile(rf"\b({'|'.join(_MONTHS.split())})\b", re.IGNORECASE)


def number_in_words(number: int) -> str:
    """``number`` from 0 to 999,999 as English writes it."""
    if number >= 1000:
        rest = number % 1000
        joint = "" if not rest else " and " if rest < 100 else " "
        return f"{number_in_words(number // 1000)} thousand" + (joint + number_in_words(rest) if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{_SMALL[number // 100]} hundred" + (f" and {number_in_words(rest)}" if rest else "")
    if number >= 20:
        return _TENS[number // 10 - 2] + (f"-{_SMALL[number % 10]}" if number % 10 else "")
    return _SMALL[number]
