"""What is remembered between sessions: for the user alone, erased on demand, never needed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from detente.desk import Session, Store, shown_path
from detente.desk.store import default_folder

TEXT = "title: Talks\nparties: {a: , b: }\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "talks.yaml"
    made.write_text(TEXT)
    return made


def test_nobody_else_may_read_it(tmp_path: Path, file: Path) -> None:
    store = Store(tmp_path / "state")
    with Session(file, store) as session:
        session.edit("set", ("title",), "More talks", session.digest)
        session.set_variant("other", ["title=Other"])
        session.write("title: [", session.digest)
    store.log("started")
    found = list((tmp_path / "state").rglob("*"))
    names = {path.name for path in found if path.is_file()}
    expected = {"recent.json", "history.jsonl", "variants.json", "draft.txt", "log.txt"}
    assert names == expected
    for path in (tmp_path / "state", *found):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_undo_goes_back_beyond_the_session(tmp_path: Path, file: Path) -> None:
    store = Store(tmp_path / "state")
    for title in ("One", "Two", "Three"):
        with Session(file, store) as session:
            session.edit("set", ("title",), title, session.digest)
    file.write_text(TEXT.replace("Talks", "Outside"))
    with Session(file, store) as session:
        assert [one.by for one in session.revisions] == ["opened", "you", "you", "you", "outside"]
        titles = [session.scenario.title]
        while session.can_undo:
            session.undo(session.digest)
            titles.append(session.scenario.title)
    assert titles == ["Outside", "Three", "Two", "One", "Talks"]
    with Session(file, store) as session:
        assert session.redo(session.digest).text == TEXT.replace("Talks", "One")


@pytest.mark.parametrize("harm", ["cut", "nonsense", "gone", "foreign"])
def test_a_damaged_history_is_left_out(tmp_path: Path, file: Path, harm: str) -> None:
    store = Store(tmp_path / "state")
    with Session(file, store) as session:
        for title in ("One", "Two"):
            session.edit("set", ("title",), title, session.digest)
    (history,) = (tmp_path / "state").rglob("history.jsonl")
    raw = history.read_bytes()
    made = {
        "cut": raw[:-20],
        "nonsense": b"\x00\xff{",
        "foreign": raw.replace(b"One", b"Uno"),
    }
    history.unlink() if harm == "gone" else history.write_bytes(made[harm])
    with Session(file, store) as session:
        assert session.scenario.title == "Two"
        session.edit("set", ("title",), "Three", session.digest)
        assert session.undo(session.digest).text == TEXT.replace("Talks", "Two")
        while session.can_undo:
            session.undo(session.digest)
        assert session.text in (TEXT, TEXT.replace("Talks", "Two"))


def test_recent_files_come_latest_first_and_only_while_they_are_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "state")
    files = [tmp_path / f"{name}.yaml" for name in "abc"]
    for file in (*files, files[0]):
        file.write_text(TEXT)
        Session(file, store).close()
    files[1].unlink()
    assert [one.path for one in store.recent()] == [str(files[0]), str(files[2])]


def test_it_says_where_it_lies_without_the_users_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "anna"))
    monkeypatch.setattr("detente.desk.store.kept_in", lambda: tmp_path / "anna" / ".cache")
    store = Store(tmp_path / "anna" / "state")
    file = tmp_path / "anna" / "talks.yaml"
    file.parent.mkdir()
    file.write_text(TEXT)
    Session(file, store).close()
    shown = [*store.places().values(), *(one.shown for one in store.recent())]
    assert {*store.places()} >= {"recent", "history", "log"}
    assert not any("anna" in text for text in shown)
    assert shown_path(file) == str(Path("~") / "talks.yaml")


def test_erased_it_remembers_nothing_and_work_goes_on(tmp_path: Path, file: Path) -> None:
    store = Store(tmp_path / "state")
    with Session(file, store) as session:
        session.edit("set", ("title",), "One", session.digest)
        store.erase()
        assert not (tmp_path / "state").exists()
        session.edit("set", ("title",), "Two", session.digest)
        session.write("title: [", session.digest)
        assert not (tmp_path / "state").exists()
        session.undo(session.digest)
        assert session.undo(session.digest).text == TEXT
    assert store.recent() == ()


def test_what_lies_beside_it_is_not_erased(tmp_path: Path, file: Path) -> None:
    store = Store(tmp_path)
    Session(file, store).close()
    store.erase()
    assert [path.name for path in tmp_path.iterdir()] == ["talks.yaml"]


def test_where_nothing_can_be_kept_work_goes_on(tmp_path: Path, file: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    with Session(file, Store(tmp_path / "state")) as session:
        session.edit("set", ("title",), "One", session.digest)
        session.set_variant("other", ["title=Other"])
        assert session.undo(session.digest).text == TEXT
    assert Store(None).recent() == ()
    assert Store(None).places().keys() <= {"cache"}


def test_a_user_without_a_home_has_no_store(monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", home)
    for name in ("DETENTE_STATE", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    assert default_folder() is None
