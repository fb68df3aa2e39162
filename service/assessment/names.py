"""Names in a text, and whether two spellings name the same person, place or body."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from service.assessment.countries import read_table
from service.assessment.verbs import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    REGULAR,
    SUBORDINATORS,
    Token,
    lemma,
    tokenise,
    words_of,
)
from service.assessment.verbs import is_past as _is_past


class Name(NamedTuple):
    """A name as printed, titles included, a possessive -s left out; ``start``, ``end`` are offsets into the text.

    ``kind`` is ``person``, ``place``, ``body``, ``demonym`` or ``other``. ``key`` holds its lower-case tokens without
    titles, hyphens and diacritics.
    """

    text: str
    start: int
    end: int
    kind: str
    key: tuple[str, ...]


_ABBREVIATED = words_of("mr mrs ms dr prof rep sen gov gen lt col maj capt sgt adm st jr sr")
_HONORIFICS = words_of(
    "mr mrs ms miss dr prof rep sen gov gen lt col maj capt sgt adm sir dame lord lady madam baroness"
)
_OFFICES = words_of(
    "president premier chancellor minister secretary senator general colonel director ambassador judge king "
    "queen prince princess pope mayor governor congressman congresswoman captain major admiral sheikh "
    "ayatollah emir sultan spokesman spokeswoman spokesperson chairman chairwoman commissioner inspector "
    "professor representative lieutenant sergeant bishop archbishop cardinal imam rabbi reverend father "
    "sister chief marshal brigadier commander superintendent councillor justice attorney leader coach manager "
    "detective officer envoy deputy undersecretary taoiseach ceo cfo coo chair speaker boss sheriff prosecutor "
    "corporal constable presidents messrs dci det insp supt executive counsel"
)
_OFFICE_MODIFIERS = words_of(
    "prime foreign defence defense interior finance vice home attorney chief first deputy former acting "
    "health education justice trade energy transport environment culture assistant senior press general "
    "unification national security intelligence supreme crown executive managing treasury labour labor "
    "agriculture economy lieutenant major state opposition police party rear permanent shadow special "
    "district house senate majority minority lance"
)
_TITLES = _HONORIFICS | _OFFICES
_TITLE_STARTS = _OFFICES | words_of("vice co ex deputy under lord")  # Secretary-General, Vice-President
_PARTICLES = words_of("de van von der den da di do dos das del della du la le bin ibn al el abu ter ten af av zu y")
_BODY_NOUNS = words_of(
    "ministry service services agency party council staff army force forces corps committee university "
    "institute bank office department court parliament union association company group police commission "
    "house senate congress pentagon kremlin times post news foundation federation organisation organization "
    "authority navy guard guards bureau club fund college school hospital museum board society inc ltd corp "
    "plc airlines airways motors press journal guardian telegraph tribune assembly cabinet treasury command "
    "administration network alliance league front movement brigade division regiment trust centre center "
    "nations chiefs cross crescent observatory embassy academy church politburo duma knesset bundestag "
    "interpol nato opec unesco unicef"
)
_GOVERNMENT_NOUNS = words_of(
    "ministry army navy parliament government embassy foreign defence defense forces military police cabinet "
    "congress senate treasury interior state department intelligence security coast air joint general armed"
)
_PLACE_NOUNS = words_of(
    "river sea peninsula island islands city province street square mountains lake ocean desert valley bay "
    "gulf strait region oblast county district airport bridge road coast canal beach hill hills mount "
    "republic state territory town village port harbour harbor park station stadium strip"
)
_EVENT_NOUNS = words_of(
    "prix prize award awards cup festival games olympics championship championships series act bill plan open masters "
    "tour day week show film war treaty accord pact agreement summit conference revolution century age code"
)
_PLACE_HEADS = words_of(
    "mount lake cape fort port saint san santa new north south east west northern southern eastern western"
)
_CALENDAR = words_of(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december mon tue tues wed thu thurs fri sat sun jan feb mar apr jun "
    "jul aug sep sept oct nov dec christmas easter am pm gmt utc bst est"
)
_COMMON = words_of(
    "after before when while if although though however meanwhile but and or so yet then there here now today "
    "yesterday tomorrow earlier later last next first second third once more most some many few several all "
    "both each every no not none nobody one two three four five six seven eight nine ten eleven twelve dozens "
    "hundreds thousands millions about around nearly almost over under at least only just also even still "
    "already again perhaps maybe please yes what who which where why how whose whom this that these those it "
    "he she they we i you his her its their our my your officials experts observers analysts police soldiers "
    "troops people residents witnesses authorities reports sources lawmakers workers women men children "
    "students scientists researchers doctors critics supporters protesters rebels militants campaigners "
    "ministers leaders members opposition prices shares sales profits exports imports figures data studies "
    "talks rain heavy old former current local private big small high low good bad best worst another other "
    "such same two-thirds half part according despite given based asked speaking read sign advertisement "
    "photo image watch listen related breaking exclusive update live video analysis opinion comment editor's "
    "headlines story stories article source caption"
)
_COMMON_UNLESS_FOLLOWED = words_of(
    "national international foreign public new research war government work peace army military parliament "
    "president agency spokesman news share shares central federal supreme health police"
)  # common at the start of a sentence, part of a name before another capital
_FUNCTION = words_of(
    "after before when while if although though however meanwhile but and or so yet then there here now today "
    "yesterday what who which where why how this that these those it he she they we i you his her its their "
    "our my your is are was were has have had do does did not no as at by from in into on over to with "
    "without about because since until the a an"
)
_ACRONYM = re.compile(r"^(?:[A-Z]\.){2,}$|^[A-Z][A-Z&]{1,6}s?$|^[A-Z]{1,4}\d{1,2}$|^[A-Z][a-z]?[A-Z]{1,4}$")
_AMPERSAND = re.compile(r"\b([A-Z]{1,2})&([A-Z]{1,2})\b")
_ARTICLED = re.compile(r"^(?:al|el|ad|as|ash|ar|an|at|ul|d|o)[-'’][A-Z]")  # al-Sadr, d'Estaing
_ARTICLE_FIRST = re.compile(r"(?:al|el|ash|as)[-‑][A-Z][a-z]")
_SENTENCE_OPENERS = '.!?:;“"‘•–—\n('
_CONNECTORS = words_of("of for the and & on to in")


@lru_cache(maxsize=16_384)
def _plain(word: str) -> str:
    """Lower case without diacritics, apostrophes and stops."""
    flat = unicodedata.normalize("NFKD", word.replace("ł", "l").replace("ø", "o").replace("ß", "ss"))
    return "".join(char for char in flat if not unicodedata.combining(char) and char not in ".'’ʼ").lower()


def _key(words: list[str]) -> tuple[str, ...]:
    return tuple(part for word in words for part in _parts(word))


@lru_cache(maxsize=16_384)
def _parts(word: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[-‐‑–\s]+", _plain(word)) if part)


@lru_cache(maxsize=1)
def _world() -> dict[tuple[str, ...], tuple[str, str]]:
    """Key → (country, sort) of every name, demonym, capital and alias."""
    world: dict[tuple[str, ...], tuple[str, str]] = {}
    for country, spelling, sort in read_table():
        world.setdefault(_key(spelling.split()), (country, sort))
    return world


_LONGEST = 6  # words in the longest spelling of the country table
_ALWAYS_CAPITAL = re.compile(r"I\b|The Hague\b|The Gambia\b|The Bahamas\b")


def country_of(name: Name) -> str | None:
    """The country that a name, demonym, capital or seat of government stands for, by its English short name."""
    found = _world().get(name.key)
    return found[0] if found else None


def is_capital(name: Name) -> bool:
    """Whether the name is that of a capital or seat of government, rather than of a country or its people."""
    found = _world().get(name.key)
    return found is not None and found[1] == "capital"


# -------------------------------------------------------------------------------------------------- reading


def read_names(text: str) -> list[Name]:
    """The names of ``text`` in order, none inside another."""
    tokens = tokenise(text)
    capitalised_inside = _capitalised_inside(tokens, text)
    names: list[Name] = []
    i = 0
    while i < len(tokens):
        if not _opens_name(tokens, i, text, capitalised_inside):
            i += 1
            continue
        end = _run_end(tokens, i, text)
        country = _country_at(tokens, i, text)
        if country is not None and country[0] >= end:
            names.append(country[1])
            i = country[0]
            continue
        names.extend(_names_of_run(tokens, i, end, text))
        i = max(end, i + 1)
    return names


def inside(name: str) -> str:
    """Who is named, as it stands inside a sentence: "The spy agency" → "the spy agency". A name keeps its capital."""
    keeps = not name[:1].isupper() or name[1:2].isupper() or _ALWAYS_CAPITAL.match(name)
    if keeps or any(found.start == 0 for found in read_names(name)):
        return name
    return name[0].lower() + name[1:]


def _country_at(tokens: list[Token], i: int, text: str) -> tuple[int, Name] | None:
    """The longest country or capital of several words that begins at token ``i``, and the token behind it."""
    if _plain(tokens[i].text).split("-")[0] not in _first_words():
        return None
    for j in range(min(len(tokens), i + _LONGEST), i + 1, -1):
        for last in (_unpossessed(tokens[j - 1]), tokens[j - 1].text):
            key = _key([*(token.text for token in tokens[i : j - 1]), last])
            if key in _world() and tokens[j - 1].is_word:
                end = tokens[j - 1].start + len(last)
                kind = "demonym" if _world()[key][1] == "demonym" else _seat_kind(key)
                return j, Name(text[tokens[i].start : end], tokens[i].start, end, kind, key)
    return None


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """First words of spellings that hold several."""
    return frozenset(key[0] for key in _world() if len(key) > 1)


_SEATS = frozenset(
    {("white", "house"), ("downing", "street"), ("blue", "house"), ("elysee", "palace"), ("european", "union")}
)


def _seat_kind(key: tuple[str, ...]) -> str:
    return "body" if key in _SEATS else "place"


def _capitalised_inside(tokens: list[Token], text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words that stand capitalised inside a sentence, and words that stand in lower case."""
    inside = {t.lower for i, t in enumerate(tokens) if t.is_capitalised and not _starts_sentence(tokens, i, text)}
    lower = {t.lower for t in tokens if t.text[0].islower()}
    return frozenset(inside), frozenset(lower)


def _starts_sentence(tokens: list[Token], i: int, text: str) -> bool:
    if i == 0:
        return True
    before = tokens[i - 1]
    return before.text in _SENTENCE_OPENERS or "\n" in text[before.end : tokens[i].start]


def _is_title(token: Token) -> bool:
    word = token.lower.rstrip(".")
    return word in _TITLES or ("-" in word and word.split("-")[-1] in _TITLES and word.split("-")[0] in _TITLE_STARTS)


def _opens_name(tokens: list[Token], i: int, text: str, seen: tuple[frozenset[str], frozenset[str]]) -> bool:
    token = tokens[i]
    word = token.lower.rstrip(".")
    if _ARTICLE_FIRST.match(token.text) or (
        token.text == "No" and i + 1 < len(tokens) and tokens[i + 1].text.split("'")[0] == "10"
    ):
        return True
    if not token.is_capitalised or not token.text[0].isalpha():
        return False
    if word.endswith("'s"):
        word = word[:-2]
    if word in _CALENDAR and not (
        word in ("may", "march", "april", "june", "august", "jan") and _follows_title(tokens, i)
    ):
        return False
    if _ACRONYM.match(token.text.replace("’s", "").replace("'s", "")) and len(token.text) > 1:
        return word not in ("a", "i")
    if word in _COMMON_UNLESS_FOLLOWED:
        return _is_capital(tokens, i + 1) and tokens[i + 1].lower not in _CALENDAR
    if word in DETERMINERS or word in PREPOSITIONS or word in SUBORDINATORS or word in AUXILIARIES or word in _FUNCTION:
        return False
    if word in _COMMON:
        return _is_title(token) and _is_capital(tokens, i + 1)
    if word == "i" or (
        "'" in word and word.split("'")[0] in ("i", "it", "he", "she", "they", "we", "you", "that", "there")
    ):
        return False
    if not _starts_sentence(tokens, i, text):
        return True
    inside, lower = seen
    if word in inside or (word,) in _world():
        return True
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is not None and following.is_capitalised and following.lower not in _CALENDAR:
        return True
    if following is not None and following.text == "&":
        return True
    if word in lower or lemma(word) in REGULAR or _is_past(word) or _is_adverb(word):
        return False
    return not (word.endswith("ing") and len(word) > 5) and not _is_plain_plural(word)


def _is_adverb(word: str) -> bool:
    """Whether a first word ends as adverbs do, and not as names do ("Kelly", "Connolly", "Reilly")."""
    return word.endswith("ly") and (not word.endswith(("elly", "illy", "olly")) or word in _NO_NAMES)


_NO_NAMES = words_of("wholly silly chilly hilly jelly belly folly jolly smelly frilly")


def _is_plain_plural(word: str) -> bool:
    """Whether a single capitalised first word looks like a common plural ("Bridges")."""
    return len(word) > 4 and word.endswith(
        ("ers", "ors", "ists", "ies", "ments", "tions", "ges", "ants", "ents", "ses")
    )


def _follows_title(tokens: list[Token], i: int) -> bool:
    return i > 0 and _is_title(tokens[i - 1])


def _run_end(tokens: list[Token], start: int, text: str) -> int:
    """The token behind the run of name words that begins at ``start``."""
    j = start + 1
    if _possessive(tokens[start]):
        return j
    while j < len(tokens):
        token = tokens[j]
        word = token.lower.rstrip(".")
        gap = text[tokens[j - 1].end : token.start]
        if "\n" in gap:
            break
        if _ARTICLED.match(token.text):
            j += 1
            if _possessive(token):
                break
            continue
        if token.is_capitalised and token.text[0].isalpha():
            if word in _CALENDAR and not _follows_title(tokens, j) and not _is_surname(tokens, start, j):
                break
            if word in _FUNCTION:
                break
            j += 1
            if _possessive(token):
                break
            continue
        if token.text == "." and len(tokens[j - 1].text) == 1 and _is_capital(tokens, j + 1) and gap == "":
            j += 1  # initial: J. Smith
            continue
        following = j + 1
        if word in _PARTICLES and not tokens[j - 1].text.isupper():
            while following < len(tokens) and tokens[following].lower in _PARTICLES:
                following += 1
            if _is_capital(tokens, following):
                j = following
                continue
        if word in ("of", "for", "&") and _joins(tokens, start, j):
            if following < len(tokens) and tokens[following].lower == "the":
                following += 1
            if _is_capital(tokens, following) and tokens[following].lower not in _CALENDAR:
                j = following
                continue
        if word == "&" and _is_capital(tokens, following) and tokens[following].lower not in _FUNCTION:
            j = following
            continue
        if word == "and" and _is_capital(tokens, following) and _coordinated_body(tokens, start, j):
            j = following
            continue
        if (
            token.text[0].isdigit()
            and len(token.text) <= 3
            and (tokens[j - 1].lower in ("boeing", "airbus", "no", "apollo"))
        ):
            j += 1
            continue
        break
    return j


def _is_surname(tokens: list[Token], start: int, j: int) -> bool:
    """Whether a month's name at ``j`` is a family name: "Theresa May" but not "Paris May 3"."""
    following = tokens[j + 1].text[0] if j + 1 < len(tokens) else ""
    return (
        j == start + 1
        and tokens[j].lower.removesuffix("'s") in ("may", "march", "june", "april", "august")
        and not following.isdigit()
        and _key([tokens[start].text]) not in _world()
    )


def _is_capital(tokens: list[Token], i: int) -> bool:
    return i < len(tokens) and tokens[i].is_capitalised and tokens[i].text[0].isalpha()


def _possessive(token: Token) -> bool:
    return token.lower.endswith(("'s", "s'"))


def _joins(tokens: list[Token], start: int, j: int) -> bool:
    """Whether "of" or "for" at ``j`` stands inside a name: "Ministry of Defence", "Centre for Policy Studies"."""
    before = tokens[j - 1].lower
    return (
        before in _BODY_NOUNS | _OFFICES
        or before
        in (
            "joint",
            "republic",
            "kingdom",
            "gulf",
            "bay",
            "sea",
            "strait",
            "isle",
            "tower",
            "university",
            "house",
            "chiefs",
            "cape",
            "city",
            "prince",
            "duke",
            "duchess",
            "emirates",
            "chamber",
            "board",
            "states",
            "horn",
            "rock",
            "ministers",
            "secretaries",
            "doctors",
            "reporters",
            "campaign",
            "liberation",
            "prohibition",
            "court",
            "speaker",
        )
        or (start < j - 1 and tokens[j].lower == "for" and before not in _PLACE_NOUNS)
    )


def _coordinated_body(tokens: list[Token], start: int, j: int) -> bool:
    """Whether "and" at ``j`` joins words of one name: "Ministry of Trade and Industry", "Trinidad and Tobago"."""
    run = [token.lower for token in tokens[start:j]]
    following = tokens[j + 1].lower.removesuffix("'s")
    if (*run, "and", following) in _world() or (run[-1], "and", following) in _world():
        return True
    if (run[-1] in _FIRST_OF_TWO or tuple(run[-2:]) in _PAIRED) and _is_capital(tokens, j + 2):
        return True
    return bool(
        {
            "centers",
            "centres",
            "commission",
            "secretary",
            "ministry",
            "department",
            "committee",
            "office",
            "bureau",
            "centre",
            "center",
            "institute",
            "organisation",
            "organization",
        }
        & set(run)
    ) and bool({"of", "for", "on"} & set(run))


_FIRST_OF_TWO = words_of("food securities health fish housing")
"""Words before "and" in a body's name without "of": "Food and Drug Administration", "Securities and Exchange …"."""
_PAIRED = frozenset({("national", "oceanic"), ("national", "aeronautics"), ("bill",)})


def _names_of_run(tokens: list[Token], start: int, end: int, text: str) -> list[Name]:
    """The names in a run of capitalised tokens: what stands before a title or after a country is a name by itself."""
    while start < end and tokens[start].lower in _COMMON and not _is_title(tokens[start]) and end - start > 1:
        if _world().get(_key([t.text for t in tokens[start:end]])) or _acronym_like(tokens[start]):
            break
        if tokens[start].lower in _OFFICE_MODIFIERS and tokens[start].lower != "former":
            break
        start += 1
    known = _known_prefix(tokens, start, end)
    if known is not None and known < end and not _keeps_prefix(tokens, start, known, end):
        return [*_named(tokens, start, known, text), *_names_of_run(tokens, known, end, text)]
    if end - start > 1 and _acronym_like(tokens[start]) and _title_span(tokens, start + 1, end) > start + 1:
        return [*_named(tokens, start, start + 1, text), *_names_of_run(tokens, start + 1, end, text)]
    title_end = _title_span(tokens, start, end)
    if title_end > start and tokens[title_end - 1].lower in ("of", "for", "the") and title_end < end:
        return _names_of_run(tokens, title_end, end, text)  # "Chairman of the X Board": a role in a body
    if title_end == start:
        inner = next(
            (k for k in range(start + 1, end) if _title_span(tokens, k, end) > k and _title_span(tokens, k, end) < end),
            None,
        )
        if inner is not None and tokens[inner].lower.rstrip(".") not in (
            "general",
            "king",
            "prince",
            "father",
            "major",
            "chief",
            "bishop",
        ):
            return [*_named(tokens, start, inner, text), *_names_of_run(tokens, inner, end, text)]
    if title_end >= end and title_end > start:
        return []  # an office without a name is a role
    return _named(tokens, start, end, text, title_end)


def _acronym_like(token: Token) -> bool:
    return bool(_ACRONYM.match(token.text.replace("’s", "").replace("'s", "")))


def _known_prefix(tokens: list[Token], start: int, end: int) -> int | None:
    """The end of the longest country, demonym or capital that opens the run."""
    for j in range(min(end, start + _LONGEST), start, -1):
        if tokens[j - 1].is_word and _world().get(_key([_unpossessed(t) for t in tokens[start:j]])):
            return j
    return None


def _unpossessed(token: Token) -> str:
    return re.sub(r"['’]s?$", "", token.text)


def _keeps_prefix(tokens: list[Token], start: int, known: int, end: int) -> bool:
    """Whether the country belongs to the name ("Korea University", "American Airlines", "Washington Post")."""
    rest = [token.lower.removesuffix("'s") for token in tokens[known:end]]
    if _title_span(tokens, known, end) > known:
        return False
    if rest[0] in _GOVERNMENT_NOUNS:
        return False
    if rest[-1] in _BODY_NOUNS | _PLACE_NOUNS or rest[0] in ("of", "for", "and", "&"):
        return True
    world = _world().get(_key([_unpossessed(token) for token in tokens[start:known]]))
    sort = world[1] if world else ""
    return sort in ("capital", "name") or len(rest) == 1


def _title_span(tokens: list[Token], start: int, end: int) -> int:
    """The end of the titles that open tokens ``start`` to ``end``; ``start`` where there are none."""
    j = start
    while j < end and (
        tokens[j].lower in _OFFICE_MODIFIERS
        or _is_title(tokens[j])
        or (tokens[j].lower in ("of", "for", "and", "the") and j > start and _is_title(tokens[j - 1]))
    ):
        word = tokens[j].lower
        if word in ("of", "for"):
            j += 1
            while j < end and tokens[j].lower in _OFFICE_MODIFIERS | words_of(
                "the and affairs staff state defence defense house security interior commons justice"
            ):
                j += 1
            return j
        j += 1
    while j > start and not _is_title(tokens[j - 1]):
        j -= 1
    if j < end and _opens_body(tokens, j, end):
        return start
    return j


def _opens_body(tokens: list[Token], j: int, end: int) -> bool:
    """Whether the word of office before ``j`` opens a body's name: "Justice Department", "General Motors"."""
    before, word = tokens[j - 1].lower, tokens[j].lower.removesuffix("'s")
    return before in _AMBIGUOUS_OFFICES and (
        word in _BODY_NOUNS | _BODY_TAILS or tokens[end - 1].lower.removesuffix("'s") in _BODY_NOUNS | _PLACE_NOUNS
    )


_AMBIGUOUS_OFFICES = words_of(
    "general justice premier major king queen prince princess father captain sister boss chair executive"
)
_BODY_TAILS = words_of("electric mills dynamics atomics baseball soccer election elections fund")


def _named(tokens: list[Token], start: int, end: int, text: str, title_end: int | None = None) -> list[Name]:
    while end > start and (
        not tokens[end - 1].is_word
        or (tokens[end - 1].lower in _CONNECTORS | _PARTICLES and not tokens[end - 1].is_capitalised)
    ):
        end -= 1
    if start >= end:
        return []
    first = title_end if title_end is not None else start
    span_end = tokens[end - 1].start + len(_unpossessed(tokens[end - 1]))
    words = [_unpossessed(token) for token in tokens[first:end] if token.is_word]
    printed = text[tokens[first].start : span_end]
    if _AMPERSAND.search(printed):
        words = [word for word in _AMPERSAND.sub(r"\1\2", printed).split() if word != "&"]  # M&S, AT&T
    key = _key(words)
    if not key:
        return []
    kind = _kind(tokens, start, first, end, words, key)
    return [Name(text[tokens[start].start : span_end], tokens[start].start, span_end, kind, key)]


def _kind(tokens: list[Token], start: int, first: int, end: int, words: list[str], key: tuple[str, ...]) -> str:
    known = _world().get(key)
    if known is not None and first == start:
        if known[0] == "European Union" and known[1] in ("name", "alias"):
            return "body"
        if key in (
            ("kremlin",),
            ("white", "house"),
            ("downing", "street"),
            ("blue", "house"),
            ("whitehall",),
            ("elysee",),
        ):
            return "body"
        return "demonym" if known[1] == "demonym" else "place"
    if first > start:
        return "person"
    last, opener = key[-1], key[0]
    if last in _BODY_NOUNS or opener in _BODY_NOUNS or (set(key) & _BODY_NOUNS and {"of", "for"} & set(key)):
        return "body"
    if (len(words) == 1 and _ACRONYM.match(words[0])) or any(token.text == "&" for token in tokens[start:end]):
        return "body"
    if last in _EVENT_NOUNS:
        return "other"
    if last in _PLACE_NOUNS or opener in ("mount", "lake", "cape", "fort", "port"):
        return "place"
    before = tokens[start - 1].lower.rstrip(".") if start > 0 else ""
    if before in _TITLES or before in (
        "lawyer",
        "analyst",
        "defector",
        "author",
        "actor",
        "actress",
        "singer",
        "scientist",
    ):
        return "person"
    if (
        2 <= len(words) <= 5
        and all(word[0].isalpha() for word in words)
        and not any(
            word.lower() in PREPOSITIONS - _PARTICLES or (_ACRONYM.match(word) and len(word) > 2) for word in words
        )
    ):
        return "person" if opener not in _PLACE_HEADS - {"san", "saint"} else "place"
    if len(words) == 1 and before in ("in", "at", "near", "from", "to", "into", "around", "outside", "across"):
        return "place"
    if len(words) == 1 and "-" in words[0] and words[0][0].isupper():
        return "person"
    return "other"


# -------------------------------------------------------------------------------------------------- aliases

_INTRODUCED = re.compile(r"\(\s*(?:the\s+|or\s+|known\s+as\s+(?:the\s+)?)?([A-Z][A-Za-z&.]{1,7})\s*\)")


def aliases_in(text: str) -> Mapping[str, str]:
    """Acronyms that the text introduces → the full name: "Harbour Board (HB)", "HB (Harbour Board)"."""
    aliases: dict[str, str] = {}
    for match in _INTRODUCED.finditer(text):
        acronym = match.group(1).replace(".", "")
        if sum(char.isupper() for char in acronym) < 2:
            continue
        full = _expansion(text[: match.start()], acronym)
        if full:
            aliases.setdefault(acronym, full)
    for match in re.finditer(r"\b([A-Z][A-Z&]{1,6})\s*\(\s*(?:the\s+)?([A-Z][^()]{4,80})\)", text):
        words = match.group(2).split()
        if _is_acronym_of(match.group(1), words):
            aliases.setdefault(match.group(1), match.group(2).strip())
    return aliases


def _expansion(before: str, acronym: str) -> str | None:
    """The words at the end of ``before`` whose initials are ``acronym``."""
    words = before.split()
    for n in range(len(acronym) - 1, len(acronym) + 5):
        if n < 2 or n > len(words):
            continue
        candidate = words[-n:]
        if _is_acronym_of(acronym, candidate) and candidate[0][0].lower() == acronym[0].lower():
            return " ".join(candidate).strip("“\"'‘,.")
    return None


_SMALL = words_of("of the for and on in to de la a &")


def _is_acronym_of(acronym: str, words: list[str]) -> bool:
    letters = re.sub(r"[^a-z]", "", acronym.lower().removesuffix("s") if acronym.endswith("s") else acronym.lower())
    parts = [part for word in words for part in re.split(r"[-\s]+", _plain(word)) if part]
    long = "".join(part[0] for part in parts if part not in _SMALL)
    full = "".join(part[0] for part in parts)
    return len(letters) >= 2 and letters in (long, full)


# --------------------------------------------------------------------------------------------------- sameness

_FAMILY_FIRST = words_of(
    "kim lee park choi jung jeong kang cho yoon yun jang lim im han oh seo shin kwon hwang ahn an song yoo "
    "hong moon nam xi li wang zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo "
    "nguyen tran le pham ho mao deng tsai "
    "jiang qin peng dong ding cai tang feng cao lai hou son bae ryu roh chung choe ri pak jo"
)
_FAMOUS_SEATS = {
    ("pentagon",): ("department", "defense"),
    ("foggy", "bottom"): ("state", "department"),
    ("capitol", "hill"): ("congress",),
    ("scotland", "yard"): ("metropolitan", "police"),
    ("fed",): ("federal", "reserve"),
    ("doj",): ("justice", "department"),
    ("met",): ("metropolitan", "police"),
    ("met", "police"): ("metropolitan", "police"),
    ("labour",): ("labour", "party"),
    ("conservatives",): ("conservative", "party"),
    ("tories",): ("conservative", "party"),
    ("lib", "dems"): ("liberal", "democrats"),
    ("democrats",): ("democratic", "party"),
    ("republicans",): ("republican", "party"),
    ("gop",): ("republican", "party"),
    ("goldman",): ("goldman", "sachs"),
    ("jpmorgan",): ("jpmorgan", "chase"),
    ("jp", "morgan"): ("jpmorgan", "chase"),
    ("vw",): ("volkswagen",),
    ("covid", "19"): ("covid",),
    ("man", "utd"): ("manchester", "united"),
    ("man", "united"): ("manchester", "united"),
    ("man", "city"): ("manchester", "city"),
    ("homeland", "security"): ("department", "homeland", "security"),
}


def same_name(a: Name, b: Name) -> bool:
    """Whether two names name one person, place or body: spelling, title, transliteration, acronym, metonym; symmetric.

    A capital or a seat of government stands for its country's government. Two countries that are spelled alike stay
    two.
    """
    if a.key == b.key:
        return True
    first, second = country_of(a), country_of(b)
    if first is not None and second is not None:
        return first == second
    if (first is None) != (second is None):
        return False
    if "".join(a.key) == "".join(b.key):
        return True
    if _is_acronym_pair(a, b) or _is_acronym_pair(b, a):
        return True
    one, other = _body_key(a.key), _body_key(b.key)
    if one == other:
        return True
    if "body" in (a.kind, b.kind):
        return _same_body(one, other)
    return _same_person(a, b) or _same_person(b, a)


def _body_key(key: tuple[str, ...]) -> tuple[str, ...]:
    """The key of a body under its full name, without "Inc", "Group" and the like behind a name of its own."""
    known = _FAMOUS_SEATS.get(key, key)
    if known[:2] == ("united", "nations") and len(known) > 2:
        known = ("un", *known[2:])
    while len(known) > 1 and known[-1] in _FIRM_TAILS:
        known = known[:-1]
    return known


_FIRM_TAILS = words_of("inc ltd corp plc group co company holdings motor motors electronics llc ag news strip")


def _is_acronym_pair(short: Name, full: Name) -> bool:
    if len(short.key) != 1 or len(full.key) < 2 or not short.text.replace(".", "").replace("&", "").isalnum():
        return False
    letters = short.text.replace(".", "")
    return sum(char.isupper() for char in letters) >= 2 and _is_acronym_of(letters, list(full.key))


def _same_body(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    long, short = sorted(([w for w in a if w not in _SMALL], [w for w in b if w not in _SMALL]), key=len, reverse=True)
    if len(short) == 0:
        return False
    if len(short) == 1 and long[0] == short[0] and long[1:] in (["university"], ["college"]):
        return True
    if len(short) == 1 and any(name[:2] == (short[0], "of") for name in (a, b)):
        return True  # "the House" is the House of Representatives
    matched = all(any(_similar(word, other) for other in long) for word in short)
    if len(long) == len(short):
        return matched and all(any(_similar(word, other) for other in short) for word in long)
    if short[-1] == "party" and (set(long) - set(short)) & _PARTY_WORDS:
        return False  # the Democratic Party is not the Social Democratic Party
    # "Intelligence Service" in "National Intelligence Service": the head must be the same, a bare head tells nothing
    if len(short) < 2 or not matched:
        return False
    return _similar(short[-1], long[-1]) or _similar(short[0], long[0])


_PARTY_WORDS = words_of("social liberal national christian new people's peoples islamic communist radical free green")


def _same_person(long: Name, short: Name) -> bool:
    a, b = _without_article(long.key), _without_article(short.key)
    if len(b) > len(a):
        a, b, long, short = b, a, short, long
    reign, other = a[-1] in _NUMERALS, b[-1] in _NUMERALS
    if reign and not other and len(a) > 1:
        a = a[:-1]  # Charles III is Charles
        if len(b) > len(a):
            a, b, long, short = b, a, short, long
    if len(b) == 1:
        word = b[0]
        last = a[-2] if len(a) > 2 and a[-1] in _JUNIORS else a[-1]
        if len(a) == 1:
            return _alike(word, a[0])
        if long.kind == "place" and a[0] in _PLACE_HEADS - {"mount", "lake", "cape", "fort", "port"}:
            return False  # Virginia is not West Virginia
        eastern = _is_family_first(a, long.text)
        if _alike(word, last) and (not eastern or (len(a) == 2 and a[0] in ("lee", "kim"))):
            return True
        if _GIVEN_TITLE.match(short.text) and word == a[0]:
            return True  # Sir Keir
        if not eastern and len(a) > 2 and len(word) > 3 and word in a[1:]:
            return True  # Boric of Gabriel Boric Font
        return eastern and word == a[0]
    if len(a) > len(b) and a[-len(b) :] == b:
        return True  # Le Pen, von der Leyen
    if _is_family_first(a, long.text) and _is_family_first(b, short.text):
        family = a[0] == b[0]
        return family and _similar("".join(a[1:]), "".join(b[1:]))
    first = (
        _alike(a[0], b[0])
        or (min(len(a[0]), len(b[0])) == 1 and a[0][0] == b[0][0])
        or bool(_given(a[0]) & _given(b[0]))
    )
    if not first:
        return False
    if a[-1] in _JUNIORS and b[-1] not in _JUNIORS:
        return False
    return _alike(a[-1], b[-1]) or (len(a) > len(b) and len(b[-1]) > 3 and b[-1] in a[1:-1])  # Claudia Sheinbaum Pardo


def _without_article(key: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(part for part in key if part not in ("al", "el"))
    return kept or key


def _alike(a: str, b: str) -> bool:
    """``_similar`` for names of people, whose consonants tell families apart: Williams, William; Johnson, Johnston."""
    if a == b:
        return True
    if not _similar(a, b):
        return False
    if a.rstrip("s") == b.rstrip("s"):
        return min(a, b) not in _GIVEN_NAMES  # Houthis, Houthi
    return min(len(a), len(b)) >= 8 or _consonants(a)[1:] == _consonants(b)[1:]


@lru_cache(maxsize=4096)
def _consonants(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouh]", "", _folded(word)))


_NUMERALS = words_of("ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii")
_JUNIORS = words_of("jr sr")
_GIVEN_TITLE = re.compile(r"(?:Sir|Dame)\s")


_SHORT_FORMS = """
abe abraham, al albert alan alfred alexander, alex alexander alexandra, andy andrew, tony anthony antony, ben
benjamin, bernie bernard, bill william, billy william, bob robert, bobby robert, cathy catherine, chris
christopher christine christian, chuck charles, charlie charles, dan daniel, danny daniel, dave david, debbie
deborah, dick richard, don donald, doug douglas, ed edward edwin edmund, eddie edward, fred frederick alfred,
gerry gerald, greg gregory, hank henry, harry harold henry, jack john, jake jacob, jeb john, jeff jeffrey
geoffrey, jerry gerald jerome, jim james, jimmy james, joe joseph, joey joseph, jon jonathan, josh joshua, kate
katherine catherine, ken kenneth, kim kimberly, larry lawrence laurence, liz elizabeth, lou louis, maggie
margaret, matt matthew, max maximilian maxwell, mel melvin, mick michael, mike michael, mitch mitchell, nick
nicholas, norm norman, pat patrick patricia, peggy margaret, pete peter, phil philip phillip, ray raymond, rich
richard, rick richard, ricky richard, rob robert, ron ronald, ronnie ronald, russ russell, sam samuel samantha,
sandy alexander, steve steven stephen, stu stuart stewart, sue susan, ted edward theodore, terry terence, theo
theodore, tim timothy, tom thomas, tommy thomas, vic victor, vince vincent, wes wesley, will william, zach
zachary
"""
"""Common English short forms, each before what it is short for."""

_GIVEN = {group.split()[0]: frozenset(group.split()) for group in _SHORT_FORMS.split(",")}


_GIVEN_NAMES = frozenset(part for group in _GIVEN.values() for part in group)


def _given(word: str) -> frozenset[str]:
    return _GIVEN.get(word, frozenset((word,)))


def _is_family_first(key: tuple[str, ...], text: str) -> bool:
    """Whether the name is printed family name first, as Korean, Chinese and Vietnamese names are."""
    if _HYPHENED.search(text) and len(key) == 3:
        return True  # Lai Ching-te
    if not (key[0] in _FAMILY_FIRST and 2 <= len(key) <= 4):
        return False
    return all(len(part) <= 6 for part in key) or (len(key) == 2 and _PINYIN.fullmatch(key[1]) is not None)


_HYPHENED = re.compile(r"(?:^|\s)[A-Z][a-z]+\s[A-Z][a-z]+-[a-z]+$")
_PINYIN = re.compile(r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])[aeiou]{1,3}(?:ng|n)?){2}")


_FOLDS = (
    ("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("ck", "k"), ("tsch", "ch"), ("tch", "ch"),
    ("sch", "sh"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ey", "i"), ("ei", "i"), ("iy", "i"), ("ij", "i"), ("ii", "i"), ("yy", "i"),
    ("ie", "i"), ("y", "i"), ("j", "i"), ("q", "k"), ("c", "k"), ("w", "v"), ("x", "ks"), ("z", "s"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    """The word with the usual variants of romanisation made one."""
    for spelling, one in _FOLDS:
        word = word.replace(spelling, one)
    return re.sub(r"(.)\1+", r"\1", word)


_ALIKE = (frozenset("gkqc"), frozenset("yij"))  # first letters that romanisations use for one sound


@lru_cache(maxsize=16384)
def _similar(a: str, b: str) -> bool:
    """Whether two tokens are one word spelled twice: one letter off from 5 letters on, two from 9 on."""
    if a == b:
        return True
    shorter = min(len(a), len(b))
    if shorter < 4 or abs(len(a) - len(b)) > 2:
        return False
    if a[0] != b[0] and not (shorter >= 6 and any({a[0], b[0]} <= letters for letters in _ALIKE)):
        return False
    x, y = _folded(a), _folded(b)
    if x == y or (x[1:] == y[1:] and shorter >= 6):
        return True
    if shorter < 5:
        return False
    return _distance(a, b) <= (2 if shorter >= 9 else 1) or (shorter >= 6 and _distance(x, y) <= 1)


def _distance(a: str, b: str) -> int:
    """The Damerau-Levenshtein distance (Damerau 1964), adjacent transpositions counted once."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, before_previous = row, before
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before_previous[j - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]
