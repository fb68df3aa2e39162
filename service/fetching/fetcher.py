"""One page over HTTP: resolved once, vetted, and connected to the very address that was vetted, within all limits.

    read_target ─▶ resolve ─▶ require_public ─▶ connect to that address ─▶ TLS to the host's name ─▶ read ─▶ unpack
         ▲                                                                                              │
         └─────────────────────────────── redirect, at most MAX_REDIRECTS ◀─────────────────────────────┘

The time limit holds for all of it together. Proxies that the environment names are not used: behind one, nobody can
know which address is connected to. Sent are the address, the user agent and what makes a request conditional.
"""

from __future__ import annotations

import io
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from index.errors import InputTooLarge, UnreadableInput
from index.sources.streams import Budget, Unzipped
from service.errors import FetchFailed, FetchRefused, FetchTimedOut, NoSuchHost, PageNotFound
from service.fetching.addresses import Allowed, Target, follow, read_target, require_public

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_REDIRECTS = 5
CONNECT_TIMEOUT_S = 10.0
_CHUNK = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)
_PLAIN, _GZIP = ("", "identity"), ("gzip", "x-gzip")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)

Resolve = Callable[[str, int], list[Any]]


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """What is fetched, and how much of it. ``timeout_s`` is for a page with all its redirects."""

    allowed: Allowed = field(default_factory=Allowed)
    max_bytes: int = 50 * 1024 * 1024
    timeout_s: float = 60.0
    user_agent: str = "Onrecord"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a site answered. ``url`` is where it was in the end; ``body`` is unpacked, and empty with status 304.

    ``charset`` is the one that the server named. ``etag`` and ``last_modified`` make the next request conditional.
    """

    url: str
    status: int
    body: bytes
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def resolve_host(host: str, port: int) -> list[Any]:
    """All addresses of a host, as ``socket.getaddrinfo`` gives them."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class Fetcher:
    """Fetches by one policy. Safe to share between threads; keeps nothing between two pages."""

    def __init__(
        self, policy: FetchPolicy, resolve: Resolve = resolve_host, context: ssl.SSLContext | None = None
    ) -> None:
        self.policy = policy
        self._resolve = resolve
        self._context = context

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        before: Callable[[Target], None] = lambda target: None,
    ) -> Fetched:
        """The page at an address. ``before`` hears of each address, redirects too, and may raise; its time is not ours.

        Raises:
            FetchRefused: an address that is not fetched from, at first or at a redirect.
            FetchFailed: no answer, an answer that is no page, or none in time.
            InputTooLarge: the page is over the limit, packed or unpacked.
            UnreadableInput: it is packed in a way that is not read, or damaged.
        """
        target = read_target(url, self.policy.allowed)
        sent = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in sent.items() if value}
        left_s = self.policy.timeout_s
        for _ in range(MAX_REDIRECTS + 1):
            before(target)
            with _Deadline(left_s, target) as deadline:
                found = self._ask(target, conditions, deadline)
                left_s = deadline.left_s()
            if isinstance(found, Fetched):
                return found
            target = follow(target, found, self.policy.allowed)
        raise FetchFailed(f"{url} redirects more than {MAX_REDIRECTS} times. Look at it in a browser.", status=310)

    def _ask(self, target: Target, conditions: Mapping[str, str], deadline: _Deadline) -> Fetched | str:
        """The answer to one request: a page, or where it redirects to."""
        with _told(target, deadline), self._answer(target, conditions, deadline) as response:
            headers = response.headers
            if response.status in _REDIRECTS and headers.get("Location"):
                return _readable(headers["Location"])
            if response.status == 304 and conditions:
                return Fetched(target.url, 304, b"")
            if response.status not in (200, 203):
                kind = PageNotFound if response.status in (404, 410) else FetchFailed
                raise kind(
                    f"{target.url} was answered with {response.status}. Look at it in a browser.",
                    status=response.status,
                    retry_after_s=_retry_after(headers.get("Retry-After")),
                )
            body = self._read(target, response, deadline)
            charset = _CHARSET.search(headers.get("Content-Type", ""))
            return Fetched(
                target.url,
                200,
                body,
                charset=charset[1] if charset else None,
                etag=_short(headers.get("ETag")),
                last_modified=_short(headers.get("Last-Modified")),
            )

    @contextmanager
    def _answer(self, target: Target, conditions: Mapping[str, str], deadline: _Deadline) -> Iterator[BaseHTTPResponse]:
        """The answer, its body not read yet."""
        timeout_s = deadline.left_s()
        connection: _Plain | _Secure
        if target.scheme == "https":
            context = self._context or _trusting_context()
            connection = _Secure(target.host, target.port, timeout=timeout_s, ssl_context=context)
        else:
            connection = _Plain(target.host, target.port, timeout=timeout_s)
        connection.dial = lambda: self._dial(target, deadline)
        headers = {
            "User-Agent": self.policy.user_agent,
            "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, "
            "application/xml;q=0.9, */*;q=0.8",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **conditions,
        }
        try:
            connection.request("GET", target.path, headers=headers, preload_content=False, decode_content=False)
            with closing(connection.getresponse()) as response:
                yield response
        finally:
            connection.close()

    def _dial(self, target: Target, deadline: _Deadline) -> socket.socket:
        """A socket to an address of the host that was vetted just now: the name is not looked up a second time."""
        found = deadline.wait_for(lambda: self._resolve(target.host, target.port))
        require_public(target, [place[0] for *_, place in found], self.policy.allowed)
        fault: OSError | None = None
        for family, kind, protocol, _, place in found:
            with ExitStack() as undo:
                sock = undo.enter_context(socket.socket(family, kind, protocol))
                try:
                    sock.settimeout(min(CONNECT_TIMEOUT_S, deadline.left_s()))
                    sock.connect(place)
                except OSError as err:
                    fault = err
                    continue
                sock.settimeout(deadline.left_s())
                deadline.guard(sock)
                undo.pop_all()  # it is the connection's to close from here on
                return sock
        raise fault or OSError("the host has no address")

    def _read(self, target: Target, response: BaseHTTPResponse, deadline: _Deadline) -> bytes:
        """The body, unpacked while it comes in; never more than the limit is held."""
        limit = self.policy.max_bytes
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced[:15]) > limit:
            raise _too_large(target, limit)
        packing = response.headers.get("Content-Encoding", "").strip().lower()
        if packing not in (*_PLAIN, *_GZIP):
            raise UnreadableInput(
                f"{target.url} is packed with {packing[:40]!r}, which it was not asked for. Save the page instead."
            )
        body: io.RawIOBase = _Body(response, deadline)
        if packing in _GZIP:
            body = Unzipped(io.BufferedReader(body, _CHUNK), Budget(limit))
        parts, size_bytes = [], 0
        while some := body.read(_CHUNK):
            size_bytes += len(some)
            if size_bytes > limit:
                raise _too_large(target, limit)
            parts.append(some)
        deadline.left_s()
        return b"".join(parts)


class _Dialled:
    """A connection over a socket that somebody else opens, so that nothing looks its host up again."""

    dial: Callable[[], socket.socket]

    def _new_conn(self) -> socket.socket:
        return self.dial()


class _Plain(_Dialled, HTTPConnection):
    pass


class _Secure(_Dialled, HTTPSConnection):
    pass


class _Body(io.RawIOBase):
    """The body of an answer as a stream; each read takes what has come and looks at the clock."""

    def __init__(self, response: BaseHTTPResponse, deadline: _Deadline) -> None:
        self._response, self._deadline = response, deadline

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """What has come, at least one byte; 0 at the end."""
        room = memoryview(buffer)
        self._deadline.left_s()
        some = self._response.read1(len(room), decode_content=False) or b""
        self._deadline.left_s()  # a connection that was cut for its slowness looks like one at its end
        room[: len(some)] = some
        return len(some)


class _Deadline:
    """So many seconds for one request; after them its socket is shut, whatever it is doing: no drip keeps it alive."""

    def __init__(self, seconds: float, target: Target) -> None:
        self._ends = time.monotonic() + seconds
        self._target = target
        self._guarded: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(max(seconds, 0.0), self._shut)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for sock in self._guarded:
                sock.close()
            self._guarded.clear()

    @property
    def passed(self) -> bool:
        """Whether no time is left."""
        return time.monotonic() >= self._ends

    def left_s(self) -> float:
        """Seconds that are left.

        Raises:
            FetchFailed: none are.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise _too_slow(self._target)
        return left

    def guard(self, sock: socket.socket) -> None:
        """Shuts this socket at the end. A second handle is kept: TLS takes the first one away."""
        with self._lock:
            self._guarded.append(sock.dup())
        self.left_s()

    def wait_for(self, look_up: Callable[[], list[Any]]) -> list[Any]:
        """What ``look_up`` gives; it cannot be interrupted, so it is left behind when time is over.

        Raises:
            OSError: it raised one.
            FetchFailed: no time is left.
        """
        answers: queue.Queue[list[Any] | OSError | UnicodeError] = queue.Queue()

        def run() -> None:
            try:
                answers.put(look_up())
            except (OSError, UnicodeError) as err:
                answers.put(err)

        threading.Thread(target=run, daemon=True).start()
        try:
            found = answers.get(timeout=self.left_s())
        except queue.Empty:
            raise _too_slow(self._target) from None
        if isinstance(found, UnicodeError):
            raise FetchRefused(f"{self._target.host[:80]!r} is no name of a host.") from found
        if isinstance(found, OSError):
            raise found
        return found

    def _shut(self) -> None:
        with self._lock:
            for sock in self._guarded:
                with suppress(OSError):  # it may be gone already
                    sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def _told(target: Target, deadline: _Deadline) -> Iterator[None]:
    """Gives what libraries raise our names. A fault after the deadline is the deadline's."""
    try:
        yield
    except (HTTPException, HTTPError, OSError) as err:
        if deadline.passed or isinstance(err, TimeoutError):
            raise _too_slow(target) from err
        if isinstance(err, socket.gaierror):
            raise NoSuchHost(
                f"There is no host {target.host}, or it cannot be looked up now. Check the address."
            ) from err
        if isinstance(err, ssl.SSLError):
            detail = f"{target.origin} does not prove that it is {target.host} ({err.reason or 'TLS'}). Not fetched."
        else:
            detail = f"{target.url} gave no whole answer ({type(err).__name__}). Try again later."
        raise FetchFailed(detail) from err


def _trusting_context() -> ssl.SSLContext:
    """TLS that trusts what the system trusts; where the system names nothing, what Mozilla trusts."""
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None and not any(Path(paths.capath).iterdir() if paths.capath else ()):
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _readable(location: str) -> str:
    """A Location header as it was meant: servers send UTF-8, and the library reads Latin-1."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _retry_after(value: str | None) -> float | None:
    """Seconds, from seconds or from a date; ``None`` from anything else."""
    if value is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def _short(header: str | None) -> str | None:
    """A header worth keeping: sites have sent kilobytes."""
    return header if header and len(header) <= 1000 else None


def _too_large(target: Target, limit: int) -> InputTooLarge:
    return InputTooLarge(
        f"{target.url} is larger than {limit / 1e6:,.0f} MB. Ingest it as a file, or set ONRECORD_FETCH_MAX_BYTES."
    )


def _too_slow(target: Target) -> FetchTimedOut:
    return FetchTimedOut(f"{target.url} took too long. Try again later, or set ONRECORD_FETCH_TIMEOUT_S.")
