"""``onrecord serve``: gunicorn on one machine. Each worker loads its own models after the fork."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from index.errors import ConfigError, OnrecordError
from service.settings import Settings

GRACE_S = 30
"""How long running requests may take after SIGTERM; the slowest check on record is well under a second."""

SILENT_S = 300
"""A worker that has not shown a sign of life for so long is replaced; loading models on a slow disk takes a minute."""


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and none of its own files, variables or arguments."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__(prog="onrecord serve")

    def load_config(self) -> None:
        """Called by gunicorn: our settings in its words."""
        wanted: dict[str, Any] = {
            "bind": [f"{_bracketed(self.settings.host)}:{self.settings.port}"],
            "worker_class": "gthread",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "timeout": SILENT_S,
            "graceful_timeout": GRACE_S,
            "keepalive": 5,
            "loglevel": "debug" if self.settings.log_level == "debug" else "warning",
            "proc_name": "onrecord",
            "control_socket_disable": True,  # it would lie in the home folder
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - a heartbeat, not data
            "when_ready": self._announce,
            "post_worker_init": self._announce_worker,
        }
        for name, value in wanted.items():
            if name in self.cfg.settings:  # older versions lack some
                self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Called by gunicorn in the worker: models are opened here, after the fork."""
        _log(self.settings.log_level.upper())
        from service.http.app import create_app

        try:
            app: Callable[..., Any] = create_app(self.settings)
        except OnrecordError as err:
            print(f"onrecord: The server cannot start: {err}", file=sys.stderr, flush=True)  # noqa: T201
            sys.exit(Arbiter.APP_LOAD_ERROR)
        return app

    def _announce(self, _arbiter: Any) -> None:
        s = self.settings
        processes = f"{s.workers} process" + ("" if s.workers == 1 else "es") + f" of {s.threads} threads"
        _say(f"listening on {address(s)} ({processes}, data in {s.data}); loading the models ...")

    def _announce_worker(self, worker: Any) -> None:
        if worker.age <= self.settings.workers:
            _say(f"ready: {address(self.settings)}/ Ctrl-C stops it.")
        else:
            _say("a process was replaced; ready again.")


def serve_forever(settings: Settings) -> int:
    """Serves until it is stopped; the exit code.

    Raises:
        ConfigError: the address cannot be listened on.
        OSError: the data folder cannot be made.
    """
    _demand_address(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        Server(settings).run()
    except SystemExit as err:
        return 0 if err.code in (0, None) else 2
    return 0


def address(settings: Settings) -> str:
    """Where a browser on this machine finds the server."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - told, not bound
    return f"http://{_bracketed(host)}:{settings.port}"


def _demand_address(settings: Settings) -> None:
    """Tries the address before gunicorn does, which would try for five seconds and then log.

    Raises:
        ConfigError: it is taken, or not of this machine.
    """
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, place = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as err:
        raise ConfigError(
            f"Cannot listen on {settings.host}, port {settings.port}: {err.strerror}. "
            "Choose others with --host and --port."
        ) from err


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _log(level: str) -> None:
    """Our own messages from ``level`` on; those of libraries from warnings on, unless everything is wanted."""
    libraries = level if level in ("DEBUG", "ERROR", "CRITICAL") else "WARNING"
    logging.basicConfig(level=libraries, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for package in ("index", "service"):
        logging.getLogger(package).setLevel(level)


def _say(text: str) -> None:
    print(f"onrecord: {text}", file=sys.stderr, flush=True)  # noqa: T201
