"""The bookmarklet's link is its source, complete, for one server."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest

from service.bookmarklet.link import MAX_LINK_CHARS, PLACE, make_link, read_source, squeeze

APP = "https://news.example/onrecord/"


def test_the_link_is_the_source_for_that_server() -> None:
    link = make_link(APP)
    assert link.startswith("javascript:(()")
    script = unquote(link.removeprefix("javascript:"))
    assert script == squeeze(read_source()).replace(PLACE, f'"{APP}"')
    assert script.endswith("})();")


def test_the_link_survives_what_browsers_and_pages_do_to_an_address() -> None:
    link = make_link(APP)
    assert link.isascii()
    assert not set(link) & set('\n\t <>"#`\\^|')
    assert len(link) < MAX_LINK_CHARS


@pytest.mark.parametrize("hostile", ['https://x.example/"+alert(1)+"', "https://x.example/</script>\n"])
def test_a_server_s_name_stays_a_string(hostile: str) -> None:
    [written] = re.findall(r"const app = (.*);", unquote(make_link(hostile)))
    assert json.loads(written) == hostile


@pytest.mark.parametrize(
    ("source", "kept", "why"),
    [
        ("// why\n  a();\n\n  b();", "a();\nb();", "comments, indentation and empty lines go; line ends stay"),
        (
            'const a = "https://b.example";',
            'const a = "https://b.example";',
            "two slashes inside a line are no comment",
        ),
    ],
    ids=lambda value: None,
)
def test_squeezing_keeps_every_statement(source: str, kept: str, why: str) -> None:
    assert squeeze(source) == kept, why


def test_every_comment_of_the_source_has_a_line_of_its_own() -> None:
    for line in read_source().splitlines():
        assert "/*" not in line
        assert line.strip().startswith("//") or " //" not in line
        assert line.count("`") % 2 == 0, "a template over several lines would lose its indentation"
