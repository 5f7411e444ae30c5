"""The queue of answers: newest text first, what is old is never shown as current."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from detente.analyses.catalogue import quick_first
from detente.desk import Answers, Asked, Session
from detente.errors import InternalError, MissingSection, SettingError
from detente.scenario import Scenario, load, loads

SCENARIO = loads("title: t\nparties: {a: , b: }")


class Slow:
    """Stands for analyses: notes what is run, and waits where it is told to."""

    def __init__(self) -> None:
        self.ran: list[Asked] = []
        self.begun, self.go_on = Event(), Event()

    def __call__(self, asked: Asked, scenario: Scenario) -> str:
        self.ran.append(asked)
        if asked.analysis == "slow":
            self.begun.set()
            assert self.go_on.wait(60)
        if asked.analysis == "broken":
            raise ZeroDivisionError("none")
        return f"{asked.analysis} of {asked.digest}"


def queue() -> tuple[Answers, Slow]:
    slow = Slow()
    return Answers(slow), slow  # type: ignore[arg-type]


def test_the_newest_text_comes_first_and_old_ones_are_dropped() -> None:
    answers, slow = queue()
    answers.supersede("1")
    answers.ask(Asked("1", (), "slow"), SCENARIO)
    assert slow.begun.wait(60)
    old = Asked("1", (), "deals")
    assert answers.ask(old, SCENARIO).state == "waiting"
    answers.supersede("2")
    new = [Asked("2", (), name) for name in ("first", "second")]
    for asked in new:
        answers.ask(asked, SCENARIO)
    slow.go_on.set()
    done = answers.settled([*new, old])
    assert [one.state for one in done] == ["ready", "ready", "cancelled"]
    assert [one.result for one in done] == ["first of 2", "second of 2", None]
    assert slow.ran == [Asked("1", (), "slow"), *new]


def test_what_was_dropped_can_be_asked_again_and_what_is_known_is_not_computed_twice() -> None:
    answers, slow = queue()
    one, two = Asked("1", (), "deals"), Asked("1", ("a=1",), "deals")
    for _ in range(2):
        for asked in (one, two):
            answers.ask(asked, SCENARIO)
        answers.settled([one, two])
    assert slow.ran == [one, two]
    assert answers.ask(one, SCENARIO).state == "ready"


def test_cancelled_at_work_its_answer_is_not_kept() -> None:
    answers, slow = queue()
    asked, after = Asked("1", (), "slow"), Asked("1", (), "after")
    answers.ask(asked, SCENARIO)
    assert slow.begun.wait(60)
    answers.cancel(asked)
    slow.go_on.set()
    answers.ask(after, SCENARIO)
    states = [one.state for one in answers.settled([asked, after])]
    assert states == ["cancelled", "ready"]


def test_a_broken_analysis_ends_nothing() -> None:
    answers, _ = queue()
    broken, after = Asked("1", (), "broken"), Asked("1", (), "after")
    version = answers.version
    for asked in (broken, after):
        answers.ask(asked, SCENARIO)
    first, second = answers.settled([broken, after])
    assert (first.state, type(first.error)) == ("refused", InternalError)
    assert second.result == "after of 1"
    assert answers.version > version


def test_the_catalogue_says_what_applies_and_in_which_order() -> None:
    assert [each.name for each in quick_first(load("anchorage"))][:3] == [
        "stability",
        "deals",
        "beliefs",
    ]
    assert [each.name for each in quick_first(load("prisoners_dilemma"))] == ["stability"]


def test_answers_belong_to_the_text_of_now_and_its_variants(tmp_path: Path) -> None:
    file = tmp_path / "pd.yaml"
    file.write_text(load_text("prisoners_dilemma"))
    with Session(file) as session:
        session.set_variant("other", ["title=Other"])
        asked = [session.answer("stability", name).asked for name in ("", "other")]
        plain, other = session.answers.settled(asked)
        assert plain.result is not None
        assert other.result is not None
        assert plain.result.origin.digest == session.scenario.digest
        assert other.result.origin.title == "Other"
        session.edit("set", ("title",), "New", session.digest)
        now = session.answer("stability")
        assert now.asked.digest == session.scenario.digest
        assert now.asked != plain.asked
        (done,) = session.answers.settled([now.asked])
        assert done.result is not None
        assert done.result.origin.title == "New"
        session.undo(session.digest)
        assert session.answer("stability").result is plain.result


def test_a_refusal_is_an_answer(tmp_path: Path) -> None:
    with Session("prisoners_dilemma") as session:
        asked = [
            session.answer("deals").asked,
            session.answer("stability", settings={"desird": "YY"}).asked,
        ]
        first, second = session.answers.settled(asked)
        assert isinstance(first.error, MissingSection)
        assert isinstance(second.error, SettingError)


@pytest.mark.parametrize(
    ("case", "real"),
    [("prisoners_dilemma", False), pytest.param("house_sale", True, marks=pytest.mark.slow)],
)
def test_a_hundred_quick_changes_end_with_the_right_last_answer(
    tmp_path: Path, case: str, real: bool
) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(load_text(case))
    with Session(file) as session:
        if not real:
            session.answers = Answers(lambda _, scenario: Told(scenario))  # type: ignore[arg-type, return-value]
        for number in range(100):
            session.edit("set", ("title",), f"Title {number}", session.digest)
            session.all_answers()
        last = session.answers.settled([one.asked for one in session.all_answers()])
        assert last
        for one in last:
            assert one.result is not None
            assert one.result.origin.title == "Title 99"
            assert one.result.origin.digest == session.scenario.digest


class Told:
    """Stands for a result."""

    def __init__(self, scenario: Scenario) -> None:
        self.origin = scenario


def load_text(case: str) -> str:
    from detente.scenario.reading.files import source_text

    return source_text(case)[0]
