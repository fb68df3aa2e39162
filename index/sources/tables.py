"""CSV and its like: one document a row, with the columns that exports have, or those that a mapping names."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from index.errors import InputError, UnreadableInput
from index.sources.context import Context, Found, named
from index.sources.fields import TEXT_NAMES, mapped, our_spelling
from index.sources.jsonl import read_record
from index.sources.kinds import HEAD_BYTES, separator_of
from index.sources.streams import Looked
from index.sources.text import MAX_BYTES, decode


def read_table(stream: IO[bytes], name: str, context: Context) -> Iterator[Found]:
    """One document a row, an error for each row that fails. Messages count lines from 1, the head included.

    Raises:
        InputError: no column holds text, or the encoding cannot be told.
    """
    head = stream.read(HEAD_BYTES)
    encoding = _encoding(head)
    separator = separator_of(_text(head, encoding), name, context.mapping.values()) or ","
    lines = io.TextIOWrapper(io.BufferedReader(Looked(head, stream)), encoding=encoding, newline="")
    csv.field_size_limit(MAX_BYTES)
    rows = csv.reader(lines, delimiter=separator, strict=True)
    try:
        columns = [column.strip().lstrip("\ufeff") for column in next(rows, [])]
        _demand_text(columns, context)
        while True:
            where = f"{name}:{rows.line_num + 1}"
            try:
                cells = next(rows)
                if any(cell.strip() for cell in cells):
                    yield _document(columns, cells, where, context)
            except StopIteration:
                return
            except csv.Error as err:
                yield UnreadableInput(f"{where}: Not a row of a table ({err}). Mend its quotes, or take it out.")
            except InputError as err:
                yield named(err, where)
    except UnicodeDecodeError as err:
        raise UnreadableInput(f"The table is not all {encoding} text (byte {err.start}). Save it as UTF-8.") from err
    finally:
        lines.detach()


def _document(columns: list[str], cells: list[str], where: str, context: Context) -> Found:
    if len(cells) != len(columns):
        raise InputError(f"It has {len(cells)} cells, and the head has {len(columns)}. Mend the row, or take it out.")
    values = {our_spelling(column): cell for column, cell in zip(columns, cells, strict=True) if cell.strip()}
    return read_record(mapped(values, context.mapping), where, context.defaults, context.hints)


def _demand_text(columns: list[str], context: Context) -> None:
    texts = {context.mapping[ours] for ours in ("text", "html", "markdown") if ours in context.mapping}
    if not texts & set(columns) and (texts or not {our_spelling(column) for column in columns} & set(TEXT_NAMES)):
        shown = ", ".join(repr(column[:30]) for column in columns[:12])
        raise UnreadableInput(
            f"No column is known to hold the text. The columns are {shown}. Name it, as in --map text=COLUMN."
        )


def _encoding(head: bytes) -> str:
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        decode(head)  # raises where the encoding cannot be told
        return "cp1252"
    if b"\x00" in head:
        decode(head)
    return "utf-8-sig"


def _text(head: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(head)
