"""Names are read from form, and two spellings are one name as the tables say."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from service.assessment.countries import read_table
from service.assessment.names import Name, aliases_in, country_of, inside, read_names, same_name

TABLES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "names.yaml").read_text(encoding="utf-8")
)


def read_one(printed: str) -> Name:
    """The only name of a text that puts ``printed`` in the middle of a sentence."""
    (name,) = read_names(f"we asked the {printed}")
    return name


@pytest.mark.parametrize("row", TABLES["read"], ids=lambda row: row["why"])
def test_the_names_of_a_text_are_those_of_the_table(row: dict[str, Any]) -> None:
    names = read_names(row["text"])
    assert [f"{name.text}|{name.kind}" for name in names] == row["names"]
    assert all(row["text"][name.start : name.end] == name.text for name in names)


@pytest.mark.parametrize("row", TABLES["inside"], ids=lambda row: row["why"])
def test_who_is_named_stands_inside_a_sentence_as_the_table_says(row: dict[str, str]) -> None:
    assert inside(row["name"]) == row["stands"]
    assert inside(row["stands"]) == row["stands"]


@pytest.mark.parametrize("row", TABLES["same"], ids=lambda row: row["why"])
def test_two_spellings_are_one_name_as_the_table_says_in_either_order(row: dict[str, Any]) -> None:
    a, b = read_one(row["a"]), read_one(row["b"])
    assert same_name(a, b) is row["same"]
    assert same_name(b, a) is row["same"]


@pytest.mark.parametrize("row", TABLES["aliases"], ids=lambda row: row["why"])
def test_a_text_introduces_the_acronyms_of_the_table(row: dict[str, Any]) -> None:
    assert dict(aliases_in(row["text"])) == row["aliases"]


def test_a_key_has_neither_titles_nor_hyphens_nor_diacritics() -> None:
    (name,) = read_names("we met President Zoë Kim-Løwe")
    assert name.key == ("zoe", "kim", "lowe")


def test_the_table_holds_the_world() -> None:
    countries = {country for country, _, sort in read_table() if sort == "name"}
    assert len(countries) > 195
    assert {sort for _, _, sort in read_table()} == {"name", "demonym", "capital", "alias"}


@pytest.mark.parametrize("sort", ["name", "capital"])
def test_every_country_and_capital_is_read_as_its_country(sort: str) -> None:
    read = {spelling: read_names(f"they left for {spelling} at noon") for _, spelling, s in read_table() if s == sort}
    assert [spelling for spelling, names in read.items() if len(names) != 1 or country_of(names[0]) is None] == []


PIECES = [
    "Mr",
    "Ana",
    "Brill",
    "of",
    "the",
    "Ministry",
    "al-",
    "U.S.",
    "(HSB)",
    "’s",
    "-",
    "von",
    "May",
    ".",
    "KIM",
    "and",
]
TEXTS = st.one_of(st.text(max_size=150), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_names_of_any_text_lie_in_it_in_order_and_sameness_is_symmetric(one: str, other: str) -> None:
    names = read_names(one)
    assert all(one[name.start : name.end] == name.text and name.key for name in names)
    assert all(before.end <= after.start for before, after in pairwise(names))
    aliases_in(one)
    for a in names[:4]:
        assert same_name(a, a)
        for b in read_names(other)[:4]:
            assert same_name(a, b) is same_name(b, a)
