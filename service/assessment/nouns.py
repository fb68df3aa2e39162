"""Nouns of general news English: which words are plural, and what their singular is."""

from __future__ import annotations

from service.assessment.numbers import word_set

_NOT_PLURAL = word_set(
    "tennis was is has does as this his its us says plus less always perhaps yes thus across towards besides "
    "afterwards nevertheless sometimes indoors overseas various serious previous dangerous religious famous numerous "
    "suspicious continuous consecutive precious conscious mysterious anonymous indigenous simultaneous enormous gas "
    "bus virus crisis basis analysis status campus census bonus focus chaos consensus process business access "
    "success congress press class loss boss mass glass grass cross address fitness illness witness homeless helpless "
    "cash-less jobless series politics economics athletics news sports arms drugs forces services systems goods "
    "savings sales communications operations logistics weapons affairs relations paris texas brussels wales athens "
    "hamas reuters lebanese chinese japanese vietnamese portuguese christmas mercedes us u.s. uks maths physics "
    "means needs remains seems shows comes goes makes takes gets begins thousands millions billions hundreds dozens"
)
_IRREGULAR = {
    "people": "person", "persons": "person", "men": "man", "women": "woman", "children": "child", "police": "police",
    "personnel": "personnel", "staff": "staff", "crew": "crew", "aircraft": "aircraft", "cattle": "cattle",
    "fish": "fish", "sheep": "sheep", "lives": "life", "wives": "wife", "knives": "knife", "homes": "home",
    "mice": "mouse", "teeth": "tooth", "feet": "foot", "geese": "goose", "species": "species", "oxen": "ox",
    "spacecraft": "spacecraft", "hovercraft": "hovercraft", "infantry": "infantry", "cavalry": "cavalry",
    "militia": "militia", "militias": "militia", "countrymen": "countryman", "gunmen": "gunman", "halves": "half",
    "shelves": "shelf", "thieves": "thief", "leaves": "leaf", "wolves": "wolf", "criteria": "criterion",
    "media": "medium", "data": "data", "phenomena": "phenomenon", "gallows": "gallows", "corps": "corps",
    "buses": "bus", "gases": "gas", "viruses": "virus", "crises": "crisis", "analyses": "analysis", "bases": "base",
    "cases": "case", "houses": "house", "horses": "horse", "nurses": "nurse", "movies": "movie", "zombies": "zombie",
    "calories": "calorie", "cookies": "cookie", "rookies": "rookie", "ties": "tie", "pies": "pie",
    "premises": "premises",
    "headquarters": "headquarters", "barracks": "barracks",
    "crossroads": "crossroads", "folk": "person",
    "shoes": "shoe", "heroes": "hero", "potatoes": "potato", "tomatoes": "tomato", "volcanoes": "volcano",
    "tornadoes": "tornado", "vetoes": "veto", "casualties": "casualty", "axes": "axe",
    "prizes": "prize", "sizes": "size",
}  # fmt: skip


def is_plural(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    if word in _IRREGULAR:
        return True
    if len(word) < 4 or word in _NOT_PLURAL:
        return False
    if word.endswith(("men", "women", "children", "people")):
        return word not in {"omen", "specimen", "abdomen", "regimen", "acumen", "semen", "yemen", "examen", "amen"}
    if not word.endswith("s"):
        return False
    return not word.endswith(("ss", "us", "sis", "xis", "ris", "tis", "vis", "ois", "'s", "’s"))


def singular(word: str) -> str:
    """The singular of a lower-case plural noun; any other word unchanged."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for plural, one in (("women", "woman"), ("men", "man"), ("children", "child"), ("people", "person")):
        if word.endswith(plural) and is_plural(word):
            return word[: -len(plural)] + one
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]
