"""What may come with a document, under which names, and how given values and found ones make a ``Submission``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

from index.errors import InputError, UnknownField
from index.records import Media, Submission

ALIASES = {
    "date": "published_at",
    "best_date": "published_at",
    "published": "published_at",
    "date_published": "published_at",
    "datePublished": "published_at",
    "dateModified": "modified_at",
    "modified": "modified_at",
    "author": "authors",
    "byline": "authors",
    "site_name": "publisher",
    "sitename": "publisher",
    "headline": "title",
    "canonical_url": "url",
    "link": "url",
    "lang": "language",
}
"""Names seen in exports and front matter, beside our own."""

_BY_READERS = ("meta_published", "shown_published")
OWN_NAMES = frozenset(field.name for field in fields(Submission)) - {"raw", "media", "where", *_BY_READERS}
TEXT_NAMES = ("html", "markdown", "text", "body", "content", "article", "articleBody", "maintext")
"""Members that hold a document's text, the first of them that is there before the others."""
_MAPPED = (OWN_NAMES | {"text", "html", "markdown"}) - {"retracted", "collection"}
_SPELLINGS = {name.casefold(): name for name in (*ALIASES, *TEXT_NAMES, *sorted(OWN_NAMES))}


def our_spelling(column: str) -> str:
    """A column's name as readers know it: "Published At" is ``published_at``; others are left as they are."""
    column = column.strip()
    return _SPELLINGS.get(column.casefold().replace(" ", "_"), column)


def parse_mapping(pairs: Iterable[str]) -> dict[str, str]:
    """Our field → the column or member that holds it in an export, from ``title=headline`` and the like.

    Raises:
        UnknownField: the part before the equals sign is no field of ours.
        InputError: there is no equals sign, or nothing behind it.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if not (ours and equals and theirs):
            raise InputError(f"{pair!r} maps nothing. Write FIELD=COLUMN, as in title=headline.")
        if ours not in _MAPPED:
            raise UnknownField(f"{ours!r} is no field of a document. These are: {', '.join(sorted(_MAPPED))}.")
        mapping[ours] = theirs
    return mapping


def mapped(record: Mapping[str, object], mapping: Mapping[str, str]) -> Mapping[str, object]:
    """A record with the mapped members under our names. ``fields.headline`` is a member of a member."""
    if not mapping:
        return record
    values = dict(record)
    if not {"text", "html", "markdown"}.isdisjoint(mapping):
        for name in TEXT_NAMES:
            values.pop(name, None)
    return values | {ours: _member(record, theirs) for ours, theirs in mapping.items()}


def _member(record: object, path: str) -> object:
    if not isinstance(record, Mapping):
        return None
    if path in record or our_spelling(path) in record:
        return record.get(path, record.get(our_spelling(path)))
    first, dot, rest = path.partition(".")
    return _member(record.get(first), rest) if dot else None


def known_fields(found: Mapping[str, object]) -> dict[str, object]:
    """The members of ``found`` that say something about a document, under our names and checked.

    Other members are left out. A member under its own name wins over one under an alias. Empty strings and ``None``
    count as absent.

    Raises:
        InputError: a known member has the wrong type; ``pointer`` names it.
    """
    known: dict[str, object] = {}
    for name, value in found.items():
        own = name if name in OWN_NAMES else ALIASES.get(name)
        if own is None or value is None or value == "" or (own != name and _says(found, own)):
            continue
        if own not in known:
            known[own] = _checked(own, name, value)
    return known


def make_submission(
    raw: str, media: Media, given: Mapping[str, object], found: Mapping[str, object] | None = None, where: str = ""
) -> Submission:
    """A submission in which given values win over those found in the document.

    Raises:
        InputError: a known member has the wrong type, or a given URL is none of the web.
    """
    meta_published, shown_published = ((found or {}).get(name) for name in _BY_READERS)
    seen = known_fields(found or {})
    if not _is_web_address(seen.get("url")):
        seen.pop("url", None)  # a page may name itself by a path
    values = {**seen, **known_fields(given)}
    if not _is_web_address(values.get("url", "https://")):
        raise InputError(f"url must begin with http:// or https://, not {str(values['url'])[:40]!r}.", "/url")
    return Submission(
        raw=raw,
        media=media,
        where=where,
        meta_published=meta_published if isinstance(meta_published, str) else None,
        shown_published=shown_published if isinstance(shown_published, str) else None,
        **values,  # type: ignore[arg-type]
    )


def _is_web_address(url: object) -> bool:
    return isinstance(url, str) and url.lower().startswith(("http://", "https://"))


def _says(found: Mapping[str, object], own: str) -> bool:
    return found.get(own) not in (None, "")


def _checked(own: str, name: str, value: object) -> object:
    if own == "authors":
        return _authors(name, value)
    if own == "retracted":
        if not isinstance(value, bool):
            raise InputError(f"{name} must be true or false, not {_kind(value)}.", f"/{name}")
        return value
    if own == "published_at" and isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    if not isinstance(value, str):
        raise InputError(f"{name} must be a string, not {_kind(value)}.", f"/{name}")
    return value.strip()


def _authors(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value.strip(),)
    if isinstance(value, (list, tuple)) and all(isinstance(author, str) for author in value):
        return tuple(author.strip() for author in value if author.strip())
    raise InputError(f"{name} must be a string or a list of strings, not {_kind(value)}.", f"/{name}")


def _kind(value: object) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object", str: "a string"}
    return names.get(type(value), f"a {type(value).__name__}")
