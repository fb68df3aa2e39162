"""A day, month, place or person exchanged for another of its kind, mostly from the same article."""

from __future__ import annotations

import random
from collections.abc import Iterator

from training.generators.editing import tidy

_CALENDARS = (
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
)
_COMMON_PLACES = [
    "Syria",
    "Turkey",
    "Germany",
    "Canada",
    "Mexico",
    "Kenya",
    "Japan",
    "Brazil",
    "Chicago",
    "Boston",
    "London",
    "Paris",
    "Moscow",
    "Cairo",
]


def swapped_time(doc, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Another weekday, month or year: contradicts, as one event has one date."""
    for token in doc:
        for names in _CALENDARS:
            if token.text in names and token.text != "May":
                other = rng.choice([name for name in names if name != token.text])
                yield _put(doc, token.i, token.i + 1, other), "contradicts", "time_swapped"
        if token.text.isdigit() and 1900 <= int(token.text) <= 2030 and token.ent_type_ == "DATE":
            other = str(int(token.text) + rng.choice([-4, -3, -2, -1, 1, 2, 3]))
            yield _put(doc, token.i, token.i + 1, other), "contradicts", "time_swapped"


def _put(doc, start: int, end: int, text: str) -> str:
    return tidy(doc[:start].text_with_ws + text + doc[end - 1].whitespace_ + doc[end:].text_with_ws)


def swapped_names(doc, names: dict[str, list[str]], rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Another name of the same type; `names` holds those of the article, by entity type.

    A place after "in" or "at" is where the event was: another place contradicts. Another person or
    group doing the same is only known not to be supported, as both may have done it.
    """
    for entity in doc.ents:
        kind = entity.label_
        pool = names.get(kind, []) + (_COMMON_PLACES if kind == "GPE" else [])
        pool = [
            name for name in pool if name.lower() not in doc.text.lower() and entity.text.lower() not in name.lower()
        ]
        if not pool or kind not in ("GPE", "PERSON", "ORG", "NORP") or not entity.text[0].isupper():
            continue
        text = _put(doc, entity.start, entity.end, rng.choice(pool))
        located = kind == "GPE" and entity.root.head.lower_ in ("in", "at") and entity.root.head.head.pos_ == "VERB"
        yield text, "contradicts" if located else "not_supports", "place_swapped" if located else "name_swapped"


MUTUAL = frozenset(
    ("battle", "border", "date", "divorce", "face", "fight", "marry", "meet", "play", "resemble", "rival")
)
"""Verbs that say of their object what they say of their subject: "A met B" and "B met A"."""


def exchanged_roles(doc) -> tuple[str, bool] | None:
    """Doer and done-to exchanged ("A killed B" becomes "B killed A"), for two names around one active verb.

    With it whether the verb is mutual, so that the new sentence says the same.
    """
    for verb in doc:
        doers = [c for c in verb.children if c.dep_ == "nsubj" and c.ent_type_ in ("PERSON", "ORG", "GPE", "NORP")]
        done_to = [c for c in verb.children if c.dep_ == "dobj" and c.ent_type_ in ("PERSON", "ORG", "GPE", "NORP")]
        if verb.pos_ == "VERB" and doers and done_to and doers[0].i < verb.i < done_to[0].i:
            one = next((e for e in doc.ents if e.start <= doers[0].i < e.end), None)
            two = next((e for e in doc.ents if e.start <= done_to[0].i < e.end), None)
            if one and two:
                middle = doc[one.end : two.start].text_with_ws
                head = doc[: one.start].text_with_ws + two.text + one[-1].whitespace_
                text = tidy(head + middle + one.text + two[-1].whitespace_ + doc[two.end :].text_with_ws)
                return text, verb.lemma_.lower() in MUTUAL
    return None
