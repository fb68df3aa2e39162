"""Who a passage says said it: the reporting verb, its subject, the chain behind it, and what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from service.assessment.names import read_names
from service.assessment.quotations import ABBREVIATION, is_quote_open, quoted_spans, split_sentences
from service.assessment.records import Speech
from service.assessment.speakers import same_speaker as same_speaker
from service.assessment.verbs import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    HAVE,
    MODALS,
    PAST,
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
    "confirm claim estimate report deny dismiss reject refute dispute predict acknowledge admit reveal "
    "disclose note expect forecast anticipate rebut contest project put"
)
# Verbs that report only with "that", a clause or a quotation after them, or as a tag behind one.
_WITH_CLAUSE = words_of(
    "tell add explain recall suggest maintain conclude write tweet post comment reply respond promise pledge "
    "vow concede observe indicate complain emphasise emphasize underline agree caution continue boast joke "
    "believe think fear hope assess reckon suspect find show calculate determine contend counter recount ask "
    "point hint signal imply understand guess assume accuse describe quote"
)
_REPORTING = _PLAIN | _WITH_OBJECT | _WITH_CLAUSE
_MENTAL = words_of("believe think fear hope assess reckon suspect understand guess assume expect anticipate")
_THAT_ONLY = words_of(
    "continue find show calculate determine signal imply post observe understand agree hint point ask"
)
_NEVER_CLAUSE = words_of("describe accuse quote ask")
_DENYING = words_of("deny dismiss reject refute dispute rebut contest")
_FORMS_OUTSIDE = {"emphasising": "emphasise", "said": "say", "forecasted": "forecast"}
_BASES = {base: base for base in _REPORTING}

_ROLES = words_of(
    "agency ministry government army military company group spokesman spokeswoman spokesperson minister "
    "official officials lawmaker lawmakers police office department union party court bank service president "
    "leader chief director committee report statement newspaper paper lawyer lawyers father mother author "
    "professor scientist scientists researcher researchers analyst analysts witness witnesses firm "
    "association federation"
)
_TITLES = words_of(
    "mr mrs ms miss dr prof professor sir dame lord lady rep sen gov gen lt col maj capt sgt adm president "
    "premier chancellor minister secretary senator general colonel director ambassador judge king queen "
    "prince princess pope mayor governor congressman congresswoman captain major admiral sheikh ayatollah "
    "spokesman spokeswoman spokesperson chairman chairwoman chief commissioner inspector"
)
_RECIPIENTS = words_of(
    "reporters journalists lawmakers parliament mps senators deputies correspondents investors shareholders "
    "them him us me viewers listeners congress delegates colleagues"
)
_WHEN = words_of(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight earlier later recently "
    "afterwards previously again separately late early"
)
_STOP_BEFORE = words_of(
    "when while because although though if unless whether that as before after until since but so which what "
    "where how who whose whom yet than"
)
_CUT_AFTER = PREPOSITIONS - {"of", "for", "like", "including", "against", "near"} | words_of(
    "who whose whom which that when while as because but if where"
)
_RELAY_CLAUSE = re.compile(r",\s+(?:citing|quoting|according to|adding)\b")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+)?(?P<cue>(?:confirmed|denied|disputed|reported|rejected|dismissed|announced|"
    r"estimated|claimed|refuted|acknowledged|contested)(?:\s+as\s+\w+)?\s+by)\s+"
)
_QUOTED_HIM = re.compile(r"\bquot(?:ed|es|ing)\s+(?P<who>[^,.;:“”\"]{2,60}?)\s+as\s+saying\b")
_RELAYS = re.compile(
    r"\b(?P<citing>citing|quoting|relaying)\b(?:[^,.;]{0,40}?\b(?:by|from)\b)?"
    r"|\b(?:after|following|during|in|at|at the end of)\s+(?:an?|the|its|his|her|their)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:briefing|hearing|session|audit|report)\s+(?P<briefed>by|from|with|of)\b"
    r"|\b(?P<relayed>(?:as\s+)?(?:quoted|cited|relayed)\s+by|briefed\s+by)\b"
)
_QUOTED_AS = re.compile(r"\b(?:was|were|is|are|been)\s+(?:quoted|cited|reported)\s+(?:as\s+)?saying\b")
_ACCORDING = re.compile(r"\baccording\s+to\b|\bin\s+the\s+words\s+of\b|\bas\s+per\b|^to\s+quote\b", re.IGNORECASE)
_NOT_SOURCES = words_of("plan plans schedule protocol law rules custom tradition need size age")
_ESTIMATE_BY = re.compile(
    r"\b(?:in|by|from|on)?\s*(?:an?|the|its|one)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:assessment|estimate|analysis|tally|count|report|statement|study|survey|poll|investigation)\s+(?:by|from)\s+"
)
_OPENERS = '“"'


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
        return _with_antecedent(replace(found, quoted=tuple(quoted)), before, text)
    if _is_all_quoted(text, quoted) and text.rstrip()[-2:] in (",”", ',"'):
        tag = (split_sentences(after) or [""])[0]
        found = _read_sentence(f"{text} {tag}", quoted_spans(f"{text} {tag}", opened))
        if tag and found is not None:
            return _with_antecedent(replace(found, quoted=tuple(quoted)), before, text)
    if before.rstrip()[-2:] in (",”", ',"') and not quoted:
        found = _read_sentence(f"“So it was,” {text}", [(1, 11)])
        if found is not None:
            return _with_antecedent(replace(found, content=None, quoted=()), before)
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
        if found is not None and found.name.lower().replace("’", "'").split("'")[0].split()[0] not in (
            "i",
            "you",
            "we",
        ):
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
    if sourced is not None and best is not None:
        # behind what is said the source is the nearest reporter, inside it the origin
        inside = best.content is not None and best.content[0] <= text.find(sourced.cue) < best.content[1]
        chains = (best.chain, sourced.chain) if inside else (sourced.chain, best.chain)
        best = replace(best, chain=_joined(*chains))
    best = best or sourced or _read_passive(clause) or _read_estimate(clause) or _read_headline(clause)
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
        if _calls_false(clause, i):
            base = lemma(token.lower)
        elif base not in _REPORTING:
            continue
        if _is_reporting(clause, i, base):
            yield i


@lru_cache(maxsize=4096)
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
    if word == base and word not in ("forecast",) and base not in ("tell", "put"):
        # "officials say", "experts estimate": a plural subject; "the report", "a claim" are nouns
        plural = before.endswith("s") or before in ("they", "people", "police", "many", "some", "i", "we", "you")
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


def _read_verb(clause: _Clause, i: int) -> tuple[Speech, bool] | None:
    """The speech that the reporting verb at ``i`` makes, and whether it stands as a tag behind what was said."""
    base = lemma(clause.lower(i))
    if base not in _REPORTING:
        base = _report_base(clause.lower(i))
    if base == "put" and not _puts_figure(clause, i):
        return None
    denies = base in _DENYING or _calls_false(clause, i)
    k = _previous(clause, i)
    after = clause.lower(i + 1)
    # inverted tag: "...," said Mr X
    if (
        (k < 0 or clause.tokens[k].text in ",”\"’'?!–—" or (k != i - 1 and clause.tokens[k].text in ',”"'))
        and (after not in {"that", ",", ".", "", ":"} | PREPOSITIONS | _WHEN and base in _PLAIN | _WITH_CLAUSE)
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
    if base == "tell" and after in _RECIPIENTS:
        cue_end = i + 2
    cue = clause.span(i, cue_end)
    tag_content = _content_before(clause, start)
    rest = _skip_adjunct(clause, cue_end, base)
    if tag_content is not None and _closes(clause, rest, i):
        if base not in _NEVER_CLAUSE or (base == "ask" and clause.quoted and clause.quoted[0][0] <= 1):
            return Speech(name, cue, (name,), tag_content, denies), True
        return None
    content = _content_after(clause, cue_end, rest, base)
    if content is None and base in _FINDING and _has_finite(clause, rest, len(clause.tokens)):
        content = _end_trimmed(clause, rest, len(clause.tokens)) if name.lower().split()[-1] in _STUDIES else None
    if content is None:
        return None
    return Speech(name, cue, (name,), content, denies), False


_FINDING = words_of("find show suggest indicate reveal")
_STUDIES = words_of("study studies research survey surveys poll polls data test tests analysis report reports figures")


def _puts_figure(clause: _Clause, i: int) -> bool:
    """Whether the verb at ``i`` opens "put the number at 40": a determiner, then "at" and a figure."""
    if clause.lower(i + 1) not in DETERMINERS | {"total", "losses", "casualties"}:
        return False
    ats = [j for j in range(i + 2, min(i + 14, len(clause.tokens))) if clause.lower(j) == "at"]
    return any(clause.text[token.start].isdigit() for j in ats for token in clause.tokens[j + 1 : j + 6])


def _calls_false(clause: _Clause, i: int) -> bool:
    """Whether the verb at ``i`` calls something false."""
    if lemma(clause.lower(i)) not in ("call", "describe", "brand"):
        return False
    return any(token.lower in _FALSE for token in clause.tokens[i + 1 : i + 9])


_FALSE = words_of("false fake untrue baseless unfounded nonsense lies fabricated")


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


def _after_comma(clause: _Clause, k: int) -> int:
    """The first token behind the comma before ``k``; quoted words of a few are stepped over."""
    j = k
    while j > 0 and clause.tokens[j - 1].text not in ",;:":
        j -= 1
    return j


def _apposition_start(clause: _Clause, k: int) -> int | None:
    """The first token of what stands between commas before the verb, the closing comma at ``k``.

    ``-1`` where it is itself the titled person whose role goes first; ``None`` where nothing is.
    """
    segment = _after_comma(clause, k)
    if segment < 2 or clause.tokens[segment - 1].text != "," or clause.is_quoted[segment - 1]:
        return None
    if _is_titled(clause, segment, k):
        return -1
    starts = [segment]
    while starts[-1] > 1 and clause.tokens[starts[-1] - 1].text == "," and len(starts) < 5:
        starts.append(_after_comma(clause, starts[-1] - 1))
    openers = [start for start in starts if start > 1 and clause.tokens[start - 1].text == ","]
    relative = next((n for n, start in enumerate(openers) if clause.lower(start) in ("who", "which", "whose")), None)
    if relative is not None:
        chosen = openers[relative]
        openers = openers[relative + 1 :]
    else:
        chosen = openers[0]
    for start in openers:
        if not _starts_appositive(clause, start) and clause.lower(start) not in PREPOSITIONS:
            break
        chosen = start
    return chosen


def _is_titled(clause: _Clause, start: int, end: int) -> bool:
    """Whether tokens ``start`` to ``end`` are a titled person: the name, where a role stands before it."""
    names = read_names(clause.span(start, end))
    return (
        clause.tokens[start].is_capitalised
        and bool(names)
        and names[0].start == 0
        and (names[0].kind == "person" and clause.lower(start).rstrip(".") in _TITLES)
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
    if tokens[k].lower.isalpha() and not tokens[k].is_capitalised and tokens[k].lower in PAST:
        return None
    if tokens[k].text == ",":
        opened = _apposition_start(clause, k)
        if opened is None:
            return None
        if opened < 0:
            return _segment_start(clause, k), k
        end = opened - 1
        k = end - 1
        if k < 0 or not tokens[k].is_word:
            return None
    elif tokens[k].text in "-–—":
        dash = next((j for j in range(k - 1, 0, -1) if tokens[j].text in "-–—"), None)
        if dash is None or k - dash > 12:
            return None
        k, end = dash - 1, dash
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
        if word in AUXILIARIES or (
            start < k
            and not token.is_capitalised
            and is_finite(tokens, start)
            and not (word.endswith(("ed", "en", "wn")) and clause.lower(start + 1) in PREPOSITIONS)
        ):
            opens = not tokens[start - 1].is_word or clause.lower(start - 1).endswith("ly") if start else True
            if word.endswith("ed") and opens and tokens[start + 1].is_capitalised:
                lead = clause.lower(start - 1).endswith("ly") if start else False
                return start - lead, k + 1  # "badly injured Mr X said"
            joint = next((j for j in range(k, start, -1) if clause.lower(j) in ("and", "but")), None)
            if joint == k:
                return _clause_subject(clause, k)
            return _without_lead(clause, joint + 1, k + 1) if joint is not None else None
        start -= 1
    start += 1
    if clause.lower(k) in ("and", "but", "or"):
        return _clause_subject(clause, k)
    if any(clause.lower(j) == "and" for j in range(start, k)) and start > 1 and tokens[start - 1].text == ",":
        start = _list_start(clause, start)
    return _without_lead(clause, start, k + 1)


def _list_start(clause: _Clause, start: int) -> int:
    """The first token of "A, B and C" whose last comma stands before ``start``: members are names or begin with one."""
    first = start
    while first > 1 and clause.tokens[first - 1].text == ",":
        j = first - 2
        while j >= 0 and clause.tokens[j].is_word and not clause.is_quoted[j]:
            j -= 1
        member = range(j + 1, first - 1)
        names = read_names(clause.span(j + 1, first - 1)) if 0 < len(member) <= 5 else []
        if not names or any(clause.lower(m) in PREPOSITIONS or is_finite(clause.tokens, m) for m in member):
            break
        first = j + 1
    return first


def _clause_subject(clause: _Clause, k: int) -> tuple[int, int] | None:
    """The subject of the clause whose second verb follows the "and" at ``k``: "The bank is small and said …"."""
    verb = next((j for j in range(k) if not clause.is_quoted[j] and is_finite(clause.tokens, j)), None)
    return _subject_before(clause, verb - 1) if verb else None


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
            if (
                (fresh and (word in DETERMINERS or word in _TITLES or word in ("he", "she", "it", "they", "we", "i")))
                or (fresh and clause.lower(j - 1) in _WHEN and tokens[j].is_capitalised)
                or (fresh and tokens[j].is_capitalised and not tokens[j - 1].is_capitalised)
            ):
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
            abbreviated = token.text == "." and j > i and ABBREVIATION.search(clause.text[: token.end])
            if not (abbreviated and j + 1 < len(tokens)) and token.text not in "&'’":
                break
        elif (
            (j > i and _cuts(clause, j))
            or (j > i and not token.is_capitalised and is_finite(tokens, j) and word in _FINITE_AFTER_NAME)
            or (j > i and word == "and" and not _joins_names(clause, j))
        ):
            break
        j += 1
    return j


def _cuts(clause: _Clause, j: int) -> bool:
    """Whether token ``j`` ends a noun phrase that began before it."""
    word = clause.lower(j)
    return word in _CUT_AFTER or word in AUXILIARIES or (word in _WHEN and clause.lower(j - 1) != "the")


_FINITE_AFTER_NAME = words_of("said says told added announced confirmed")


def _joins_names(clause: _Clause, j: int) -> bool:
    following = clause.tokens[j + 1] if j + 1 < len(clause.tokens) else None
    return following is not None and (following.is_capitalised or following.lower in ("other", "others", "the", "two"))


_DAY_BEHIND = re.compile(
    r"\s+(?:(?:on|late|early|earlier|last|this)\s+)*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|month|year)(?:\s+(?:night|"
    r"morning|evening|afternoon))?$",
    re.IGNORECASE,
)


def _head_name(phrase: str) -> str:
    """The phrase without what follows a titled or personal name ("Rep. X of the Y party" → "Rep. X")."""
    phrase = re.sub(r"\s+(?:quoted|cited|interviewed)\s+(?:by|in)\b.*$", "", phrase.strip(" ,"))
    phrase = _DAY_BEHIND.sub("", phrase)
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
    opener = clause.lower(0)
    return content if len(inside) >= 3 and opener not in PREPOSITIONS | _STOP_BEFORE else None


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
        elif (word != "to" or base in _PLAIN) and word in (
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
    if base in ("called", "calls", "call", "branded", "brands"):
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
    "claim claims report reports allegation allegations accusation accusations suggestion suggestions rumour "
    "rumours rumor rumors charge charges assertion assertions criticism notion idea speculation story stories "
    "as"
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
    relay = _RELAY_CLAUSE.search(clause.text, first)
    if relay and relay.start() > first:
        last = relay.start()
    while last > first and clause.text[last - 1] in " .,;":
        last -= 1
    return _trimmed(clause.text, first, last)


def _read_quoted_as(clause: _Clause) -> Speech | None:
    """ "X was quoted as saying (by Y)": X speaks, Y is the nearest reporter."""
    match = _QUOTED_AS.search(clause.text)
    if match is None:
        return _read_quoted_him(clause)
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


def _read_quoted_him(clause: _Clause) -> Speech | None:
    """ "The paper quoted X as saying": X speaks, the paper is the nearest reporter."""
    match = _QUOTED_HIM.search(clause.text)
    if match is None:
        return None
    i = next(n for n, token in enumerate(clause.tokens) if token.start >= match.start())
    subject = _subject_before(clause, _previous(clause, i))
    name = {"her": "she", "him": "he", "them": "they"}.get(match.group("who"), _head_name(match.group("who")))
    behind = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
    content = (_content_before(clause, subject[0]) if subject else None) or _content_after(
        clause, behind, behind, "say"
    )
    chain = (_head_name(clause.span(*subject)), name) if subject else (name,)
    return Speech(name, match.group(), chain, content)


def _read_passive(clause: _Clause) -> Speech | None:
    """ "The figure was disputed by the union": the agent speaks of the subject."""
    match = _PASSIVE.search(clause.text)
    if match is None or any(a <= match.start() < b for a, b in clause.quoted):
        return None
    i = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
    name = _head_name(clause.span(i, _phrase_end(clause, i))) if i < len(clause.tokens) else ""
    if not name or name[0].isdigit():
        return None
    cue = match.group("cue")
    return Speech(name, cue, (name,), _trimmed(clause.text, 0, match.start()), lemma(cue.split()[0]) in _DENYING)


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
        return _read_own_estimate(clause)
    i = next((n for n, token in enumerate(clause.tokens) if token.start >= match.end()), len(clause.tokens))
    if i >= len(clause.tokens) or clause.is_quoted[i]:
        return None
    name = _head_name(clause.span(i, _phrase_end(clause, i)))
    if not name:
        return None
    return Speech(name, match.group().strip(), (name,), None)


def _read_own_estimate(clause: _Clause) -> Speech | None:
    """ "The board's estimate of the damage is …"."""
    for i, token in enumerate(clause.tokens):
        if clause.is_quoted[i] or token.lower.removesuffix("s") not in _ESTIMATES:
            continue
        owner = next((j for j in range(i - 1, max(-1, i - 4), -1) if clause.lower(j).endswith(("'s", "s'"))), None)
        if owner is None:
            continue
        subject = _subject_before(clause, owner)
        if subject is None:
            continue
        name = _head_name(re.sub(r"['’]s?$", "", clause.span(*subject)))
        if name.lower() not in ("it", "that", "there", "here", "today", "yesterday"):
            return Speech(name, clause.span(owner + 1, i + 1), (name,), None)
    return None


_ESTIMATES = words_of("estimate assessment tally projection forecast calculation")


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
        or "via" in words
        or any(token.text.isupper() and len(token.text) > 1 for token in tokens)
    )


_PEOPLE = words_of("sources experts observers study survey poll reports media un police")


def _with_relays(clause: _Clause, speech: Speech) -> Speech:
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
        name = _head_name(clause.span(i, _phrase_end(clause, i)))
        if not name or name in chain:
            continue
        is_nearer = match.group("relayed") and "briefed" not in match.group()
        chain = (name, *chain) if is_nearer else (*chain, name)
    return replace(speech, chain=chain)


def _in_same_sentence(speech: Speech, text: str) -> str | None:
    """The person whom an adverbial before "he said" names: "In Mr X's speech, he said …"."""
    if speech.name.lower() not in ("he", "she") or speech.content is None:
        return None
    position = text.lower().find(f" {speech.name.lower()} ")
    if not 0 <= position < speech.content[0]:
        return None
    people = [name for name in read_names(text[:position]) if name.kind == "person"]
    return people[-1].text if people else None


def _with_antecedent(speech: Speech, before: str, text: str = "") -> Speech:
    """``speech`` with "he", "it" or "the agency" replaced by whom they stand for, where ``before`` tells."""
    antecedent = _in_same_sentence(speech, text) or _antecedent(speech.name, before)
    if antecedent is None or antecedent == speech.name:
        return speech
    chain = tuple(antecedent if name == speech.name else name for name in speech.chain)
    return replace(speech, name=antecedent, chain=chain)


def antecedent(name: str, before: str) -> str | None:
    """Whom ``name`` ("he", "it", "the agency") stands for after the text ``before``; ``None`` where nobody fits."""
    return _antecedent(name, before)


def _antecedent(name: str, before: str) -> str | None:
    """Whom "he", "it" or "the agency" stands for in ``before``; ``None`` where it stands for itself or nobody fits.

    The nearest sentence goes first; in it whoever speaks, then the names before its first verb.
    """
    words = name.lower().split()
    is_person = words in (["he"], ["she"])
    is_thing = words == ["it"]
    are_many = words == ["they"]
    role = words[-1] if len(words) in (2, 3) and words[0] == "the" else None
    if not before.strip() or not (is_person or is_thing or are_many or role in _ROLES):
        return None
    sentences = split_sentences(before[-2000:])
    reach = _REACH if role or is_person else 3
    n = len(sentences) - 1
    while n >= 0 and len(sentences) - n <= reach:
        sentence = sentences[n]
        spans = quoted_spans(sentence, is_quote_open(" ".join(sentences[max(0, n - 3) : n])))
        found = _read_sentence(sentence, spans)
        candidates = [found.name] if found is not None else []
        candidates += _subject_names(sentence, spans)
        for candidate in candidates:
            if candidate.lower() not in _PRONOUNS and _fits(candidate, is_person, is_thing, are_many, role):
                return _antecedent(candidate, " ".join(sentences[:n])) or candidate
        n -= 1
    return None


_REACH = 8  # sentences back that a pronoun or a short role may point; news paragraphs hold one to three each
_PRONOUNS = words_of("he she it they i we you this that who")


def _subject_names(sentence: str, quoted: list[tuple[int, int]]) -> list[str]:
    """Names before the first finite verb, then titled persons anywhere, outside quotation marks."""
    tokens = tokenise(sentence)
    verb = next(
        (
            t.start
            for i, t in enumerate(tokens)
            if is_finite(tokens, i) and not any(a <= t.start < b for a, b in quoted)
        ),
        len(sentence),
    )
    names = [name for name in read_names(sentence) if not any(a <= name.start < b for a, b in quoted)]
    subjects = [
        name.text
        for name in names
        if name.start < verb and (sentence[name.end : name.end + 1] not in ("'", "’") or name is names[-1])
    ]
    titled = [name.text for name in reversed(names) if name.text.split()[0].lower().rstrip(".") in _TITLES]
    people = [name.text for name in reversed(names) if name.kind == "person"]
    return subjects + titled + people


def _fits(candidate: str, is_person: bool, is_thing: bool, are_many: bool, role: str | None) -> bool:
    lower = candidate.lower()
    last = lower.split()[-1] if lower.split() else ""
    names = read_names(candidate)
    kind = names[0].kind if names else "none"
    if is_person:
        titled = any(word.rstrip(".,") in _TITLES for word in lower.split())
        alone = kind == "other" and len(names) == 1 and names[0].text == candidate and " " not in candidate
        return titled or alone or any(name.kind == "person" for name in names)
    if are_many:
        return (last.endswith("s") and kind in ("none", "body", "demonym")) or " and " in lower
    if is_thing:
        return kind in ("body", "place") or any(word in _ROLES - _TITLES for word in lower.split())
    if role is None or lower == f"the {role}":
        return False
    if kind == "person":
        return role in _TITLES and role in lower
    acronym = len(names) == 1 and kind == "body" and names[0].text.isupper() and role in _BODY_ROLES
    return acronym or role in lower or _ROLE_GROUPS.get(role, "-") in lower


_BODY_ROLES = words_of("agency service organisation group body office bureau department committee watchdog union")
_ROLE_GROUPS = {"agency": "service", "service": "agency", "army": "military", "military": "army", "company": "inc"}
