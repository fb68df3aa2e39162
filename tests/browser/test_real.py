"""The page over the demo's articles, with the real models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from service.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


@pytest.fixture
def demo(browser: Any, serving: Callable[..., Any], tmp_path: Path) -> Iterator[Any]:
    """A server of the demo; ``browser`` comes first, so that no model is loaded where there is none."""
    from index.sources.reading import read_path
    from service.answering import open_checker
    from service.demo import ARTICLES
    from service.http.app import create_app

    settings = replace(Settings.from_env({}), data=tmp_path / "demo")
    checker = open_checker(settings)
    try:
        assert all(outcome.error is None for outcome in checker.archive.add_many(read_path(ARTICLES, {})))
        with serving(create_app(settings, checker)) as server:
            yield server
    finally:
        checker.close()


@pytest.mark.model
def test_the_demo_s_sentence_is_outdated_and_its_figures_are_plotted(
    demo: Any, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(also=[demo.origin]).new_page()
    page.goto(f"{demo.url}bookmarklet")
    sentence = page.locator(".sample p").text_content() or ""
    page.goto(demo.url)
    page.get_by_label("Statement").fill(sentence)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#verdict")).to_have_text("↻Outdated")
    expect(page.locator(".card.supports .source")).to_contain_text("Coastwire · 10 February 2025 (from its metadata)")
    expect(page.locator(".card.contradicts").first).to_contain_text("2,400")
    expect(page.locator("svg .value").first).to_have_text("About 1,200")
