"""Contradiction by negation put in or taken out, and by a state turned into its opposite."""

from __future__ import annotations

import random
from collections.abc import Iterator

from training.generators.editing import is_negated, is_unsure, main_verb, replaced, tidy

_OPPOSITES = """
confirmed denied|rose fell|increased decreased|rising falling|killed rescued|arrived left|won lost
opened closed|accepted rejected|approved rejected|arrested released|detained freed|alive dead|before after
began ended|started stopped|launched cancelled|supported opposed|supports opposes|allowed banned
agreed refused|captured freed|higher lower|more fewer|success failure|successful unsuccessful|guilty innocent
north south|northern southern|east west|eastern western|above below|public private|true false|legal illegal
safe unsafe|same different|male female|man woman|men women|old young|largest smallest|first last|early late
top bottom|increase decrease|rise fall|attacked defended|gained lost|joined quit|hired fired|wounded unhurt
injured unharmed|remained left|succeeded failed|passed failed|found lost|discovered lost|hot cold
inside outside|bought sold|entered left|raised lowered|praised condemned|welcomed condemned
strengthened weakened|survived died|up down|possible impossible|likely unlikely|present absent
married divorced|awake asleep|authentic fake|real fake|genuine fake|destroyed repaired|expanded shrank
improved worsened|deployed withdrew|sent withdrawn|guilty cleared|foreign domestic
""".replace("\n", "|")
_SWAPS: dict[str, list[str]] = {}
for _pair in filter(None, _OPPOSITES.split("|")):
    _one, _two = _pair.split()
    _SWAPS.setdefault(_one, []).append(_two)
    _SWAPS.setdefault(_two, []).append(_one)
_ONE_WAY = frozenset(
    ["left", "found", "sent", "remained", "old", "same", "real", "up", "down"]
)  # too many other senses


def negated(doc) -> str | None:
    """The sentence with its main statement denied; None where there is no safe place for "not"."""
    verb = main_verb(doc)
    if verb is None or is_negated(doc) or is_unsure(doc):
        return None
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass") and c.tag_ != "TO" and c.i < verb.i]
    if auxiliaries or verb.lemma_ == "be":
        place = auxiliaries[0] if auxiliaries else verb
        if place.text.startswith(("'", "’")) or place.tag_ in ("VB", "VBG", "VBN"):
            return None
        return replaced(doc, {place.i: place.text + " not"})
    helper = {"VBD": "did not ", "VBZ": "does not ", "VBP": "do not "}.get(verb.tag_)
    return replaced(doc, {verb.i: helper + verb.lemma_}) if helper else None


def affirmed(doc, past_of: dict[str, str]) -> str | None:
    """The sentence without the "not" of its main verb; None if it has none or has more negation than that."""
    verb = main_verb(doc)
    marks = (
        [c for c in verb.children if c.dep_ == "neg" and c.lower_ in ("not", "n't", "n’t")] if verb is not None else []
    )
    if len(marks) != 1 or sum(token.dep_ == "neg" for token in doc) != 1 or is_unsure(doc):
        return None
    changes = {marks[0].i: ""}
    for helper in verb.children:
        if helper.dep_ == "aux" and helper.lemma_ == "do":
            if helper.lower_ != "did" or verb.lemma_ not in past_of:
                return None
            changes[helper.i] = ""
            changes[verb.i] = past_of[verb.lemma_]
        elif helper.lower_ in ("ca", "wo"):
            changes[helper.i] = {"ca": "can", "wo": "will"}[helper.lower_] + " "
    before = marks[0].i - 1
    if not doc[before].whitespace_ and before not in changes:
        changes[before] = doc[before].text + " "
    return tidy(replaced(doc, changes))


def opposite(doc, rng: random.Random) -> str | None:
    """The sentence with one word of state swapped for its opposite; None for negated or unsure sentences."""
    if is_negated(doc) or is_unsure(doc):
        return None
    places = [t for t in doc if t.lower_ in _SWAPS and t.lower_ not in _ONE_WAY and not t.ent_type_]
    if not places:
        return None
    token = rng.choice(places)
    new = rng.choice(_SWAPS[token.lower_])
    return replaced(doc, {token.i: new.capitalize() if token.text[0].isupper() else new})


def reversals(doc, past_of: dict[str, str], rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """(hypothesis, label, kind) of each reversal that applies."""
    for text, kind in (
        (negated(doc), "negated"),
        (affirmed(doc, past_of), "negation_removed"),
        (opposite(doc, rng), "opposite_state"),
    ):
        if text:
            yield text, "contradicts", kind
