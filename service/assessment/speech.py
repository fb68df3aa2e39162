"""Who a passage says said it: the reporting verb, its subject, the chain behind it, and what was said."""

from __future__ import annotations

import re
from dataclasses import replace

from service.assessment.antecedents import with_antecedent
from service.assessment.names import read_names
from service.assessment.quotations import is_quote_open, quoted_spans, split_sentences
from service.assessment.records import Speech
from service.assessment.reports import read_sentence


def read_speech(text: str, before: str = "", after: str = "") -> Speech | None:
    """The speech that one sentence reports, ``None`` where nobody is said to have said it.

    ``before`` and ``after`` are the text around it in the document: they resolve "he said" and "the agency said", and
    name the speaker of a quotation that runs over several sentences. ``chain`` is never empty: it runs from the nearest
    reporter to the ultimate origin, and is ``(name,)`` where nothing is relayed. Reporting verbs that are negated or
    withheld ("has not confirmed", "declined to comment") report no speech.
    """
    opened = is_quote_open(before)
    quoted = quoted_spans(text, opened)
    found = read_sentence(text, quoted)
    if found is not None:
        return with_antecedent(replace(_by_name(found, text), quoted=tuple(quoted)), before, text)
    if _is_all_quoted(text, quoted) and text.rstrip()[-2:] in (",”", ',"'):
        tag = (split_sentences(after) or [""])[0]
        found = read_sentence(f"{text} {tag}", quoted_spans(f"{text} {tag}", opened))
        if tag and found is not None:
            return with_antecedent(replace(found, quoted=tuple(quoted)), before, text)
    if before.rstrip()[-2:] in (",”", ',"') and not quoted:
        found = read_sentence(f"“So it was,” {text}", [(1, 11)])
        if found is not None:
            return with_antecedent(replace(found, content=None, quoted=()), before)
    inside = opened and (not quoted or quoted[0][0] == 0)
    left_open = bool(quoted) and quoted[-1][1] == len(text) and text.rstrip()[-1:] not in '”"'
    if inside or left_open or _is_all_quoted(text, quoted):
        return _speaker_of_quotation(text, before, after, tuple(quoted), inside, left_open)
    return None


def _by_name(speech: Speech, text: str) -> Speech:
    """The speech with "the premier" named, where the name stands beside it: "the premier, Ida Brekke, said"."""
    if not _ROLE.match(speech.name) or any(
        name.kind == "person" and name.end == len(speech.name) for name in read_names(speech.name)
    ):
        return speech
    beside = re.search(rf"{re.escape(speech.name)},\s+([^,.;“”\"]{{3,60}})(?P<closed>,)?", text)
    names = read_names(f"a {beside[1]}") if beside else []
    if len(names) != 1 or beside is None or names[0].text != beside[1].strip():
        return speech
    behind = text[beside.end() :].lstrip(' ”"')
    before_verb = bool(beside["closed"]) and behind.startswith(speech.cue.split()[0])
    if names[0].kind != "person" and not (before_verb and names[0].kind == "other" and not _PLACED.search(speech.name)):
        return speech
    if not beside["closed"] and behind[:1] not in ("", ".", ";"):
        return speech
    chain = tuple(names[0].text if name == speech.name else name for name in speech.chain)
    return replace(speech, name=names[0].text, chain=chain)


_ROLE = re.compile(r"(?:the|an?|his|her|its|their|our)\s|.{2,40}?['’]s?\s+[a-z]", re.IGNORECASE)
"""How a role begins that has no name in it: "the mayor", "Apple's chief executive"."""


_PLACED = re.compile(r"\s(?:from|in|of|at|near)\s")


def _is_all_quoted(text: str, quoted: list[tuple[int, int]]) -> bool:
    """Whether nearly every word of ``text`` stands inside quotation marks."""
    outside = text
    for start, end in reversed(quoted):
        outside = outside[:start] + outside[end:]
    return bool(quoted) and quoted[0][0] <= 1 and sum(c.isalnum() for c in outside) == 0


def _speaker_of_quotation(
    text: str, before: str, after: str, quoted: tuple[tuple[int, int], ...], inside: bool, left_open: bool
) -> Speech | None:
    """The speaker whom a neighbouring sentence names for a passage that is all quotation."""
    earlier = split_sentences(before.rsplit("\n\n", 1)[-1])[-4:]
    later = split_sentences(after)[:4]
    sources: list[tuple[str, str]] = []
    if left_open or not inside:
        open_quote = left_open
        if open_quote:
            for n, sentence in enumerate(later):
                sources.append((sentence, " ".join(later[:n])))
                if "”" in sentence or '"' in sentence:
                    break
    backwards = [(sentence, "") for sentence in reversed(earlier)][: 4 if inside else 2]
    forwards = sources if left_open else [(s, "") for s in later[:3]] if inside else []
    order = forwards + backwards if left_open else backwards + forwards
    content = quoted[0] if quoted else (0, len(text))
    for sentence, _ in order:
        opened = left_open and (sentence, _) in forwards
        spans = quoted_spans(sentence, opened or (inside and sentence in later))
        found = read_sentence(sentence, spans)
        if found is not None and found.name.lower().replace("’", "'").split("'")[0].split()[0] not in (
            "i",
            "you",
            "we",
        ):
            found = with_antecedent(found, before)
            return replace(found, content=content, quoted=quoted, denies=False)
    return None
