"""Markdown with or without front matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from index.errors import InputError
from index.records import Media, Submission
from index.sources.fields import make_submission

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def has_front_matter(text: str) -> bool:
    """Whether the text opens with a block of YAML between two lines of three hyphens."""
    found = _FRONT.match(text)
    return found is not None and re.search(r"^[A-Za-z_][\w -]*:", found.group(1), re.MULTILINE) is not None


def front_matter_end(text: str) -> int:
    """Where the front matter of ``text`` ends; 0 where it has none."""
    found = _FRONT.match(text)
    return found.end() if found is not None and has_front_matter(text) else 0


def read_markdown(text: str, hints: Mapping[str, object] | None = None, **given: object) -> Submission:
    """Markdown as a submission; ``raw`` is what follows the front matter, whose known members fill the metadata.

    A date in the front matter is the page's own metadata (``meta_published``), not given by the submitter.

    Raises:
        InputError: the front matter is not YAML, or a value in it has the wrong type.
    """
    front = _FRONT.match(text)
    if front is None or not has_front_matter(text):
        return make_submission(text, Media.MARKDOWN, given, hints)
    found = {**(hints or {}), **_read_yaml(front.group(1))}
    for name in ("published_at", "published", "date", "date_published"):
        if found.get(name) not in (None, ""):
            found["meta_published"] = str(found[name])
        found.pop(name, None)
    return make_submission(text[front.end() :], Media.MARKDOWN, given, found)


def _read_yaml(block: str) -> Mapping[str, object]:
    import yaml  # here, so that reading a draft does not pay for it

    try:
        loaded = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError) as err:
        raise InputError("The front matter is not valid YAML. Mend it, or take it off.") from err
    if not isinstance(loaded, dict):
        return {}
    return {str(name).strip().lower(): _plain(value) for name, value in loaded.items()}


def _plain(value: object) -> object:
    """YAML's own dates as ISO text; a day and hour without offset keeps its day only."""
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo else value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value
