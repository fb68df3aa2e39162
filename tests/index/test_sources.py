"""Files and uploads become submissions, or errors that name the place and the fault."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InputError, InputTooLarge, UnreadableInput
from index.records import Media, Submission
from index.sources.html import read_html
from index.sources.reading import read_bytes, read_path
from index.sources.text import MAX_BYTES, decode

TEXT = "The council met on Monday. It voted to close the bridge. Nobody was hurt."
PAGE = "<!doctype html><html lang='en-GB'><head>{head}</head><body><h1>Bridge</h1><p>The council met.</p></body></html>"


def one(data: bytes, name: str = "a.txt", **defaults: object) -> Submission:
    (found,) = read_bytes(data, name, defaults)
    assert isinstance(found, Submission), found
    return found


def fault(data: bytes, name: str = "a.txt", **defaults: object) -> InputError:
    (found,) = read_bytes(data, name, defaults)
    assert isinstance(found, InputError)
    return found


def page(head: str, **more: object) -> Submission:
    return read_html(PAGE.format(head=head), **more)


def ld(**members: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(members)}</script>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "ZIP"),
        (b"\x1f\x8b\x08\x00\xf4\xf6\x08k\x02\xff+I", "gzip"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"GIF89a\x01\x00", "GIF"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "RIFF"),
        (b"\x00\x00\x00\x18ftypmp42", "MP4"),
        (b"\x7fELF\x02\x01", "program"),
        (b"{\\rtf1\\ansi Text}", "Rich Text"),
        (b"The council\x00 met", "binary"),
        (bytes(range(1, 32)) * 10, "binary"),
    ],
)
def test_what_is_not_text_is_refused_by_its_kind(data: bytes, kind: str) -> None:
    error = fault(data, "story.txt")
    assert isinstance(error, UnreadableInput)
    assert kind in str(error) and str(error).startswith("story.txt: ")


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b"\xff\xfe"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert "empty" in str(fault(data))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("Café “ok”".encode(), "UTF-8"),
        (b"\xef\xbb\xbf" + "Café “ok”".encode(), "UTF-8 with a byte order mark"),
        ("\ufeffCafé “ok”".encode("utf-16-le"), "UTF-16, little end first"),
        ("\ufeffCafé “ok”".encode("utf-16-be"), "UTF-16, big end first"),
    ],
)
def test_unicode_is_decoded(data: bytes, why: str) -> None:
    assert one(data).raw == "Café “ok”", why


def test_an_old_encoding_is_decoded_where_it_is_plain() -> None:
    text = "Le président a déclaré que la réunion de février était terminée. Les députés ont été reçus à l’Élysée. " * 5
    assert decode(text.encode("cp1252")) == text


def test_a_page_is_decoded_as_it_declares() -> None:
    html = PAGE.format(head="<meta charset='iso-8859-2'><title>Łódź</title>")
    assert "Łódź" in one(html.encode("iso-8859-2"), "a.html").raw


def test_damaged_utf_8_is_refused_rather_than_read_as_something_else() -> None:
    data = "Ćwiczenia odbyły się w środę. Żołnierze wrócili.".encode() * 4
    error = fault(data[:20] + b"\xff" + data[20:])
    assert isinstance(error, UnreadableInput) and "UTF-8" in str(error)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "big.txt"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    (error,) = read_path(file, {})
    assert isinstance(error, InputTooLarge) and "20 MB" in str(error)
    assert isinstance(fault(b"a" * (MAX_BYTES + 1)), InputTooLarge)


@pytest.mark.parametrize(
    ("data", "name", "media"),
    [
        (TEXT.encode(), "a.txt", Media.TEXT),
        (TEXT.encode(), "a", Media.TEXT),
        (b"# Title\n\nText", "a.md", Media.MARKDOWN),
        (b"# Title\n\nText", "a.txt", Media.TEXT),
        (b"---\ntitle: A\n---\nText", "a.txt", Media.MARKDOWN),
        (PAGE.format(head="").encode(), "a.txt", Media.HTML),
        (b"<?xml version='1.0'?><!DOCTYPE html><html><body><p>A b</p></body></html>", "a", Media.HTML),
        (b"<p>A</p><p>B</p>", "a.html", Media.HTML),
        (b"The tag <p> opens a paragraph.", "a.txt", Media.TEXT),
        (b'{"text": "A b."}', "a.txt", Media.TEXT),
        (b'{"html": "<p>A b.</p>"}', "a.jsonl", Media.HTML),
        (b'{"html": "<p>A b.</p>", "text": "A b."}', "a.jsonl", Media.HTML),
        (b'{"html": "pages/a.html.gz", "text": "A b."}', "a.jsonl", Media.TEXT),
        (b'{"text": "A b.", "content": {"rendered": "<p>A b.</p>"}}', "a.jsonl", Media.TEXT),
    ],
)
def test_the_content_decides_what_a_file_is_then_its_name(data: bytes, name: str, media: Media) -> None:
    assert one(data, name).media is media


def test_given_values_win_over_found_ones() -> None:
    data = b"---\ntitle: Found\npublisher: Found Post\n---\nText"
    assert (one(data, "a.md", publisher="Given Post").title, one(data, "a.md", publisher="Given Post").publisher) == (
        "Found",
        "Given Post",
    )


def test_front_matter_is_taken_off_and_read() -> None:
    front = "Title: A\ndate: 2024-11-03\nauthors: [Ann Lee, Tom Okafor]\nurl: https://example.org/a\norigin: AFP"
    data = f"---\n{front}\n---\nText".encode()
    found = one(data, "a.md")
    assert found.raw == "Text"
    assert (found.title, found.url, found.origin) == ("A", "https://example.org/a", "AFP")
    assert found.authors == ("Ann Lee", "Tom Okafor")
    assert (found.meta_published, found.published_at) == ("2024-11-03", None)


def test_a_rule_at_the_head_of_a_text_is_no_front_matter() -> None:
    assert one(b"---\nThe council met.\n---\nIt voted.").media is Media.TEXT


@pytest.mark.parametrize("front", [b"title: [", b"title: {a: 1}", b"authors: 3", b"a: !!python/object:os.system x"])
def test_broken_front_matter_is_an_error(front: bytes) -> None:
    assert isinstance(fault(b"---\nx: 1\n" + front + b"\n---\nText", "a.md"), InputError)


def test_a_broken_line_is_an_error_and_the_lines_around_it_are_read() -> None:
    lines = [b'{"text": "One."}', b'{"text": ', b"", b'{"text": "Two."}', b'["three"]', b'{"title": "No text"}']
    found = list(read_bytes(b"\n".join(lines), "docs.jsonl", {"collection": "demo"}))
    good = [f for f in found if isinstance(f, Submission)]
    assert [(f.raw, f.where, f.collection) for f in good] == [
        ("One.", "docs.jsonl:1", "demo"),
        ("Two.", "docs.jsonl:4", "demo"),
    ]
    bad = [str(f) for f in found if isinstance(f, InputError)]
    assert [message.split(": ")[0] for message in bad] == ["docs.jsonl:2", "docs.jsonl:5", "docs.jsonl:6"]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"text": "A.", "date": "2024-11-03"}, {"published_at": "2024-11-03"}),
        ({"text": "A.", "best_date": "2024-11-03"}, {"published_at": "2024-11-03"}),
        ({"text": "A.", "date": "2020", "published_at": "2024"}, {"published_at": "2024"}),
        ({"text": "A.", "published_at": 2024}, {"published_at": "2024"}),
        ({"body": "A.", "author": "Ann Lee"}, {"raw": "A.", "authors": ("Ann Lee",)}),
        ({"content": "A.", "doc_id": "7", "id": 7, "doc": "x"}, {"external_id": None}),
        ({"text": "A.", "external_id": "x-7"}, {"external_id": "x-7"}),
        ({"text": "A.", "title": None, "url": ""}, {"title": None, "url": None}),
        ({"text": "A.", "retracted": True}, {"retracted": True}),
        ({"text": "A.", "shares": 9, "tags": ["x"]}, {"raw": "A."}),
    ],
)
def test_members_of_exports_are_understood(record: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    found = one(json.dumps(record).encode(), "a.jsonl")
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("record", "pointer"),
    [
        ({"text": 3}, "/text"),
        ({"text": "A.", "title": 3}, "/title"),
        ({"text": "A.", "authors": [1]}, "/authors"),
        ({"text": "A.", "retracted": "no"}, "/retracted"),
        ({"text": "A.", "date": True}, "/date"),
        ({"text": "  "}, "/text"),
        ({"url": "https://example.org/a"}, "/text"),
    ],
)
def test_a_wrong_type_is_an_error_that_points_at_the_member(record: Mapping[str, Any], pointer: str) -> None:
    assert fault(json.dumps(record).encode(), "a.jsonl").pointer == pointer


def test_json_documents_in_one_array_are_read() -> None:
    found = list(read_bytes(b'[\n{"text": "One."},\n{"text": 2}]', "a.json", {}))
    assert isinstance(found[0], Submission) and isinstance(found[1], InputError)


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name, data in {
        "b.txt": TEXT,
        "a.md": "# A\n\nText",
        ".hidden": "x",
        "sub/c.txt": TEXT,
        "d.bin": "a\0b",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(data)
    found = list(read_path(tmp_path, {}))
    assert [f.where if isinstance(f, Submission) else type(f).__name__ for f in found] == [
        "a.md",
        "b.txt",
        "UnreadableInput",
        "c.txt",
    ]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    (error,) = read_path(tmp_path / "none.txt", {})
    assert isinstance(error, InputError) and str(tmp_path) not in str(error)


def test_json_lines_may_be_longer_together_than_one_document(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    long = json.dumps({"text": "word " * 2_000_000}).encode()
    file.write_bytes(
        b'{"text": "One."}\n' + long + b"\n" + long.replace(b"word ", b"longer words ") + b'\n{"text": "Two."}'
    )
    found = list(read_path(file, {}))
    assert [type(f).__name__ for f in found] == ["Submission", "Submission", "InputTooLarge", "Submission"]


def test_a_page_says_who_published_it_and_when() -> None:
    article = ld(
        **{"@type": "NewsArticle", "headline": "Bridge closes", "datePublished": "2024-11-03T08:00:00Z"},
        dateModified="2024-11-04",
        publisher={"name": "Harbour Post"},
        author=[{"name": "Ann Lee"}, {"name": "Tom Okafor"}],
    )
    found = page(
        f'{article}<meta property="og:site_name" content="HP"><link rel="canonical" href="https://example.org/b">'
    )
    assert (found.title, found.publisher, found.url) == ("Bridge closes", "Harbour Post", "https://example.org/b")
    assert found.authors == ("Ann Lee", "Tom Okafor")
    assert (found.meta_published, found.modified_at) == ("2024-11-03T08:00:00Z", "2024-11-04")
    assert found.language == "en"
    assert found.raw.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("head", "url", "publisher"),
    [
        (ld(**{"@graph": [{"@type": ["Article"], "publisher": [{"name": "Post"}]}]}), None, "Post"),
        ('<meta property="og:site_name" content="Site &amp; Co">', None, "Site & Co"),
        ("", "https://www.example.org/a", "example.org"),
        ('<link rel="canonical" href="/a">', None, None),
        ('<script type="application/ld+json">{broken</script>', None, None),
        (ld(**{"@type": "Organization", "name": "Not it"}), None, None),
    ],
)
def test_the_publisher_is_json_ld_then_site_name_then_host(head: str, url: str | None, publisher: str | None) -> None:
    assert page(head, url=url).publisher == publisher


def test_a_day_beside_the_heading_is_the_pages_own_and_one_far_off_is_not() -> None:
    near = "<html><body><h1>Bridge closes</h1><p class='date'>2023-11-07</p><p>The council met.</p></body></html>"
    filler = "<p>The council met.</p>" * 200
    far = f"<html><body><h1>Bridge closes</h1>{filler}<p>2023-11-07</p></body></html>"
    assert read_html(near).shown_published == "2023-11-07"
    assert read_html(far).shown_published is None


@settings(deadline=None)
@given(data=st.binary(max_size=200), name=st.sampled_from(["a.txt", "a.md", "a.html", "a.jsonl", "a.json"]))
def test_any_bytes_give_submissions_or_errors(data: bytes, name: str) -> None:
    assert all(isinstance(found, Submission | InputError) for found in read_bytes(data, name, {}))


def test_only_addresses_of_the_web_are_kept() -> None:
    """A link in an answer is clicked; an export must not smuggle a script into it."""
    lines = b'{"text": "The ferry sank.", "url": "javascript:alert(1)"}\n{"text": "The crew is safe.", "url": null}'
    refused, taken = read_bytes(lines, "export.jsonl", {})
    assert isinstance(refused, InputError)
    assert "http" in str(refused)
    assert isinstance(taken, Submission)
