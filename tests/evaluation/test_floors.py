"""Labelled statements with the real models: no measure falls below the floor that floors.json pins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.evaluation import evaluate_cases, read_cases
from service.settings import Settings

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.mark.model
@pytest.mark.shared
@pytest.mark.parametrize(
    "name", [name for name, floor in FLOORS.items() if isinstance(floor, dict) and "cases" in floor]
)
def test_no_measure_falls_below_its_floor(name: str, tmp_path: Path) -> None:
    floor = FLOORS[name]
    cases, documents = SHARED / floor["cases"], SHARED / floor["documents"]
    if not cases.is_file():
        pytest.skip("the labelled statements (../shared) are not beside this checkout")
    settings = Settings.from_env({"ONRECORD_DATA": str(tmp_path / "data")})
    measures = evaluate_cases(settings, read_cases(cases), documents).as_json()["measures"]
    for measure, least in floor["least"].items():
        assert measures[measure] >= least, f"{measure} fell to {measures[measure]:.3f}"
    for measure, most in floor["most"].items():
        assert measures[measure] <= most, f"{measure} rose to {measures[measure]:.3f}"
    assert measures["accuracy"] > measures["majority_baseline"]
