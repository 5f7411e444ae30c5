"""Reading and writing other tools' tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import DetenteError, FileError, MissingSection, ScenarioError, SettingError
from detente.formats import (
    FORMATS,
    detect,
    layout_for,
    read_past,
    read_scenario,
    write_scenario,
)
from detente.formats.actors import table_of
from detente.formats.rows import written
from detente.scenario import loads

SMP = """Oil talks,a made-up case,3,2
Actor,Description,Power,Policy Position,Policy Salience,Price Position,Price Salience
N,North,100,30,24,20,48
S,South,60.2,45,44.7,65,41.3
E,East,35,30,28.9,15,65.1
"""

BLOCKS = """Oil talks,,2,2
Actor,Description,Power,Policy,Price,Sal Policy,Sal Price
N,North,100,30,20,24,48
S,South,60,45,65,40,41
"""

DECIDE = """#/;a comment
#A;EU28;European Union;some note
#A;China;China;
#P;legal;legal form;
#M;legal;0;no binding agreement
#M;legal;80;binding targets
#P;finance;finance volume;
#D;EU28;legal;70;0.75;0.5
#D;China;legal;20;0.6;1
#D;EU28;finance;30;0.75;0.5
#D;China;finance;100;0,9;1
"""

TABLE = """issue,party,position,salience,capability,low,high,unit
delay,north,4,80,30,0,10,years
delay,south,10,,20,0,10,years
"""

PAST = """proposal;issue;party;position;salience;capability;outcome;status_quo
p1;i1;a;0;0.5;1;40;0
p1;i1;b;100;1;2;40;
p1;i2;a;0;0.5;1;;
p1;i2;b;50;0.5;1;;
"""


def saved(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "layout"), [(SMP, "smp"), (DECIDE, "decide"), (TABLE, "csv"), (PAST, "past")]
)
def test_layouts_are_recognised(tmp_path: Path, text: str, layout: str) -> None:
    assert detect(saved(tmp_path, text)) == layout
    assert layout in FORMATS


def test_smp_in_pairs_and_in_blocks(tmp_path: Path) -> None:
    scenario, _ = read_scenario(saved(tmp_path, SMP))
    assert scenario.title == "Oil talks"
    assert list(scenario.issues) == ["policy", "price"]
    stand = scenario.positions["price"]["s"]
    assert (stand.position.best, stand.salience.best, stand.capability.best) == (65, 41.3, 60.2)
    assert scenario.parties["n"].name == "North"
    blocks, _ = read_scenario(saved(tmp_path, BLOCKS))
    assert blocks.positions["price"]["s"].salience.best == 41


def test_decide_scales_and_shares(tmp_path: Path) -> None:
    scenario, text = read_scenario(saved(tmp_path, DECIDE))
    assert scenario.issues["legal"].ends == (0, 80)
    assert scenario.issues["finance"].ends == (0, 100)
    stand = scenario.positions["finance"]["china"]
    assert (stand.position.best, stand.salience.best, stand.capability.best) == (100, 90, 100)
    assert loads(text).positions == scenario.positions


def test_plain_table_keeps_scale_and_unit(tmp_path: Path) -> None:
    scenario, _ = read_scenario(saved(tmp_path, TABLE))
    assert (scenario.issues["delay"].scale, scenario.issues["delay"].unit) == ("0..10", "years")
    assert scenario.positions["delay"]["south"].salience is None


@pytest.mark.parametrize("layout", ["csv", "smp", "decide"])
def test_what_is_written_is_read_again(tmp_path: Path, layout: str) -> None:
    scenario, _ = read_scenario(saved(tmp_path, SMP))
    text, losses = write_scenario(scenario, layout)
    again, _ = read_scenario(saved(tmp_path, text), layout=layout)
    assert losses
    assert list(again.parties) == list(scenario.parties)
    for issue, other in zip(scenario.issues, again.issues, strict=True):
        for party in scenario.parties:
            a, b = scenario.positions[issue][party], again.positions[other][party]
            assert a.position.best == pytest.approx(b.position.best)


def test_named_values_are_written_as_places(tmp_path: Path) -> None:
    scenario = loads(
        "title: t\nparties: {a: {power: 60}, b: {}}\nissues: {x: {values: [no, half, yes]}}\n"
        "positions: {x: {a: {position: half}, b: {position: yes, salience: 40}}}"
    )
    text, _ = write_scenario(scenario, "csv")
    assert "x,a,50,,60,0,100," in text
    assert "x,b,100,40,,0,100," in text


def test_settled_issues_of_a_plain_table(tmp_path: Path) -> None:
    past = read_past(saved(tmp_path, PAST))
    assert past.left_out == (("i2", "outcome"),)
    (issue,) = past.issues
    assert issue.position.tolist() == [0, 100]
    assert issue.salience.tolist() == [0.5, 1]
    assert (issue.outcome, issue.status_quo, issue.kind) == (40, 0, "yes_no")


def test_settled_issues_on_a_scale_of_their_own(tmp_path: Path) -> None:
    text = (
        "proposal,issue,party,position,salience,capability,outcome,low,high\n"
        "p,i,a,2,50,1,3,2,4\np,i,b,3,50,1,,,\np,i,c,4,50,1,,,\n"
    )
    (issue,) = read_past(saved(tmp_path, text)).issues
    assert issue.position.tolist() == [0, 50, 100]
    assert issue.outcome == 50


def test_a_proposal_becomes_a_scenario_without_outcomes(tmp_path: Path) -> None:
    scenario, text = read_scenario(saved(tmp_path, PAST), proposal="p1")
    assert list(scenario.issues) == ["i1"]
    assert "40" not in text
    assert read_scenario(saved(tmp_path, PAST))[1] == text, "the only proposal is meant"
    two = saved(tmp_path, PAST.replace("p1;i2", "p2;i2").replace("1;;\n", "1;50;\n"))
    with pytest.raises(FileError, match=r"several negotiations.*p1, p2"):
        read_scenario(two)
    with pytest.raises(SettingError, match="'p3'"):
        read_scenario(two, proposal="p3")
    with pytest.raises(FileError, match="no issue of this table can be used"):
        read_scenario(saved(tmp_path, PAST.splitlines()[0]))


def test_the_published_layout_by_hand(tmp_path: Path) -> None:
    text = (
        "prnr\tisnr\trp\tout\tpxx\tsxx\tpyy\tsyy\n"
        "d1\t\t\t\t3\t\t5\t\nd1\td1i1\t10\t60\t20\t80\t90\t45\n"
    )
    (issue,) = read_past(saved(tmp_path, text)).issues
    assert issue.parties == ("xx", "yy")
    assert (issue.position.tolist(), issue.capability.tolist()) == ([20, 90], [3, 5])
    assert issue.salience.tolist() == [0.8, 0.45]
    assert (issue.outcome, issue.status_quo) == (60, 10)


def test_a_capability_on_an_issue_goes_before_the_power_of_a_party() -> None:
    text = PRECISE.replace("b: {name", "b: {power: 70, name").replace(
        "a: {name", "a: {power: 90, name"
    )
    stands = table_of(loads(text)).stands
    assert [stands["tax", party].capability for party in "ab"] == [30, 70]


def test_deu_layout(shared_data: Path) -> None:
    past = read_past(shared_data / "deu3.csv")
    assert (len(past.issues), len(past.proposals), len(past.left_out)) == (227, 86, 9)
    first = past.issues[0]
    assert (first.proposal, first.issue, first.outcome) == ("d00060", "d00060i1", 50)
    assert dict(zip(first.parties, first.capability, strict=True))["de"] == 4.1
    assert dict(zip(first.parties, first.salience, strict=True))["com"] == 0.8


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (SMP.replace("60.2,45", "sixty,145"), [4, 4]),
        (DECIDE.replace("#D;China;legal;20", "#D;Chnia;legal;90"), [9, 9]),
        (TABLE.replace("north,4", "north,40").replace("0,10,years\n", "0,10,years\n", 1), [2]),
        (PAST.replace("a;0;0.5;1;40", "a;-3;0.5;x;40"), [2, 2]),
    ],
)
def test_all_that_is_wrong_is_told_by_line(tmp_path: Path, text: str, lines: list[int]) -> None:
    path = saved(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        read_past(path) if "proposal" in text else read_scenario(path)
    assert [problem.line for problem in caught.value.problems] == lines


@pytest.mark.parametrize("text", ["", "\n\n", "nonsense", "a,b\n1,2\n", "\x00", "#D", '"open\n'])
def test_nonsense_is_refused_with_a_message(tmp_path: Path, text: str) -> None:
    path = saved(tmp_path, text)
    for reader in (read_past, read_scenario):
        with pytest.raises(DetenteError) as caught:
            reader(path)
        assert str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"\xff\xfe\x00")
    for name in ("nothing.csv", "latin.csv"):
        with pytest.raises(FileError, match=name):
            read_past(tmp_path / name)


def test_nothing_to_write_without_positions() -> None:
    bare = loads("title: t\nparties: {a: {}}")
    with pytest.raises(MissingSection, match="positions"):
        write_scenario(bare, "csv")
    with pytest.raises(SettingError, match="decide"):
        write_scenario(bare, "past")


# What a table says twice, half or in two ways


def problems(path: Path) -> list[tuple[int | None, str]]:
    reader = read_past if "outcome" in path.read_text(encoding="utf-8") else read_scenario
    with pytest.raises(ScenarioError) as caught:
        reader(path)
    return [(problem.line, problem.rule) for problem in caught.value.problems]


@pytest.mark.parametrize("row", ["delay,east,4,80,30,0,10", "delay,east,4,80,30,0,10,years,9"])
def test_a_row_that_does_not_fit_the_headings_is_refused(tmp_path: Path, row: str) -> None:
    rule = "a row has as many cells as there are headings"
    assert problems(saved(tmp_path, TABLE + row + "\n")) == [(4, rule)]


def test_ragged_rows_of_the_other_layouts_are_refused(tmp_path: Path) -> None:
    assert problems(saved(tmp_path, SMP.replace("20,48", "20,48,7")))[0][0] == 3
    assert problems(saved(tmp_path, PAST.replace("40;0", "40;0;9")))[0][0] == 2
    assert problems(saved(tmp_path, DECIDE.replace("0.75;0.5", "0.75;0.5;;1", 1)))[0][0] == 8


def test_empty_cells_behind_the_last_heading_are_none(tmp_path: Path) -> None:
    text = TABLE.replace("years\n", "years,,\n")
    assert read_scenario(saved(tmp_path, text))[1] == read_scenario(saved(tmp_path, TABLE))[1]


@pytest.mark.parametrize(
    ("column", "first", "second"), [("low", "0", "1"), ("high", "10", "20"), ("unit", "a", "b")]
)
def test_a_scale_is_the_same_in_all_its_rows(
    tmp_path: Path, column: str, first: str, second: str
) -> None:
    ends = {"low": "0", "high": "10", "unit": "a"}
    rows = [
        ",".join(["x", party, "5", "50", "1", *(ends | {column: given}).values()])
        for party, given in (("a", first), ("b", second), ("c", ""))
    ]
    text = "\n".join(["issue,party,position,salience,capability,low,high,unit", *rows])
    assert problems(saved(tmp_path, text)) == [
        (3, f"the {column} of x is the same in all its rows")
    ]


def test_one_number_written_in_two_ways_is_the_same(tmp_path: Path) -> None:
    text = TABLE.replace("20,0,10", "20,0.0,1e1")
    assert read_scenario(saved(tmp_path, text))[0].issues["delay"].ends == (0, 10)


@pytest.mark.parametrize(("low", "high"), [("10", "0"), ("0", "inf"), ("1.000", "2"), ("", "-5")])
def test_a_scale_that_cannot_be_used_is_one_problem(tmp_path: Path, low: str, high: str) -> None:
    text = f"issue,party,position,salience,capability,low,high\nx,a,500,50,1,{low},{high}"
    assert len(problems(saved(tmp_path, text))) == 1


@pytest.mark.parametrize("text", [TABLE, PAST])
def test_headings_that_are_missing_or_there_twice_are_named(tmp_path: Path, text: str) -> None:
    missing = saved(tmp_path, text.replace("salience", "remarks"))
    assert problems(missing) == [(1, "headings are missing")]
    twice = saved(tmp_path, text.replace("salience", "position"))
    assert "two columns have the same heading" in dict(problems(twice)).values()


def test_german_headings_decimal_commas_and_a_stated_separator(tmp_path: Path) -> None:
    german = "Thema;Akteur;Position;Salienz;Macht\nfee;north;2,5;80;30\nfee;south;7,5;60,5;30\n"
    scenario, text = read_scenario(saved(tmp_path, german))
    stand = scenario.positions["fee"]["south"]
    assert stand.position is not None
    assert (stand.position.best, stand.salience.best, stand.capability.best) == (7.5, 60.5, 30)
    assert read_scenario(saved(tmp_path, "sep=;\n" + german))[1] == text
    wrong = saved(tmp_path, "sep=;\r\n" + german.replace("7,5", "viel"))
    assert problems(wrong) == [(4, "a position is a number from 0 to 100")]


@pytest.mark.parametrize(
    ("decimal", "given"),
    [
        ("2,5", "1.000"),
        ("2,5", "1.000.000"),
        ("2,5", "1.234,5"),
        ("2.5", "1,000"),
        ("2.5", "1,234.5"),
        ("2.5", "1,234,567"),
        ("2.5", "1\u00a0000"),
        ("2", "1.000"),
        ("2", "1,000"),
    ],
)
def test_thousands_never_become_fractions(tmp_path: Path, decimal: str, given: str) -> None:
    text = f"issue;party;position;salience;capability\nfee;a;{decimal};80;{given}\n"
    assert problems(saved(tmp_path, text)) == [(2, "a capability may be read as two numbers")]


@pytest.mark.parametrize(
    ("decimal", "given", "meant"),
    [("2,5", "1,234", 1.234), ("2.5", "1.234", 1.234), ("2", "0.500", 0.5), ("2", "1000", 1000)],
)
def test_three_decimals_are_read_where_the_sign_is_known(
    tmp_path: Path, decimal: str, given: str, meant: float
) -> None:
    text = f"issue;party;position;salience;capability\nfee;a;{decimal};80;{given}\n"
    capability = read_scenario(saved(tmp_path, text))[0].positions["fee"]["a"].capability
    assert capability is not None
    assert capability.best == meant


@pytest.mark.parametrize("given", ["inf", "Infinity", "1e999", "nan", "1_000", "60%%", "0x10"])
def test_what_is_no_finite_number_is_refused(tmp_path: Path, given: str) -> None:
    for text, line in ((TABLE.replace("80,30", f"80,{given}"), 2), (PAST, 2)):
        changed = text.replace("0.5;1;40", f"0.5;{given};40")
        assert [found for found, _ in problems(saved(tmp_path, changed))] == [line]


def test_repeated_rows_of_the_decide_layout_are_refused(tmp_path: Path) -> None:
    text = DECIDE + "#D;China;finance;90;1;1\n#M;legal;0;nothing\n#A;China;PR China\n"
    rules = [rule for _, rule in problems(saved(tmp_path, text))]
    assert sorted(rules) == [f"two rows {mark} say the same" for mark in ("#A", "#D", "#M")]


def test_announced_and_actual_numbers_of_the_smp_layout_agree(tmp_path: Path) -> None:
    assert problems(saved(tmp_path, SMP + "W,West,1,1,1,1,1\n")) == [(1, "3 actors are announced")]
    assert problems(saved(tmp_path, SMP.replace("Price", "Policy")))[0][0] == 2


# There and back

PRECISE = """detente: 1
title: Digits and names
parties:
  a: {name: "North; Upper"}
  b: {name: "South, \\"Lower\\""}
issues:
  tax: {name: The tax, scale: 0..1000000, unit: "=1+1"}
  fee: {scale: 0.001..0.002}
positions:
  tax: {a: {position: 123456.789, salience: 50, capability: 30}, b: {position: 123.456}}
  fee: {a: {position: 0.0012345678, salience: 40.1234567, capability: 0.000001}}
"""


def test_a_plain_table_keeps_names_and_digits(tmp_path: Path) -> None:
    scenario = loads(PRECISE)
    again, _ = read_scenario(saved(tmp_path, write_scenario(scenario, "csv")[0]))
    for issue, stands in scenario.positions.items():
        for party, stand in stands.items():
            kept = again.positions[issue][party]
            for name in ("position", "salience", "capability"):
                stated, found = getattr(stand, name), getattr(kept, name)
                assert (stated and stated.best) == (found and found.best), name
    assert {key: issue.ends for key, issue in again.issues.items()} == {
        "tax": (0, 1e6),
        "fee": (0.001, 0.002),
    }
    assert again.issues["tax"].unit == "=1+1"
    for key in scenario.parties:
        assert again.party_name(key) == scenario.party_name(key)
    assert again.issue_name("tax") == "The tax"


@pytest.mark.parametrize("layout", ["csv", "smp", "decide"])
def test_what_a_layout_writes_it_can_read_and_what_it_cannot_hold_is_listed(
    tmp_path: Path, layout: str
) -> None:
    text, losses = write_scenario(loads(PRECISE), layout)
    again, _ = read_scenario(saved(tmp_path, text))
    tax = next(iter(again.issues))
    place, (low, high) = again.positions[tax]["a"].position, again.issues[tax].ends
    assert (place.best - low) / (high - low) == pytest.approx(0.123456789, rel=1e-12)
    kept_title = again.title == "Digits and names"
    assert kept_title != ("the title" in losses)


@pytest.mark.parametrize(
    ("name", "asked", "layout"),
    [
        ("t.yaml", None, "yaml"),
        ("t.YML", "yaml", "yaml"),
        ("t.csv", None, "csv"),
        ("t.csv", "smp", "smp"),
        ("t.txt", "decide", "decide"),
    ],
)
def test_the_ending_says_the_layout(name: str, asked: str | None, layout: str) -> None:
    assert layout_for(Path(name), asked) == layout


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("t.xlsx", None),
        ("t.docx", None),
        ("t.docx", "csv"),
        ("t", None),
        ("t.txt", None),
        ("t.csv", "yaml"),
        ("t.yaml", "csv"),
        ("t.csv", "past"),
        ("t.csv", "excel"),
    ],
)
def test_an_ending_that_does_not_go_with_the_layout_is_refused(
    name: str, asked: str | None
) -> None:
    with pytest.raises(SettingError):
        layout_for(Path(name), asked)


@pytest.mark.parametrize(
    ("plain", "percent"),
    [
        (TABLE.replace(",0,10,years", ",0,100,"), {"4,80,30": "4%,80 %,30%"}),
        (TABLE, {"4,80,30": "4,80%,30%"}),
        (SMP, {"100,30,24,20,48": "100%,30%,24%,20%,48%"}),
    ],
)
def test_a_percentage_of_a_table_is_that_many_points(
    tmp_path: Path, plain: str, percent: dict[str, str]
) -> None:
    wanted = read_scenario(saved(tmp_path, plain))[0].positions
    for old, new in percent.items():
        plain = plain.replace(old, new)
    assert read_scenario(saved(tmp_path, plain))[0].positions == wanted


def test_a_percentage_of_settled_issues_is_that_many_points(tmp_path: Path) -> None:
    text = PAST.replace("a;0;0.5;1;40;0", "a;0%;50%;1;40;0").replace("b;100;1;", "b;100;100 %;")
    (issue,) = read_past(saved(tmp_path, text)).issues
    assert issue.salience.tolist() == [0.5, 1]
    assert (issue.position.tolist(), issue.outcome) == ([0, 100], 40)


@pytest.mark.parametrize(
    "text", [TABLE.replace("north,4", "north,40%"), DECIDE.replace("70;0.75", "70;75%")]
)
def test_a_percentage_on_any_other_scale_is_refused(tmp_path: Path, text: str) -> None:
    assert len(problems(saved(tmp_path, text))) == 1


@pytest.mark.parametrize("salience", [33.333333333333336, 1e-7, 29.0, 0.1234567890123456])
def test_the_decide_layout_keeps_all_digits(tmp_path: Path, salience: float) -> None:
    table = TABLE.replace("4,80", f"4,{written(salience)}")
    scenario, _ = read_scenario(saved(tmp_path, table))
    text, _ = write_scenario(scenario, "decide")
    again, _ = read_scenario(saved(tmp_path, text, "d.csv"))
    before, after = (one.positions["delay"]["north"].salience for one in (scenario, again))
    assert before is not None
    assert after is not None
    assert (before.best, after.best) == (salience, salience)


@pytest.mark.parametrize(
    "text", [TABLE.splitlines()[0] + "\n", TABLE.replace("north", "no\x01rth")]
)
def test_a_refusal_names_no_line_that_is_not_there(tmp_path: Path, text: str) -> None:
    (found,) = problems(saved(tmp_path, text))
    assert found[0] in (None, 1, 2)


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        (",north,4,80,30,,,", [":4: the cell under issue is empty"]),
        ("delay,,,,100,,,", [":4: the cell under party is empty"]),
        ("delay,North,1,80,30,,,", [":4: this is written in another way elsewhere; given: North"]),
        ("Delay,east,1,80,30,,,", [":4: this is written in another way elsewhere; given: Delay"]),
        ("tax,east,2030,80,30,2025,,", [":4: the line of tax ends above its beginning"]),
    ],
)
def test_a_single_mistake_of_a_row_is_one_problem(
    tmp_path: Path, given: str, problems: list[str]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(saved(tmp_path, f"{TABLE}{given}\n"))
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == len(problems)
    assert all(problem in said for problem, said in zip(problems, told, strict=True))


def test_a_scale_with_one_end_that_does_not_fit_asks_for_both(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"given: 2025..100; state low and high"):
        read_scenario(saved(tmp_path, f"{TABLE}tax,east,2030,80,30,2025,,\n"))


def test_minus_signs_and_line_breaks_within_a_cell(tmp_path: Path) -> None:
    text = "issue,party,position,salience,capability,low\r\n"
    text += '"a\r\nb",n,\N{MINUS SIGN}4,80,30,\N{MINUS SIGN}10\r\n'
    scenario, _ = read_scenario(saved(tmp_path, text))
    assert scenario.issues["a_b"].name == "a\nb"
    assert scenario.positions["a_b"]["n"].position.best == -4


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("p,i1,,5,50,1,40", "cell under party is empty"),
        (",i1,e,5,50,1,40", "cell under proposal is empty"),
        ("p,i1,A,5,50,1,40", "given: A; write a"),
        ("p,i9,a,1,1,1,,2,1", "the line of i9 ends above its beginning"),
    ],
)
def test_a_wrong_row_of_settled_issues_is_one_problem(
    row: str, said: str, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    head = "proposal,issue,party,position,salience,capability,outcome,low,high\n"
    rows = [f"p,i{k},{party},{k},50,1,40" for k in (1, 2) for party in "ab"]
    text = head + "\n".join(f"{each},," for each in rows)
    row += "," * (8 - row.count(","))
    with pytest.raises(ScenarioError, match=said) as caught:
        read_past(saved(tmp_path, f"{text}\n{row}\n"))
    assert len(caught.value.problems) == 1
    assert not recwarn.list


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DECIDE.replace("#A;China", "#A;;Nobody\n#A;China"), "the cell under #A is empty"),
        (DECIDE.replace("#P;finance", "#P;Legal;\n#P;finance"), "given: Legal; write legal"),
        (DECIDE.replace("#M;legal;80", "#M;legal;0,0;no\n#M;legal;80"), "two rows #M say the same"),
        (SMP.replace("\nE,", "\n,"), "the cell under actor is empty"),
        (SMP.replace("\nE,", "\nn,"), "given: n; write N"),
    ],
)
def test_actors_and_issues_have_a_name_of_their_own(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=said) as caught:
        read_scenario(saved(tmp_path, text))
    assert len(caught.value.problems) == 1


def test_the_separator_is_the_one_that_parts_most(tmp_path: Path) -> None:
    text = "T; t,,1,1\nActor,Text,Power,Tax; all Position,Tax; all Salience\nN,N; S,5,3,9\n"
    scenario, _ = read_scenario(saved(tmp_path, text))
    assert list(scenario.issues) == ["tax_all"]


def test_more_dimensions_announced_than_memory_holds_are_counted(tmp_path: Path) -> None:
    text = SMP.replace("case,3,2", f"case,3,{'9' * 30}")
    with pytest.raises(ScenarioError, match="headings; given: 7"):
        read_scenario(saved(tmp_path, text))
