"""What every reader is told beside the bytes, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO

from index.errors import InputError
from index.records import Submission
from index.sources.streams import MAX_DEPTH, Budget

Found = Submission | InputError
Reader = Callable[[IO[bytes], str, "Context"], Iterator[Found]]
"""A stream, its name for messages, and its context → the documents in it; a raised ``InputError`` ends it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for all documents of one input.

    ``defaults`` are the values that the submitter gave; they win over what a document says. ``hints`` are known from
    outside of a document and lose to what it says itself (the address that a web archive fetched it from).
    ``mapping`` tells which column or member of an export holds which of our fields. ``read`` reads what lies inside of
    an archive, whatever it is.
    """

    read: Reader
    defaults: Mapping[str, object] = field(default_factory=dict)
    hints: Mapping[str, object] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    depth: int = 0

    def inside(self, **hints: object) -> Context:
        """The context of what lies inside of an archive.

        Raises:
            InputError: archives are nested too deeply.
        """
        if self.depth >= MAX_DEPTH:
            raise InputError(f"Archives are nested more than {MAX_DEPTH} deep. Unpack the outer ones first.")
        return replace(self, depth=self.depth + 1, hints={**self.hints, **hints})


def named(error: InputError, name: str) -> InputError:
    """The same error with the place in front of its message."""
    text = str(error)
    return error if text.startswith(name) else type(error)(f"{name}: {text}", error.pointer)
