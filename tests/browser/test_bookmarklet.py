"""The bookmarklet on other people's pages: what is selected arrives, whatever the policy, and nothing is touched.

A click on a bookmark runs its script outside the page's policy, as ``page.evaluate`` does; what the script then does,
such as opening a window, is under the policy.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from service.bookmarklet.link import make_link

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FORTY = "Rescuers brought about 40 people ashore from the ferry Alma."
STRICT = {
    "Content-Security-Policy": "default-src 'none'; sandbox allow-scripts allow-popups "
    "allow-popups-to-escape-sandbox; require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SELECT = """([from, to = from]) => {
    const range = document.createRange();
    range.setStart(document.querySelector(from).firstChild, 0);
    const last = document.querySelector(to).firstChild;
    range.setEnd(last, last.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""
LONG = " ".join(
    f"<p>On day {n} the council of Selby met for {n % 7 + 2} hours, clerk Olav Brekke said. The hall was warm and the "
    "windows stood open all the while. Would anybody come back on the morrow, they asked? It is a pleasant hall.</p>"
    for n in range(550)
)
"""About 20,000 words, a quarter of its sentences checkable."""

SITE: dict[str, tuple[dict[str, str], str]] = {
    "/strict": (STRICT, f"<title>Strict</title><p id=a>{FORTY}</p>"),
    "/nodes": (
        {},
        "<title>Many &amp; nodes</title><article><p id=a>Rescuers <b>brought</b> about 40</p><ul><li>people ashore</ul>"
        "<p id=b>from the ferry Alma.</p><p>Not this.</p></article>",
    ),
    "/rtl": ({}, "<html dir=rtl><title>عبّارة</title><p id=a>جنحت العبّارة ألما قبالة سيلبي ليلًا.</p>"),
    "/field": ({}, f"<title>Editor</title><textarea id=a>Before. {FORTY} After.</textarea>"),
    "/frames": (
        {},
        "<title>Frames</title><p>The port of Selby has 12 piers, the port master said.</p>"
        "<iframe name=near src=/inner></iframe><iframe name=far src='{elsewhere}/inner'></iframe>",
    ),
    "/inner": ({}, f"<title>Inner</title><p id=a>{FORTY}</p>"),
    "/blocked": (
        {"Content-Security-Policy": "sandbox allow-scripts"},
        f"<title>No windows</title><p id=a>{FORTY}</p>",
    ),
    "/long": ({}, f"<title>Long</title><nav>Home 1 2 3</nav><main>{LONG}</main>"),
    "/dull": ({}, "<title>Dull</title><p>It is a fine hall. Who would not like it?</p>"),
    "/odd": ({}, "<title>Half</title><p id=a></p>"),
}


@pytest.fixture(scope="module")
def site(serving: Callable[..., Any]) -> Iterator[Any]:
    """Somebody else's pages, under one name and, as another site, under ``localhost``."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        headers, body = SITE.get(environ["PATH_INFO"], ({}, ""))
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), *headers.items()])
        elsewhere = f"http://localhost:{environ['SERVER_PORT']}"
        return [f"<!doctype html>{body}".replace("{elsewhere}", elsewhere).encode()]

    with serving(answer) as served:
        served.elsewhere = served.origin.replace("127.0.0.1", "localhost")
        yield served


@pytest.fixture
def read(open_context: Callable[..., BrowserContext], site: Any) -> Callable[[str], Page]:
    """Opens one of the site's pages."""

    def open_page(path: str) -> Page:
        page = open_context(also=[site.origin, site.elsewhere]).new_page()
        page.goto(site.origin + path)
        return page

    return open_page


@pytest.fixture
def click(server: Any) -> Callable[[Page], Page]:
    """Clicks the bookmark on a page; the window that opens."""

    def click_on(page: Page) -> Page:
        with page.context.expect_page() as opened:
            page.evaluate(script(server.url))
        return opened.value

    return click_on


def script(url: str) -> str:
    return unquote(make_link(url).removeprefix("javascript:"))


@pytest.mark.parametrize(
    ("path", "selected", "arrives", "title", "why"),
    [
        ("/strict", ["#a"], FORTY, "Strict", "no policy of a page stops a window with the words in its address"),
        ("/nodes", ["#a", "#b"], "Rescuers brought about 40\n\npeople ashore\n", "Many & nodes", "several elements"),
        ("/rtl", ["#a"], "جنحت العبّارة ألما قبالة سيلبي ليلًا.", "عبّارة", "right to left"),
    ],
    ids=["strict policy", "several nodes", "right to left"],
)
def test_what_is_selected_arrives_with_the_page_that_it_is_from(
    read: Callable[[str], Page],
    click: Callable[[Page], Page],
    server: Any,
    site: Any,
    path: str,
    selected: list[str],
    arrives: str,
    title: str,
    why: str,
) -> None:
    page = read(path)
    page.evaluate(SELECT, selected)
    before = page.evaluate("[document.documentElement.outerHTML, location.href]")
    server.asked.clear()
    window = click(page)
    expect(window.locator("#verdict")).to_be_visible()
    told = window.get_by_label("Statement").input_value()
    if path == "/nodes":
        assert told.split() == FORTY.split()
    else:
        assert told == arrives, why
    expect(window.locator("#from")).to_have_text(f"From {title}")
    expect(window.locator("#from a")).to_have_attribute("href", site.origin + path)
    assert page.evaluate("[document.documentElement.outerHTML, location.href]") == before
    assert [asked for asked in server.asked if "/static/" not in asked] == ["GET /", "POST /v1/checks"]


def test_the_address_keeps_the_page_and_names_the_check_so_that_a_reload_shows_both(
    read: Callable[[str], Page], click: Callable[[Page], Page], server: Any
) -> None:
    page = read("/inner")
    page.evaluate(SELECT, ["#a"])
    window = click(page)
    expect(window.locator("#verdict")).to_have_text("↻Outdated")
    server.asked.clear()
    window.reload()
    expect(window.locator("#verdict")).to_have_text("↻Outdated")
    expect(window.locator("#from")).to_have_text("From Inner")
    assert not [asked for asked in server.asked if asked.startswith("POST")]
    window.get_by_label("Statement").fill("The ferry Alma was painted blue.")
    expect(window.locator("#from")).to_be_hidden()


def test_a_page_that_opened_the_window_cannot_steer_it(
    read: Callable[[str], Page], click: Callable[[Page], Page]
) -> None:
    page = read("/inner")
    page.evaluate(SELECT, ["#a"])
    window = click(page)
    expect(window.locator("#verdict")).to_be_visible()
    assert window.evaluate("opener") is None


def test_what_is_selected_in_a_text_field_arrives(read: Callable[[str], Page], click: Callable[[Page], Page]) -> None:
    page = read("/field")
    page.evaluate("([from, to]) => { a.focus(); a.setSelectionRange(from, to) }", [8, 8 + len(FORTY)])
    expect(click(page).get_by_label("Statement")).to_have_value(FORTY)


def test_a_selection_in_a_frame_of_the_same_site_arrives(
    read: Callable[[str], Page], click: Callable[[Page], Page]
) -> None:
    page = read("/frames")
    frame = page.frame(name="near")
    assert frame
    frame.evaluate(SELECT, ["#a"])
    expect(click(page).get_by_label("Statement")).to_have_value(FORTY)


def test_a_frame_of_another_site_is_out_of_reach_and_the_page_s_own_sentences_are_offered(
    read: Callable[[str], Page], click: Callable[[Page], Page]
) -> None:
    page = read("/frames")
    frame = page.frame(name="far")
    assert frame
    frame.evaluate(SELECT, ["#a"])
    window = click(page)
    expect(window.locator(".sentence > span:first-child")).to_have_text(
        ["The port of Selby has 12 piers, the port master said.", FORTY]
    )  # the second from the frame of the same site


def test_where_no_window_may_open_the_page_itself_gives_way(read: Callable[[str], Page], server: Any) -> None:
    page = read("/blocked")
    page.evaluate(SELECT, ["#a"])
    page.evaluate(script(server.url))
    page.wait_for_url(f"{server.url}#*")
    expect(page.get_by_label("Statement")).to_have_value(FORTY)


def test_with_nothing_selected_a_long_page_offers_its_checkable_sentences(
    read: Callable[[str], Page], click: Callable[[Page], Page]
) -> None:
    page = read("/long")
    assert page.evaluate("document.body.innerText.split(/\\s+/).length") > 20_000
    took_ms = page.evaluate(
        f"const began = performance.now(); open = () => true; {script('')}; performance.now() - began"
    )
    assert took_ms < 5_000  # 150 on an idle machine
    page.reload()
    window = click(page)
    rows = window.locator(".sentence > span:first-child")
    expect(rows).to_have_count(40)
    assert all(text.endswith("clerk Olav Brekke said.") for text in rows.all_text_contents())
    assert len(window.url) < 62_000
    expect(window.locator("#from")).to_have_text("From Long")


def test_a_selection_too_long_to_check_is_offered_by_its_sentences(
    read: Callable[[str], Page], click: Callable[[Page], Page]
) -> None:
    page = read("/long")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('main'))")
    expect(click(page).locator(".sentence")).to_have_count(40)


def test_a_sentence_that_was_offered_is_checked_and_the_others_stay(
    read: Callable[[str], Page], click: Callable[[Page], Page]
) -> None:
    window = click(read("/frames"))
    expect(window.locator("#answer > *")).to_have_count(0)
    window.get_by_role("button", name=FORTY).click()
    expect(window.locator("#verdict")).to_have_text("↻Outdated")
    expect(window.locator(".sentence .chip.outdated")).to_have_text("↻ Outdated")
    expect(window.locator(".sentence")).to_have_count(2)
    expect(window.locator("#from")).to_have_text("From Frames")
    window.go_back()
    expect(window.locator("#answer > *")).to_have_count(0)
    expect(window.locator(".sentence")).to_have_count(2)


def test_a_page_with_nothing_to_check_says_so(read: Callable[[str], Page], click: Callable[[Page], Page]) -> None:
    window = click(read("/dull"))
    expect(window.locator(".notice")).to_contain_text("none of its sentences looks checkable")


def test_half_a_character_does_not_stop_it(read: Callable[[str], Page], click: Callable[[Page], Page]) -> None:
    page = read("/odd")
    page.evaluate("a.textContent = 'The ferry \\ud83d sank & 100% + of #1, they=said'")
    page.evaluate(SELECT, ["#a"])
    expect(click(page).get_by_label("Statement")).to_have_value("The ferry \ufffd sank & 100% + of #1, they=said")


def test_the_installing_page_hands_out_the_link(page: Page, server: Any) -> None:
    page.goto(server.url + "bookmarklet")
    button = page.get_by_role("link", name="Check on Onrecord")
    assert button.get_attribute("href") == make_link(server.url)
    button.click()
    expect(page.get_by_role("status")).to_have_text("Drag the button onto the bookmarks bar.")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status")).to_have_text("The link is on the clipboard.")
    assert page.evaluate("navigator.clipboard.readText()") == make_link(server.url)


def test_behind_a_proxy_the_link_names_the_address_that_readers_use(page: Page, server: Any) -> None:
    inside = "http://inside.example:9/"

    def rename(route: Any) -> None:
        body = route.fetch().text()
        route.fulfill(body=body.replace(server.url, inside), content_type="text/html")

    page.route("**/bookmarklet", rename)
    page.goto(server.url + "bookmarklet")
    assert page.get_by_role("link", name="Check on Onrecord").get_attribute("href") == make_link(server.url)


def test_the_link_is_what_a_bookmark_runs(read: Callable[[str], Page], server: Any) -> None:
    """The encoded link itself, decoded by the browser and not by us."""
    page = read("/inner")
    page.evaluate(SELECT, ["#a"])
    with page.context.expect_page() as opened:
        page.evaluate(
            "link => { const a = document.createElement('a'); a.href = link; a.click() }", make_link(server.url)
        )
    expect(opened.value.get_by_label("Statement")).to_have_value(FORTY)
    assert json.dumps(server.url) in script(server.url)
