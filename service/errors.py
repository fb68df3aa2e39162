"""What can go wrong in the service, below ``index.errors.OnrecordError``.

OnrecordError
├── InputError
│   ├── StatementTooLong      over the limit of characters
│   ├── EmptyStatement        nothing to check
│   ├── DraftTooLong          a draft over the limit of characters or of sentences to check
│   ├── FetchingNotAvailable  a URL alone: there is no safe fetcher yet
│   └── ServerRefused         a server that the client asked does not take what it was sent
├── NotReady
│   └── ServerUnreachable     a server that the client asked does not answer, or not now
└── ModelUnavailable          the stance or embedding model is missing or damaged
"""

from index.errors import InputError, NotReady, OnrecordError


class StatementTooLong(InputError):
    """A statement over the limit."""

    code = "statement-too-long"


class EmptyStatement(InputError):
    """A statement or a draft with nothing in it to check."""

    code = "empty-statement"


class DraftTooLong(InputError):
    """A draft over the limit of characters or of sentences to check."""

    code = "draft-too-long"


class FetchingNotAvailable(InputError):
    """A URL alone asks for fetching, which is not available."""

    code = "fetching-not-available"


class ServerRefused(InputError):
    """A server answered the client with a problem of the request. Raised by the client, never answered over HTTP."""


class ServerUnreachable(NotReady):
    """A server did not answer the client, or cannot now. Raised by the client, never answered over HTTP."""


class ModelUnavailable(OnrecordError):
    """A model is missing or damaged."""

    code = "model-unavailable"
