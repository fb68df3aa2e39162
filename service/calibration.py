"""The shipped calibration of confidence, read from the file that ``python -m training.calibrate`` writes.

The judgement itself reads no files; whoever opens a checker hands the calibration in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from service.assessment.confidence import SIGNS, Calibration, Curve
from service.errors import ModelUnavailable

SHIPPED = Path(__file__).parent / "models" / "confidence.json"


@lru_cache(maxsize=4)
def read_calibration(path: Path = SHIPPED) -> Calibration:
    """The curves of ``path``.

    Raises:
        ModelUnavailable: there is no such file, it was changed by hand, or it was made for other features.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise ModelUnavailable(f"The calibration of confidence, {path.name}, is missing. {_CURE}") from err
    except ValueError as err:
        raise ModelUnavailable(f"The calibration of confidence, {path.name}, is no JSON. {_CURE}") from err
    if not isinstance(record, dict) or record.get("sha256") != digest(record):
        raise ModelUnavailable(f"The calibration of confidence, {path.name}, is not as it was made. {_CURE}")
    curves = record["curves"]
    if {kind: set(curve["weights"]) for kind, curve in curves.items()} != {k: set(v) for k, v in SIGNS.items()}:
        raise ModelUnavailable(f"The calibration of confidence, {path.name}, is for other features. {_CURE}")
    return Calibration({kind: Curve(curve["intercept"], curve["weights"]) for kind, curve in curves.items()})


_CURE = "Install the package again, or make it with: python -m training.calibrate"


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 over all members but ``sha256`` itself, so that a file changed by hand is told apart."""
    rest = {key: value for key, value in record.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
