"""Links that land on the sentence."""

from __future__ import annotations

import pytest

from service.links import EDGE_WORDS, text_fragment

PAGE = "https://gazette.example/ferry"


@pytest.mark.parametrize(
    ("url", "passage", "link", "why"),
    [
        (PAGE, "The ferry sank.", f"{PAGE}#:~:text=The%20ferry%20sank.", "a short passage stands whole"),
        (
            PAGE,
            "Fifty-one people, all safe",
            f"{PAGE}#:~:text=Fifty%2Done%20people%2C%20all%20safe",
            "syntax is encoded",
        ),
        (PAGE, "Café & bar", f"{PAGE}#:~:text=Caf%C3%A9%20%26%20bar", "UTF-8, percent-encoded"),
        (f"{PAGE}#map", "The ferry sank.", f"{PAGE}#map:~:text=The%20ferry%20sank.", "an anchor is kept"),
        (f"{PAGE}#:~:text=old", "New words.", f"{PAGE}#:~:text=New%20words.", "an older fragment is replaced"),
        (None, "The ferry sank.", None, "no page, no link"),
        ("javascript:alert(1)", "The ferry sank.", None, "only pages of the web are linked"),
        (PAGE, "   ", None, "nothing to land on"),
    ],
)
def test_a_link_lands_on_the_sentence(url: str | None, passage: str, link: str | None, why: str) -> None:
    assert text_fragment(url, passage) == link, why


def test_a_long_passage_stands_as_its_first_and_last_words() -> None:
    words = [f"word{n}" for n in range(40)]
    link = text_fragment(PAGE, " ".join(words)) or ""
    start, end = link.split(":~:text=")[1].split(",")
    assert start.split("%20") == words[:EDGE_WORDS]
    assert end.split("%20") == words[-EDGE_WORDS:]
