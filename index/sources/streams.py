"""Bytes from a file, a pipe or an archive: looked at before they are read, and never more than a limit allows."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from index.errors import InputTooLarge, UnreadableInput
from index.sources.text import MAX_BYTES, too_large

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_DEPTH = 3
"""Archives in archives: a ZIP of gzipped web archives has a depth of two."""
MAX_RATIO, RATIO_FROM_BYTES = 200, 10_000_000
"""Unpacked to packed. Text shrinks to a fifth, pages of one site to a fiftieth; bombs to a thousandth."""
MAX_UNPACKED_BYTES = 20_000_000_000
_CHUNK = 1 << 16


@dataclass(slots=True)
class Budget:
    """What one input may still unpack to, over all archives in it."""

    left: int = MAX_UNPACKED_BYTES

    def spend(self, size_bytes: int) -> None:
        """Takes so many bytes off.

        Raises:
            InputTooLarge: there are not so many left.
        """
        self.left -= size_bytes
        if self.left < 0:
            raise InputTooLarge("It unpacks to more than is taken from one file. Unpack it, and send it in parts.")


class Watched(io.FileIO):
    """A file that tells how many more of its bytes were read; what is read again counts once, what is skipped at last.

    Closing it counts what nobody read, so that the sum over files is the sum of their sizes.
    """

    def __init__(self, path: Path, on_bytes: Callable[[int], None] | None) -> None:
        super().__init__(path, "rb")
        self._on_bytes = on_bytes
        self._told = 0

    def readinto(self, buffer: Buffer) -> int:
        """As of any file."""
        count = super().readinto(buffer)
        self._tell_of(self.tell())
        return count

    def close(self) -> None:
        """As of any file."""
        if not self.closed:
            self._tell_of(os.fstat(self.fileno()).st_size)
        super().close()

    def _tell_of(self, place: int) -> None:
        if self._on_bytes is not None and place > self._told:
            self._on_bytes(place - self._told)
            self._told = place


class Looked(io.RawIOBase):
    """A stream whose first bytes were read already and come again."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """What was looked at first, then the rest."""
        room = memoryview(buffer)
        some: memoryview | bytes = self._head[: len(room)] or self._rest.read(len(room))
        self._head = self._head[len(some) :]
        room[: len(some)] = some
        return len(some)


class Unzipped(io.RawIOBase):
    """What a gzip stream holds, all of its members; damage and bombs raise our errors."""

    def __init__(self, packed: IO[bytes], budget: Budget) -> None:
        self._packed, self._budget = packed, budget
        self._read = self._given = 0
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._waiting = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """The next unpacked bytes; 0 at the end.

        Raises:
            UnreadableInput: it is damaged or cut off.
            InputTooLarge: it is a bomb.
        """
        room = memoryview(buffer)
        some = self._next(len(room))
        room[: len(some)] = some
        return len(some)

    def _next(self, most: int) -> bytes:
        while True:
            if self._inflate.eof:
                rest = self._inflate.unused_data or self._waiting or self._fetch()
                if not rest.strip(b"\x00"):
                    return b""
                self._waiting, self._inflate = rest, zlib.decompressobj(zlib.MAX_WBITS | 16)
            packed = self._waiting or self._fetch()
            try:
                some = self._inflate.decompress(packed, most)
            except zlib.error as err:
                raise UnreadableInput("The gzip data is damaged. Fetch or pack it again.") from err
            self._waiting = self._inflate.unconsumed_tail
            if some:
                return self._counted(some)
            if not packed and not self._inflate.eof:
                raise UnreadableInput("The gzip data is cut off before its end. Fetch or pack it again.")

    def _fetch(self) -> bytes:
        packed = self._packed.read(_CHUNK)
        self._read += len(packed)
        return packed

    def _counted(self, some: bytes) -> bytes:
        self._given += len(some)
        self._budget.spend(len(some))
        if self._given > RATIO_FROM_BYTES and self._given > MAX_RATIO * self._read:
            raise bomb()
        return some


def bomb() -> InputTooLarge:
    """The error for what unpacks to far more than documents do."""
    return InputTooLarge(
        f"It unpacks to over {MAX_RATIO} times its size, as archives made to do harm do. Unpack it first."
    )


def read_whole(stream: IO[bytes], limit: int = MAX_BYTES) -> bytes:
    """Everything in a stream.

    Raises:
        InputTooLarge: more than ``limit`` bytes.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise too_large(limit)
    return data
