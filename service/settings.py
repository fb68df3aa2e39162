"""Settings from ``ONRECORD_*`` variables: one frozen object, read once at the edges, all faults reported at once.

Each is listed in docs/settings.md. Thresholds of judgement are not here: they are code, named and dated.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from index.errors import ConfigError

PREFIX = "ONRECORD_"
LOG_LEVELS = ("debug", "info", "warning", "error", "critical")
MIB = 1024 * 1024

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?|https?://\[[0-9A-Fa-f:]+\](:\d{1,5})?")


def _about(meaning: str, unit: str, low: int | None = None, high: int | None = None) -> dict[str, Any]:
    """What docs/settings.md says of a setting; ``low`` and ``high`` are bounds, included."""
    return {"meaning": meaning, "unit": unit, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Settings:
    """What may differ between two installations."""

    data: Path = field(
        default=Path("onrecord-data"),
        metadata=_about("where documents, vectors and answers are kept; made where it is missing", "folder"),
    )
    host: str = field(
        default="127.0.0.1",
        metadata=_about("the address that the server listens on; `0.0.0.0` for every one", "address"),
    )
    port: int = field(default=8080, metadata=_about("the port that the server listens on", "TCP port", 1, 65_535))
    workers: int = field(
        default=1, metadata=_about("server processes; each holds its own copy of the models", "processes", 1, 64)
    )
    threads: int = field(
        default=4, metadata=_about("requests that one process answers at the same time", "threads", 1, 256)
    )
    embedding_model: str | None = field(
        default=None,
        metadata=_about(
            "a sentence-transformers model, or a folder that holds one; the installed all-MiniLM-L6-v2 without it",
            "name or folder",
        ),
    )
    stance_model: str | None = field(
        default=None,
        metadata=_about(
            "a shipped model (`fast`) alone, or a sentence-transformers CrossEncoder for NLI; all shipped without it",
            "name or folder",
        ),
    )
    model_threads: int = field(
        default=2, metadata=_about("passages that the stance model reads side by side in one process", "threads", 1, 64)
    )
    max_body_bytes: int = field(
        default=20 * MIB,
        metadata=_about("the largest document, upload or other request body", "bytes", 65_536, 1024 * MIB),
    )
    max_batch_bytes: int = field(
        default=10 * 1024 * MIB,
        metadata=_about("the largest file of JSON lines that a job takes", "bytes", 65_536, 1024 * 1024 * MIB),
    )
    max_statement_chars: int = field(
        default=10_000, metadata=_about("the longest statement, after trimming", "code points", 1, 10_000)
    )
    candidates: int = field(default=32, metadata=_about("passages that are judged for each claim", "passages", 1, 200))
    api_key: str | None = field(
        default=None,
        repr=False,
        metadata=_about("the key that `onrecord draft --server` sends along, as a bearer token", "key"),
    )
    fetch_allow: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "hosts (`cms.example`, `cms.example:8080`) and networks (`10.1.2.0/24`) to fetch from beside the public "
            "internet, separated by commas",
            "hosts and networks",
        ),
    )
    fetch_on_request: bool = field(
        default=True,
        metadata=_about(
            "whether `POST /v1/documents` with a `url` alone has the server fetch the page", "`true` or `false`"
        ),
    )
    fetch_delay_s: int = field(
        default=2, metadata=_about("the least time between two requests to one host", "seconds", 0, 3600)
    )
    fetch_max_bytes: int = field(
        default=50 * MIB,
        metadata=_about("the largest page, feed or sitemap to fetch, unpacked", "bytes", 65_536, 1024 * MIB),
    )
    fetch_timeout_s: int = field(
        default=60, metadata=_about("how long one page may take, with all its redirects", "seconds", 1, 3600)
    )
    fetch_user_agent: str = field(
        default="Onrecord",
        metadata=_about("what sites are told who asks; its first word is looked for in robots.txt", "text"),
    )
    log_level: str = field(
        default="info", metadata=_about("the least serious message that is logged: " + ", ".join(LOG_LEVELS), "level")
    )
    cors_origins: tuple[str, ...] = field(
        default=(),
        metadata=_about("origins whose pages may read answers, separated by commas; `*` for every one", "origins"),
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """The settings that ``environ`` gives; what it leaves out, or leaves empty, has its default.

        Raises:
            ConfigError: A value is out of bounds or unreadable, or an ``ONRECORD_*`` name is unknown; its message lists
                every fault, one a line.
        """
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        faults: list[str] = []
        values: dict[str, Any] = {}
        for name in sorted(environ):
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                faults.append(_unknown(name, known))
                continue
            text = environ[name].strip()
            if not text:
                continue
            setting = known[name]
            try:
                values[setting.name] = _read(setting.name, setting.default, setting.metadata, text)
            except ValueError as err:
                faults.append(f"{name}: {err}")
        if faults:
            raise ConfigError("\n".join([*faults, "Each setting is described in docs/settings.md."]))
        return cls(**values)


def _unknown(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"{name}: no such setting" + (f"; did you mean {near[0]}?" if near else "")


def _read(name: str, default: Any, bounds: Mapping[str, Any], text: str) -> Any:
    """``text`` as the type of the setting's default. Raises ValueError with a message for the operator."""
    if isinstance(default, bool):
        if text.lower() not in ("true", "false"):
            raise ValueError(f"must be true or false, not {text!r}")
        return text.lower() == "true"
    if isinstance(default, int):
        return _read_number(text, bounds["low"], bounds["high"])
    if isinstance(default, Path):
        return Path(text).expanduser()
    if isinstance(default, tuple):
        return _read_places(text) if name == "fetch_allow" else _read_origins(text)
    if name == "fetch_user_agent" and not re.fullmatch(r"[A-Za-z][\x20-\x7e]{0,199}", text):
        raise ValueError("must be up to 200 letters, digits and signs of ASCII, and begin with a letter")
    if name == "log_level":
        if text.lower() not in LOG_LEVELS:
            raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}, not {text!r}")
        return text.lower()
    return text


def _read_number(text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", text) or not low <= int(text) <= high:
        raise ValueError(f"must be a whole number from {low} to {high}, not {text!r}")
    return int(text)


def _read_origins(text: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/").lower() for part in text.split(",") if part.strip())
    for origin in origins:
        if origin != "*" and not _ORIGIN.fullmatch(origin):
            raise ValueError(f"must be origins such as https://newsroom.example, separated by commas, not {origin!r}")
    return origins


def _read_places(text: str) -> tuple[str, ...]:
    from service.fetching.addresses import Allowed  # here, so that most commands do without an HTTP library

    places = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    Allowed.parse(places)
    return places
