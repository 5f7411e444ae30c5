"""Source files made for tests: pages, PDF and Word files of given paragraphs."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from html import escape

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def page(paragraphs: Sequence[str], head: str = "", lang: str = "en") -> bytes:
    """A web page with navigation around an article."""
    body = "".join(f"<p>{escape(part)}</p>" for part in paragraphs)
    around = "<nav><a href='/a'>Politics</a> <a href='/b'>Sport</a></nav>"
    return (
        f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'>{head}</head>"
        f"<body>{around}<article><h1>Head</h1>{body}</article><footer>©</footer></body></html>"
    ).encode()


def pdf(
    pages: Sequence[Sequence[str] | bytes], *, form: bytes = b"", title: str = "A speech"
) -> bytes:
    """A PDF with one line of text a line, or as drawn; `form` is drawn on every page, too."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    objects += [
        stream(form, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>")
    ]
    objects += [f"<</Title({title})/CreationDate(D:20250815120000Z)>>".encode()]
    kids = []
    for lines in pages:
        drawn = lines if isinstance(lines, bytes) else b"BT /T 11 Tf 14 TL 50 800 Td "
        for line in () if isinstance(lines, bytes) else lines:
            held = line.encode("latin-1").replace(b"(", b"\\(").replace(b")", b"\\)")
            drawn += b"(" + held + b") Tj T* "
        objects += [stream(drawn + b" ET" + (b" /F Do" if form else b""))]
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</T 3 0 R>>/XObject<</F 4 0 R>>>>>>" % len(objects)
        ]
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return assembled(objects)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A packed stream of a PDF."""
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), more, packed)


def assembled(objects: Sequence[bytes]) -> bytes:
    """A PDF of numbered objects; the first is the catalogue, the fifth what is said about it."""
    whole, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return whole + (
        b"trailer<</Size %d/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, start)
    )


def word(paragraphs: Sequence[str], footnotes: Sequence[str] = (), body: str = "") -> bytes:
    """A Word file; each footnote hangs on the paragraph of its place, `body` is further XML."""
    book, raw = docx.Document(), io.BytesIO()
    for part in paragraphs:
        book.add_paragraph(part)
    book.core_properties.title = "Position paper"
    book.save(raw)
    parts = dict(_parts(raw.getvalue()))
    main = parts["word/document.xml"].decode()
    for number in range(1, len(footnotes) + 1):
        end = [i for i in range(len(main)) if main.startswith("</w:p>", i)][number - 1]
        mark = f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'
        main = main[:end] + mark + main[end:]
    parts["word/document.xml"] = main.replace("<w:sectPr", f"{body}<w:sectPr", 1).encode()
    if footnotes:
        parts["word/footnotes.xml"] = _footnotes(footnotes).encode()
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        types = parts["[Content_Types].xml"].decode()
        override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = types.replace("</Types>", override).encode()
        relations = parts["word/_rels/document.xml.rels"].decode()
        link = (
            f'<Relationship Id="n1" Type="{R}/footnotes" Target="footnotes.xml"/></Relationships>'
        )
        parts["word/_rels/document.xml.rels"] = relations.replace("</Relationships>", link).encode()
    return packed(parts)


def _footnotes(footnotes: Sequence[str]) -> str:
    each = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(footnotes, 1)
    )
    return (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"/>{each}</w:footnotes>'
    )


def _parts(raw: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        return [(name, parts.read(name)) for name in parts.namelist()]


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts in a zip file."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, data in parts.items():
            whole.writestr(name, data)
    return raw.getvalue()
