"""Whose party somebody is of: one person is of one party at a time, so another one contradicts."""

from __future__ import annotations

import re
from typing import NamedTuple

from service.assessment.names import Name, read_names, same_name


class Affiliation(NamedTuple):
    """A person with the party as printed ("the ruling Harbour Party"), the words of its name, and its side if told."""

    person: Name
    text: str
    party: frozenset[str]
    side: str | None


_SIDES = {"ruling": "ruling", "governing": "ruling", "opposition": "opposition"}
_PARTY = re.compile(
    r"(?:the\s+)?(?P<sides>(?:(?:main|largest|biggest|ruling|governing|opposition|far|centre|center|left|right|wing"
    r"|liberal|conservative|populist|nationalist|socialist|pro|anti|[a-z]+ist|[a-z]+ative)[\s-]+)*)"
    r"(?P<name>(?:[A-Z][\w-]*\s+(?:of\s+|for\s+|and\s+)?){1,4}Party\b(?:\s+of\s+[A-Z]\w+)?|party\b)"
)
_ROLE = (
    r"(?:(?:senior|former|deputy|veteran|prominent)\s+)?(?:members?|lawmaker|leader|MP|senator|deputy|head|chief|chair\w*"
    r"|spokes\w+|politician|legislator|candidate|floor\s+leader|member\s+of\s+parliament|Rep\.?|Sen\.?)"
)
_BETWEEN = re.compile(rf"^,?\s*(?:(?:a|an|the)\s+)?(?:{_ROLE}\s+)?(?:of|from|with|for)\s+$")
"""What stands between a person and the party: " of ", ", a lawmaker from "."""

_BEFORE = re.compile(rf"^(?:['’]s)?\s+(?:{_ROLE}\s+)?$")
"""What stands between a party and the person: "'s leader ", " lawmaker "."""


def read_affiliations(text: str) -> list[Affiliation]:
    """The persons of ``text`` with the party that it says they are of."""
    parties = list(_PARTY.finditer(text)) if "arty" in text else []
    people = [name for name in read_names(text) if name.kind in ("person", "other")] if parties else []
    found = []
    for match in parties:
        sides = {_SIDES[word] for word in re.findall(r"[a-z]+", match["sides"]) if word in _SIDES}
        party = frozenset(re.findall(r"\w+", match["name"].casefold())) - {"party", "of", "the", "for", "and", "bloc"}
        if not party and not sides:
            continue
        side = sides.pop() if len(sides) == 1 else None
        for person in people:
            if person.start >= match.start() and person.end <= match.end():
                continue
            behind = person.end <= match.start() and _BETWEEN.match(text[person.end : match.start()])
            ahead = person.start >= match.end() and _BEFORE.match(text[match.end() : person.start])
            if behind or ahead:
                found.append(Affiliation(person, match[0], party, side))
    return found


def other_party(claim: str, passage: str) -> tuple[Affiliation, Affiliation] | None:
    """A person whom claim and passage put in two parties, with both; ``None`` where there is none.

    Parties are two where neither name's words hold the other's, or where one rules and the other opposes.
    """
    claimed = read_affiliations(claim)
    theirs = read_affiliations(passage) if claimed else []
    for ours in claimed:
        for other in theirs:
            if not same_name(ours.person, other.person):
                continue
            named_apart = bool(ours.party and other.party) and not (
                ours.party <= other.party or other.party <= ours.party
            )
            opposed = None not in (ours.side, other.side) and ours.side != other.side
            if named_apart or (opposed and not (ours.party and ours.party == other.party)):
                return ours, other
    return None
