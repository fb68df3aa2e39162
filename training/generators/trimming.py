"""Entailment by leaving out: attribution, appositives, trailing clauses and phrases."""

from __future__ import annotations

from collections.abc import Iterator

from training.generators.editing import content_clause, has_quotation, is_negated, subtree, tidy, without

_MIN_WORDS = 5


def drop_attribution(doc) -> str | None:
    """The reported content alone: "Police said that S" becomes "S"."""
    found = content_clause(doc)
    if not found or has_quotation(doc):
        return None
    content, verb = found
    if any(child.dep_ in ("neg", "aux", "prt") for child in verb.children):
        return None
    kept = subtree(content)
    words = [token for token in doc if token.i in kept]
    if words and words[0].lower_ == "that":
        words = words[1:]
    if len(words) < _MIN_WORDS or len(words) != words[-1].i - words[0].i + 1:
        return None
    if words[0].tag_ == "PRP":  # "He said he was ..." loses its subject
        return None
    return tidy("".join(token.text_with_ws for token in words))


def drop_asides(doc) -> Iterator[str]:
    """The sentence less one appositive or relative clause between commas, or one trailing clause."""
    for token in doc:
        branch = subtree(token)
        first, last = min(branch), max(branch)
        comma_before = first > 0 and doc[first - 1].text == ","
        comma_after = last + 1 < len(doc) and doc[last + 1].text in {",", "."}
        if token.dep_ in ("appos", "relcl", "advcl", "acl") and comma_before and comma_after:
            dropped = branch | {first - 1}
            if doc[last + 1].text == ",":
                dropped.add(last + 1)
            yield without(doc, dropped)


def drop_phrase(doc) -> str | None:
    """The sentence less its last prepositional phrase, if that hangs on a verb."""
    for token in reversed(doc):
        if token.dep_ == "prep" and token.head.pos_ == "VERB" and token.lower_ not in ("of", "to", "without", "for"):
            branch = subtree(token)
            if max(branch) >= len(doc) - 2 and len(doc) - len(branch) >= _MIN_WORDS + 2:
                return without(doc, branch)
    return None


def trimmed(doc) -> Iterator[tuple[str, str]]:
    """(hypothesis, kind) of each safe shortening; nothing for negated or quoting sentences."""
    attribution = drop_attribution(doc)
    if attribution:
        yield attribution, "drop_attribution"
    if is_negated(doc) or has_quotation(doc):
        return
    for text in drop_asides(doc):
        yield text, "drop_aside"
    phrase = drop_phrase(doc)
    if phrase:
        yield phrase, "drop_phrase"


def join_without_aside(doc) -> str | None:
    """Both shortenings at once, the usual shape of a claim made from a long sentence."""
    if is_negated(doc) or has_quotation(doc):
        return None
    dropped: set[int] = set()
    for token in doc:
        branch = subtree(token)
        first, last = min(branch), max(branch)
        if token.dep_ in ("appos", "relcl") and first > 0 and doc[first - 1].text == ",":
            dropped |= branch | {first - 1}
            if last + 1 < len(doc) and doc[last + 1].text == ",":
                dropped.add(last + 1)
    text = without(doc, dropped) if dropped else ""
    return text if len(text.split()) >= _MIN_WORDS else None
