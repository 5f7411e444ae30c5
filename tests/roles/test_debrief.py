"""The debrief by the definitions: every package is written down and compared with every other."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import pytest

from detente.errors import FileError, MissingSection, ScenarioError
from detente.exhibits import Note, ScatterChart, Table
from detente.phrases import phrases
from detente.roles import (
    Group,
    compare_groups,
    debrief_charts,
    debrief_sheet,
    groups_template,
    instructor_sheet,
    read_groups,
    role_sheet,
)
from detente.scenario import load, loads

FILE = """
title: Three, one of them outside
parties: {a: {name: Anna}, b: {name: Ben}, c: {name: Cleo, at_table: false}}
issues:
  x: {name: Wages, values: [p, q, r]}
  y: {name: Days, scale: 0..10, steps: 6, unit: days}
  z: {name: Place, values: [m, n]}
rules: [not (x = p and y = 0)]
preferences:
  a:
    weights: {x: 50, y: 30, z: 20}
    values: {x: {p: 0, q: 70, r: 100}, y: rising, z: {m: 100, n: 0}}
    interactions: [{if: x = q and z = n, add: 12}]
    reservation: 30
  b:
    weights: {x: 20, y: 60, z: 20}
    values: {x: {p: 100, q: 60, r: 0}, y: falling, z: {m: 0, n: 100}}
    reservation: 35
    red_lines: [x = r and y <= 2]
  c: {weights: {x: 1}, values: {x: {p: 0, q: 50, r: 100}}, reservation: 60}
translations: {de: {issues.x: Löhne, issues.z.m: Mitte, Anna: Anne}}
"""
Deal = tuple[str, str, str]
DEALS: list[Deal] = list(itertools.product("pqr", [str(n) for n in range(0, 11, 2)], "mn"))
LIMIT = {"a": 30.0, "b": 35.0, "c": 60.0}


def worth(deal: Deal) -> dict[str, float]:
    x, y, z = deal
    a = 0.5 * {"p": 0, "q": 70, "r": 100}[x] + 3 * float(y) + 20 * (z == "m")
    b = 0.2 * {"p": 100, "q": 60, "r": 0}[x] + 6 * (10 - float(y)) + 20 * (z == "n")
    return {
        "a": a + 12 * (x == "q" and z == "n"),
        "b": b,
        "c": {"p": 0.0, "q": 50.0, "r": 100.0}[x],
    }


def ruled_out(deal: Deal) -> bool:
    return deal[0] == "p" and deal[1] == "0"


def crosses(deal: Deal) -> bool:
    return deal[0] == "r" and float(deal[1]) <= 2


def refuses(party: str, deal: Deal) -> bool:
    return worth(deal)[party] < LIMIT[party] or (party == "b" and crosses(deal))


def passes(deal: Deal) -> bool:
    return not ruled_out(deal) and not any(refuses(party, deal) for party in "ab")


def best_instead(deal: Deal | None) -> float:
    """What the best package, no worse for a and b, adds in all; it passes, or adds no breach."""
    now = LIMIT if deal is None else worth(deal)
    found = [0.0]
    for other in DEALS:
        allowed = passes(other)
        if deal is not None and not passes(deal):
            allowed |= (crosses(deal) or not crosses(other)) and not ruled_out(other)
        gains = [worth(other)[party] - now[party] for party in "ab"]
        if allowed and min(gains) > -1e-9:
            found.append(sum(gains))
    return max(found)


def as_group(deal: Deal | None) -> Group:
    return Group("/".join(deal or ("none",)), dict(zip("xyz", deal, strict=True)) if deal else None)


def test_every_package_by_brute_force() -> None:
    scenario = loads(FILE)
    choices: list[Deal | None] = [*DEALS, None]
    found = compare_groups(scenario, [as_group(deal) for deal in choices])
    for deal, outcome in zip(choices, found.outcomes, strict=True):
        now = LIMIT if deal is None else worth(deal)
        assert outcome.worth == pytest.approx(now)
        most = best_instead(deal)
        assert sum(outcome.left[party] for party in "ab") == pytest.approx(most), deal
        assert outcome.efficient == (most < 1e-9)
        if outcome.better is not None:
            instead: Deal = tuple(outcome.better.deal.values())  # type: ignore[assignment]
            gains = {party: worth(instead)[party] - now[party] for party in "abc"}
            assert outcome.left == pytest.approx(gains)
            assert min(gains["a"], gains["b"]) > -1e-9
        if deal is not None:
            everybody = "abc" if ruled_out(deal) else [p for p in "abc" if refuses(p, deal)]
            assert outcome.refused_by == tuple(everybody)


def test_all_groups_stand_on_one_chart_with_the_efficient_packages() -> None:
    reached: list[Deal] = [("p", "4", "n"), ("q", "6", "m"), ("p", "4", "n")]
    groups = [Group(name, as_group(d).deal) for name, d in zip("ABC", reached, strict=True)]
    sheet = debrief_sheet(compare_groups(loads(FILE), groups), "en")
    (chart,) = [e for s in sheet.front for e in s.exhibits if isinstance(e, ScatterChart)]
    shown = {point.tag: (point.x, point.y) for point in chart.points if point.series == "groups"}
    assert shown.keys() == {"A, C", "B"}
    for tag, deal in (("A, C", reached[0]), ("B", reached[1])):
        assert shown[tag] == pytest.approx((worth(deal)["a"], worth(deal)["b"]))
    passing = [(worth(d)["a"], worth(d)["b"]) for d in DEALS if passes(d)]
    efficient = {
        (round(a, 6), round(b, 6))
        for a, b in passing
        if not any(c >= a and d >= b and (c, d) != (a, b) for c, d in passing)
    }
    assert debrief_charts(compare_groups(loads(FILE), groups), "en") == [chart]
    others = {(round(p.x, 6), round(p.y, 6)) for p in chart.points if p.series != "groups"}
    assert others == efficient


def tables(sheet: object) -> Mapping[str, Table]:
    sections = getattr(sheet, "front", ())
    return {e.key: e for s in sections for e in s.exhibits if isinstance(e, Table)}


def test_the_debrief_says_who_should_have_refused_and_what_would_be_better() -> None:
    groups = [as_group(("r", "2", "m")), as_group(None), as_group(("q", "6", "n"))]
    english, german = (
        tables(debrief_sheet(compare_groups(loads(FILE), groups), language))
        for language in ("en", "de")
    )
    assert english.keys() == german.keys()
    rows = english["roles.worth"].rows
    assert rows[0] == ("No deal", 30, 35, 60, None)
    assert rows[1][1:4] == pytest.approx((76.0, 48.0, 100.0))
    assert rows[1][4] == "Ben (Wages: r and Days: 2 days or less)"
    assert rows[2][1:] == (30, 35, 60, None)
    assert english["roles.reached"].rows[1] == ("none", "no agreement", None, None)
    assert english["roles.reached"].rows[2][1:] == ("q", "6 days", "n")
    assert german["roles.reached"].rows[0][1:] == ("r", "2 days", "Mitte")
    assert [column.title for column in german["roles.worth"].columns][1] == "Anne"
    assert german["roles.worth"].rows[0][0] == "Keine Einigung"


def test_the_debrief_counts_who_agreed_and_names_who_could_do_no_better() -> None:
    reached = {"A": ("r", "2", "m"), "B": ("q", "6", "n"), "C": None, "D": ("p", "6", "m")}
    groups = [
        Group(name, deal and dict(zip("xyz", deal, strict=True))) for name, deal in reached.items()
    ]
    best = [
        name
        for name, deal in reached.items()
        if deal is not None
        and not any(
            passes(d) and d != deal and all(worth(d)[p] >= worth(deal)[p] for p in "ab")
            for d in DEALS
        )
    ]
    assert 0 < len(best) < 3
    first = debrief_sheet(compare_groups(loads(FILE), groups), "en").front[0].exhibits[0]
    assert isinstance(first, Note)
    assert "Agreements reached: 3 of 4." in first.text
    assert first.text.endswith(f"left on the table by {' and '.join(best)}.")


def test_a_number_between_the_points_of_a_scale_counts_as_it_is() -> None:
    scenario = loads("""
        title: A sale
        parties: {seller: {}, buyer: {}}
        issues: {price: {scale: 380..440}}
        preferences:
          seller: {weights: {price: 1}, values: {price: rising}, reservation: 20}
          buyer: {weights: {price: 1}, values: {price: falling}, reservation: 20}
        """)
    found = compare_groups(
        scenario, [Group("A", {"price": "412.34"}), Group("B", {"price": "381"})]
    )
    share = (412.34 - 380) / 60 * 100
    assert found.outcomes[0].worth == pytest.approx({"seller": share, "buyer": 100 - share})
    assert found.outcomes[0].refused_by == ()
    assert found.outcomes[1].refused_by == ("seller",)


def test_no_deal_leaves_nothing_where_no_package_suits_all() -> None:
    scenario = loads("""
        title: Far apart
        parties: {a: {}, b: {}}
        issues: {x: {values: [p, q]}}
        preferences:
          a: {weights: {x: 1}, values: {x: rising}, reservation: 60}
          b: {weights: {x: 1}, values: {x: falling}, reservation: 60}
        """)
    found = compare_groups(scenario, [Group("A")])
    assert found.outcomes[0].efficient
    assert found.outcomes[0].worth == {"a": 60.0, "b": 60.0}
    assert debrief_sheet(found, "de").front


def test_a_debrief_needs_issues_and_preferences() -> None:
    with pytest.raises(MissingSection, match="issues"):
        compare_groups(load("chicken"), [Group("A")])


def test_the_instructor_sees_what_each_answer_adds_and_where_to_trade() -> None:
    shown = tables(instructor_sheet(loads(FILE), "en"))
    scores = {(row[0], row[1]): row[2:] for row in shown["roles.scores"].rows}
    assert scores["Wages", "q"] == pytest.approx((35, 12, 50))
    assert scores["Days", "4 days"] == pytest.approx((12, 36, 0))
    trades = {row[0]: row[1:] for row in shown["roles.trades"].rows}
    assert trades == {
        "Wages": pytest.approx(("Anna", 50, "Ben", 20)),
        "Days": pytest.approx(("Ben", 60, "Anna", 30)),
    }
    assert {"deals.worth", "deals.acceptance", "deals.lines"} <= shown.keys()


@pytest.mark.parametrize(
    ("case", "part"), [("elmira", "no_deal"), ("emission_standards", "expected")]
)
def test_cases_without_packages_have_an_instructors_sheet_too(case: str, part: str) -> None:
    found = {section.key: section for section in instructor_sheet(load(case), "de").front}
    assert list(found) == ["case", part]
    assert found[part].exhibits


def test_an_instructor_is_told_why_an_analysis_has_no_answer() -> None:
    outside = FILE.replace("{name: Anna}", "{name: Anna, at_table: false}")
    outside = outside.replace("{name: Ben}", "{name: Ben, at_table: false}")
    for language, why in (("en", "nobody with preferences"), ("de", "niemand mit Präferenzen")):
        sheet = instructor_sheet(loads(outside), language)
        (part,) = [section for section in sheet.front if section.key == "frontier"]
        assert why in getattr(part.exhibits[0], "text", "")


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "groups.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_groups_may_use_words_of_both_languages_and_decimal_commas(tmp_path: Path) -> None:
    text = "Gruppe;Löhne;y;Place\nRot;q;6,0;Mitte\nBlau;P;10;n\nGrau;keine Einigung;;\n"
    for encoding in ("utf-8", "utf-8-sig"):
        assert read_groups(written(tmp_path, text, encoding), loads(FILE)) == (
            Group("Rot", {"x": "q", "y": "6", "z": "m"}),
            Group("Blau", {"x": "p", "y": "10", "z": "n"}),
            Group("Grau"),
        )


def test_the_template_is_read_back(tmp_path: Path) -> None:
    text = groups_template(loads(FILE)) + "A,q,4,m\n"
    (group,) = read_groups(written(tmp_path, text), loads(FILE))
    assert group.deal == {"x": "q", "y": "4", "z": "m"}


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_groups(written(folder, text), loads(FILE))
    assert all(problem.remedy for problem in caught.value.problems)
    return [f"{p.line}: {p.rule} [{p.given}]" for p in caught.value.problems]


def test_all_mistakes_are_told_at_once_by_line(tmp_path: Path) -> None:
    text = "group,x,y,z\na,s,5,m\nA,q,1.000,\n,q,11,no deal\nB,,,\nC,q\nD,q,x,m\n"
    assert problems(tmp_path, text) == [
        "2: the issue has no such value [s]",
        "2: the scale has no such step [5]",
        "3: two rows are of the same group [A]",
        "3: Days may be read as two numbers [1.000]",
        "3: this group has no value for Place []",
        "4: a row names its group []",
        "4: Days is a number from 0 to 10 [11]",
        "4: a group has a package or none [no deal]",
        "5: this group has no value for Wages []",
        "5: this group has no value for Days []",
        "5: this group has no value for Place []",
        "6: a row has as many cells as there are headings [2 of 4]",
        "7: Days is a number from 0 to 10 [x]",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["1: headings are missing []"]),
        ("group,x,y,z\n", ["2: no group is in the table []"]),
        (
            "group,x,y,z\nA,p\n",
            ["2: a row has as many cells as there are headings [2 of 4]"],
        ),
        ("group,x,y\nA,p,2\n", ["1: headings are missing [group, x, y]"]),
        (
            "group,x,wages,y,z,colour\n",
            [
                "1: two columns have the same heading [x]",
                "1: two columns have the same heading [wages]",
                "1: there is no issue of this name [colour]",
            ],
        ),
    ],
)
def test_a_table_without_its_columns_or_rows_is_refused(
    tmp_path: Path, text: str, told: list[str]
) -> None:
    assert problems(tmp_path, text) == told


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_groups(tmp_path / "none.csv", loads(FILE))


def test_a_role_sheet_tells_the_best_value_of_no_deal_and_what_is_done_today() -> None:
    text = FILE.replace("reservation: 30", "reservation: {low: 20, best: 25, high: 60}")
    options = "options: {a: [strike, march], b: [lockout]}\nstatus_quo: YNN\n"
    sheet = role_sheet(loads(text + options), "a", "en")
    notes = [e.text for s in sheet.front for e in s.exhibits if isinstance(e, Note)]
    assert phrases("en")("roles.least", points="25") in notes
    taken = [row[2] for row in tables(sheet)["roles.options"].rows]
    assert taken == [True, False, False]


def test_empty_columns_behind_the_last_heading_and_a_workbook(tmp_path: Path) -> None:
    expected = Group("A", {"x": "q", "y": "6", "z": "m"}), Group("B")
    text = "group;x;y;z;;\nA;q;6,0;m;;\nB;no deal;;;;\n"
    assert read_groups(written(tmp_path, text), loads(FILE)) == expected
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("group", "x", "y", "z"), ("A", "q", 6, "m"), ("B", "no deal")):
        book.active.append(row)
    book.save(tmp_path / "groups.xlsx")
    assert read_groups(tmp_path / "groups.xlsx", loads(FILE)) == expected
    book.active["C2"] = 5
    book.save(tmp_path / "groups.xlsx")
    with pytest.raises(ScenarioError, match=r"groups.xlsx:2: the scale has no such step; given: 5"):
        read_groups(tmp_path / "groups.xlsx", loads(FILE))


def test_groups_write_names_from_right_to_left_as_the_file_has_them(tmp_path: Path) -> None:
    name = "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}"
    scenario = loads(
        FILE.replace("Wages", name).replace("issues.z.m: Mitte", f"issues.z.m: {name}")
    )
    (group,) = read_groups(written(tmp_path, f"group,{name},y,z\nA,q,4,{name}\n"), scenario)
    assert group.deal == {"x": "q", "y": "4", "z": "m"}
