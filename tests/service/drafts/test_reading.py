"""A sentence of a draft stands where it says it stands, whatever the draft is written in."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InputTooLarge, UnreadableInput
from service.drafts import word
from service.drafts.reading import read_bytes, read_draft
from service.drafts.records import MAX_DRAFT_CHARS, Draft, DraftFormat
from service.errors import DraftTooLong

MARKDOWN, HTML, TEXT = DraftFormat.MARKDOWN, DraftFormat.HTML, DraftFormat.TEXT

CASES = [
    (MARKDOWN, "The dam held.", [("The dam held.", 1, 1)], "one sentence"),
    (MARKDOWN, "It rained. The dam held.", [("It rained.", 1, 1), ("The dam held.", 1, 12)], "two on a line"),
    (
        MARKDOWN,
        "---\ntitle: Rain\ndate: 2031-03-01\n---\n\n# Rain\n\nThe dam held.\n",
        [("Rain", 6, 3), ("The dam held.", 8, 1)],
        "front matter is no text, and lines count from the top of the file",
    ),
    (
        MARKDOWN,
        "The dam held all\nnight. It rained.",
        [("The dam held all night.", 1, 1), ("It rained.", 2, 8)],
        "a soft break is a space",
    ),
    (MARKDOWN, "*The dam held.*", [("The dam held.", 1, 2)], "marks are not seen"),
    (MARKDOWN, "> - The **dam** held.\r\n", [("The dam held.", 1, 5)], "a list inside a quotation, CRLF"),
    (MARKDOWN, "One thing. `Code` and\r\ntwo things.", [("One thing.", 1, 1), ("Code and two things.", 1, 13)], "CRLF"),
    (MARKDOWN, "The [dam](https://x.example/dam) held.", [("The dam held.", 1, 1)], "a link is its words"),
    (MARKDOWN, "```\nnot text\n```\nThe dam held.", [("The dam held.", 4, 1)], "code is not read"),
    (MARKDOWN, "A. <!-- a\nnote --> The dam held.", [("The dam held.", 2, 10)], "a comment is not read"),
    (
        MARKDOWN,
        "“The dam held. It will hold,” she said. It rained.",
        [("“The dam held. It will hold,” she said.", 1, 1), ("It rained.", 1, 41)],
        "a quotation stays with who said it",
    ),
    (
        HTML,
        "<h1>Rain</h1>\n<p>The <b>dam</b> held.</p>",
        [("Rain", 1, 5), ("The dam held.", 2, 4)],
        "tags are not seen",
    ),
    (HTML, "<p>Rain &amp; wind came.<br>It held.", [("Rain & wind came.", 1, 4), ("It held.", 1, 29)], "entities, br"),
    (HTML, "<style>p {}</style><script>x()</script><p>It held.", [("It held.", 1, 43)], "what is never shown"),
    (
        TEXT,
        "Rain in the valley\n\nThe dam\nheld.\n",
        [("Rain in the valley", 1, 1), ("The dam held.", 3, 1)],
        "wrapped",
    ),
    (TEXT, "The dam held.\rIt rained.", [("The dam held.", 1, 1), ("It rained.", 2, 1)], "old line breaks"),
    (TEXT, "Größe 𝔸. The dam held.", [("Größe 𝔸.", 1, 1), ("The dam held.", 1, 10)], "columns are code points"),
]


@pytest.mark.parametrize(("kind", "content", "expected", "why"), CASES, ids=[case[3] for case in CASES])
def test_sentences_stand_where_they_say(
    kind: DraftFormat, content: str, expected: list[tuple[str, int, int]], why: str
) -> None:
    draft = read_draft(content, kind)
    found = [(s.text, s.line, s.column) for s in draft.sentences if s.text != "A."]
    assert found == expected, why
    for sentence in draft.sentences:
        assert content[sentence.start] == sentence.text[0] or content[sentence.start] == "&"


@settings(deadline=None)
@given(st.lists(st.sampled_from(["The dam held.", "*It rained*.", "\n", "\n\n", "- ", "# ", " ", "“So,” he said. "])))
def test_a_place_is_the_same_by_offset_and_by_line(parts: list[str]) -> None:
    content = "".join(parts)
    for sentence in read_draft(content, MARKDOWN).sentences:
        before = content[: sentence.start]
        assert sentence.line == before.count("\n") + 1
        assert sentence.column == sentence.start - (before.rfind("\n") + 1) + 1
        assert sentence.start < sentence.end <= len(content)
        assert content[sentence.start] == sentence.text[0]
        assert content[sentence.end - 1] == sentence.text[-1]


@pytest.mark.parametrize(
    ("kind", "content", "headings"),
    [
        (MARKDOWN, "# Rain\n\nIt rained.\n\nMore rain\n---------\n", ["Rain", "More rain"]),
        (HTML, "<h2>Rain</h2><p>It rained.</p>", ["Rain"]),
        (TEXT, "Rain in the valley\n\nIt rained.", ["Rain in the valley"]),
    ],
)
def test_headings_are_known(kind: DraftFormat, content: str, headings: list[str]) -> None:
    assert [s.text for s in read_draft(content, kind).sentences if s.heading] == headings


def make_docx() -> bytes:
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    document.add_heading("Rain", 1)
    document.add_paragraph("")
    paragraph = document.add_paragraph("The dam held. It")
    paragraph.add_run(" rained.").bold = True
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for tag, inner in (
        ("ins", "<w:t xml:space='preserve'> All night.</w:t>"),
        ("del", "<w:delText> Or not.</w:delText>"),
    ):
        paragraph._p.append(parse_xml(f'<w:{tag} xmlns:w="{w}" w:id="1" w:author="a"><w:r>{inner}</w:r></w:{tag}>'))
    document.add_table(1, 1).cell(0, 0).text = "Forty people left."
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_line_of_a_word_document_is_a_paragraph() -> None:
    draft = read_bytes(make_docx(), "draft.docx")
    assert draft.format is DraftFormat.DOCX
    assert [(s.text, s.line, s.column, s.heading) for s in draft.sentences] == [
        ("Rain", 1, 1, True),
        ("The dam held.", 3, 1, False),
        ("It rained.", 3, 15, False),
        ("All night.", 3, 26, False),
        ("Forty people left.", 4, 1, False),
    ]
    for sentence in draft.sentences:
        assert draft.content[sentence.start : sentence.end] == sentence.text


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"PK\x03\x04 but no archive", "draft.docx", UnreadableInput),
        (b"\x89PNG\r\n\x1a\n", "draft.md", UnreadableInput),
        (b"It rained.", "draft", UnreadableInput),
        (b"It rained.", "draft.pages", UnreadableInput),
        (b"a" * (MAX_DRAFT_CHARS + 1), "draft.md", DraftTooLong),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_bytes(data, name)


def test_a_word_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_UNPACKED_BYTES", 1_000)
    with pytest.raises(InputTooLarge):
        read_bytes(make_docx(), "draft.docx")


def test_a_name_tells_the_format_and_what_is_given_wins() -> None:
    def read(name: str, given: DraftFormat | None = None) -> Draft:
        return read_bytes(b"<p>It rained.</p>", name, given)

    assert read("a.HTM").format is HTML
    assert read("a.txt").sentences[0].text == "<p>It rained."
    assert read("-", HTML).sentences[0].text == "It rained."
