"""A statement → its claims, each with its span, its speaker and a clause that stands alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.assessment.quotations import quoted_spans, split_sentences
from service.assessment.records import ReasonCode
from service.assessment.speech import read_speech
from service.assessment.verbs import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    HAVE,
    MODALS,
    PARTICIPLES,
    PREPOSITIONS,
    PRONOUNS,
    REGULAR,
    SUBORDINATORS,
    Token,
    is_finite,
    is_past,
    is_past_participle,
    lemma,
    tokenise,
    words_of,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One part of a statement that can be judged by itself.

    ``text`` is ``statement[start:end]``; ``content`` is the same in a clause that stands alone, without the speaker.
    ``speaker`` and ``cue`` tell who the statement says said it. ``reason`` tells why a claim is not ``checkable``.
    """

    text: str
    start: int
    end: int
    content: str
    speaker: str | None = None
    cue: str | None = None
    checkable: bool = True
    reason: ReasonCode | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A span of the statement and the clause that it stands for."""

    start: int
    end: int
    content: str


def split_claims(statement: str) -> list[Claim]:
    """The claims of ``statement`` in order; a statement of nothing but blanks has none.

    Sentences and coordinated clauses are told apart, the subject carried over into ``content``. Nothing is split inside
    quotation marks, between nouns, or where the grammar is in doubt.
    """
    claims: list[Claim] = []
    for start, end in _sentence_spans(statement):
        claims.extend(claim for claim in _claims_of_sentence(statement, start, end) if claim.text and claim.content)
    return claims


_BEFORE_BUT = frozenset(("all", "anything", "nothing", "none", "nobody", "everything", "last", "cannot"))
"""Words that make no joint of the "but" behind them: "all but wiped out", "anything but safe"."""


def _sentence_spans(statement: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    cursor = 0
    quoted = quoted_spans(statement)
    for sentence in split_sentences(statement):
        start = statement.index(sentence, cursor)
        cursor = start + len(sentence)
        inside = spans and any(a < start < b for a, b in quoted)
        goes_on = spans and statement[spans[-1][1] - 1] in "!?" and sentence[0].islower()  # "Kerrang! readers"
        if inside or goes_on:
            spans[-1] = (spans[-1][0], cursor)
        elif any(char.isalnum() for char in sentence):
            spans.append((start, cursor))
    return spans


def _claims_of_sentence(statement: str, start: int, end: int) -> list[Claim]:
    sentence = statement[start:end]
    reason = _unattributed_reason(sentence)
    if reason in (ReasonCode.QUESTION, ReasonCode.COMMAND):
        text = sentence.strip()
        return [Claim(text, start, end, _bare(text), None, None, False, reason)]
    speech = read_speech(sentence)
    if speech is not None and speech.content is not None and _is_deed(speech.cue, _slice(sentence, speech.content)):
        speech = None
    if (
        speech is not None
        and speech.name.lower() not in _AUTHOR
        and speech.content is not None
        and len(content_words(said := _slice(sentence, speech.content))) + _figures(said) > 0
    ):
        content_start, content_end = speech.content
        parts = _split(sentence, content_start, content_end)
        claims = []
        for n, part in enumerate(parts):
            part_start, part_end = part.start, part.end
            if n == 0 and (content_start > 0 or len(parts) == 1):
                part_start = 0
            if n == len(parts) - 1:
                part_end = _without_stop(sentence, len(sentence)) if len(parts) == 1 or content_start == 0 else part_end
            text = sentence[part_start:part_end]
            content = part.content
            speaker, cue = speech.name, speech.cue
            own = read_speech(content) if n else None
            if (
                own is not None
                and own.content is not None
                and own.name.lower() not in PRONOUNS
                and content.startswith(own.name)
            ):
                speaker, cue, content = own.name, own.cue, _slice(content, own.content)  # "… but the union said …"
            if len(parts) == 1 and (speech.cue.startswith("put") or content.startswith("to ")):
                content = text  # what is expected or put at a figure says nothing without who does so
            short = len(content_words(part.content)) + _figures(part.content) < 1
            claims.append(
                Claim(
                    text,
                    start + part_start,
                    start + part_end,
                    content,
                    speaker,
                    cue,
                    not short,
                    ReasonCode.TOO_SHORT if short else None,
                )
            )
        return claims
    claims = []
    for part in _split(sentence, 0, len(sentence)):
        reason = _unattributed_reason(part.content)
        text = sentence[part.start : part.end]
        claims.append(
            Claim(text, start + part.start, start + part.end, part.content, None, None, reason is None, reason)
        )
    return claims


def _is_deed(cue: str, said: str) -> bool:
    """Whether the verb of speech does what it says of a thing: "claimed responsibility", "declared war on Ovland"."""
    tokens = tokenise(said)
    return (
        stem(cue.split()[0]) in _DEEDS
        and not any(is_finite(tokens, i) for i in range(len(tokens)))
        and not _figures(said)
    )


_DEEDS = frozenset(("claim", "declar", "announc", "predict", "reveal", "declare", "announce"))


_AUTHOR = words_of("i we you one everyone everybody nobody")  # "I think" gives an opinion of the writer, no witness


def _slice(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]]


def _bare(text: str) -> str:
    return text.strip().rstrip(".!;").strip()


def _without_stop(text: str, end: int) -> int:
    while end > 0 and text[end - 1] in " .;!\n":
        end -= 1
    return end


def _figures(text: str) -> int:
    return len(re.findall(r"\d+", text))


# ---------------------------------------------------------------------------------------------------- clauses


def _split(sentence: str, start: int, end: int) -> list[_Part]:
    """The clauses of ``sentence[start:end]``, each with its subject."""
    end = max(start, _without_stop(sentence, end))
    tokens = [token for token in tokenise(sentence) if start <= token.start < end]
    if not tokens:
        return [_Part(start, end, _bare(sentence[start:end]))]
    start = tokens[0].start
    quoted = quoted_spans(sentence)
    included = _including(sentence, tokens, quoted, start, end)
    if included is not None:
        return included
    relative = _relative(sentence, tokens, quoted, start, end)
    if relative is not None:
        return relative
    parts = _coordinated(sentence, tokens, quoted, start, end)
    return parts if parts else [_Part(start, end, _sentence_case(sentence[start:end]))]


def _sentence_case(text: str) -> str:
    return text.strip(" ,;")


def _in_quotes(token: Token, quoted: list[tuple[int, int]]) -> bool:
    return any(a <= token.start < b for a, b in quoted)


def _coordinated(
    sentence: str, tokens: list[Token], quoted: list[tuple[int, int]], start: int, end: int
) -> list[_Part]:
    """The parts around "and", "but" and ";" where both sides hold a verb."""
    finite = [i for i in range(len(tokens)) if is_finite(tokens, i) and not _in_quotes(tokens[i], quoted)]
    if not finite:
        return []
    subject_end = finite[0]
    if subject_end == 0 or tokens[subject_end - 1].lower in ("who", "which", "that", "if", "when"):
        return []
    if tokens[0].lower in ("if", "when", "although", "though", "while", "because", "unless", "either", "neither"):
        return []
    if [token.lower for token in tokens[:2]] == ["not", "only"]:
        return []
    subject = _subject(sentence, tokens, 0, subject_end)
    auxiliaries = _auxiliaries(sentence, tokens, subject_end)
    cuts: list[tuple[int, int, str]] = []  # (end of the part before, first token of the next, its content prefix)
    last_verb = subject_end
    for i in range(subject_end + 1, len(tokens)):
        word = tokens[i].lower
        if word not in ("and", "but", ";", "then") or _in_quotes(tokens[i], quoted):
            continue
        if word == "but" and tokens[i - 1].lower in _BEFORE_BUT:
            continue
        if word == "but" and i + 1 < len(tokens) and tokens[i + 1].lower in ("also", "not", "rather"):
            continue
        if word == "then" and tokens[i - 1].text != ",":
            continue
        first = i + 1
        while first < len(tokens) and (tokens[first].lower in ADVERBS or tokens[first].lower.endswith("ly")):
            first += 1
        if first >= len(tokens) or _between(tokens, i):
            continue
        if is_past(tokens[i - 1].lower) and i >= 2 and tokens[i - 2].text == ",":
            continue  # "built, tested and launched": verbs that share an object
        prefix = _carried(sentence, tokens, first, i, last_verb, subject, auxiliaries)
        if prefix is None:
            continue
        before_end = tokens[i - 1].start if tokens[i - 1].text == "," else tokens[i - 1].end
        cuts.append((before_end, i + 1 if word != ";" or i + 1 < len(tokens) else i, prefix))
        following = [v for v in finite if v >= first]
        last_verb = following[0] if following else first
        if prefix == "" and following:
            subject = _subject(sentence, tokens, i + 1, following[0])
            auxiliaries = _auxiliaries(sentence, tokens, following[0])
    if not cuts:
        return []
    parts: list[_Part] = []
    part_start, prefix = start, ""
    for before_end, next_token, next_prefix in cuts:
        parts.append(_part(sentence, part_start, before_end, prefix))
        part_start, prefix = tokens[next_token].start, next_prefix
    parts.append(_part(sentence, part_start, end, prefix))
    return parts


def _subject(sentence: str, tokens: list[Token], start: int, verb: int) -> str:
    """The subject that ends before token ``verb``, without "not Y" behind it."""
    text = sentence[tokens[start].start : tokens[verb - 1].end].rstrip(" ,")
    return re.sub(r",\s+(?:not|rather\s+than|and\s+not|unlike)\b.*$", "", text)


def _part(sentence: str, start: int, end: int, prefix: str) -> _Part:
    text = sentence[start:end].rstrip(" ,;")
    if text.startswith("that ") and not prefix:
        return _Part(start, start + len(text), text[5:])
    return _Part(start, start + len(text), f"{prefix} {text}".strip() if prefix else text)


def _between(tokens: list[Token], i: int) -> bool:
    """Whether the "and" at ``i`` belongs to "between A and B" or "both A and B"."""
    for j in range(i - 1, max(-1, i - 8), -1):
        if tokens[j].lower in ("between", "both"):
            return not any(is_finite(tokens, k) for k in range(j + 1, i))
    return False


def _auxiliaries(sentence: str, tokens: list[Token], verb: int) -> tuple[str, ...]:
    """The auxiliaries of the verb group that begins at ``verb``: ("were",), ("has", "been"), ("will",)."""
    found = []
    for j in range(verb, min(len(tokens), verb + 5)):
        word = tokens[j].lower
        if word in AUXILIARIES or word in ("be", "been", "being", "not"):
            found.append(tokens[j].text)
        elif word not in ADVERBS and not word.endswith("ly"):
            break
    if len(found) == len(tokens[verb:]) or not found:
        return tuple(found)
    return tuple(found)


def _carried(
    sentence: str,
    tokens: list[Token],
    first: int,
    conjunction: int,
    last_verb: int,
    subject: str,
    auxiliaries: tuple[str, ...],
) -> str | None:
    """What to put before the clause at ``first`` so that it stands alone: "" for a clause with its own subject.

    ``None`` where it is no clause.
    """
    word = tokens[first].lower
    if conjunction - last_verb < 2:
        return "" if _is_strong(tokens, conjunction) and _has_own_subject(tokens, first, conjunction) else None
    lower_auxiliaries = [auxiliary.lower() for auxiliary in auxiliaries]
    is_negated = any(auxiliary == "not" or auxiliary.endswith("n't") for auxiliary in lower_auxiliaries)
    if is_negated and word not in AUXILIARIES and not _has_own_subject(tokens, first, conjunction):
        return None
    rest = len(tokens) - first
    if word in AUXILIARIES and rest >= 2:
        return subject
    lexical = last_verb + len(auxiliaries)
    distance = sum(token.is_word for token in tokens[lexical + 1 : conjunction])
    if distance < 1 or rest < 2:
        return "" if _has_own_subject(tokens, first, conjunction) else None
    if not tokens[first].is_capitalised and (is_past(word) or is_past_participle(word)):
        if _is_attributive(tokens, first):
            return "" if _has_own_subject(tokens, first, conjunction) else None
        passive = bool(auxiliaries) and any(a in BE | {"be", "been", "being"} for a in lower_auxiliaries)
        perfect = bool(auxiliaries) and lower_auxiliaries[0] in HAVE
        only_past = is_past(word) and word not in PARTICIPLES and not word.endswith("ed")
        if (
            auxiliaries
            and not only_past
            and (
                (passive and _is_passive(tokens, first)) or (perfect and not passive) or lower_auxiliaries[0] in MODALS
            )
        ):
            return f"{subject} {' '.join(auxiliaries)}"
        return subject if is_past(word) else None
    if word in REGULAR and lower_auxiliaries and lower_auxiliaries[0] in MODALS and "be" not in lower_auxiliaries:
        following = tokens[first + 1].lower if first + 1 < len(tokens) else ""
        if following in DETERMINERS | PREPOSITIONS or following[:1].isdigit() or tokens[first + 1].is_capitalised:
            return f"{subject} {auxiliaries[0]}"
        return None
    if word.endswith("s") and lemma(word) in REGULAR and lemma(word) != word and not auxiliaries:
        main = tokens[last_verb].lower
        if main.endswith("s") and lemma(main) != main:
            following = tokens[first + 1].lower if first + 1 < len(tokens) else ""
            opens = following in DETERMINERS | PREPOSITIONS or following[:1].isdigit()
            return subject if opens or tokens[min(first + 1, len(tokens) - 1)].is_capitalised else None
    return "" if _has_own_subject(tokens, first, conjunction) else None


def _is_attributive(tokens: list[Token], i: int) -> bool:
    """Whether a participle at ``i`` stands before its noun: "wounded soldiers", "armed men were"."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None or not following.is_word:
        return True
    if following.lower in DETERMINERS | PREPOSITIONS | ADVERBS | AUXILIARIES or following.text[0].isdigit():
        return False
    if following.is_capitalised or following.lower in (
        "him",
        "her",
        "them",
        "it",
        "us",
        "to",
        "that",
        "more",
        "up",
        "out",
    ):
        return False
    return tokens[i].lower not in PARTICIPLES and tokens[i].lower not in _GIVING and is_finite_after(tokens, i)


_INTRANSITIVE = words_of(
    "died fled arrived resigned appeared disappeared vanished collapsed exploded escaped remained stayed lived "
    "served emerged survived happened occurred existed belonged succumbed crashed retired reappeared "
    "lasted participated competed graduated emigrated migrated erupted deteriorated recovered surrendered "
    "departed expired lapsed slipped rallied voted testified apologised apologized "
)
_GIVING = words_of("awarded given offered paid sent shown told granted handed denied promised fined sentenced")


def is_finite_after(tokens: list[Token], i: int) -> bool:
    """Whether another finite verb follows within the clause at ``i``."""
    for j in range(i + 2, min(len(tokens), i + 8)):
        if not tokens[j].is_word or tokens[j].lower in SUBORDINATORS:
            return False
        if is_finite(tokens, j):
            return True
    return False


def _is_passive(tokens: list[Token], i: int) -> bool:
    """Whether a participle after "were … and" is passive too, not a past with its own object."""
    word = tokens[i].lower
    following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    if word in _INTRANSITIVE:
        return False
    if word in _GIVING:
        return True
    for token in tokens[i + 1 : i + 8]:
        if token.lower == "by":
            return True
    if following in DETERMINERS or following[:1].isdigit() or tokens[min(i + 1, len(tokens) - 1)].is_capitalised:
        return False
    return following in PREPOSITIONS or following in ADVERBS or following in ("", ",", ".")


def _is_strong(tokens: list[Token], conjunction: int) -> bool:
    """Whether a mark or "but" parts the clauses, so that a noun phrase behind it opens a new one."""
    return tokens[conjunction].text == ";" or tokens[conjunction - 1].text == "," or tokens[conjunction].lower == "but"


def _has_own_subject(tokens: list[Token], first: int, conjunction: int) -> bool:
    """Whether a noun phrase and then a finite verb follow: a clause of its own."""
    if tokens[first].lower == "that" and conjunction > 0:
        return any(is_finite(tokens, j) for j in range(first + 2, min(len(tokens), first + 12)))
    strong = _is_strong(tokens, conjunction)
    opener = tokens[first]
    if not (
        opener.is_capitalised
        or opener.lower in DETERMINERS
        or opener.lower in ("he", "she", "it", "they", "we", "there", "about", "around", "some", "at", "more", "nearly")
        or opener.text[0].isdigit()
        or strong
    ):
        return False
    for j in range(first + 1, min(len(tokens), first + 12)):
        token = tokens[j]
        if token.text in ",;:" or token.lower in ("who", "which", "that", "when", "if", "because"):
            return False
        if token.lower == "and" and not strong and _opens_with_a_verb(tokens, j + 1):
            return False  # "a woman and are looking", "her children and injured four": the nouns are objects
        if is_finite(tokens, j):
            if any(
                tokens[k].lower in SUBORDINATORS - {"and", "or", "after", "before", "since", "until", "as"}
                for k in range(first, j)
            ):
                return False
            return strong or _is_full(tokens, conjunction, opener)
    return False


def _opens_with_a_verb(tokens: list[Token], i: int) -> bool:
    while i < len(tokens) and (tokens[i].lower in ADVERBS or tokens[i].lower.endswith("ly")):
        i += 1
    return i < len(tokens) and is_finite(tokens, i)


_TAKE_CLAUSES = words_of(
    "say show find know believe think reveal suggest hear see mean learn hope fear feel claim confirm report announce "
    "understand prove indicate expect estimate tell warn note add deny let make help watch want"
)


def _is_full(tokens: list[Token], conjunction: int, opener: Token) -> bool:
    """Whether the clause before ``conjunction`` is complete, so that what follows is not its second object."""
    words = [token for token in tokens[:conjunction] if token.is_word]
    verbs = [i for i in range(conjunction) if is_finite(tokens, i)]
    if not verbs or not words:
        return False
    if lemma(tokens[verbs[-1]].lower) in _TAKE_CLAUSES:
        return False
    behind = sum(token.is_word for token in tokens[verbs[-1] + 1 : conjunction])
    before = tokens[conjunction - 1]
    opens = (opener.is_capitalised and not before.is_capitalised) or opener.text[0].isdigit()
    return behind >= 2 or (behind == 1 and opens)


# ------------------------------------------------------------------------------------- including, which, who

_NUMBER = re.compile(
    r"^(?:\d[\d,.]*(?:k|m|bn|%)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|"
    r"thousands?|several|many|some|around|about|nearly|almost|over|approximately|roughly)$",
    re.I,
)
_HEDGES = words_of(
    "about around nearly almost some roughly approximately over at least more than up to as many fewer less "
    "estimated an"
)


def _including(
    sentence: str, tokens: list[Token], quoted: list[tuple[int, int]], start: int, end: int
) -> list[_Part] | None:
    """ "A, including B, C" → A C · A with B in the place of what B is part of."""
    i = next(
        (
            n
            for n, token in enumerate(tokens)
            if token.lower == "including" and n >= 2 and tokens[n - 1].text == "," and not _in_quotes(token, quoted)
        ),
        None,
    )
    if i is None or i + 1 >= len(tokens):
        return None
    whole = _counted_phrase(tokens, i - 1)
    if whole is None:
        return None
    close = next((n for n in range(i + 1, len(tokens)) if tokens[n].text in ",;"), len(tokens))
    part_end = tokens[close - 1].end
    member = sentence[tokens[i + 1].start : part_end]
    head = sentence[start : tokens[i - 1].start].rstrip()
    before = sentence[start : tokens[whole[0]].start]
    behind = sentence[tokens[whole[1] - 1].end : tokens[i - 1].start].rstrip()
    rest = sentence[tokens[close + 1].start : end] if close + 1 < len(tokens) else ""
    rest = rest.strip(" ,;")
    is_clause = close + 1 < len(tokens) and is_finite([Token("x", "x", 0, 0), *tokens[close + 1 :]], 1)
    swapped = f"{before}{member}{behind}"
    included = _Part(tokens[i].start, part_end, f"{swapped} {rest}".strip() if is_clause else swapped.strip())
    if is_clause:
        return [_Part(start, end, f"{head} {rest}"), included]
    parts = [_Part(start, tokens[i - 1].start, head), included]
    if rest and tokens[close + 1].lower in PREPOSITIONS:
        rest_start = tokens[close + 1].start
        parts.append(_Part(rest_start, end, f"{head} {rest}"))
    elif rest:
        return [_Part(start, end, f"{head}, {rest}"), included]
    return parts


def _counted_phrase(tokens: list[Token], comma: int) -> tuple[int, int] | None:
    """The counted noun phrase nearest before ``comma``, else the plural subject: (first token, end token)."""
    for j in range(comma - 1, -1, -1):
        if _NUMBER.match(tokens[j].text) and (tokens[j].text[0].isdigit() or tokens[j].lower not in _HEDGES):
            first = j
            while first > 0 and tokens[first - 1].lower in _HEDGES:
                first -= 1
            last = j + 1
            while last < comma and tokens[last].is_word and not _ends_phrase(tokens, last):
                last += 1
            if last == j + 1 and not tokens[j].text[0].isdigit():
                return None
            return first, last
    verb = next((j for j in range(comma) if is_finite(tokens, j)), None)
    if verb is None and comma >= 1 and tokens[comma - 1].lower.endswith("s"):
        return 0, comma
    return None


def _ends_phrase(tokens: list[Token], i: int) -> bool:
    word = tokens[i].lower
    return (
        word in PREPOSITIONS
        or word in SUBORDINATORS
        or word in AUXILIARIES
        or word in ADVERBS
        or (is_past_participle(word) and not tokens[i].is_capitalised)
        or is_finite(tokens, i)
    )


def _relative(
    sentence: str, tokens: list[Token], quoted: list[tuple[int, int]], start: int, end: int
) -> list[_Part] | None:
    """ "X, which/who V, …" → X … · X V."""
    i = next(
        (
            n
            for n, token in enumerate(tokens)
            if token.lower in ("which", "who")
            and n >= 1
            and tokens[n - 1].text == ","
            and not _in_quotes(token, quoted)
        ),
        None,
    )
    if i is None or i + 2 >= len(tokens) or not is_finite([Token("It", "it", 0, 0), *tokens[i + 1 :]], 1):
        return None
    antecedent = _antecedent(tokens, i - 1)
    if antecedent is None:
        return None
    close = next((n for n in range(i + 1, len(tokens)) if tokens[n].text in ",;"), len(tokens))
    head = sentence[start : tokens[i - 1].start].rstrip()
    clause = sentence[tokens[i + 1].start : tokens[close - 1].end]
    rest = sentence[tokens[close + 1].start : end].strip(" ,;") if close + 1 < len(tokens) else ""
    name = sentence[tokens[antecedent].start : tokens[i - 2].end]
    inner = _Part(tokens[i].start, tokens[close - 1].end, f"{name[0].upper()}{name[1:]} {clause}")
    if rest:
        return [_Part(start, end, f"{head} {rest}"), inner]
    return [_Part(start, tokens[i - 1].start, head), inner]


def _antecedent(tokens: list[Token], comma: int) -> int | None:
    """The first token of the noun phrase that ends before ``comma``; ``None`` where it may be the whole clause."""
    j = comma - 1
    if j < 0 or not tokens[j].is_word:
        return None
    if tokens[j].is_capitalised:
        while j > 0 and (tokens[j - 1].is_capitalised or (tokens[j - 1].lower in ("of", "the") and j > 1)):
            if tokens[j - 1].lower in ("of", "the") and not (
                tokens[j - 2].is_capitalised or tokens[j - 1].lower == "the"
            ):
                break
            j -= 1
        return j
    while j > 0 and tokens[j].is_word and tokens[j].lower not in DETERMINERS:
        if tokens[j].lower in PREPOSITIONS | SUBORDINATORS | AUXILIARIES or is_finite(tokens, j):
            return None
        j -= 1
    return j if tokens[j].lower in DETERMINERS else None


# --------------------------------------------------------------------------------------------- checkability

_QUESTION = re.compile(
    r"^\W*(?:(?:what|who|whom|whose|which|where|when|why|how)\s+(?:\w+\s+)?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|"
    r"could|should|many|much)\b|(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might)"
    r"\s+(?:the|a|an|it|he|she|they|there|we|you|i|this|that|these|those|any|some|[A-Z][\w'’-]+)\b(?!\s*[,:]))",
)
_NO_QUESTION = re.compile(
    r"\W*(?:(?:what|who|where|when|why|how)\s+(?:he|she|it|they|we|you|i|the|a|an|this|that|[A-Z][\w'’-]+|many|much|\w+ed)\b"
    r"(?=.*\b(?:is|are|was|were|has|had|have|will|can|could|may|\w+ed|came|rose|fell)\b.*\b(?:is|are|was|were|isn't|has|had|not|remains?|will|can|faced|\w+ed|came|rose|fell)\b)"
    r"|what\s+(?:is|was|are|were)\s+(?:\w+\s+){1,3}(?:is|was|are|were)\b|what\s+(?:is|was)\s+(?:once|then|now|known|believed|thought|said|described)\b"
    r"|(?:had|were|should)\s+[^,?]{3,80},\s|(?:Can|Do|Will|May|Does|Are)\s+[A-Z][\w'’-]+\s+(?:is|was|has|had|were|will|said|says|[a-z]+ed|won|left|met)\b)",
    re.I,
)
_COMMANDS = words_of(
    "stop start send give tell let make take vote call write read watch listen look share sign remember "
    "consider please bring end ban free save protect support demand imagine think ask go come keep help get "
    "put show join resign withdraw release arrest close open cut boycott do don't never always be"
)
_OPINION = re.compile(
    r"\b(?:should(?:n't| not)?|ought\s+to|must\s+(?:not\s+)?(?:be|stop|resign|go|act|end|do))\b"
    r"|\b(?:is|are|was|were|be|been|isn't|aren't|remains?|looks?|seems?|feels?)\s+(?:(?:not|simply|just|really|truly|very|so|too|utterly|"
    r"absolutely|completely|totally|deeply|quite|rather|an?|the|such|one\s+of\s+the)\s+)*(?:\w+ly\s+)?"
    r"(?:disgrace(?:ful)?|shame(?:ful)?|scandal(?:ous)?|outrage(?:ous)?|terrible|awful|horrible|wonderful|great|good|bad|best|worst|"
    r"better|worse|beautiful|ugly|stupid|brilliant|ridiculous|absurd|unfair|fair|unjust|immoral|wrong|right|evil|pathetic|"
    r"embarrassing|embarrassment|inspiring|boring|amazing|fantastic|appalling|despicable|cruel|brave|cowardly|"
    r"important|nonsense|joke|farce|tragedy|mistake|disaster|catastrophe|masterpiece|genius|idiot|foolish|reckless|"
    r"irresponsible|unacceptable|inexcusable|unforgivable|deplorable|excellent|superb|delicious|lovely|nice|overrated|"
    r"underrated|hero|heroes|crazy|insane|pointless|useless|worthless|too\s+\w+)\b(?!\s+(?:of|than)\s+\d)"
    r"|\b(?:i|we)\s+(?:think|believe|feel|hope|love|hate|like|prefer)\b|\bin\s+my\s+(?:view|opinion)\b|\bnobody\s+deserves\b"
    r"|\bdeserves?\s+(?:to|better|more|praise|blame)\b|\bthe\s+(?:best|worst|greatest|finest|nicest)\s+(?!\w+\s+(?:figure|estimate))",
    re.I,
)
_NO_OPINION = re.compile(
    r"\b(?:the|its|their|his|her|'s)?\s*(?:best|worst|greatest|finest)\b(?=[^.;]*\b(?:since|in\s+(?:\d+|\w+\s+(?:years?|decades?|months?|weeks?))|on\s+record|in\s+(?:[\w'’]+\s+){0,3}history|ever\s+recorded|of\s+(?:any|the\s+(?:year|season|tournament))|by\s+(?:a|any)))"
    r"|\bthe\s+best\s+(?:picture|director|actor|actress|film|song|album|player|actor|song|supporting|original|adapted|goalkeeper|coach|novel|book|show|estimate|time|placed|paid|seller|selling)\b"
    r"|\b(?:voted|named|chosen|rated|ranked|judged|crowned|hailed\s+as|considered)\s+(?:\w+\s+){0,3}?the\s+(?:best|worst|greatest|finest)\b"
    r"|\bbest-\w+|\b(?:better|worse|greater)\s+(?:than|off)\b|\b(?:good|great|best)\s+(?:friends?|deal|many|number|way|part|majority)\b"
    r"|\bright(?:-|\s+(?:next|behind|outside|beside|after|before|of|about\s+the|to\s+(?:the|a)\b|wing|back|now|here|there))|\b(?:was|were|is|are|proved|turned\s+out\s+to\s+be)\s+(?:not\s+)?(?:\w+ly\s+)?(?:wrong|right|mistaken)\s+(?:about|on|when|in)\b"
    r"|\btoo\s+\w+\s+(?:to|for)\b"
    r"|\bmust\s+be\s+\w+ed\b(?=.*\b(?:law|rules?|regulations?|under|by|every|within|before|at\s+least)\b)|^(?=.*\b(?:under|law|rules?)\b).*\bmust\s+be\b"
    r"|\b(?:agree[sd]?|demand\w*|recommend\w*|advis\w+|rul(?:ed|es)|decid\w+|propos\w+|insist\w*|suggest\w*"
    r"|argu\w+|answer\w*|repl(?:y|ies|ied)|ask\w*|consider\w*|discuss\w*|debat\w+|know\w*|whether|over\s+(?:who|what|how|whether))\b"
    r"[^.;]*\b(?:should(?:n't| not)?|must|ought\s+to)\b"
    r"|\b(?:court|judges?|jury|tribunal|panel|inquiry|watchdog|ombudsman|report|study|review|investigation)\s+(?:\w+\s+)?(?:ruled|found|held|concluded|said|decided|judged)\b.*$",
    re.I,
)
"""What looks like a judgement and can be looked up: a rank within a span, an award, a law, what a court found."""
_FORECAST = re.compile(r"\b(?:will|won't|shall|'ll|is\s+going\s+to|are\s+going\s+to)\b(?!\s+have\s+\w+ed\b)", re.I)
_NO_FORECAST = re.compile(
    r"\b(?:the|a|an|his|her|its|their|own|free|good|political|'s|against\s+\w+)\s+will\b(?!\s+(?:be|not|have)\b)|\bWill\s+(?=[A-Z])(?!I\b)"
    r"|\bgoing\s+to\s+(?:the|a|an|his|her|its|their|court|war|school|church|work|prison|jail|hospital|trial)\b|\bgoing\s+to\s+(?=[A-Z])"
)
_PRESENT = re.compile(
    r"\b(?:expected|expects?|planned|plans?|planning|considering|scheduled|due|intends?|aims?|cannot\s+rule|can't\s+rule|promised|pledged|"
    r"vowed|agreed|said|says|predicts?|forecasts?|estimates?|believes?|thinks?|warns?|warned|claims?|claimed)\b",
    re.I,
)


_IN_CLAUSE = re.compile(r"\b(?:who|which|that|whether|if)\s+(?:\w+\s+){0,3}$")


def _unattributed_reason(sentence: str) -> ReasonCode | None:
    """Why a sentence that nobody is said to have said cannot be checked; ``None`` where it can."""
    text = sentence.strip()
    if text.rstrip("\"”’' )").endswith("?") and not _ends_in_a_quoted_question(text):
        return ReasonCode.QUESTION
    flat = text.replace("’", "'")
    if (
        _QUESTION.match(flat[:1].lower() + flat[1:])
        and not _NO_QUESTION.match(flat)
        and not re.match(r"\W*(?:May|Will)\s+[A-Z\d]", flat)
    ):
        return ReasonCode.QUESTION
    if _is_command(flat):
        return ReasonCode.COMMAND
    unquoted = flat
    for start, end in reversed(quoted_spans(text)):
        unquoted = unquoted[:start] + unquoted[end:]
    if _OPINION.search(_NO_OPINION.sub(" ", unquoted)):
        return ReasonCode.OPINION
    forecast = _FORECAST.search(_NO_FORECAST.sub(" ", unquoted))
    before = unquoted[: forecast.start()] if forecast else ""
    if forecast and not _IN_CLAUSE.search(before) and not _PRESENT.search(before):
        return ReasonCode.FORECAST
    if len(content_words(text)) + _figures(text) + bool(_PREDICATE.search(text)) < 2:
        return ReasonCode.TOO_SHORT
    return None


_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|isn't|aren't|wasn't|weren't)\s+(?:not\s+|now\s+|still\s+|already\s+)?(?:over|off|out|down|up|on|in|back|against\s+it|under\s+way)\W*$"
    r"|^\W*There\s+(?:is|are|was|were|has\s+been|have\s+been)\s+(?:no|not|never)\b",
    re.I,
)
"""What a short statement says with a particle or a "no": "The strike is over", "There were no survivors"."""


def _ends_in_a_quoted_question(text: str) -> bool:
    """Whether the question is what somebody asks in quotation marks: "Patient wakes up and asks ‘How is it going?’"."""
    return any(start > 1 and "?" in text[start:end] and end >= len(text) - 2 for start, end in quoted_spans(text))


def _is_command(text: str) -> bool:
    tokens = [token for token in tokenise(text) if token.is_word]
    if len(tokens) < 2:
        return False
    first = tokens[0].lower
    if first == "please" or first in ("don't", "let's"):
        return True
    if first == "do" and tokens[1].lower == "not":
        return True
    if first not in _COMMANDS or first in ("never", "always", "be"):
        return first in ("never", "always", "be") and tokens[1].lower in REGULAR
    return not any(is_finite(tokens, i) for i in range(1, min(len(tokens), 6))) and (
        tokens[1].lower in DETERMINERS | PREPOSITIONS
        or tokens[1].lower.endswith(("ing", "s"))
        or tokens[1].lower in ("him", "her", "them", "us", "me", "it")
        or tokens[1].is_capitalised
    )


# ------------------------------------------------------------------------------------------------- words

_STOPWORDS = (
    DETERMINERS
    | PREPOSITIONS
    | SUBORDINATORS
    | AUXILIARIES
    | words_of(
        "be been being having i you he she it we they me him them us himself herself itself themselves "
        "ourselves yours hers theirs who whom whose which what there here very also just only then so "
        "too now not no nor never such own same more most less least much other others another one ones s t d "
        "ll m re ve said say says saying according mr mrs ms reportedly however therefore thus hence indeed "
        "still already yet ever even quite rather almost nearly around about roughly approximately exactly up "
        "down out again further once"
    )
)


def content_words(text: str) -> list[tuple[str, int, int]]:
    """The lower-case content words of ``text`` with their offsets: no stopwords, no numbers, no possessive -s."""
    words = []
    for token in tokenise(text):
        if not token.text[0].isalpha():
            continue
        word, end = token.lower, token.end
        if word.endswith("'s"):
            word, end = word[:-2], end - 2
        is_month = word == "may" and token.is_capitalised and token.start > 0
        if word and (word not in _STOPWORDS or is_month) and not word.endswith("n't"):
            words.append((word, token.start, end))
    return words


_PLURALS = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "feet": "foot",
    "wives": "wife",
    "lives": "life",
    "knives": "knife",
    "crises": "crisis",
    "media": "medium",
    "countrymen": "countryman",
}


_UNCHANGED = words_of(
    "news united series species politics economics mathematics physics hundred headquarters alias red bed"
)


def stem(word: str) -> str:
    """A light stem of a lower-case word: inflections fall together (sent/send, troops/troop), derivations do not."""
    if word in _PLURALS:
        return _PLURALS[word]
    if word in _UNCHANGED:
        return word
    base = lemma(word)
    if base != word:
        return base.rstrip("e") if len(base) > 4 else base
    for suffix, ending in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ied", "y"), ("ed", ""), ("s", "")):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith(("ss", "us", "is")):
            root = word[: -len(suffix)] + ending
            if suffix in ("ing", "ed") and len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":
                root = root[:-1]
            return root.rstrip("e") if len(root) > 4 else root
    return word.rstrip("e") if len(word) > 4 else word
