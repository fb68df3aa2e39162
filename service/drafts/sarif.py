"""A run as SARIF 2.1.0 (OASIS): stable rules, relative paths, and fingerprints of sentences and not of lines."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from service.assessment.records import Verdict
from service.drafts.findings import LEVELS, MEANINGS, Reported, Run, deciding, message

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 25_000
"""GitHub refuses a run with more (docs.github.com, SARIF support); gravest first, so that the rest is the least."""

FINGERPRINT = "onrecordSentence/v1"
_RULES = list(LEVELS)


def as_sarif(run: Run, version: str) -> dict[str, Any]:
    """The run as a SARIF log: new findings, and those that a baseline has, marked so."""
    known = [r for r in run.reported if r.level is not None and r.known]
    results = [_result(r, run.has_baseline) for r in [*run.findings, *known]][:MAX_RESULTS]
    driver = {
        "name": "Onrecord",
        "version": version,
        "semanticVersion": version,
        "rules": [_rule(verdict) for verdict in _RULES],
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": True}],
                "results": results,
            }
        ],
    }


def _rule(verdict: Verdict) -> dict[str, Any]:
    return {
        "id": str(verdict),
        "name": "".join(word.capitalize() for word in str(verdict).split("_")),
        "shortDescription": {"text": MEANINGS[verdict]},
        "defaultConfiguration": {"level": str(LEVELS[verdict])},
    }


def _result(reported: Reported, has_baseline: bool) -> dict[str, Any]:
    sentence, check, verdict = reported.sentence, reported.check, reported.verdict
    if check is None or verdict is None or reported.level is None:
        raise ValueError("only findings have results")
    region = {
        "startLine": sentence["line"],
        "startColumn": sentence["column"],
        "endLine": reported.end_line,
        "endColumn": reported.end_column,
        "snippet": {"text": sentence["text"]},
    }
    result: dict[str, Any] = {
        "ruleId": str(verdict),
        "ruleIndex": _RULES.index(verdict),
        "level": str(reported.level),
        "message": {"text": message(reported)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(reported.path)}, "region": region}}],
        "partialFingerprints": {FINGERPRINT: reported.fingerprint},
        "properties": {
            "confidence": check["confidence"],
            "resolved": sentence["resolved"],
            "suggestion": sentence["suggestion"],
            "passages": [
                {
                    "id": e["passage"]["id"],
                    "stance": e["stance"],
                    "text": e["passage"]["text"],
                    "publisher": e["source"]["publisher"],
                    "published_at": e["source"]["published_at"],
                    "url": e["link"] or e["source"]["url"],
                }
                for e in deciding(check)
            ],
        },
    }
    if has_baseline:
        result["baselineState"] = "unchanged" if reported.known else "new"
    return result
