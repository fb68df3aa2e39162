"""What a sentence leaves to those before it is put back, and nothing that they leave open."""

from __future__ import annotations

from datetime import date

import pytest

from service.drafts.context import CONTEXT_CHARS, context_of, resolve

CASES = [
    ("The coastguard said 40 people were safe.", "It expected more.", "The coastguard expected more.", "who spoke"),
    (
        "Mayor Ines Okafor met the crew.",
        "She thanked them.",
        "Mayor Ines Okafor thanked them.",
        "a person who was named",
    ),
    (
        "Some 200 residents have left Port Aldan.",
        "They have since returned.",
        "Some 200 residents have since returned.",
        "several of whom the sentence before is",
    ),
    ("Ines Okafor, the mayor, came.", "Okafor thanked the crew.", "Ines Okafor thanked the crew.", "a surname"),
    (
        "The coastguard counted 40 casualties.",
        "That included 12 deaths.",
        "Casualties included 12 deaths.",
        "what the figure before counts",
    ),
    (
        "The harbour took in another 300 residents.",
        "That brought the total to 800, the mayor said.",
        "That brought the total of residents to 800, the mayor said.",
        "a bare total",
    ),
    (
        "About 300 harbour residents had left.",
        "The mayor expected a total of 900 by May.",
        "The mayor expected a total of 900 harbour residents by May.",
        "a figure that counts what the one before counts",
    ),
    (
        "About 300 harbour residents had left.",
        "Some 120 of them are back.",
        "Some 120 of the harbour residents are back.",
        "a part of what was counted",
    ),
    (
        "On March 3 2031 the ferry sank.",
        "Two days later the owner resigned.",
        "On 5 March 2031 the owner resigned.",
        "a day that counts from another",
    ),
    (
        "North Korea closed its border.",
        "In May the North opened it.",
        "In May North Korea opened it.",
        "half a country's name",
    ),
    ("It rained.", "They have since returned.", "They have since returned.", "nobody whom it could be"),
    ("", "He resigned.", "He resigned.", "nothing before"),
    (
        "Ines Okafor came.",
        "“Okafor is here,” a man said.",
        "“Okafor is here,” a man said.",
        "a quotation stays as it is",
    ),
    (
        "The ferry sank.",
        "Two days later the owner resigned.",
        "Two days later the owner resigned.",
        "no day to count from",
    ),
]


@pytest.mark.parametrize(("before", "sentence", "resolved", "why"), CASES, ids=[case[3] for case in CASES])
def test_a_sentence_stands_alone(before: str, sentence: str, resolved: str, why: str) -> None:
    assert resolve(sentence, [before] if before else [], date(2031, 6, 1)) == resolved, why


def test_the_context_is_whole_sentences_from_the_end() -> None:
    before = [f"Sentence {n} says something." for n in range(200)]
    context = context_of(before)
    assert context.endswith("Sentence 199 says something.")
    assert len(context) <= CONTEXT_CHARS
    assert context.split(". ")[0].startswith("Sentence ")
