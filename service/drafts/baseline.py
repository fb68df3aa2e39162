"""Findings that are known and borne: a file of fingerprints, so that a check speaks up for new ones only."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from index.errors import InputError, UnreadableInput

VERSION = 1


class Fingerprints:
    """Names for the sentences of one file that stay the same when lines move; the n-th of equal sentences has its n."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, text: str) -> str:
        """The fingerprint of the next sentence: its words, whatever its case, spaces and kind of quotation marks."""
        words = " ".join(text.casefold().replace("’", "'").replace("“", '"').replace("”", '"').split())
        digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self._seen[digest] += 1
        return f"{digest}:{self._seen[digest]}"


Known = set[tuple[str, str, str]]
"""(path, fingerprint, verdict)."""


def read_baseline(path: Path) -> Known:
    """What the file says is known.

    Raises:
        UnreadableInput: there is no such file.
        InputError: it is no baseline.
    """
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
        if loaded["version"] != VERSION:
            raise ValueError(loaded["version"])
        return {(str(e["path"]), str(e["fingerprint"]), str(e["verdict"])) for e in loaded["findings"]}
    except FileNotFoundError as err:
        raise UnreadableInput(f"There is no baseline {path}. Make it with --write-baseline.") from err
    except (ValueError, KeyError, TypeError) as err:
        raise InputError(f"{path} is no baseline of this version. Make it again with --write-baseline.") from err


def write_baseline(path: Path, known: Iterable[tuple[str, str, str]]) -> None:
    """Writes the file, the old one in place until the new one is whole. It holds no words of any draft."""
    entries = [{"path": p, "fingerprint": f, "verdict": v} for p, f, v in sorted(set(known))]
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps({"version": VERSION, "findings": entries}, indent=2) + "\n", encoding="utf-8")
    beside.replace(path)
