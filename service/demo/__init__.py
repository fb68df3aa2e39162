"""The demonstration: articles from outlets and a country that do not exist, and three statements.

No person, place or paper in it is real; the addresses are reserved ones (RFC 2606).
"""

from pathlib import Path

ARTICLES = Path(__file__).parent / "articles"

STATEMENTS = (
    "About 1,200 people were evacuated from Northfield.",
    "Saltmere Hospital treated 90 survivors.",
    "The Silver Tern sank in less than 20 minutes.",
)
"""One that was so once, one that is excluded, one that stands."""
