"""The generated grid of figures: hedge x relation x unit x form of number, with the answer that docs/figures.md gives.

``cells()`` yields pairs of sentences on made-up events. The words are drawn with a seed, so that a seed's grid is
the same in every run. The answers come from figure_meanings.py, or are known by construction: the same length in miles,
another thing counted. "nothing" means that the pair must decide nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from figure_meanings import VAGUE, Said, relation

HEDGES = {
    "none": ["{n}"],
    "exactly": ["exactly {n}", "precisely {n}"],
    "about": [
        "about {n}", "around {n}", "some {n}", "roughly {n}", "approximately {n}", "an estimated {n}", "circa {n}",
    ],
    "nearly": ["nearly {n}", "almost {n}", "close to {n}", "just under {n}", "approaching {n}"],
    "just over": ["just over {n}", "slightly more than {n}", "a little over {n}"],
    "at least": ["at least {n}", "no fewer than {n}", "a minimum of {n}", "{n} or more"],
    "more than": ["more than {n}", "over {n}", "upwards of {n}", "in excess of {n}"],
    "up to": ["up to {n}", "as many as {n}", "no more than {n}", "a maximum of {n}", "at most {n}"],
    "less than": ["fewer than {n}", "less than {n}", "under {n}", "below {n}"],
}  # fmt: skip
VALUES = [3000, 4500, 12_000, 40_000, 250_000, 1_500_000, 9_000_000, 2_000_000_000, 60, 380]
RATIOS = [Fraction(1), Fraction(95, 100), Fraction(105, 100), Fraction(9, 10), Fraction(11, 10), Fraction(1, 2), 2]

SMALL = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
)
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair. The factors are what the table of results is broken down by."""

    claim: str
    source: str
    answer: str
    claim_hedge: str
    source_hedge: str
    unit: str
    form: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A thing counted or measured, and sentences that say it in the claim's and in sources' words."""

    name: str
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    least: int = 0
    most: int = 10**12


UNITS = [
    Unit("goats", ("{N} goats were sold in the valley.", "Farmers in the valley sold {n} goats."), (
        "The board said {n} goats had been sold in the valley.",
        "{N} goats were sold in the valley, according to the board.",
        "The number of goats sold in the valley rose to {n}.",
        "In the valley, farmers sold {n} goats last spring.",
        "The farmers, who keep sheep as well, have sold {n} of their goats in the valley.",
        "Sales in the valley came to {n} goats, up from 2,000 a year earlier.",
        "Buyers from 14 towns took {n} goats home from the valley.",
        "{N} goats, most of them young, were sold in the valley at 12 fairs.",
    ), most=10**7),
    Unit("people killed", ("{N} people were killed in the flood.", "The flood killed {n} people."), (
        "The flood killed {n} people, the mayor said.",
        "{N} people died in the flood.",
        "The death toll of the flood stands at {n}.",
        "The mayor put the number of deaths at {n}.",
        "The flood has claimed the lives of {n} people.",
        "{N} people have lost their lives in the flood since Monday.",
        "{N} people, including 12 children, were killed in the flood.",
        "{N} were killed and 30 injured in the flood.",
        "{N} fatalities were reported after the flood.",
        "The flood left {n} people dead and 5,000 homeless.",
    ), most=10**6),
    Unit("soldiers", ("{N} Ovlandic soldiers were sent to the border.", "Ovland sent {n} soldiers to the border."), (
        "Ovland has sent {n} troops to the border, the minister said.",
        "{N} soldiers were sent to the border on Monday.",
        "There are {n} Ovlandic soldiers at the border.",
        "Ovland, which has an army of 90,000, sent {n} troops to the border.",
        "{N} servicemen have been sent to the border in 60 lorries.",
        "The number of soldiers at the border has grown to {n}.",
    ), most=10**6),
    Unit("money", ("{N} in aid was paid to farmers.", "The state paid {n} in aid."), (
        "Farmers were paid {n} in aid.",
        "The minister said {n} in aid had been paid.",
        "Aid of {n} was paid to farmers.",
        "The state paid 800 farmers {n} in aid.",
        "{N} worth of aid went to farmers.",
    ), least=1000),
    Unit("budget", ("The budget of the port is {n}.", "The port's budget rose to {n}."), (
        "The budget stands at {n}, the port said.",
        "The port's budget was {n} last year.",
        "The council agreed a budget of {n} for the port.",
        "The port raised its budget to {n} from €1m.",
    ), least=1000),
    Unit("per month", ("Guards are paid {n} a month.",), (
        "Guards get {n} per month.", "The pay of guards is {n} a month.", "Each guard earns {n} a month.",
        "Guards receive a monthly wage of {n}.", "The 40 guards now earn {n} monthly.",
        "The guards' monthly pay is {n}.",
    ), least=60, most=60_000),
    Unit("per cent", ("Turnout was {n}.", "Turnout stood at {n}."), (
        "Turnout was {n}, the commission said.", "The commission put turnout at {n}.", "Turnout rose to {n}.",
        "Turnout fell to {n} from 97% in 2019.", "The vote had a turnout of {n}, the commission said.",
    ), least=1, most=100),
    Unit("share", ("{N} of households have no power.",), (
        "{N} of the households are without power.", "The firm said {n} of households had no power.",
        "In three valleys {n} of households have had no power since Sunday.",
    ), least=1, most=100),
    Unit("km", ("The new road is {n} long.", "Engineers built {n} of road."), (
        "The road is {n} long, the ministry said.", "The ministry has built {n} of road.",
        "The new road, {n} long, opened on Friday.", "In 12 years engineers have built {n} of road.",
    ), most=60_000),
    Unit("tonnes", ("{N} of grain was shipped.", "The port shipped {n} of grain."), (
        "The port said it had shipped {n} of grain.", "{N} of grain left the port.",
        "In nine ships, {n} of grain left the port.",
    )),
]  # fmt: skip
SPELT = {
    "money": ("$", " dollars"), "budget": ("€", " euros"), "per month": ("£", " pounds"), "per cent": ("", " per cent"),
    "share": ("", "%"), "km": ("", " km"), "tonnes": ("", " tonnes"),
}  # fmt: skip


def in_words(number: int) -> str:
    """The number as English words."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if 0 < rest < 100 else " "
            return (in_words(number // size) + " " + name + (joint + in_words(rest) if rest else "")).strip()
    if number < 20:
        return SMALL[number]
    return TENS[number // 10 - 2] + (f"-{SMALL[number % 10]}" if number % 10 else "")


def printed(value: Fraction, form: str) -> str | None:
    """The value in one form of print; None where the form does not suit it."""
    whole = int(value) if value == int(value) else None
    if form == "digits":
        return f"{whole:,}" if whole is not None else f"{float(value):,.2f}".rstrip("0")
    if whole is None:
        return None
    if form == "words":
        return in_words(whole) if len(in_words(whole).split()) <= 7 else None
    if form == "spaces":
        return f"{whole:,}".replace(",", " ") if whole >= 10_000 else None
    for name, size in (
        ("k", 10**3),
        ("m", 10**6),
        ("bn", 10**9),
        ("million", 10**6),
        ("billion", 10**9),
        ("thousand", 10**3),
    ):
        if form == name and size <= value < 1000 * size:
            text = f"{float(value / size):.3f}".rstrip("0").rstrip(".")
            return text + (name if len(name) <= 2 else f" {name}") if Fraction(text) * size == value else None
    return None


FORMS = ["digits", "words", "spaces", "k", "m", "bn", "million", "billion", "thousand"]


def with_unit(number: str, unit: str, form: str, rng: random.Random) -> str:
    """The number with the unit's sign or word: "$3m", "three million dollars"."""
    sign, word = SPELT.get(unit, ("", ""))
    if sign and form != "words" and rng.random() < 0.7:
        return sign + number
    return number + word


def sentence(templates: tuple[str, ...], phrase: str, rng: random.Random) -> str:
    """One of the templates with the phrase in it, its first letter a capital where it opens the sentence."""
    return rng.choice(templates).replace("{N}", phrase[0].upper() + phrase[1:]).replace("{n}", phrase)


def phrase_of(said: Said, unit: Unit, rng: random.Random) -> tuple[str, str] | None:
    """The figure in words that suit the unit, and the form of its number."""
    forms = [f for f in FORMS if printed(said.value, f) is not None]
    form = rng.choice(forms)
    number = with_unit(printed(said.value, form) or "", unit.name, form, rng)
    words = HEDGES[said.hedge]
    if unit.name in SPELT:  # "twenty per cent or more" and "as many as $20" are not said
        words = [w for w in words if not w.endswith("more") and "many" not in w] or words
    return rng.choice(words).replace("{n}", number), form


def hedge_cells(rng: random.Random) -> Iterator[Cell]:
    """Every hedge against every other, at every ratio of the two figures, in units and forms drawn in turn."""
    turn = 0
    for claim_hedge in HEDGES:
        for source_hedge in HEDGES:
            for ratio in RATIOS:
                for _ in range(4):
                    unit = UNITS[turn % len(UNITS)]
                    turn += 1
                    values = [Fraction(v) for v in VALUES if unit.least <= v <= unit.most and v * ratio <= unit.most]
                    value = rng.choice([v for v in values if unit.name != "per cent" or v <= 50] or [Fraction(40)])
                    claim, source = Said(claim_hedge, value), Said(source_hedge, value * ratio)
                    yield _cell(claim, source, unit, rng)


def _cell(claim: Said, source: Said, unit: Unit, rng: random.Random) -> Cell:
    said, heard = phrase_of(claim, unit, rng), phrase_of(source, unit, rng)
    assert said is not None and heard is not None
    form = said[1] if said[1] == heard[1] else f"{min(said[1], heard[1])}/{max(said[1], heard[1])}"
    return Cell(
        sentence(unit.claims, said[0], rng), sentence(unit.sources, heard[0], rng), relation(claim, source),
        claim.hedge, source.hedge, unit.name, form,
    )  # fmt: skip


RANGES = ["between {a} and {b}", "{a} to {b}", "from {a} to {b}", "{a}-{b}"]


def range_cells(rng: random.Random) -> Iterator[Cell]:
    """Ranges on either side, and on both, against figures inside, at an end, across an end and outside."""
    for unit in (u for u in UNITS if u.name in {"goats", "people killed", "soldiers"}):
        for low, high in ((3000, 4000), (10_000, 12_000), (50, 70)):
            spoken = Said("range", Fraction(low), Fraction(high))
            for hedge in HEDGES:
                for at in (low, high, (low + high) // 2, low // 2, high * 2):
                    other = Said(hedge, Fraction(at))
                    for flipped in (False, True):
                        pair = (other, spoken) if flipped else (spoken, other)
                        phrase, form = phrase_of(other, unit, rng) or ("", "")
                        ranged = rng.choice(RANGES).format(a=f"{low:,}", b=f"{high:,}")
                        said, heard = (phrase, ranged) if flipped else (ranged, phrase)
                        sources = [s for s in unit.sources if not (ranged.startswith("from") and "to {n}" in s)]
                        yield Cell(
                            sentence(unit.claims, said, rng), sentence(tuple(sources), heard, rng), relation(*pair),
                            pair[0].hedge, pair[1].hedge, unit.name, f"range/{form}",
                        )  # fmt: skip


def vague_cells(rng: random.Random) -> Iterator[Cell]:
    """ "dozens", "hundreds", "tens of thousands" against each other and against figures."""
    goats, killed = UNITS[0], UNITS[1]
    for word in VAGUE:
        of = word if word.split()[0] in {"several", "a"} else f"{word} of"
        for other in (*VAGUE, 20, 60, 300, 700, 2500, 18_000, 60_000, 400_000, 5_000_000):
            spoken = Said(word, Fraction(0))
            if isinstance(other, str):
                second, heard = Said(other, Fraction(0)), other if other[0:2] in {"se", "a "} else f"{other} of"
            else:
                second = Said(rng.choice(["none", "about", "at least", "nearly"]), Fraction(other))
                heard = HEDGES[second.hedge][0].replace("{n}", f"{other:,}")
            unit = rng.choice([goats, killed])
            for pair, words in (((spoken, second), (of, heard)), ((second, spoken), (heard, of))):
                yield Cell(
                    sentence(unit.claims[:1], words[0], rng), sentence(unit.sources[:1], words[1], rng),
                    relation(*pair), pair[0].hedge, pair[1].hedge, unit.name, "vague",
                )  # fmt: skip


FRACTIONS = {
    "half": 50, "a third": Fraction(100, 3), "two-thirds": Fraction(200, 3), "a quarter": 25, "three quarters": 75,
    "one in five": 20, "nine out of 10": 90,
}  # fmt: skip


def fraction_cells(rng: random.Random) -> Iterator[Cell]:
    """Fractions in words against per cent: half a point either side is the same."""
    share = next(u for u in UNITS if u.name == "share")
    for words, percent in FRACTIONS.items():
        said = Said("none", Fraction(percent), half_point=Fraction(1, 2))
        phrase = words if " in " not in words and " out " not in words else None
        for other in sorted({round(percent), round(percent) + 5, round(percent) - 8, round(percent) * 2, 12}):
            if other > 100:
                continue
            for hedge in ("none", "about", "at least", "more than", "nearly", "less than"):
                if other == round(percent) and hedge != "none":
                    continue  # a rounded figure at a bound: either answer would be defended
                heard = Said(hedge, Fraction(other))
                text = HEDGES[hedge][0].replace("{n}", f"{other}%")
                claim = f"{words[0].upper()}{words[1:]} {'of ' if phrase else ''}households have no power."
                yield Cell(
                    claim, sentence(share.sources, text, rng), relation(said, heard), "none", hedge, "share", "fraction"
                )


def conversions(rng: random.Random) -> Iterator[Cell]:
    """One length, weight, area, speed in two units: the same when rounded, another when a third off."""
    rows = [
        ("The new road is {n} long.", "The road is {n} long, the ministry said.", "km", "miles", 1.609344),
        ("Engineers built {n} of road.", "The ministry has built {n} of road.", "kilometres", "miles", 1.609344),
        ("The port shipped {n} of grain.", "The port has shipped {n} of grain.", "kg", "pounds", 0.45359237),
        ("The fire burned {n} of forest.", "{N} of forest burned, the service said.", "hectares", "acres", 0.40468564),
        ("The wall is {n} high.", "The wall is {n} high, the mayor said.", "metres", "feet", 0.3048),
        ("The storm brought winds of {n}.", "Winds of {n} were measured.", "km/h", "mph", 1.609344),
        ("The tanker held {n} of oil.", "The tanker held {n} of oil, the owner said.", "litres", "gallons", 3.785412),
    ]  # fmt: skip
    for claimed, sourced, unit, other, factor in rows:
        for value in (12, 35, 62, 150, 480):
            converted = _rounded(value * factor)
            for at, expected in ((converted, "within"), (_rounded(float(converted) * 1.35), "excludes")):
                for flipped in (False, True):
                    ours, theirs = (
                        (f"{value} {other}", f"{at} {unit}") if flipped else (f"{at} {unit}", f"{value} {other}")
                    )
                    yield Cell(
                        sentence((claimed,), ours, rng), sentence((sourced,), theirs, rng), expected,
                        "none", "none", f"{unit}/{other}", "digits",
                    )  # fmt: skip
            soft = f"{rng.choice(['about', 'around'])} {converted} {unit}"
            least = f"at least {_rounded(float(converted) * 0.8)} {unit}"
            for ours, hedge in ((soft, "about"), (least, "at least")):
                yield Cell(
                    sentence((claimed,), ours, rng), sentence((sourced,), f"{value} {other}", rng), "within",
                    hedge, "none", f"{unit}/{other}", "digits",
                )  # fmt: skip


def _rounded(value: float) -> str:
    """To two significant digits, three from 100 on: how newsrooms print conversions."""
    return f"{float(f'{value:.1e}' if value < 100 else f'{value:.2e}'):g}"


OTHERS = {
    "other thing": ("{n} goats were sold in the valley.", "{n} sheep were sold in the valley."),
    "other nation": ("{n} Swedish nurses arrived.", "{n} Danish nurses arrived."),
    "north and south": ("{n} North Ovlandic nurses arrived.", "{n} South Ovlandic nurses arrived."),
    "killed and wounded": ("{n} people were killed in the flood.", "{n} people were injured in the flood."),
    "deaths and casualties": ("{n} soldiers were killed.", "The army had {n} casualties."),
    "captured": ("{n} soldiers were killed.", "{n} soldiers were captured."),
    "present and killed": ("{n} soldiers were sent to the border.", "{n} soldiers were killed at the border."),
    "another and total": ("Another {n} goats were sold.", "{n} goats were sold."),
    "total and more": ("{n} goats were sold.", "{n} more goats were sold."),
    "planned and done": ("{n} nurses were hired.", "The board will hire {n} nurses."),
    "expected": ("{n} nurses have arrived.", "{n} nurses are expected to arrive by June."),
    "cases a day and year": ("The clinic sees {n} patients a year.", "The clinic sees {n} patients a day."),
    "rate and total": ("Guards are paid £{n} a month.", "Guards were paid £{n} in aid."),
    "total and rate": ("{n} goats were sold.", "{n} goats a week were sold."),
    "currency": ("The port's budget is ${n}.", "The port's budget is £{n}."),
    "currency words": ("The state paid {n} euros in aid.", "The state paid {n} dollars in aid."),
    "share and count": ("{n}% of the nurses left.", "{n} of the nurses left."),
    "length and weight": ("The port shipped {n} tonnes of cable.", "The port shipped {n} km of cable."),
    "level and change": ("Turnout was {n}%.", "Turnout rose by {n}%."),
    "age": ("{n} people were hurt.", "Ada Brill, {n}, was hurt."),
    "a year": ("{n} people were hurt.", "The dam was built in {n}."),
}  # fmt: skip


def other_cells(rng: random.Random) -> Iterator[Cell]:
    """Equal or near digits of other things: nothing may be decided, whatever the hedge and the form."""
    for name, (claimed, sourced) in OTHERS.items():
        values = {"age": [31, 60], "a year": [1954, 1987], "share and count": [12, 40], "level and change": [6, 40]}
        for value in values.get(name, [60, 380, 3000, 12_000]):
            for hedge in ("none", "about", "at least", "nearly"):
                plain = name in {"age", "a year"}
                text = str(value) if plain else f"{value:,}"
                ours, theirs = (HEDGES[hedge][0].replace("{n}", text), text)
                if "{n}%" in claimed or "£" in claimed or "$" in claimed:
                    ours = text
                said = claimed.replace("{n}", ours)
                yield Cell(
                    said[0].upper() + said[1:], sourced.replace("{n}", theirs), "nothing", hedge, "none", name, "digits"
                )


def cells(seed: int) -> list[Cell]:
    """The grid of one seed, without repetitions, in a fixed order."""
    rng = random.Random(seed)  # noqa: S311 - draws words, guards nothing
    parts = (hedge_cells, range_cells, vague_cells, fraction_cells, conversions, other_cells)
    return list(dict.fromkeys(cell for part in parts for cell in part(rng)))
