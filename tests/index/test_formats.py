"""Every format becomes submissions: told by content, with its metadata, within limits, and never in part."""

from __future__ import annotations

import gzip
import importlib.util
import io
import json
import time
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from index.errors import InputError, InputTooLarge, UnknownField, UnreadableInput
from index.records import Media, Submission
from index.sources.apart import Apart
from index.sources.fields import parse_mapping
from index.sources.kinds import Kind, find_kind
from index.sources.pdf import join_lines, without_running_lines
from index.sources.reading import read_bytes, read_path, read_stream


def _load_making() -> ModuleType:
    spec = importlib.util.spec_from_file_location("making", Path(__file__).with_name("making.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


making = _load_making()
TEXT: str = making.TEXT


def read(data: bytes, name: str = "a", mapping: Mapping[str, str] | None = None, **defaults: object) -> list[object]:
    return list(read_stream(io.BytesIO(data), name, defaults, mapping))


def one(data: bytes, name: str = "a", mapping: Mapping[str, str] | None = None, **defaults: object) -> Submission:
    (found,) = read(data, name, mapping, **defaults)
    assert isinstance(found, Submission), found
    return found


def fault(data: bytes, name: str = "a") -> InputError:
    (found,) = read(data, name)
    assert isinstance(found, InputError), found
    return found


class Pipe(io.RawIOBase):
    """Bytes that come a few at a time and only once, as through a pipe."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        some, self._data = self._data[: min(len(buffer), 700)], self._data[min(len(buffer), 700) :]
        buffer[: len(some)] = some
        return len(some)


@pytest.mark.parametrize("name", making.everything())
def test_a_format_is_told_by_content_whatever_the_name(name: str) -> None:
    data = making.everything()[name]
    expected = [s.raw for s in read(data, name) if isinstance(s, Submission)]
    assert expected and all("bridge" in raw or "rained" in raw for raw in expected)
    if name == "a.md":
        return  # front matter tells it
    for other in ("page.txt", "page", "page.bin"):
        found = read(data, other)
        assert [s.raw for s in found if isinstance(s, Submission)] == expected
    piped = list(read_stream(io.BufferedReader(Pipe(data)), name, {}))
    assert [s.raw for s in piped if isinstance(s, Submission)] == expected


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"<rss version='2.0'>", "a.html", Kind.FEED),
        (b"<?xml version='1.0'?><!-- a --><!-- b --><feed xmlns='http://www.w3.org/2005/Atom'>", "a", Kind.FEED),
        (b"<?xml version='1.0'?><rdf:RDF xmlns='x'>", "a", Kind.FEED),
        ("<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16"), "a", Kind.FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": []}', "a", Kind.FEED),
        (b"<?xml version='1.0'?><urlset xmlns='x'>", "a.xml", Kind.SITEMAP),
        (b"<?xml version='1.0'?><nitf>", "a.xml", Kind.OTHER_XML),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>", "a.xml", Kind.HTML),
        (b"WARC/1.0\r\n", "a", Kind.WARC),
        (b"title,body\nA,B", "a", Kind.TABLE),
        (b"Title;Text\nA;B", "a", Kind.TABLE),
        (b"The text, body and content of the law\nwere read.", "a", Kind.TEXT),
        (b"headline,story\nA,B", "a.csv", Kind.TABLE),
        (b"headline,story\nA,B", "a.txt", Kind.TEXT),
        (b"[1] The council met.", "a.txt", Kind.TEXT),
        (b'[\n {"text": "A"}\n]', "a", Kind.JSON),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, name: str, kind: Kind) -> None:
    assert find_kind(head, name) is kind


def test_looking_at_many_comments_takes_no_time() -> None:
    """With a pattern that can be cut up in many ways this would take years."""
    began = time.process_time()
    assert find_kind(b"<!-- a -->" * 6000, "a") is Kind.TEXT
    assert time.process_time() - began < 1


# --- feeds ------------------------------------------------------------------------------------------------------------


def test_an_entry_of_a_feed_is_a_document_with_its_source() -> None:
    content = f"<content:encoded><![CDATA[<p>{TEXT}</p><p>More.</p>]]></content:encoded>"
    more = "<dc:creator>Ann Lee</dc:creator>" + content
    found = one(making.rss([making.item(text="The council met.", more=more)]))
    assert (found.title, found.publisher, found.language) == ("Bridge closes", "Northfield Gazette", "en")
    assert found.url == "https://northfield-gazette.example/bridge"
    assert found.meta_published == "Mon, 10 Feb 2025 09:30:00 GMT"
    assert found.authors == ("Ann Lee",)
    assert (found.media, "More." in found.raw) == (Media.HTML, True)


def test_an_entry_without_text_is_refused_and_the_others_are_taken() -> None:
    first, second = read(making.rss([making.item(text=""), making.item()]), "feed.xml")
    assert isinstance(first, UnreadableInput) and str(first).startswith("feed.xml:1: ")
    assert isinstance(second, Submission) and second.where == "feed.xml:2"


def test_an_entry_that_is_cut_off_is_refused() -> None:
    data = making.rss([making.item(), making.item("Second")])
    cut = data[: data.rindex(b"nine to four")]
    first, second = read(cut, "feed.xml")
    assert isinstance(first, Submission)
    assert isinstance(second, InputError) and "cut off" in str(second)


def test_a_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Northfield Gazette",
        "items": [{"url": "https://g.example/a", "content_text": TEXT, "date_published": "2025-02-10T09:30:00Z"}, 3],
    }
    good, bad = read(json.dumps(feed).encode())
    assert isinstance(good, Submission) and (good.publisher, good.raw) == ("Northfield Gazette", TEXT)
    assert isinstance(bad, InputError)


def test_entities_that_grow_are_not_expanded() -> None:
    entities = "".join(f"<!ENTITY e{i} '{f'&e{i - 1};' * 10}'>" for i in range(1, 12))
    data = making.rss([making.item(text="&e11;")]).replace(
        b"<rss", f"<!DOCTYPE r [<!ENTITY e0 'boom'>{entities}]><rss".encode(), 1
    )
    assert "entities" in str(fault(data))


def test_an_entity_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret word is swordfish")
    doctype = f"<!DOCTYPE r [<!ENTITY x SYSTEM 'file://{tmp_path}/secret.txt'>]><rss"
    data = making.rss([making.item(text=TEXT + "&x;")]).replace(b"<rss", doctype.encode(), 1)
    assert "entities" in str(fault(data))
    harmless = making.rss([making.item(text=TEXT + " 4&nbsp;km")]).replace(
        b"<rss", b"<!DOCTYPE rss [<!ENTITY nbsp '&#160;'>]><rss", 1
    )
    assert "4\xa0km" in one(harmless).raw


def test_a_sitemap_says_what_it_is_and_what_to_do() -> None:
    places = "".join(f"<url><loc>https://g.example/{i}</loc></url>" for i in range(3000))
    error = fault(f"<?xml version='1.0'?><urlset>{places}</urlset>".encode(), "sitemap.xml")
    assert "3,000 pages" in str(error) and "save the pages" in str(error)
    assert "nitf" in str(fault(b"<?xml version='1.0'?><nitf><body/></nitf>"))


# --- web archives -----------------------------------------------------------------------------------------------------


def test_a_web_archive_gives_its_pages_with_their_addresses() -> None:
    html = "Content-Type: text/html\r\n"
    packed = html + "Content-Encoding: gzip\r\n"
    chunks = html + "Transfer-Encoding: chunked\r\n"
    body = making.page().encode()
    chunked = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (20, body[:20], len(body) - 20, body[20:])
    data = making.warc(
        [
            ("https://g.example/a", html, body),
            ("https://g.example/b.png", "Content-Type: image/png\r\n", b"\x89PNG"),
            ("https://g.example/c", packed, gzip.compress(body)),
            ("https://g.example/d", chunks, chunked),
            ("https://g.example/e", html + "Content-Encoding: deflate\r\n", zlib.compress(body)),
        ]
    )
    for some in (data, gzip.compress(data)):
        found = read(some, "crawl.warc")
        assert [s.url[-1] for s in found if isinstance(s, Submission) and s.url] == ["a", "c", "d", "e"]
        assert {s.raw for s in found if isinstance(s, Submission)} == {making.page()}
        assert isinstance(found[0], Submission) and found[0].where == "crawl.warc/https://g.example/a"


@pytest.mark.parametrize(
    ("headers", "body", "words"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(making.page().encode())[:-20], "cut off"),
        ("Content-Encoding: gzip\r\n", gzip.compress(bytes(50_000_000)), "times its size"),
        ("Content-Encoding: deflate\r\n", zlib.compress(bytes(50_000_000)), "larger than"),
        ("Content-Encoding: br\r\n", b"\x0b\x02\x80", "packed with br"),
        ("Transfer-Encoding: chunked\r\n", b"10\r\n0123456789abcdef\r\nff\r\nabc", "cut off"),
        ("", b"", "empty"),
    ],
)
def test_a_page_that_cannot_be_had_whole_is_refused(headers: str, body: bytes, words: str) -> None:
    data = making.warc(
        [("https://g.example/a", headers, body), ("https://g.example/b", "Content-Type: text/html\r\n", b"<p>" * 9)]
    )
    first, *_ = read(data)
    assert isinstance(first, InputError) and words in str(first), first


def test_a_web_archive_that_is_cut_off_gives_the_pages_before_that() -> None:
    body = making.page().encode()
    data = making.warc([(f"https://g.example/{n}", "Content-Type: text/html\r\n", body) for n in "ab"])
    found = read(data[:-60])
    assert [isinstance(f, Submission) for f in found] == [True, False]
    assert "no page" in str(fault(making.warc([("https://g.example/", "", body)], "301 Moved")))


# --- PDF and DOCX -----------------------------------------------------------------------------------------------------

PARAGRAPHS = [
    "The council of Northfield met on Monday evening to talk about the old bridge, which has been closed to heavy "
    "lorries since the flood of last winter.",
    "Engineers told the meeting that the repair would cost 4.2 million dollars. Mayor Ann Lee called the sum unreason"
    "able and asked for another estimate.",
    "A decision is expected in March.",
]


def broken(paragraph: str, width: int = 72) -> list[str]:
    """The lines of a paragraph; one word is divided where the width falls into it."""
    lines, line = [], ""
    for word in paragraph.split(" "):
        if len(line) + len(word) + 1 > width:
            if word.startswith("unreason") and len(line) < width - 9:
                lines.append(f"{line} unreason-")
                line = word.removeprefix("unreason")
                continue
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def test_the_lines_of_a_pdf_are_paragraphs_again() -> None:
    lines = ["Bridge stays closed", *(line for paragraph in PARAGRAPHS for line in broken(paragraph))]
    pages = [["Northfield Gazette 1", *lines[:4], "1"], ["Northfield Gazette 2", *lines[4:], "2"]]
    pages += [["Northfield Gazette 3", "It rained.", "3"]]
    found = one(making.pdf(pages, title="Bridge stays closed"))
    assert found.raw.splitlines() == ["Bridge stays closed", *PARAGRAPHS, "It rained."]
    assert (found.title, found.authors) == ("Bridge stays closed", ("Ann Lee",))


def test_the_title_that_a_word_processor_made_up_is_not_taken() -> None:
    assert one(making.pdf([[TEXT[:60], TEXT[60:]]], title="Microsoft Word - draft3.doc")).title is None


@pytest.mark.parametrize(
    ("lines", "expected", "why"),
    [
        (["a well-", "known word, well-known here", ""], "a well-known word, well-known here", "written so elsewhere"),
        (["the govern-", "ment said", ""], "the government said", "divided at the edge"),
        (["the Coca-", "Cola ban", ""], "the Coca- Cola ban", "a capital letter may begin a word of its own"),
    ],
)
def test_a_divided_word_is_put_together(lines: list[str], expected: str, why: str) -> None:
    assert list(join_lines([lines])) == [expected], why


def test_lines_that_run_through_all_pages_are_left_out() -> None:
    pages = [["The Gazette", f"Text {'abc'[n]} of a page", f"Page {n} of 3"] for n in range(3)]
    assert without_running_lines(pages) == [["Text a of a page"], ["Text b of a page"], ["Text c of a page"]]


def test_a_scanned_pdf_says_so() -> None:
    assert "OCR" in str(fault(making.pdf([[], []])))


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_damaged_file_is_refused_and_the_next_one_is_read(name: str) -> None:
    data = making.everything()[name]
    damaged = data[:60] + bytes(len(data) - 60)
    assert isinstance(fault(damaged, name), InputError)
    assert one(data, name).raw


def test_a_word_document_is_read_with_what_was_inserted_and_without_what_was_deleted() -> None:
    data = making.docx([("Title", "Bridge closes"), ("Normal", "The council met."), ("Normal", "It rained.")])
    edited = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(edited, "w") as new:
        for member in old.infolist():
            body = old.read(member)
            if member.filename == "word/document.xml":
                body = body.replace(
                    b"<w:r><w:t>It rained.</w:t></w:r>",
                    b"<w:del><w:r><w:delText>It snowed.</w:delText></w:r></w:del>"
                    b"<w:ins><w:r><w:t>It rained</w:t></w:r></w:ins><w:r><w:t> hard.</w:t></w:r>",
                )
            new.writestr(member, body)
    found = one(edited.getvalue())
    assert found.raw == "Bridge closes\n\nThe council met.\n\nIt rained hard."
    assert (found.title, found.authors) == ("Bridge closes", ("Ann Lee",))


def test_a_reader_that_takes_too_long_is_given_up() -> None:
    slow = Apart(timeout_s=0.01)
    try:
        with pytest.raises(InputTooLarge, match="given up"):
            slow.read("pdf", making.pdf([["Text"]] * 300))
    finally:
        slow.close()


# --- tables and mappings ----------------------------------------------------------------------------------------------


def test_a_table_gives_a_document_a_row() -> None:
    rows = [["Title", "Text", "Published At", "URL", "shares"], ["A", 'One, "two"\nthree.', "2025-02-10", "", "3"]]
    for separator in (",", ";", "\t"):
        found = one(making.table([*rows, ["", "", "", "", ""]], separator), "export.csv")
        assert (found.title, found.raw, found.published_at) == ("A", 'One, "two"\nthree.', "2025-02-10")
        assert found.where == "export.csv:2"


def test_a_mapping_names_the_columns_of_an_export() -> None:
    mapping = parse_mapping(["title=headline", "text=story", "published_at=when"])
    data = making.table([["headline", "story", "when", "body"], ["A", "One.", "2025", "a teaser"]])
    assert [(s.title, s.raw, s.published_at) for s in [one(data, "a.txt", mapping)]] == [("A", "One.", "2025")]
    record = {"fields": {"headline": "A", "story": "One."}, "body": "a teaser"}
    nested = parse_mapping(["title=fields.headline", "text=fields.story", "url=fields.web"])
    found = one(json.dumps(record).encode(), "a.jsonl", nested)
    assert (found.title, found.raw, found.url) == ("A", "One.", None)


@pytest.mark.parametrize(("pair", "error"), [("titel=x", UnknownField), ("title", InputError), ("=x", InputError)])
def test_a_mapping_that_maps_nothing_is_refused(pair: str, error: type[InputError]) -> None:
    with pytest.raises(error):
        parse_mapping([pair])


def test_a_broken_row_is_an_error_and_the_others_are_read() -> None:
    data = b'title,text\nA,One.\nB\nC,Three.\nD,"Four\nE,Five.\n'
    found = read(data, "a.csv")
    assert [f.raw for f in found if isinstance(f, Submission)] == ["One.", "Three."]
    assert [str(f).split(": ")[0] for f in found if isinstance(f, InputError)] == ["a.csv:3", "a.csv:5"]


def test_a_table_without_a_column_of_text_names_the_columns() -> None:
    error = fault(b"headline,story\nA,One.\n", "a.csv")
    assert "'headline', 'story'" in str(error) and "--map text=" in str(error)


def test_a_table_in_an_old_encoding_is_read() -> None:
    text = "Le président a déclaré que la réunion de février était terminée. Les députés ont été reçus. " * 5
    assert one(making.table([["title", "text"], ["A", text]]).decode().encode("cp1252"), "a.csv").raw == text


# --- archives and limits ----------------------------------------------------------------------------------------------


def test_an_archive_of_everything_is_read() -> None:
    found = read(making.zipped(making.everything()), "all.zip")
    assert not [f for f in found if isinstance(f, InputError)]
    places = {f.where.split("/")[1].split(":")[0] for f in found if isinstance(f, Submission)}
    assert places == {"a.txt", "a.md", "a.html", "a.pdf", "a.docx", "a.rss", "a.warc", "a.jsonl", "a.json", "a.csv"} | {
        "a.zip"
    }


def test_hidden_files_of_an_archive_are_passed_over() -> None:
    data = making.zipped({"__MACOSX/._a.txt": b"junk", ".DS_Store": b"junk", "b/a.txt": TEXT.encode()})
    assert one(data, "a.zip").where == "a.zip/b/a.txt"


@pytest.mark.parametrize(
    ("marker", "words"), [("xl/workbook.xml", "Excel"), ("META-INF/container.xml", "EPUB"), ("content.xml", "OpenDoc")]
)
def test_another_office_document_is_refused_by_its_kind(marker: str, words: str) -> None:
    assert words in str(fault(making.zipped({marker: b"<x/>"})))


def nested(levels: int) -> bytes:
    data = making.zipped({"a.txt": TEXT.encode()})
    for _ in range(levels - 1):
        data = making.zipped({"a.zip": data})
    return data


def test_archives_in_archives_are_read_to_a_depth() -> None:
    assert one(nested(3)).raw == TEXT
    assert "nested" in str(fault(nested(4)))


@pytest.mark.parametrize("kind", ["zip", "gzip", "gzip in gzip", "many files", "lines", "docx"])
def test_a_bomb_is_refused(kind: str) -> None:
    zeros = bytes(60_000_000)
    data = {
        "zip": lambda: making.zipped({"a.txt": zeros}),
        "gzip": lambda: gzip.compress(zeros),
        "gzip in gzip": lambda: gzip.compress(gzip.compress(zeros)),
        "many files": lambda: making.zipped({f"{i}.txt": zeros[:1_000_000] for i in range(60)}),
        "lines": lambda: gzip.compress(b'{"text": "' + b"a" * 60_000_000 + b'"}\n'),
        "docx": lambda: making.zipped({"word/document.xml": b" " * 60_000_000, "[Content_Types].xml": b"<Types/>"}),
    }[kind]()
    began = time.process_time()
    assert isinstance(fault(data), InputError)
    assert time.process_time() - began < 5


def test_a_gzip_file_is_read_whole_or_not_at_all() -> None:
    data = gzip.compress(making.page().encode())
    assert one(data, "a.html.gz").where == "a.html"
    assert one(data + gzip.compress(b"<!-- end -->")).raw.endswith("<!-- end -->")
    assert "cut off" in str(fault(data[:-9]))
    assert "damaged" in str(fault(data[:30] + b"\xff\xff\xff" + data[33:]))


def test_a_locked_or_damaged_file_in_an_archive_is_an_error_by_itself() -> None:
    data = bytearray(making.zipped({"a.txt": TEXT.encode() * 9, "b.txt": TEXT.encode()}, zipfile.ZIP_STORED))
    data[60] ^= 0xFF
    first, second = read(bytes(data), "a.zip")
    assert isinstance(first, InputError) and str(first).startswith("a.zip/a.txt: ")
    assert isinstance(second, Submission)
    locked = bytearray(making.zipped({"a.txt": TEXT.encode()}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in str(fault(bytes(locked)))


def test_big_files_are_read_a_document_at_a_time(tmp_path: Path) -> None:
    """Each reader of many documents asks for the second one's bytes only once the first was taken."""
    many = 40_000
    lines = [{"text": f"{TEXT} {n}"} for n in range(many)]
    files = {
        "a.jsonl": making.json_lines(lines),
        "a.csv": making.table([["title", "text"], *([f"A {n}", f"{TEXT} {n}"] for n in range(many))]),
        "a.jsonl.gz": gzip.compress(making.json_lines(lines), 1),
    }
    for name, data in files.items():
        file = tmp_path / name
        file.write_bytes(data)
        with file.open("rb") as stream:
            first = next(read_stream(stream, name, {}))
            assert isinstance(first, Submission)
            assert stream.tell() < 400_000
        assert sum(isinstance(f, Submission) for f in read_path(file, {})) == many


@pytest.mark.parametrize("name", making.everything())
def test_the_bytes_read_of_a_file_add_up_to_its_size(name: str, tmp_path: Path) -> None:
    """So that a bar of them ends where it should; archives are read here and there, and twice."""
    (tmp_path / name).write_bytes(making.everything()[name])
    steps: list[int] = []
    assert list(read_path(tmp_path / name, {}, on_bytes=steps.append))
    assert sum(steps) == (tmp_path / name).stat().st_size and min(steps) > 0


def test_an_upload_may_unpack_to_less_than_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sources.reading.UPLOAD_UNPACKED_BYTES", 2_000_000)
    data = gzip.compress(making.json_lines([{"text": f"{TEXT} {n * 7919}"} for n in range(20_000)]))
    *_, last = read_bytes(data, "a.jsonl.gz", {})
    assert isinstance(last, InputTooLarge)
    assert isinstance(list(read(data))[-1], Submission)
