"""The units that figures are printed in: their names, and which of them convert into which."""

from __future__ import annotations

from service.assessment.numbers import word_set

CURRENCY_SIGNS = {
    "$": "usd", "us$": "usd", "a$": "aud", "au$": "aud", "c$": "cad", "ca$": "cad", "hk$": "hkd", "nz$": "nzd",
    "s$": "sgd", "r$": "brl", "£": "gbp", "€": "eur", "¥": "jpy", "₩": "krw", "₹": "inr", "₽": "rub", "₺": "try",
    "₪": "ils",
}  # fmt: skip
CURRENCY_CODES = {
    code: code.lower()
    for code in word_set("USD GBP EUR KRW JPY CNY RUB INR AUD CAD HKD NZD CHF SGD SEK NOK DKK PLN UAH TRY ILS BRL ZAR")
}
CURRENCY_WORDS = {
    "dollar": "usd", "buck": "usd", "pound": "gbp", "euro": "eur", "won": "krw", "yen": "jpy", "yuan": "cny",
    "renminbi": "cny", "rouble": "rub", "ruble": "rub", "rupee": "inr", "franc": "chf", "hryvnia": "uah",
    "hryvnias": "uah", "shekel": "ils", "lira": "try", "peso": "mxn", "rand": "zar", "baht": "thb", "riyal": "sar",
    "dinar": "dinar", "ringgit": "myr", "rupiah": "idr", "naira": "ngn", "krona": "sek", "krone": "nok",
}  # fmt: skip
_DOLLARS = {"australian": "aud", "canadian": "cad", "singapore": "sgd", "zealand": "nzd", "kong": "hkd"}
MONEY = frozenset(CURRENCY_SIGNS.values()) | frozenset(CURRENCY_CODES.values()) | frozenset(CURRENCY_WORDS.values())
MINOR_MONEY = {"penny": "gbp", "pence": "gbp", "p": "gbp", "cent": "usd"}

# singular word, lower case → (unit, times the unit). A ton is read as a tonne: wire copy uses both for the metric ton.
_MEASURES = {
    "mm": ("mm", 1.0), "millimetre": ("mm", 1.0), "millimeter": ("mm", 1.0),
    "cm": ("cm", 1.0), "centimetre": ("cm", 1.0), "centimeter": ("cm", 1.0),
    "m": ("m", 1.0), "metre": ("m", 1.0), "meter": ("m", 1.0),
    "km": ("km", 1.0), "kms": ("km", 1.0), "kilometre": ("km", 1.0), "kilometer": ("km", 1.0),
    "inch": ("inch", 1.0), "foot": ("foot", 1.0), "feet": ("foot", 1.0), "ft": ("foot", 1.0), "yard": ("yard", 1.0),
    "mile": ("mile", 1.0), "mi": ("mile", 1.0), "light-year": ("light-year", 1.0),
    "mg": ("mg", 1.0), "milligram": ("mg", 1.0), "g": ("g", 1.0), "gram": ("g", 1.0), "gramme": ("g", 1.0),
    "kg": ("kg", 1.0), "kgs": ("kg", 1.0), "kilo": ("kg", 1.0), "kilogram": ("kg", 1.0), "kilogramme": ("kg", 1.0),
    "tonne": ("tonne", 1.0), "ton": ("tonne", 1.0), "lb": ("lb", 1.0), "lbs": ("lb", 1.0), "ounce": ("ounce", 1.0),
    "oz": ("ounce", 1.0), "kiloton": ("kiloton", 1.0),
    "litre": ("litre", 1.0), "liter": ("litre", 1.0), "gallon": ("gallon", 1.0), "barrel": ("barrel", 1.0),
    "hectare": ("hectare", 1.0), "acre": ("acre", 1.0), "sq km": ("sq km", 1.0), "sq mile": ("sq mile", 1.0),
    "sq metre": ("sq m", 1.0), "sq foot": ("sq ft", 1.0),
    "second": ("second", 1.0), "minute": ("minute", 1.0), "min": ("minute", 1.0), "hour": ("hour", 1.0),
    "hr": ("hour", 1.0), "hrs": ("hour", 1.0), "day": ("day", 1.0), "week": ("week", 1.0), "month": ("month", 1.0),
    "year": ("year", 1.0), "yr": ("year", 1.0), "yrs": ("year", 1.0), "decade": ("decade", 1.0),
    "century": ("century", 1.0), "fortnight": ("week", 2.0),
    "mph": ("mph", 1.0), "kph": ("kmh", 1.0), "kmh": ("kmh", 1.0), "knot": ("knot", 1.0),
    "degree": ("degree", 1.0), "celsius": ("celsius", 1.0), "fahrenheit": ("fahrenheit", 1.0),
    "kw": ("kw", 1.0), "mw": ("mw", 1.0), "gw": ("gw", 1.0), "watt": ("w", 1.0), "kilowatt": ("kw", 1.0),
    "megawatt": ("mw", 1.0), "gigawatt": ("gw", 1.0), "hz": ("hz", 1.0), "mhz": ("mhz", 1.0), "ghz": ("ghz", 1.0),
    "kb": ("kb", 1.0), "mb": ("mb", 1.0), "gb": ("gb", 1.0), "tb": ("tb", 1.0), "megabyte": ("mb", 1.0),
    "gigabyte": ("gb", 1.0), "terabyte": ("tb", 1.0), "megabit": ("mbit", 1.0), "mbps": ("mbps", 1.0),
    "megapixel": ("megapixel", 1.0), "volt": ("volt", 1.0), "carat": ("carat", 1.0), "calorie": ("calorie", 1.0),
    "percent": ("percent", 1.0), "pct": ("percent", 1.0), "percentage": ("percent", 1.0),
}  # fmt: skip
_ATTACHED = word_set(
    "mm cm m km kms mg g kg kgs lb lbs oz ft mi mph kph kmh kw mw gw hz mhz ghz kb mb gb tb mbps pct p hr hrs min c f"
)
TIME_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade", "century"})

# unit → (dimension, factor to its base). Days and months do not convert: a month has no fixed length.
_DIMENSIONS = {
    "mm": ("length", 0.001), "cm": ("length", 0.01), "m": ("length", 1.0), "km": ("length", 1000.0),
    "inch": ("length", 0.0254), "foot": ("length", 0.3048), "yard": ("length", 0.9144), "mile": ("length", 1609.344),
    "mg": ("mass", 1e-6), "g": ("mass", 0.001), "kg": ("mass", 1.0), "tonne": ("mass", 1000.0),
    "lb": ("mass", 0.45359237), "ounce": ("mass", 0.028349523125),
    "litre": ("volume", 1.0), "gallon": ("volume", 3.785411784), "barrel": ("volume", 158.987294928),
    "sq m": ("area", 1.0), "sq ft": ("area", 0.09290304), "hectare": ("area", 1e4), "acre": ("area", 4046.8564224),
    "sq km": ("area", 1e6), "sq mile": ("area", 2589988.110336),
    "second": ("time", 1.0), "minute": ("time", 60.0), "hour": ("time", 3600.0), "day": ("time", 86400.0),
    "week": ("time", 604800.0), "month": ("calendar", 1.0), "year": ("calendar", 12.0), "decade": ("calendar", 120.0),
    "century": ("calendar", 1200.0),
    "kmh": ("speed", 1.0), "mph": ("speed", 1.609344), "knot": ("speed", 1.852),
    "w": ("power", 1.0), "kw": ("power", 1e3), "mw": ("power", 1e6), "gw": ("power", 1e9),
    "hz": ("frequency", 1.0), "mhz": ("frequency", 1e6), "ghz": ("frequency", 1e9),
    "kb": ("data", 1.0), "mb": ("data", 1e3), "gb": ("data", 1e6), "tb": ("data", 1e9),
    "celsius": ("temperature", 1.0), "fahrenheit": ("temperature", 1.0),
}  # fmt: skip


def singular_unit(word: str) -> str:
    """The word as the tables above spell it."""
    if word in _MEASURES or word in CURRENCY_WORDS or word in MINOR_MONEY:
        return word
    if word == "centuries":
        return "century"
    if word == "inches":
        return "inch"
    return word[:-1] if word.endswith("s") else word


def measure(word: str, attached: bool = False) -> tuple[str, float] | None:
    """The unit that a lower-case word names and its multiple; single letters only where ``attached`` to the digits."""
    name = singular_unit(word)
    if attached and word in {"c", "f"}:
        return ({"c": "celsius", "f": "fahrenheit"}[word], 1.0)
    if len(name) == 1 and not attached:
        return ("m", 1.0) if name == "m" else None
    if name in {"min", "mi", "mb", "mw", "gb"} and not attached and len(word) < 3 and name == "mi":
        return None
    return _MEASURES.get(name)


def currency(word: str, before: str = "") -> str | None:
    """The currency that a lower-case word names ("dollars", "won"), given the word before it ("Canadian")."""
    name = singular_unit(word)
    if name == "dollar" and before in _DOLLARS:
        return _DOLLARS[before]
    return CURRENCY_WORDS.get(name)


def is_attached_unit(word: str) -> bool:
    """Whether the word is written against its digits ("240mm")."""
    return word in _ATTACHED


def convert(value: float, unit: str, into: str) -> float | None:
    """``value`` in another unit of the same dimension; None where the two do not convert."""
    if unit == into:
        return value
    one, other = _DIMENSIONS.get(unit), _DIMENSIONS.get(into)
    if one is None or other is None or one[0] != other[0]:
        return None
    if one[0] == "temperature":
        return value * 9 / 5 + 32 if into == "fahrenheit" else (value - 32) * 5 / 9
    return value * one[1] / other[1]
