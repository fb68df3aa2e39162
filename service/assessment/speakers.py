"""Whether two speakers are one: by their names, by the role that they hold, and for whom."""

from __future__ import annotations

import re
from typing import NamedTuple

from service.assessment.names import Name, aliases_in, country_of, read_names, same_name
from service.assessment.verbs import words_of

# Phrases that say what a speaker is; the first that matches wins, so the more special come first.
_SORTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (sort, re.compile(rf"\b(?:{pattern})\b"))
    for sort, pattern in (
        (
            "intelligence",
            r"(?:spy|intelligence|espionage|security)\s+(?:agency|agencies|service|services|chiefs?)|secret\s+service|"
            r"intelligence\s+(?:bureau|directorate|department|officials?)|spies|spy\s*masters?",
        ),
        ("joint chiefs", r"joint\s+chiefs(?:\s+of\s+staff)?|general\s+staff"),
        (
            "foreign ministry",
            r"(?:foreign|external)\s+(?:affairs\s+)?ministry|ministry\s+of\s+(?:foreign|external)\s+affairs|"
            r"foreign\s+office|state\s+department|department\s+of\s+state",
        ),
        (
            "defence ministry",
            r"defen[cs]e\s+(?:ministry|department)|(?:ministry|department)\s+of\s+defen[cs]e|pentagon",
        ),
        ("finance ministry", r"(?:finance|economy)\s+ministry|ministry\s+of\s+(?:the\s+)?(?:finance|economy)|treasury"),
        ("interior ministry", r"interior\s+ministry|ministry\s+of\s+(?:the\s+)?interior|home\s+office"),
        (
            "health ministry",
            r"health\s+(?:ministry|department|agency|authorities|officials)|(?:ministry|department)\s+of\s+health",
        ),
        ("unification ministry", r"unification\s+ministry|ministry\s+of\s+unification"),
        (
            "presidency",
            r"president(?:ial)?(?:'s)?\s+(?:office|palace|administration)|presidency|white\s+house|kremlin|"
            r"blue\s+house|elysee|prime\s+minister's\s+office|downing\s+street|number\s+10",
        ),
        ("central bank", r"central\s+bank|federal\s+reserve|bank\s+of\s+england|reserve\s+bank"),
        (
            "emergency service",
            r"emergency\s+services?|fire\s+(?:service|department|brigade)|rescue\s+services?|rescuers",
        ),
        ("police", r"police|constabulary|gendarmerie"),
        ("navy", r"navy|naval\s+(?:command|staff|forces)"),
        ("air force", r"air\s+force"),
        ("military", r"military|armed\s+forces|army|troops'?\s+command|defen[cs]e\s+forces"),
        (
            "lawmaker",
            r"members?\s+of\s+(?:the\s+)?(?:\w+\s+)?(?:parliament|congress|national\s+assembly|senate|knesset|bundestag|duma)"
            r"(?:'s\s+(?:\w+\s+){1,3}committee)?",
        ),
        (
            "parliament",
            r"parliament|congress|senate|house\s+of\s+(?:commons|lords|representatives)|national\s+assembly|knesset|bundestag|duma",
        ),
        ("court", r"court|tribunal|judges?"),
        (
            "lawmaker",
            r"lawmakers?|legislators?|parliamentarians?|mps?|senators?|congress(?:man|men|woman|women)",
        ),
        ("regulator", r"inspectorate|regulator|watchdog|ombudsman"),
        ("hospital", r"hospital|clinic"),
        ("university", r"university|college"),
        ("bank", r"bank"),
        ("ministry", r"ministry"),
        ("state media", r"state\s+(?:media|television|tv|radio|news\s+agency)"),
        ("government", r"government|cabinet|authorities|administration|regime|officials\s+in"),
    )
)
# Roles that many people hold: two speakers in such a role may be two people.
_MANY = words_of(
    "officials official lawmaker lawmakers mp mps experts expert observers observer analysts analyst sources "
    "source witnesses witness residents resident spokesman spokeswoman spokesperson minister senator soldier "
    "soldiers defectors researchers scientists doctors reports media people survivors relatives critics "
    "economists commentators"
)
# Agencies known by letters the world over: acronym → (sort, country).
_AGENCIES: dict[str, tuple[str, str | None]] = {
    "cia": ("intelligence", "United States"), "nsa": ("intelligence", "United States"),
    "fbi": ("police", "United States"), "mi5": ("intelligence", "United Kingdom"),
    "mi6": ("intelligence", "United Kingdom"), "sis": ("intelligence", "United Kingdom"),
    "gchq": ("intelligence", "United Kingdom"), "fsb": ("intelligence", "Russia"), "gru": ("intelligence", "Russia"),
    "svr": ("intelligence", "Russia"), "sbu": ("intelligence", "Ukraine"), "nis": ("intelligence", "South Korea"),
    "mossad": ("intelligence", "Israel"), "bnd": ("intelligence", "Germany"), "dgse": ("intelligence", "France"),
    "isi": ("intelligence", "Pakistan"), "csis": ("intelligence", "Canada"), "jcs": ("joint chiefs", None),
    "idf": ("military", "Israel"), "pla": ("military", "China"), "mod": ("defence ministry", None),
    "dod": ("defence ministry", "United States"), "pentagon": ("defence ministry", "United States"),
    "white house": ("presidency", "United States"), "kremlin": ("presidency", "Russia"),
    "blue house": ("presidency", "South Korea"), "downing street": ("presidency", "United Kingdom"),
    "foreign office": ("foreign ministry", "United Kingdom"),
    "state department": ("foreign ministry", "United States"), "fed": ("central bank", "United States"),
    "federal reserve": ("central bank", "United States"), "bank of england": ("central bank", "United Kingdom"),
    "home office": ("interior ministry", "United Kingdom"), "kcna": ("state media", "North Korea"),
    "xinhua": ("state media", "China"), "knesset": ("parliament", "Israel"), "bundestag": ("parliament", "Germany"),
    "duma": ("parliament", "Russia"),
}  # fmt: skip


class _Profile(NamedTuple):
    """What is known of a speaker; ``None`` where the words do not tell."""

    sort: str | None
    country: str | None
    names: list[Name]
    people: list[Name]
    bodies: list[Name]
    is_many: bool
    is_bare_country: bool


def same_speaker(a: str, b: str, context: str = "") -> bool | None:
    """Whether two speakers are one; symmetric.

    ``None`` where the words cannot tell, ``False`` where they differ clearly.
    ``context`` is text that introduces acronyms ("the Harbour Safety Board (HSB)").
    """
    if _bare(a) == _bare(b) and _bare(a):
        return True
    aliases = {alias.lower(): full for alias, full in aliases_in(context).items()} if context else {}
    if _is_relative_of(a, b) or _is_relative_of(b, a):
        return False
    first, second = _profile(a, aliases), _profile(b, aliases)
    if bool(first.people) != bool(second.people):
        first, second = _as_mouthpiece(a, first), _as_mouthpiece(b, second)
    if first.people and second.people:
        return any(same_name(x, y) for x in first.people for y in second.people)
    if _is_surname_of(first, second) or _is_surname_of(second, first):
        return True
    for x in first.bodies:
        for y in second.bodies:
            if same_name(x, y):
                return (
                    None
                    if _differ(first.country, second.country) and not _agency(x)
                    else (not first.people and not second.people) or None
                )
    if first.people or second.people:
        return False if _differ(first.country, second.country) and not (first.sort or second.sort) else None
    if _differ(first.country, second.country):
        return False
    if first.is_bare_country and second.is_bare_country:
        return first.country == second.country
    if first.is_bare_country or second.is_bare_country:
        other = second if first.is_bare_country else first
        if other.sort in ("government", "presidency") and other.country is not None:
            return True
        return None
    if first.sort is not None and second.sort is not None:
        if first.sort == second.sort:
            return _same_sort(first, second)
        return None if {first.sort, second.sort} in _OVERLAPPING else False
    if first.bodies and second.bodies and not (first.is_many or second.is_many):
        return None if _ANYBODY.match(a) or _ANYBODY.match(b) else False
    return None


_ANYBODY = re.compile(r"\s*an?\s", re.IGNORECASE)
"""How a description begins that fits many: "a Reddit user" may be anybody."""

_MOUTHPIECE = re.compile(r"\b(?:spokes\w+|press\s+secretary)\b", re.IGNORECASE)
_RELATIVE = (
    r"(?:ex-?)?(?:mother|father|mum|dad|parents?|wife|husband|widow|partner|girlfriend|boyfriend|fianc\w+|sister|brother|son|"
    r"daughter|family|relatives?|friends?|neighbou?rs?|uncle|aunt|cousin|nephew|niece|rivals?|opponents?|critics|accusers?|"
    r"victims?|predecessor|successor|supporters|colleagues?|teammates?)"
)


def _as_mouthpiece(speaker: str, profile: _Profile) -> _Profile:
    """Whoever speaks for a body is the body: "Kremlin spokesman Olaf Brandt"."""
    if not _MOUTHPIECE.search(speaker) or not (profile.bodies or profile.country or profile.sort):
        return profile
    return profile._replace(people=[], is_many=False)


def _is_relative_of(described: str, speaker: str) -> bool:
    """Whether one is called the other's mother, rival or friend: "Ida Holm's sister" is not Ida Holm."""
    flat = described.replace("’", "'")
    found = re.search(rf"(.+?)'s?\s+(?:[\w-]+\s+){{0,3}}?{_RELATIVE}\b", flat) or re.search(
        rf"\b{_RELATIVE}\s+of\s+(.+)", flat
    )
    if found is None or re.search(rf"\b{_RELATIVE}\b", speaker):
        return False
    owners, others = read_names(f"of {found[1]}"), read_names(f"of {speaker}")
    return any(same_name(x, y) for x in owners for y in others)


def _is_surname_of(short: _Profile, full: _Profile) -> bool:
    """Whether all that is known of one is a word that ends or begins a name of the other: "Brekke" for Ida Brekke."""
    if short.people or short.sort or len(short.names) != 1 or len(short.names[0].key) != 1:
        return False
    people = [name for name in full.names if name.kind == "person"]
    return any(same_name(short.names[0], person) for person in people)


def holds_role(role: str, name: str, context: str) -> bool:
    """Whether ``context`` has ``name`` in ``role``: "a Norwegian lawmaker" is "Mr Dahl, a member of parliament".

    Only for a role that the claim leaves without a name; any holder of it will do then.
    """
    if _bears_title(role, name):
        return True
    flat, person = context.replace("’", "'"), re.escape(name.replace("’", "'"))
    described = re.search(rf"{person},\s+((?:an?|the)\s+[^,.;“”\"]{{3,80}})", flat) or re.search(
        rf"((?:[\w'-]+\s+){{1,4}}){person}", flat
    )
    if described is None:
        return False
    if _is_same_office(role, described[1]):
        return True
    wanted = _profile(role, {})
    if wanted.people or wanted.bodies or wanted.sort is None:
        return False
    held = _profile(described[1], {})
    return held.sort == wanted.sort and not _differ(held.country, wanted.country)


def _bears_title(role: str, name: str) -> bool:
    """Whether ``name`` is somebody with that title before it: "the foreign secretary", "Foreign Secretary Ida Holm"."""
    title, called = _bare(role), _bare(name)
    short = called.split()[0].rstrip(".") if called else ""
    if short in _RANKS and title.split()[-1:] == [_RANKS[short]]:
        return not any(n.kind == "person" for n in read_names(role))
    if not called.startswith(f"{title} ") or any(n.kind == "person" for n in read_names(role)):
        return False
    bearer = read_names(name)
    return bool(bearer) and bearer[-1].kind == "person" and bearer[-1].end == len(name.rstrip(" .,"))


_RANKS = {
    "col": "colonel", "gen": "general", "lt": "lieutenant", "maj": "major", "capt": "captain", "sgt": "sergeant",
    "adm": "admiral", "sen": "senator", "rep": "representative", "gov": "governor", "dr": "doctor", "prof": "professor",
}  # fmt: skip
"""A title before a name → what its bearer is called without it: "an Indian colonel" is Col. Ida Holm."""

_OWNED = re.compile(r"(?:the\s+|an?\s+)?(?P<owner>.+)'s?\s+(?P<office>[a-z][a-z -]{3,40})")


def _is_same_office(one: str, other: str) -> bool:
    """Whether both name one office of one owner: "Ida Holm's chief of staff", "the Holm campaign's chief of staff"."""
    a, b = (_OWNED.fullmatch(text.replace("’", "'").strip()) for text in (one, other))
    if a is None or b is None or a["office"].strip() != b["office"].strip():
        return False
    return bool(_capitalised(a["owner"]) & _capitalised(b["owner"]))


def _capitalised(text: str) -> set[str]:
    return {word for word in text.split() if word[:1].isupper()}


_OVERLAPPING: tuple[set[str], ...] = (
    {"government", "presidency"},
    {"government", "foreign ministry"},
    {"government", "defence ministry"},
    {"government", "finance ministry"},
    {"government", "interior ministry"},
    {"government", "health ministry"},
    {"military", "defence ministry"},
    {"military", "joint chiefs"},
    {"military", "navy"},
    {"military", "air force"},
    {"government", "military"},
    {"government", "state media"},
    {"joint chiefs", "defence ministry"},
    {"police", "interior ministry"},
    {"police", "government"},
    {"lawmaker", "parliament"},
    {"lawmaker", "government"},
    {"central bank", "bank"},
    {"regulator", "government"},
    {"university", "hospital"},
    *(
        {"ministry", f"{name} ministry"}
        for name in ("foreign", "defence", "finance", "interior", "health", "unification")
    ),
    {"ministry", "government"},
)


def _same_sort(first: _Profile, second: _Profile) -> bool | None:
    """Two speakers of one sort, not known to be of two countries."""
    if first.is_many or second.is_many:
        return None
    unnamed = not first.bodies or not second.bodies
    if first.country is not None and first.country == second.country:
        return True if unnamed or first.sort not in ("police", "court") else None
    return True if unnamed and (first.country is None or second.country is None) else None


def _differ(a: str | None, b: str | None) -> bool:
    return a is not None and b is not None and a != b


def _bare(speaker: str) -> str:
    flat = speaker.replace("’", "'").replace("‑", "-").casefold().strip(" .,")
    return re.sub(r"^(?:the|a|an)\s+", "", flat)


def _agency(name: Name) -> tuple[str, str | None] | None:
    return _AGENCIES.get(" ".join(name.key))


def _profile(speaker: str, aliases: dict[str, str]) -> _Profile:
    printed = speaker.replace("’", "'")
    expanded = printed
    for word in re.findall(r"\b[A-Z][A-Za-z&.]{1,7}\b", printed):
        full = aliases.get(word.replace(".", "").lower())
        if full is not None:
            expanded = f"{expanded} {full}"
    names = read_names(expanded)
    people = [name for name in names if name.kind == "person" and _sort_of(name.text.lower()) is None]
    country = next((country_of(name) for name in names if country_of(name) is not None), None)
    known = next((agency for name in names if (agency := _agency(name)) is not None), None)
    sort = known[0] if known is not None else _sort_of(expanded.lower())
    if known is not None and country is None:
        country = known[1]
    last = _bare(printed).split()[-1] if _bare(printed) else ""
    bodies = [name for name in names if (name.kind in ("body", "other") and country_of(name) is None) or _agency(name)]
    is_bare_country = (
        bool(names) and len(names) == 1 and country_of(names[0]) is not None and _bare(printed) == _bare(names[0].text)
    )
    if is_bare_country and sort is not None:
        is_bare_country = False
    return _Profile(sort, country, names, people, bodies, last in _MANY, is_bare_country)


def _sort_of(text: str) -> str | None:
    return next((sort for sort, pattern in _SORTS if pattern.search(text)), None)
