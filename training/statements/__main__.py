"""Makes documents.jsonl and cases.jsonl of a set of statements: ``python -m training.statements NAME --out FOLDER``."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from training.answers import DEFAULT_SHARED

SETS = Path(__file__).parent
QUOTES = ("must_support", "must_contradict", "must_not_count")
KEPT = ("doc_id", "title", "text", "url", "publisher", "date")
"""Of an article's members; others are of its corpus."""


def fingerprint(text: str) -> str:
    """Eight hex digits that change with the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def find_documents(wanted: dict[str, str], files: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Id → article, of those in the JSON-lines files whose text has the wanted fingerprint."""
    found: dict[str, dict[str, Any]] = {}
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for article in map(json.loads, lines):
                if wanted.get(article["doc_id"]) == fingerprint(article["text"]):
                    kept = {k: article[k] for k in KEPT if article.get(k)}
                    found[article["doc_id"]] = kept | ({"date": kept["date"][:10]} if "date" in kept else {})
    return found


def with_quotes(case: dict[str, Any], documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The case with the words of its passages in place of their offsets."""
    quotes = {
        member: [{"doc": doc, "quote": documents[doc]["text"][start:end]} for doc, start, end in case[member]]
        for member in QUOTES
        if member in case
    }
    return case | quotes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(file.stem for file in SETS.glob("*.jsonl")))
    parser.add_argument("--shared", type=Path, default=DEFAULT_SHARED, help="the folder with corpora/")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    head, *cases = map(json.loads, (SETS / f"{chosen.name}.jsonl").read_text(encoding="utf-8").splitlines())
    documents = find_documents(head["documents"], sorted(chosen.shared.glob("corpora/*/documents.jsonl")))
    missing = sorted(head["documents"].keys() - documents.keys())
    if missing:
        sys.exit(f"Of {len(head['documents'])} articles {len(missing)} are not in {chosen.shared}: {missing[0]} ...")
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, rows in (
        ("documents", [documents[doc] for doc in head["documents"]]),
        ("cases", [with_quotes(case, documents) for case in cases]),
    ):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (chosen.out / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{len(cases)} cases over {len(documents)} documents are in {chosen.out}")


if __name__ == "__main__":
    main()
