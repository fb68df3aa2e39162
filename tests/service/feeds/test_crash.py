"""A poll that is killed ends as one that was left alone. ``python -m benchmarks.polls`` does more of this."""

from __future__ import annotations

from pathlib import Path

from benchmarks.polls import survive


def test_a_poll_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    wrong, stopped = survive(tmp_path, entries=24, kills=3, seed=5, say=told.append)
    assert wrong == [], told
    assert len(stopped) == 3, told
