"""Questions to the stance model that show whether a value of the claim and one of the passage are of the same thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from service.assessment.alignment import is_aside, same_thing
from service.assessment.names import Name, same_name
from service.assessment.periods import periods_agree
from service.assessment.quantities import compare_quantities
from service.assessment.reading import ClaimReading, PassageReading
from service.assessment.records import Quantity, Relation

MAX_PROBES = 3
"""Most re-worded hypotheses asked of one passage; bounds the time of a check."""


class ProbeKind(StrEnum):
    """Which part of the claim a probe replaces by the passage's own."""

    FIGURE = "figure"
    NAME = "name"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Probe:
    """The claim with one of its values replaced by the passage's: supported only where both speak of the same thing."""

    kind: ProbeKind
    hypothesis: str
    claim_text: str
    source_text: str
    claim_index: int
    source_index: int


def probes(claim: ClaimReading, passage: PassageReading) -> list[Probe]:
    """Hypotheses to ask of this passage beside the claim itself, at most ``MAX_PROBES``.

    Each puts one of the passage's values in the place of the claim's. That the passage supports the re-worded claim is
    the evidence that both values are of one thing; equal digits alone never are.
    """
    found: list[Probe] = []
    for i, figure in enumerate(claim.figures):
        for j, other in enumerate(passage.figures):
            relation = compare_quantities(figure, other)
            if relation is Relation.UNLIKE or is_aside(other) or same_thing(figure, other) is False:
                continue
            if relation in (Relation.EXCLUDES, Relation.OVERLAPS):
                end, text = _with_rate(claim.content, figure, other)
                found.append(_probe(ProbeKind.FIGURE, claim.content, figure.start, end, text, i, j))
    for i, name in enumerate(claim.names):
        if name.start == 0 or (is_known(name, passage) and not is_elsewhere(claim.content, name, passage)):
            continue
        for j, other_name in enumerate(passage.names):
            if other_name.kind == name.kind and not any(other_name.key == n.key for n in claim.names):
                found.append(_probe(ProbeKind.NAME, claim.content, name.start, name.end, other_name.text, i, j))
    for i, period in enumerate(claim.periods):
        for j, other_period in enumerate(passage.periods):
            if periods_agree(period, other_period) is False:
                span = (period.start_char, period.end_char)
                other_text = _with_preposition(period.text, other_period.text)
                found.append(_probe(ProbeKind.PERIOD, claim.content, *span, other_text, i, j))
    return found[:MAX_PROBES]


def _with_rate(content: str, figure: Quantity, other: Quantity) -> tuple[int, str]:
    """Where the claim's figure ends with what it is per, and the passage's with its own: "$20m per month"."""
    if other.per is None or figure.per in (None, other.per):
        return figure.end, other.text
    rate = re.compile(rf"\s+(?:per|a|an|each|every)\s+{re.escape(figure.per or '')}\b").match(content, figure.end)
    return (rate.end(), f"{other.text} per {other.per}") if rate else (figure.end, other.text)


_PREPOSITION = re.compile(r"^(from|since|by|on|in|until|after|before)\s+", re.IGNORECASE)


def _with_preposition(claim_text: str, source_text: str) -> str:
    ours = _PREPOSITION.match(claim_text)
    return source_text if ours is None or _PREPOSITION.match(source_text) else f"{ours[0]}{source_text}"


def _probe(kind: ProbeKind, content: str, start: int, end: int, other: str, i: int, j: int) -> Probe:
    return Probe(kind, content[:start] + other + content[end:], content[start:end], other, i, j)


def is_elsewhere(content: str, name: Name, passage: PassageReading) -> bool:
    """Whether a place stands as a place ("in Brussels") and the passage has none of its words, only its country's."""
    if name.kind != "place" or not _LOCATIVE.search(content[: name.start]):
        return False
    return not any(set(name.key) & set(other.key) for other in passage.names)


_LOCATIVE = re.compile(r"\b(in|at|near|outside|from)\s+$", re.IGNORECASE)


def is_known(name: Name, passage: PassageReading) -> bool:
    return any(same_name(name, other) for other in (*passage.names, *passage.context_names))
