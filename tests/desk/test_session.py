"""A session over one file: changes, undo, outside saves, drafts, variants."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from detente.desk import Change, Draft, Session, Store
from detente.edits.files import Opened
from detente.errors import Conflict, EditRefused, FileError, ScenarioError, SettingError
from detente.phrases import phrases
from detente.phrases.messages import told
from detente.scenario import loads

TEXT = """\
detente: 1
title: A sale   # of a house
parties: {seller: {}, buyer: {}}
issues:
  price: {values: [low, mid, high]}
  date: {values: [June, July]}
preferences:
  seller: {weights: {price: 3, date: 1}, values: {price: rising, date: falling}}
  buyer:
    weights: {price: 2, date: 2}
    values: {price: falling, date: rising}
    red_lines: ["price = high"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "sale.yaml"
    made.write_bytes(TEXT.encode())
    return made


@pytest.fixture
def session(file: Path, tmp_path: Path) -> Iterator[Session]:
    with Session(file, Store(tmp_path / "state")) as session:
        yield session


def agrees(session: Session) -> None:
    text = Path(session.file).read_bytes().decode()
    assert session.text == text
    assert session.scenario.digest == loads(text.removeprefix("\ufeff")).digest


def test_changes_are_written_at_once_and_undone_to_the_first_bytes(session: Session) -> None:
    done = [
        ("set", ("preferences", "buyer", "weights", "price"), "40..60"),
        ("insert", ("issues", "date", "values", "1"), "mid-June"),
        ("set", ("preferences", "seller", "reservation"), {"value": 30, "confidence": "low"}),
        ("move", ("issues", "price", "values", "0"), 2),
        ("delete", ("preferences", "buyer", "red_lines"), None),
        ("rename", ("parties", "buyer"), "purchaser"),
        ("rename", ("issues", "price", "values", "1"), "top"),
    ]
    texts = [session.text]
    for op, path, value in done:
        session.edit(op, path, value, session.digest)
        agrees(session)
        texts.append(session.text)
    assert session.scenario.issues["price"].values == ("mid", "top", "low")
    assert "purchaser" in session.scenario.preferences
    for text in reversed(texts[:-1]):
        assert session.undo(session.digest).text == text
        agrees(session)
    assert not session.can_undo
    assert Path(session.file).read_bytes() == TEXT.encode()
    for text in texts[1:]:
        assert session.redo(session.digest).text == text
    assert not session.can_redo
    agrees(session)


def test_the_first_change_keeps_a_dated_copy(session: Session, file: Path) -> None:
    for title in ("One", "Two"):
        session.edit("set", ("title",), title, session.digest)
    first, *_ = sorted(file.parent.glob("sale.2*.yaml"))
    assert first.read_bytes() == TEXT.encode()


def test_several_changes_are_one_step(session: Session) -> None:
    added = [
        Change("set", ("issues", "kitchen"), {"values": ["stays", "goes"]}),
        Change("set", ("preferences", "buyer", "weights", "kitchen"), 1),
        Change("set", ("preferences", "buyer", "values", "kitchen"), "falling"),
        Change("set", ("preferences", "seller", "weights", "kitchen"), 1),
        Change("set", ("preferences", "seller", "values", "kitchen"), "rising"),
    ]
    session.change(added, session.digest)
    assert "kitchen" in session.scenario.issues
    assert session.undo(session.digest).text == TEXT


def test_what_would_be_wrong_is_refused_and_nothing_changes(session: Session, file: Path) -> None:
    before = session.digest
    with pytest.raises(ScenarioError, match="number"):
        session.edit("set", ("preferences", "buyer", "weights", "price"), -1, before)
    with pytest.raises(EditRefused, match="no such part"):
        session.edit("set", ("preferences", "nobody", "weights", "price"), 1, before)
    with pytest.raises(EditRefused, match="place"):
        session.edit("move", ("issues", "price", "values", "0"), "up", before)
    with pytest.raises(EditRefused, match="names"):
        session.edit("rename", ("title",), "x", before)
    with pytest.raises(SettingError, match="op"):
        session.edit("swap", ("title",), "x", before)  # type: ignore[arg-type]
    assert session.digest == before
    assert file.read_bytes() == TEXT.encode()


def test_an_outside_save_is_a_revision_that_can_be_undone(session: Session, file: Path) -> None:
    session.edit("set", ("title",), "Mine", session.digest)
    outside = session.text.replace("[June, July]", "[June, July, August]")
    file.write_text(outside)
    assert session.refresh()
    assert not session.refresh()
    assert session.revision.by == "outside"
    session.edit("set", ("title",), "Again", session.digest)
    assert "August" in session.text
    assert session.undo(session.digest).text == outside
    assert session.undo(session.digest).text == outside.replace(", August", "")
    assert session.undo(session.digest).text == TEXT
    session.redo(session.digest)
    assert session.redo(session.digest).text == outside
    agrees(session)


def test_what_was_undone_can_be_done_again_after_an_outside_save(
    session: Session, file: Path, tmp_path: Path
) -> None:
    session.edit("set", ("issues", "price", "values", "0"), "lowest", session.digest)
    session.edit("set", ("preferences", "buyer", "weights", "price"), 12, session.digest)
    session.edit("set", ("title",), "Mine", session.digest)
    for _ in range(3):
        session.undo(session.digest)
    file.write_text(TEXT.replace("A sale", "Our own sale"))
    assert session.refresh()
    with Session(file, Store(tmp_path / "state")) as again:
        for each in (session, again):
            assert each.can_redo
        assert again.redo(again.digest).text == file.read_text()
    session.refresh()
    assert "[lowest, mid" in session.text
    assert "Our own sale" in session.text


def test_what_was_undone_is_kept_as_far_as_an_outside_save_lets_it(
    session: Session, file: Path
) -> None:
    session.edit("set", ("issues", "price", "values", "0"), "lowest", session.digest)
    session.edit("set", ("title",), "Mine", session.digest)
    session.edit("set", ("preferences", "buyer", "weights", "price"), 12, session.digest)
    for _ in range(3):
        session.undo(session.digest)
    file.write_text(TEXT.replace("A sale", "Our own sale"))
    session.refresh()
    redone = session.redo(session.digest).text
    assert redone == TEXT.replace("A sale", "Our own sale").replace("[low,", "[lowest,")
    assert not session.can_redo
    while session.can_undo:
        session.undo(session.digest)
    assert file.read_text() == TEXT


def test_a_change_for_an_older_text_is_made_where_its_place_is_as_it_was(
    session: Session, file: Path
) -> None:
    shown = session.digest
    file.write_text(TEXT.replace("A sale", "Our sale"))
    session.edit("set", ("preferences", "buyer", "weights", "price"), 5, shown)
    assert session.scenario.title == "Our sale"
    assert session.scenario.preferences["buyer"].weights["price"].best == 5
    agrees(session)


@pytest.mark.parametrize(
    ("op", "path", "value", "theirs"),
    [
        ("set", ("title",), "Mine", "Our sale"),
        ("delete", ("title",), None, "Our sale"),
        ("insert", ("issues", "price", "values", "1"), "middle", "higher"),
        ("set", ("issues", "price", "values", "0"), "lowest", "low"),
        ("move", ("preferences", "seller", "weights", "price"), 1, 3),
    ],
)
def test_a_conflict_carries_both_versions_and_loses_nothing(
    session: Session, file: Path, op: str, path: tuple[str, ...], value: object, theirs: object
) -> None:
    shown = session.digest
    outside = TEXT.replace("A sale", "Our sale").replace("[low, mid", "[low, higher, mid")
    outside = outside.replace("date: 1}", "date: 2}")
    file.write_text(outside)
    with pytest.raises(Conflict) as caught:
        session.edit(op, path, value, shown)  # type: ignore[arg-type]
    assert (caught.value.path, caught.value.yours, caught.value.theirs) == (path, value, theirs)
    assert "jemand anders" in told(caught.value, phrases("de"))
    assert session.text == file.read_text() == outside
    assert [one.text for one in session.revisions] == [TEXT, outside]


def test_undo_in_a_window_that_shows_an_older_text_is_a_conflict(
    session: Session, file: Path
) -> None:
    session.edit("set", ("title",), "Mine", session.digest)
    shown = session.digest
    file.write_text(TEXT)
    with pytest.raises(Conflict):
        session.undo(shown)
    assert file.read_text() == TEXT


def test_a_text_with_problems_is_a_draft_until_it_reads(session: Session, file: Path) -> None:
    broken = TEXT.replace("price: 3", "price: -3")
    kept = session.write(broken, session.digest)
    assert isinstance(kept, Draft)
    assert [problem.line for problem in kept.problems] == [8]
    assert file.read_text() == TEXT
    assert session.draft == kept
    made = session.write(broken, session.digest, anyway=True)
    assert file.read_text() == broken
    assert session.draft is None
    assert session.problems == kept.problems
    with pytest.raises(ScenarioError):
        session.scenario  # noqa: B018
    # What was wrong before may stay, and be mended one by one.
    session.edit("set", ("title",), "Still wrong", session.digest)
    session.edit("set", ("preferences", "seller", "weights", "price"), 3, session.digest)
    assert not session.problems
    assert made in session.revisions


def test_a_draft_for_an_older_text_is_a_conflict_and_kept(
    session: Session, file: Path, tmp_path: Path
) -> None:
    mine, theirs = TEXT.replace("A sale", "Mine"), TEXT.replace("A sale", "Theirs")
    shown = session.digest
    file.write_text(theirs)
    with pytest.raises(Conflict) as caught:
        session.write(mine, shown)
    assert (caught.value.yours, caught.value.theirs) == (mine, theirs)
    assert file.read_text() == theirs
    with Session(file, Store(tmp_path / "state")) as again:
        assert again.draft == Draft(mine, ())
        again.write(mine, again.digest)
        assert again.draft is None
    assert file.read_text() == mine


@pytest.mark.parametrize("harm", ["\x00", "\ud800"])
def test_what_no_text_file_can_hold_is_refused(session: Session, file: Path, harm: str) -> None:
    with pytest.raises(FileError):
        session.write(TEXT + harm, session.digest, anyway=True)
    with pytest.raises(EditRefused):
        session.edit("set", ("title",), harm, session.digest)
    assert session.draft is None
    assert file.read_text() == session.text == TEXT


def test_a_file_that_is_gone_keeps_its_text_here(session: Session, file: Path) -> None:
    file.unlink()
    with pytest.raises(FileError, match="no such file"):
        session.edit("set", ("title",), "Mine", session.digest)
    assert session.text == TEXT


def test_variants_change_the_scenario_and_not_the_file(
    session: Session, file: Path, tmp_path: Path
) -> None:
    session.set_variant("patient", ["preferences.buyer.reservation=60", "title=Patient"])
    assert session.scenario_of("patient").title == "Patient"
    assert session.scenario.title == "A sale"
    assert file.read_text() == TEXT
    with pytest.raises(SettingError):
        session.set_variant("wrong", ["nothing.there=1"])
    with pytest.raises(SettingError, match="patient"):
        session.scenario_of("pateint")
    with Session(file, Store(tmp_path / "state")) as again:
        assert again.scenario_of("patient").title == "Patient"
    session.set_variant("patient", None)
    assert session.variants == {}


def test_a_bundled_case_is_only_looked_at() -> None:
    with Session("house_sale") as session:
        assert session.read_only
        with pytest.raises(FileError, match="bundled"):
            session.edit("set", ("title",), "Mine", session.digest)


def test_a_save_between_reading_and_writing_is_a_conflict_and_stays(
    session: Session, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if somebody saved just when a change was about to be written, and once more after it."""
    outside = TEXT.replace("A sale", "Theirs")
    write = Opened.write

    def late(opened: Opened, text: str, today: datetime.date) -> Path | None:
        file.write_text(outside)
        return write(opened, text, today)

    monkeypatch.setattr(Opened, "write", late)
    for attempt in (
        lambda: session.edit("set", ("title",), "Mine", session.digest),
        lambda: session.write(TEXT.replace("A sale", "Mine"), session.digest),
    ):
        with pytest.raises(Conflict) as caught:
            attempt()
        assert "Theirs" in str(caught.value.theirs)
        assert "Mine" in str(caught.value.yours)
        assert file.read_text() == session.text == outside
        monkeypatch.undo()
        session.undo(session.digest)
        monkeypatch.setattr(Opened, "write", late)


def test_a_save_just_after_a_change_is_seen_whatever_the_clock_says(
    session: Session, file: Path
) -> None:
    session.edit("set", ("title",), "Mine", session.digest)
    at = file.stat().st_mtime_ns
    file.write_text(session.text.replace("Mine", "Mein"))
    os.utime(file, ns=(at, at))
    assert session.refresh()
    assert session.scenario.title == "Mein"
    file.write_text(session.text.replace("Mein", "Our own"))
    assert session.refresh()
    assert session.scenario.title == "Our own"
    assert not session.refresh()


def test_several_threads_lose_no_change(session: Session, file: Path) -> None:
    """Each adds a red line of its own, and tries again where another was faster."""
    lines = [f"date = {value}" for value in ("June", "July")] + ["price = low", "price = mid"]

    def add(line: str) -> None:
        path = ("preferences", "seller", "red_lines")
        while line not in session.scenario.preferences["seller"].red_lines:
            shown = session.digest
            now = list(map(str, loads(session.text).preferences["seller"].red_lines))
            with suppress(Conflict):
                session.edit("set", path, [*now, line], shown)

    threads = [Thread(target=add, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(session.scenario.preferences["seller"].red_lines) == sorted(lines)
    agrees(session)
    assert len(session.revisions) == 5
