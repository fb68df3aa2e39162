"""Readers of formats whose parsers may hang or blow up run in a process of their own, with a limit of time and memory.

Run as a program it is that process: it waits for requests on standard input, a line of JSON and then so many bytes, and
writes a line of JSON for each. A file that makes a parser fail ends the process; the next request starts another.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from index.errors import InputTooLarge, UnreadableInput

TIMEOUT_S = 8.0
MEMORY_BYTES = 2_000_000_000


class Apart:
    """One process, started when it is first needed; requests wait for each other."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, reader: str, data: bytes) -> dict[str, Any]:
        """What ``reader`` ("pdf", "docx") finds in ``data``.

        Raises:
            UnreadableInput: its parser failed, or said why it cannot be read.
            InputTooLarge: it took longer than it may.
        """
        with self._lock:
            process = self._running()
            late = threading.Event()

            def give_up() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(self._timeout_s, give_up)
            timer.start()
            try:
                answer = _ask(process, reader, data)
            finally:
                timer.cancel()
                timer.join()
            if not answer:
                self._stop()
        if late.is_set():
            raise InputTooLarge(f"Reading it took over {self._timeout_s:.0f} s, so it was given up. Save it as text.")
        if not answer:
            raise UnreadableInput(f"The {reader.upper()} file is damaged. Open and save it again, or save it as text.")
        found: dict[str, Any] = json.loads(answer)
        if "refused" in found:
            raise UnreadableInput(found["refused"])
        return found

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner != os.getpid():
            self._process = None  # a fork has its parent's process, and needs one of its own
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None:
            root = str(Path(__file__).parents[2])
            paths = os.pathsep.join(dict.fromkeys([root, *filter(None, sys.path)]))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "index.sources.apart"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths},
            )
            self._owner = os.getpid()
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)


APART = Apart()
atexit.register(APART.close)


def _ask(process: subprocess.Popen[bytes], reader: str, data: bytes) -> bytes:
    """The answer; nothing where the process ended without one."""
    assert process.stdin is not None and process.stdout is not None  # noqa: S101 - both are pipes
    try:
        process.stdin.write(json.dumps({"reader": reader, "size": len(data)}).encode() + b"\n")
        process.stdin.write(data)
        process.stdin.flush()
    except BrokenPipeError:
        return b""
    answer = process.stdout.readline()
    return answer if answer.endswith(b"\n") else b""


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be written has nobody to read it


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answers requests until there are no more."""
    from index.sources import docx_parts, pdf_parts

    readers = {"pdf": pdf_parts.read_parts, "docx": docx_parts.read_parts}
    while line := requests.readline():
        asked = json.loads(line)
        data = requests.read(asked["size"])
        try:
            found: dict[str, Any] = readers[asked["reader"]](data)
        except UnreadableInput as err:
            found = {"refused": str(err)}
        answers.write(json.dumps(found).encode() + b"\n")
        answers.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # no such limits on this system; the limit of time holds
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or most > MEMORY_BYTES:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, most))


if __name__ == "__main__":
    if sys.platform == "linux":
        _limit_memory()
    output = os.dup(1)
    os.dup2(2, 1)  # what parsers print does not belong among the answers
    with os.fdopen(output, "wb") as pipe:
        _serve(sys.stdin.buffer, pipe)
