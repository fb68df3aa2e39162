"""Speakers named without a verb of their own: according to, quoted as saying, an estimate by, a headline, via."""

from __future__ import annotations

import re
from dataclasses import replace

from service.assessment.names import read_names
from service.assessment.records import Speech
from service.assessment.said_contents import content_after, content_before
from service.assessment.speaker_phrases import head_name, phrase_end, subject_before, trimmed
from service.assessment.speech_words import DENYING, ROLES, TITLES, Clause, previous
from service.assessment.verbs import Token, is_finite, lemma, words_of

_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+)?(?P<cue>(?:confirmed|denied|disputed|reported|rejected|dismissed|announced|"
    r"estimated|claimed|refuted|acknowledged|contested)(?:\s+as\s+\w+)?\s+by)\s+"
)


_QUOTED_HIM = re.compile(r"\bquot(?:ed|es|ing)\s+(?!by\b)(?P<who>[^,.;:“”\"]{2,60}?)\s+as\s+saying\b")


_RELAYS = re.compile(
    r"\b(?P<citing>citing|quoting|relaying)\b(?:[^,.;]{0,40}?\b(?:by|from)\b)?"
    r"|\b(?:after|following|during|in|at|at the end of)\s+(?:an?|the|its|his|her|their)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:briefing|hearing|session|audit|report)\s+(?P<briefed>by|from|with|of)\b"
    r"|\b(?P<relayed>(?:as\s+)?(?:quoted|cited|relayed)\s+by|briefed\s+by)\b"
)


_QUOTED_AS = re.compile(
    r"\b(?:was|were|is|are|been)\s+(?:quoted|cited|reported)\s+(?:by\s+(?P<by>[^,.;:“”\"]{2,50}?)\s+)?(?:as\s+)?saying\b"
)


_ACCORDING = re.compile(r"\baccording\s+to\b|\bin\s+the\s+words\s+of\b|\bas\s+per\b|^to\s+quote\b", re.IGNORECASE)


_NOT_SOURCES = words_of("plan plans schedule protocol law rules custom tradition need size age")


_ESTIMATE_BY = re.compile(
    r"\b(?:in|by|from|on)?\s*(?:an?|the|its|one)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:assessment|estimate|analysis|tally|count|report|statement|study|survey|poll|investigation)\s+(?:by|from)\s+"
)


_FIGURES_BY = re.compile(
    r"(?:(?:an?|the|its|new|official|latest|recent)\s+)*(?:[\w-]+\s+){0,3}?(?:figures|data|statistics|numbers|research|results|"
    r"documents|records|report|study|survey|poll|analysis|estimates?|statement)\s+(?:released|published|issued|compiled|"
    r"commissioned|collected|produced|prepared|obtained|seen|carried\s+out|conducted)\s+(?:\w+\s+){0,2}?by\s+"
)
"""What stands before whoever made it: "figures released on Tuesday by the board"."""


def joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return first + tuple(name for name in second if name not in first)


def read_quoted_as(clause: Clause) -> Speech | None:
    """ "X was quoted as saying (by Y)": X speaks, Y is the nearest reporter."""
    match = _QUOTED_AS.search(clause.text)
    if match is None:
        return _read_quoted_him(clause)
    k = next((i for i, token in enumerate(clause.tokens) if token.start == match.start()), 0) - 1
    subject = subject_before(clause, k)
    if subject is None:
        return None
    start, end = subject
    name = head_name(clause.span(start, end))
    after = next((i for i, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
    chain: tuple[str, ...] = (name,)
    if clause.lower(after) == "by":
        chain = (head_name(clause.span(after + 1, phrase_end(clause, after + 1))), name)
    if match["by"]:
        chain = (head_name(match["by"]), name)
    content = content_before(clause, start) or content_after(clause, after, after, "say")
    return Speech(name, match.group(), chain, content)


def _read_quoted_him(clause: Clause) -> Speech | None:
    """ "The paper quoted X as saying": X speaks, the paper is the nearest reporter."""
    match = _QUOTED_HIM.search(clause.text)
    if match is None:
        return None
    i = next(n for n, token in enumerate(clause.tokens) if token.start >= match.start())
    subject = subject_before(clause, previous(clause, i))
    name = {"her": "she", "him": "he", "them": "they"}.get(match.group("who"), head_name(match.group("who")))
    behind = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
    content = (content_before(clause, subject[0]) if subject else None) or content_after(clause, behind, behind, "say")
    chain = (head_name(clause.span(*subject)), name) if subject else (name,)
    return Speech(name, match.group(), chain, content)


def read_passive(clause: Clause) -> Speech | None:
    """ "The figure was disputed by the union": the agent speaks of the subject."""
    match = _PASSIVE.search(clause.text)
    if match is None or any(a <= match.start() < b for a, b in clause.quoted):
        return None
    i = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
    name = head_name(clause.span(i, phrase_end(clause, i))) if i < len(clause.tokens) else ""
    if not name or name[0].isdigit():
        return None
    cue = match.group("cue")
    return Speech(name, cue, (name,), trimmed(clause.text, 0, match.start()), lemma(cue.split()[0]) in DENYING)


def read_according(clause: Clause) -> Speech | None:
    for match in _ACCORDING.finditer(clause.text):
        i = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
        if i >= len(clause.tokens) or clause.is_quoted[i] or clause.lower(i) in _NOT_SOURCES:
            continue
        end = phrase_end(clause, i)
        name = head_name(clause.span(i, end))
        if not name:
            continue
        start = clause.tokens[i].start
        by = _ESTIMATE_BY.match(clause.text, start) or _FIGURES_BY.match(clause.text, start)
        if by:
            i = next(n for n, token in enumerate(clause.tokens) if token.start >= by.end())
            name = head_name(clause.span(i, phrase_end(clause, i))) or name
        if match.start() > 2:
            content = trimmed(clause.text, 0, match.start())
        else:
            comma = clause.text.find(",", clause.tokens[end - 1].end)
            beside = _BESIDE.match(clause.text, comma) if comma >= 0 else None
            if (
                beside is not None
                and " " in beside[1]
                and clause.tokens[end - 1].text.islower()
                and [n.text for n in read_names(f"a {beside[1]}")] == [beside[1]]
            ):
                comma = beside.end() - 1
            content = trimmed(clause.text, comma + 1, _full_stop(clause.text)) if comma >= 0 else None
        return Speech(name, match.group(), (name,), content)
    return None


_BESIDE = re.compile(r",\s+([A-Z][^,.;“”\"]{2,50}),")
"""The holder's name behind an office: "according to the mayor, Ida Holm, …"."""


def _full_stop(text: str) -> int:
    end = len(text.rstrip())
    return end - 1 if end and text[end - 1] == "." else end


def read_estimate(clause: Clause) -> Speech | None:
    """ "in an assessment by X", "an estimate from X"."""
    match = _ESTIMATE_BY.search(clause.text)
    if match is None:
        return _read_own_estimate(clause)
    i = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
    if i >= len(clause.tokens) or clause.is_quoted[i]:
        return None
    name = head_name(clause.span(i, phrase_end(clause, i)))
    if not name:
        return None
    return Speech(name, match.group().strip(), (name,), None)


def _read_own_estimate(clause: Clause) -> Speech | None:
    """ "The board's estimate of the damage is …"."""
    for i, token in enumerate(clause.tokens):
        if clause.is_quoted[i] or token.lower.removesuffix("s") not in _ESTIMATES:
            continue
        owner = next((j for j in range(i - 1, max(-1, i - 4), -1) if clause.lower(j).endswith(("'s", "s'"))), None)
        if owner is None:
            continue
        subject = subject_before(clause, owner)
        if subject is None:
            continue
        name = head_name(re.sub(r"['’]s?$", "", clause.span(*subject)))
        if name.lower() not in ("it", "that", "there", "here", "today", "yesterday"):
            return Speech(name, clause.span(owner + 1, i + 1), (name,), None)
    return None


_ESTIMATES = words_of("estimate assessment tally projection forecast calculation")


def read_headline(clause: Clause) -> Speech | None:
    """ "600 killed in the flood: minister" and "ROK JCS: some 11,000 troops deployed"."""
    colons = [
        i
        for i, token in enumerate(clause.tokens)
        if token.text == ":" and not clause.is_quoted[i] and clause.text[token.end : token.end + 1] == " "
    ]
    if len(colons) != 1:
        return None
    i = colons[0]
    left = clause.tokens[:i]
    right = [token for token in clause.tokens[i + 1 :] if token.text != "."]
    if not left or not right:
        return None
    end = right[-1].end
    if len(right) <= 6 and _is_source(right) and len(left) > len(right) - 1 and not _is_source(left):
        name = clause.text[right[0].start : end]
        return Speech(name, ":", (name,), (left[0].start, left[-1].end))
    if len(left) <= 6 and _is_source(left) and len(right) >= 3:
        name = clause.text[left[0].start : left[-1].end]
        return Speech(name, ":", (name,), trimmed(clause.text, right[0].start, end))
    return None


def _is_source(tokens: list[Token]) -> bool:
    """Whether the words can be a speaker: a role, an acronym or a titled name, and no verb."""
    if any(is_finite(tokens, i) for i in range(len(tokens))) or tokens[0].text[0].isdigit():
        return False
    words = [token.lower for token in tokens]
    last = words[-1]
    return (
        last in ROLES
        or last in _PEOPLE
        or words[0].rstrip(".") in TITLES
        or "via" in words
        or any(token.text.isupper() and len(token.text) > 1 for token in tokens)
    )


_PEOPLE = words_of("sources experts observers study survey poll reports media un police")


def with_relays(clause: Clause, speech: Speech) -> Speech:
    """``speech`` with the origin that it cites at the end of its chain."""
    chain = speech.chain
    via = re.fullmatch(r"(.{2,60}?)\s+via\s+(.{2,60})", speech.name)
    if via:
        chain = tuple(part for name in chain for part in ((via[2], via[1]) if name == speech.name else (name,)))
        speech = replace(speech, name=via[1])
    for match in _RELAYS.finditer(clause.text):
        if any(a <= match.start() < b for a, b in clause.quoted):
            continue
        i = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
        if i >= len(clause.tokens):
            continue
        name = head_name(clause.span(i, phrase_end(clause, i)))
        if not name or name in chain:
            continue
        is_nearer = match.group("relayed") and "briefed" not in match.group()
        chain = (name, *chain) if is_nearer else (*chain, name)
    return replace(speech, chain=chain)
