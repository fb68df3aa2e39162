"""What pages say of themselves is found in the shapes that publishers write it, and contradictions are told."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from index.cleaning import clean, find_origin
from index.dates import find_published
from index.records import DateMethod, Submission
from index.sources.html import read_html

BODY = "<article><h1>Bridge closes</h1><p>The council of Northfield met on Monday.</p><p>Nobody was hurt.</p></article>"


def page(head: str = "", body: str = BODY, lang: str = "en") -> str:
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def meta(**values: str) -> str:
    return "".join(f'<meta property="{name.replace("_", ":", 1)}" content="{value}">' for name, value in values.items())


ARTICLE: dict[str, Any] = {
    "@type": "NewsArticle",
    "headline": "Bridge closes",
    "datePublished": "2025-02-10T08:00:00Z",
    "dateModified": "2025-02-11T08:00:00Z",
    "publisher": {"@type": "Organization", "name": "Northfield Gazette"},
    "author": {"@type": "Person", "name": "Ann Lee"},
}
WITHOUT = {key: value for key, value in ARTICLE.items() if key not in ("publisher", "author")}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (ARTICLE, "the node by itself"),
        ([ARTICLE], "a list"),
        ([{"@type": "BreadcrumbList"}, [ARTICLE]], "a list in a list"),
        ({"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]}, "a graph"),
        ({"@type": "WebPage", "mainEntity": ARTICLE}, "the main entity of a page"),
        ({**ARTICLE, "@type": ["Article", "ReportageNewsArticle"]}, "several types"),
        ({**ARTICLE, "@type": "https://schema.org/NewsArticle"}, "a type with its vocabulary"),
        ({**ARTICLE, "publisher": [{"name": "Northfield Gazette"}, {"name": "Other"}]}, "a list of publishers"),
        ({**ARTICLE, "publisher": "Northfield Gazette", "author": "Ann Lee"}, "names as strings"),
        ({**ARTICLE, "author": [{"name": "Ann Lee"}]}, "a list of authors"),
        ({**ARTICLE, "author": {"name": ["Ann Lee"]}}, "a list of names"),
        (
            {
                "@graph": [
                    {"@type": "Organization", "@id": "#org", "name": "Northfield Gazette"},
                    {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
                    {**WITHOUT, "publisher": {"@id": "#org"}, "author": [{"@id": "#ann"}]},
                ]
            },
            "references to other nodes",
        ),
        (
            [{**ARTICLE, "headline": "Another story", "publisher": "Other", "datePublished": "2020-01-01"}, ARTICLE],
            "a related article before it: the one with the page's title is its own",
        ),
    ],
)
def test_json_ld_is_read_in_all_its_shapes(value: object, why: str) -> None:
    found = read_html(page(ld(value) + meta(og_title="Bridge closes")))
    assert (found.title, found.publisher, found.authors) == ("Bridge closes", "Northfield Gazette", ("Ann Lee",)), why
    assert (found.meta_published, found.modified_at) == ("2025-02-10T08:00:00Z", "2025-02-11T08:00:00Z"), why


@pytest.mark.parametrize(
    "script",
    [
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        json.dumps(ARTICLE) + ";",
        json.dumps({"@type": "WebSite"}) + "\n" + json.dumps(ARTICLE),
        json.dumps(ARTICLE).replace("Bridge closes", "Bridge\ncloses"),
    ],
)
def test_json_ld_that_is_nearly_json_is_read(script: str) -> None:
    found = read_html(page(f'<script type="application/ld+json">{script}</script>'))
    assert (found.title, found.publisher) == ("Bridge closes", "Northfield Gazette")


@pytest.mark.parametrize(
    ("head", "url", "publisher", "why"),
    [
        (
            ld(ARTICLE) + meta(og_site_name="NG"),
            None,
            "Northfield Gazette",
            "a short name of the site that no host has",
        ),
        (
            ld({**ARTICLE, "publisher": "Regional Papers Ltd"}) + meta(og_site_name="The Gazette"),
            "https://www.gazette.example/a",
            "The Gazette",
            "the name that the host has, not that of the company",
        ),
        ('<meta name="dc.publisher" content="Gazette">', None, "Gazette", "Dublin Core"),
        (
            '<meta property="og:site_name" content="https://g.example">',
            "https://g.example/a",
            "g.example",
            "no address",
        ),
        ("<title>Bridge closes | The Gazette</title>", "https://gazette.example/a", "The Gazette", "the title's end"),
        ("<title>Bridge closes | A disaster</title>", "https://gazette.example/a", "gazette.example", "no name in it"),
        ("", "https://www.gazette.example/a", "gazette.example", "only the host"),
        ("", None, None, "nothing says it"),
    ],
)
def test_the_publisher(head: str, url: str | None, publisher: str | None, why: str) -> None:
    assert read_html(page(head), hints={"url": url} if url else None).publisher == publisher, why


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ('<meta name="author" content="By Ann Lee, Tom Okafor and Jo Park">', ("Ann Lee", "Tom Okafor", "Jo Park")),
        ('<meta name="author" content="Ann Lee, political editor">', ("Ann Lee, political editor",)),
        ('<meta name="author" content="https://g.example/ann">', ()),
        ('<meta name="author" content="Ann Lee"><meta name="author" content="Tom Okafor">', ("Ann Lee", "Tom Okafor")),
    ],
)
def test_authors_are_persons_one_by_one(head: str, authors: tuple[str, ...]) -> None:
    assert read_html(page(head)).authors == authors


@pytest.mark.parametrize(
    ("head", "body", "origin", "why"),
    [
        (ld({**ARTICLE, "author": {"name": "Reuters"}}), BODY, "Reuters", "an agency as author"),
        (ld({**ARTICLE, "author": {"name": "By AFP"}}), BODY, "AFP", "the same with a preposition"),
        (ld({**ARTICLE, "sourceOrganization": {"name": "Coastwire"}}), BODY, "Coastwire", "told in so many words"),
        (ld({**ARTICLE, "sourceOrganization": {"name": "Northfield Gazette"}}), BODY, None, "its own publisher"),
        (
            ld({**ARTICLE, "publisher": "AP News", "author": {"name": "Associated Press"}}),
            BODY,
            None,
            "the agency's own",
        ),
        (
            '<meta name="syndication-source" content="https://www.coastwire.example/1">',
            BODY,
            "coastwire.example",
            "meta",
        ),
        ("", BODY.replace("The council", "NORTHFIELD (Reuters) - The council"), "Reuters", "a dateline"),
    ],
)
def test_the_agency_that_an_article_was_taken_from(head: str, body: str, origin: str | None, why: str) -> None:
    submission = read_html(page(head, body))
    assert find_origin(clean(submission), submission) == origin, why


@pytest.mark.parametrize(
    ("head", "day", "why"),
    [
        (meta(article_published_time="2025-02-10T08:00:00+01:00"), "2025-02-10T08:00:00+01:00", "OpenGraph"),
        ('<meta itemprop="datePublished" content="2025-02-10">', "2025-02-10", "microdata in the head"),
        ('<meta name="DC.date.issued" content="2025-02-10">', "2025-02-10", "Dublin Core, in capital letters"),
        (ld({**WITHOUT, "datePublished": "soon"}) + meta(article_published_time="2025-02-10"), "2025-02-10", "no date"),
        (
            ld({**WITHOUT, "datePublished": "2019-05-01"})
            + meta(article_published_time="2025-02-10")
            + '<meta name="pubdate" content="2025-02-11">',
            "2025-02-10",
            "one against two that agree but for the zone",
        ),
        (
            ld({**WITHOUT, "datePublished": "2025-02-10"}) + meta(article_published_time="2019-05-01"),
            "2025-02-10",
            "one against one: JSON-LD is trusted more",
        ),
    ],
)
def test_the_day_that_a_page_gives(head: str, day: str, why: str) -> None:
    assert read_html(page(head)).meta_published == day, why


def test_microdata_in_the_body_is_read() -> None:
    body = '<h1>Bridge closes</h1><time itemprop="datePublished" datetime="2025-02-10T08:00Z">Monday</time><p>Text.</p>'
    assert read_html(page("", body)).meta_published == "2025-02-10T08:00Z"


@pytest.mark.parametrize(
    ("more", "evidence", "method"),
    [
        ({}, "2025-02-10, but its address says 2025-02-02", DateMethod.META),
        ({"published_at": "2025-02-10"}, "but its address says 2025-02-02", DateMethod.GIVEN),
        ({"published_at": "2025-02"}, None, DateMethod.GIVEN),
        (
            {"published_at": "2024"},
            "but its metadata says 2025-02-10, but its address says 2025-02-02",
            DateMethod.GIVEN,
        ),
        ({"url": "https://g.example/2025/02/11/bridge"}, "2025-02-10", DateMethod.META),
    ],
)
def test_what_contradicts_a_date_is_kept_with_it(more: dict[str, str], evidence: str | None, method: str) -> None:
    values = {"url": "https://g.example/2025/02/02/bridge", "meta_published": "2025-02-10"} | more
    submission = Submission("The council met.", **values)  # type: ignore[arg-type]
    published = find_published(submission, clean(submission))
    assert (published.evidence, published.method) == (evidence, method)


@pytest.mark.parametrize(
    ("html", "language"),
    [
        (page(lang="en-GB"), "en"),
        (page(meta(og_locale="de_DE"), lang=""), "de"),
        (page(ld({**ARTICLE, "inLanguage": "fr"}), lang="x"), "fr"),
        (page(lang="English"), None),
    ],
)
def test_the_language_is_the_declared_one(html: str, language: str | None) -> None:
    assert read_html(html).language == language


def test_the_address_is_the_canonical_one_made_whole() -> None:
    head = '<link rel="canonical" href="/bridge">'
    assert read_html(page(head), hints={"url": "https://g.example/bridge?utm=1"}).url == "https://g.example/bridge"
    assert read_html(page(head)).url is None
    assert read_html(page(), hints={"url": "https://g.example/a"}).url == "https://g.example/a"


def test_letters_are_right_wherever_the_page_declares_its_encoding() -> None:
    filler = "<style>" + "a{}" * 2000 + "</style>"
    head = f"{filler}<meta charset='iso-8859-1'><title>Łódź – “Brücke”</title>"
    assert read_html(page(head)).title == "Łódź – “Brücke”"


def test_the_sites_name_is_no_part_of_the_title() -> None:
    head = "<title>Bridge closes - again | The Gazette</title>" + meta(og_site_name="The Gazette")
    assert read_html(page(head)).title == "Bridge closes - again"


def test_json_ld_that_is_deep_or_endless_is_passed_over_in_time() -> None:
    began = time.process_time()
    deep = "[" * 100_000
    wide = json.dumps([{"@type": "NewsArticle", "headline": f"{n}"} for n in range(10_000)])
    for script in (deep, wide, "{" * 100_000, ";" * 20_000, '{"a":' * 5000 + "1" + "}" * 5000):
        read_html(page(f'<script type="application/ld+json">{script}</script>'))
    assert time.process_time() - began < 20
