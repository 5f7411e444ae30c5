"""What windows change: single edits, steps back and forth, the whole text, variants, sentences.

And what they do with a dossier: add texts, decide about items, attach what was accepted.
"""

from __future__ import annotations

import datetime
import json
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from detente.desk import Change, Draft, Session
from detente.desk.changes import Op
from detente.dossier.adding import add_file
from detente.dossier.attaching import attached
from detente.dossier.attaching import draft as suggestion
from detente.dossier.extract.rules import Rules
from detente.dossier.records import CHANGEABLE, FLAGS, STATUS_OF, Decision, Kind, found
from detente.dossier.review import READER
from detente.dossier.store import Dossier, add_items, decide, open_dossier, propose
from detente.edits.changes import BOM
from detente.errors import FileError, SettingError
from detente.forms import swing_weights
from detente.sheets import edited, read_sheets
from detente.validation import one_of
from detente.web import pages
from detente.web.adding import added
from detente.web.brief import replace_sentence
from detente.web.fields import Fields
from detente.web.requests import Given, Reply
from detente.web.screens.dossier import chosen
from detente.web.screens.whatif import dotted
from detente.web.workspace import Bench

WHO = "reviewer"


def edit(bench: Bench, given: Given) -> Reply:
    """One exact change of the file: `op`, `path`, `value` and the `revision` it was made for."""
    form = given.form

    def made(session: Session) -> object:
        value = given.parsed("json") if "json" in form else form.get("value", form.get("to"))
        return session.edit(
            cast("Op", form.get("op", "")), given.path(), value, form.get("revision", "")
        )

    return _changed(bench, given, made)


def fill(bench: Bench, given: Given) -> Reply:
    """What was typed into a field."""

    def made(session: Session) -> object:
        found = Fields.of_session(session, bench.words).typed(given.path(), given.form)
        return session.change(found, given.form.get("revision", "")) if found else None

    return _changed(bench, given, made)


def add(bench: Bench, given: Given) -> Reply:
    """A new part of the file."""

    def made(session: Session) -> object:
        found = added(session.scenario, session.source.tree.values, given.form)
        return session.change(found, given.form.get("revision", ""))

    return _changed(bench, given, made)


def swings(bench: Bench, given: Given) -> Reply:
    """Weights of a party from its answers to the questions about swings."""
    said: list[str] = []

    def made(session: Session) -> object:
        fields, answers = Fields.of_session(session, bench.words), dict[str, dict[str, str]]()
        for name, text in given.form.items():
            kind, sign, issue = name.partition(".")
            if sign:
                answers.setdefault(issue, {})[kind] = text.strip()
        found = swing_weights(fields.source, answers, given.form.get("trade", ""), bench.words)
        said.extend(found.notes)
        path = ("preferences", given.form.get("party", ""), "weights")
        changes = [Change("delete", path), Change("set", path, found.weights)]
        return session.change(changes, given.form.get("revision", ""))

    return _changed(bench, given, made, said)


def sheet(bench: Bench, given: Given) -> Reply:
    """What a workbook that came back says, put into the file."""
    said: list[str] = []

    def made(session: Session) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sheet.xlsx"
            path.write_bytes(given.body)
            found = read_sheets(session.source, [path])
        said.extend(found.notes or (() if found.changes else (bench.words("sheets.no_change"),)))
        return session.write(edited(session.text, found.changes), session.digest)

    return _changed(bench, given, made, said)


def undo(bench: Bench, given: Given) -> Reply:
    """One step back."""
    return _changed(bench, given, lambda session: session.undo(given.form.get("revision", "")))


def redo(bench: Bench, given: Given) -> Reply:
    """One step forth."""
    return _changed(bench, given, lambda session: session.redo(given.form.get("revision", "")))


def text(bench: Bench, given: Given) -> Reply:
    """The whole text of the file; one with problems is kept as a draft beside it."""
    form = given.form
    written = form.get("text", "").replace("\r\n", "\n")

    def made(session: Session) -> object:
        revision = form.get("revision", "")
        text = written.replace("\n", "\r\n") if "\r\n" in session.text else written
        mark = session.text[: session.text.startswith(BOM)]
        return session.write(mark + text.removeprefix(BOM), revision, anyway="anyway" in form)

    return _changed(bench, given, made)


def draft(bench: Bench, given: Given) -> Reply:
    """Forget the draft."""
    return _changed(bench, given, lambda session: session.leave_draft())


def variant(bench: Bench, given: Given) -> Reply:
    """Make a variant, change one of its values, take a change back, show it, or forget it."""
    form, name = given.form, given.form.get("name", "").strip()

    def made(session: Session) -> object:
        changes = session.variants.get(name, ())
        match form.get("do", ""):
            case "make":
                if name in session.variants:
                    raise SettingError("variant", name, "there is one of this name; choose another")
                session.set_variant(name, ())
            case "set":
                path, value = form.get("key", "").strip(), form.get("value", "").strip()
                if form.get("path"):
                    path = dotted(given.path())
                    value = Fields.of_session(session, bench.words).stating(given.path(), value)
                kept = [one for one in changes if one.partition("=")[0] != path]
                session.set_variant(name, [*kept, f"{path}={value}"])
            case "drop":
                session.set_variant(name, [one for one in changes if one != form.get("change")])
            case "forget":
                session.set_variant(name, None)
                bench.variant = ""
                return None
        bench.variant = name if name in session.variants else ""
        return None

    return _changed(bench, given, made)


def override(bench: Bench, given: Given) -> Reply:
    """Say a sentence of the brief in other words."""
    replace_sentence(bench, given.form.get("key", ""), given.form.get("says", "").strip())
    return pages.again(bench, given)


def upload(bench: Bench, given: Given) -> Reply:
    """Take a file that was sent into the dossier, and propose the items of it."""
    session = bench.session
    if session is None:
        return Reply(to="/")
    if session.read_only:
        rule = "a bundled case is not changed"
        raise FileError(session.file, rule, "name a file of your own")
    file = Path(session.file).resolve()
    held = chosen(bench, "") or open_dossier(file.with_name(f"{file.stem}-sources"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(given.query.get("name", "")).name or "text.txt")
        path.write_bytes(given.body)
        added = add_file(held, path)
    propose(added.dossier, [Rules()], session.scenario)
    return Reply(to=f"/part/dossier?{urlencode({'text': added.document.id})}")


def judge(bench: Bench, given: Given) -> Reply:
    """Keep a decision about an item, with what an edit changes."""
    form, held = given.form, _held(bench, given)
    kind = cast("Kind", one_of("kind", form.get("kind", ""), tuple(STATUS_OF)))
    changes: dict[str, Any] = {}
    if kind == "edit":
        item = held.item(form.get("item", "")).item
        told: dict[str, Any] = {name: form[name] for name in CHANGEABLE if name in form}
        told |= {name: name in form for name in FLAGS}
        changes = {name: value for name, value in told.items() if value != getattr(item, name)}
    why = form.get("why", "").strip()
    decide(held, Decision(form.get("item", ""), kind, WHO, _now(), why, changes))
    return pages.again(bench, given)


def miss(bench: Bench, given: Given) -> Reply:
    """Make an accepted item of a sentence that nothing was found in."""
    form, held = given.form, _held(bench, given)
    document = held.documents.get(form.get("text", ""))
    start, end = form.get("start", ""), form.get("end", "")
    if document is None or not re.fullmatch("[0-9]{1,9}-[0-9]{1,9}", f"{start}-{end}"):
        raise SettingError("span", f"{start}..{end}", "name a passage within the text")
    said = {name: form[name] for name in ("act", "holder") if name in form}
    item = found(document, [(int(start), int(end))], engine=READER, **said)
    decide(add_items(held, [item]), Decision(item.id, "accept", WHO, _now()))
    return pages.again(bench, given)


def attach(bench: Bench, given: Given) -> Reply:
    """Make an accepted item evidence of a judgement of the file."""
    form, held, session = given.form, _held(bench, given), bench.opened
    name = form.get("item", "")
    text = attached(held, session.text, name, given.path(), says=form.get("says", "").strip())
    session.write(text, form.get("revision", ""))
    suggested = suggestion(held.item(name).item)
    return pages.again(
        bench, given, f"{bench.words('dossier.draft')} {suggested}" if suggested else ""
    )


def _changed(
    bench: Bench, given: Given, change: Callable[[Session], object], said: Sequence[str] = ()
) -> Reply:
    """Make a change and show the screen again, or tell a program the revision that there is now."""
    if bench.session is None:
        return Reply(to="/")
    made = change(bench.session)
    if given.json:
        return Reply(json.dumps({"revision": bench.session.digest}), "application/json")
    notice = bench.words("web.kept_as_draft") if isinstance(made, Draft) else " ".join(said)
    return pages.again(bench, given, notice)


def _held(bench: Bench, given: Given) -> Dossier:
    held = chosen(bench, given.form.get("folder", ""))
    if held is None:
        raise SettingError("folder", given.form.get("folder", ""), "name a folder")
    return held


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.UTC).replace(microsecond=0)
