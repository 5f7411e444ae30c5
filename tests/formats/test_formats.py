"""Reading and writing other tools' tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.errors import DetenteError, FileError, MissingSection, ScenarioError, SettingError
from detente.formats import FORMATS, detect, read_past, read_scenario, write_scenario
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
    with pytest.raises(SettingError, match="p1"):
        read_scenario(saved(tmp_path, PAST))


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
