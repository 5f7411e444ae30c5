"""From a scenario to an answer with names."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import detente
from analysis_contract import AnalysisContract
from detente.analyses.catalogue import refusals
from detente.analyses.security import allocate_coverage, security_conclusions, solve
from detente.analyses.security.game import Payoffs
from detente.analyses.security.mixed import cover_kinds
from detente.analyses.security.result import SecurityResult
from detente.analyses.security.supply import Supply
from detente.cli.app import make_app
from detente.errors import MissingSection, ScenarioError, SettingError
from detente.scenario import Draws, Scenario, best_draws, load, loads

HEAD = "title: Venue\nparties: {host: {}}\nsecurity:\n"

PLAIN = (
    HEAD
    + """
  targets: {a: {loss: 10, gain: 10}, b: {loss: 6, gain: 6}, c: {loss: 4, gain: 4}}
  resources:
    one: {units: 1, protects: [a, b], owner: host}
    two: {units: 1, protects: [c], owner: guest}
"""
)

KINDS = (
    PLAIN
    + """
  adversaries:
    cell: {prior: 60, cost: {c: 2}}
    crowd: {prior: 30, behaviour: noisy}
    careful: {prior: 10, behaviour: cautious}
"""
)

RANGES = (
    HEAD
    + """
  targets:
    a: {worth: high, at: [0, 1]}
    b: {worth: 40..60, cost: 5..10, at: [1, 1]}
    c: {worth: low}
  resources: {guards: {units: 2, protects: all, rest: 1}}
"""
)


def coverage_of(result: SecurityResult) -> np.ndarray:
    return np.array(list(result.coverage.values()))


class TestContract(AnalysisContract):
    name = "security"


def test_typed_units_by_name() -> None:
    result = allocate_coverage(loads(PLAIN))
    answer = result.answer()
    assert answer["method"] == "linear"
    assert answer["coverage"] == pytest.approx({"a": 0.625, "b": 0.375, "c": 0.0625})
    assert answer["attacker_value"] == pytest.approx(3.75)
    assert answer["defender_value"] == pytest.approx(-3.75)
    assert answer["spare"] == pytest.approx({"one": 0, "two": 0.9375})
    assert next(iter(answer["cross_table"])) == "ours"
    assert answer["forces"]["gain"] == pytest.approx(0)
    assert answer["gap"] is None
    assert {
        "method",
        "coverage",
        "attacker_value",
        "defender_value",
        "attacked",
        "spare",
        "cross_table",
    } <= answer.keys()


def test_method_is_chosen_by_what_is_stated() -> None:
    equal = PLAIN.replace("[a, b]", "all").replace("[c]", "all")
    chosen = {
        text: allocate_coverage(loads(text)).found.method for text in (equal, PLAIN, KINDS, RANGES)
    }
    assert list(chosen.values()) == ["linear", "linear", "mixed", "intervals"]
    noisy = PLAIN + "  adversaries: {crowd: {behaviour: noisy, form: subjective}}\n"
    assert allocate_coverage(loads(noisy)).found.method == "subjective"


@pytest.mark.parametrize("method", ["mixed", "intervals", "quantal", "subjective", "maximin"])
def test_methods_that_suit_several_kinds(method: str) -> None:
    result = allocate_coverage(loads(KINDS), method=method)
    assert result.answer()["method"] == method
    assert sum(result.coverage.values()) <= 2 + 1e-9


@pytest.mark.parametrize("method", ["closed-form", "linear"])
def test_methods_that_do_not_suit_say_which_do(method: str) -> None:
    with pytest.raises(SettingError, match="choose"):
        allocate_coverage(loads(KINDS), method=method)


def test_closed_form_is_another_name_of_linear() -> None:
    one, two = (allocate_coverage(loads(PLAIN), method=m) for m in ("closed-form", "linear"))
    assert one.answer() == two.answer()


def test_of_targets_equally_bad_for_us_the_one_protected_least_is_the_most_exposed() -> None:
    result = allocate_coverage(loads(RANGES.replace("c: {worth: low}", "c: {worth: 40..60}")))
    ours = result.problem.ranges.low.ours(coverage_of(result))
    named = {
        name: (value, result.coverage[name])
        for name, value in zip(result.coverage, ours, strict=True)
        if name in result.found.reckoned_with
    }
    worst = min(value for value, _ in named.values())
    tied = {name: share for name, (value, share) in named.items() if value <= worst + 1e-6}
    assert len(tied) > 1
    assert tied[result.found.most_exposed] == pytest.approx(min(tied.values()))


def test_cautious_and_noisy_kinds_differ_in_the_cross_table() -> None:
    table = allocate_coverage(loads(KINDS)).found.cross_table
    assert list(table["ours"]) == ["cell", "crowd", "careful", "hostile"]
    assert len({round(value, 6) for value in table["ours"].values()}) > 1
    assert all(table["maximin"]["hostile"] >= row["hostile"] - 1e-9 for row in table.values())


def test_our_plan_is_best_against_whom_it_is_made_for() -> None:
    table = allocate_coverage(loads(PLAIN)).found.cross_table
    assert all(table["ours"]["observer"] >= row["observer"] - 1e-9 for row in table.values())


def test_ranges_give_a_guarantee_below_the_best_estimate() -> None:
    result = allocate_coverage(loads(RANGES))
    assert result.found.guarantee <= result.found.defender_value + 1e-9
    assert result.found.guarantee == pytest.approx(result.found.objective)
    assert result.answer()["reckoned_with"]


def test_more_units_never_hurt_and_curves_pass_through_the_plan() -> None:
    for text in (PLAIN, RANGES):
        result = allocate_coverage(loads(text))
        for name, pairs in result.found.curves.items():
            values = [value for _, value in pairs]
            assert all(b >= a - 1e-7 for a, b in pairwise(values)), name
            assert min(abs(value - result.found.objective) for value in values) < 1e-6


@pytest.mark.parametrize("text", [PLAIN, RANGES, KINDS])
def test_spare_units_can_be_posted_without_harm(text: str) -> None:
    plain = allocate_coverage(loads(text))
    full = allocate_coverage(loads(text), use_spare=True)
    assert full.found.objective >= plain.found.objective - 1e-6
    assert all(full.coverage[name] >= share - 1e-6 for name, share in plain.coverage.items())
    assert sum(full.coverage.values()) >= sum(plain.coverage.values()) - 1e-6


def test_an_adversary_that_errs_may_strike_anywhere() -> None:
    result = allocate_coverage(loads(RANGES + "  adversaries: {crowd: {behaviour: noisy}}\n"))
    low = result.problem.ranges.low
    worst = low.ours(coverage_of(result)).min()
    assert result.answer()["guarantee"] == pytest.approx(worst)


def test_posting_spare_units_ends_the_tie() -> None:
    full = allocate_coverage(loads(PLAIN), use_spare=True)
    assert full.coverage["c"] == pytest.approx(1, abs=1e-5)
    assert full.answer()["attacked"] != "c"


@pytest.mark.parametrize("units", [2, 3])
def test_idle_units_of_joint_duties_are_those_that_no_duty_needs(units: int) -> None:
    text = (
        HEAD
        + f"""
  targets: {{hall: {{worth: 10, needs: 2}}}}
  resources: {{guards: {{units: {units}, protects: all}}}}
"""
    )
    answer = allocate_coverage(loads(text)).answer()
    assert answer["coverage"] == pytest.approx({"hall": 1.0})
    assert answer["spare"] == pytest.approx({"guards": units - 2})


def test_rest_takes_units_off_duty() -> None:
    assert allocate_coverage(loads(RANGES)).problem.supply.number.tolist() == [1]


def test_one_more_unit_is_one_unit_where_units_rest() -> None:
    """Two people are one on duty: a third changes nothing, and the fourth is the second on duty."""
    value = {
        units: allocate_coverage(loads(RANGES.replace("units: 2", f"units: {units}")))
        for units in (2, 3, 4)
    }
    two, three, four = (found.answer() for found in value.values())
    gain = four["objective"] - two["objective"]
    assert three["objective"] == pytest.approx(two["objective"])
    assert two["one_more"]["guards"] == {"defender": 0.0, "attacker": 0.0}
    assert two["one_more_on_duty"]["guards"]["units"] == 2
    assert two["one_more_on_duty"]["guards"]["defender"] == pytest.approx(gain)
    assert three["one_more"]["guards"]["defender"] == pytest.approx(gain)
    said = [" ".join(n.text for n in value[k].statements("en")) for k in (2, 3)]
    assert "that takes 2 more units" in said[0]
    assert "One more unit helps most here: guards" in said[1]


@pytest.mark.parametrize("units", range(1, 7))
def test_nothing_is_both_not_needed_and_worth_having_more_of(units: int) -> None:
    text = RANGES.replace("units: 2", f"units: {units}").replace(", rest: 1", "")
    said = " ".join(note.text for note in allocate_coverage(loads(text)).statements("en"))
    assert not ("leaves idle" in said and "helps most" in said)


def test_planning_together_is_never_worse_than_apart() -> None:
    shared = PLAIN.replace("protects: [c]", "protects: [a, c]")
    forces = allocate_coverage(loads(shared)).answer()["forces"]
    assert forces["together"] >= forces["apart"] - 1e-9
    assert forces["gain"] > 0


def test_shifts_make_a_target_count_once_a_shift() -> None:
    text = PLAIN.replace("  targets", "  shifts: [day, night]\n  targets")
    result = allocate_coverage(loads(text.replace("[c], owner", "[c], shifts: [night], owner")))
    assert set(result.coverage) == {f"{t}@{s}" for t in "abc" for s in ("day", "night")}
    assert result.coverage["c@day"] == 0
    assert result.answer()["attacker_value"] == pytest.approx(4)


def test_rescaling_the_adversary_changes_nothing() -> None:
    scaled = re.sub(r"gain: (\d+)", lambda found: f"gain: {70 * int(found[1])}", PLAIN)
    for method in ("linear", "intervals", "quantal", "subjective", "mixed"):
        one, two = (allocate_coverage(loads(text), method=method) for text in (PLAIN, scaled))
        assert dict(two.coverage) == pytest.approx(dict(one.coverage), abs=1e-7), method


def test_conclusions_hold_the_plan_against_draws() -> None:
    scenario = loads(RANGES)
    best = best_draws(scenario)
    values = {path: np.repeat(column, 3) for path, column in best.values.items()}
    values[("security", "targets", "c", "worth")] = np.array([25.0, 90.0, 90.0])
    found = security_conclusions(scenario, Draws(3, values, {}))
    plain = allocate_coverage(scenario)
    assert found["value"][0] == pytest.approx(plain.found.defender_value)
    assert found["attacked.c"].tolist() == [0, 1, 1]
    assert sum(
        column for name, column in found.items() if name.startswith("attacked.")
    ).tolist() == [1, 1, 1]


def test_noisy_conclusions_agree_with_the_plain_answer() -> None:
    scenario = loads(KINDS)
    found = security_conclusions(scenario, best_draws(scenario))
    assert found["value"].tolist() == pytest.approx(
        [allocate_coverage(scenario).found.defender_value]
    )


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("protects: [c]", "protects: [d]", "no target of this name"),
        ("protects: [c], ", "", "protects nothing"),
        ("c: {loss: 4, gain: 4}", "c: {}", "a worth is missing"),
        (
            "c: {loss: 4, gain: 4}",
            "c: {loss: 4, gain: 4, loss_covered: 5}",
            "must not make a loss larger",
        ),
        ("c: {loss: 4, gain: 4}", "c: {loss: 4, gain: -4}", "must leave the adversary less"),
        (
            "units: 1, protects: [c]",
            "units: 1, shifts: [day], protects: [c]",
            "no shift of this name",
        ),
        ("units: 1, protects: [c]", "units: -1, protects: [c]", "too small"),
    ],
)
def test_a_wrong_section_is_reported(old: str, new: str, rule: str) -> None:
    with pytest.raises(ScenarioError, match=rule):
        loads(PLAIN.replace(old, new))


def test_settings_are_checked() -> None:
    with pytest.raises(SettingError, match="method"):
        allocate_coverage(loads(PLAIN), method="guess")
    with pytest.raises(SettingError, match="seconds"):
        allocate_coverage(loads(PLAIN), seconds=0)
    with pytest.raises(MissingSection, match="targets"):
        allocate_coverage(loads("title: t\nparties: {a: {}}"))


INVENTED = KINDS.replace("security:\n", "security:\n  invented: true\n")


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "venue.yaml"
    path.write_text("as_of: 2025-08-15\n" + KINDS, encoding="utf-8")
    return str(path)


def test_command_prints_json(file: str) -> None:
    run = CliRunner().invoke(make_app(), ["security", file, "--json", "--method", "maximin"])
    assert run.exit_code == 0
    assert json.loads(run.stdout)["answer"]["method"] == "maximin"


@pytest.mark.parametrize(
    ("form", "begin"),
    [
        ("table", "Gelost"),
        ("ics", "BEGIN:VCALENDAR"),
        ("csv", "shift,name"),
        ("html", "<!doctype html>"),
    ],
)
def test_roster_command_writes_every_form(file: str, form: str, begin: str) -> None:
    command = ["roster", file, "--shifts", "5", "--seed", "7", "--format", form, "--language", "de"]
    run = CliRunner().invoke(make_app(), command)
    assert run.exit_code == 0, run.output
    assert run.stdout.lower().startswith(begin.lower())


def test_roster_command_keeps_existing_files(file: str, tmp_path: Path) -> None:
    out = tmp_path / "roster.ics"
    command = ["roster", file, "--shifts", "5", "--seed", "0", "--format", "ics", "-o", str(out)]
    assert CliRunner().invoke(make_app(), command).exit_code == 0
    first = out.read_bytes()
    assert CliRunner().invoke(make_app(), command).exit_code != 0
    assert CliRunner().invoke(make_app(), [*command, "--force"]).exit_code == 0
    assert out.read_bytes() == first


def test_rosters_are_written_beside_the_analysis(file: str, tmp_path: Path) -> None:
    out = tmp_path / "roster.csv"
    command = ["security", file, "--roster", str(out), "--seed", "7", "--method", "maximin"]
    assert CliRunner().invoke(make_app(), [*command, "--shifts", "5"]).exit_code == 0
    same = ["roster", file, "--shifts", "5", "--seed", "7", "--format", "csv"]
    printed = CliRunner().invoke(make_app(), [*same, "--method", "maximin"]).stdout
    assert out.read_text(encoding="utf-8") == printed
    assert CliRunner().invoke(make_app(), command).exit_code != 0
    week = CliRunner().invoke(make_app(), [*command, "--force"])
    assert week.stdout == f"{out}: written\n"
    assert out.read_text(encoding="utf-8").splitlines()[-1].startswith("21,")
    with pytest.raises(SettingError, match=r"\.csv, \.ics or \.xlsx"):
        CliRunner().invoke(
            make_app(), ["security", file, "--roster", "r.txt"], catch_exceptions=False
        )


def test_invented_numbers_never_lead() -> None:
    told = [allocate_coverage(loads(text)).statements("en") for text in (KINDS, INVENTED)]
    assert [notes[0].kind for notes in told] == ["finding", "caution"]
    assert "invented" in told[1][0].text
    assert told[1][1:] == told[0]


@pytest.mark.parametrize("ending", ["html", "md", "docx"])
def test_protection_is_a_sheet_of_its_own(file: str, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"sheet.{ending}"
    command = ["security", file, "--sheet", "-o", str(out), "--language", "de"]
    run = CliRunner().invoke(make_app(), command)
    assert run.stdout == f"{out}: written\n"
    assert CliRunner().invoke(make_app(), command).exit_code != 0
    if ending == "md":
        text = out.read_text(encoding="utf-8")
        result = allocate_coverage(load(file))
        for table in result.tables("de"):
            assert f"**{table.title}**" in text
    refused = CliRunner().invoke(make_app(), [*command, "--force", "--json"])
    assert isinstance(refused.exception, SettingError)


def test_charts_show_the_plan_only_where_places_are_known() -> None:
    kinds = [
        {type(chart).__name__ for chart in allocate_coverage(loads(t)).charts()}
        for t in (PLAIN, RANGES)
    ]
    assert kinds[0] == {"BarChart", "LineChart"}
    assert kinds[1] == {"BarChart", "LineChart", "ScatterChart"}


def test_public_names() -> None:
    assert detente.allocate_coverage is allocate_coverage
    assert isinstance(loads(PLAIN), Scenario)


def test_sectors_have_a_table() -> None:
    text = PLAIN.replace("a: {loss: 10", "a: {sector: north, loss: 10")
    tables = allocate_coverage(loads(text)).tables("en")
    (sectors,) = (table for table in tables if table.title == "Protection by sector")
    assert sectors.rows == (
        ("north", pytest.approx(0.625), pytest.approx(62.5), pytest.approx(-3.75)),
    )
    assert not any(t.title == sectors.title for t in allocate_coverage(loads(PLAIN)).tables("en"))


TOURS = """
title: Tours
parties: {host: {}}
security:
  targets: {a: {worth: 40}, b: {worth: 30}, c: {worth: 20}, d: {worth: 10}}
  resources: {guards: {units: 1, protects: all}, spare: {units: 50, protects: [d]}}
  schedules: [{resource: guards, covers: [a, b]}, {resource: guards, covers: [c, d]}]
"""


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_plan_is_told_where_one_more_unit_makes_too_many_patterns(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    whole = allocate_coverage(loads(TOURS))
    most = max(len(block) for block in whole.problem.supply.blocks)
    assert max(len(block) for block in whole.problem.with_more("guards", 1).blocks) > most
    monkeypatch.setattr("detente.analyses.security.supply.MOST_PATTERNS", most)
    cut = allocate_coverage(loads(TOURS))
    known, left = whole.answer(), cut.answer()
    unknown = {"defender": None, "attacker": None}
    assert known["one_more"]["guards"]["defender"] > 1
    assert left["one_more"] == {"guards": unknown, "spare": known["one_more"]["spare"]}
    assert left["one_more"]["spare"] == {"defender": 0.0, "attacker": 0.0}
    assert left["one_more_on_duty"]["guards"] == {"units": 1, **unknown}
    assert left["coverage"] == known["coverage"]
    assert [note.key for note in cut.notes if note not in whole.notes] == [
        "security.note_more_unknown"
    ]
    said = " ".join(note.text for note in cut.statements(language))
    assert cut.words(language)("security.more_does_not_help") not in said
    units = next(table for table in cut.tables(language) if table.key == "security.units")
    assert [row[4] for row in units.rows] == [None, 0.0]
    monkeypatch.setattr("detente.analyses.security.supply.MOST_PATTERNS", most - 1)
    with pytest.raises(SettingError, match="duty patterns"):
        allocate_coverage(loads(TOURS))


@pytest.mark.parametrize("stops_early", [False, True])
def test_side_questions_share_half_of_the_time_of_the_plan(
    monkeypatch: pytest.MonkeyPatch, stops_early: bool
) -> None:
    """Where the plan itself is not known to be best, no gain over it is known either."""
    given: list[float] = []

    def cover(
        kinds: list[Payoffs], prior: np.ndarray, supply: Supply, *, seconds: float
    ) -> tuple[np.ndarray, float | None]:
        given.append(seconds)
        coverage, bound = cover_kinds(kinds, prior, supply, seconds=1e4)
        return coverage, 0.0 if stops_early else bound

    monkeypatch.setattr("detente.analyses.security.solve.cover_kinds", cover)
    found = allocate_coverage(loads(KINDS), seconds=1e6)
    more = [gained["defender"] for gained in found.answer()["one_more_on_duty"].values()]
    assert given[0] == 1e6
    assert given[-2:] == [2.5e5, 2.5e5]
    assert all(4.9e5 < seconds <= 5e5 for seconds in given[1:-2])
    assert len(given) == (3 if stops_early else 5)
    assert [gain is None for gain in more] == [stops_early] * 2
    assert ("security.note_more_unknown" in [note.key for note in found.notes]) == stops_early


def test_a_force_without_a_plan_in_time_refuses_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = allocate_coverage(loads(KINDS))
    assert whole.answer()["forces"] is not None

    def cover(
        kinds: list[Payoffs], prior: np.ndarray, supply: Supply, *, seconds: float
    ) -> tuple[np.ndarray, float | None]:
        if seconds < 1e6:
            raise SettingError("seconds", seconds, "allow more")
        return cover_kinds(kinds, prior, supply, seconds=1e4)

    monkeypatch.setattr("detente.analyses.security.solve.cover_kinds", cover)
    found = allocate_coverage(loads(KINDS), seconds=1e6)
    assert found.answer()["forces"] is None
    assert found.answer()["coverage"] == whole.answer()["coverage"]
    assert {note.key for note in found.notes} - {note.key for note in whole.notes} == {
        "security.note_more_unknown",
        "security.note_forces_unknown",
    }


def noisy_venue(targets: int, shifts: int) -> str:
    """Targets of rising worth in some shifts, two units, and an adversary who errs."""
    named = ", ".join(f"t{k}: {{worth: {10 + k}}}" for k in range(targets))
    return (
        "title: t\nparties: {host: {}}\nsecurity:\n"
        f"  shifts: [{', '.join(f's{k}' for k in range(shifts))}]\n  targets: {{{named}}}\n"
        "  resources: {a: {units: 2, protects: all}, b: {units: 1, protects: all}}\n"
        "  adversaries: {v: {behaviour: noisy}}\n"
    )


def test_more_targets_than_a_noisy_adversary_leaves_time_for_are_refused_and_foreseen() -> None:
    scenario = loads(noisy_venue(11, 11))
    with pytest.raises(SettingError, match=r"targets: 121 .* at most 120, shift by shift"):
        allocate_coverage(scenario)
    assert "security" in dict(refusals(scenario))
    assert allocate_coverage(scenario, method="maximin").coverage


def test_of_many_targets_and_a_noisy_adversary_one_more_is_left_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenario = loads(noisy_venue(5, 2))
    known = allocate_coverage(scenario).answer()["one_more"]
    assert all(pair["defender"] is not None for pair in known.values())
    monkeypatch.setattr(solve, "MOST_NOISY", 10)
    assert allocate_coverage(scenario).answer()["one_more"] == {
        name: {"defender": None, "attacker": None} for name in known
    }
