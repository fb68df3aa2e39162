"""Statements with expected verdicts that were written on articles which are not distributed here.

A row of ``NAME.jsonl`` is a case as the scorer reads it, but that a passage is named by its document and by the offsets
of its characters there; the first row lists the documents with a fingerprint of each text. With the articles at hand
both files that `onrecord evaluate` reads are made by

    python -m training.statements development-1 --out FOLDER

The ``development`` sets are there to find faults and to choose by. Of the ``unseen`` sets only totals are ever looked
at, and nothing should be chosen by them; once something was (docs/quality.md).
"""
