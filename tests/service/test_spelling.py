"""Claims typed in haste are read as the passages spell them, and real words are left alone."""

from __future__ import annotations

import pytest

from service.spelling import is_within, respell

PASSAGES = [
    "On Monday the ministry of Slovakia said that the ferry Tarnholm had been held in isolation at Ostermark harbour.",
    "The people of Ostermark, and the Ostermark police, held the message back.",
]


@pytest.mark.parametrize(
    ("claim", "read", "why"),
    [
        ("The ferry was held in isolaton.", "The ferry was held in isolation.", "a letter is missing"),
        ("They held the mesage back.", "They held the message back.", "a doubled letter is missing"),
        ("The police held the messgae.", "The police held the message.", "two letters are exchanged"),
        ("Police in Ostermrk held it.", "Police in Ostermark held it.", "a name may be one slip off"),
        ("Police in Ostmrk held it.", "Police in Ostmrk held it.", "a name two slips off may be another name"),
        ("The minister spoke.", "The minister spoke.", "a real word is not a slip for another"),
        ("Slovenia spoke.", "Slovenia spoke.", "nor is a country that exists for its neighbour in the list"),
        ("The ferry sank.", "The ferry sank.", "what the passages do not have is left as it is"),
        ("police in ostermark held tarnholm", "police in Ostermark held Tarnholm", "names get their capitals back"),
        ("police of the ostermarks", "police of the Ostermarks", "also with an ending"),
        (
            "Police in ostermark held Tarnholm.",
            "Police in ostermark held Tarnholm.",
            "who writes capitals meant what he wrote",
        ),
        ("", "", "nothing stays nothing"),
    ],
)
def test_a_claim_is_read_as_the_passages_spell_it(claim: str, read: str, why: str) -> None:
    assert respell(claim, PASSAGES) == read, why


def test_a_slip_for_two_words_is_left_alone() -> None:
    assert respell("They wexforx.", ["the wexford and the wexfort"]) == "They wexforx."


@pytest.mark.parametrize(
    ("claim", "passage", "why"),
    [
        ("He phoned them twice.", "They heard the phone twice.", "the past of a known word"),
        ("GM had its share halved.", "It wants to halve the share.", "another form of a word of the passage"),
        ("These are unedited clips.", "It was the United crew.", "a known word with un- before it"),
        ("Around forty had their say.", "And Forty had a say.", "a sentence without names was not typed in haste"),
        ("all dead in ostermark", "And All of Ostermark mourned.", "a small word is no name"),
    ],
)
def test_a_word_in_another_form_is_no_slip(claim: str, passage: str, why: str) -> None:
    assert respell(claim, [passage]) == claim.replace("ostermark", "Ostermark"), why


def test_no_passages_change_nothing() -> None:
    assert respell("isolaton", []) == "isolaton"


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("ferry", "ferry", 0), ("fery", "ferry", 1), ("ferrry", "ferry", 1), ("fevry", "ferry", 1), ("frery", "ferry", 1),
     ("fry", "ferry", 2), ("frry", "feery", 2), ("", "ab", 2)],
)  # fmt: skip
def test_slips_are_counted(one: str, other: str, distance: int) -> None:
    assert is_within(one, other, distance) and is_within(other, one, distance)
    assert distance == 0 or not is_within(one, other, distance - 1)
