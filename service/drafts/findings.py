"""What a run found, as every report shows it: each sentence with its place, its level and why it may not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.assessment.records import Stance, Verdict
from service.client import Check, DraftSentence, Evidence
from service.drafts.records import FLAGGED


class Level(StrEnum):
    """How grave a finding is, gravest first."""

    ERROR = "error"  # contradicted
    WARNING = "warning"  # disputed or outdated
    NOTE = "note"  # not enough evidence


LEVELS = {
    Verdict.CONTRADICTED: Level.ERROR,
    Verdict.DISPUTED: Level.WARNING,
    Verdict.OUTDATED: Level.WARNING,
    Verdict.NOT_ENOUGH_EVIDENCE: Level.NOTE,
}

MEANINGS = {
    Verdict.CONTRADICTED: "Passages exclude this sentence, and none ever supported it.",
    Verdict.DISPUTED: "Sources of the same time disagree on this sentence.",
    Verdict.OUTDATED: "This sentence was so earlier; later reports changed it.",
    Verdict.NOT_ENOUGH_EVIDENCE: "Nothing in the index decides this sentence.",
}


@dataclass(frozen=True, slots=True)
class Reported:
    """One sentence of a run. ``ignored`` is the reason its writer gives; ``known`` is true where a baseline has it."""

    path: str
    sentence: DraftSentence
    end_line: int
    end_column: int
    fingerprint: str
    ignored: str | None = None
    known: bool = False

    @property
    def check(self) -> Check | None:
        """What the index says; ``None`` where it was not asked."""
        return self.sentence["check"]

    @property
    def verdict(self) -> Verdict | None:
        """The check's verdict."""
        return Verdict(self.check["verdict"]) if self.check is not None else None

    @property
    def level(self) -> Level | None:
        """How grave it is; ``None`` for what is no finding."""
        return LEVELS.get(self.verdict) if self.verdict is not None else None

    @property
    def place(self) -> str:
        """``path:line:column``."""
        return f"{self.path}:{self.sentence['line']}:{self.sentence['column']}"


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that was looked at, and what counts as a failure. ``unchanged`` sentences and ``files`` are counts;
    a file whose sentences have not changed is among no ``reported``."""

    reported: tuple[Reported, ...]
    fail_on: frozenset[Verdict] = frozenset(FLAGGED)
    allow_undecided: bool = False
    has_baseline: bool = False
    unchanged: int = 0
    files: int = 0

    @property
    def findings(self) -> list[Reported]:
        """New findings, gravest first, then as they stand; sentences without evidence are among them unless allowed."""
        shown = [
            r
            for r in self.reported
            if r.level is not None
            and r.ignored is None
            and not r.known
            and not (self.allow_undecided and r.level is Level.NOTE and not self.fails(r))
        ]
        return sorted(shown, key=lambda r: list(Level).index(r.level or Level.NOTE))

    @property
    def failures(self) -> list[Reported]:
        """Findings that the run fails for."""
        return [r for r in self.findings if self.fails(r)]

    def fails(self, reported: Reported) -> bool:
        """Whether a sentence's verdict is one to fail on."""
        return reported.verdict in self.fail_on and reported.ignored is None and not reported.known

    @property
    def summary(self) -> str:
        """The run in one line: ``2 files, 40 sentences checked: 1 contradicted, 39 supported.``"""
        checked = Counter(r.verdict for r in self.reported if r.verdict is not None)
        files = max(self.files, len({r.path for r in self.reported}))
        told = [f"{checked[v]} {str(v).replace('_', ' ')}" for v in Verdict if checked[v]]
        aside = {
            "ignored": sum(r.ignored is not None for r in self.reported),
            "known from the baseline": sum(r.known for r in self.reported),
            "unchanged and not checked": self.unchanged,
        }
        told += [f"{n} {what}" for what, n in aside.items() if n]
        opening = f"{counted(files, 'file')}, {counted(checked.total(), 'sentence')} checked"
        return f"{opening}: {', '.join(told)}." if told else f"{opening}."


def counted(n: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def deciding(check: Check, limit: int = 3) -> list[Evidence]:
    """The passages that a reader wants to see: those that speak against it first, then those for it."""
    found = [e for claim in check["claims"] for e in claim["evidence"] if e["stance"] != Stance.NEUTRAL]
    against = [e for e in found if e["stance"] == Stance.CONTRADICTS]
    ordered = [*against, *(e for e in found if e["stance"] == Stance.SUPPORTS)]
    return list({e["passage"]["id"]: e for e in ordered}.values())[:limit]


def message(reported: Reported, evidence_limit: int = 1) -> str:
    """A finding in plain sentences: what it is, what the index says, and what could be written instead."""
    check = reported.check
    if check is None:
        return reported.sentence["text"]
    parts = [check["summary"].strip()]
    shown = "".join(parts)
    for evidence in deciding(check, evidence_limit):
        if evidence["passage"]["text"][:60] not in shown:
            parts.append(f"Passage: “{evidence['passage']['text']}”.")
    suggestion = reported.sentence["suggestion"]
    if suggestion is not None:
        parts.append(f"Suggested: {suggestion['text']} [passage {suggestion['passage_id']}]")
    return " ".join(parts)


def by_path(reported: Sequence[Reported]) -> dict[str, list[Reported]]:
    """The sentences of each file, files in the order given."""
    files: dict[str, list[Reported]] = {}
    for one in reported:
        files.setdefault(one.path, []).append(one)
    return files
