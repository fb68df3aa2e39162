"""``create_app``: the endpoints, the pages, the problems and the headers, put together over one open checker."""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from index.errors import ConfigError, NotReady, OnrecordError
from service.http.drafts import drafts
from service.http.fetching import RequestedPages
from service.http.jobs import jobs, read_line
from service.http.pages import pages
from service.http.problems import answer_error, register_problems
from service.http.routes import v1
from service.settings import Settings

if TYPE_CHECKING:
    from index.jobs import Jobs
    from service.answering import Checker

log = logging.getLogger(__name__)

MULTIPART_OVERHEAD_BYTES = 65_536
"""What a form may add around a file of the largest size: boundaries and metadata."""

REOPEN_AFTER_S = 5.0
"""How long after an opening that was not possible then the next is tried: what clients are told to wait."""

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_EXPOSED = "Link, Location, Retry-After"


class Backend:
    """The open checker of this process, or why there is none."""

    def __init__(self, settings: Settings, checker: Checker | None = None) -> None:
        self.requested = RequestedPages(settings)
        self._settings = settings
        self._checker = checker
        self._jobs: Jobs | None = None
        self._failure: OnrecordError | None = None
        self._retry_at = 0.0
        self._lock = threading.Lock()
        self._jobs_lock = threading.Lock()

    def checker(self) -> Checker:
        """The checker, opened now where it was not.

        Raises:
            OnrecordError: It cannot be opened. Where waiting helps, it is tried again after ``REOPEN_AFTER_S``.
        """
        if self._checker is not None:
            return self._checker
        if not self._lock.acquire(blocking=False):
            raise self._failure or NotReady("The models are being loaded; try again in a few seconds.")
        try:
            if self._checker is None:
                self._checker = self._open()
                self.jobs().wake()  # what a restart interrupted goes on
            return self._checker
        finally:
            self._lock.release()

    def jobs(self) -> Jobs:
        """The long ingests of the index.

        Raises:
            OnrecordError: As ``checker``.
        """
        from index.jobs import Jobs

        if self._jobs is None:
            archive = self.checker().archive
            with self._jobs_lock:
                self._jobs = self._jobs or Jobs(archive, read_line)
        return self._jobs

    def stop(self) -> None:
        """End the work on long ingests after what is at hand; it goes on at the next start."""
        if self._jobs is not None:
            self._jobs.stop()

    def close(self) -> None:
        """Let go of the index."""
        self.stop()
        if self._checker is not None:
            self._checker.close()
            self._checker = None

    def _open(self) -> Checker:
        from service.answering import open_checker  # here, so that reading the schemas loads no model library

        if self._failure is not None:
            passing = isinstance(self._failure, NotReady)  # the others last until somebody mends the installation
            if not passing or time.monotonic() < self._retry_at:
                raise self._failure
        try:
            return open_checker(self._settings)
        except OnrecordError as err:
            self._failure = err
            self._retry_at = time.monotonic() + REOPEN_AFTER_S
            raise


def create_app(settings: Settings | None = None, checker: Checker | None = None) -> Flask:
    """The application over ``checker``, or over one that is opened now as ``settings`` say.

    An index that cannot be opened does not keep the server from starting: ``/readyz`` and every endpoint say why, and
    opening is tried again where waiting helps. A checker that is handed in stays the caller's to close.

    Args:
        settings: ``Settings.from_env(os.environ)`` where it is left out.

    Raises:
        ConfigError: The settings cannot be used.
    """
    if settings is None:
        settings = Settings.from_env(os.environ)
    app = Flask(__name__, static_folder=None)
    app.config["SETTINGS"] = settings
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes + MULTIPART_OVERHEAD_BYTES
    app.url_map.merge_slashes = False
    backend = Backend(settings, checker)
    app.extensions["onrecord"] = backend
    app.register_blueprint(v1)
    app.register_blueprint(drafts)
    app.register_blueprint(jobs)
    app.register_blueprint(pages)
    _add_probes(app, backend)
    _add_cors(app, settings.cors_origins)
    app.after_request(_add_headers)
    register_problems(app)
    if checker is None:
        weakref.finalize(app, backend.close)
        try:
            backend.checker()
        except ConfigError:
            raise
        except OnrecordError as err:
            log.error("not ready: %s", err)
    return app


def _add_probes(app: Flask, backend: Backend) -> None:
    @app.get("/healthz")
    def show_health() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    def show_readiness() -> dict[str, str] | Response:
        """Models and storage are open."""
        try:
            backend.checker()
        except OnrecordError as err:
            return answer_error(err, 503)
        return {"status": "ready"}


def _add_headers(response: Response) -> Response:
    is_page = response.mimetype == "text/html"
    response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY if is_page else _DATA_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if is_page:  # a page that opened this one, as the bookmarklet does, cannot steer it
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.path.startswith("/v1/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _add_cors(app: Flask, origins: tuple[str, ...]) -> None:
    """Let pages of these origins read answers; credentials are never allowed."""
    if not origins:
        return

    @app.before_request
    def answer_preflight() -> Response | None:
        if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
            return None
        response = Response(status=204)
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PATCH, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        response.headers["Access-Control-Max-Age"] = "600"
        return response

    @app.after_request
    def allow_origin(response: Response) -> Response:
        response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if "*" in origins or origin.lower() in origins:
            response.headers["Access-Control-Allow-Origin"] = "*" if "*" in origins else origin
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        return response
