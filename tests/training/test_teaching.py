"""What a larger model says of unlabelled pairs is kept in order, across a stop; pairs are what a search returns."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from training.news import Sentence
from training.pairs import Pair
from training.teaching import ASKED_AT_ONCE, NEAR_SIMILARITY, open_pairs, read_taught, teach

SENTENCES = [Sentence("a", n, f"The ferry number {n} was closed on Monday.", None) for n in range(4)]
VECTORS = np.array([[1, 0], [0.9, 0.436], [0.8, 0.6], [0, 1]], dtype=np.float32)


def test_a_claim_is_paired_with_near_passages_and_never_with_itself() -> None:
    made = [Pair(SENTENCES[0].text, "The ferry number 9 was closed.", "contradicts", "news_figure_changed")]
    drawn = list(islice(open_pairs(SENTENCES, VECTORS, made, random.Random(1)), 200))  # noqa: S311 - draws pairs, guards nothing
    row = {s.text: n for n, s in enumerate(SENTENCES)} | {made[0].hypothesis: 0}
    assert made[0].hypothesis in {pair.hypothesis for pair in drawn}
    assert all(pair.label == "open" for pair in drawn)
    for pair in drawn:
        ours, theirs = row[pair.hypothesis], row[pair.premise]
        assert ours != theirs
        assert VECTORS[ours] @ VECTORS[theirs] >= NEAR_SIMILARITY


def test_teaching_goes_on_behind_the_last_whole_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [Pair(f"premise {n}", f"claim {n}", "open", "news_open") for n in range(ASKED_AT_ONCE + 3)]
    asked: list[tuple[str, str]] = []

    def ask(some: Sequence[tuple[str, str]]) -> list[tuple[float, float, float]]:
        asked.extend(some)
        return [(0.2, 0.3, 0.5)] * len(some)

    file = tmp_path / "taught.jsonl"
    teach(ask, pairs[:ASKED_AT_ONCE], file)
    teach(ask, pairs, file)
    assert asked == [(pair.premise, pair.hypothesis) for pair in pairs]
    assert read_taught(file) == [(pair, (0.2, 0.3, 0.5)) for pair in pairs]
    assert "pairs" in capsys.readouterr().out


def test_no_file_teaches_nothing(tmp_path: Path) -> None:
    assert read_taught(tmp_path / "taught.jsonl") == []


def test_a_teachers_answer_takes_the_place_of_the_label() -> None:
    torch = pytest.importorskip("torch")
    from training.train import loss_of

    logits = torch.tensor([[2.0, 0.0, -1.0]] * 2)
    labelled = torch.tensor([[False, True, False], [True, True, True]])
    taught = torch.tensor([[0.0, 0.0, 0.0], [0.7, 0.2, 0.1]])
    log_p = logits[0].log_softmax(-1)
    by_label, by_teacher = -log_p[1], -(torch.tensor([0.7, 0.2, 0.1]) * log_p).sum()
    assert torch.isclose(loss_of(logits, labelled, 0.0, taught), (by_label + by_teacher) / 2)
    assert torch.isclose(loss_of(logits[:1], labelled[:1], 0.1), loss_of(logits[:1], labelled[:1], 0.1, taught[:1]))
