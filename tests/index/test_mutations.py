"""Damaged files of every format: no crash, no hang, no document in part.

The files are those of ../shared/corpora/feeds and warc, and one sound file of every other format. They are flipped in
single bits, cut off, given another name, and filled with bytes of other files, by a generator with a fixed seed.
"""

from __future__ import annotations

import gzip
import importlib.util
import io
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import Archive
from index.errors import InputError
from index.records import Submission
from index.sources.reading import read_stream

CORPORA = Path(__file__).parents[2].parent / "shared" / "corpora"
MUTATIONS = 500
MAX_SECONDS_EACH = 10.0
KINDS = ("flip", "many flips", "cut", "another name", "graft", "twice")

_spec = importlib.util.spec_from_file_location("making", Path(__file__).with_name("making.py"))
assert _spec is not None and _spec.loader is not None
making = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(making)


def mutated(data: bytes, kind: str, draw: random.Random, donor: bytes) -> bytes:
    changed = bytearray(data)
    if kind in ("flip", "many flips"):
        for _ in range(1 if kind == "flip" else max(3, len(data) // 200)):
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    elif kind == "cut":
        del changed[draw.randrange(1, len(changed)) :]
    elif kind == "graft":
        at, size = draw.randrange(len(changed)), draw.randrange(1, 400)
        changed[at : at + size] = donor[:size]
    elif kind == "twice":
        changed += bytes(changed)
    return bytes(changed)


def mutations(files: dict[str, bytes], count: int, seed: int = 20261127) -> Iterator[tuple[str, bytes]]:
    draw = random.Random(seed)  # noqa: S311 - a seeded order, no secret
    names = sorted(files)
    for number in range(count):
        name, donor, kind = names[number % len(names)], draw.choice(names), KINDS[number % len(KINDS)]
        shown = f"file{Path(draw.choice(names)).suffix}" if kind == "another name" else name
        yield shown, mutated(files[name], kind, draw, files[donor])


def demand_bearable(name: str, data: bytes) -> list[Submission]:
    """The documents in it; fails where it crashes, hangs, or answers with nothing at all."""
    began = time.monotonic()
    found = list(read_stream(io.BytesIO(data), name, {}))
    assert time.monotonic() - began < MAX_SECONDS_EACH, name
    assert found, f"{name} vanished without a line in the report"
    for error in (f for f in found if isinstance(f, InputError)):
        assert str(error).startswith(name.removesuffix(".gz")) and "\n" not in str(error)
    return [f for f in found if isinstance(f, Submission)]


@pytest.mark.parametrize("name", making.everything())
def test_a_mutated_file_of_every_format_is_read_or_refused(name: str) -> None:
    files = making.everything()
    draw = random.Random(name)  # noqa: S311 - a seeded order, no secret
    for kind in KINDS:
        demand_bearable(name, mutated(files[name], kind, draw, files["a.pdf"]))


@pytest.mark.parametrize("name", ["a.docx", "a.warc", "a.warc.gz", "a.zip", "a.json", "a.jsonl", "a.rss"])
def test_a_file_that_is_cut_off_gives_whole_documents_only(name: str) -> None:
    """Of formats that say how long they are: whatever is taken is one of the documents of the sound file."""
    data = making.everything()[name]
    whole = {f.raw for f in read_stream(io.BytesIO(data), name, {}) if isinstance(f, Submission)}
    step = max(1, len(data) // 40)
    for end in range(step, len(data), step):
        taken = demand_bearable(name, data[:end])
        assert {submission.raw for submission in taken} <= whole, end


@pytest.mark.shared
@pytest.mark.timeout(240)
def test_five_hundred_mutated_files_are_read_or_refused_and_none_is_taken_in_part(archive: Archive) -> None:
    if not (CORPORA / "feeds").is_dir():
        pytest.skip("the feeds and web archives (../shared) are not beside this checkout")
    files = dict(making.everything())
    pages = gzip.decompress((CORPORA / "warc" / "fundus_en.warc.gz").read_bytes())
    files["pages.warc"] = pages[:300_000]
    for folder in ("feeds", "warc"):
        for file in sorted((CORPORA / folder).rglob("*.*")):
            if file.is_file() and file.stat().st_size < 100_000:
                files[file.name] = file.read_bytes()
    names = sorted(files)
    random.Random(5).shuffle(names)  # noqa: S311 - a seeded order, no secret
    kept = {name: files[name] for name in sorted({*names[:150], *making.everything(), "pages.warc"})}
    before = archive.info().documents
    submissions: list[Submission] = []
    for name, data in mutations(kept, MUTATIONS):
        submissions += demand_bearable(name, data)
    outcomes = list(archive.add_many(submissions[:60]))
    assert all((outcome.document is None) != (outcome.error is None) for outcome in outcomes)
    stored = {outcome.document.source.document_id for outcome in outcomes if outcome.document}
    assert archive.info().documents == before + len(stored)
    assert archive.verify() == []
