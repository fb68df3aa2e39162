"""An index is used with the model and in the format that made it, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.errors import DamagedIndex, ModelMismatch
from index.manifest import FORMAT_VERSION, Manifest

MADE = Manifest("toy", "toy:64:", 64)


def test_it_survives_the_way_through_the_rows() -> None:
    assert Manifest.from_rows(MADE.to_rows()) == MADE


@pytest.mark.parametrize("name", ["model", "fingerprint", "dimension", "format_version"])
def test_a_missing_field_is_damage(name: str) -> None:
    rows = MADE.to_rows()
    del rows[name]
    with pytest.raises(DamagedIndex):
        Manifest.from_rows(rows)


def test_a_number_that_is_none_is_damage() -> None:
    with pytest.raises(DamagedIndex):
        Manifest.from_rows({**MADE.to_rows(), "dimension": "many"})


def test_the_same_model_passes() -> None:
    MADE.require("toy", "toy:64:", 64)


@pytest.mark.parametrize(("fingerprint", "dimension"), [("toy:64:x", 64), ("toy:64:", 32)])
def test_another_model_is_refused_with_the_way_out(fingerprint: str, dimension: int) -> None:
    with pytest.raises(ModelMismatch, match="onrecord index rebuild"):
        MADE.require("toy", fingerprint, dimension)


def test_another_format_is_refused() -> None:
    with pytest.raises(ModelMismatch, match="format"):
        replace(MADE, format_version=FORMAT_VERSION + 1).require("toy", "toy:64:", 64)
