"""docs/ names every problem, setting and endpoint, and says of each what the code says."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.http.problems import TABLE, Row
from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def rows(page: str) -> list[list[str]]:
    """The cells of every row of the page's tables."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: row.slug)
def test_every_problem_is_documented_as_it_is_answered(row: Row) -> None:
    documented = {cells[0].strip("`"): cells[1:] for cells in rows("problems.md")}
    assert documented[row.type] == [str(row.status), row.title, row.meaning]


def test_no_problem_is_documented_that_is_never_answered() -> None:
    documented = {cells[0].strip("`") for cells in rows("problems.md")}
    assert documented == {row.type for row in TABLE.values()}


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_unit_default_and_bounds(setting: Any) -> None:
    documented = {cells[0].strip("`"): cells[1:] for cells in rows("settings.md")}
    about, default = setting.metadata, setting.default
    shown = "none" if default in ((), None) else f"{default:,}" if "max_" in setting.name else str(default)
    bounds = f"{about['low']:,} to {about['high']:,}" if about["low"] is not None else ""
    shown = shown.lower() if isinstance(default, bool) else shown
    expected = [f"{shown}" if shown == "none" else f"`{shown}`", about["unit"], bounds, about["meaning"]]
    assert documented[PREFIX + setting.name.upper()] == expected


def test_no_setting_is_documented_that_is_never_read() -> None:
    documented = {cells[0].strip("`") for cells in rows("settings.md")}
    assert documented == {PREFIX + setting.name.upper() for setting in fields(Settings)}


def test_every_endpoint_is_documented() -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    paths = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))["paths"]
    for path, item in paths.items():
        for method in {"get", "post", "patch", "delete"} & item.keys():
            assert f"`{method.upper()} {path}`" in text, f"{method} {path}"
