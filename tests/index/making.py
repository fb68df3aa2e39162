"""Files of every format that is read, made by hand or by another library than the one that reads them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence

SENTENCES = (
    "The council of Northfield met on Monday.",
    "It voted by nine to four to close the old bridge.",
    "Nobody was hurt, the mayor said.",
)
TEXT = " ".join(SENTENCES)


def pdf(pages: Sequence[Sequence[str]], title: str | None = None) -> bytes:
    """One text line a string, as a word processor would place it."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td {shown}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 %s >> "
            b">> >>" % (len(objects), font)
        )
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    trailer = b"<< /Root 1 0 R /Size %d" % (len(objects) + 2)
    if title is not None:
        objects.append(b"<< /Title (%s) /Author (Ann Lee) >>" % title.encode("latin-1"))
        trailer += b" /Info %d 0 R" % len(objects)
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n%s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start))
    return out.getvalue()


def docx(paragraphs: Sequence[tuple[str, str]], title: str = "") -> bytes:
    """Pairs of a style's name and a text."""
    from docx import Document

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "Ann Lee"
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(files: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def warc(pages: Sequence[tuple[str, str, bytes]], status: str = "200 OK") -> bytes:
    """Triples of address, further HTTP headers and body."""
    out = io.BytesIO()
    for address, headers, body in pages:
        http = f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body
        out.write(
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-02-10T08:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n".encode()
        )
        out.write(http + b"\r\n\r\n")
    return out.getvalue()


def page(title: str = "Bridge closes", text: str = TEXT) -> str:
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in text.split("\n"))
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"{paragraphs}</article></body></html>"
    )


def rss(items: Sequence[str]) -> bytes:
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<channel><title>Northfield Gazette</title><link>https://northfield-gazette.example/</link>"
        f"<language>en-gb</language>{''.join(items)}</channel></rss>"
    ).encode()


def item(title: str = "Bridge closes", text: str = TEXT, more: str = "") -> str:
    return (
        f"<item><title>{title}</title><link>https://northfield-gazette.example/bridge</link>"
        f"<description>{text}</description><pubDate>Mon, 10 Feb 2025 09:30:00 GMT</pubDate>{more}</item>"
    )


def table(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def json_lines(records: Sequence[Mapping[str, object]]) -> bytes:
    return b"\n".join(json.dumps(record).encode() for record in records)


def everything() -> dict[str, bytes]:
    """One sound file of every format, by name."""
    lines = [TEXT[i : i + 60] for i in range(0, len(TEXT), 60)]
    made = {
        "a.txt": "\n\n".join(SENTENCES).encode(),
        "a.md": f"---\ntitle: Bridge closes\n---\n{TEXT}".encode(),
        "a.html": page().encode(),
        "a.pdf": pdf([lines]),
        "a.docx": docx([("Title", "Bridge closes"), ("Normal", TEXT)]),
        "a.rss": rss([item(), item("Bridge opens", TEXT + " It is open again.")]),
        "a.warc": warc([("https://northfield-gazette.example/a", "Content-Type: text/html\r\n", page().encode())]),
        "a.jsonl": json_lines([{"text": TEXT}, {"html": page()}]),
        "a.json": json.dumps([{"text": TEXT}, {"text": TEXT + " It rained."}], indent=1).encode(),
        "a.csv": table([["title", "text"], ["Bridge closes", TEXT], ["Bridge opens", "Open, at last.\nIt rained."]]),
    }
    made["a.zip"] = zipped({name: made[name] for name in ("a.txt", "a.html", "a.csv")})
    made["a.warc.gz"] = gzip.compress(made["a.warc"], mtime=0)
    return made
