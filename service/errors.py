"""What can go wrong in the service, below ``index.errors.OnrecordError``.

OnrecordError
├── InputError
│   ├── StatementTooLong      over the limit of characters
│   ├── EmptyStatement        nothing to check
│   ├── DraftTooLong          a draft over the limit of characters or of sentences to check
│   ├── FetchingNotAvailable  a URL alone, where pages are not fetched
│   ├── FetchRefused          an address that is not fetched from, by our rules
│   │   ├── AddressNotPublic  a host that is not on the public internet
│   │   └── RobotsRefused     the site's robots.txt keeps robots out
│   ├── FetchFailed           a site that did not answer with a page
│   │   ├── NoSuchHost        a host that cannot be found
│   │   ├── PageNotFound      a site that says that it has no such page
│   │   └── FetchTimedOut     a site that was too slow
│   └── ServerRefused         a server that the client asked does not take what it was sent
├── NotReady
│   ├── FetchingBusy          as many pages are being fetched as may be at once
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
    """A URL alone asks for fetching, which is not done here."""

    code = "fetching-not-available"


class FetchRefused(InputError):
    """An address that is not fetched from, by our rules or by the site's."""

    code = "fetch-refused"


class AddressNotPublic(FetchRefused):
    """A host that is not on the public internet, and that the operator does not allow either."""

    code = "address-not-public"


class RobotsRefused(FetchRefused):
    """The site's robots.txt asks robots not to fetch the page."""

    code = "robots-refused"


class FetchFailed(InputError):
    """A site that did not answer with a page.

    ``status`` is that of its answer, ``None`` where there was none. ``retry_after_s`` is what it asks to wait.
    """

    code = "fetch-failed"

    def __init__(
        self, message: str, pointer: str | None = None, status: int | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, pointer)
        self.status = status
        self.retry_after_s = retry_after_s

    @property
    def passing(self) -> bool:
        """Whether the same may succeed later: no answer, too many requests, a fault of the server."""
        return self.status is None or self.status in (408, 425, 429) or self.status >= 500


class NoSuchHost(FetchFailed):
    """A host that cannot be found, or not now. Over HTTP it is answered as ``AddressNotPublic``."""

    code = "no-such-host"


class PageNotFound(FetchFailed):
    """A site that says that it has no such page, or has it no more."""

    code = "page-not-found"


class FetchTimedOut(FetchFailed):
    """A site that was too slow."""

    code = "fetch-timed-out"


class FetchingBusy(NotReady):
    """As many pages are being fetched as may be at once."""

    code = "fetching-busy"


class ServerRefused(InputError):
    """A server answered the client with a problem of the request. Raised by the client, never answered over HTTP."""


class ServerUnreachable(NotReady):
    """A server did not answer the client, or cannot now. Raised by the client, never answered over HTTP."""


class ModelUnavailable(OnrecordError):
    """A model is missing or damaged."""

    code = "model-unavailable"
