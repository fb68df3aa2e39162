"""Claims of rank: first, last, only, largest, second largest, record. A passage without the rank does not hold them."""

from __future__ import annotations

import re

from service.assessment.numbers import ORDINALS, word_set

_SAME = {
    "biggest": "largest", "greatest": "largest", "sole": "only", "worst": "deadliest",
    "bloodiest": "deadliest", "wealthiest": "richest", "warmest": "hottest", "tallest": "highest", "nearest": "closest",
    "eldest": "oldest", "cheapest": "least expensive", "dearest": "most expensive", "costliest": "most expensive",
    "priciest": "most expensive", "poorest": "worst", "quickest": "fastest", "final": "last",
    "smallest": "least", "lowest": "least",
}  # fmt: skip
_NEVER_BEFORE = re.compile(
    r"\bnever\s+(?:before|previously)\b|\bnever\b[^.;]{0,40}\b(?:before|until\s+now)\b|\bunprecedented\b|\bmaiden\b"
    r"|\binaugural\b|\bhistoric\s+first\b|\bdebut\b"
)
_SUPERLATIVE = re.compile(r"\b[a-z]{2,}(?:i?est)\b")
_NO_SUPERLATIVE = word_set(
    "interest forest protest arrest request guest harvest contest honest modest northwest southwest midwest invest "
    "suggest tempest conquest chest crest quest digest manifest earnest attest detest infest ingest molest breast west "
    "test rest nest unrest bequest inquest priest zest pest vest lest jest fest everest bucharest budapest brest "
    "latest best dishonest pinterest rearrest reinvest congest divest behest rainforest disinterest "
    "northeast request retest"
)
_MOST = re.compile(
    r"\bthe\s+(?:\w+'s\s+|world(?:’s|'s)\s+)?(?P<how>most|least)\s+(?P<what>[a-z]+(?:ed|ing|ous|ful|ive|al|ent|ant|ble|ly|ic|ular|tant))\b"
)
_ORDER = (
    "|".join(word for word in ORDINALS if word not in {"first", "hundredth", "thousandth"}) + r"|\d+(?:st|nd|rd|th)"
)
_NTH = re.compile(rf"\b(?P<nth>{_ORDER})[\s-]+(?P<best>[a-z]{{2,}}est|most\s+[a-z]+)\b")
_NOT_A_FIRST = (
    r"quarter|half|minister|lady|week|day|year|month|aid|class|division|round|stage|leg|degree|name|grade|floor|phase|lieutenant"
    r"|sergeant|secretary|batch|group|place|of\s+(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)|amendment|estimates?|results|figures|reports|drafts?|responders?|impressions?|glance|sight|hand|and\s+foremost"
)
_IS_FIRST = re.compile(
    rf"(?<!\bat )\bfirst\b(?!-?\s*(?:{_NOT_A_FIRST})\b)(?!-(?!ever\b|of-))"
    r"(?!\s+(?:said|told|met|joined|elected|appointed|reached|reported|announced|became|took|came|went|saw|heard|moved|"
    r"arrived|entered|appeared|named|published|planned|thought|intended|two|three|four|five|few|\d+)\b)"
)
_ONLY = re.compile(
    r"\b(?:the|its|his|her|their|our|\w+(?:'s|’s))\s+(?P<only>only|sole|lone|last|newest|final(?!\s+(?:of|in|at|on|against|between|with|to|for|was|were|is|by|vote|whistle|score|result|stage|round|decision|approval|draft|version|agreement|deal|say)\b))\s+(?!(?:\w+\s+)?(?:night|week|month|year|days?"
    r"|weeks|months|years|minute|moment|hours?|decades?|century|centuries|season|summer|winter|spring|autumn|quarter|election|time\s+he|name|resort|report|figures?|edition|round|issue|update|news)\b)[a-z]+"
)
_ALONE = re.compile(r"\bthe\s+only\s+(?:one|ones)\b|\bno\s+other\b|\balone\s+(?:has|have|is|are)\b")
_RECORD = re.compile(
    r"\ball-time\s+(?:high|low|peak)\b|\b(?:highest|lowest|largest|biggest|most|best|worst|hottest)\b[^.;]{0,50}\b(?:on\s+record|in\s+history|since\s+records)\b"
    r"|\brecord-breaking\b|\b(?:all-time\s+)?record\s+(?:high|low|number|levels?|profits?|sales|turnout|\d)|\bhighest\s+ever\b"
)


_NOT_THE = re.compile(
    r"(?:\bnot|n't|\bnever|\bnor|\bneither|\bhardly|\bno\s+longer|\bfar\s+from)\s+(?:\w+\s+){0,2}?(?:the|its|his|her|their|a)?\s*"
    r"(?:\w+\s+)?(?:first|only|sole|last|\w{2,}est|most\s+\w+)\b|\bhighest\s+courts?\b"
)
"""A rank that is denied: a passage need not have it for "It is not the first time" to hold."""


def read_ranks(text: str) -> frozenset[str]:
    """The ranks that the text claims of something, each by one name: ``first``, ``only``, ``second largest``..."""
    lower = _NOT_THE.sub(" ", text.lower())
    found: set[str] = set()
    for match in _NTH.finditer(lower):
        if match["best"] not in _NO_SUPERLATIVE:
            found.add(f"{_number(match['nth'])} {_named(match['best'])}")
    rest = _NTH.sub(" ", lower)
    if _NEVER_BEFORE.search(rest) or _IS_FIRST.search(rest):
        found.add("first")
    found |= {_named(match["only"]) for match in _ONLY.finditer(rest)}
    if _ALONE.search(rest):
        found.add("only")
    if _RECORD.search(rest):
        found.add("record")
    found |= {_named(word) for word in _SUPERLATIVE.findall(rest) if word not in _NO_SUPERLATIVE}
    found |= {f"{match['how']} {match['what']}" for match in _MOST.finditer(rest)}
    return frozenset(found)


def missing_rank(claim: str, passage: str, around: str = "") -> str | None:
    """A rank that the claim gives and neither the passage nor the text around it has, or ``None``."""
    wanted = read_ranks(claim) - read_ranks(passage)
    return min(wanted - read_ranks(around), default=None) if wanted else None


def _named(word: str) -> str:
    return _SAME.get(word, word)


def _number(nth: str) -> str:
    return str(ORDINALS[nth]) if nth in ORDINALS else re.sub(r"\D", "", nth)
