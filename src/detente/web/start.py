"""The first screen: files worked on, a new one, a bundled case, what another tool has written."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from detente.errors import SettingError
from detente.scenario import case_names, load
from detente.scenario.reading.files import source_text
from detente.sources import converted, recognised
from detente.validation import checked_ending, one_of
from detente.web import pages
from detente.web.requests import Given, Reply
from detente.web.workspace import Bench
from detente.writing import write_whole

KINDS = ("pair", "summit", "bargaining", "conflict")
"""The templates of a new file, one a language in the folder `starts`."""

BEGIN = "/part/situation"


def start(bench: Bench, given: Given) -> Reply:
    """The screen."""
    words = bench.words
    shown = {"name": "start", "template": "screens/start.jinja", "notice": "", "partly": False}
    shown["title"] = words("web.screen_start")
    values = {
        "recent": bench.store.recent(),
        "kinds": [(kind, words(f"web.start.{kind}")) for kind in KINDS],
        "cases": [(name, _case_title(name, words.language)) for name in case_names()],
        "file": str(_free("negotiation.yaml")),
    }
    return pages.page(bench, given, shown, values)


def _case_title(name: str, language: str) -> str:
    scenario = load(name)
    return scenario.translated(scenario.title, "title", language=language)


def _free(name: str) -> Path:
    """A path in the working folder that no file has yet."""
    path = Path.cwd() / name
    number = 1
    while path.exists():
        number += 1
        path = Path.cwd() / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path


def open_file(bench: Bench, given: Given) -> Reply:
    """Open a file, or a copy of a bundled case; of another tool's file a scenario is made."""
    file = given.form.get("file", "").strip()
    if not file:
        raise SettingError("file", file, "name a file")
    path = _named(file)
    if given.form.get("copy"):
        text, name = source_text(one_of("case", file, case_names()))
        return _made(bench, _free(f"{name}.yaml"), text)
    if path.exists() and recognised(path) not in (None, "yaml"):
        return _made(bench, _free(f"{path.stem}.yaml"), converted(path).text)
    bench.open(file if file in case_names() and not path.exists() else str(path))
    return Reply(to=BEGIN)


def _named(file: str) -> Path:
    """The path of a file; one in the home of somebody unknown is taken as it stands."""
    with suppress(RuntimeError):
        return Path(file).expanduser()
    return Path(file)


def new(bench: Bench, given: Given) -> Reply:
    """Write a file from a template and open it."""
    kind = one_of("template", given.form.get("kind", ""), KINDS)
    path = _named(given.form.get("file", "").strip())
    checked_ending("file", path, (".yaml", ".yml"))
    title = given.form.get("title", "").strip() or path.stem
    folder = files(__package__) / "starts" / bench.language
    text = (folder / f"{kind}.yaml").read_text(encoding="utf-8")
    return _made(bench, path, text.replace("TITLE", json.dumps(title, ensure_ascii=False)))


def import_file(bench: Bench, given: Given) -> Reply:
    """Read an uploaded file of any known layout, or a table of preferences, and open it."""
    name = Path(given.query.get("name", "")).name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (name or "file")
        path.write_bytes(given.body)
        text = converted(path).text
    return _made(bench, _free(f"{Path(name).stem}.yaml"), text)


def _made(bench: Bench, path: Path, text: str) -> Reply:
    write_whole(path, text)
    bench.open(str(path))
    return Reply(to=BEGIN)


def language(bench: Bench, given: Given) -> Reply:
    """Speak another language from now on."""
    bench.chosen_language = given.form.get("language", "")
    path = urlsplit(given.at).path
    return Reply(to=path if path.startswith("/part/") else "/")


def erase(bench: Bench, given: Given) -> Reply:
    """Forget recent files, histories, drafts and the log."""
    bench.store.erase()
    return pages.again(bench, given, bench.words("web.erased"))


def leave(bench: Bench, given: Given) -> Reply:
    """End the workbench."""
    bench.leave()
    shown = {"name": "left", "template": "screens/left.jinja", "notice": "", "partly": False}
    shown["title"] = bench.words("web.screen_left")
    return pages.page(bench, given, shown, {})
