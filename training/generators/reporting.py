"""What a frame does to its content: said, denied, planned, rumoured, called false.

The policy, kept the same everywhere: "X said that S" supports S (who said it is judged elsewhere);
"X denied that S", "rumours that S", "X fears that S" and "X plans to do S" leave S undecided;
"false reports that S" and "it is not true that S" contradict S.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from training.generators.editing import content_clause, main_verb, replaced, tidy

_SPEAKERS = [
    "a police spokesman",
    "the ministry",
    "the company",
    "officials",
    "the agency",
    "a senior official",
    "the government",
    "a spokeswoman",
    "the army",
    "local media",
    "the president's office",
    "an aide",
    "the report",
    "investigators",
    "a witness",
    "the union",
]
_SUPPORTING = (
    "{X} said {S}.",
    "{X} confirmed that {S}.",
    "According to {X}, {S}.",
    "{S}, {X} said.",
    "{X} announced that {S}.",
    "It has been confirmed that {S}.",
    "It is true that {S}, {X} said.",
    "{X} reported that {S}.",
)
_UNDECIDED = (
    "{X} denied that {S}.",
    "{X} could not confirm that {S}.",
    "There are rumors that {S}, but nothing has been confirmed.",
    "{X} feared that {S}.",
    "{X} asked whether {S}.",
    "It is not clear whether {S}.",
    "Unverified posts claim that {S}.",
    "{X} refused to say whether {S}.",
    "{X} is investigating whether {S}.",
    "If {S}, the consequences would be serious, {X} said.",
    "{X} rejected the claim that {S}.",
    "{X} hoped that {S}.",
    "There is no evidence that {S}, {X} said.",
)
_REFUTING = (
    "It is not true that {S}.",
    "Reports that {S} are false.",
    "The story that {S} is a hoax, {X} said.",
    "Contrary to what was reported, it is not the case that {S}.",
    "{X} found that it was untrue that {S}.",
    "The claim that {S} has been proven wrong.",
    "False reports that {S} spread online, {X} said.",
)
_PLANS = re.compile(
    r"\b(?:(?:is|are|was|were) (?:expected|scheduled|due|set|planning|likely|going|supposed|hoping|preparing)|"
    r"plans|planned|hopes|hoped|intends|wants|wanted|threatened|promised|vowed|agreed|offered|tried|aims|"
    r"will|would|may|might|could|should) (?:to )?(?P<verb>[a-z]+)\b"
)


def framed(text: str, doc, rng: random.Random) -> Iterator[tuple[str, str, str, str]]:
    """(premise, hypothesis, label, kind): the sentence inside a frame as premise, bare as hypothesis."""
    first = doc[0]
    lower = first.text if first.ent_type_ or first.text == "I" or first.pos_ == "PROPN" else first.text.lower()
    content = (lower + text[len(first.text) :]).rstrip(".!")
    if content_clause(doc) or '"' in text or "“" in text:
        return
    for frames, label, kind in (
        (_SUPPORTING, "supports", "frame_said"),
        (_UNDECIDED, "neutral", "frame_undecided"),
        (_REFUTING, "contradicts", "frame_refuted"),
    ):
        frame = rng.choice(frames)
        yield tidy(frame.format(X=rng.choice(_SPEAKERS), S=content)), tidy(content), label, kind


def done_for_planned(text: str, past_of: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(hypothesis, neutral, kind): what was planned, expected or possible stated as done."""
    for match in _PLANS.finditer(text):
        if match["verb"] in past_of and match["verb"] not in ("not", "be", "have", "do"):
            yield text[: match.start()] + past_of[match["verb"]] + text[match.end() :], "neutral", "done_for_planned"
            return


def possible_for_done(doc) -> str | None:
    """The sentence with its past main verb made a future plan; what has happened is not a plan."""
    verb = main_verb(doc)
    if (
        verb is None
        or verb.tag_ != "VBD"
        or verb.lemma_ in ("be", "have")
        or any(c.dep_ in ("aux", "auxpass", "neg") for c in verb.children)
    ):
        return None
    return replaced(doc, {verb.i: "might " + verb.lemma_})
