"""Small edits of a parsed sentence, and the tests that decide whether an edit is safe."""

from __future__ import annotations

import re

SPEECH_VERBS = frozenset(
    ["say", "report", "announce", "confirm", "add", "tell", "state", "explain", "reveal", "write", "note"]
)
MODALS = frozenset(["may", "might", "could", "would", "can", "should", "will", "must"])
NEGATORS = frozenset(
    [
        "not",
        "n't",
        "no",
        "never",
        "none",
        "nobody",
        "nothing",
        "neither",
        "nor",
        "without",
        "few",
        "little",
        "hardly",
        "denied",
        "deny",
    ]
)


def tidy(text: str) -> str:
    """The text with single spaces, no space before punctuation, a capital first and a full stop last."""
    text = re.sub(r"\s+", " ", text).strip(" ,;:-–—")
    text = re.sub(r"\s+([,.;:!?%])", r"\1", text)
    text = re.sub(r",\s*,", ",", text).replace(",.", ".")
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in '.!?"”' else text + "."


def without(doc, dropped: set[int]) -> str:
    """The sentence less the tokens whose indices are in `dropped`."""
    return tidy("".join(" " if token.i in dropped else token.text_with_ws for token in doc))


def replaced(doc, changes: dict[int, str]) -> str:
    """The sentence with some tokens rewritten; an empty string deletes one."""
    return tidy("".join(changes.get(t.i, t.text) + t.whitespace_ for t in doc))


def subtree(token) -> set[int]:
    """Indices of a token and all below it in the parse."""
    return {child.i for child in token.subtree}


def is_negated(doc) -> bool:
    """True if any word of the sentence turns its meaning round, so that trimming or swapping is unsafe."""
    return any(token.lower_ in NEGATORS for token in doc)


def is_unsure(doc) -> bool:
    """True if a modal, a condition or a guess makes the sentence less than a statement of fact."""
    unsure = {"if", "whether", "unless", "allegedly", "reportedly", "rumored", "rumoured", "unconfirmed", "perhaps"}
    return any(token.lower_ in unsure or (token.tag_ == "MD" and token.lower_ in MODALS) for token in doc)


def has_quotation(doc) -> bool:
    """True if the sentence quotes; cutting inside a quotation leaves an unpaired mark."""
    return any(mark in doc.text for mark in '"“”')


def content_clause(doc):
    """The head verb of what a reporting verb reports, with that reporting verb; None if there is none."""
    for token in doc:
        if token.lemma_.lower() in SPEECH_VERBS and token.pos_ == "VERB" and token.dep_ == "ROOT":
            for child in token.children:
                if child.dep_ == "ccomp" and any(c.dep_ in ("nsubj", "nsubjpass") for c in child.children):
                    return child, token
    return None


def main_verb(doc):
    """The verb whose truth the sentence turns on: the reported one if something is reported."""
    found = content_clause(doc)
    if found:
        return found[0]
    roots = [token for token in doc if token.dep_ == "ROOT" and token.pos_ in ("VERB", "AUX")]
    return roots[0] if roots else None
