"""Who a passage says said it: the reporting verb, its subject, the chain behind it, and what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from service.assessment.names import Name, read_names, same_name
from service.assessment.records import Speech
from service.assessment.verbs import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    HAVE,
    MODALS,
    PREPOSITIONS,
    Token,
    is_finite,
    lemma,
    tokenise,
    words_of,
)

# Verbs whose subject speaks whatever follows.
_PLAIN = words_of("say announce state declare warn insist argue assert testify reiterate allege stress remark")
# Verbs that report with a noun phrase as well as with a clause.
_WITH_OBJECT = words_of(
    "confirm claim estimate report deny dismiss reject refute dispute predict acknowledge admit reveal disclose note "
    "expect forecast anticipate rebut contest project"
)
# Verbs that report only with "that", a clause or a quotation after them, or as a tag behind one.
_WITH_CLAUSE = words_of(
    "tell add explain recall suggest maintain conclude write tweet post comment reply respond promise pledge vow "
    "concede observe indicate complain emphasise emphasize underline agree caution continue boast joke "
    "believe think fear hope assess reckon suspect find show calculate determine contend counter recount ask point "
    "hint signal imply understand guess assume accuse describe quote"
)
_REPORTING = _PLAIN | _WITH_OBJECT | _WITH_CLAUSE
_MENTAL = words_of("believe think fear hope assess reckon suspect understand guess assume expect anticipate")
_THAT_ONLY = words_of("find show calculate determine signal imply post observe understand agree hint point ask")
_NEVER_CLAUSE = words_of("describe accuse quote ask")
_DENYING = words_of("deny dismiss reject refute dispute rebut contest")
_FORMS_OUTSIDE = {"emphasising": "emphasise", "said": "say", "forecasted": "forecast"}
_BASES = {base: base for base in _REPORTING}

_ROLES = words_of(
    "agency ministry government army military company group spokesman spokeswoman spokesperson minister official "
    "officials lawmaker lawmakers police office department union party court bank service president leader chief "
    "director committee report statement newspaper paper report lawyer lawyers father mother author professor "
    "scientist scientists researcher researchers analyst analysts witness witnesses firm association federation"
)
_TITLES = words_of(
    "mr mrs ms miss dr prof professor sir dame lord lady rep sen gov gen lt col maj capt sgt adm president premier "
    "chancellor minister secretary senator general colonel director ambassador judge king queen prince princess pope "
    "mayor governor congressman congresswoman captain major admiral sheikh ayatollah spokesman spokeswoman "
    "spokesperson chairman chairwoman chief commissioner inspector"
)
_RECIPIENTS = words_of(
    "reporters journalists lawmakers parliament mps senators deputies correspondents investors shareholders them him "
    "us me viewers listeners congress delegates colleagues"
)
_WHEN = words_of(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight earlier later recently "
    "afterwards previously again separately late early"
)
_STOP_BEFORE = words_of(
    "when while because although though if unless whether that as before after until since but so which what where how "
    "who whose whom yet than"
)
_CUT_AFTER = PREPOSITIONS - {"of", "for", "like", "including", "against", "near"} | words_of(
    "who whose whom which that when while as because but if where"
)
_RELAYS = re.compile(
    r"\b(?P<citing>citing|quoting|relaying)\b(?:[^,.;]{0,40}?\b(?:by|from)\b)?"
    r"|\b(?:after|following|during|in|at|at the end of)\s+(?:an?|the|its|his|her|their)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:briefing|hearing|session|audit|report)\s+(?P<briefed>by|from|with|of)\b"
    r"|\b(?P<relayed>(?:as\s+)?(?:quoted|cited|relayed)\s+by|briefed\s+by)\b"
)
_QUOTED_AS = re.compile(r"\b(?:was|were|is|are|been)\s+(?:quoted|cited|reported)\s+(?:as\s+)?saying\b")
_ACCORDING = re.compile(r"\baccording\s+to\b|\bin\s+the\s+words\s+of\b|\bas\s+per\b", re.IGNORECASE)
_NOT_SOURCES = words_of("plan plans schedule protocol law rules custom tradition need size age")
_ESTIMATE_BY = re.compile(
    r"\b(?:in|by|from|on)?\s*(?:an?|the|its|one)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:assessment|estimate|analysis|tally|count|report|statement|study|survey|poll|investigation)\s+(?:by|from)\s+"
)
_OPENERS = '“"'
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rep|Sen|Gov|Gen|Lt|Col|Maj|Capt|Sgt|Adm|St|Jr|Sr|vs|No|Inc|Ltd|Co|Corp|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Z])\.$"
)
_SENTENCE_END = re.compile(r"[.!?…]+[”\"’')\]]*(?=\s+|$)|\n+")


def split_sentences(text: str) -> list[str]:
    """The sentences of ``text`` in order, stripped; a rough cut, for the text around a passage only."""
    sentences, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.group().startswith(".") and _ABBREVIATION.search(text[: match.start() + 1]):
            continue
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]


def quoted_spans(text: str, is_open: bool = False) -> list[tuple[int, int]]:
    """Spans between quotation marks, marks left out; with ``is_open`` the text begins inside a quotation."""
    spans: list[tuple[int, int]] = []
    start: int | None = 0 if is_open else None
    curly_single = None
    for i, char in enumerate(text):
        if char == "“" or (char == '"' and start is None):
            if start is None or (char == "“" and start == 0 and is_open):
                start = i + 1
        elif char in '”"':
            if start is not None:
                spans.append((start, i))
                start = None
        elif start is None and char in "‘'" and (i == 0 or not text[i - 1].isalnum()):
            curly_single = i + 1
        elif start is None and char in "’'" and curly_single is not None and text[i - 1 : i] not in ("s", " "):
            if i + 1 >= len(text) or not text[i + 1].isalnum():
                spans.append((curly_single, i))
                curly_single = None
    if start is not None and start < len(text):
        spans.append((start, len(text)))
    return sorted(span for span in spans if span[0] < span[1])


def is_quote_open(before: str) -> bool:
    """Whether ``before`` ends inside a quotation: its last paragraph opened one and did not close it."""
    paragraph = before.rstrip(" ").rsplit("\n", 1)[-1]
    if "“" in paragraph or "”" in paragraph:
        return paragraph.rfind("“") > paragraph.rfind("”")
    return paragraph.count('"') % 2 == 1


def read_speech(text: str, before: str = "", after: str = "") -> Speech | None:
    """The speech that one sentence reports, ``None`` where nobody is said to have said it.

    ``before`` and ``after`` are the text around it in the document: they resolve "he said" and "the agency said", and
    name the speaker of a quotation that runs over several sentences. ``chain`` is never empty: it runs from the nearest
    reporter to the ultimate origin, and is ``(name,)`` where nothing is relayed. Reporting verbs that are negated or
    withheld ("has not confirmed", "declined to comment") report no speech.
    """
    opened = is_quote_open(before)
    quoted = quoted_spans(text, opened)
    found = _read_sentence(text, quoted)
    if found is not None:
        return _with_antecedent(replace(found, quoted=tuple(quoted)), before)
    inside = opened and (not quoted or quoted[0][0] == 0)
    left_open = bool(quoted) and quoted[-1][1] == len(text) and text.rstrip()[-1:] not in '”"'
    if inside or left_open or _is_all_quoted(text, quoted):
        return _speaker_of_quotation(text, before, after, tuple(quoted), inside, left_open)
    return None


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
        found = _read_sentence(sentence, spans)
        if found is not None:
            found = _with_antecedent(found, before)
            return replace(found, content=content, quoted=quoted, denies=False)
    return None


class _Clause:
    """A sentence with its tokens, those inside quotation marks told apart."""

    def __init__(self, text: str, quoted: list[tuple[int, int]]) -> None:
        self.text = text
        self.quoted = quoted
        self.tokens = tokenise(text)
        self.is_quoted = [any(a <= token.start < b for a, b in quoted) for token in self.tokens]

    def lower(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def span(self, i: int, j: int) -> str:
        """The text of tokens ``i`` to ``j`` (not included)."""
        return self.text[self.tokens[i].start : self.tokens[j - 1].end] if i < j else ""


def _read_sentence(text: str, quoted: list[tuple[int, int]]) -> Speech | None:
    clause = _Clause(text, quoted)
    if not clause.tokens:
        return None
    best: Speech | None = None
    for i in _reporting_verbs(clause):
        found = _read_verb(clause, i)
        if found is None:
            continue
        speech, is_tag = found
        if is_tag:
            best = _with_inner(speech, best, text)
            break
        if best is None or (lemma(best.cue.split()[0].lower()) in _MENTAL and _outer_over(best, speech)):
            best = speech
    best = _read_quoted_as(clause) or best
    sourced = _read_according(clause)
    if sourced is not None:
        best = sourced if best is None else replace(best, chain=_joined(sourced.chain, best.chain))
    best = best or _read_estimate(clause) or _read_headline(clause)
    return _with_relays(clause, best) if best is not None else None


def _outer_over(inner: Speech, outer: Speech) -> bool:
    return outer.content is not None and inner.content is not None and outer.content[0] < inner.content[0]


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return first + tuple(name for name in second if name not in first)


def _with_inner(outer: Speech, inner: Speech | None, text: str) -> Speech:
    """``outer`` with the speaker whom its own content quotes at the end of the chain."""
    if inner is None or outer.content is None or inner.name == outer.name:
        return outer
    position = text.find(inner.name)
    if outer.content[0] <= position < outer.content[1]:
        return replace(outer, chain=_joined(outer.chain, inner.chain))
    return outer


def _reporting_verbs(clause: _Clause) -> Iterator[int]:
    """Positions of reporting verbs outside quotation marks, in order."""
    for i, token in enumerate(clause.tokens):
        if clause.is_quoted[i] or not token.is_word:
            continue
        base = lemma(token.lower)
        if base not in _REPORTING:
            base = _report_base(token.lower)
        if base in _REPORTING and _is_reporting(clause, i, base):
            yield i


def _report_base(word: str) -> str:
    """The base of a regular form of a reporting verb that the verb tables do not list."""
    for suffix, ending in (("ied", "y"), ("ed", ""), ("ed", "e"), ("d", ""), ("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(suffix) and word[: -len(suffix)] + ending in _REPORTING:
            return word[: -len(suffix)] + ending
    return _FORMS_OUTSIDE.get(word, word)


def _previous(clause: _Clause, i: int) -> int:
    """The position before ``i`` that is no adverb or auxiliary of the perfect."""
    j = i - 1
    while (
        j >= 0
        and (clause.lower(j) in HAVE | ADVERBS | _WHEN or (clause.lower(j).endswith("ly") and j > 0))
        and not clause.tokens[j].is_capitalised
    ):
        j -= 1
    return j


def _is_reporting(clause: _Clause, i: int, base: str) -> bool:
    token = clause.tokens[i]
    word = token.lower
    if word.endswith("ing"):
        return False
    j = _previous(clause, i)
    before = clause.lower(j)
    if token.is_capitalised:
        return i == 0 and word == "said"
    if before in BE or before in MODALS or before in ("not", "to", "n't", "being", "been", "be", "never", "yet"):
        return False
    if before.endswith("n't"):
        return False
    if before in DETERMINERS - {"this", "that", "some", "many", "most", "both", "all", "few", "others", "several"}:
        return False
    if before in PREPOSITIONS:
        return False
    if word == base and word not in ("forecast",) and base not in ("tell",):
        # "officials say", "experts estimate": a plural subject; "the report", "a claim" are nouns
        plural = before.endswith("s") or before in ("they", "people", "police", "many", "some", "i", "we", "you")
        return plural and (clause.lower(i + 1) != "of")
    if word == base + "s" and base in ("report", "claim", "estimate", "project", "forecast", "promise", "fear", "hope"):
        opens = clause.lower(i + 1)
        return (
            opens in DETERMINERS
            or opens in ("that", "to")
            or opens[:1].isdigit()
            or (i + 1 < len(clause.tokens) and clause.tokens[i + 1].is_capitalised)
        )
    return True


def _read_verb(clause: _Clause, i: int) -> tuple[Speech, bool] | None:
    """The speech that the reporting verb at ``i`` makes, and whether it stands as a tag behind what was said."""
    base = lemma(clause.lower(i))
    if base not in _REPORTING:
        base = _report_base(clause.lower(i))
    denies = base in _DENYING or _calls_false(clause, i)
    k = _previous(clause, i)
    after = clause.lower(i + 1)
    # inverted tag: "...," said Mr X
    if (
        (k < 0 or clause.tokens[k].text in ",”\"’'?!–—" or (k != i - 1 and clause.tokens[k].text in ',”"'))
        and (after not in ("that", ",", ".", "") and base in _PLAIN | _WITH_CLAUSE)
        and (k >= 0 or clause.lower(i) == "said")
    ):
        end = _phrase_end(clause, i + 1)
        if end > i + 1 and not _appositive_before(clause, k):
            name = _head_name(clause.span(i + 1, end))
            content_end = clause.tokens[k].start if k >= 0 else 0
            content = _trimmed(clause.text, 0, content_end) if k >= 0 else None
            return Speech(name, clause.tokens[i].text, (name,), content, denies), True
    subject = _subject_before(clause, k)
    if subject is None:
        return None
    start, end = subject
    name = _head_name(clause.span(start, end))
    if not name or name.lower() in ("there", "which", "what", "who", "that", "this", "these", "those"):
        return None
    cue_end = i + 1
    if (base == "tell" and after in _RECIPIENTS | {"the", "a"}) or (base == "tell" and after):
        if after in _RECIPIENTS:
            cue_end = i + 2
    cue = clause.span(i, cue_end)
    tag_content = _content_before(clause, start)
    rest = _skip_adjunct(clause, cue_end, base)
    if tag_content is not None and _closes(clause, rest, i):
        if base in _REPORTING - _NEVER_CLAUSE:
            return Speech(name, cue, (name,), tag_content, denies), True
        return None
    content = _content_after(clause, cue_end, rest, base)
    if content is None:
        return None
    return Speech(name, cue, (name,), content, denies), False


def _calls_false(clause: _Clause, i: int) -> bool:
    words = [token.lower for token in clause.tokens[i + 1 : i + 9]]
    return lemma(clause.lower(i)) in ("call", "describe", "brand") and bool(
        {"false", "fake", "untrue", "baseless", "unfounded", "nonsense", "lies", "fabricated"} & set(words)
    )


def _appositive_before(clause: _Clause, k: int) -> bool:
    """Whether the comma at ``k`` closes "Name, a role," so that the verb's subject stands before it."""
    if k <= 0 or clause.tokens[k].text != ",":
        return False
    return (
        _subject_before(clause, k) is not None
        and not clause.is_quoted[k - 1]
        and any(token.text == "," for token in clause.tokens[:k])
        and _starts_appositive(clause, _segment_start(clause, k))
    )


def _segment_start(clause: _Clause, k: int) -> int:
    j = k
    while j > 0 and clause.tokens[j - 1].text not in ',;:–—“”"()' and not clause.is_quoted[j - 1]:
        j -= 1
    return j


def _starts_appositive(clause: _Clause, i: int) -> bool:
    word = clause.lower(i)
    return word in {
        "a",
        "an",
        "the",
        "who",
        "which",
        "whose",
        "now",
        "then",
        "formerly",
        "himself",
        "herself",
        "also",
    } or (
        word in _ROLES
        or word in _TITLES
        or word in {"head", "former", "deputy", "senior", "one", "founder", "speaking"}
    )


def _subject_before(clause: _Clause, k: int) -> tuple[int, int] | None:
    """The noun phrase that ends at token ``k``, commas of an apposition stepped over."""
    tokens = clause.tokens
    end = k + 1
    if k < 0 or clause.is_quoted[k]:
        return None
    if tokens[k].text == ",":
        segment = _segment_start(clause, k)
        steps = 0
        while segment > 1 and tokens[segment - 1].text == "," and steps < 4:
            if not _starts_appositive(clause, segment) and steps and clause.lower(segment) not in PREPOSITIONS:
                break
            end = segment - 1
            segment = _segment_start(clause, end)
            steps += 1
            if not _starts_appositive(clause, segment) and clause.lower(segment) not in PREPOSITIONS:
                break
        if steps == 0 or end <= 0:
            return None
        k = end - 1
    elif not tokens[k].is_word and tokens[k].text not in ")":
        return None
    if tokens[k].text == ")":
        opening = k
        while opening > 0 and tokens[opening].text != "(":
            opening -= 1
        k = opening - 1
        if k < 0:
            return None
    start = k
    while start >= 0:
        token = tokens[start]
        word = token.lower
        if clause.is_quoted[start] or (not token.is_word and token.text not in "&'’-()"):
            break
        if word in _STOP_BEFORE and not (word == "as" or (token.is_capitalised and start > 0)):
            break
        if word in AUXILIARIES or (start < k and not token.is_capitalised and is_finite(tokens, start)):
            break
        start -= 1
    start += 1
    return _without_lead(clause, start, k + 1)


def _without_lead(clause: _Clause, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase without the adverbial that opens its clause ("On Monday the minister")."""
    tokens = clause.tokens
    while start < end and (
        clause.lower(start) in ADVERBS | _WHEN | {"and", "but", "or", "so", "yet", "as", "nor"}
        or (clause.lower(start).endswith("ly") and not (start + 1 < end and tokens[start + 1].lower == "mail"))
    ):
        start += 1
    if start < end and clause.lower(start) in PREPOSITIONS:
        cut = None
        for j in range(start + 1, end):
            word = clause.lower(j)
            fresh = clause.lower(j - 1) not in PREPOSITIONS and (j - 1 > start)
            if (fresh and (word in DETERMINERS or word in _TITLES or word in ("he", "she", "it", "they", "we", "i"))) or (fresh and clause.lower(j - 1) in _WHEN and tokens[j].is_capitalised) or (fresh and tokens[j].is_capitalised and not tokens[j - 1].is_capitalised):
                cut = j
        if cut is None:
            return None
        start = cut
    while start < end and not tokens[start].is_word:
        start += 1
    return (start, end) if start < end and end - start <= 16 else None


def _phrase_end(clause: _Clause, i: int) -> int:
    """The end of the noun phrase that begins at token ``i``."""
    tokens = clause.tokens
    j = i
    while j < len(tokens):
        token = tokens[j]
        word = token.lower
        if clause.is_quoted[j]:
            break
        if not token.is_word:
            abbreviated = token.text == "." and j > i and _ABBREVIATION.search(clause.text[: token.end])
            if not (abbreviated and j + 1 < len(tokens)) and token.text not in "&'’":
                break
        elif (j > i and (word in _CUT_AFTER or word in _WHEN or word in AUXILIARIES)) or (j > i and not token.is_capitalised and is_finite(tokens, j) and word in _FINITE_AFTER_NAME) or (j > i and word == "and" and not _joins_names(clause, j)):
            break
        j += 1
    return j


_FINITE_AFTER_NAME = words_of("said says told added announced confirmed")


def _joins_names(clause: _Clause, j: int) -> bool:
    following = clause.tokens[j + 1] if j + 1 < len(clause.tokens) else None
    return following is not None and (following.is_capitalised or following.lower in ("other", "others", "the", "two"))


def _head_name(phrase: str) -> str:
    """The phrase without what follows a titled or personal name ("Rep. X of the Y party" → "Rep. X")."""
    phrase = phrase.strip(" ,")
    words = phrase.split()
    if len(words) > 2:
        names = read_names(phrase)
        if names and names[0].kind == "person" and names[0].start == 0:
            rest = phrase[names[0].end :]
            if re.match(r"(?:['’]s\b|\s+(?:and|&)\s)", rest):
                return phrase
            if rest.startswith((" of ", " from ", " in ", " at ", " (", ",")):
                return phrase[: names[0].end]
    return phrase


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and (text[start].isspace() or text[start] in '“"”,;:‘–—'):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '”",;:–—“'):
        end -= 1
    return (start, end) if end > start else None


def _content_before(clause: _Clause, start: int) -> tuple[int, int] | None:
    """What stands before a tag's subject at token ``start``: closed by a comma, a dash or a quotation mark."""
    if start == 0:
        return None
    mark = clause.tokens[start - 1]
    if mark.text not in ",”\"–—’'?!-:" or mark.text == ":":
        return None
    content = _trimmed(clause.text, 0, mark.start)
    if content is None:
        return None
    inside = [i for i in range(start - 1) if clause.tokens[i].end <= content[1]]
    if any(clause.is_quoted[i] for i in inside) or any(is_finite(clause.tokens, i) for i in inside):
        return content
    return content if mark.text in '”"' else None


def _skip_adjunct(clause: _Clause, i: int, base: str) -> int:
    """The position behind recipient, day and place of speaking: "told the BBC on Monday in London" → its end."""
    n = len(clause.tokens)
    j = i
    if base == "tell" and j < n and clause.lower(j) not in ("that",) and clause.lower(j - 1) not in _RECIPIENTS:
        j = _recipient_end(clause, j)
    moved = True
    while moved and j < n and not clause.is_quoted[j]:
        moved = False
        word = clause.lower(j)
        if word in _WHEN or word in ADVERBS:
            j, moved = j + 1, True
        elif word in (
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
                if clause.lower(end - 1) in _WHEN:
                    break
                end += 1
            if end < n and (clause.lower(end) in AUXILIARIES):
                break
            j, moved = end, end > j
    return j


def _recipient_end(clause: _Clause, i: int) -> int:
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
        if word in _WHEN or (j > i and word in DETERMINERS) or j - i > 7:
            break
        if j > i and is_finite(clause.tokens, j):
            break
        j += 1
    return j


def _closes(clause: _Clause, rest: int, i: int) -> bool:
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


def _content_after(clause: _Clause, cue_end: int, rest: int, base: str) -> tuple[int, int] | None:
    """What follows the reporting verb, ``None`` where it is no report."""
    n = len(clause.tokens)
    if cue_end >= n:
        return None
    limit = n
    start = cue_end
    for j in range(cue_end, min(n, cue_end + 14)):
        if clause.is_quoted[j]:
            break
        if clause.lower(j) == "that" and (j == cue_end or j <= rest + 1 or not _has_finite(clause, cue_end, j)):
            start = j + 1
            return _end_trimmed(clause, start, limit)
        if clause.tokens[j].text in ':“"' and j + 1 < n and clause.is_quoted[min(j + 1, n - 1)]:
            break
    start = rest if rest < n else cue_end
    while start < n and clause.tokens[start].text in ',:“"':
        start += 1
    if start >= n:
        return None
    quotation = clause.is_quoted[start]
    clausal = quotation or _has_finite(clause, start, n)
    opens = clause.lower(start)
    if base in _PLAIN:
        return _end_trimmed(clause, start, limit)
    if base == "tell":
        return _end_trimmed(clause, start, limit) if clausal and rest > cue_end - 1 else None
    if base in _WITH_OBJECT:
        if base == "claim" and "lives" in (clause.lower(j) for j in range(start, min(n, start + 4))):
            return None
        if base in ("dismiss", "reject") and not _rejects_words(clause, start) and not clausal:
            return None
        if base in ("deny", "dispute", "contest") and clause.lower(start + 1) in ("access", "entry", "bail"):
            return None
        return _end_trimmed(clause, start, limit)
    if base in _THAT_ONLY and not quotation:
        return None
    if base in ("promise", "pledge", "vow", "agree", "hope") and opens == "to":
        return _end_trimmed(clause, start, limit)
    if base in _NEVER_CLAUSE:
        return None
    subject = (
        opens in DETERMINERS
        or clause.tokens[start].is_capitalised
        or opens[:1].isdigit()
        or opens in ("he", "she", "it", "they", "we", "i", "there", "you", "more", "about", "around", "at", "some")
    )
    if clausal and (quotation or subject or opens.endswith("s")):
        return _end_trimmed(clause, start, limit)
    return None


_WORDS_SAID = words_of(
    "claim claims report reports allegation allegations accusation accusations suggestion suggestions rumour rumours "
    "rumor rumors charge charges assertion assertions criticism notion idea speculation story stories as"
)


def _rejects_words(clause: _Clause, start: int) -> bool:
    return any(clause.lower(j) in _WORDS_SAID for j in range(start, min(len(clause.tokens), start + 8)))


def _has_finite(clause: _Clause, start: int, end: int) -> bool:
    return any(is_finite(clause.tokens, j) for j in range(start, end))


def _end_trimmed(clause: _Clause, start: int, end: int) -> tuple[int, int] | None:
    """The span of tokens ``start`` to ``end`` without the relays at its end."""
    if start >= len(clause.tokens):
        return None
    first, last = clause.tokens[start].start, clause.tokens[end - 1].end
    relay = re.compile(r",\s+(?:citing|quoting|according to|adding)\b").search(clause.text, first)
    if relay:
        last = relay.start()
    while last > first and clause.text[last - 1] in " .,;":
        last -= 1
    return _trimmed(clause.text, first, last)


def _read_quoted_as(clause: _Clause) -> Speech | None:
    """ "X was quoted as saying (by Y)": X speaks, Y is the nearest reporter."""
    match = _QUOTED_AS.search(clause.text)
    if match is None:
        return None
    k = next((i for i, token in enumerate(clause.tokens) if token.start == match.start()), 0) - 1
    subject = _subject_before(clause, k)
    if subject is None:
        return None
    start, end = subject
    name = _head_name(clause.span(start, end))
    after = next((i for i, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
    chain: tuple[str, ...] = (name,)
    if clause.lower(after) == "by":
        chain = (_head_name(clause.span(after + 1, _phrase_end(clause, after + 1))), name)
    content = _content_before(clause, start) or _content_after(clause, after, after, "say")
    return Speech(name, match.group(), chain, content)


def _read_according(clause: _Clause) -> Speech | None:
    for match in _ACCORDING.finditer(clause.text):
        i = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
        if i >= len(clause.tokens) or clause.is_quoted[i] or clause.lower(i) in _NOT_SOURCES:
            continue
        end = _phrase_end(clause, i)
        name = _head_name(clause.span(i, end))
        if not name:
            continue
        by = _ESTIMATE_BY.match(clause.text, clause.tokens[i].start)
        if by:
            i = next(n for n, token in enumerate(clause.tokens) if token.start >= by.end())
            name = _head_name(clause.span(i, _phrase_end(clause, i))) or name
        if match.start() > 2:
            content = _trimmed(clause.text, 0, match.start())
        else:
            comma = clause.text.find(",", clause.tokens[end - 1].end)
            content = _trimmed(clause.text, comma + 1, _full_stop(clause.text)) if comma >= 0 else None
        return Speech(name, match.group(), (name,), content)
    return None


def _full_stop(text: str) -> int:
    end = len(text.rstrip())
    return end - 1 if end and text[end - 1] == "." else end


def _read_estimate(clause: _Clause) -> Speech | None:
    """ "in an assessment by X", "an estimate from X"."""
    match = _ESTIMATE_BY.search(clause.text)
    if match is None:
        return None
    i = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
    if i >= len(clause.tokens) or clause.is_quoted[i]:
        return None
    name = _head_name(clause.span(i, _phrase_end(clause, i)))
    if not name:
        return None
    return Speech(name, match.group().strip(), (name,), None)


def _read_headline(clause: _Clause) -> Speech | None:
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
        return Speech(name, ":", (name,), _trimmed(clause.text, right[0].start, end))
    return None


def _is_source(tokens: list[Token]) -> bool:
    """Whether the words can be a speaker: a role, an acronym or a titled name, and no verb."""
    if any(is_finite(tokens, i) for i in range(len(tokens))) or tokens[0].text[0].isdigit():
        return False
    words = [token.lower for token in tokens]
    last = words[-1]
    return (
        last in _ROLES
        or last in _PEOPLE
        or words[0].rstrip(".") in _TITLES
        or any(token.text.isupper() and len(token.text) > 1 for token in tokens)
    )


_PEOPLE = words_of("sources experts observers study survey poll reports media un police")


def _with_relays(clause: _Clause, speech: Speech) -> Speech:
    """``speech`` with the origin that it cites at the end of its chain."""
    chain = speech.chain
    for match in _RELAYS.finditer(clause.text):
        if any(a <= match.start() < b for a, b in clause.quoted):
            continue
        i = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
        if i >= len(clause.tokens):
            continue
        name = _head_name(clause.span(i, _phrase_end(clause, i)))
        if not name or name in chain:
            continue
        if match.group("relayed") and "briefed" not in match.group():
            chain = (name, *chain)
        else:
            chain = (*chain, name)
    return replace(speech, chain=chain)


def _with_antecedent(speech: Speech, before: str) -> Speech:
    """``speech`` with "he", "it" or "the agency" replaced by whom they stand for, where ``before`` tells."""
    antecedent = _antecedent(speech.name, before)
    if antecedent is None or antecedent == speech.name:
        return speech
    chain = tuple(antecedent if name == speech.name else name for name in speech.chain)
    return replace(speech, name=antecedent, chain=chain)


def _antecedent(name: str, before: str) -> str | None:
    words = name.lower().split()
    is_person = words in (["he"], ["she"])
    is_thing = words == ["it"]
    are_many = words == ["they"]
    role = words[-1] if len(words) in (2, 3) and words[0] == "the" else None
    if not before.strip() or not (is_person or is_thing or are_many or role in _ROLES):
        return None
    paragraph = before.rstrip().rsplit("\n\n", 1)[-1]
    sentences = split_sentences(before)
    near = sentences[-max(2, len(split_sentences(paragraph))) :] if not role else sentences[-6:]
    for n in range(len(near) - 1, -1, -1):
        sentence = near[n]
        spans = quoted_spans(sentence, is_quote_open(" ".join(near[:n])))
        found = _read_sentence(sentence, spans)
        candidates = [found.name] if found is not None else []
        candidates += [found_name.text for found_name in reversed(read_names(sentence))]
        for candidate in candidates:
            if candidate.lower() in ("he", "she", "it", "they"):
                continue
            if _fits(candidate, is_person, is_thing, are_many, role):
                return candidate
    return None


def _fits(candidate: str, is_person: bool, is_thing: bool, are_many: bool, role: str | None) -> bool:
    lower = candidate.lower()
    last = lower.split()[-1] if lower.split() else ""
    names = read_names(candidate)
    kind = names[0].kind if names else "other"
    if is_person:
        return kind == "person" or last in _TITLES
    if are_many:
        return last.endswith("s") or " and " in lower
    if kind == "person" and not last.endswith("agency"):
        return role in _TITLES if role else False
    if is_thing:
        return kind in ("body", "place") or last in _ROLES
    return role is not None and (role in lower or _ROLE_GROUPS.get(role, "") in lower) and lower != f"the {role}"


_ROLE_GROUPS = {"agency": "service", "service": "agency", "army": "military", "military": "army", "company": "inc"}


def same_speaker(a: str, b: str, context: str = "") -> bool | None:
    """Whether two speakers are one; ``None`` where the words cannot tell."""
    if a.strip().casefold() == b.strip().casefold():
        return True
    first, second = read_names(a), read_names(b)
    if not first or not second:
        return None
    return any(same_name(x, y) for x in first for y in second)


_ = Name
