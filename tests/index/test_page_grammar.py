"""What of a web page is text, told by its markup: standfirst, tables, headline in; links, notes on authors out."""

from __future__ import annotations

import pytest

from index.cleaning import clean
from index.records import BlockKind, CleanedText
from index.sources.html import read_html

TITLE = "Bridge closes for two years"
STANDFIRST = "Engineers found cracks in three of the pillars that carry the northern lanes."
FIRST = "The council of Northfield voted on Monday to close the bridge to all traffic, the mayor said."
SECOND = "Repairs will cost 12 million dollars and take two years, according to a report of the city's engineers."
THIRD = "Ferries will carry cars and passengers across the river from the first of March, the operator said."
PROSE = "".join(f"<p>{text}</p>" for text in (FIRST, SECOND, THIRD))


def read(body: str, head: str = "") -> CleanedText:
    page = f"<html><head><title>{TITLE} | Gazette</title>{head}</head><body><article>{body}</article></body></html>"
    return clean(read_html(page))


def described(text: str) -> str:
    return f'<meta name="description" content="{text}">'


def test_a_standfirst_stands_below_the_headline_and_in_the_page() -> None:
    html_body = f"<h1>{TITLE}</h1><div class='deck'><span>{STANDFIRST}</span></div>{PROSE}"
    found = read(html_body, described(STANDFIRST))
    assert found.text.split("\n")[:3] == [TITLE, STANDFIRST, FIRST]
    start = found.text.index(STANDFIRST)
    assert found.raw_span(start, start + len(STANDFIRST)) is not None


def test_a_description_that_no_reader_sees_is_no_text() -> None:
    assert STANDFIRST not in read(f"<h1>{TITLE}</h1>{PROSE}", described(STANDFIRST)).text


def test_a_description_that_is_the_first_paragraph_is_read_once() -> None:
    assert read(f"<h1>{TITLE}</h1>{PROSE}", described(FIRST)).text.count(FIRST) == 1


def test_the_headline_is_the_first_level_heading_that_is_the_title() -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><header><h1>Northfield Gazette</h1></header>"
    found = clean(read_html(f"{page}<div><h1>{TITLE}</h1></div><article>{PROSE}</article></body></html>"))
    assert found.text.split("\n")[0] == TITLE
    assert found.blocks[0].kind is BlockKind.HEADLINE


def test_a_row_of_short_cells_is_a_line_and_a_cell_of_prose_is_one_too() -> None:
    table = f"<table><tr><td>Ferry</td><td>12 trips</td></tr><tr><td>Bridge</td><td>{STANDFIRST}</td></tr></table>"
    text = read(f"<h1>{TITLE}</h1>{PROSE}{table}{PROSE.replace('The ', 'In all, the ')}").text.split("\n")
    assert "Ferry | 12 trips" in text
    assert STANDFIRST in text


TEASER = "Ferry operator admits that it lost two boats in a storm"
LINK = f'<p><a href="/ferry">{TEASER}</a></p>'


@pytest.mark.parametrize(
    ("body", "there", "why"),
    [
        (f"<p>{FIRST}</p>{LINK}<p>{SECOND}</p><p>{THIRD}</p>", False, "between two paragraphs"),
        (f"<p>{FIRST}</p>{LINK}{LINK}<p>{SECOND}</p><p>{THIRD}</p>", False, "two of them"),
        (f"<p>{FIRST}</p>{LINK.replace('storm', 'storm.')}<p>{SECOND}</p><p>{THIRD}</p>", True, "a sentence"),
        (f"<p>{FIRST}</p><p>{TEASER}</p><p>{SECOND}</p><p>{THIRD}</p>", True, "no link"),
        (f"<p>{FIRST}</p>{LINK.replace('/ferry', '#ferry')}<p>{SECOND}</p><p>{THIRD}</p>", True, "on the same page"),
    ],
)
def test_a_link_to_another_story_is_left_out(body: str, there: bool, why: str) -> None:
    assert (TEASER in read(f"<h1>{TITLE}</h1>{body}").text) is there, why


def test_a_list_of_excerpts_that_break_off_is_left_out() -> None:
    cut = "".join(f"<p>The {thing} of the town was built in the year when the river … Gazette</p>" for thing in "abc")
    assert read(f"<h1>{TITLE}</h1>{PROSE}{cut}").text.endswith(THIRD)
    once = "<p>“We will see what the engineers say about this …”</p>"
    assert "We will see" in read(f"<h1>{TITLE}</h1>{PROSE}{once}").text


AUTHOR = '<meta name="author" content="Ann Lee">'


@pytest.mark.parametrize(
    ("last", "there", "why"),
    [
        ("Ann Lee covers the courts of Northfield and is at home on the river.", False, "the author"),
        ("Tom Okafor is a senior reporter at the Gazette.", False, "a writer, as such notes say"),
        ("Ann Lee said that the bridge will be closed at night.", True, "somebody of the author's name speaks"),
        ("The Coast Press was unable to reach the operator of the ferries.", True, "an agency is no person"),
        ("Tom Okafor is a welder who worked on the bridge in his youth.", True, "no writer"),
    ],
)
def test_a_note_about_an_author_below_the_text_is_left_out(last: str, there: bool, why: str) -> None:
    assert (last in read(f"<h1>{TITLE}</h1>{PROSE}<p>{last}</p>", AUTHOR).text) is there, why
