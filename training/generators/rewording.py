"""The same fact in other words, and the same words with doer and done-to exchanged."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from training.generators.editing import SPEECH_VERBS, is_negated, is_unsure, subtree, tidy
from training.generators.swapping import exchanged_roles

_INVERTED = re.compile(
    r"^(?P<who>[A-Z][^,“\"]{2,60}?) (?P<cue>said|announced|confirmed|reported) (?:that )?"
    r"(?P<what>(?!in |on |to |at )[^“\"]+)\.$"
)
_NO_SPEAKER = re.compile(r"^(?:He|She|It|They|When|But|And)\b|\b(?:is|are|was|were|be|been|also|later)$")
_COMMON_FIRST = frozenset(
    ["A", "An", "The", "Some", "Several", "Two", "Officials", "Police", "One", "Many", "His", "Her"]
)
_PLURAL = frozenset(["they", "people", "police", "troops"])
_NAMED = ("PERSON", "ORG", "GPE", "NORP")


def inverted_speech(text: str) -> Iterator[tuple[str, str]]:
    """(hypothesis, kind): "X said S" told as "S, X said" and as "According to X, S"."""
    match = _INVERTED.match(text)
    if match and len(match["what"].split()) >= 5 and not _NO_SPEAKER.search(match["who"]):
        what, who = match["what"], match["who"]
        first = who.split()[0]
        small = first.lower() + who[len(first) :] if first in _COMMON_FIRST else who
        yield tidy(f"{what}, {small} {match['cue']}"), "said_last"
        yield tidy(f"According to {small}, {what}"), "according_to"


def passive(doc, participles: dict[str, str]) -> str | None:
    """ "A bombed B on Monday" as "B was bombed by A on Monday"; None where that cannot be done safely."""
    if is_negated(doc) or is_unsure(doc):
        return None
    roots = [t for t in doc if t.dep_ == "ROOT" and t.tag_ == "VBD"]
    if not roots or roots[0].lemma_ in SPEECH_VERBS | {"be", "have", "do", "become", "want", "make"}:
        return None
    verb = roots[0]
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    done_to = [c for c in verb.children if c.dep_ == "dobj"]
    blocked = [c for c in verb.children if c.dep_ in ("aux", "conj", "prt", "ccomp", "xcomp", "dative")]
    if len(doers) != 1 or len(done_to) != 1 or blocked or verb.lemma_ not in participles:
        return None
    doer, thing = sorted(subtree(doers[0])), sorted(subtree(done_to[0]))
    if doer[-1] + 1 != verb.i or thing[0] != verb.i + 1 or doers[0].pos_ == "PRON" or done_to[0].pos_ == "PRON":
        return None
    if len(doer) > 8 or len(thing) > 10 or doer[0] != 0:
        return None
    many = (
        done_to[0].tag_ in ("NNS", "NNPS")
        or done_to[0].lower_ in _PLURAL
        or any(c.dep_ == "conj" for c in done_to[0].children)
    )
    first = doc[0].text if doc[0].ent_type_ or doc[0].pos_ == "PROPN" else doc[0].text.lower()
    who = first + doc[0].whitespace_ + doc[1 : doer[-1] + 1].text if len(doer) > 1 else first
    what, rest = doc[thing[0] : thing[-1] + 1].text, doc[thing[-1] + 1 :].text
    return tidy(f"{what} {'were' if many else 'was'} {participles[verb.lemma_]} by {who.strip()} {rest}")


def other_speaker(doc, names: dict[str, list[str]], rng: random.Random) -> str | None:
    """What one person or body said, put into the mouth of another of the same article."""
    for token in doc:
        if token.lemma_.lower() not in SPEECH_VERBS or token.pos_ != "VERB":
            continue
        for child in token.children:
            if child.dep_ != "nsubj" or child.ent_type_ not in _NAMED:
                continue
            said_by = next((e for e in doc.ents if e.start <= child.i < e.end), None)
            others = [
                n
                for n in names.get(child.ent_type_, [])
                if said_by and not set(n.lower().split()) & set(said_by.text.lower().split())
            ]
            if said_by and others:
                new = rng.choice(others)
                return tidy(
                    doc[: said_by.start].text_with_ws + new + said_by[-1].whitespace_ + doc[said_by.end :].text_with_ws
                )
    return None


def reworded(
    text: str, doc, participles: dict[str, str], names: dict[str, list[str]], rng: random.Random
) -> Iterator[tuple[str, str, str]]:
    """(hypothesis, label, kind) of each rewording that applies.

    Another speaker and exchanged roles are only known not to be supported: both may have said or done it.
    """
    for new, kind in inverted_speech(text):
        yield new, "supports", kind
    turned = passive(doc, participles)
    if turned:
        yield turned, "supports", "passive"
    exchanged = exchanged_roles(doc)
    if exchanged and not is_negated(doc):
        text, mutual = exchanged
        yield text, *(("supports", "sides_exchanged") if mutual else ("not_supports", "roles_exchanged"))
    spoken = other_speaker(doc, names, rng)
    if spoken:
        yield spoken, "not_supports", "speaker_swapped"
