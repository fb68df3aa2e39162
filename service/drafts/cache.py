"""Checks kept between runs, by sentence, options and state of the index, sealed from whoever has not the draft.

An entry is named by a hash and sealed with the words that it is about: a folder of entries tells nothing of a draft
that is not known already. Anything that cannot be read is as good as not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

from service.client import Check, Engine
from service.drafts.records import DraftOptions, Question

FORMAT = "1"
MAX_AGE_S = 90 * 24 * 3600
"""Entries that nobody asked for in so long are removed: an index changes, and its old answers are never asked again."""


def default_folder(environ: Mapping[str, str]) -> Path | None:
    """Where the user's caches are: ``XDG_CACHE_HOME``, else ``~/.cache``; ``None`` for a user without a home."""
    root = environ.get("XDG_CACHE_HOME", "")
    try:
        return (Path(root) if root else Path.home() / ".cache") / "onrecord" / "drafts"
    except RuntimeError:
        return None


class CheckCache:
    """A folder of checks by one engine; without a folder it holds nothing."""

    def __init__(self, folder: Path | None, engine: Engine, options: DraftOptions) -> None:
        self._folder = folder
        decides = [FORMAT, *engine.values(), str(options.as_of), options.include_undated, options.collection]
        self._about = json.dumps(decides)

    def get(self, question: Question) -> Check | None:
        """The check of this very question by this very engine, where it is there."""
        if self._folder is None:
            return None
        secret = self._secret(question)
        path = self._path(secret)
        try:
            loaded = json.loads(zlib.decompress(_sealed(path.read_bytes(), secret)))
            os.utime(path)
        except (OSError, ValueError, zlib.error):
            return None
        return cast(Check, loaded) if isinstance(loaded, dict) and "verdict" in loaded else None

    def put(self, question: Question, check: Check) -> None:
        """Keeps a check; a folder that cannot be written to is no reason to fail."""
        if self._folder is None:
            return
        secret = self._secret(question)
        path = self._path(secret)
        beside = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.touch(mode=0o600)
            beside.write_bytes(_sealed(zlib.compress(json.dumps(check).encode()), secret))
            beside.replace(path)
        except OSError:
            with suppress(OSError):
                beside.unlink()

    def tidy(self) -> None:
        """Removes what nobody asked for in ``MAX_AGE_S``."""
        if self._folder is None or not self._folder.is_dir():
            return
        oldest = time.time() - MAX_AGE_S
        for path in self._folder.glob("*/*"):
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except OSError:
                continue

    def _secret(self, question: Question) -> bytes:
        asked = json.dumps([self._about, question.resolved, question.context])
        return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).digest()

    def _path(self, secret: bytes) -> Path:
        name = hashlib.sha256(b"name" + secret).hexdigest()
        return cast(Path, self._folder) / name[:2] / name[2:34]


def _sealed(data: bytes, secret: bytes) -> bytes:
    """``data`` under a stream of bytes that only ``secret`` gives; the same again opens it."""
    stream = hashlib.shake_256(b"seal" + secret).digest(len(data))
    return (int.from_bytes(data) ^ int.from_bytes(stream)).to_bytes(len(data))
