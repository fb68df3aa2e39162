"""The day that a page shows its readers: what counts as a witness, and that one alone is not believed."""

from __future__ import annotations

from datetime import date

import pytest
from lxml.html import fromstring

from index.sources.html import read_html
from index.sources.shown_dates import shown_day
from index.stamps import published_by_url

TITLE = "Bridge closes for two years"
FILLER = "<p>The council met and talked about the bridge for a long time.</p>" * 20


def page(body: str, title: str = TITLE) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("html", "guess", "url", "day", "why"),
    [
        (page(f"<h1>{TITLE}</h1><p class='date'>2023-11-07 15:03</p>{FILLER}"), None, None, "2023-11-07", "marked"),
        (page(f"<h1>{TITLE}</h1><p>Written: 2023-11-07</p>{FILLER}"), "2023-11-03", None, "2023-11-07", "labelled"),
        (page(f"<h1>{TITLE}</h1><p class='date'>Updated 2023-11-07</p>{FILLER}"), None, None, None, "a change"),
        (
            page(f"<h1>{TITLE}</h1><p>Published 2023-11-05, updated 2023-11-07</p>{FILLER}"),
            "2023-11-07",
            None,
            "2023-11-05",
            "the first publication before a change",
        ),
        (page(f"<h1>{TITLE}</h1>{FILLER}<p>2023-11-07</p>"), None, None, None, "far off: another story's"),
        (page(f"<h1>{TITLE}</h1>{FILLER}<p>2023-11-07</p>"), "2023-11-07", None, None, "the same with htmldate alone"),
        (
            page(f"<h1>{TITLE}</h1>{FILLER}<p>2023-11-07</p>"),
            "2023-11-07",
            "https://g.example/2023/11/bridge",
            "2023-11-07",
            "htmldate, and the address has the month",
        ),
        (
            page(
                f"<h1>{TITLE}</h1>{FILLER}<script>var page = {{firstPublicationDate: '20231107'}};</script>",
                f"{TITLE} | 7 november 2023 11:12 | Gazette",
            ),
            "2023-10-01",
            None,
            "2023-11-07",
            "the title element and a key of a script",
        ),
        (
            page(f"<h1>{TITLE}</h1>{FILLER}<script>var page = {{lastUpdated: '20231107'}};</script>"),
            "2023-11-07",
            "https://g.example/bridge",
            None,
            "a key that speaks of a change",
        ),
        (
            page(f"<h1>{TITLE}</h1><figure><img><figcaption>The bridge, 7 May 2019</figcaption></figure>{FILLER}"),
            "2019-05-07",
            None,
            None,
            "a day under a picture is the picture's",
        ),
        (
            page(f"<h1>{TITLE}</h1><p>The bridge has been closed to all traffic since it was hit on 7 May 2019.</p>"),
            "2019-05-07",
            None,
            None,
            "a day in a sentence is the story's",
        ),
        (page(f"<h1>{TITLE}</h1><div>jueves 2 de abril de 2020</div>"), "2020-04-02", None, "2020-04-02", "Spanish"),
        (page(f"<h2>{TITLE}</h2><i>20 septembrie 2020 16:20</i>"), "2020-09-20", None, "2020-09-20", "no first level"),
        (page(f"<h1>{TITLE}</h1><i>2024년 3월 5일</i>"), "2024-03-05", None, "2024-03-05", "Korean"),
        (page(f"<h1>{TITLE}</h1><time>03/04/2024</time>"), None, None, None, "may be 3 April or 4 March"),
        (page(f"<h1>{TITLE}</h1><time>03/04/2024</time>"), "2024-03-04", None, "2024-03-04", "htmldate tells which"),
        (page(f"<h1>{TITLE}</h1><time datetime='2024-03-04'>Monday</time>"), None, None, "2024-03-04", "an attribute"),
        (page(f"<h1>{TITLE}</h1><a class='date' href='/b'>2024-03-04</a>"), None, None, None, "a link alone"),
        (page(f"<h1>{TITLE}</h1><p class='date'>2024-02-31</p>"), None, None, None, "no such day"),
        (page(""), None, "https://g.example/2024/03/04/a", None, "the address is no day that the page shows"),
    ],
)
def test_the_day_that_a_page_shows(html: str, guess: str | None, url: str | None, day: str | None, why: str) -> None:
    found = shown_day(
        fromstring(html),
        titles=[TITLE],
        guess=date.fromisoformat(guess) if guess else None,
        address=published_by_url(url) if url else None,
        language=None,
    )
    assert (found and found.isoformat()) == day, why


def test_metadata_win_over_what_is_shown() -> None:
    html = page(f"<h1>{TITLE}</h1><p class='date'>2023-11-07</p>{FILLER}")
    assert read_html(html).shown_published == "2023-11-07"
    stamped = html.replace("<head>", '<head><meta property="article:published_time" content="2023-11-06">')
    assert read_html(stamped).meta_published == "2023-11-06"
    assert read_html(stamped).shown_published is None


def test_a_page_of_nested_elements_without_end_is_walked() -> None:
    html = page("<div>" * 3000 + f"<h1>{TITLE}</h1><p class='date'>2023-11-07</p>")
    assert read_html(html).shown_published in ("2023-11-07", None)
