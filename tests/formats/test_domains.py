"""Domains of negotiation platforms: what they mean, what comes back, and what is refused."""

from __future__ import annotations

import itertools
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.errors import DetenteError, FileError, MissingSection, ScenarioError
from detente.formats import converted, detect, read_scenario, write_files
from detente.scenario import Scenario, best_draws, load, loads
from detente.scenario.valuations import weights, worths

TEXTS = st.text("abcXYZ äß019.,:;#'\"&<>-~|{}[]%", min_size=1, max_size=9).map(
    lambda text: " ".join(text.split()) or "x"
)
NUMBERS = st.floats(0, 1e4).map(lambda x: round(x, 3))


@dataclass
class Case:
    """Issues with values, and by party weights, evaluations and reservation."""

    issues: dict[str, list[str]]
    weights: list[list[float]]
    evaluations: list[list[list[float]]]
    reservations: list[float | None]

    def worth(self, party: int, outcome: Sequence[int]) -> float:
        """By the definition: weight times evaluation over the largest evaluation, summed."""
        total = 0.0
        for issue, choice in enumerate(outcome):
            column = self.evaluations[party][issue]
            if max(column) > 0:
                total += self.weights[party][issue] * column[choice] / max(column)
        return total

    def outcomes(self) -> list[tuple[int, ...]]:
        return list(itertools.product(*(range(len(values)) for values in self.issues.values())))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names = draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))
    issues = {name: draw(st.lists(TEXTS, min_size=1, max_size=4, unique=True)) for name in names}
    parties = draw(st.integers(1, 3))
    positive = st.floats(0.01, 1)
    sums = draw(st.sampled_from([1.0, 1.0, 0.7, 1.6]))
    shares, evaluations = [], []
    for _ in range(parties):
        own = [draw(positive) for _ in names]
        shares.append([sums * one / sum(own) for one in own])
        columns = [[draw(NUMBERS) for _ in values] for values in issues.values()]
        evaluations.append(columns)
    limits = [draw(st.none() | st.floats(0, 0.9)) for _ in range(parties)]
    return Case(issues, shares, evaluations, limits)


def genius_files(case: Case, folder: Path) -> Path:
    def text(party: int | None) -> str:
        parts = ['<utility_space><objective index="0" name="root" type="objective">']
        for index, (name, values) in enumerate(case.issues.items()):
            parts.append(f'<issue index="{index + 1}" name={quoteattr(name)} type="discrete">')
            for place, value in enumerate(values):
                own = ""
                if party is not None:
                    own = f' evaluation="{case.evaluations[party][index][place]!r}"'
                parts.append(f'<item index="{place + 1}" value={quoteattr(value)}{own}></item>')
            parts.append("</issue>")
            if party is not None:
                share = case.weights[party][index]
                parts.append(f'<weight index="{index + 1}" value="{share!r}"/>')
        parts.append("</objective>")
        if party is not None and case.reservations[party] is not None:
            parts.append(f'<reservation value="{case.reservations[party]!r}"/>')
        return "".join([*parts, "</utility_space>"])

    (folder / "z.xml").write_text(text(None), encoding="utf-8")
    for party in range(len(case.weights)):
        (folder / f"p{party}.xml").write_text(text(party), encoding="utf-8")
    return folder


def points(scenario: Scenario, party: str) -> dict[tuple[str, ...], float]:
    """Points of all deals, by the labels of their values."""
    draws = best_draws(scenario)
    shares = weights(scenario, draws, party)[0]
    columns = [worths(scenario, draws, party, issue)[0] for issue in scenario.issues]
    labels = [issue.labels() for issue in scenario.issues.values()]
    return {
        tuple(named[k] for named, k in zip(labels, deal, strict=True)): float(
            sum(s * column[k] for s, column, k in zip(shares, columns, deal, strict=True))
        )
        for deal in itertools.product(*(range(len(column)) for column in columns))
    }


@settings(max_examples=40, deadline=None)
@given(cases())
def test_every_outcome_of_a_genius_domain_is_worth_what_the_definition_says(case: Case) -> None:
    with tempfile.TemporaryDirectory() as name:
        scenario, _ = read_scenario(genius_files(case, Path(name)))
    assert [issue.values for issue in scenario.issues.values()] == [
        tuple(values) for values in case.issues.values()
    ]
    values = list(case.issues.values())
    for party, (key, stated) in enumerate(scenario.preferences.items()):
        found = points(scenario, key)
        scale = max(1.0, sum(case.weights[party]))
        for outcome in case.outcomes():
            deal = tuple(values[k][choice] for k, choice in enumerate(outcome))
            assert abs(found[deal] / 100 - case.worth(party, outcome) / scale) < 1e-12
        limit = case.reservations[party]
        assert (limit is None) == (stated.reservation is None)
        if limit is not None and stated.reservation is not None:
            assert abs(stated.reservation.best / 100 - limit / scale) < 1e-12


def described(scenario: Scenario) -> list[object]:
    return [[issue.name, issue.labels()] for issue in scenario.issues.values()]


@settings(max_examples=40, deadline=None)
@given(cases(), st.sampled_from(["genius", "geniusweb", "negmas"]))
def test_what_is_written_is_read_again(case: Case, layout: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        scenario, text = read_scenario(genius_files(case, Path(name)))
        assert loads(text).digest == scenario.digest
        files, losses = write_files(scenario, layout)
        folder = Path(name, "written")
        folder.mkdir()
        for file, content in files.items():
            (folder / file).write_text(content, encoding="utf-8")
        assert detect(folder) == layout
        again, _ = read_scenario(folder)
    assert losses
    assert described(again) == described(scenario)
    assert again.preferences.keys() == scenario.preferences.keys()
    for party, stated in scenario.preferences.items():
        before, after = points(scenario, party), points(again, party)
        assert before.keys() == after.keys()
        assert all(abs(after[deal] - worth) < 1e-10 for deal, worth in before.items())
        kept = again.preferences[party].reservation
        if layout == "geniusweb" or stated.reservation is None:
            assert kept is None
        else:
            assert kept is not None
            assert abs(kept.best - stated.reservation.best) < 1e-10


def evaluator(kind: str, *parameters: float) -> str:
    stated = " ".join(f'parameter{k}="{value}"' for k, value in enumerate(parameters))
    return f'<evaluator ftype="{kind}" {stated}/>'


def profile(
    issue: str, bounds: str = '<range lowerbound="0" upperbound="10"/>', kind: str = "integer"
) -> str:
    return (
        '<utility_space><objective name="o"><weight index="1" value="1"/><weight index="9" '
        f'value="1"/><issue index="1" name="sum" type="{kind}">{bounds}{issue}</issue></objective>'
        "</utility_space>"
    )


@pytest.mark.parametrize(
    ("stated", "worth"),
    [
        (evaluator("linear", 0.2, 0.05), lambda x: 0.2 + 0.05 * x),
        (evaluator("linear", 1.5, -0.25), lambda x: min(1.0, max(0.0, 1.5 - 0.25 * x))),
        (evaluator("constant", 0.3), lambda x: 0.3),
        (
            evaluator("triangular", 2, 8, 4),
            lambda x: max(0.0, (x - 2) / 2 if x < 4 else (8 - x) / 4),
        ),
    ],
)
def test_evaluators_of_numbers(tmp_path: Path, stated: str, worth: object) -> None:
    path = tmp_path / "a.xml"
    path.write_text(profile(stated), encoding="utf-8")
    scenario, _ = read_scenario(path)
    assert scenario.issues["sum"].steps == 11
    for (label,), found in points(scenario, "a").items():
        assert found / 100 == pytest.approx(worth(float(label)), abs=1e-12)  # type: ignore[operator]


def test_a_triangle_may_reach_beyond_its_scale(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    bounds = '<range lowerbound="3" upperbound="7"/>'
    path.write_text(profile(evaluator("triangular", 2, 8, 4), bounds), encoding="utf-8")
    found = {float(label): worth for (label,), worth in points(read_scenario(path)[0], "a").items()}
    assert found == pytest.approx({3: 50, 4: 100, 5: 75, 6: 50, 7: 25})


def test_bounds_may_stand_at_the_issue(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    text = profile(evaluator("linear", 0, 0.1), "").replace(
        'type="integer"', 'type="real" lowerbound="0" upperbound="10"'
    )
    path.write_text(text, encoding="utf-8")
    scenario, _ = read_scenario(path)
    assert (scenario.issues["sum"].scale, scenario.issues["sum"].steps) == ("0..10", None)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<utility_space>&b;</utility_space>"
)
OUTSIDE = '<!DOCTYPE u SYSTEM "file:///etc/passwd"><utility_space/>'
RECTANGLES = (
    "<utility_space><objective><issue name='a' type='integer'/></objective><utility_function>"
    "<ufun><hyperRectangle utility='3'/></ufun></utility_function></utility_space>"
)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (BOMB.encode(), "document types and entities are not read"),
        (OUTSIDE.encode(), "document types and entities are not read"),
        (RECTANGLES.encode(), "no sum over issues"),
        (b"<utility_space>" * 60, "nested more than 40 deep"),
        (b"<utility_space>", "this is not XML"),
        (b'<?xml version="1.0" encoding="UTF-8"?><utility_space a="\xe4"/>', "this is not XML"),
        (b'<?xml version="1.0" encoding="none-such"?><utility_space/>', "this is not XML"),
        (b"<html/>", "no GENIUS domain or profile"),
        (b"<utility_space/>", "one objective"),
        (profile(evaluator("cubic", 1)).encode(), "linear, triangular or constant"),
        (profile(evaluator("linear", 1)).encode(), "parameter1 of sum"),
        (profile(evaluator("linear", 1, 1), "").encode(), "lowerbound of sum"),
        (profile(evaluator("triangular", 2, 8, 2)).encode(), "jumps"),
        (
            profile('<item value="a" evaluation="-1"/>', "", "discrete").encode(),
            "the evaluation of a",
        ),
        (b'{"issuesValues": {"a": {"values": ["x", "x"]}}}', "different texts"),
        (b'{"issuesValues": {"a": {"range": [0, 1e9, 0.1]}}}', "from 1 to 10001 numbers"),
        (b'{"SumOfGroupsUtilitySpace": {}}', "no sum over issues"),
        (b'{"LinearAdditiveUtilitySpace": {"domain": 3}}', "domain is a mapping"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    tmp_path: Path, raw: bytes, said: str
) -> None:
    path = tmp_path / "odd.dat"
    path.write_bytes(raw)
    with pytest.raises((FileError, ScenarioError), match=said):
        read_scenario(path)


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    for name, start in (("a.xml", b"<utility_space>"), ("a.json", b"{"), ("a.csv", b"issue,party")):
        path = tmp_path / name
        with path.open("wb") as stream:
            stream.write(start)
            stream.truncate(10**9)
        with pytest.raises(FileError, match="larger than 5 MB"):
            read_scenario(path)


def test_xml_in_other_encodings(tmp_path: Path) -> None:
    text = profile('<item value="süß" evaluation="2"/><item value="b" evaluation="1"/>', "", "d")
    for name in ("utf-16", "iso-8859-1"):
        path = tmp_path / "a.xml"
        path.write_bytes(f'<?xml version="1.0" encoding="{name}"?>{text}'.encode(name))
        assert read_scenario(path)[0].issues["sum"].values == ("süß", "b")


def test_every_file_that_is_read_is_a_scenario_in_python_too(tmp_path: Path) -> None:
    assert detente.load("house_sale").digest == load("house_sale").digest
    texts, _ = write_files(load("house_sale"), "genius")
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.warns(UserWarning, match="read with the profiles beside it"):
        found = detente.load(tmp_path / "domain.xml")
    assert {*found.parties} == {"buyer", "seller"}
    assert detente.map_deals(detente.load(tmp_path)).count == detente.map_deals(found).count
    for wrong in ("no_such_case", "x" * 5000, tmp_path / "missing.xml"):
        with pytest.raises(DetenteError):
            detente.load(wrong)


def test_a_domain_finds_its_profiles_beside_it(tmp_path: Path) -> None:
    case = Case({"a": ["x", "y"]}, [[1.0], [1.0]], [[[1, 2]], [[2, 1]]], [None, 0.25])
    genius_files(case, tmp_path)
    (tmp_path / "odd.xml").write_text("<utility_space/>", encoding="utf-8")
    other = Case({"b": ["x"]}, [[1.0]], [[[1]]], [None])
    (tmp_path / "other").mkdir()
    genius_files(other, tmp_path / "other")
    (tmp_path / "other" / "p0.xml").rename(tmp_path / "p9.xml")
    found = converted(tmp_path / "z.xml")
    assert list(found.scenario.preferences) == ["p0", "p1"]
    assert "p0.xml, p1.xml" in found.notes[0]
    assert found.notes[0] in found.text
    with pytest.raises(FileError, match="without the profiles"):
        converted(tmp_path / "other" / "z.xml")
    several = converted([tmp_path / "p1.xml", tmp_path / "z.xml"])
    assert list(several.scenario.preferences) == ["p1"]
    with pytest.raises(ScenarioError, match=r"p9\.xml.*evaluates the values that a has"):
        converted([tmp_path / "z.xml", tmp_path / "p9.xml"])


WEB: Mapping[str, object] = {
    "name": "jobs",
    "issuesValues": {"car": {"values": ["no", "yes"]}, "hours": {"range": ["32", "40", "4"]}},
}


def test_geniusweb_ranges_and_reservation_bids(tmp_path: Path) -> None:
    space = {
        "name": "boss",
        "domain": WEB,
        "issueWeights": {"car": 0.4, "hours": 0.6},
        "issueUtilities": {
            "car": {"DiscreteValueSetUtilities": {"valueUtilities": {"no": 1, "yes": 0}}},
            "hours": {
                "numberutils": {
                    "lowValue": 32,
                    "lowUtility": 0.2,
                    "highValue": 40,
                    "highUtility": 1,
                }
            },
        },
        "reservationBid": {"issuevalues": {"hours": "36"}},
    }
    path = tmp_path / "profile"
    path.write_text(json.dumps({"LinearAdditiveUtilitySpace": space}), encoding="utf-8")
    scenario, _ = read_scenario(path)
    assert (scenario.issues["hours"].scale, scenario.issues["hours"].steps) == ("32..40", 3)
    assert points(scenario, "boss")["no", "36"] == pytest.approx(40 + 36)
    limit = scenario.preferences["boss"].reservation
    assert limit is not None
    assert limit.best == pytest.approx(36)


NEGMAS = """type: negmas.outcomes.CartesianOutcomeSpace
name: Trade
issues:
  - {name: quantity, type: ContiguousIssue, values: [1, 3]}
  - {name: colour, type: CategoricalIssue, values: [red, "no"]}
"""
BUYER = """type: LinearAdditiveUtilityFunction
name: Buyer
reserved_value: RESERVED
weights: [2, -1]
values:
  - {type: TableFun, mapping: {1: -5, 2: 0, 3: 7}}
  - {type: negmas.preferences.TableFun, mapping: {red: 4, "no": 1}}
"""


def negmas(folder: Path, domain: str, buyer: str) -> Path:
    (folder / "Trade.yml").write_text(domain, encoding="utf-8")
    (folder / "buyer.yaml").write_text(buyer, encoding="utf-8")
    (folder / "_stats.yaml").write_text("type: x\nissues: []", encoding="utf-8")
    return folder


def test_utilities_of_negmas_are_raw_and_so_is_the_reserved_value(tmp_path: Path) -> None:
    """Utilities run from 2 * -5 - 4 = -14 to 2 * 7 - 1 = 13."""
    found = converted(negmas(tmp_path, NEGMAS, BUYER.replace("RESERVED", "-0.5")))
    worth = points(found.scenario, "buyer")
    for quantity, first in (("1", -5), ("2", 0), ("3", 7)):
        for colour, second in (("red", 4), ("no", 1)):
            expected = 100 * (2 * first - second + 14) / 27
            assert worth[quantity, colour] == pytest.approx(expected, abs=1e-12)
    limit = found.scenario.preferences["buyer"].reservation
    assert limit is not None
    assert limit.best == pytest.approx(50)
    assert found.notes == ("Buyer: 0 points are -14 there, 100 points are 13",)
    for reserved, points_of in (("-99", 0.0), ("-.inf", None)):
        folder = negmas(tmp_path, NEGMAS, BUYER.replace("RESERVED", reserved))
        limit = read_scenario(folder)[0].preferences["buyer"].reservation
        assert (None if limit is None else limit.best) == points_of


def test_negmas_in_json_on_one_line(tmp_path: Path) -> None:
    buyer = {
        "type": "LinearAdditiveUtilityFunction",
        "weights": [1],
        "values": [{"type": "TableFun", "mapping": {"red": 0.5, "blue": 1}}],
    }
    issues = [{"name": "colour", "type": "CategoricalIssue", "values": ["red", "blue"]}]
    domain = {"type": "OutcomeSpace", "issues": issues}
    for name, value in (("domain.json", domain), ("buyer.json", buyer)):
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
    assert detect(tmp_path) == "negmas"
    worth = points(read_scenario(tmp_path)[0], "buyer")
    assert worth == {("red",): pytest.approx(50), ("blue",): pytest.approx(100)}


def test_raw_utilities_with_positive_weights(tmp_path: Path) -> None:
    """Utilities run from 2 * -5 + 1 = -9 to 2 * 7 + 4 = 18."""
    buyer = BUYER.replace("RESERVED", "0").replace("[2, -1]", "[2, 1]")
    worth = points(read_scenario(negmas(tmp_path, NEGMAS, buyer))[0], "buyer")
    for quantity, first in (("1", -5), ("2", 0), ("3", 7)):
        expected = 100 * (2 * first + 4 + 9) / 27
        assert worth[quantity, "red"] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("stated", "slope", "bias"),
    [
        ("{type: AffineFun, slope: -2, bias: 3}", -2, 3),
        ("{type: negmas.preferences.value_fun.AffineFun, slope: 0.5}", 0.5, 0),
        ("{type: LinearFun, slope: 4}", 4, 0),
        ("{type: IdentityFun}", 1, 0),
        ("{type: ConstFun, bias: 2}", 0, 2),
    ],
)
def test_straight_lines_of_negmas(tmp_path: Path, stated: str, slope: float, bias: float) -> None:
    buyer = BUYER.replace("{type: TableFun, mapping: {1: -5, 2: 0, 3: 7}}", stated)
    buyer = buyer.replace("RESERVED", "0").replace("[2, -1]", "[1, 1]")
    worth = points(read_scenario(negmas(tmp_path, NEGMAS, buyer))[0], "buyer")
    sums = {
        (str(n), colour): slope * n + bias + second
        for n in (1, 2, 3)
        for colour, second in (("red", 4), ("no", 1))
    }
    low, high = min(sums.values()), max(sums.values())
    for outcome, one in sums.items():
        assert worth[outcome] == pytest.approx(100 * (one - low) / (high - low), abs=1e-9)


@pytest.mark.parametrize(
    ("of", "to", "said"),
    [
        ("TableFun, mapping: {1: -5, 2: 0, 3: 7}", "LinearFun", "slope of quantity"),
        ("TableFun, mapping: {1: -5, 2: 0, 3: 7}", "ConstFun", "bias of quantity"),
        ("TableFun, mapping: {1: -5, 2: 0, 3: 7}", "AffineFun, slope: 1, power: 2", "a slope and"),
        ('negmas.preferences.TableFun, mapping: {red: 4, "no": 1}', "IdentityFun", "colour"),
        ("CategoricalIssue", "os.system", "this type is not read"),
        ("LinearAdditiveUtilityFunction", "HyperRectangleUtilityFunction", "is not read"),
        ("{type: TableFun", "{type: LambdaFun", "is not read"),
        ("weights: [2, -1]", "weights: [2]", "has the issues of its domain"),
        ("3: 7", "4: 7", "evaluates the values that quantity has"),
        ("RESERVED", "14", "no deal is worth more to Buyer"),
        ("RESERVED", "&a 3", "anchors"),
        ("[1, 3]", "[1, 99999]", "from 1 to 10001 numbers"),
        ("weights: [2, -1]", "weights: [0, 0]", "worth the same to Buyer"),
    ],
)
def test_types_of_negmas_are_held_against_a_list(
    tmp_path: Path, of: str, to: str, said: str
) -> None:
    texts = (NEGMAS.replace(of, to), BUYER.replace(of, to).replace("RESERVED", "0"))
    with pytest.raises(ScenarioError, match=said):
        read_scenario(negmas(tmp_path, *texts))


def test_a_scenario_without_preferences_is_no_domain() -> None:
    with pytest.raises(MissingSection, match="issues and preferences"):
        write_files(loads("title: t\nparties: {a: {}}"), "genius")


def test_published_domains_are_read(shared_data: Path) -> None:
    for folder in sorted((shared_data / "genius").iterdir()):
        scenario, _ = read_scenario(folder)
        assert len(scenario.preferences) == 2
        draws = best_draws(scenario)
        for party in scenario.preferences:
            shares = weights(scenario, draws, party)[0]
            columns = [worths(scenario, draws, party, issue)[0] for issue in scenario.issues]
            assert min(column.min() for column in columns) >= 0
            best = sum(s * column.max() for s, column in zip(shares, columns, strict=True))
            assert best == pytest.approx(100)


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"{" * 4000, b'{"a": 1, "a": 2}', b"NFG", b"<"])
def test_rubbish_ends_in_a_message(tmp_path: Path, raw: bytes) -> None:
    for name in ("odd.xml", "odd.json", "odd"):
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(DetenteError):
            read_scenario(tmp_path / name)


@pytest.mark.parametrize("layout", ["genius", "geniusweb", "negmas"])
def test_other_files_of_a_folder_are_left_out_and_named(layout: str, tmp_path: Path) -> None:
    for name, text in write_files(load("house_sale"), layout)[0].items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "a map.png").write_bytes(b"\x89PNG\r\n\x00")
    (tmp_path / "damaged.json").write_text('{"a":', encoding="utf-8")
    found = converted(tmp_path)
    assert set(found.scenario.preferences) == {"seller", "buyer"}
    assert "files that are not read: a map.png, damaged.json" in found.notes


def test_a_folder_whose_profiles_cannot_be_read_names_them(tmp_path: Path) -> None:
    for name, text in write_files(load("house_sale"), "geniusweb")[0].items():
        (tmp_path / name).write_text(text if "domain" in name else text[:-9], encoding="utf-8")
    with pytest.raises(FileError, match=r"files that are not read: buyer.json, seller.json"):
        converted(tmp_path)


def test_a_number_of_a_domain_has_no_underscores(tmp_path: Path) -> None:
    for name, text in write_files(load("house_sale"), "genius")[0].items():
        changed = re.sub('evaluation="[0-9.]+"', 'evaluation="1_000"', text, count=1)
        (tmp_path / name).write_text(changed, encoding="utf-8")
    with pytest.raises(ScenarioError, match="given: 1_000"):
        converted(tmp_path)


def test_a_key_that_is_no_unicode_is_of_no_layout(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_bytes(b'{"a\\ud83c": 1}')
    with pytest.raises(FileError, match="none of the known layouts"):
        converted(tmp_path / "t.json")
