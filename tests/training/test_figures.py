"""Figures are changed outside their hedge, never inside it."""

import random

import pytest

from training.generators.figures import changed_figures, find_figures, whole_for_part


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least 600 of the 4,700 men were hurt.", ["At least 600", "4,700"]),
        ("It cost $2.5 million in 2014 and three lives.", ["$2.5", "three"]),
        ("Kim Dell, 31, spoke on May 5 at 10 a.m. of the model Arrow 6.", []),
    ],
)
def test_years_ages_days_and_names_are_no_figures(text, found):
    assert [match[0] for match in find_figures(text)] == found


def test_each_label_follows_from_the_hedge():
    made = [row for seed in range(30) for row in changed_figures("At least 6,000 men were hurt.", random.Random(seed))]  # noqa: S311 - a seeded order, no secret
    for text, label, kind in made:
        value = int(find_figures(text)[0]["number"].replace(",", ""))
        lower_bound = text.lower().startswith(("at least", "more than"))
        expected = {"contradicts": not lower_bound and value < 6000, "neutral": lower_bound and value > 6000}
        assert expected.get(label, lower_bound and value < 6000), (text, label, kind)
    assert {label for _, label, _ in made} == {"supports", "contradicts", "neutral"}


def test_a_part_told_of_the_whole_is_undecided():
    assert list(whole_for_part("Some of the boats sank.")) == [("All of the boats sank.", "neutral", "whole_for_part")]
