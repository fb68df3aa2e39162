"""The shape of an answer: what ``POST /v1/checks`` returns, as frozen records; ``service.http.schemas`` dumps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.records import Coverage, Passage, Source
from service.assessment.confidence import Signals
from service.assessment.records import Period, Qualifier, Reason, Stance, StanceProbabilities, Verdict

MAX_STATEMENT_CHARS = 10_000
"""Longest statement taken, in code points; an article belongs to the draft check. About 1,600 words of English."""

MAX_CLAIMS = 40
"""Most claims judged in one statement: each costs a search and some sixty readings by the stance model."""


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What a check may use. The defaults are those of the REST contract."""

    as_of: date | None = None
    include_undated: bool = False
    published_after: date | None = None
    publishers: tuple[str, ...] = ()
    exclude_publishers: tuple[str, ...] = ()
    collection: str = "default"
    max_evidence: int = 10
    context: str | None = None
    store: bool = True


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who the passage says said it; ``chain`` runs from the nearest reporter to the ultimate origin."""

    name: str
    cue: str
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with its source, speaker, stance and reasons. ``rank`` starts at 1 within the claim."""

    stance: Stance
    passage: Passage
    source: Source
    speaker: Speaker | None
    period: Period | None
    similarity: float
    rank: int
    stance_probabilities: StanceProbabilities
    reasons: tuple[Reason, ...]
    link: str | None


@dataclass(frozen=True, slots=True)
class IndependentSources:
    """Story clusters and origins that support or contradict, and how many ultimate speakers they quote."""

    supporting: int
    contradicting: int
    speakers: int


@dataclass(frozen=True, slots=True)
class TimelineValue:
    """A figure as an interval; ``high`` is ``None`` where it has no upper end, ``low`` where no lower."""

    low: float | None
    high: float | None
    unit: str | None
    text: str


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """One dated value or state of what the claim speaks of; earliest first."""

    period: Period | None
    published_at: str | None
    value: TimelineValue | None
    speaker: str | None
    publisher: str | None
    passage_id: str


@dataclass(frozen=True, slots=True)
class Unaddressed:
    """Words of the statement that no passage covers, with their place in the statement."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """One checkable part of the statement, judged. ``start``, ``end`` count in the statement.

    ``signals`` is what ``confidence`` was computed from; it stays inside and serves its calibration.
    """

    text: str
    start: int
    end: int
    verdict: Verdict
    qualifiers: tuple[Qualifier, ...]
    confidence: float
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    independent_sources: IndependentSources
    timeline: tuple[TimelinePoint, ...]
    unaddressed: tuple[Unaddressed, ...]
    signals: Signals | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """What made the answer, so that it can be made again."""

    index_revision: str
    embedding_model: str
    stance_model: str
    method: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with its work shown."""

    id: str
    statement: str
    as_of: date | None
    verdict: Verdict
    qualifiers: tuple[Qualifier, ...]
    confidence: float
    summary: str
    claims: tuple[ClaimAnswer, ...]
    searched: Coverage
    engine: Engine
