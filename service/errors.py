"""What can go wrong in the service, below ``index.errors.OnrecordError``.

OnrecordError
├── InputError
│   ├── StatementTooLong      over the limit of characters
│   ├── EmptyStatement        nothing to check
│   ├── DraftTooLong          a draft over the limit of characters or of sentences to check
│   └── FetchingNotAvailable  a URL alone: there is no safe fetcher yet
└── ModelUnavailable          the stance or embedding model is missing or damaged
"""

from index.errors import InputError, OnrecordError


class StatementTooLong(InputError):
    """A statement over the limit."""

    code = "statement-too-long"


class EmptyStatement(InputError):
    """A statement with nothing in it to check."""

    code = "empty-statement"


class DraftTooLong(InputError):
    """A draft over the limit of characters or of sentences to check."""

    code = "draft-too-long"


class FetchingNotAvailable(InputError):
    """A URL alone asks for fetching, which is not available."""

    code = "fetching-not-available"


class ModelUnavailable(OnrecordError):
    """A model is missing or damaged."""

    code = "model-unavailable"
