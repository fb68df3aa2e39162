"""A small client of the API, for Python and for ``onrecord draft --server``; the standard library and nothing else.

    with Client("https://onrecord.newsroom.example", api_key="...") as client:
        answer = client.draft("About 3,000 people have left Port Aldan.", "text", as_of=date(2025, 3, 10))
    for sentence in answer["sentences"]: ...

Answers are the JSON of openapi.yaml as typed dictionaries.
"""

from __future__ import annotations

import http.client
import json
import threading
import urllib.error
import urllib.request
import uuid
import weakref
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Self, TypedDict, cast
from urllib.parse import urlsplit

from index.errors import ConfigError
from service.errors import ServerRefused, ServerUnreachable

TIMEOUT_S = 60.0
"""The longest silence of a server that is borne; a check takes well under a second, a long draft half a minute."""


class Reason(TypedDict):
    """Why: a rule, what it read in the claim and in the source."""

    code: str
    message: str
    claim_value: str | None
    source_value: str | None
    passage_id: str | None


class Passage(TypedDict):
    """One sentence of a document."""

    id: str
    text: str
    start: int
    end: int
    raw_start: int | None
    raw_end: int | None
    prefix: str
    suffix: str


class Source(TypedDict):
    """Who published a passage, and when."""

    document_id: str
    version: str
    title: str | None
    url: str | None
    publisher: str | None
    authors: list[str]
    origin: str | None
    published_at: str | None
    published_precision: str
    date_method: str
    modified_at: str | None
    retrieved_at: str
    story_cluster: str
    copies: list[dict[str, str | None]]


class Speaker(TypedDict):
    """Who the passage says said it."""

    name: str
    cue: str
    chain: list[str]


class Evidence(TypedDict):
    """A passage with its source, speaker, stance and reasons."""

    stance: str
    passage: Passage
    source: Source
    speaker: Speaker | None
    period: dict[str, str | None] | None
    similarity: float
    rank: int
    stance_probabilities: dict[str, float]
    reasons: list[Reason]
    link: str | None
    selectors: list[dict[str, Any]]


class Claim(TypedDict):
    """One part of a statement, judged."""

    text: str
    start: int
    end: int
    verdict: str
    qualifiers: list[str]
    confidence: float
    reasons: list[Reason]
    evidence: list[Evidence]
    independent_sources: dict[str, int]
    timeline: list[dict[str, Any]]
    unaddressed: list[dict[str, Any]]


class Engine(TypedDict):
    """What made an answer."""

    index_revision: str
    embedding_model: str
    stance_model: str
    method: str


class Check(TypedDict):
    """A verdict with its work shown."""

    id: str
    statement: str
    as_of: str | None
    verdict: str
    qualifiers: list[str]
    confidence: float
    summary: str
    claims: list[Claim]
    searched: dict[str, Any]
    excluded: dict[str, int]
    engine: Engine


class Suggestion(TypedDict):
    """A repair for a person to weigh."""

    text: str
    passage_id: str


class DraftSentence(TypedDict):
    """One sentence of a draft."""

    text: str
    resolved: str
    line: int
    column: int
    start: int
    end: int
    checkable: bool
    check: Check | None
    suggestion: Suggestion | None


class DraftSummary(TypedDict):
    """A draft in figures."""

    sentences: int
    checkable: int
    flagged: int
    verdicts: dict[str, int]


class DraftAnswer(TypedDict):
    """Every sentence of a draft."""

    sentences: list[DraftSentence]
    summary: DraftSummary


class Client:
    """One server, asked over HTTP. Safe to share between threads; each keeps one connection open until ``close``."""

    def __init__(self, server: str, api_key: str | None = None, timeout_s: float = TIMEOUT_S) -> None:
        """Asks nothing yet. ``api_key`` goes along as a bearer token, and to this server alone.

        Raises:
            ConfigError: ``server`` is no http or https address, or the key holds what no header may.
        """
        parts = urlsplit(server)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ConfigError(f"{server!r} is no address of a server. Give one such as http://127.0.0.1:8080.")
        if api_key is not None and not (api_key.isascii() and api_key.isprintable() and api_key.strip()):
            raise ConfigError("ONRECORD_API_KEY holds what no key can: blanks alone, a line break or foreign letters.")
        self.server = server.rstrip("/")
        self._headers = {"Accept": "application/json", "User-Agent": "onrecord"}
        if api_key is not None:
            self._headers["Authorization"] = f"Bearer {api_key.strip()}"
        self._timeout_s = timeout_s
        self._parts = parts
        self._mine = threading.local()
        self._open: list[http.client.HTTPConnection] = []
        self._proxy = _has_proxy(parts.scheme, parts.netloc)
        weakref.finalize(self, _close_all, self._open)

    def close(self) -> None:
        """Lets go of the server; a later request connects again."""
        _close_all(self._open)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check(
        self,
        statement: str,
        *,
        context: str | None = None,
        as_of: date | None = None,
        include_undated: bool = False,
        collection: str = "default",
        store: bool = True,
    ) -> Check:
        """The answer to a statement.

        Raises:
            ServerRefused: the server does not take it, or not from us.
            ServerUnreachable: it does not answer, or not now.
        """
        body: dict[str, Any] = {"statement": statement, "collection": collection, "store": store}
        body |= {"include_undated": include_undated} | _given(context=context, as_of=as_of)
        return cast(Check, self._post_json("/v1/checks", body))

    def draft(
        self,
        content: str,
        draft_format: str,
        *,
        as_of: date | None = None,
        include_undated: bool = False,
        collection: str = "default",
        store: bool = False,
    ) -> DraftAnswer:
        """Every sentence of a draft in ``markdown``, ``html`` or ``text``, checked. Raises as ``check`` does."""
        body: dict[str, Any] = {"content": content, "format": draft_format, "collection": collection, "store": store}
        body |= {"include_undated": include_undated} | _given(as_of=as_of)
        return cast(DraftAnswer, self._post_json("/v1/drafts", body))

    def draft_file(self, path: Path, *, as_of: date | None = None, store: bool = False) -> DraftAnswer:
        """Every sentence of the draft in a file, Word included. Raises as ``check`` does."""
        boundary = uuid.uuid4().hex
        fields = {"store": "true" if store else "false"} | _given(as_of=as_of)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
        ]
        name = path.name.replace('"', "%22").replace("\r", "").replace("\n", "")
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        return cast(DraftAnswer, self._post("/v1/drafts", body, f"multipart/form-data; boundary={boundary}"))

    def engine(self, collection: str = "default") -> Engine:
        """What would answer now: the state of the index, the models, the rules. Raises as ``check`` does."""
        return self.check("Which engine answers?", collection=collection, store=False)["engine"]

    def _post_json(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._post(path, json.dumps(body, ensure_ascii=False).encode(), "application/json")

    def _post(self, path: str, body: bytes, content_type: str) -> Any:
        headers = {**self._headers, "Content-Type": content_type}
        try:
            status, reason, answer = (self._send_by_proxy if self._proxy else self._send)(path, body, headers)
            if status >= 300:
                raise self._refusal(status, reason, answer)
            return json.loads(answer)
        except (OSError, http.client.HTTPException) as err:
            why = getattr(err, "reason", None) or err
            raise ServerUnreachable(
                f"{self.server} does not answer ({why}). Check --server, and that onrecord serve runs there."
            ) from err
        except ValueError as err:
            raise ServerUnreachable(
                f"{self.server} is no Onrecord server: it does not answer JSON. Check --server."
            ) from err

    def _send(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        """Status, reason and body of the answer, over this thread's connection.

        A server closes a connection that was idle for long; then the request is sent once more, over a new one.
        """
        connection: http.client.HTTPConnection | None = getattr(self._mine, "connection", None)
        used = connection is not None and connection.sock is not None
        if connection is None:
            kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
            connection = self._mine.connection = kind(self._parts.netloc, timeout=self._timeout_s)
            self._open.append(connection)
        try:
            connection.request("POST", self._parts.path.rstrip("/") + path, body, dict(headers))
            response = connection.getresponse()
            return response.status, response.reason, response.read()
        except (http.client.RemoteDisconnected, ConnectionError):
            connection.close()
            if not used:
                raise
            return self._send(path, body, headers)
        except BaseException:
            connection.close()  # what is left of this answer would be taken for the next one
            raise

    def _send_by_proxy(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        """The same over the proxy that the environment names, with a connection for each request."""
        asked = urllib.request.Request(self.server + path, body, dict(headers), method="POST")  # noqa: S310 - http(s)
        try:
            with urllib.request.build_opener(_NoRedirects).open(asked, timeout=self._timeout_s) as response:
                return response.status, response.reason, response.read()
        except urllib.error.HTTPError as err:
            with closing(err):
                return err.code, str(err.reason), err.read()

    def _refusal(self, code: int, reason: str, answer: bytes) -> ServerRefused | ServerUnreachable:
        """What the server's problem says, without anything of what was sent."""
        try:
            detail = str(json.loads(answer)["detail"])
        except (ValueError, KeyError, TypeError):
            detail = reason
        if code in (401, 403):
            return ServerRefused(f"{self.server} wants a key ({detail}). Set ONRECORD_API_KEY to one that it knows.")
        if 300 <= code < 400:
            return ServerRefused(f"{self.server} leads elsewhere ({code}); give the address that it leads to.")
        if code == 404:
            return ServerRefused(
                f"{self.server} has no such endpoint. Check --server, and that it is an Onrecord server."
            )
        if code == 429 or code >= 500:
            return ServerUnreachable(f"{self.server} cannot answer now ({code}): {detail}")
        return ServerRefused(f"{self.server} refuses this ({code}): {detail}")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows nobody: a redirect would take the key, and the draft, to another server."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """None: the redirect is an error."""
        return


def _has_proxy(scheme: str, place: str) -> bool:
    """Whether the environment names a proxy to ask this server by."""
    return scheme in urllib.request.getproxies() and not urllib.request.proxy_bypass(place)


def _close_all(connections: list[http.client.HTTPConnection]) -> None:
    for connection in connections:
        connection.close()


def _given(**options: Any) -> dict[str, Any]:
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in options.items() if v is not None}
