"""The map of an answer: statement → claims → search → stance of each passage → verdict → answer.

Everything that this file calls is elsewhere: splitting, reading and judging in ``service.assessment``, finding in
``index.search``, the stance model in ``service.judge``. Here they are put in order.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING

from index.records import Coverage, Filters, Hit
from index.search import Searcher
from index.sentences import detect_language, is_english
from service.answers import (
    MAX_CLAIMS,
    MAX_STATEMENT_CHARS,
    Answer,
    CheckOptions,
    ClaimAnswer,
    Engine,
    Evidence,
    IndependentSources,
    Speaker,
    TimelinePoint,
    TimelineValue,
    Unaddressed,
)
from service.assessment.case import Finding
from service.assessment.confidence import Calibration, Signals, confidence
from service.assessment.corrections import is_correction
from service.assessment.names import read_names
from service.assessment.reading import ClaimReading, read_claim, read_passage
from service.assessment.records import (
    Modality,
    Polarity,
    Quantity,
    Reason,
    ReasonCode,
    Stance,
    Verdict,
)
from service.assessment.statements import Claim, content_words, split_claims, stem
from service.assessment.timeline import Point, Witness, points
from service.assessment.verdict import Judgement, combine, decide
from service.calibration import read_calibration
from service.errors import EmptyStatement, StatementTooLong
from service.hearing import UNJUDGED, Candidate, Judge, Panel, hear
from service.links import text_fragment
from service.spelling import respell
from service.summary import summarise

if TYPE_CHECKING:
    from index.build import Archive
    from service.settings import Settings

METHOD = "onrecord-9"
"""Version of the rules; raised whenever an answer to the same question over the same index may differ."""

CANDIDATES = 32
"""Passages judged for each claim: of the passages that decide the development cases 0.95 are
among the first 32, 0.94 among 24, 0.83 among 10."""

MIN_CANDIDATES = 12
"""Passages judged for each claim of a statement that holds many: its claims share the candidates."""


NEUTRAL_LEAD = 16
"""Places that a neutral passage may gain in the list by coming close to deciding. By rank alone 0.89 of the passages
that the seeds' statements require are among the ten shown, with this 0.91; of the timelines' 0.79 and 0.82."""


class Checker:
    """Answers statements over one archive with a panel of stance models, or with one."""

    def __init__(
        self,
        archive: Archive,
        panel: Panel | Judge,
        stance_model: str,
        embedding_model: str,
        candidates: int = CANDIDATES,
        calibration: Calibration | None = None,
    ) -> None:
        """``calibration`` is what confidence is read from; the shipped one for ``None``."""
        self.archive = archive
        self.searcher = Searcher(archive)
        self._panel = panel if isinstance(panel, Panel) else Panel(panel)
        self._stance_model = stance_model
        self._embedding_model = embedding_model
        self._candidates = candidates
        self._calibration = calibration or read_calibration()

    def check(self, statement: str, options: CheckOptions | None = None) -> Answer:
        """The answer to ``statement``.

        Raises:
            EmptyStatement: nothing but white space.
            StatementTooLong: over ``MAX_STATEMENT_CHARS`` code points or ``MAX_CLAIMS`` claims.
        """
        options = options or CheckOptions()
        _demand_a_statement(statement)
        filters = _filters(options)
        claims = split_claims(statement)
        if len(claims) > MAX_CLAIMS:
            raise StatementTooLong(
                f"The statement holds {len(claims):,} claims; the limit is {MAX_CLAIMS}. Send it in parts.",
                "/statement",
            )
        if not is_english(detect_language(statement)):
            answers, searched, revision = self._not_english(statement, filters)
        else:
            answers, searched, revision = self._answer_claims(claims, options, filters)
        verdict, qualifiers, sure = combine([(a.verdict, a.qualifiers, a.confidence) for a in answers])
        engine = Engine(revision, self._embedding_model, self._stance_model, METHOD)
        return Answer(
            id=_identity(statement, options, engine),
            statement=statement,
            as_of=options.as_of,
            verdict=verdict,
            qualifiers=qualifiers,
            confidence=sure,
            summary=summarise(verdict, answers, searched.documents),
            claims=tuple(answers),
            searched=searched,
            engine=engine,
        )

    def engine(self) -> Engine:
        """What would answer now."""
        return Engine(self.archive.revision(), self._embedding_model, self._stance_model, METHOD)

    def close(self) -> None:
        """Close the archive."""
        self.archive.close()

    # ------------------------------------------------------------------------------------------------------ stages

    def _answer_claims(
        self, claims: Sequence[Claim], options: CheckOptions, filters: Filters
    ) -> tuple[list[ClaimAnswer], Coverage, str]:
        answers: list[ClaimAnswer] = []
        searched: Coverage | None = None
        revision = ""
        share = max(1, sum(_can_be_judged(claim) for claim in claims))
        candidates = max(min(MIN_CANDIDATES, self._candidates), self._candidates // share)
        for claim in claims:
            reading = read_claim(claim, options.as_of)
            query = in_context(reading.content, options.context)
            result = self.searcher.search(query, filters, candidates)
            searched, revision = result.coverage, result.revision
            judged = _can_be_judged(claim)
            read_as = respell(reading.content, [hit.passage.text for hit in result.hits]) if judged else ""
            respelled = judged and read_as != reading.content
            if respelled:
                reading = read_claim(replace(claim, content=read_as), options.as_of)
                query = in_context(reading.content, options.context)
                result = self.searcher.search(query, filters, candidates)
            judgement = self._judge(claim, reading, query, result.hits, share)
            if judgement is None:
                signals = Signals(Verdict.NOT_CHECKABLE)
                sure = confidence(signals, self._calibration)
                answers.append(_unchecked(claim, signals, sure, result.hits, options.max_evidence))
                continue
            if respelled:
                note = Reason(ReasonCode.READ_AS, f"The claim is read as “{read_as}”.", claim.content, read_as)
                judgement = replace(judgement, reasons=(*judgement.reasons, note))
            sure = confidence(judgement.signals, self._calibration)
            answers.append(_claim_answer(reading, judgement, sure, result.hits, options.max_evidence))
        if searched is None:
            searched, revision = self.searcher.coverage(filters), self.archive.revision()
        return answers, searched, revision

    def _judge(
        self, claim: Claim, reading: ClaimReading, question: str, hits: Sequence[Hit], share: int
    ) -> Judgement | None:
        """What the passages say of the claim; ``None`` where none can decide it."""
        if not _can_be_judged(claim):
            return None
        findings = hear(reading, question, [_candidate(hit) for hit in hits], self._panel, share)
        witnesses = [_witness(hit, _admissible(finding, hit)) for hit, finding in zip(hits, findings, strict=True)]
        judgement = decide(reading, witnesses)
        if claim.checkable:
            return judgement
        if judgement.verdict is Verdict.NOT_ENOUGH_EVIDENCE:
            return None
        return replace(judgement, reasons=(*judgement.reasons, _foreseen(claim)))

    def _not_english(self, statement: str, filters: Filters) -> tuple[list[ClaimAnswer], Coverage, str]:
        reason = Reason(
            ReasonCode.LANGUAGE_NOT_SUPPORTED,
            "The statement does not read as English; only English is judged. Translate it and ask again.",
        )
        end = len(statement)
        polarity = Polarity(negated=False, denial=False, modality=Modality.FACT)
        claim = Claim(statement, 0, end, statement, None, None, True, None)
        reading = ClaimReading(claim, statement, (), (), (), polarity, frozenset())
        signals = Signals(Verdict.NOT_ENOUGH_EVIDENCE)
        judgement = Judgement(Verdict.NOT_ENOUGH_EVIDENCE, (), (reason,), (), 0, 0, 0, signals)
        answer = _claim_answer(reading, judgement, NOT_ENGLISH_CONFIDENCE, (), 0)
        return [answer], self.searcher.coverage(filters), self.archive.revision()


NOT_ENGLISH_CONFIDENCE = 0.9
"""As in the first release, and not measured: no development set holds another language."""

NOT_ENGLISH = "Der Hafen wurde am Montag wieder geöffnet, sagte der Bürgermeister."


def open_checker(settings: Settings, calibration: Calibration | None = None) -> Checker:
    """The checker that ``settings`` describe: models loaded, data folder made where it is missing."""
    from index.build import Archive
    from index.embedding import SentenceEncoder
    from service.judge import open_panel

    encoder = SentenceEncoder(settings.embedding_model)
    panel, model_name = open_panel(settings.stance_model, settings.model_threads)
    detect_language(NOT_ENGLISH)  # loads the language model, half a second that no request should pay
    calibration = calibration or read_calibration()
    archive = Archive.open(settings.data, encoder)  # last: nothing after it can fail and leave it open
    return Checker(archive, panel, model_name, encoder.name, settings.candidates, calibration)


def _can_be_judged(claim: Claim) -> bool:
    """Whether passages may decide it: a forecast of nobody is judged by those that foresee or announce the same."""
    return claim.checkable or claim.reason is ReasonCode.FORECAST


def _foreseen(claim: Claim) -> Reason:
    message = "This is a forecast: the passages foresee or announce it, or what excludes it; none can have seen it."
    return Reason(ReasonCode.FORECAST, message, claim.text)


# ------------------------------------------------------------------------------------------------ before the search


def _demand_a_statement(statement: str) -> None:
    if not statement.strip():
        raise EmptyStatement("The statement is empty; send the sentence to check.", "/statement")
    if len(statement) > MAX_STATEMENT_CHARS:
        raise StatementTooLong(
            f"The statement has {len(statement):,} characters; the limit is {MAX_STATEMENT_CHARS:,}. Send it in parts.",
            "/statement",
        )


def _filters(options: CheckOptions) -> Filters:
    return Filters(
        collection=options.collection,
        as_of=options.as_of,
        include_undated=options.include_undated,
        published_after=options.published_after,
        publishers=options.publishers,
        exclude_publishers=options.exclude_publishers,
    )


_PRONOUN = re.compile(r"^(he|she|it|they)\b", re.IGNORECASE)
"""Not "that" or "these": they stand for what was said or for the noun behind them, seldom for a name."""


def in_context(content: str, context: str | None) -> str:
    """``content`` with a leading pronoun replaced by the last name of ``context``; the context is never evidence."""
    if not context or not _PRONOUN.match(content):
        return content
    names = read_names(context)
    return _PRONOUN.sub(names[-1].text, content, count=1) if names else content


# ----------------------------------------------------------------------------------------------------- each passage


def _candidate(hit: Hit) -> Candidate:
    title, published = hit.source.title or "", hit.source.published
    reading = read_passage(hit.passage.text, hit.before, hit.after, title, published.start, published.end)
    return Candidate(hit.passage.id, reading, hit.similarity, hit.rank)


def _admissible(finding: Finding, hit: Hit) -> Finding:
    """The finding with what its document forbids: a retracted one never supports, another language decides nothing."""
    notes: list[Reason] = []
    stance = finding.stance
    if hit.source.retracted and stance is Stance.SUPPORTS:
        stance = Stance.NEUTRAL
        notes.append(
            Reason(
                ReasonCode.RETRACTED_SOURCE, "The document was retracted; it never supports.", passage_id=hit.passage.id
            )
        )
    if not is_english(hit.source.language):
        stance = Stance.NEUTRAL
        notes.append(
            Reason(
                ReasonCode.LANGUAGE_NOT_SUPPORTED,
                f"The document reads as “{hit.source.language}”; only English is judged.",
                passage_id=hit.passage.id,
            )
        )
    after = [Reason(ReasonCode.UNDATED_SOURCE, "The document's date is not known.", passage_id=hit.passage.id)] * (
        hit.source.published.start is None
    )
    if not notes and not after:
        return finding
    return Finding(
        stance,
        finding.strength,
        finding.by_rule,
        (*notes, *finding.reasons, *after),
        finding.probabilities,
        finding.figure,
        finding.speech,
        finding.period,
    )


def _witness(hit: Hit, finding: Finding) -> Witness:
    source = hit.source
    speech = finding.speech
    said_by = (speech.chain[-1] if speech.chain else speech.name) if speech else None
    return Witness(
        finding=finding,
        passage_id=hit.passage.id,
        text=hit.passage.text,
        document_id=source.document_id,
        story_cluster=source.story_cluster,
        origin=source.origin,
        publisher=source.publisher,
        published=source.published.text,
        start=source.published.start,
        end=source.published.end,
        voice=said_by or source.origin or source.publisher,
        rank=hit.rank,
        similarity=hit.similarity,
        is_correction=is_correction(source.title or "", hit.before, hit.passage.text),
    )


# ------------------------------------------------------------------------------------------------------- each claim


def _claim_answer(
    claim: ClaimReading, judgement: Judgement, confidence: float, hits: Sequence[Hit], max_evidence: int
) -> ClaimAnswer:
    by_id = {hit.passage.id: hit for hit in hits}
    evidence = _evidence(judgement.witnesses, by_id, max_evidence)
    return ClaimAnswer(
        text=claim.claim.text,
        start=claim.claim.start,
        end=claim.claim.end,
        verdict=judgement.verdict,
        qualifiers=judgement.qualifiers,
        confidence=confidence,
        reasons=judgement.reasons,
        evidence=evidence,
        independent_sources=IndependentSources(judgement.supporting, judgement.contradicting, judgement.speakers),
        timeline=tuple(_timeline_point(p) for p in points(judgement.witnesses)),
        unaddressed=_unaddressed(claim.claim, judgement),
        signals=judgement.signals,
    )


def _evidence(witnesses: Sequence[Witness], hits: dict[str, Hit], limit: int) -> tuple[Evidence, ...]:
    """Deciding passages first, strongest first, then the rest as searched; copies folded into the earliest."""
    deciding = [w for w in witnesses if w.stance is not Stance.NEUTRAL]
    neutral = sorted(
        (w for w in witnesses if w.stance is Stance.NEUTRAL),
        key=lambda w: (w.rank - NEUTRAL_LEAD * w.finding.strength, w.rank),
    )
    folded: dict[tuple[str, str], Witness] = {}
    for w in [*deciding, *neutral]:
        key = (w.story_cluster, " ".join(_DATELINE.sub("", w.text).casefold().split()))
        kept = folded.setdefault(key, w)
        if w.stance is kept.stance and (w.start or date.max, w.passage_id) < (kept.start or date.max, kept.passage_id):
            folded[key] = w
    shown = list(folded.values())
    return tuple(_evidence_item(w, hits[w.passage_id], rank) for rank, w in enumerate(shown[:limit], start=1))


_DATELINE = re.compile(r"^[A-Z][A-Z .,'-]{2,40}(?:,? [A-Z][\w ,.]{2,30})? ?[—–-]+ ")
"""What an agency and its reprints put before the same first sentence: "SELBY, 3 March — "."""


def _evidence_item(witness: Witness, hit: Hit, rank: int) -> Evidence:
    speech = witness.finding.speech
    return Evidence(
        stance=witness.stance,
        passage=hit.passage,
        source=hit.source,
        speaker=Speaker(speech.name, speech.cue, speech.chain) if speech else None,
        period=witness.finding.period,
        similarity=hit.similarity,
        rank=rank,
        stance_probabilities=witness.finding.probabilities,
        reasons=witness.finding.reasons,
        link=text_fragment(hit.source.url, hit.passage.text),
    )


def _timeline_point(point: Point) -> TimelinePoint:
    return TimelinePoint(
        period=point.period,
        published_at=point.published,
        value=_timeline_value(point.figure) if point.figure else None,
        speaker=point.speaker,
        publisher=point.publisher,
        passage_id=point.passage_id,
    )


def _timeline_value(figure: Quantity) -> TimelineValue:
    finite = float("inf")
    return TimelineValue(
        low=None if figure.low == -finite else figure.low,
        high=None if figure.high == finite else figure.high,
        unit=figure.unit,
        text=figure.text,
    )


def _unaddressed(claim: Claim, judgement: Judgement) -> tuple[Unaddressed, ...]:
    """Words of an undecided claim that none of its passages uses, as they stand in the statement."""
    if judgement.verdict is not Verdict.NOT_ENOUGH_EVIDENCE:
        return ()
    heard = {stem(word) for w in judgement.witnesses for word, _, _ in content_words(w.text)}
    return tuple(
        Unaddressed(claim.text[start:end], claim.start + start, claim.start + end)
        for word, start, end in content_words(claim.text)
        if stem(word) not in heard
    )


def _unchecked(
    claim: Claim, signals: Signals, confidence: float, hits: Sequence[Hit], max_evidence: int
) -> ClaimAnswer:
    """A claim that evidence cannot decide, with the passages that came nearest."""
    code = claim.reason or ReasonCode.OPINION
    reason = Reason(code, NOT_CHECKABLE_BECAUSE[code], claim.text, None)
    unjudged = Finding(Stance.NEUTRAL, 0.0, False, (reason,), UNJUDGED)
    witnesses = [_witness(hit, unjudged) for hit in hits]
    evidence = _evidence(witnesses, {hit.passage.id: hit for hit in hits}, max_evidence)
    return ClaimAnswer(
        text=claim.text,
        start=claim.start,
        end=claim.end,
        verdict=Verdict.NOT_CHECKABLE,
        qualifiers=(),
        confidence=confidence,
        reasons=(reason,),
        evidence=evidence,
        independent_sources=IndependentSources(0, 0, 0),
        timeline=(),
        unaddressed=(),
        signals=signals,
    )


NOT_CHECKABLE_BECAUSE = {
    ReasonCode.OPINION: "This is a judgement of value; passages can be read beside it but cannot decide it.",
    ReasonCode.QUESTION: "This asks; state it as a sentence to have it checked.",
    ReasonCode.COMMAND: "This demands; it states nothing that could be so or not.",
    ReasonCode.FORECAST: "This is a forecast that nobody is named for; name who forecasts it to have that checked.",
    ReasonCode.TOO_SHORT: "There is too little here to check; send a whole sentence.",
}


# --------------------------------------------------------------------------------------------------------- identity


def _identity(statement: str, options: CheckOptions, engine: Engine) -> str:
    """32 hexadecimal digits of SHA-256 over all that decides the answer; ``store`` does not."""
    decides = {key: value for key, value in _plain(asdict(options)).items() if key != "store"}
    made_of = {"statement": statement, "options": decides, "engine": asdict(engine)}
    canonical = json.dumps(made_of, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _plain(options: dict[str, object]) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in options.items()}


__all__ = ["CANDIDATES", "METHOD", "Answer", "Checker", "in_context", "open_checker"]
