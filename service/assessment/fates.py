"""What became of the people that a figure counts: killed, injured, captured, said after, before or by the noun."""

from __future__ import annotations

from collections.abc import Sequence

from service.assessment.nouns import singular
from service.assessment.numbers import Token, is_hyphen, word_set

FATES = {
    "killed": "killed", "dead": "killed", "died": "killed", "die": "killed", "dies": "killed", "dying": "killed",
    "slain": "killed", "slaughtered": "killed",
    "murdered": "killed", "massacred": "killed", "perished": "killed", "executed": "killed", "fatally": "killed",
    "injured": "injured", "wounded": "injured", "hurt": "injured", "maimed": "injured", "hospitalised": "injured",
    "hospitalized": "injured", "captured": "captured", "arrested": "arrested", "detained": "arrested",
    "jailed": "arrested", "imprisoned": "arrested", "kidnapped": "captured", "abducted": "captured",
    "missing": "missing", "unaccounted": "missing", "displaced": "displaced", "evacuated": "displaced",
    "homeless": "displaced", "uprooted": "displaced", "rescued": "rescued", "infected": "infected",
    "stranded": "stranded", "freed": "freed", "released": "freed",
    "drowned": "killed", "drown": "killed", "assassinated": "killed", "beheaded": "killed", "electrocuted": "killed",
}  # fmt: skip
_DOING = {
    "kill": "killed", "kills": "killed", "killing": "killed", "killed": "killed", "murdering": "killed",
    "slaughtering": "killed", "executing": "killed", "injure": "injured", "injures": "injured", "injuring": "injured",
    "wound": "injured", "wounds": "injured", "wounding": "injured", "hurting": "injured", "capture": "captured",
    "captures": "captured", "capturing": "captured", "arrest": "arrested", "arrests": "arrested",
    "arresting": "arrested", "detain": "arrested", "detaining": "arrested", "kidnapping": "captured",
    "abducting": "captured", "displacing": "displaced", "displace": "displaced", "evacuating": "displaced",
    "evacuate": "displaced", "rescue": "rescued", "rescuing": "rescued", "rescues": "rescued", "infecting": "infected",
    "freeing": "freed", "releasing": "freed", "claiming": "killed",
}  # fmt: skip
_ACTIVE = {word: fate for word, fate in FATES.items() if word.endswith("ed") and word not in {"died", "perished"}}
_ACTIVE |= {"hurt": "injured"} | _DOING
_FATE_NOUNS = {
    "death": "killed", "fatality": "killed", "injury": "injured", "killing": "killed", "murder": "killed",
    "arrest": "arrested", "capture": "captured", "disappearance": "missing", "kidnapping": "captured",
    "abduction": "captured", "execution": "killed",
}  # fmt: skip
_LINKS = word_set(
    "who that which have has had having were was are is be been being to get got getting also reportedly so far "
    "believed said thought reported feared presumed known confirmed listed may might will would could estimated "
    "apparently allegedly officially still now already left either later themselves seriously badly critically "
    "slightly severely lightly fatally either both all mortally found remain remains remained went go gone"
)
_HARMED = word_set("shot stabbed beaten burned burnt hacked crushed tortured trampled bludgeoned choked starved")
_AUXILIARIES = word_set("were was are is have has had be been being got get")
_ASIDES = word_set("including among most many some all half several mostly mainly largely at almost nearly")
FATE_WORDS = frozenset(FATES.values())


def fates_at(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """The fates stated after a number or its noun: "12 killed or wounded", "12 people were injured"."""
    fates: list[str] = []
    linked = True
    resume = _past_aside(tokens, at)
    for index in range(at, min(resume + 14, len(tokens))):
        token = tokens[index]
        if index < resume:
            continue
        if token.kind != "w" or token.lower in {"but", "while", "although"}:
            if is_hyphen(tokens, index):
                continue
            break
        if token.lower in {"lost", "lose"} and linked and _is_life(tokens, index):
            return (*fates, "killed")
        following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
        if token.lower in FATES and linked:
            fates.append(FATES[token.lower])
        elif token.lower in {"taken", "held"} and following in {"prisoner", "captive", "hostage"} and linked:
            fates.append("captured")
        elif token.lower in _HARMED and linked:
            if following == "to" and index + 2 < len(tokens) and tokens[index + 2].lower == "death":
                fates.append("killed")
        elif token.lower in {"suffered", "sustained", "suffering", "sustaining"} and linked:
            if any(t.lower in {"injury", "injuries", "wounds", "burns"} for t in tokens[index + 1 : index + 5]):
                fates.append("injured")
            linked = False
        elif token.lower in {"and", "or"}:
            if not fates and tokens[index - 1].lower not in _HARMED:
                break
        elif fates:
            break
        elif token.lower in _AUXILIARIES:
            linked = True
        elif token.lower not in _LINKS:
            linked = False
    return tuple(dict.fromkeys(fates))


def _past_aside(tokens: Sequence[Token], at: int) -> int:
    """The token after an aside that parts a noun from its verb: "12 people, most of them tourists, were hurt"."""
    if at >= len(tokens) or tokens[at].text != ",":
        return at
    if at + 1 < len(tokens) and tokens[at + 1].lower in _AUXILIARIES:
        return at + 1  # the end of an aside: "including 12 children, were hurt"
    if at + 1 >= len(tokens) or tokens[at + 1].lower not in _ASIDES:
        return at
    for index in range(at + 2, min(at + 16, len(tokens) - 1)):
        if tokens[index].text in {".", ";", ":"}:
            return at
        if tokens[index].text == "," and tokens[index + 1].lower in _AUXILIARIES:
            return index + 1
    return at


def _is_life(tokens: Sequence[Token], index: int) -> bool:
    """Whether "lost" is followed by lives."""
    return any(token.lower in {"life", "lives"} for token in tokens[index + 1 : index + 3])


def fates_before(tokens: Sequence[Token], first: int) -> tuple[str, ...]:
    """The fates that a verb or noun just before the figure states: "killing 12", "the deaths of 12", "the lives of"."""
    index = first - 1
    fates: list[str] = []
    if index >= 1 and tokens[index].lower == "of":
        noun = singular(tokens[index - 1].lower)
        if noun in _FATE_NOUNS:
            return (_FATE_NOUNS[noun],)
        if noun == "life" and index >= 2:
            return ("killed",)
        if noun == "toll":
            return ("killed",)
        return ()
    if index >= 1 and tokens[index].lower == "dead" and tokens[index - 1].lower in {"shot", "found", "left"}:
        return ("killed",)
    while index >= 0 and tokens[index].kind == "w":
        word = tokens[index].lower
        if word in _ACTIVE and (index == 0 or tokens[index - 1].lower not in {"were", "was", "been", "are", "be"}):
            fates.append(_ACTIVE[word])
        elif not (word in {"and", "or"} and fates):
            break
        index -= 1
    return tuple(dict.fromkeys(reversed(fates)))


def fate_of_noun(noun: str | None) -> tuple[str, ...]:
    """What the counted noun itself says became of people: deaths were killed."""
    fate = _FATE_NOUNS.get(noun or "")
    return (fate,) if fate else ()
