"""The page at "/", as a reader meets it: statement in, answer out, and every way in which that can go wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Route, expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FORTY = "Rescuers brought about 40 people ashore from the ferry Alma."
TWO_CLAIMS = "Rescuers brought 65 people ashore from the ferry Alma, and the ferry Alma was insured by Lloyd."


def check(page: Page, statement: str, as_of: str = "") -> None:
    page.get_by_label("Statement").fill(statement)
    page.get_by_label("As known on").fill(as_of)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#answer > *:not(.waiting)")).to_be_visible()


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_an_answer_shows_the_verdict_and_each_passage_with_its_source(page: Page) -> None:
    check(page, FORTY)
    expect(page.get_by_role("heading", level=2)).to_have_text("↻Outdated")
    expect(page.get_by_role("status")).to_have_text("Outdated: it was so earlier, later reports changed it.")
    expect(page.locator(".statement mark.outdated")).to_have_text(FORTY.rstrip("."))
    expect(page).to_have_title(f"{FORTY} · Onrecord")
    card = page.locator(".card.supports")
    quoted = "Rescuers brought about 40 people ashore from the ferry Alma, the coastguard said."
    expect(card.locator("q")).to_have_text(quoted)
    expect(card.locator(".around").first).to_have_text("… aground off Selby at night. ")
    expect(card.locator(".around").last).to_have_text(" Nobody slept.")
    expect(card.locator(".source")).to_contain_text("Selby Gazette · 1 March 2031 (given) · said by the coastguard")
    assert page.locator(".card.contradicts").count() == 2


def test_copies_are_folded_into_their_story(page: Page) -> None:
    check(page, FORTY)
    copies = page.locator(".card.supports details.copies")
    expect(copies.locator("summary")).to_have_text("1 copy, which is no further source")
    expect(copies.locator("li")).to_be_hidden()
    copies.locator("summary").click()
    expect(copies.locator("li")).to_have_text("Reprint Daily, 2 March 2031")


def test_a_link_leads_to_the_sentence_and_tells_the_other_site_nothing(page: Page) -> None:
    check(page, FORTY)
    link = page.locator(".card.supports").get_by_role("link", name="Open at the sentence")
    address = link.get_attribute("href") or ""
    assert address.startswith("https://selby-gazette.example/2031-03-01#:~:text=Rescuers%20brought")
    assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")


def test_the_figures_are_plotted_as_the_intervals_that_they_mean(page: Page) -> None:
    check(page, FORTY)
    plot = page.get_by_role("img", name="3 figures from 1 March 2031 to 20 March 2031; the table says the same.")
    assert plot.locator(".mark").count() == 3
    expect(plot.locator(".value")).to_have_text(["about 40", "at least 52", "65"])
    assert plot.locator("line.interval.supports").count() == 3  # about: an interval with two ends
    assert plot.locator("polyline.interval").count() == 1  # at least: an arrow, and no upper end
    heights = [plot.locator(".mark").nth(n).bounding_box() for n in range(3)]
    assert [box["y"] for box in heights if box] == sorted((box["y"] for box in heights if box), reverse=True)
    rows = page.get_by_role("region", name="Figures by date").locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_have_text("3 March 2031at least 52harbour master Ida Brandt, Coast Courier")


def test_with_as_of_nothing_later_is_shown(page: Page) -> None:
    check(page, FORTY, as_of="2031-03-02")
    expect(page.get_by_role("heading", level=2)).to_have_text("✓Supported")
    expect(page.locator(".kicker")).to_have_text("As known on 2 March 2031")
    expect(page.locator("#answer")).not_to_contain_text("at least 52")
    expect(page.locator(".colophon")).to_contain_text("3 documents published later and 1 document without a known date")


def test_claims_are_marked_numbered_and_reached_and_words_left_over_are_underlined(page: Page) -> None:
    check(page, TWO_CLAIMS)
    address = page.url
    marks = page.locator(".statement mark")
    expect(marks.first).to_have_class("claim supported")
    expect(page.locator(".statement mark .unaddressed")).to_have_text("Lloyd")
    expect(page.locator(".legend")).to_be_visible()
    page.get_by_role("link", name="Claim 2: Not enough evidence").click()
    expect(page.locator("#claim-2")).to_be_focused()
    assert page.url == address


def test_a_permalink_shows_the_stored_check_and_checks_nothing_anew(
    page: Page, server: Any, open_context: Callable[..., BrowserContext]
) -> None:
    check(page, FORTY)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status")).to_have_text("The link is on the clipboard.")
    link = clipboard(page)
    assert link.startswith(f"{server.url}#check=")
    server.asked.clear()
    other = open_context().new_page()
    other.goto(link)
    expect(other.get_by_role("heading", level=2)).to_have_text("↻Outdated")
    expect(other.get_by_label("Statement")).to_have_value(FORTY)
    assert [asked for asked in server.asked if "/v1/" in asked] == [f"GET /v1/checks/{link.split('=')[1]}"]


def test_an_unknown_permalink_says_so_and_links_to_what_it_means(page: Page, server: Any) -> None:
    page.goto(f"{server.url}#check=none")
    expect(page.locator(".failure h2")).to_have_text("No such thing")
    expect(page.locator(".failure")).to_contain_text("There is no stored check with this id")
    page.get_by_role("link", name="What this means").click()
    expect(page).to_have_url(f"{server.url}problems/not-found")


def test_back_returns_to_the_check_before(page: Page) -> None:
    check(page, FORTY)
    check(page, "The ferry Alma was painted blue.")
    expect(page.get_by_role("heading", level=2)).to_have_text("✓Supported")
    page.go_back()
    expect(page.get_by_role("heading", level=2)).to_have_text("↻Outdated")
    expect(page.get_by_label("Statement")).to_have_value(FORTY)
    page.go_back()
    expect(page.locator("#answer > *")).to_have_count(0)
    expect(page.get_by_role("heading", name="What you get")).to_be_visible()


def test_a_check_is_copied_as_a_citation_and_as_markdown(page: Page, server: Any) -> None:
    check(page, FORTY)
    page.get_by_role("button", name="Copy as citation").click()
    expect(page.get_by_role("status")).to_have_text("The citation is on the clipboard.")
    cited = clipboard(page)
    assert cited.startswith(
        f"“{FORTY}” Outdated: it was so earlier, later reports changed it. “Rescuers brought about 40"
    )
    assert "Selby Gazette, “Ferry aground”, 1 March 2031, said by the coastguard." in cited
    assert f"{server.url}#check=" in cited
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_role("status")).to_have_text("The Markdown is on the clipboard.")
    written = clipboard(page)
    assert written.startswith(f"## {FORTY}\n\n**Outdated**: it was so earlier, later reports changed it (")
    assert "\n> Rescuers brought 65 people ashore from the ferry Alma, the coastguard said.\n" in written
    assert r"[All \<b\>ashore\</b\>](<https://coast-courier.example/2031-03-20#:~:text=" in written
    page.locator(".card.supports").get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("status")).to_have_text("The citation is on the clipboard.")
    assert clipboard(page).endswith("said by the coastguard. https://selby-gazette.example/2031-03-01")


def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Statement")).to_be_focused()
    page.keyboard.type(FORTY)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("↻Outdated")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
        if "Open at the sentence ↗" in reached:
            break
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(page.locator(".card.supports details.copies li")).to_be_visible()
    assert {"Check", "Copy link", "Copy as citation", "Copy as Markdown", "Print", "Open at the sentence ↗"} <= reached


def test_an_empty_statement_and_one_too_long_are_told_without_asking_the_server(page: Page, server: Any) -> None:
    server.asked.clear()
    button = page.get_by_role("button", name="Check", exact=True)
    button.click()
    expect(page.locator("#statement-fault")).to_have_text("Write or paste the statement to check.")
    expect(page.get_by_label("Statement")).to_be_focused()
    page.get_by_label("Statement").fill("𝒶" * 10_001)
    button.click()
    expect(page.locator("#statement-fault")).to_contain_text("This is 10,001 characters long; at most 10,000")
    expect(page.get_by_label("Statement")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Statement").fill(FORTY)
    expect(page.locator("#statement-fault")).to_be_empty()
    assert [asked for asked in server.asked if "/static/" not in asked] == []


PROBLEM = "application/problem+json"
FAILURES = [
    (
        429,
        {"Retry-After": "7", "Content-Type": PROBLEM},
        json.dumps({"type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": "The key is spent."}),
        ("Too many checks at once", "The key is spent. You can try again in 7 seconds."),
        "how long to wait is told",
    ),
    (
        503,
        {"Retry-After": "1", "Content-Type": PROBLEM},
        json.dumps({"type": "/problems/not-ready", "title": "Not ready yet", "status": 503, "detail": "Loading."}),
        ("Not ready yet", "Loading. You can try again in 1 second."),
        "a problem's own words are shown",
    ),
    (
        502,
        {"Content-Type": "text/html"},
        "<h1>Bad gateway</h1>",
        ("An answer that this page cannot read", "instead of it (status 502)"),
        "a proxy's page is not shown as ours",
    ),
    (200, {"Content-Type": "application/json"}, "{", ("An answer that this page cannot read", "200"), "cut short"),
    (200, {"Content-Type": "application/json"}, "[]", ("An answer that this page cannot read", "200"), "no check"),
]


@pytest.mark.parametrize(("status", "headers", "body", "told", "why"), FAILURES, ids=lambda value: "")
def test_a_failure_is_told_in_words_and_can_be_tried_again(
    page: Page, status: int, headers: dict[str, str], body: str, told: tuple[str, str], why: str
) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=status, headers=headers, body=body)

    page.route("**/v1/checks", fail)
    check(page, FORTY)
    expect(page.locator(".failure h2"), why).to_have_text(told[0])
    expect(page.locator(".failure"), why).to_contain_text(told[1])
    expect(page.get_by_role("status")).to_contain_text(told[0])
    page.unroute("**/v1/checks")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("↻Outdated")


def test_every_fault_of_a_refused_request_is_listed(page: Page) -> None:
    faults = [{"detail": "First fault.", "pointer": "/statement"}, {"detail": "Second fault.", "pointer": "/as_of"}]
    problem = {"type": "/problems/validation-failed", "title": "Not valid", "detail": "2 faults.", "errors": faults}
    page.route("**/v1/checks", lambda route: route.fulfill(status=422, content_type=PROBLEM, body=json.dumps(problem)))
    check(page, FORTY)
    expect(page.locator(".failure li")).to_have_text(["First fault.", "Second fault."])
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_dead_server_is_told_and_keeps_the_statement(
    open_context: Callable[..., BrowserContext], serving: Callable[..., Any], application: Callable[..., Any]
) -> None:
    with serving(application) as dying:
        page = open_context(also=[dying.origin]).new_page()
        page.goto(dying.url)
    check(page, FORTY)
    expect(page.locator(".failure h2")).to_have_text("The server does not answer")
    expect(page.get_by_label("Statement")).to_have_value(FORTY)


def test_a_slow_server_is_waited_for_stopped_or_given_up(
    open_context: Callable[..., BrowserContext], serving: Callable[..., Any], application: Callable[..., Any]
) -> None:
    go_on = threading.Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["REQUEST_METHOD"] == "POST":
            go_on.wait(60)
        return application(environ, start_response)

    with serving(slow) as server:
        page = open_context(also=[server.origin]).new_page()
        page.clock.install()
        page.goto(server.url)
        page.get_by_label("Statement").fill(FORTY)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator(".waiting")).to_have_text("Reading what the index has on this …")
        page.clock.run_for(5_000)
        expect(page.locator(".waiting")).to_contain_text("Still reading.")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".waiting")).to_have_count(0)
        page.get_by_role("button", name="Check", exact=True).click()
        page.clock.run_for(61_000)
        expect(page.locator(".failure h2")).to_have_text("No answer within 60 seconds")
        go_on.set()
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("heading", level=2)).to_have_text("↻Outdated")


def test_an_empty_index_says_what_to_do(
    open_context: Callable[..., BrowserContext],
    serving: Callable[..., Any],
    make_application: Callable[..., Any],
    tmp_path: Path,
) -> None:
    with serving(make_application(tmp_path / "index")) as server:
        page = open_context(also=[server.origin]).new_page()
        page.goto(server.url)
        check(page, FORTY)
        expect(page.get_by_role("heading", level=2)).to_have_text("?Not enough evidence")
        expect(page.locator(".notice")).to_contain_text("The index is empty.")


def test_words_from_elsewhere_are_text_and_never_markup_or_addresses_of_scripts(page: Page, server: Any) -> None:
    hostile = '<img src=x onerror="document.title=1"> & <script>1</script>'
    page.goto(f"{server.url}?again#statement={quote(hostile)}&title={quote(hostile)}&url=javascript%3Aalert(1)")
    expect(page.locator(".statement")).to_contain_text(hostile)
    expect(page.locator("#from")).to_have_text(f"From {hostile}")
    assert page.locator("#from a, .statement img").count() == 0


def test_a_statement_that_runs_from_right_to_left_is_shown_so(page: Page) -> None:
    check(page, "جنحت العبارة ألما قبالة سيلبي.")
    direction = "element => getComputedStyle(element).direction"
    assert page.locator(".statement").evaluate(direction) == "rtl"
    assert page.get_by_label("Statement").evaluate(direction) == "rtl"
    expect(page.locator("#answer")).to_contain_text("English")


def test_the_policy_lets_nothing_in_and_nothing_out(browser: Any, server: Any) -> None:
    context = browser.new_context()  # not watched: what is tried here is to be refused
    page = context.new_page()
    page.goto(server.url)
    assert page.evaluate("fetch('http://localhost:1/').then(() => 'sent', error => error.message)").startswith(
        "Failed to fetch"
    )
    assert "TrustedHTML" in page.evaluate(
        "(() => { try { document.body.innerHTML = '<b>1</b>' } catch (error) { return error.message } })()"
    )
    refused = page.evaluate(
        """() => new Promise(done => {
            addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
            const image = document.createElement('img');
            image.src = 'http://localhost:1/x.png';
            document.body.append(image);
        })"""
    )
    assert refused == "img-src"
    context.close()


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_needs_scrolling_sideways_on_a_phone(
    open_context: Callable[..., BrowserContext], server: Any, width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 700}).new_page()
    for address in ("", "bookmarklet", "docs", "problems"):
        page.goto(server.url + address)
        if not address:
            check(page, TWO_CLAIMS)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address or "/"


def test_on_paper_everything_is_open_and_the_form_is_gone(page: Page) -> None:
    check(page, FORTY)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#check")).to_be_hidden()
    expect(page.locator("details.evidence .card").first).to_be_visible()
    expect(page.locator(".print-only")).to_contain_text("#check=")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details.evidence .card").first).to_be_hidden()
