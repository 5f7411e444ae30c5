"""Documents as files: HTML, Markdown, Word, PDF, by the ending of the name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detente.errors import SettingError, sentence
from detente.validation import check_extra
from detente.writing import check_target, write_whole

if TYPE_CHECKING:
    from detente.exhibits import Document

ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".markdown": "md",
    ".docx": "docx",
    ".pdf": "pdf",
}
FORMS = tuple(dict.fromkeys(ENDINGS.values()))
EXTRAS = {"docx": "docx", "pdf": "typst"}
"""Forms that need an extra, and its module."""


def form_of(path: Path, setting: str = "--output") -> str:
    """The form that a name's ending asks for; SettingError for another ending."""
    form = ENDINGS.get(path.suffix.lower())
    if form is None:
        remedy = sentence("end the name in {endings}", endings=", ".join(ENDINGS))
        raise SettingError(setting, str(path), remedy)
    return form


def check_form(form: str, setting: str = "--format") -> None:
    """Refuse a form whose extra is not installed."""
    if form in EXTRAS:
        check_extra(setting, form, EXTRAS[form])


def check_document(path: Path, *, force: bool) -> None:
    """Refuse a document that could not be written, before any work is done."""
    check_form(form_of(path), "--output")
    check_target(path, force=force)


def write_document(document: Document, path: Path, *, force: bool) -> None:
    """Write a document that `check_document` has found fitting, and say so."""
    from detente.render import document_file

    write_whole(path, document_file(document, form_of(path)), force=force)
    print(f"{path}: written")
