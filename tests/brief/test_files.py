"""The brief as Word, PDF and data files, as a user asks for them on the command line."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from typer.testing import CliRunner

from briefs import composed, gathered
from detente import render
from detente.brief.data import data_files
from detente.cli.app import make_app
from detente.exhibits import Document
from detente.phrases import phrases

LANGUAGE = {"en": "en-GB", "de": "de-DE"}


def opened(document: Document, folder: Path) -> Any:
    path = folder / "brief.docx"
    path.write_bytes(render.word_file(document))
    return docx.Document(str(path))


def test_word_has_headings_captions_footnotes_alt_texts_and_language(
    document: Document, tmp_path: Path
) -> None:
    word = opened(document, tmp_path)
    heads = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert all(section.title in heads for section in (*document.front, *document.annexes))
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert len(captions) == len(word.tables) + len(word.inline_shapes)
    assert all(shape._inline.docPr.get("descr") for shape in word.inline_shapes)
    assert word.core_properties.title == document.title
    assert word.core_properties.author
    lang = word.styles.element.find(
        f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}"
    )
    assert lang.get(qn("w:val")) == LANGUAGE[document.language]
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    parts = {str(part.partname): part for part in word.part.package.iter_parts()}
    assert "paragraph 12" in parts["/word/footnotes.xml"].blob.decode() or document.language == "de"
    assert any(name.endswith(".svg") for name in parts)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_file(document: Document, tmp_path: Path) -> None:
    opened(document, tmp_path)
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "brief.docx")], check=True, capture_output=True)
    assert len(PdfReader(tmp_path / "brief.pdf").pages) <= 14


def test_the_pdf_is_tagged_and_short(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    path.write_bytes(render.pdf_file(document))
    reader = PdfReader(path)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(document.language)
    assert len(reader.pages) <= 12
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    words = phrases(document.language)
    assert words("page.second_cautions") in texts[1]
    assert words("render.annexes") in texts[2]


def test_data_files_hold_every_table_and_answer() -> None:
    facts = gathered("house_sale")
    files = data_files(facts, phrases("en"))
    index = json.loads(files["index.json"])
    assert {entry["file"] for entry in index["files"]} == set(files) - {"index.json"}
    for entry in index["files"]:
        if entry["file"].endswith(".csv"):
            rows = list(csv.reader(files[entry["file"]].splitlines()))
            assert rows[0] == entry["columns"]
            assert entry["rows"] == len(rows) - 1
    assert json.loads(files["deals.json"])["analysis"] == "deals"
    assert json.loads(files["findings.json"])


@pytest.mark.parametrize("ending", ["html", "md", "docx", "pdf"])
def test_the_command_writes_every_form(ending: str, tmp_path: Path) -> None:
    path, data = tmp_path / f"b.{ending}", tmp_path / "data"
    given = ["brief", "chicken", "-o", str(path), "--data", str(data), "--draws", "20"]
    done = CliRunner().invoke(make_app(), given)
    assert done.exit_code == 0, done.output
    assert path.stat().st_size > 1000
    assert (data / "index.json").exists()


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_missing_extra_is_named_before_anything_is_computed(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detente.validation.find_spec", lambda _: None)
    monkeypatch.setattr("detente.brief.facts.gather", lambda *_: pytest.fail("computed"))
    given = ["brief", "chicken", "-o", str(tmp_path / f"b.{form}")]
    done = CliRunner().invoke(make_app(), given)
    assert done.exit_code != 0
    assert f"install detente[{form}]" in str(done.exception)


def test_overrides_beside_the_scenario_are_found(tmp_path: Path) -> None:
    source = tmp_path / "talks.yaml"
    source.write_text("title: T\nparties: {a: {}, b: {}}\n", encoding="utf-8")
    (tmp_path / "talks.overrides.yaml").write_text("no_client: Ours.\n", encoding="utf-8")
    given = ["brief", str(source), "-o", str(tmp_path / "b.md"), "--draws", "0"]
    done = CliRunner().invoke(make_app(), given)
    assert done.exit_code == 0, done.output
    assert "Ours." in (tmp_path / "b.md").read_text(encoding="utf-8")


def test_the_page_of_the_flagship_is_a_page(document: Document) -> None:
    page = render.html_page(document)
    assert 'data-key="binding.1"' in page
    assert composed("anchorage", document.language).footer in page
