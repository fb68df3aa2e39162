"""The generated grid: the readers and the comparison give the answers that docs/figures.md gives.

`pytest tests/service/assessment/test_figure_grid.py -s` prints the table by factor.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import pytest
from figure_grid import Cell, cells

from service.assessment.alignment import aligned
from service.assessment.quantities import read_quantities

GRID = cells(seed=4)
OTHER_SEEDS = (5, 6)
LEAST_RIGHT = 0.98


def answer(cell: Cell) -> str:
    """What the pure comparison says: both sentences read, the figure aligned by what is counted, the two compared."""
    claimed = read_quantities(cell.claim)
    if len(claimed) != 1:
        return f"read {len(claimed)} figures"
    match = aligned(claimed[0], read_quantities(cell.source))
    return "nothing" if match is None else match[1].value


@pytest.fixture(scope="module")
def answers() -> dict[Cell, str]:
    return {cell: answer(cell) for cell in GRID}


def table(answers: dict[Cell, str]) -> str:
    """Cells and share right, by factor and level."""
    lines = [f"{'all':32} {len(answers):6} {_share(answers):.3f}"]
    for factor in ("answer", "claim_hedge", "source_hedge", "unit", "form"):
        levels: dict[str, dict[Cell, str]] = defaultdict(dict)
        for cell, got in answers.items():
            levels[getattr(cell, factor)][cell] = got
        lines.append(f"-- {factor}")
        lines += [f"{level:32} {len(part):6} {_share(part):.3f}" for level, part in sorted(levels.items())]
    return "\n".join(lines)


def _share(answers: dict[Cell, str]) -> float:
    return sum(cell.answer == got for cell, got in answers.items()) / len(answers)


def test_the_grid_is_large_and_covers_every_answer() -> None:
    assert len(GRID) >= 2000
    counts = {kind: sum(c.answer == kind for c in GRID) for kind in {c.answer for c in GRID}}
    assert set(counts) == {"within", "firmer", "excludes", "overlaps", "nothing"}
    assert min(counts.values()) >= 100, counts


def test_the_comparison_gives_the_documented_answers(answers: dict[Cell, str]) -> None:
    sys.stdout.write(f"\n{table(answers)}\n")
    wrong = [f"{c.claim} <- {c.source}: {c.answer}, got {got}" for c, got in answers.items() if c.answer != got]
    assert _share(answers) >= LEAST_RIGHT, "\n".join(wrong[:40])


@pytest.mark.parametrize("seed", OTHER_SEEDS)
def test_other_draws_of_words_and_values_are_answered_as_well(seed: int) -> None:
    assert _share({cell: answer(cell) for cell in cells(seed)}) >= LEAST_RIGHT


def test_nothing_is_decided_the_wrong_way(answers: dict[Cell, str]) -> None:
    """Support for what the source excludes, refutation of what it holds, and either for another thing counted."""
    opposite = {("within", "excludes"), ("excludes", "within"), ("nothing", "within"), ("nothing", "excludes")}
    wrong = [f"{c.claim} <- {c.source}: {c.answer}, got {g}" for c, g in answers.items() if (c.answer, g) in opposite]
    assert not wrong, "\n".join(wrong[:40])
