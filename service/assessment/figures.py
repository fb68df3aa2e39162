"""The sentence being read, and a figure while it is being made; finished figures are records.Quantity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.assessment.numbers import Number, Token
from service.assessment.records import Hedge, QuantityKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with its tokens; ``titled`` is true of headlines, where capitals tell nothing of names."""

    text: str
    tokens: Sequence[Token]
    titled: bool

    def words(self, first: int, last: int) -> tuple[str, ...]:
        """The tokens [first, last) in lower case."""
        return tuple(token.lower for token in self.tokens[first:last])


@dataclass(frozen=True, slots=True)
class Core:
    """A number with its unit, or two as a range: tokens [first, last), the number proper in [at, number_end)."""

    first: int
    last: int
    number: Number
    unit: str | None = None
    hyphenated: bool = False
    ranged: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure before its noun is known; ``noun_at`` is the token at which its noun phrase begins."""

    first: int
    last: int
    number: Number
    hedge: Hedge
    kind: QuantityKind = QuantityKind.TOTAL
    unit: str | None = None
    per: str | None = None
    noun_at: int = 0
    counted: str | None = None
    modifiers: tuple[str, ...] = ()
    resume: int = 0  # the token to read on from, where more than the figure was taken ("per 1,000 people")
    named: bool = False  # what is counted is settled already, or there is none
