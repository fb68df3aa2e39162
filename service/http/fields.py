"""Marshmallow fields for what clients send: strict about type, and each message says what would be taken.

A message is a predicate ("must be ..."), which ``service.http.reading`` puts behind the name of the member. One that
has a problem type of its own carries the class of error as ``family``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields

from index.dates import parse_given
from index.errors import BadDate, InputError
from service.errors import EmptyStatement, StatementTooLong

MAX_URL_CHARS = 2_048
MAX_NAME_CHARS = 300
MAX_NAMES = 100


class Message(str):
    """A message with the class of error that it belongs to."""

    __slots__ = ("family",)
    family: type[InputError]

    def __new__(cls, text: str, family: type[InputError]) -> Message:
        message = super().__new__(cls, text)
        message.family = family
        return message


_REQUIRED: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "is missing",
    "null": "must not be null",
    "validator_failed": "is not valid",
}


class Text(fields.Field[str]):
    """A string of 1 to ``longest`` code points after trimming; the loaded value is trimmed."""

    default_error_messages = _REQUIRED

    def __init__(self, longest: int | None = MAX_NAME_CHARS, trim: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest
        self.trim = trim

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("must be a string")
        text = value.strip()
        if not text:
            raise self.refuse_empty()
        if self.longest is not None and len(text) > self.longest:
            raise self.refuse_long(len(text))
        return text if self.trim else value

    def refuse_empty(self) -> ValidationError:
        """What is raised for nothing but white space."""
        return ValidationError("must not be empty; leave it out instead")

    def refuse_long(self, length: int) -> ValidationError:
        """What is raised for more than ``longest`` code points."""
        return ValidationError(f"must have at most {self.longest:,} characters; it has {length:,}")


class StatementText(Text):
    """A statement: faults in it have problem types of their own."""

    def refuse_empty(self) -> ValidationError:
        """Nothing to check."""
        return ValidationError([Message("is empty; send the sentence to check", EmptyStatement)])

    def refuse_long(self, length: int) -> ValidationError:
        """Over the limit."""
        text = f"must have at most {self.longest:,} characters after trimming; it has {length:,}. Send it in parts"
        return ValidationError([Message(text, StatementTooLong)])


class Slug(Text):
    """A short name for machines: a collection."""

    FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str) or not self.FORM.fullmatch(value):
            raise ValidationError("must be 1 to 64 letters, digits, dots, dashes or underscores, not a mark first")
        return value


class WebAddress(Text):
    """An absolute http or https URL. Others are refused: evidence links to it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        url = super()._deserialize(value, attr, data, **kwargs)
        try:
            parts = urlsplit(url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable or re.search(r"[\s\x00-\x1f\x7f<>\"]", url):
            raise ValidationError("must be an absolute http or https URL, such as https://paper.example/2025/04/story")
        return url


class Day(fields.Field[date]):
    """A calendar day, ``YYYY-MM-DD`` and nothing else."""

    default_error_messages = _REQUIRED

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:
        if not isinstance(value, str):
            raise ValidationError("must be a string that holds a day, such as 2025-05-01")
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            shown = f", not {value!r}" if len(value) <= 40 and value.isprintable() else ""
            raise ValidationError([Message(f"must be a day such as 2025-05-01{shown}", BadDate)])
        try:
            return date.fromisoformat(value)
        except ValueError as err:
            raise ValidationError([Message(f"must be a day of the calendar, which {value} is not", BadDate)]) from err


class Flag(fields.Field[bool]):
    """``true`` or ``false``: in a query as words, in a body as JSON has them."""

    default_error_messages = _REQUIRED

    def __init__(self, in_query: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.in_query = in_query

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if self.in_query and value in ("true", "false"):
            return bool(value == "true")
        if isinstance(value, bool):
            return value
        raise ValidationError("must be true or false")


class WholeNumber(fields.Field[int]):
    """A whole number from ``low`` to ``high``. ``10.0`` is one, as JSON Schema has it; ``true`` is none."""

    default_error_messages = _REQUIRED

    def __init__(self, low: int, high: int, in_query: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low, self.high, self.in_query = low, high, in_query

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if self.in_query and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
            value = int(value)
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole or not self.low <= value <= self.high:
            raise ValidationError(f"must be a whole number from {self.low} to {self.high}")
        return int(value)


class Names(fields.Field[tuple[str, ...]]):
    """A list of up to 100 names; the loaded value is a tuple of trimmed strings."""

    default_error_messages = _REQUIRED

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise ValidationError("must be a list of strings")
        if len(value) > MAX_NAMES:
            raise ValidationError(f"must have at most {MAX_NAMES} entries; it has {len(value):,}")
        names, faults = [], {}
        for position, name in enumerate(value):
            if not isinstance(name, str) or not name.strip():
                faults[position] = ["must be a string that is not empty"]
            elif len(name.strip()) > MAX_NAME_CHARS:
                faults[position] = [f"must have at most {MAX_NAME_CHARS} characters"]
            else:
                names.append(name.strip())
        if faults:
            raise ValidationError(faults)
        return tuple(names)


class PublishedForm(Text):
    """A date at any precision that the index reads; the loaded value is the text as given."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            parse_given(text)
        except BadDate as err:
            raise ValidationError([Message(f"cannot be used: {err}", BadDate)]) from err
        return text
