"""Statements in, attributed verdicts out: claim → search → stance → verdict → answer (see ``answering``)."""
