"""Sources of all formats, read as the paragraphs they have."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from detente.dossier.adding import add_file, read_document
from detente.dossier.formats import read_raw
from detente.dossier.records import Document
from detente.dossier.store import open_dossier
from detente.errors import FileError, SettingError
from dossier.sources import page, pdf, word

PARAGRAPHS = [
    "The northern government said on Friday that it would not give up the strait, come what may.",
    "“We want peace,” the minister told reporters, “but not at any price.”",
    "The south has asked for guarantees. It threatens to close the canal if there are none.",
    "Observers doubt that either side will move before the spring, when the fishing season begins.",
]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process for each file; that is tested beside what hostile files do."""
    monkeypatch.setattr("detente.dossier.adding.read_apart", read_raw)


def read(tmp_path: Path, name: str, raw: bytes, **stated: str) -> Document:
    path = tmp_path / name
    path.write_bytes(raw)
    return read_document(path, "speech", stated)


def paragraphs(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.paragraphs]


def test_a_text_keeps_its_lines_and_pages(tmp_path: Path) -> None:
    raw = b"First line\r\nsecond line.\r\n \r\nNext.\fOn page two.\n\n\nThe end.\n"
    document = read(tmp_path, "a.txt", raw)
    assert paragraphs(document) == ["First line\nsecond line.", "Next.", "On page two.", "The end."]
    starts = [document.text.index(part) for part in ("First", "Next", "On page", "The end")]
    assert [document.page(start) for start in starts] == [1, 1, 2, 2]
    assert [document.paragraph(start) for start in starts] == [1, 2, 3, 4]


def test_a_text_says_what_it_is_above_its_text(tmp_path: Path) -> None:
    front = "---\ntitle: 'The strait'\npublisher: Daily\ndate: 2025-03-01\ngenre: speech\n---\n"
    document = read(tmp_path, "a.md", (front + "We will not.\n").encode())
    assert (document.title, document.publisher, document.genre) == ("The strait", "Daily", "speech")
    assert document.date == datetime.date(2025, 3, 1)
    assert document.text == "We will not."
    headed = read(tmp_path, "b.md", b"# A *strait* #\n\n## Part\n\nWe will not.\n")
    assert headed.title == "A *strait*"
    other = read(tmp_path, "a.md", (front + "We will not.\n").encode(), title="Mine", language="fr")
    assert (other.title, other.language) == ("Mine", "fr")


@pytest.mark.parametrize(
    ("says", "stated", "kept"),
    [
        ("public", "", "internal"),
        ("confidential", "", "confidential"),
        ("", "public", "public"),
        ("confidential", "public", "public"),
    ],
)
def test_a_file_cannot_say_that_all_may_read_it(
    tmp_path: Path, says: str, stated: str, kept: str
) -> None:
    raw = f"---\nsensitivity: {says}\n---\nWords.".encode()
    assert read(tmp_path, "a.txt", raw, sensitivity=stated).sensitivity == kept


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Regierung wird das nicht tun, und der Minister ist dafür.", "de"),
        ("The government will not do this, and the minister is for it.", "en"),
        ("Le gouvernement ne le fera pas.", ""),
    ],
)
def test_the_language_is_told_by_small_words(tmp_path: Path, text: str, language: str) -> None:
    assert read(tmp_path, "a.txt", text.encode()).language == language


def test_a_page_gives_its_article_and_facts(tmp_path: Path) -> None:
    head = (
        "<title>The strait</title><meta property='og:site_name' content='Daily'>"
        "<meta property='article:published_time' content='2025-03-01T08:00:00Z'>"
    )
    document = read(tmp_path, "a.html", page(PARAGRAPHS, head))
    assert [part for part in paragraphs(document) if len(part) > 40] == PARAGRAPHS
    assert (document.title, document.publisher, document.language) == ("Head", "Daily", "en")
    assert document.date == datetime.date(2025, 3, 1)
    assert document.flags == ()


def test_a_short_page_keeps_its_paragraphs(tmp_path: Path) -> None:
    document = read(tmp_path, "a.html", page(["No.", "We will not cede it."]))
    assert paragraphs(document)[-2:] == ["No.", "We will not cede it."]


def test_what_a_page_hides_is_left_out_and_told(tmp_path: Path) -> None:
    hidden = [
        "<p style='display: none'>one</p>",
        "<p hidden>two</p>",
        "<div class='x'>three</div>",
        "<span style='font-size:0px'>four</span>",
        "<p style='position:absolute;left:-9999px'>five</p>",
    ]
    whole = page(PARAGRAPHS, "<style>.x {display:none}</style>").decode()
    raw = whole.replace("</article>", "".join(hidden) + "</article>").encode()
    document = read(tmp_path, "a.html", raw)
    assert document.flags == ("hidden",)
    assert not {"one", "two", "three", "four", "five"} & set(document.text.split())


def test_a_pdf_gives_paragraphs_and_pages(tmp_path: Path) -> None:
    first = [
        "The government said that it would nego-",
        "tiate on Friday, whatever the other.",
        "No.",
    ]
    second = ["On the second page there is more to be read", "than here."]
    document = read(tmp_path, "a.pdf", pdf([first, second]))
    assert paragraphs(document) == [
        "The government said that it would negotiate on Friday, whatever the other. No.",
        "On the second page there is more to be read than here.",
    ]
    assert document.pages == (0, document.text.index("On the second"))
    assert (document.title, document.date) == ("A speech", datetime.date(2025, 8, 15))


def test_headings_and_gaps_part_the_paragraphs_of_a_pdf(tmp_path: Path) -> None:
    drawn = (
        b"BT /T 18 Tf 50 800 Td (A head) Tj /T 11 Tf 0 -30 Td (Of two lines that are as long) Tj "
        b"0 -14 Td (the first one has this end) Tj ( and more) Tj "
        b"0 -14 Td (and a third one, too.) Tj "
        b"0 -22 Td (After a gap there is more of it) Tj"
    )
    document = read(tmp_path, "a.pdf", pdf([drawn]))
    assert paragraphs(document) == [
        "A head",
        "Of two lines that are as long the first one has this end and more and a third one, too.",
        "After a gap there is more of it",
    ]


def test_a_word_file_keeps_its_footnotes(tmp_path: Path) -> None:
    document = read(tmp_path, "a.docx", word(PARAGRAPHS, ["See the treaty.", "So it was said."]))
    assert paragraphs(document) == [
        PARAGRAPHS[0] + "[1]",
        PARAGRAPHS[1] + "[2]",
        *PARAGRAPHS[2:],
        "[1] See the treaty.",
        "[2] So it was said.",
    ]
    assert document.title == "Position paper"


def test_hidden_and_deleted_words_of_a_word_file_are_told(tmp_path: Path) -> None:
    hidden = "<w:p><w:r><w:t>Seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>"
    changed = (
        "<w:del><w:r><w:t>gone</w:t></w:r></w:del><w:ins><w:r><w:t> new</w:t></w:r></w:ins></w:p>"
    )
    document = read(tmp_path, "a.docx", word(["One"], body=hidden + changed))
    assert paragraphs(document) == ["One", "Seen new"]
    assert document.flags == ("hidden", "tracked")


@pytest.mark.parametrize(
    ("text", "kept", "flag"),
    [
        ("We will \u202enot\u202c sign", "We will not sign", "bidi"),
        ("We will n\u200bo\u2060t sign", "We will not sign", "invisible"),
        ("We will\U000e0041 sign", "We will sign", "invisible"),
        ("We \x1b[8mwill sign", "We [8mwill sign", "control"),
        ("We will nоt sign", "We will nоt sign", "mixed"),
        ("a\u0301" + "\u0301" * 50, "\u00e1\u0301\u0301\u0301", "control"),
    ],
)
def test_what_is_not_seen_goes_and_is_told(tmp_path: Path, text: str, kept: str, flag: str) -> None:
    document = read(tmp_path, "a.txt", text.encode())
    assert (document.text, document.flags) == (kept, (flag,))


@pytest.mark.parametrize(
    ("raw", "text", "flags"),
    [
        ("Größe".encode("utf-16"), "Größe", ()),
        ("Größe".encode("utf-8-sig"), "Größe", ()),
        ("Größe".encode("cp1252"), "Größe", ("encoding",)),
    ],
)
def test_encodings(tmp_path: Path, raw: bytes, text: str, flags: tuple[str, ...]) -> None:
    document = read(tmp_path, "a.txt", raw)
    assert (document.text, document.flags) == (text, flags)


def test_a_text_beyond_all_bounds_is_cut_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.dossier.cleaning.LONGEST", 100)
    document = read(tmp_path, "a.txt", b"\n\n".join([b"x" * 40] * 10))
    assert document.flags == ("cut",)
    assert document.text == "x" * 40 + "\n\n" + "x" * 40
    monkeypatch.setattr("detente.dossier.adding.LARGEST", 300)
    with pytest.raises(FileError, match="larger than"):
        read(tmp_path, "a.txt", b"x" * 301)


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("a.txt", b"", "no text"),
        ("a.txt", b"a\0b", "binary"),
        ("a.doc", b"\xd0\xcf\x11\xe0old", "old Word file"),
        ("a.odt", b"words", "no kind of file"),
        ("a.pdf", b"%PDF-1.7 and no more", "no readable file"),
        ("a.docx", b"PK\x03\x04 and no more", "no readable file"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, raw: bytes, told: str) -> None:
    with pytest.raises(FileError, match=told):
        read(tmp_path, name, raw)


def test_no_file_and_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        read_document(tmp_path / "none.txt", "speech", {})
    with pytest.raises(FileError, match="this is not a file"):
        read_document(tmp_path, "speech", {})


@pytest.mark.parametrize(
    ("name", "module"), [("a.html", "trafilatura"), ("a.pdf", "pypdf"), ("a.docx", "docx")]
)
def test_a_missing_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    monkeypatch.setattr(
        "detente.validation.find_spec", lambda wanted: None if wanted == module else 1
    )
    with pytest.raises(SettingError, match=r"install detente\[dossier\]"):
        read(tmp_path, name, b"words")
    assert read(tmp_path, "a.txt", b"words").text == "words"


def test_wrong_facts_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.", encoding="utf-8")
    dossier = open_dossier(tmp_path / "sources")
    for stated, told in (
        ({"date": "yesterday"}, "YYYY-MM-DD"),
        ({"sensitivity": "secret"}, "choose one of"),
        ({"colour": "red"}, "no such setting"),
    ):
        with pytest.raises(SettingError, match=told):
            add_file(dossier, tmp_path / "a.txt", **stated)
    assert not (tmp_path / "sources").exists()


def test_forms_within_forms_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.dossier.pdf.MOST_STEPS", 200)
    read_raw(pdf([["A"] * 20]), "a.pdf")
    with pytest.raises(FileError, match="no readable file"):
        read_raw(pdf([["A"] * 200]), "a.pdf")
