"""Files → questions → checks, old ones from the cache and new ones side by side → one run, ready to report."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import InputError, UnreadableInput
from service.client import Check
from service.drafts.baseline import Fingerprints, Known
from service.drafts.cache import CheckCache
from service.drafts.checking import Ask, as_json, make_questions, side_by_side
from service.drafts.findings import Reported, Run
from service.drafts.ignoring import find_ignored
from service.drafts.reading import SUFFIXES, read_bytes
from service.drafts.records import Draft, DraftFormat, DraftOptions, Question
from service.drafts.repository import at_revision


@dataclass(frozen=True, slots=True)
class Opened:
    """One draft as far as it can be taken without an index. ``skipped`` numbers the sentences that have not changed."""

    path: str
    draft: Draft
    questions: tuple[Question, ...]
    ignored: dict[int, str]
    skipped: frozenset[int] = frozenset()

    def asked(self) -> Iterator[tuple[int, Question]]:
        """The questions that need an answer."""
        for number, question in enumerate(self.questions):
            if question.checkable and number not in self.ignored and number not in self.skipped:
                yield number, question


def open_drafts(paths: Sequence[Path], options: DraftOptions, changed_since: str | None = None) -> list[Opened]:
    """Every file read; of a folder, the drafts in it and below.

    Raises:
        UnreadableInput: one is missing or is no draft, or a folder holds none.
        DraftTooLong: one is over a limit.
    """
    files = [file for path in paths for file in ([path] if not path.is_dir() else _drafts_in(path))]
    return [_open(path, options, changed_since) for path in dict.fromkeys(files)]


def _drafts_in(folder: Path) -> list[Path]:
    """Files that a draft's name ends like, in order; hidden ones and those of hidden folders are left out."""
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    if not found:
        raise UnreadableInput(f"{folder} holds no draft: no file whose name ends in {', '.join(SUFFIXES)}.")
    return found


def _open(path: Path, options: DraftOptions, changed_since: str | None) -> Opened:
    shown = Path(os.path.relpath(path)).as_posix()
    try:
        draft = _read(path.read_bytes(), path.name)
        questions = tuple(make_questions(draft, options.as_of))
    except OSError as err:
        raise UnreadableInput(f"{path} cannot be read ({err.strerror}). Check the path.") from err
    except InputError as err:
        raise type(err)(f"{shown}: {err}", err.pointer) from err
    opened = Opened(shown, draft, questions, find_ignored(draft))
    before = at_revision(path, changed_since) if changed_since is not None else None
    if before is None:
        return opened
    try:
        old = make_questions(_read(before, path.name, draft.format), options.as_of)
    except InputError:  # what could not be read then is all new now
        return opened
    return replace(opened, skipped=_unchanged(questions, old))


def _read(data: bytes, name: str, given: DraftFormat | None = None) -> Draft:
    """The draft; one with nothing in it yet is a draft without sentences, and no reason to stop at."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        return Draft("", given or DraftFormat.TEXT, ())
    return read_bytes(data, name, given)


def read_standard_input(data: bytes, draft_format: DraftFormat, options: DraftOptions) -> Opened:
    """A draft that was piped in. Raises as ``open_drafts`` does."""
    draft = _read(data, "standard input", draft_format)
    return Opened("-", draft, tuple(make_questions(draft, options.as_of)), find_ignored(draft))


def _unchanged(questions: Sequence[Question], old: Sequence[Question]) -> frozenset[int]:
    """Sentences that mean what they meant: the same words, standing for the same, as often as before."""
    left = Counter((q.sentence.text, q.resolved) for q in old)
    same = set()
    for number, question in enumerate(questions):
        words = (question.sentence.text, question.resolved)
        if left[words] > 0:
            left[words] -= 1
            same.add(number)
    return frozenset(same)


def run_checks(
    drafts: Sequence[Opened],
    ask: Ask,
    cache: CheckCache,
    at_once: int,
    on_done: Callable[[], None] = lambda: None,
) -> dict[tuple[str, int], Check]:
    """The check of every question asked, by path and number of the sentence; equal questions are asked once."""
    asked = [(opened.path, number, q) for opened in drafts for number, q in opened.asked()]
    answers: dict[tuple[str, str], Check] = {}
    missing: dict[tuple[str, str], Question] = {}
    for _, _, question in asked:
        key = (question.resolved, question.context)
        found = answers.get(key) or cache.get(question)
        if found is not None:
            answers[key] = found
            on_done()
        else:
            missing.setdefault(key, question)

    def ask_and_keep(question: Question) -> Check:
        check = ask(question)
        cache.put(question, check)
        return check

    checks = side_by_side(ask_and_keep, list(missing.values()), at_once, on_done)
    answers |= dict(zip(missing, checks, strict=True))
    return {(path, number): answers[q.resolved, q.context] for path, number, q in asked}


def gather(drafts: Sequence[Opened], checks: dict[tuple[str, int], Check], known: Known) -> tuple[Reported, ...]:
    """Every sentence that was looked at, in order; unchanged ones are left out."""
    reported = []
    for opened in drafts:
        fingerprints = Fingerprints()
        for number, question in enumerate(opened.questions):
            fingerprint = fingerprints.of(question.sentence.text)
            if number in opened.skipped:
                continue
            check = checks.get((opened.path, number))
            verdict = check["verdict"] if check is not None else ""
            reported.append(
                Reported(
                    path=opened.path,
                    sentence=as_json(question, check),
                    end_line=question.sentence.end_line,
                    end_column=question.sentence.end_column,
                    fingerprint=fingerprint,
                    ignored=opened.ignored.get(number),
                    known=(opened.path, fingerprint, verdict) in known,
                )
            )
    return tuple(reported)


def as_files(drafts: Sequence[Opened], run: Run) -> dict[str, object]:
    """The run as ``--format json`` prints it."""
    return {
        "files": [
            {"path": opened.path, "sentences": [r.sentence for r in run.reported if r.path == opened.path]}
            for opened in drafts
        ]
    }
