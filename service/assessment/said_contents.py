"""What was said: the span before or behind the verb of speech, without whom and when it was said."""

from __future__ import annotations

import re

from service.assessment.names import read_names
from service.assessment.speaker_phrases import trimmed
from service.assessment.speech_words import NEVER_CLAUSE, PLAIN, RECIPIENTS, STOP_BEFORE, WHEN, WITH_OBJECT, Clause
from service.assessment.verbs import ADVERBS, AUXILIARIES, DETERMINERS, PREPOSITIONS, is_finite, words_of

_THAT_ONLY = words_of(
    "continue find show calculate determine signal imply post observe understand agree hint point ask"
)


_RELAY_CLAUSE = re.compile(r",\s+(?:citing|quoting|according to|adding)\b")


def content_before(clause: Clause, start: int) -> tuple[int, int] | None:
    """What stands before a tag's subject at token ``start``: closed by a comma, a dash or a quotation mark."""
    if start == 0:
        return None
    mark = clause.tokens[start - 1]
    if mark.text not in ",”\"–—’'?!-:" or mark.text == ":":
        return None
    content = trimmed(clause.text, 0, mark.start)
    if content is None:
        return None
    inside = [i for i in range(start - 1) if clause.tokens[i].end <= content[1]]
    if any(clause.is_quoted[i] for i in inside) or any(is_finite(clause.tokens, i) for i in inside):
        return content
    opener = clause.lower(0)
    return content if len(inside) >= 3 and opener not in PREPOSITIONS | STOP_BEFORE else None


def skip_adjunct(clause: Clause, i: int, base: str) -> int:
    """The position behind recipient, day and place of speaking: "told the BBC on Monday in London" → its end."""
    n = len(clause.tokens)
    j = i
    if base == "tell" and j < n and clause.lower(j) not in ("that",) and not is_recipient(clause, j - 1):
        j = _recipient_end(clause, j)
    moved = True
    while moved and j < n and not clause.is_quoted[j]:
        moved = False
        word = clause.lower(j)
        if word in WHEN or word in ADVERBS:
            j, moved = j + 1, True
        elif (word != "to" or base in PLAIN) and word in (
            "on",
            "in",
            "at",
            "during",
            "after",
            "before",
            "late",
            "early",
            "last",
            "this",
            "to",
            "by",
            "via",
        ):
            end = j + 1
            while end < n and clause.tokens[end].text not in ',;:“".–—' and not clause.is_quoted[end]:
                following = clause.lower(end)
                if following in ("that", "he", "she", "it", "they", "there", "we", "i", "and"):
                    break
                if end > j + 2 and following in DETERMINERS and clause.lower(end - 1) not in PREPOSITIONS:
                    break
                if following in AUXILIARIES or (end > j + 3 and is_finite(clause.tokens, end)):
                    break
                if clause.lower(end - 1) in WHEN:
                    break
                end += 1
            if end < n and (clause.lower(end) in AUXILIARIES):
                break
            j, moved = end, end > j
    return j


def is_recipient(clause: Clause, i: int) -> bool:
    """Whether token ``i`` is a recipient by itself; "US" in capitals is a country."""
    return clause.lower(i) in RECIPIENTS and not (clause.lower(i) == "us" and clause.tokens[i].text.isupper())


def _recipient_end(clause: Clause, i: int) -> int:
    """The end of whoever was told."""
    j, n = i, len(clause.tokens)
    if clause.lower(j) in ("him", "her", "them", "us", "me", "it"):
        return j + 1
    while j < n and not clause.is_quoted[j]:
        word = clause.lower(j)
        if word in ("that", "on", "in", "at", "during", "after", "he", "she", "it", "they", "there") or (
            not clause.tokens[j].is_word and clause.tokens[j].text not in "'’&"
        ):
            break
        if word in WHEN or (j > i and word in DETERMINERS) or j - i > 7:
            break
        if j > i and is_finite(clause.tokens, j):
            return _first_noun_end(clause, i, j)
        j += 1
    return j


def _first_noun_end(clause: Clause, i: int, verb: int) -> int:
    """The end of "the BBC" in "told the BBC waiting lists had fallen", where the verb at ``verb`` has a subject."""
    j = i + (clause.lower(i) in DETERMINERS)
    start = clause.tokens[j].start
    name = next((n for n in read_names(clause.text) if n.start <= start < n.end), None)
    if name is None:
        j += 1
    else:
        first = j
        while j < verb and clause.tokens[j].start < name.end:
            j += 1
            word = clause.tokens[j - 1].text
            if (word.isupper() and len(word) > 1) or (j > first + 1 and word.lower() in _OUTLETS):
                break
    if clause.lower(j - 1).endswith("'s"):  # "the BBC's Today programme"
        j = next((n for n in range(j, verb) if clause.lower(n) in _OUTLETS), j)
    while j < verb and clause.lower(j) in _OUTLETS:
        j += 1
    return j if j < verb else verb


_OUTLETS = words_of(
    "news newspaper magazine agency programme program podcast radio television tv website channel times post mail "
    "parliament council committee court inquiry inquest show"
)


def closes_speech(clause: Clause, rest: int, i: int) -> bool:
    """Whether nothing that could be said follows token ``rest``: the verb stands as a tag."""
    if rest >= len(clause.tokens):
        return True
    token = clause.tokens[rest]
    if token.text in ".,;–—!?)":
        following = clause.lower(rest + 1)
        return not (
            token.text == "," and rest + 1 < len(clause.tokens) and clause.is_quoted[rest + 1] and i < 0
        ) or bool(following)
    return token.lower in ("as", "when", "while", "adding", "citing", "quoting", "following", "of", "about", "(")


def content_after(clause: Clause, cue_end: int, rest: int, base: str) -> tuple[int, int] | None:
    """What follows the reporting verb, ``None`` where it is no report."""
    n = len(clause.tokens)
    if cue_end >= n:
        return None
    limit = n
    start = cue_end
    for j in range(cue_end, min(n, cue_end + 14)):
        if clause.is_quoted[j]:
            break
        if clause.lower(j) == "that" and (j == cue_end or j <= rest + 1 or not has_finite(clause, cue_end, j)):
            start = j + 1
            return end_trimmed(clause, start, limit)
        if clause.tokens[j].text in ':“"' and j + 1 < n and clause.is_quoted[min(j + 1, n - 1)]:
            break
    start = rest if rest < n else cue_end
    while start < n and clause.tokens[start].text in ',:“"':
        start += 1
    if start >= n:
        return None
    quotation = clause.is_quoted[start]
    clausal = quotation or has_finite(clause, start, n)
    opens = clause.lower(start)
    if base in PLAIN:
        return end_trimmed(clause, start, limit)
    if base == "tell":
        return end_trimmed(clause, start, limit) if clausal and rest > cue_end - 1 else None
    if base in WITH_OBJECT:
        if base == "claim" and "lives" in (clause.lower(j) for j in range(start, min(n, start + 4))):
            return None
        if base in ("dismiss", "reject") and not _rejects_words(clause, start) and not clausal:
            return None
        if base in ("deny", "dispute", "contest") and clause.lower(start + 1) in ("access", "entry", "bail"):
            return None
        return end_trimmed(clause, start, limit)
    if base in _THAT_ONLY and not quotation:
        return None
    if base in ("promise", "pledge", "vow", "agree", "hope") and opens == "to":
        return end_trimmed(clause, start, limit)
    if base in ("called", "calls", "call", "branded", "brands"):
        return end_trimmed(clause, start, limit)
    if base in NEVER_CLAUSE:
        return None
    subject = (
        opens in DETERMINERS
        or clause.tokens[start].is_capitalised
        or opens[:1].isdigit()
        or opens in ("he", "she", "it", "they", "we", "i", "there", "you", "more", "about", "around", "at", "some")
    )
    if clausal and (quotation or subject or opens.endswith("s")):
        return end_trimmed(clause, start, limit)
    return None


_WORDS_SAID = words_of(
    "claim claims report reports allegation allegations accusation accusations suggestion suggestions rumour "
    "rumours rumor rumors charge charges assertion assertions criticism notion idea speculation story stories "
    "as"
)


def _rejects_words(clause: Clause, start: int) -> bool:
    return any(clause.lower(j) in _WORDS_SAID for j in range(start, min(len(clause.tokens), start + 8)))


def has_finite(clause: Clause, start: int, end: int) -> bool:
    return any(is_finite(clause.tokens, j) for j in range(start, end))


def end_trimmed(clause: Clause, start: int, end: int) -> tuple[int, int] | None:
    """The span of tokens ``start`` to ``end`` without the relays at its end."""
    if start >= len(clause.tokens):
        return None
    first, last = clause.tokens[start].start, clause.tokens[end - 1].end
    relay = _RELAY_CLAUSE.search(clause.text, first)
    if relay and relay.start() > first:
        last = relay.start()
    while last > first and clause.text[last - 1] in " .,;":
        last -= 1
    return trimmed(clause.text, first, last)
