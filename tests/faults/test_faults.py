"""Inputs that were once answered wrongly, each standing for a kind, with what is right."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from command_line import detente

FILES = Path(__file__).with_name("files")
BRIEFS = Path(__file__).parents[1] / "brief"


def answer(*words: str, folder: Path = FILES) -> Any:
    """The answer of a command, which is one whole object."""
    done = detente(*words, "--json", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)["answer"]


def converted(name: str, folder: Path) -> Path:
    """A table of positions as a scenario file."""
    there = folder / f"{name}.yaml"
    done = detente("convert", f"{name}.csv", str(there), "--from", "csv", folder=FILES)
    assert done.returncode == 0, done.stderr
    return there


def test_a_long_decimal_of_one_party_lowers_no_other_bottom_line() -> None:
    assert answer("deals", "lowered-reservation.yaml")["acceptable"] == 0


def test_a_package_that_leaves_somebody_nothing_never_beats_one_that_gains_for_all() -> None:
    found = answer("stages", "stages-floor.yaml")
    assert found["far_sighted"]["deal"] == found["short_sighted"]["deal"] == {"plan": "b"}


def test_a_guarantee_holds_with_ties_against_us() -> None:
    found = answer("security", "security-tie.yaml")
    ratings = {"t0": (89, 95, 94, 100, 16, 35), "t1": (36, 67, 28, 97, 12, 14)}
    ratings["t2"] = (80, 97, 21, 80, 30, 45)
    least, most, worst = {}, {}, {}
    for target, (_, loss, gain, more_gain, cost, more_cost) in ratings.items():
        covered = found["coverage"][target]
        least[target] = gain * (1 - covered) - more_cost * covered
        most[target] = more_gain * (1 - covered) - cost * covered
        worst[target] = -loss * (1 - covered)
    open_to_attack = [t for t in most if most[t] >= max(least[o] for o in least if o != t)]
    assert min(worst[target] for target in open_to_attack) >= found["guarantee"] - 1e-6


@pytest.mark.parametrize("name", ["if-fails-next", "if-fails-next-bargain"])
def test_a_stage_that_is_reached_because_another_failed_bargains(name: str) -> None:
    found = answer("stages", f"{name}.yaml")
    assert found["short_sighted"]["deal"] == {"plan": "x"}
    assert found["draws"]["agreement"] == 1.0
    assert "nothing changes" not in detente("stages", f"{name}.yaml", folder=FILES).stdout


def test_a_percentage_on_a_field_of_points_is_that_many_points() -> None:
    assert answer("deals", "percent-reservation.yaml")["acceptable"] == 0
    assert answer("deals", "percent-values.yaml")["frontier"][0]["utility"]["owner"] == 50


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("convert ragged.csv x.yaml --from csv", ":3: a row has as many cells as there are head"),
        ("convert mixedscale.csv x.yaml --from csv", ":3: the high of fee is the same in all its"),
        ("convert capthousand.csv x.yaml --from csv", ":2: a capability may be read as two numb"),
        ("convert threecol.csv x.yaml --from csv", ":1: headings are missing; .* capability$"),
        ("backtest pinf.csv", ":3: capability is a number of at least 0; given: inf"),
        ("check option-twice.yaml", ":3:14: .*: a name stands once in a list; given: strike"),
        ("check stage-error.yaml", ":8:24: stages.0.table: a name stands once in a list; given: a"),
        ("stages stage-error.yaml", ":8:24: stages.0.table: a name stands once in a list"),
        ("check range-hint.yaml", ":5:58: .*given: high..low; write low..high"),
        ("check decimal-comma.yaml", ":5:27: .*given: 0,5; write 0.5\n.*:5:38: .*write 0.5\n"),
        ("check chr-range.yaml", ":1:9: there is no character of this number"),
        ("deals nobody-at-the-table.yaml", "parties: nobody with preferences is at the table;"),
        ("log score --file log-inf.jsonl", "log-inf.jsonl:1: "),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place_and_its_cause(words: str, said: str) -> None:
    done = detente(*words.split(), folder=FILES)
    assert (done.returncode, done.stdout.count("\n") > 1) == (2, False)
    assert re.search(said, done.stderr, re.MULTILINE), done.stderr


@pytest.mark.parametrize("name", ["german", "sep"])
def test_german_headings_and_a_stated_separator_are_understood(name: str, tmp_path: Path) -> None:
    text = converted(name, tmp_path).read_text(encoding="utf-8")
    assert re.findall(r"position: (\S+)", text) == ["2.5", "7.5", "5"]
    assert re.findall(r"salience: (\S+)", text) == ["80", "60.5", "40"]


def test_a_table_there_and_back_keeps_names_digits_and_scales(tmp_path: Path) -> None:
    kept = {"names": ["North; Upper", "South, Lower", "north upper", "North-Upper"]}
    kept |= {"convert-precision": ["123456.789", "40.1234567"], "convert-million": ["1000000"]}
    for name, texts in kept.items():
        there = converted(name, tmp_path)
        done = detente("convert", str(there), f"{name}.csv", folder=tmp_path)
        assert done.returncode == 0, done.stderr
        back = (tmp_path / f"{name}.csv").read_text(encoding="utf-8")
        assert [text for text in texts if text not in back] == []


def test_large_numbers_keep_their_digits_and_years_get_no_separator() -> None:
    text = detente("deals", "large-numbers.yaml", folder=FILES).stdout
    assert "Year: 2040" in text
    assert not re.search(r"2,0\d\d\b", text)
    assert "333,333,333,333.33" in text
    assert "e+11" not in json.dumps(answer("deals", "large-numbers.yaml"))


def test_a_third_is_a_third() -> None:
    assert answer("deals", "thirds.yaml")["acceptable"] == 1


def test_two_parties_of_one_name_are_remarked() -> None:
    done = detente("check", "same-name.yaml", folder=FILES)
    assert (done.returncode, "share the name Same" in done.stdout) == (0, True)


def test_three_at_the_table_have_a_mediator_and_no_caution(tmp_path: Path) -> None:
    assert answer("simulate", "three-at-the-table.yaml")["parties"] == ["a", "b", "c"]
    path = tmp_path / "brief.md"
    done = detente("brief", "three-at-the-table.yaml", "-o", str(path), folder=FILES)
    assert done.returncode == 0, done.stderr
    text = path.read_text(encoding="utf-8")
    assert "could not be carried out" not in text
    assert "['a'" not in text


def test_every_name_of_a_brief_that_is_read_from_the_right_is_isolated(tmp_path: Path) -> None:
    paths = {"html": ("<bdi>", "</bdi>"), "md": ("\u2068", "\u2069")}
    for ending, (first, last) in paths.items():
        path = tmp_path / f"brief.{ending}"
        words = ["brief", "right-to-left.yaml", "-o", str(path), "--draws", "20"]
        assert detente(*words, folder=FILES).returncode == 0
        text = path.read_text(encoding="utf-8")
        isolated = re.sub(f"{first}.*?{last}", "", re.sub(r"<svg.*?</svg>", "", text, flags=re.S))
        inside = re.sub(r"<(title|style|script)\b.*?</\1>|=\"[^\"]*\"", "", isolated, flags=re.S)
        assert not re.search("[\u0590-\u06ff]", inside)


def test_drivers_fall_back_to_stability() -> None:
    found = detente("drivers", "options-only.yaml", "--draws", "50", "--json", folder=FILES)
    assert json.loads(found.stdout)["analysis"] == "stability"


def test_an_answer_is_one_whole_object_whatever_the_weights() -> None:
    assert answer("deals", "inf-in-json.yaml", "--agenda")["count"] > 0


@pytest.mark.parametrize("name", ["two-long-scales", "two-long-scales-ratified"])
def test_an_issue_that_nobody_weighs_costs_nothing(name: str) -> None:
    found = answer("deals", f"{name}.yaml")
    assert (found["count"], found["free"]) == (1001**2, ["copy"])


def test_a_plain_split_of_many_issues_is_answered_with_and_without_draws() -> None:
    assert answer("deals", "plain-split.yaml")["acceptable"] == 0
    assert answer("deals", "plain-split.yaml", "--draws", "2")


@pytest.mark.slow
def test_a_plain_split_of_many_issues_has_a_brief(tmp_path: Path) -> None:
    path = str(tmp_path / "brief.html")
    assert detente("brief", "plain-split.yaml", "-o", path, folder=FILES).returncode == 0


@pytest.mark.slow
def test_a_case_of_nine_issues_and_seven_parties_is_answered_as_foreseen() -> None:
    done = detente("check", "iran.yaml", folder=BRIEFS)
    assert (done.returncode, "refused" in done.stdout) == (0, False)
    assert answer("stages", "iran.yaml", folder=BRIEFS)["win_sets"]


@pytest.mark.parametrize("name", ["iran", "collective-bargaining"])
def test_no_forecast_lies_where_a_needed_party_rules_it_out(name: str) -> None:
    done = detente("forecast", f"{name}.yaml", "--draws", "20", "--json", folder=BRIEFS)
    issues = json.loads(done.stdout)["answer"]["issues"].values()
    limited = [issue for issue in issues if issue["ruled_out"] is not None]
    assert limited
    for issue in limited:
        for number in (issue["point"], *issue["interval"]):
            ends = issue["ruled_out"]["accepted"]
            assert any(low - 1e-6 <= number <= high + 1e-6 for low, high in ends)


SECURITY = "title: t\nparties: {a: {}}\nsecurity: {targets: {t: {WHAT}, u: {worth: 3}}, UNITS}\n"
UNITS = "resources: {r: {units: 1, protects: all}}, adversaries: {o: {gain: {u: MOST}}}"
FORECAST = (
    "title: t\nparties: {a: {}, b: {}}\nissues: {n: {scale: 0..9}}\npositions:\n"
    "  n: {a: {position: 1, capability: 1e308}, b: {position: 9, capability: 1e308}}\n"
)


@pytest.mark.parametrize(
    ("text", "command", "said"),
    [
        (SECURITY.replace("WHAT", "worth: 1e10"), "security", "3:33: .*given: 1e10; write at most"),
        (SECURITY.replace("WHAT", "worth: 3, cost: 1..2e9"), "security", "3:42: .*too large"),
        (SECURITY.replace("WHAT", "worth: 1e12, cost: -1e10"), "security", "1e12.*\n.*-1e10"),
        (FORECAST, "forecast", "capability: their sum is too large; only their ratios count"),
    ],
)
def test_numbers_too_large_to_be_told_apart_are_refused(
    text: str, command: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "t.yaml").write_text(text.replace("UNITS", UNITS).replace("MOST", "5"), "utf-8")
    done = detente(command, "t.yaml", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(said, done.stderr), done.stderr
    checked = detente("check", "t.yaml", folder=tmp_path)
    assert "too large" in checked.stdout + checked.stderr


TWO = "title: t\nparties: {a: {}, b: {}}\n"
WANTS = "preferences: {a: {weights: {i: 1}, values: {i: rising}, reservation: GIVEN}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("issues: {i: {values: [p, q]}}\n" + WANTS.replace("GIVEN", "20-40"), "write 20..40"),
        ("issues: {i: {values: [p, q]}}\n" + WANTS.replace("GIVEN", "5 to 9%"), "write 5..9%"),
        ("issues: {i: {scale: 2025–2055}}\n", "write scale: 2025..2055"),
        ("issues: {i: {scale: 0 bis 50%}}\n", "write scale: 0..50"),
        ("stages: [{table: [a]}, {table: [b], after: '1,5 weeks'}]\n", "write 1.5 weeks"),
    ],
)
def test_advice_fits_what_was_given(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TWO + text, "utf-8")
    done = detente("check", "t.yaml", folder=tmp_path)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_values_that_a_reader_takes_for_one_another_are_remarked(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TWO + "issues: {i: {values: [none, None]}}\n", "utf-8")
    told = detente("check", "t.yaml", "--language", "de", folder=tmp_path).stdout
    assert "von den Werten von i heißen none, None gleich: none" in told


def test_texts_of_a_log_that_are_read_from_the_right_are_isolated_whole(tmp_path: Path) -> None:
    detente("log", "add", "اتفاق 3 سنوات", "60%", "--file", "l.jsonl", folder=tmp_path)
    told = detente("log", "score", "--file", "l.jsonl", folder=tmp_path).stdout
    assert "\u2068اتفاق 3 سنوات\u2069" in told
    took = detente("log", "take", "ratified_share", "--file", "l.jsonl", folder=tmp_path).stdout
    assert took == "One statement added to l.jsonl.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("deals house_sale --power seller=2 --power seller=3", "it is given twice; leave one"),
        ("compare house_sale --set title=a --set title=b", "'title=b' cannot be used; it is given"),
        ("stability anchorage --behaviour russia=nash,russia=gmr", "it is given twice"),
        ("deals house_sale --keep d.npz", "--keep: it is given; add --draws"),
        ("deals house_sale --jobs 2", "--jobs: it is given; add --draws"),
        ("security anchorage --hours 8", "--hours: it is given; add --roster"),
        ("roster anchorage --shifts 2 --seed 1 -o r.xlsx", "end the name in .txt, .ics, .csv or"),
        ("roster anchorage --shifts 2 --seed 1 -o r.ics --format csv", "end the name in .csv"),
        ("roster anchorage --shifts 2 --seed 1 -o r.csv --json", "leave it out where -o is given"),
    ],
)
def test_nothing_that_is_asked_for_is_left_out_unsaid(
    words: str, said: str, tmp_path: Path
) -> None:
    done = detente(*words.split(), folder=tmp_path)
    assert (done.returncode, done.stdout, [*tmp_path.iterdir()]) == (2, "", [])
    assert said in done.stderr


def test_the_ending_of_a_roster_says_what_is_written(tmp_path: Path) -> None:
    words = ["roster", "anchorage", "--shifts", "2", "--seed", "1", "-o", "r.ics"]
    assert detente(*words, folder=tmp_path).returncode == 0
    assert (tmp_path / "r.ics").read_text("utf-8").startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    "words", ["brief house_sale --data f -o b.md", "roles house_sale -o f", "convert house_sale f"]
)
def test_a_file_where_a_folder_is_meant_is_told(words: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("mine", "utf-8")
    done = detente(*words.split(), *["--to", "genius"] * ("convert" in words), folder=tmp_path)
    assert (done.returncode, done.stderr) == (2, "f: this is not a folder; name a folder\n")
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def crowd(parties: int, consent: str) -> str:
    names = [f"p{k}" for k in range(parties)]
    wants = "".join(
        f"  {name}: {{weights: {{i: 1}}, values: {{i: {('rising', 'falling')[k % 2]}}}}}\n"
        for k, name in enumerate(names)
    )
    seats = ", ".join(f"{name}: {{}}" for name in names)
    head = f"title: t\nparties: {{{seats}}}\nissues: {{i: {{values: [p, q]}}}}\n"
    return f"{head}preferences:\n{wants}consent: {consent}\n"


@pytest.mark.parametrize(
    ("parties", "consent", "said"),
    [
        (40, "all", "there are 40 parties at the table; at most 20: state at_table: false"),
        (15, "majority", "6,435 smallest groups of parties can decide; at most 2,000"),
        (15, "{quota: 8, vetoes: [p0]}", "3,432 smallest groups of parties can decide"),
    ],
)
def test_a_crowd_at_the_table_is_refused_as_check_foresees(
    parties: int, consent: str, said: str, tmp_path: Path
) -> None:
    """Groups of parties are as many as twice with each party more."""
    (tmp_path / "t.yaml").write_text(crowd(parties, consent), "utf-8")
    done = detente("deals", "t.yaml", folder=tmp_path)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert (
        f"deals would be refused: consent: {said}"
        in detente("check", "t.yaml", folder=tmp_path).stdout
    )


def test_many_at_a_table_who_must_all_consent_are_no_crowd(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(crowd(20, "all"), "utf-8")
    assert answer("deals", "t.yaml", folder=tmp_path)["acceptable"] == 2
