"""axe finds nothing, in both themes, on a desk and on a phone, in every state of the page.

A page that is reached once is looked at in both themes: reaching it takes longer than looking.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FORTY = "Rescuers brought about 40 people ashore from the ferry Alma."
TWO_CLAIMS = "Rescuers brought 65 people ashore from the ferry Alma, and the ferry Alma was insured by Lloyd."
ALL = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
OF_COLOUR = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
"""All that can differ between the themes, whose pages are the same elements."""


def start(page: Page) -> None:
    expect(page.get_by_role("heading", name="What you get")).to_be_visible()


def answered(page: Page) -> None:
    expect(page.locator("#verdict")).to_be_visible()
    for summary in page.locator("#answer summary").all():
        summary.click()
    expect(page.locator(".tick").first).to_be_visible()


def refused(page: Page) -> None:
    expect(page.locator(".failure")).to_be_visible()


def offered(page: Page) -> None:
    page.get_by_role("button", name="Nobody slept").click()
    expect(page.locator(".chip:not(:empty)")).to_be_visible()


def told(page: Page) -> None:
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#statement-fault")).not_to_be_empty()


def loaded(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()


STATES: list[tuple[str, Callable[[Page], None]]] = [
    ("", start),
    ("?fault", told),
    (f"#statement={quote(FORTY)}&title=A+page&url=https%3A%2F%2Fpage.example", answered),
    (f"#statement={quote(TWO_CLAIMS)}", answered),
    ("#check=none", refused),
    ("#sentence=Nobody+slept+on+3+March+2031.&sentence=The+ferry+sank.&title=A+page", offered),
    ("bookmarklet", loaded),
    ("problems", loaded),
    ("problems/bad-date", loaded),
]


@pytest.mark.parametrize("width", [1100, 390])
def test_axe_finds_nothing(open_context: Callable[..., BrowserContext], server: Any, width: int) -> None:
    context = open_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    long = [("docs", loaded)] if width > 400 else []
    for address, reach in STATES + long:
        page = context.new_page()
        page.emulate_media(color_scheme="light")
        page.goto(server.url + address)
        reach(page)
        assert violations(page, ALL) == {}, address or "/"
        page.emulate_media(color_scheme="dark")
        assert violations(page, OF_COLOUR) == {}, f"{address or '/'} in the dark"
        page.close()


def violations(page: Page, options: dict[str, Any]) -> dict[str, list[str]]:
    """Each rule that is broken, with the elements that break it."""
    found = Axe().run(page, options=options)
    return {v["id"]: [node["html"] for node in v["nodes"][:3]] for v in found.response["violations"]}
