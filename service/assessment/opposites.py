"""Words that exclude each other, said of one thing: "fit" and "unfit", "rose" and "fell", "inside" and "outside".

A model of stance that has learned from captions reads past one such word in a long sentence. The prefixes are those of
English morphology (un-, in-, dis-, non-, ir-, il-, im-); the pairs are the commonest antonyms of news, none of them of
one story. A pair is told only where each text has its own word and not the other's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from service.assessment.statements import content_words, stem
from service.assessment.verbs import AUXILIARIES, DETERMINERS, words_of

_PAIRS = words_of(
    """
rise/fall increase/decrease grow/shrink gain/lose up/down higher/lower more/fewer
improve/worsen improve/deteriorate improve/decline strengthen/weaken expand/shrink accelerate/slow widen/narrow
raise/cut raise/lower open/close begin/end start/end start/finish begin/stop start/stop accept/reject
approve/reject adopt/reject back/oppose support/oppose allow/ban allow/forbid permit/ban legal/banned
include/exclude
hire/fire hire/dismiss appoint/dismiss arrest/release detain/release jail/free
convict/acquit guilty/innocent alive/dead survive/die live/die remember/forget
earlier/later largest/smallest biggest/smallest highest/lowest best/worst most/least
oldest/youngest longest/shortest strong/weak safe/dangerous rich/poor hot/cold success/failure succeed/fail
ally/enemy friend/enemy public/secret openly/secretly voluntary/forced temporary/permanent peaceful/violent
inside/outside northern/southern eastern/western north/south east/west agree/refuse confirm/deny admit/deny
praise/criticise praise/criticize praise/condemn welcome/condemn welcome/criticise sufficient/lacking full/empty
present/absent lift/impose ease/tighten resume/suspend restore/cut
surplus/deficit repair/damage heal/injure
love/hate trust/distrust unanimously/narrowly together/separately with/without military/civilian
experienced/inexperienced proficient/inexperienced
"""
)
_MUCH_SAID = words_of(
    "before after late live present free with without up down back first last start end most least more"
)
"""Left to the model: they stand in too many phrases where they exclude nothing."""

_NEGATIVE = re.compile(r"(?:un|in|im|ir|il|dis|non-?)(?=[a-z]{3,})")
_NOT_NEGATED = words_of(
    "under union unit unite united until uniform unique universe university into india indian indiana inside "
    "indeed industry inform information include income increase inner infant influence inquiry install "
    "instance instant institute insist insurance intend intense interest interior internal interview invest "
    "investigate invite involve image important import improve impact imply impose impress imprison iran iraq "
    "ireland irish iron illinois discuss disease district distance display dispatch dispute distribute "
    "distinct disaster discover dismiss disk dish indicate individual injure ink input insect intelligence "
    "international internet invade investor invent inhabitant initial initiative inmate unless unveil imagine "
    "displace disclose disclosure discharge disappoint disorder dissolve dissent dispose disposal unrest inland "
    "indoor indoors "
    "intent immigration insecurity unemployment units inlaws unearth unleash undergo undertake "
    "immediate immigrant immense imperial implement impulse disarm discipline discount disguise disgust"
)


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    """Stem → the stems that exclude it."""
    table: dict[str, set[str]] = {}
    for pair in _PAIRS:
        one, other = pair.split("/")
        if not {one, other} & _MUCH_SAID:
            table.setdefault(stem(one), set()).add(stem(other))
            table.setdefault(stem(other), set()).add(stem(one))
    for irregular, base in _IRREGULAR.items():
        if stem(base) in table:
            table.setdefault(stem(irregular), set()).update(table[stem(base)])
    return {word: frozenset(others) for word, others in table.items()}


_IRREGULAR = {
    "rose": "rise", "risen": "rise", "fell": "fall", "fallen": "fall", "grew": "grow", "grown": "grow", "lost": "lose",
    "won": "win", "began": "begin", "begun": "begin", "left": "leave", "bought": "buy", "sold": "sell", "died": "die",
    "shrank": "shrink", "lent": "lend", "built": "build", "closed": "close", "denied": "deny",
}  # fmt: skip


def _unnegated(word: str) -> str | None:
    """The word without its negative prefix: "unfit" → "fit"; ``None`` where it has none."""
    match = _NEGATIVE.match(word)
    if match is None or word in _NOT_NEGATED or any(word.startswith(w) and len(w) > 5 for w in _NOT_NEGATED):
        return None
    return word[match.end() :]


_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def _by_stem(text: str) -> dict[str, str]:
    """The words by stem, without "including" and, behind the first word, without names: "South Korea"."""
    words = [word for place, word in enumerate(_WORDS.findall(text)) if place == 0 or word.islower() or word.isupper()]
    return {
        stem(word.lower()): word
        for word in words
        if word.lower() != "including" and word.lower() not in AUXILIARIES | DETERMINERS
    }


def opposed(claim: str, passage: str) -> tuple[str, str] | None:
    """(the claim's word, the passage's) of the first pair that exclude each other; ``None`` where there is none.

    A word that the other text has too tells nothing: "rose, then fell" is not opposed to "fell".
    """
    ours, theirs = _by_stem(claim), _by_stem(passage)
    for key, word in ours.items():
        if key in theirs:
            continue
        for other in sorted(_table().get(key, frozenset())):
            if other in theirs and other not in ours and not _table().get(other, frozenset()) & set(theirs):
                return word, theirs[other]
        bare = _unnegated(word.lower())
        if bare is not None and stem(bare) in theirs and stem(bare) not in ours:
            return word, theirs[stem(bare)]
    for key, word in theirs.items():
        bare = _unnegated(word.lower()) if key not in ours else None
        if bare is not None and stem(bare) in ours and stem(bare) not in theirs:
            return ours[stem(bare)], word
    return None


_NEGATED_WORDS = re.compile(
    r"(?:\b(?:not|never|cannot|unable|impossible|unlikely|(?:fail|refus|declin)\w*\s+to)\b|n't\b)((?:[^\w.,;:]+[\w'-]+){1,5})"
)


def negated_words(text: str) -> frozenset[str]:
    """Stems of the words right behind a "not": what it negates is among them ("not possible to rule out")."""
    flat = text.replace("’", "'").lower()
    behind = " ".join(match[1] for match in _NEGATED_WORDS.finditer(flat))
    return frozenset(stem(word) for word, _, _ in content_words(behind))
