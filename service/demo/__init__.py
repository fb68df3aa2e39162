"""The demonstration: articles from outlets and a country that do not exist, and three statements.

No person, place or paper in it is real; the addresses are reserved ones (RFC 2606).
"""

from pathlib import Path

ARTICLES = Path(__file__).parent / "articles"

STATEMENTS = (
    "Twenty-three people died when the ferry Silver Tern capsized.",
    "The ferry Silver Tern was carrying 400 people.",
    "Commander Tomas Brell said that the coast guard had searched every deck of the ship.",
)
"""One that was so once, one that is excluded, one that stands."""
