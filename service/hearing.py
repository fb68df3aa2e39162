"""Passages heard on one claim: what the stance models are asked, and what each passage then says.

    every near passage ──quick model──▶ first answers
    those that can decide ──careful model──▶ better answers in their place
    neutral ones again without who said it, and the probes ──both──▶ second answers
    readings + answers ──service.assessment.stance──▶ one Finding a passage

Reading is nine tenths of the time of a check, so each step asks only for what can still matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.assessment.case import Finding
from service.assessment.probes import Probe, ProbeKind, probes
from service.assessment.reading import ClaimReading, PassageReading, Premise, in_words_of, premises
from service.assessment.records import Stance, StanceProbabilities
from service.assessment.stance import judge
from service.assessment.stance_by_speech import leaves_speaker_open

NEAR_SIMILARITY = 0.40
"""Least cosine from which a passage is read: no passage that decides a development case lies below 0.45."""

WORDED_SIMILARITY = 0.25
"""The same for a passage that has ``WORDED_COVERAGE`` of the claim's words."""

FOREMOST = 6
"""Places in the search, by words and vectors together, whose passages are read although their vectors are far off."""

WORDED_COVERAGE = 0.6
"""Least share of the claim's words, by stem, in a passage that is read although its vector is far off."""

PROBED_SIMILARITY = 0.55
"""Least cosine from which a passage is probed for other figures, names and dates of the same thing."""

MAX_QUICK_READINGS = 28
"""Most near passages that the quick model reads for a claim, nearest first; the claims of a statement share them. With
20, and 12 second readings, two fewer of 69 seeds are right (2026-11-27)."""

MIN_QUICK_READINGS = 10
"""The same for a claim of a statement that holds many: its claims share the readings."""

MAX_SECOND_READINGS = 14
"""Most readings of the second round, two thirds of them probes; the claims of a statement share them. With 8 four fewer
of 69 seeds are right: rules rest on the probes (2026-11-27)."""

MAX_CAREFUL_READINGS = 4
"""Most passages that the careful model reads first for a statement; its claims share them. With 6 one fewer of 69 seeds
is right, and one more of 155 others (2026-11-27)."""

MAX_CAREFUL_SECOND_READINGS = 4
"""The same of the second round; the quick model reads the rest."""

MAX_LAST_READINGS = 3
"""Most passages that the careful model reads at last because the quick one alone finds that they decide."""

MAX_ATTRIBUTION_READINGS = 2
"""Most passages that are read with the whole claim, who said it included, where the rules cannot tell who speaks."""

SURELY_NEUTRAL = 0.90
"""Probability of neutral from which the quick model is believed: of passages above it the accurate one finds one in
fifty telling (0.50 or more; 1,058 of 7,864 passages that the models of the round before had both read, 2026-11-27)."""

QUICK_SHARE = 0.10
"""Weight of the quick model's probabilities where both have read: a linear opinion pool (Stone, 1961)."""

POOL_EXPONENT = 1.2
"""Power that the pool is raised to: linear pools of calibrated forecasts are underconfident (Ranjan, Gneiting 2010)."""

UNJUDGED = StanceProbabilities(supports=0.0, contradicts=0.0, neutral=1.0)
"""Of a passage that no model was asked to read."""

Judge = Callable[[Sequence[tuple[str, str]]], list[StanceProbabilities]]
"""(passage, claim) pairs → probabilities, one for one, in order."""

Question = tuple[Premise, str]
"""A wording of a passage, and the hypothesis that is put to it."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The models that are asked. Without a careful one the quick one reads everything."""

    quick: Judge
    careful: Judge | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may speak to a claim: how near it is (cosine) and its place in the search, from 1."""

    passage_id: str
    reading: PassageReading
    similarity: float
    rank: int


def hear(
    claim: ClaimReading, question: str, candidates: Sequence[Candidate], panel: Panel, share: int
) -> list[Finding]:
    """The finding of each candidate, in their order.

    Args:
        claim: the claim, read.
        question: the claim's content in the words that are put to the models.
        candidates: the passages that the search returned.
        panel: the models.
        share: how many claims of the statement share the readings.
    """
    worded = [in_words_of(question, claim, c.reading) for c in candidates]
    texts = [premises(c.reading, claim) for c in candidates]
    near = [n for n, c in enumerate(candidates) if _is_near(claim, c)]
    near = _nearest(near, candidates, max(MIN_QUICK_READINGS, MAX_QUICK_READINGS // share))
    first = _ask_quick(panel, [(texts[n][0], worded[n]) for n in near])
    chosen: list[int] = []
    if panel.careful:
        chosen = _worth_a_careful_reading(
            near, candidates, [first[texts[n][0], worded[n]] for n in near], max(2, MAX_CAREFUL_READINGS // share)
        )
        first |= _pooled(panel, [(texts[n][0], worded[n]) for n in chosen])

    left = MAX_SECOND_READINGS // min(share, 3)
    undecided = [n for n in near if len(texts[n]) > 1 and first[texts[n][0], worded[n]].neutral > 0.5]
    close = sorted((n for n in near if candidates[n].similarity >= PROBED_SIMILARITY), key=lambda n: candidates[n].rank)
    wanted = [(n, p) for n in close for p in probes(claim, candidates[n].reading)][: left * 2 // 3]
    again = [(texts[n][-1], worded[n]) for n in undecided][: left - len(wanted)]
    if panel.careful:
        wanted, again = _shortened(wanted, again, MAX_CAREFUL_SECOND_READINGS // min(share, 3))
    asked = [(texts[n][-1], in_words_of(p.hypothesis, claim, candidates[n].reading)) for n, p in wanted]
    first_asked = max(0, MAX_CAREFUL_SECOND_READINGS // min(share, 3) - len(again)) if panel.careful else len(asked)
    second = _ask_quick(panel, asked[first_asked:]) | _pooled(panel, [*asked[:first_asked], *again])

    def found(n: int, answers: Sequence[StanceProbabilities], whole: StanceProbabilities | None = None) -> Finding:
        heard = [(p, second[pair]) for (m, p), pair in zip(wanted, asked, strict=True) if m == n]
        probabilities = min(answers, key=lambda p: p.neutral, default=UNJUDGED)
        candidate = candidates[n]
        near = candidate.similarity
        return judge(claim, candidate.reading, probabilities, heard, candidate.passage_id, near, whole)

    pairs = [[(text, worded[n]) for text in texts[n]] for n in range(len(candidates))]
    said = first | second
    findings = [found(n, [said[pair] for pair in pairs[n] if pair in said]) for n in range(len(candidates))]
    if panel.careful:
        unread = [n for n in range(len(candidates)) if n not in chosen and not set(pairs[n]) & set(again)]
        resting = [n for n in unread if _rests_on_the_models_word(findings[n])]
        resting.sort(key=lambda n: (-findings[n].strength, candidates[n].rank))
        last = resting[: MAX_LAST_READINGS // min(share, 3)]
        said |= _pooled(panel, [pairs[n][0] for n in last])
        for n in resting:
            findings[n] = found(n, [said[pairs[n][0]] if n in last else UNJUDGED])
        for n in [n for n, f in enumerate(findings) if leaves_speaker_open(claim, f)][:MAX_ATTRIBUTION_READINGS]:
            asked_whole = (texts[n][0], claim.claim.text)
            findings[n] = found(n, [said[p] for p in pairs[n] if p in said], _pooled(panel, [asked_whole])[asked_whole])
    return findings


def _rests_on_the_models_word(finding: Finding) -> bool:
    """Whether no rule backs it. Of the quick model alone that is not enough.

    Without it a quarter of the false support of headlines went, and nothing else changed on development statements
    (FNC-1: 0.219 to 0.164; seeds and timelines as before; 2026-11-27).
    """
    return finding.stance is not Stance.NEUTRAL and not finding.by_rule


def _is_near(claim: ClaimReading, candidate: Candidate) -> bool:
    """Whether the passage is worth reading: by its vector, or by its words where many names hide the likeness."""
    if candidate.similarity >= NEAR_SIMILARITY:
        return True
    if candidate.similarity < WORDED_SIMILARITY:
        return False
    shared = len(claim.stems & candidate.reading.stems)
    return candidate.rank <= FOREMOST or shared >= max(2, WORDED_COVERAGE * len(claim.stems))


def _nearest(near: Sequence[int], candidates: Sequence[Candidate], most: int) -> list[int]:
    """The ``most`` nearest of them, in their order."""
    by_nearness = sorted(near, key=lambda n: (-candidates[n].similarity, candidates[n].rank))
    return sorted(by_nearness[:most])


def _worth_a_careful_reading(
    near: Sequence[int], candidates: Sequence[Candidate], answers: Sequence[StanceProbabilities], most: int
) -> list[int]:
    """Half of them the nearest passages, half those further off on which the quick model was least neutral.

    None on which it was surely neutral.
    """
    neutral = {n: answer.neutral for n, answer in zip(near, answers, strict=True) if answer.neutral < SURELY_NEUTRAL}
    by_nearness = sorted(neutral, key=lambda n: (-candidates[n].similarity, candidates[n].rank))
    by_effect = sorted(neutral, key=lambda n: (neutral[n], candidates[n].rank))
    nearest = by_nearness[: (most + 1) // 2]
    return [*nearest, *[n for n in by_effect if n not in nearest][: most - len(nearest)]]


def _shortened(
    probed: Sequence[tuple[int, Probe]], again: Sequence[Question], most: int
) -> tuple[list[tuple[int, Probe]], list[Question]]:
    """What is left of the second round where a careful model reads `most` of it, a third kept for reading again.

    The quick model goes on with probes of figures, which rules weigh as well; its word on names and dates of passages
    further down cost more than it brought (seeds: 0.783 with it, 0.812 without; 2026-11-27).
    """
    kept = list(again[: max(most // 3, most - len(probed))])
    careful = most - len(kept)
    return [*probed[:careful], *(item for item in probed[careful:] if item[1].kind is ProbeKind.FIGURE)], kept


def _pooled(panel: Panel, questions: Sequence[Question]) -> dict[Question, StanceProbabilities]:
    """The answer of both models for each different question, the quick one's word at ``QUICK_SHARE``.

    The careful model reads the passage in its context, for which the quick one is too small.
    """
    quick = _ask_quick(panel, questions)
    if panel.careful is None:
        return quick
    careful = panel.careful([(premise.in_context, hypothesis) for premise, hypothesis in quick])
    return {question: _mean(quick[question], answer) for question, answer in zip(quick, careful, strict=True)}


def _mean(quick: StanceProbabilities, careful: StanceProbabilities) -> StanceProbabilities:
    pool = [
        (QUICK_SHARE * q + (1 - QUICK_SHARE) * c) ** POOL_EXPONENT
        for q, c in (
            (quick.supports, careful.supports),
            (quick.contradicts, careful.contradicts),
            (quick.neutral, careful.neutral),
        )
    ]
    supports, contradicts = pool[0] / sum(pool), pool[1] / sum(pool)
    return StanceProbabilities(supports, contradicts, 1 - supports - contradicts)


def _ask_quick(panel: Panel, questions: Sequence[Question]) -> dict[Question, StanceProbabilities]:
    """The quick model's answer for each different question."""
    different = list(dict.fromkeys(questions))
    answers = panel.quick([(premise.text, hypothesis) for premise, hypothesis in different])
    return dict(zip(different, answers, strict=True))
