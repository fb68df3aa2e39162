"""One sentence → who it says said it, by its verb of speech or by another attribution, with whom it relays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from service.assessment.attributions import (
    joined,
    read_according,
    read_estimate,
    read_headline,
    read_passive,
    read_quoted_as,
    with_relays,
)
from service.assessment.records import Speech
from service.assessment.said_contents import (
    closes_speech,
    content_after,
    content_before,
    end_trimmed,
    has_finite,
    is_recipient,
    skip_adjunct,
)
from service.assessment.speaker_phrases import appositive_before, head_name, phrase_end, subject_before, trimmed
from service.assessment.speech_words import (
    DENYING,
    NEVER_CLAUSE,
    PLAIN,
    REPORTING,
    WHEN,
    WITH_CLAUSE,
    Clause,
    previous,
)
from service.assessment.verbs import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    MODALS,
    PARTICIPLES,
    PREPOSITIONS,
    is_finite,
    is_past,
    lemma,
    words_of,
)

_MENTAL = words_of("believe think fear hope assess reckon suspect understand guess assume expect anticipate")


_FORMS_OUTSIDE = {"emphasising": "emphasise", "said": "say", "forecasted": "forecast"}


def read_sentence(text: str, quoted: list[tuple[int, int]]) -> Speech | None:
    clause = Clause(text, quoted)
    if not clause.tokens:
        return None
    best: Speech | None = None
    for i in _reporting_verbs(clause):
        found = _read_verb(clause, i)
        if found is None:
            continue
        speech, is_tag = found
        if _is_asked_for(clause, speech):
            continue
        if is_tag:
            best = _with_inner(speech, best, text)
            break
        inner = best is not None and lemma(best.cue.split()[0].lower()) in _MENTAL and _outer_over(best, speech)
        if best is None or inner or (_is_aside(clause, best) and not _is_aside(clause, speech)):
            best = speech
    best = read_quoted_as(clause) or best or _read_saying(clause) or _read_calling(clause)
    sourced = read_according(clause)
    if sourced is not None and best is not None:
        # behind what is said the source is the nearest reporter, inside it the origin
        inside = best.content is not None and best.content[0] <= text.find(sourced.cue) < best.content[1]
        chains = (best.chain, sourced.chain) if inside else (sourced.chain, best.chain)
        best = replace(best, chain=joined(*chains))
    best = best or sourced or read_passive(clause) or read_estimate(clause) or read_headline(clause)
    return with_relays(clause, best) if best is not None else None


def _is_asked_for(clause: Clause, speech: Speech) -> bool:
    """Whether the subject is what is asked: "have yet to say how many people expected a flood"."""
    return re.search(r"\bhow\s+$", clause.text[: max(0, clause.text.find(speech.name))], re.IGNORECASE) is not None


_ASIDES = words_of("after when while before since because although though once until")


def _is_aside(clause: Clause, speech: Speech) -> bool:
    """Whether a subordinate clause reports it: "after officials announced the cut, the union said …"."""
    position = clause.text.find(speech.name)
    i = next((n for n, token in enumerate(clause.tokens) if token.start >= position), 0)
    return clause.lower(i - 1) in _ASIDES or (clause.lower(i - 1) in DETERMINERS and clause.lower(i - 2) in _ASIDES)


def _read_saying(clause: Clause) -> Speech | None:
    """ "The producers defended the show, saying it was fair": the sentence's subject speaks."""
    for i, token in enumerate(clause.tokens):
        if clause.is_quoted[i] or token.lower not in _SAYING or clause.lower(i - 1) != ",":
            continue
        verb = next((j for j in range(1, i) if not clause.is_quoted[j] and is_finite(clause.tokens, j)), None)
        subject = subject_before(clause, previous(clause, verb)) if verb else None
        content = content_after(clause, i + 1, i + 1, "say") if subject else None
        if subject is not None and content is not None:
            name = head_name(clause.span(*subject))
            return Speech(name, token.text, (name,), content)
    return None


def _read_calling(clause: Clause) -> Speech | None:
    """ "The coach called the referee “a disgrace”": whoever calls or praises it so in quoted words speaks them."""
    for i, token in enumerate(clause.tokens):
        if clause.is_quoted[i] or lemma(token.lower) not in _CALLING or token.lower.endswith("ing"):
            continue
        quote = next(((a, b) for a, b in clause.quoted if a > token.end), None)
        k = previous(clause, i)
        if quote is None or clause.lower(k) in BE | MODALS | PREPOSITIONS | DETERMINERS | {"to"}:
            continue
        if clause.lower(i) == "called" and quote[0] - token.end <= 2:
            continue  # "a film called “Storm”"
        subject = subject_before(clause, k)
        name = head_name(clause.span(*subject)) if subject is not None else ""
        if name and name.lower() not in ("which", "what", "who", "that", "this", "it"):
            return Speech(name, token.text, (name,), quote)
    return None


_CALLING = words_of("call describe dub brand rate label praise criticise condemn hail slam blast defend attack welcome")


_SAYING = words_of("saying arguing insisting claiming warning stating announcing declaring adding")


def _outer_over(inner: Speech, outer: Speech) -> bool:
    return outer.content is not None and inner.content is not None and outer.content[0] < inner.content[0]


def _with_inner(outer: Speech, inner: Speech | None, text: str) -> Speech:
    """``outer`` with the speaker whom its own content quotes at the end of the chain."""
    if inner is None or outer.content is None or inner.name == outer.name:
        return outer
    position = text.find(inner.name)
    if outer.content[0] <= position < outer.content[1]:
        return replace(outer, chain=joined(outer.chain, inner.chain))
    return outer


def _reporting_verbs(clause: Clause) -> Iterator[int]:
    """Positions of reporting verbs outside quotation marks, in order."""
    for i, token in enumerate(clause.tokens):
        if clause.is_quoted[i] or not token.is_word:
            continue
        base = lemma(token.lower)
        if base not in REPORTING:
            base = _report_base(token.lower)
        if _calls_false(clause, i):
            base = lemma(token.lower)
        elif base not in REPORTING:
            continue
        if _is_reporting(clause, i, base):
            yield i


@lru_cache(maxsize=4096)
def _report_base(word: str) -> str:
    """The base of a regular form of a reporting verb that the verb tables do not list."""
    for suffix, ending in (("ied", "y"), ("ed", ""), ("ed", "e"), ("d", ""), ("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(suffix) and word[: -len(suffix)] + ending in REPORTING:
            return word[: -len(suffix)] + ending
    return _FORMS_OUTSIDE.get(word, word)


def _is_reporting(clause: Clause, i: int, base: str) -> bool:
    token = clause.tokens[i]
    word = token.lower
    if word.endswith("ing"):
        return False
    j = previous(clause, i)
    before = clause.lower(j)
    if any(clause.lower(n) in _NEVER for n in range(j + 1, i)):
        return False  # "has never said"
    if token.is_capitalised:
        return i == 0 and word == "said"
    if word == "state" and clause.lower(i + 1) in _OF_STATE:
        return False
    if before == "to" and _goes_on(clause, j):
        return base in PLAIN
    if before in BE or before in MODALS or before in ("not", "to", "n't", "being", "been", "be", "never", "yet"):
        return False
    if before.endswith("n't"):
        return False
    if before in DETERMINERS - {"this", "that", "some", "many", "most", "both", "all", "few", "others", "several"}:
        return False
    if before in PREPOSITIONS:
        return False
    if word == base and word not in ("forecast",) and base not in ("tell", "put"):
        # "officials say", "experts estimate": a plural subject; "the report", "the mayor's claim" are nouns
        plural = (before.endswith("s") and not before.endswith(("'s", "’s"))) or before in (
            "they",
            "people",
            "police",
            "many",
            "some",
            "i",
            "we",
            "you",
        )
        plural = plural or (
            base in _NO_NOUNS
            and before[:1].isalpha()
            and before not in ("him", "her", "it", "us", "them", "me", "and", "or")
        )
        inverted = before in (",", "”", '"') and i + 1 < len(clause.tokens) and clause.tokens[i + 1].is_word
        return (plural or inverted) and (clause.lower(i + 1) != "of")
    if word == base + "s" and base in ("report", "claim", "estimate", "project", "forecast", "promise", "fear", "hope"):
        opens = clause.lower(i + 1)
        return (
            opens in DETERMINERS
            or opens in ("that", "to")
            or opens[:1].isdigit()
            or (i + 1 < len(clause.tokens) and clause.tokens[i + 1].is_capitalised)
        )
    return True


_NEVER = words_of("never hardly scarcely rarely seldom")
_NOBODY = re.compile(r"(?:no\s+one|nobody|neither|none|few)\b", re.IGNORECASE)
_NO_NOUNS = words_of("say argue insist believe think allege admit deny announce warn suggest accuse")
_OF_STATE = words_of(
    "media television tv radio news broadcaster department police troopers senator officials prosecutors"
)


def _goes_on(clause: Clause, to: int) -> bool:
    """Whether the "to" stands in "went on to say"."""
    return clause.lower(to - 1) == "on" and clause.lower(to - 2) in ("went", "goes", "gone")


def _read_verb(clause: Clause, i: int) -> tuple[Speech, bool] | None:
    """The speech that the reporting verb at ``i`` makes, and whether it stands as a tag behind what was said."""
    base = lemma(clause.lower(i))
    if base not in REPORTING:
        base = _report_base(clause.lower(i))
    if base == "put" and not _puts_figure(clause, i):
        return None
    if base in DENYING and _turns_down(clause, i):
        return None
    denies = base in DENYING or _calls_false(clause, i)
    k = previous(clause, i)
    if clause.lower(k) == "to" and _goes_on(clause, k):
        k = previous(clause, k - 2)
    after = clause.lower(i + 1)
    # inverted tag: "...," said Mr X
    if (
        (k < 0 or clause.tokens[k].text in ",”\"’'?!–—" or (k != i - 1 and clause.tokens[k].text in ',”"'))
        and (after not in {"that", ",", ".", "", ":"} | PREPOSITIONS | WHEN and base in PLAIN | WITH_CLAUSE)
        and (k >= 0 or clause.lower(i) == "said")
        and clause.lower(i - 1) not in _PERFECT
        and not _opens_clause(clause, k, i)
    ):
        end = phrase_end(clause, i + 1)
        if end > i + 1 and not appositive_before(clause, k):
            name = head_name(clause.span(i + 1, end))
            content_end = clause.tokens[k].start if k >= 0 else 0
            content = trimmed(clause.text, 0, content_end) if k >= 0 else None
            return Speech(name, clause.tokens[i].text, (name,), content, denies), True
    subject = subject_before(clause, k)
    if subject is None:
        return None
    start, end = subject
    name = head_name(clause.span(start, end))
    if (
        not name
        or _NOBODY.match(name)
        or name.lower() in ("there", "which", "what", "who" if name != "WHO" else "", "that", "this", "these", "those")
    ):
        return None
    cue_end = i + 1
    if base == "tell" and is_recipient(clause, i + 1):
        cue_end = i + 2
    cue = clause.span(i, cue_end)
    tag_content = content_before(clause, start)
    rest = skip_adjunct(clause, cue_end, base)
    if tag_content is not None and closes_speech(clause, rest, i):
        if base not in NEVER_CLAUSE or (
            base not in ("describe", "accuse", "quote") and clause.quoted and clause.quoted[0][0] <= 1
        ):
            return Speech(name, cue, (name,), tag_content, denies), True
        return None
    content = content_after(clause, cue_end, rest, base)
    if content is None and base in _FINDING and has_finite(clause, rest, len(clause.tokens)):
        is_study = any(word in _STUDIES for word in _HEAD_ENDS.split(name.lower())[0].split()[-1:])
        content = end_trimmed(clause, rest, len(clause.tokens)) if is_study else None
    if content is None:
        return None
    return Speech(name, cue, (name,), content, denies), False


_PERFECT = words_of("have has had having")
"""Between a comma and the verb they say that its subject stands before the comma: no tag is in the perfect."""


def _opens_clause(clause: Clause, k: int, i: int) -> bool:
    """Whether a clause follows the verb at ``i``, so that its subject stands before the comma at ``k``.

    "Mr Falk, 54, said he was proud" and "The premier, Ida Brekke, told Northpress …", but not "“…,” said Ida Brekke".
    """
    if k < 0 or clause.tokens[k].text not in ",–—" or clause.is_quoted[k - 1] or clause.tokens[k - 1].text in "”\"’'":
        return False
    if lemma(clause.lower(i)) == "tell":
        return True
    spoken = any(
        is_finite(clause.tokens, n) and not (clause.lower(n - 1) == "," and is_past(clause.lower(n)))  # ", based in"
        for n in range(k)
        if not clause.is_quoted[n]
    )
    j = i + 2
    while j < len(clause.tokens) and not clause.is_quoted[j] and clause.tokens[j].text not in ',;:“"()–—':
        word = clause.lower(j)
        if word in _CLAUSE_OPENERS:
            return False
        participle = word not in AUXILIARIES and (word in PARTICIPLES or word.endswith("ed"))  # "a man named Bob"
        if is_finite(clause.tokens, j) and (word in AUXILIARIES or is_past(word)) and not (participle and spoken):
            return True
        j += 1
    return any(clause.is_quoted[:k]) and not spoken


_CLAUSE_OPENERS = words_of("who which that whose when while as after before because since until if where and but")


_FINDING = words_of("find show suggest indicate reveal")


_STUDIES = words_of("study studies research survey surveys poll polls data test tests analysis report reports figures")


_HEAD_ENDS = re.compile(r"\s+(?:by|of|from|in|for|into|on|at|published|released|conducted|commissioned|carried)\b")


_OBJECT_ENDS = words_of("that of , . as for against by he she it they we i there")
_TURNED_DOWN = words_of(
    "request requests motion motions appeal appeals petition petitions application applications bail parole asylum "
    "visa visas entry access permission immunity coverage charges case cases lawsuit suit bid bids offer offers "
    "proposal proposals plan plans deal bill amendment treaty constitution"
)


def _turns_down(clause: Clause, i: int) -> bool:
    """Whether what is denied or dismissed is a request, no word: "denied bail", "dismissed all charges against him"."""
    behind = [token.lower for token in clause.tokens[i + 1 : i + 7]]
    end = next((n for n, word in enumerate(behind) if word in _OBJECT_ENDS or word.endswith("ing")), 6)
    accused = clause.lower(i) in ("denied", "denies", "deny") and "charges" in behind[:end]
    return not accused and bool(_TURNED_DOWN & set(behind[:end]))


def _puts_figure(clause: Clause, i: int) -> bool:
    """Whether the verb at ``i`` opens "put the number at 40": a determiner, then "at" and a figure."""
    if clause.lower(i + 1) not in DETERMINERS | {"total", "losses", "casualties"}:
        return False
    ats = [j for j in range(i + 2, min(i + 14, len(clause.tokens))) if clause.lower(j) == "at"]
    return any(clause.text[token.start].isdigit() for j in ats for token in clause.tokens[j + 1 : j + 6])


def _calls_false(clause: Clause, i: int) -> bool:
    """Whether the verb at ``i`` calls something false."""
    if lemma(clause.lower(i)) not in ("call", "describe", "brand"):
        return False
    return any(token.lower in _FALSE for token in clause.tokens[i + 1 : i + 9])


_FALSE = words_of("false fake untrue baseless unfounded nonsense lies fabricated")
