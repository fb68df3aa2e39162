"""ZIP archives: every file in one, each read as what it is."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from index.errors import InputError, InputTooLarge, UnreadableInput
from index.sources.context import Context, Found, named
from index.sources.docx import read_docx
from index.sources.streams import MAX_RATIO, RATIO_FROM_BYTES, bomb

MAX_MEMBERS = 200_000
MAX_ZIP_BYTES = 4_000_000_000
_IN_MEMORY_BYTES = 50_000_000
_OFFICE = (
    ("xl/workbook.xml", "an Excel workbook. Save the sheet as CSV"),
    ("ppt/presentation.xml", "a PowerPoint presentation. Save it as PDF"),
    ("META-INF/container.xml", "an EPUB book. Save its chapters as HTML"),
    ("content.xml", "an OpenDocument file. Save it as DOCX"),
)
_DAMAGED = "The ZIP archive is damaged or cut off. Pack or fetch it again."


def read_zip(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """The documents of every file in an archive, in the order of their names, or the one of a DOCX file.

    Hidden files are passed over. A file that fails gives an error and does not end the reading.

    Raises:
        InputError: it is damaged, a bomb, nested too deeply, or an Office document of another kind.
    """
    with _seekable(stream) as file:
        try:
            archive = zipfile.ZipFile(file)
            members = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as err:
            raise UnreadableInput(_DAMAGED) from err
        with archive:
            yield from _read_members(archive, members, file, name, context)


def _read_members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], file: IO[bytes], name: str, context: Context
) -> Iterator[Found]:
    names = {member.filename for member in members}
    _refuse_bombs(members, _size(file))
    if "word/document.xml" in names:
        file.seek(0)
        yield from read_docx(file, name, context)
        return
    for marker, advice in _OFFICE:
        if marker in names:
            raise UnreadableInput(f"This is {advice}, and ingest that.")
    inner = context.inside()
    for member in sorted(members, key=lambda member: member.filename):
        if not (member.is_dir() or _hidden(member.filename)):
            yield from _read_member(archive, member, f"{name}/{member.filename}", inner)


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str, context: Context) -> Iterator[Found]:
    try:
        if member.flag_bits & 1:
            raise UnreadableInput("It is locked with a password. Unlock it first.")
        context.budget.spend(member.file_size)
        with archive.open(member) as opened:
            yield from context.read(opened, where, context)
    except InputError as err:
        yield named(err, where)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        yield UnreadableInput(f"{where}: {_DAMAGED}")


def _refuse_bombs(members: list[zipfile.ZipInfo], size_bytes: int) -> None:
    if len(members) > MAX_MEMBERS:
        raise InputTooLarge(f"It holds over {MAX_MEMBERS:,} files. Send it in parts.")
    unpacked = sum(member.file_size for member in members)
    if unpacked > RATIO_FROM_BYTES and unpacked > MAX_RATIO * size_bytes:
        raise bomb()


@contextmanager
def _seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream itself if one can move about in it, else a copy that is gone at the end."""
    if isinstance(stream, (io.BufferedReader, io.BytesIO)) and stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as copy:
        size_bytes = 0
        while some := stream.read(1 << 16):
            size_bytes += len(some)
            if size_bytes > MAX_ZIP_BYTES:
                limit = f"{MAX_ZIP_BYTES // 1_000_000_000} GB"
                raise InputTooLarge(f"The archive is larger than {limit}. Send it in parts.")
            copy.write(some)
        copy.seek(0)
        yield copy


def _size(file: IO[bytes]) -> int:
    at = file.tell()
    size_bytes = file.seek(0, io.SEEK_END)
    file.seek(at)
    return size_bytes


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
