"""What is written for other programs is read again as it was, and taken over with care."""

from __future__ import annotations

import csv
import datetime
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.dossier.exchange import ENDINGS, merge, read, write
from detente.dossier.records import (
    ACTS,
    STATUSES,
    VOICES,
    Document,
    Item,
    Span,
    State,
    found,
    hashed,
)
from detente.dossier.store import add_document, add_items, open_dossier
from detente.errors import FileError, ScenarioError, SettingError

TEXT = "North will pay. South said: =SUM(A1) is no answer.\n\nNorth will pay. Never again."
DOCUMENT = Document("note", "A note", TEXT, hash=hashed(TEXT))
WHEN = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)

texts = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), include_characters="\n"))
spans = st.builds(
    Span,
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    texts.map(lambda text: f"({text})"),
    texts,
    texts,
)
names = st.from_regex(r"[a-z][a-z0-9_-]{0,9}", fullmatch=True)
items = st.builds(
    Item,
    id=names,
    document=names,
    spans=st.lists(spans, min_size=1, max_size=3).map(tuple),
    act=st.sampled_from(ACTS),
    holder=texts,
    target=texts,
    issue=texts,
    voice=st.sampled_from(VOICES),
    negated=st.booleans(),
    hedged=st.booleans(),
    conditional=st.booleans(),
    date=st.none() | st.dates(),
    engine=texts,
)
states = st.lists(
    st.builds(State, items, st.sampled_from(STATUSES)),
    max_size=3,
    unique_by=lambda one: one.item.id,
)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(told=states)
def test_what_is_written_is_read_again(ending: str, tmp_path: Path, told: list[State]) -> None:
    path = tmp_path / f"items{ending}"
    path.write_bytes(write(told, ending))
    assert read(path) == told


def test_an_annotation_is_that_of_the_recommendation() -> None:
    item = found(DOCUMENT, [(0, 15)], act="promise", holder="north", engine="rules")
    page = json.loads(write([State(item, "proposed")], ".jsonld"))
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    (one,) = page["items"]
    position, quote = one["target"][0]["selector"]
    assert (one["type"], position["type"], quote["type"]) == (
        "Annotation",
        "TextPositionSelector",
        "TextQuoteSelector",
    )
    assert (position["start"], position["end"]) == (0, 15)
    assert quote["exact"] == TEXT[0:15]
    assert quote["suffix"].startswith(" South said")


def test_no_cell_of_a_table_is_a_formula() -> None:
    item = found(DOCUMENT, [(28, 36)], act="claim", holder="south", engine="=1+1")
    assert ",'=SUM(A1)," in write([State(item, "proposed")], ".csv").decode()


def test_items_are_taken_over_as_proposed_unless_decisions_are_asked_for(tmp_path: Path) -> None:
    first = found(DOCUMENT, [(0, 15)], act="promise", holder="north", engine="rules")
    second = found(DOCUMENT, [(52, 67)], act="promise", holder="north", engine="rules")
    dossier = add_items(add_document(open_dossier(tmp_path), DOCUMENT), [first])
    told = [State(replace(first, act="offer"), "accepted"), State(second, "rejected")]
    merged = merge(dossier, told, who="ann", why="her sheet")
    assert (merged.items, merged.decisions, merged.left_out) == (1, 0, ())
    assert {status for _, status in merged.dossier.states.values()} == {"proposed"}
    merged = merge(merged.dossier, told, who="ann", why="her sheet", when=WHEN)
    assert (merged.items, merged.decisions) == (0, 2)
    states = open_dossier(tmp_path).states
    assert (states[first.id].item.act, states[first.id].status) == ("offer", "accepted")
    assert states[second.id].status == "rejected"
    assert open_dossier(tmp_path).items[first.id].act == "promise"
    again = merge(open_dossier(tmp_path), told, who="ann", why="her sheet", when=WHEN)
    assert (again.items, again.decisions) == (0, 0)


def test_a_passage_is_found_again_or_left_out(tmp_path: Path) -> None:
    dossier = add_document(open_dossier(tmp_path), DOCUMENT)
    item = found(DOCUMENT, [(68, 80)], act="refusal", holder="north", engine="rules")
    moved = replace(item, id="e_moved", spans=(replace(item.spans[0], start=1, end=13),))
    twice = replace(item, id="e_twice", spans=(Span(3, 18, "North will pay."),))
    false = replace(item, id="e_false", spans=(Span(0, 19, "North will not pay."),))
    strange = replace(item, id="e_strange", document="other")
    told = [State(each, "accepted") for each in (moved, twice, false, strange)]
    merged = merge(dossier, told, who="ann", why="", when=WHEN)
    assert [entry.partition(":")[0] for entry in merged.left_out] == [
        "e_twice",
        "e_false",
        "e_strange",
    ]
    assert merged.dossier.items["e_moved"].spans[0].start == 68
    assert list(merged.dossier.items) == ["e_moved"]


def test_a_known_item_with_other_words_is_left_out(tmp_path: Path) -> None:
    item = found(DOCUMENT, [(0, 15)], act="promise", holder="north", engine="rules")
    dossier = add_items(add_document(open_dossier(tmp_path), DOCUMENT), [item])
    other = replace(item, spans=(Span(68, 80, "Never again."),))
    merged = merge(dossier, [State(other, "accepted")], who="ann", why="", when=WHEN)
    assert (merged.items, merged.decisions) == (0, 0)
    assert merged.left_out == (f"{item.id}: Never again.",)


def test_a_passage_with_other_white_space_is_found_again(tmp_path: Path) -> None:
    item = found(DOCUMENT, [(16, 49)], act="refusal", holder="south", engine="rules")
    dossier = add_document(open_dossier(tmp_path), DOCUMENT)
    wrapped = replace(item.spans[0], exact=item.exact.replace("said: ", "said:\n"))
    told = [State(replace(item, spans=(wrapped,)), "accepted")]
    for new in (1, 0):
        merged = merge(dossier, told, who="ann", why="")
        assert (merged.items, merged.left_out) == (new, ())
        dossier = merged.dossier
    assert dossier.items[item.id] == item


def test_a_table_may_be_parted_by_semicolons(tmp_path: Path) -> None:
    item = found(DOCUMENT, [(0, 15)], act="promise", holder="north", engine="rules")
    text = write([State(item, "proposed")], ".csv").decode()
    (tmp_path / "a.csv").write_text("\ufeff" + text.replace(",", ";"), encoding="utf-8")
    assert read(tmp_path / "a.csv") == [State(item, "proposed")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonld", b"[" * 100_000),
        ("a.jsonld", b'{"items": [{}]}'),
        ("a.jsonld", b'{"items": 3}'),
        ("a.csv", b"id,act\n1,offer\n"),
        ("a.csv", b""),
    ],
)
def test_what_holds_no_items_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ScenarioError, match="these are no items of a dossier"):
        read(tmp_path / name)


def test_a_wrong_value_is_told_with_its_row(tmp_path: Path) -> None:
    item = found(DOCUMENT, [(0, 15)], act="promise", holder="north", engine="rules")
    text = write([State(item, "proposed")], ".csv").decode().replace("proposed", "accepted?")
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(ScenarioError, match=r"a\.csv:2: .*did you mean accepted"):
        read(tmp_path / "a.csv")
    with pytest.raises(SettingError, match=r"\.jsonld, \.csv or \.xlsx"):
        write([], ".txt")


def written_csv(folder: Path) -> tuple[Path, list[list[str]]]:
    """A table of an item of two passages and one of one, and its rows."""
    both = found(DOCUMENT, [(0, 15), (52, 67)], act="promise", holder="north", engine="rules")
    one = found(DOCUMENT, [(68, 80)], act="refusal", holder="north", engine="rules")
    path = folder / "items.csv"
    path.write_bytes(write([State(both, "proposed"), State(one, "proposed")], ".csv"))
    return path, [*csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))]


def saved(path: Path, rows: list[list[str]], encoding: str = "utf-8", separator: str = ",") -> Path:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def test_rows_that_a_spreadsheet_has_sorted_or_left_blank_are_read(tmp_path: Path) -> None:
    path, rows = written_csv(tmp_path)
    before = read(path)
    blank = [""] * len(rows[0])
    assert read(saved(path, [rows[0], rows[1], rows[3], rows[2], blank, []])) == before


def test_rows_of_one_item_that_differ_are_refused_and_all_that_is_wrong_is_told(
    tmp_path: Path,
) -> None:
    path, rows = written_csv(tmp_path)
    head = rows[0].index
    rows[2][head("status")] = "accepted"
    rows[3][head("date")] = "31.01.2025"
    with pytest.raises(ScenarioError) as caught:
        read(saved(path, rows))
    told = {problem.line: str(problem) for problem in caught.value.problems}
    assert told.keys() == {3, 4}
    assert "the status of" in told[3]
    assert "'31.01.2025' cannot be used; write a day as YYYY-MM-DD" in told[4]
    rows[2][head("status")], rows[3][head("date")] = "proposed", ""
    rows[3][head("act")] = "refusel"
    with pytest.raises(ScenarioError, match="did you mean refusal"):
        read(saved(path, rows))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\xe4", b"id\x00"])
@pytest.mark.parametrize("name", ["a.jsonld", "a.csv"])
def test_what_is_no_text_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match=r"not UTF-8|not a text"):
        read(tmp_path / name)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_table_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path, rows = written_csv(tmp_path)
    rows[3][rows[0].index("target")] = "Österreich"
    with pytest.raises(FileError, match="UTF-8"):
        read(saved(path, rows, encoding, ";"))


def test_a_workbook_whose_sheet_was_renamed_is_read(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path, _ = written_csv(tmp_path)
    states = read(path)
    book = openpyxl.load_workbook(io.BytesIO(write(states, ".xlsx")))
    book.worksheets[0].title = "Tabelle1"
    book.save(tmp_path / "items.xlsx")
    assert read(tmp_path / "items.xlsx") == states
