"""The pages word by word, as an editor has passed them, and the rules behind single sentences.

The texts under `pages` are changed by hand, after reading them.
"""

from __future__ import annotations

import dataclasses
import json
import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import detente
from briefs import FILES, composed, gathered, writer
from detente import render
from detente.analyses import findings
from detente.analyses.catalogue import find_analysis
from detente.analyses.findings import (
    Belief,
    Chance,
    Coming,
    Common,
    Possible,
    Settlement,
    StageOutlook,
    Threat,
)
from detente.brief import write_brief
from detente.brief.agreement import elliptic, judgement_words
from detente.brief.exhibits import outcome_chart, outcomes
from detente.brief.facts import Facts, at_ends, gather, invented
from detente.brief.first_page import expect, first_page, threat_words
from detente.brief.grammar import Who
from detente.brief.packages import bounded, guesses, value_phrase
from detente.brief.second_page import second_page, wants
from detente.brief.writer import Writer
from detente.ensembles.answers import answers
from detente.exhibits import BarChart, IntervalChart, Note, Table
from detente.phrases import LANGUAGES, phrases
from detente.scenario import best_draws, load, loads

PAGES = Path(__file__).parent / "pages"
READING = json.loads((Path(__file__).parent / "reading_others.json").read_text(encoding="utf-8"))


def prose(name: str, language: str) -> str:
    """The sentences of both pages, a paragraph a line."""
    sections = composed(name, language).front
    texts = [[e.text for e in each.exhibits if isinstance(e, Note)] for each in sections]
    return "\n\n".join("\n".join(part) for part in texts) + "\n"


def keys(name: str) -> dict[str, str]:
    """The sentences of a first page by their keys."""
    return {s.key: s.text for paragraph in first_page(writer(name, "en")) for s in paragraph}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_both_pages_read_as_they_were_passed(name: str, language: str) -> None:
    assert prose(name, language) == (PAGES / f"{name}-{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("question", READING, ids=[f"{q['file']}-{q['key']}" for q in READING])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_finds_each_answer_of_the_other_files(
    question: dict[str, Any], language: str
) -> None:
    page = [s for part in first_page(writer(question["file"], language)) for s in part]
    answers = " ".join(s.text for s in page if s.key.startswith(question["key"]))
    assert all(word in answers for word in question[language]), question["question"]


def test_such_a_package_hangs_on_a_type_by_shares_of_calculations() -> None:
    facts = gathered("anchorage")
    belief = next(b for b in facts.all(Belief) if b.party == "russia")
    settlement = facts.one(Settlement)
    assert settlement is not None
    shares = {kind: each["possible"] for kind, each in settlement.by_type["russia"].items()}
    text = keys("anchorage")["exists_type.russia"]
    words = phrases("en")
    other = next(share for kind, share in shares.items() if kind != belief.type)
    assert words.in_calculations(shares[belief.type]) in text
    assert f"otherwise {elliptic(words.in_calculations(other))}." in text
    assert abs(shares[belief.type] - other) >= 0.2


def test_no_single_judgement_turns_it_where_the_page_says_so() -> None:
    scenario = load("house_sale")
    possible = gathered("house_sale").one(Possible)
    assert possible is not None
    assert possible.sturdy
    moved = at_ends(scenario)
    judged = {path: j for path, j in scenario.judgements().items() if not j.certain}
    assert moved.count == 2 * len(judged)
    for place, (path, stated) in enumerate(judged.items()):
        assert list(moved.of(path)[2 * place : 2 * place + 2]) == [stated.low, stated.high]
    best = best_draws(scenario)
    differing = sum(moved.of(path) != best.of(path)[0] for path in judged)
    assert np.all(differing <= 1)
    held = answers(find_analysis("deals"), scenario, moved, {"only": "zopa"})["zopa"]
    assert held.all()
    assert "sturdy" in keys("house_sale")
    assert "sturdy" not in keys("anchorage")


def test_the_doubled_share_stands_on_the_second_page() -> None:
    possible = gathered("anchorage").one(Possible)
    assert possible is not None
    assert possible.doubled is not None
    told = {s.key: s for s in second_page(writer("anchorage", "en"))["mind"][0]}
    assert told["robust"].figures == {"doubled": possible.doubled}
    assert phrases("en").in_calculations(possible.doubled) in told["robust"].text
    assert f"({100 * possible.doubled:.0f}\N{NARROW NO-BREAK SPACE}%)" in told["robust"].text


def test_a_share_and_its_percentage_do_not_part() -> None:
    w = writer("house_sale", "en")
    told = [w.share(value).replace("\N{NARROW NO-BREAK SPACE}", " ") for value in (0.74, 0.76, 1.0)]
    assert told == [
        "in about two thirds of our calculations (74 %)",
        "in most of our calculations (75 %)",
        "in all of our calculations",
    ]
    assert "%" not in w.share(0.0)


def test_a_stage_without_a_name_is_told_by_its_number() -> None:
    file = """
title: T
parties: {a: {}, b: {}}
issues: {x: {values: [q, p]}}
preferences: {a: {weights: {x: 1}, values: {x: rising}}, b: {weights: {x: 1}, values: {x: rising}}}
stages: [{table: [a, b]}]
"""
    w = Writer(gather(loads(file), phrases("en"), draws=0, seed=0), phrases("en"))
    chart = outcome_chart(w, "")
    assert chart is not None
    assert {bar.category for bar in chart.bars} == {"Stage 1"}


def test_a_nearest_package_that_somebody_refuses_says_so() -> None:
    facts = gathered("anchorage")
    package = facts.package("for_all")
    assert package is not None
    refusing = [v.party for v in facts.verdicts(package) if v.needed and v.says == "no"]
    assert refusing == ["ukraine"]
    assert keys("anchorage")["nearest_refused"].startswith("Ukraine, by our best figures")


def test_a_sign_that_leaves_the_same_type_in_the_lead_is_told_with_both_chances() -> None:
    test = gathered("collective_bargaining").one(findings.Test)
    assert test is not None
    assert not test.turns
    key, text = next(
        (k, t) for k, t in keys("collective_bargaining").items() if k.startswith("no_test_still")
    )
    assert key == f"no_test_still.{test.signal}"
    w = writer("collective_bargaining", "en")
    lead = max(test.now, key=test.now.__getitem__)
    assert w.percent(test.now[lead]) in text
    assert w.percent(test.if_seen[lead]) in text


THREAT = """
title: T
parties: {a: {name: Alpha}, b: {name: Beta}}
issues: {x: {values: [low, high], status_quo: low}}
preferences:
  a: {weights: {x: 1}, values: {x: rising}, reservation: 30..50}
  b: {weights: {x: 1}, values: {x: falling}, reservation: 40}
options: {a: {close: {name: close the border}}}
commitments: {walk: {by: a, against: b, harm: 20, own_cost: 5, cost: 8, SAID}}
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("says: We walk", "(“We walk”)"),
        ("says: We walk, does: a.close", "to close the border"),
        ("says: We walk, does: a.close, short: of a closed border", "of a closed border"),
    ],
)
def test_a_threat_is_told_by_its_short_form_its_option_or_its_words(said: str, told: str) -> None:
    scenario = loads(THREAT.replace("SAID", said))
    facts = dataclasses.replace(gathered("house_sale"), scenario=scenario)
    w = dataclasses.replace(writer("house_sale", "en"), facts=facts)
    threat = Threat(
        key="threat.walk", commitment="walk", by="a", against="b", carried_out=True, share=0.9
    )
    assert threat_words(w, threat) == told


def test_options_that_a_threat_names_must_be_there() -> None:
    with pytest.raises(detente.errors.InputError, match="no option of this name"):
        loads(THREAT.replace("SAID", "does: a.shut"))


NUMBERS = """
title: T
language: LANGUAGE
parties: {a: {}}
issues:
  price: {name: NAME, scale: 100..200, steps: 3, unit: UNIT}
  grade: {name: Grade, values: [low, high]}
"""


@pytest.mark.parametrize(
    ("language", "name", "unit", "relation", "told"),
    [
        ("en", "Price", "euros", ">=", "the price at 100 euros or more"),
        ("en", "Price", "euros", "<", "the price below 100 euros"),
        ("en", "Hours of work", "hours", "<=", "at most 100 hours of work"),
        ("en", "Hours of work", "hours", ">", "more than 100 hours of work"),
        ("de", "Preis", "Euro", ">=", "Preis von 100 Euro oder mehr"),
        ("de", "Laufzeit", "Monate", "<=", "Laufzeit von höchstens 100 Monaten"),
        ("de", "Stunden Arbeit", "Stunden", ">", "mehr als 100 Stunden Arbeit"),
    ],
)
def test_numbers_take_their_bounds(
    language: str, name: str, unit: str, relation: str, told: str
) -> None:
    text = NUMBERS.replace("LANGUAGE", language).replace("NAME", name).replace("UNIT", unit)
    assert bounded(loads(text), "price", relation, "100", phrases(language)) == told


def test_words_of_another_language_keep_the_forms_of_their_own() -> None:
    scenario = loads("""
title: T
language: de
parties: {a: {}}
issues: {x: {name: Tarifvertrag, values: [ja, nein]}, y: {name: Form, values: [keine, Wahl]}}
""")
    told = [value_phrase(scenario, "x", value, phrases("en")) for value in ("ja", "nein")]
    told += [value_phrase(scenario, "y", value, phrases("en")) for value in ("keine", "Wahl")]
    assert told == ["Tarifvertrag", "ohne Tarifvertrag", "keine Form", "Wahl (Form)"]


def test_check_lists_what_the_brief_tells_by_a_rule_and_bundled_cases_leave_nothing() -> None:
    for case in (Path(detente.__file__).parent / "cases").glob("*.yaml"):
        assert list(guesses(load(case.stem))) == [], case
    found = " ".join(guesses(load(FILES["iran"])))
    assert "an automatic return of sanctions" in found
    assert "300" not in found
    guessed = loads("""
title: T
parties: {a: {name: WTO}}
issues: {x: {values: [1, 2]}}
preferences: {a: {weights: {x: 1}, values: {x: rising}}}
""")
    assert [remark.split(": ", 1)[1] for remark in guesses(guessed)] == ["the WTO"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_rests_on_invented_numbers_never_leads(language: str) -> None:
    text = (Path(detente.__file__).parent / "cases" / "house_sale.yaml").read_text("utf-8")
    beside = text.replace("{value: 30..45,", "{value: 30..45, invented: true,")
    section = text.replace("    red_lines:\n", "    invented: true\n    red_lines:\n")
    for changed in (beside, section):
        assert changed != text
        scenario = loads(changed)
        assert invented(scenario) == {"preferences"}
        document = write_brief(scenario, language=language, draws=20)
        first = document.front[0]
        said = [part.key for e in first.exhibits for part in getattr(e, "said", ())]
        assert "sure_invented" in said
        assert not [k for k in said if k.startswith(("binding", "exists", "common", "yardsticks"))]
        assert not [e for e in first.exhibits if isinstance(e, Table)]
        assert any(section.key == "package" for section in document.annexes)
    assert invented(loads(text)) == frozenset()


def test_what_has_changed_since_names_the_judgement_and_what_moved() -> None:
    text = (Path(detente.__file__).parent / "cases" / "house_sale.yaml").read_text("utf-8")
    older = loads(text.replace("reservation: {value: 25..40,", "reservation: {value: 85..95,"))
    document = write_brief(load("house_sale"), draws=0, since=older)
    section = next(each for each in document.front if each.key == "since")
    said, moved = section.exhibits
    assert isinstance(said, Note)
    assert said.text == "What no deal is worth to the buyer: 85–95 before, 25–40 now."
    assert isinstance(moved, Table)
    assert 1 <= len(moved.rows) <= 4
    assert "There is a package that all parties at the table can accept" in str(moved.rows[0])


def test_the_bars_of_what_would_change_our_mind_are_told_as_clauses() -> None:
    w = writer("anchorage", "de")
    second = next(s for s in composed("anchorage", "de").front if s.key == "second_page")
    chart = next(e for e in second.exhibits if isinstance(e, IntervalChart))
    found = w.facts.study
    assert found is not None
    first = found.swings[0]
    told = judgement_words(w, first.path)
    assert chart.intervals[0].category == told[0].upper() + told[1:]
    ends = sorted((first.at_low, first.at_high))
    assert [chart.intervals[0].low, chart.intervals[0].high] == [100 * end for end in ends]


def test_persons_and_lists_take_their_forms() -> None:
    file = loads("""
title: T
parties:
  s: {name: Seller, grammar: {forms: the seller, pronoun: she}}
  m: {name: Mitglieder der GDL}
  r: {name: Aufsichtsrat und Bund}
""")
    seller = Who.of(file, ["s"], "en")
    assert f"{seller}, {seller:it|they}, {seller:it|them}, {seller:its|their}" == (
        "the seller, she, her, her"
    )
    german = file.model_copy(update={"language": "de"})
    assert f"{Who.of(german, ['m'], 'de'):dat}" == "den Mitgliedern der GDL"
    assert (
        f"{Who.of(german, ['r', 'm'], 'de')}"
        == "Aufsichtsrat und Bund sowie die Mitglieder der GDL"
    )


def test_the_picture_in_the_readme_is_what_the_program_writes() -> None:
    pytest.importorskip("typst")
    docs = Path(detente.__file__).parents[2] / "docs"
    if not (docs / "first_page.py").is_file():
        pytest.skip("needs the source tree")
    script = runpy.run_path(str(docs / "first_page.py"))
    kept = (docs / "first-page.png").read_bytes()
    assert script["shown"](composed("anchorage", "en")).encode() in kept
    made = script["picture"](composed("anchorage", "en"))
    assert made[:24] == kept[:24]  # a picture of the same size


def test_gathering_leaves_out_what_stands_in_data_files_alone() -> None:
    scenario, words = load("chicken"), phrases("en")
    plain = gather(scenario, words, draws=0, seed=0)
    assert not {"security", "simulate"} & (set(plain.results) | set(plain.lacking))
    whole = gather(scenario, words, draws=0, seed=0, apart=True)
    assert {"security", "simulate"} <= set(whole.results) | set(whole.lacking)


def test_the_bars_of_outcomes_are_the_figures_of_the_outlook() -> None:
    chart = next(
        e for e in composed("house_sale", "en").front[0].exhibits if isinstance(e, BarChart)
    )
    answer = detente.analyze_outlook(load("house_sale")).answer()["stages"][0]["outcomes"]
    chances = {name: 100 * found["value"] for name, found in answer.items()}
    wanted = {
        "binding": chances["binding"],
        "for show or nothing yet": chances["for_show"] + chances["nothing"],
        "broken off": chances["broken_off"],
    }
    assert {bar.series for bar in chart.bars} == set(wanted)
    for bar in chart.bars:
        assert abs(bar.value - wanted[bar.series]) <= 2.5


def test_an_agreement_beside_the_matter_is_not_told_as_a_text_that_settles_nothing() -> None:
    front = composed("anchorage", "en").front[0].exhibits
    chart = next(e for e in front if isinstance(e, BarChart))
    answer = gathered("anchorage").results["outlook"].answer()
    first = answer["stages"][0]
    chances = {name: 100 * found["value"] for name, found in first["outcomes"].items()}
    side = 100 * first["side_agreement"]
    rest = chances["for_show"] - side + chances["nothing"]
    bars = {bar.series: bar.value for bar in chart.bars if bar.category == first["name"]}
    assert abs(bars["beside the matter alone"] - side) <= 2.5
    assert abs(bars["for show or nothing yet"] - rest) <= 2.5
    assert (
        f"beside the matter ({bars['beside the matter alone']:.0f}"
        in keys("anchorage")["more_likely.1"]
    )
    assert chart.title.endswith("if it is reached")
    assert len(answer["stages"]) > 1


def test_a_stage_that_the_file_leaves_open_is_named_under_the_chart() -> None:
    chart = next(e for e in composed("iran", "en").front[0].exhibits if isinstance(e, BarChart))
    open_stages = [
        stage["name"]
        for stage in gathered("iran").results["outlook"].answer()["stages"]
        if stage["outcomes"]["binding"]["value"] is None
    ]
    assert open_stages
    assert not {bar.category for bar in chart.bars} & {*open_stages}
    assert chart.note.endswith(f"{open_stages[0]}.")


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ("{x: 10, y: 5, z: 4}", "above all p (x), then p (y)."),
        ("{x: 10, y: 5, z: 5}", "above all p (x), then, about equally, p (y) and p (z)."),
        ("{x: 10, y: 9.5, z: 5}", "above all p (x) and p (y), both about equally."),
        ("{x: 10, y: 10, z: 9.5}", "p (x), p (y) and p (z), all about equally."),
    ],
)
def test_issues_of_about_equal_weight_are_wanted_alike(weights: str, told: str) -> None:
    scenario = loads(f"""
title: T
parties: {{a: {{name: Aland}}}}
issues: {{x: {{values: [q, p]}}, y: {{values: [q, p]}}, z: {{values: [q, p]}}}}
preferences: {{a: {{weights: {weights}, values: {{x: rising, y: rising, z: rising}}}}}}
""")
    facts = Facts(scenario, (), {})
    first = next(wants(Writer(facts, phrases("en"))))[0]
    assert first.text == f"Aland wants {told}"


def slide(rest: str, language: str = "en") -> dict[str, str]:
    """The sentences on no deal where two hold on or give way, by their preferences."""
    file = f"""
title: T
parties: {{a: {{name: Aland}}, b: {{name: Beland}}}}
options: {{a: {{hold: {{name: hold on}}}}, b: {{hold: {{name: hold on}}}}}}
{rest}
"""
    facts = gather(loads(file), phrases("en"), draws=0, seed=0)
    page = first_page(Writer(facts, phrases(language)))
    return {s.key.split(".")[0]: s.text for paragraph in page for s in paragraph}


def test_two_ways_on_which_things_may_slide_are_both_told() -> None:
    told = slide("status_quo: YY\nranking: {a: [YN, NN, NY, YY], b: [NY, NN, YN, YY]}")
    assert told["slides_either"] == (
        "Without an agreement, things slide one way or the other: "
        "Beland will no longer hold on, or Aland will no longer hold on."
    )


def test_restraint_names_all_who_would_gain_by_a_first_step() -> None:
    told = slide("status_quo: NN\nranking: {a: [YN, NN, YY, NY], b: [NY, NN, YY, YN]}")
    assert "only while Aland and Beland fear the answer to their first step" in told["restraint"]
    told = slide("status_quo: NN\nranking: {a: [YN, NN, YY, NY], b: [NN, NY, YY, YN]}")
    assert "only while Aland fears the answer to its first step" in told["restraint"]
    told = slide("status_quo: YY\nranking: {a: [NN, NY, YN, YY]}")  # b has no preferences
    assert told["slides"].endswith("Aland will no longer hold on.")


def test_nothing_is_told_of_today_where_the_file_does_not_state_it() -> None:
    fearing = "ranking: {a: [YN, NN, YY, NY], b: [NN, NY, YY, YN]}"
    assert "today's restraint" in slide(f"status_quo: NN\n{fearing}")["restraint"]
    assert "today" not in slide(fearing)["restraint_assumed"]
    content = "ranking: {a: [NN, YN, YY, NY], b: [NN, NY, YY, YN]}"
    assert "as they are today" in slide(f"status_quo: NN\n{content}")["holds_nothing"]
    assert slide(content)["holds_assumed"].endswith("no party gains by acting first.")


def test_the_article_of_an_issue_is_left_out_of_its_values() -> None:
    file = loads("{title: T, parties: {a: {}}, issues: {x: {name: The dam, values: [none, tall]}}}")
    told = [value_phrase(file, "x", value, phrases("en")) for value in ("none", "tall")]
    assert told == ["no dam", "tall (dam)"]


def test_a_chance_whose_ends_bear_one_word_is_told_by_it() -> None:
    facts = gathered("house_sale")
    stage = facts.one(StageOutlook)
    assert stage is not None
    for low, high, key in ((0.01, 0.04, "binding_chance"), (0.01, 0.3, "binding_open")):
        outcomes = dict(stage.outcomes, binding=Chance(None, low, high))
        others = tuple(f for f in facts.findings if not isinstance(f, StageOutlook))
        told = dataclasses.replace(
            facts, findings=(dataclasses.replace(stage, outcomes=outcomes), *others)
        )
        first = first_page(Writer(told, phrases("en")))[0][0]
        assert first.key.split(".")[0] == key, first.text


def test_yardsticks_add_to_nothing_where_packages_share_nothing() -> None:
    facts = gather(load("logrolling"), phrases("en"), draws=0, seed=0)
    page = [s for part in first_page(Writer(facts, phrases("en"))) for s in part]
    told = {s.key: s.text for s in page}
    assert "common" not in told
    assert told["yardsticks_alone"].startswith("Every yardstick of fairness leads to the budget")


def test_terms_cut_at_both_ends_are_told_with_both() -> None:
    common = gathered("ratified_share").one(Common)
    assert common is not None
    values = [float(value) for value in common.terms["share"]]
    told = f"at {min(values):.0f} to {max(values):.0f}"
    assert told in keys("ratified_share")["common"].replace("\u202f", " ")


def test_counts_have_a_separator_and_years_none() -> None:
    file = loads("""
title: T
parties: {a: {}}
issues: {units: {values: [500, 1500, 9400]}, year: {values: [1990, 2025, never]}}
""")
    words = phrases("en")
    assert value_phrase(file, "units", "1500", words) == "1,500 units"
    assert value_phrase(file, "year", "1990", words) == "1990 year"


def test_the_table_says_who_would_accept_a_package_and_whose_line_it_crosses() -> None:
    scenario, facts = load("anchorage"), gathered("anchorage")
    table = next(e for e in composed("anchorage", "en").front[0].exhibits if isinstance(e, Table))
    feared = next(row for row in table.rows if str(row[0]).startswith("What Kyiv"))
    package = facts.package("named")
    assert package is not None
    audit = detente.map_deals(scenario, deal=dict(package.values)).answer()["audit"]
    accepting = [p for p in scenario.parties if audit["accepts"].get(p)]
    assert feared[1] == ", ".join(scenario.party_name(p) for p in accepting)
    for party in audit["breaks"]:
        assert scenario.party_name(party) in str(feared[3])
    assert "red line" in str(feared[3])


def test_a_verdict_is_open_where_the_gap_is_under_a_tenth_of_the_range() -> None:
    scenario, package = load("anchorage"), gathered("anchorage").package("for_all")
    assert package is not None
    table = next(e for e in composed("anchorage", "en").front[0].exhibits if isinstance(e, Table))
    row = next(r for r in table.rows if str(r[0]).startswith("Closest for all"))
    found = detente.map_deals(scenario, deal=dict(package.values)).answer()
    undecided = []
    for party, preference in scenario.preferences.items():
        stated = preference.reservation
        assert stated is not None
        gap = found["audit"]["utility"][party] - found["reservation"][party]
        if party not in found["audit"]["breaks"] and abs(gap) < 0.1 * (stated.high - stated.low):
            undecided.append(scenario.party_name(party))
    assert row[2] == ", ".join(undecided) == "Russia"


def test_trades_say_what_they_cost_those_who_are_absent() -> None:
    scenario = load("anchorage")
    found = detente.map_deals(scenario)
    table = next(t for t in found.tables("en") if t.key == "deals.trades")
    heads = [column.title for column in table.columns]
    trades = found.answer()["trades"]
    assert len(table.rows) == len(trades["trades"])
    before = detente.map_deals(scenario, deal=trades["start"]["deal"]).answer()["audit"]
    for row, trade in list(zip(table.rows, trades["trades"], strict=True))[:3]:
        after = detente.map_deals(scenario, deal=trade["deal"]).answer()["audit"]
        for party in ("ukraine", "europeans"):
            moved = after["utility"][party] - before["utility"][party]
            assert row[heads.index(scenario.party_name(party))] == pytest.approx(moved)
            newly = set(after["breaks"].get(party, ())) - set(before["breaks"].get(party, ()))
            named = scenario.party_name(party) in str(row[heads.index("Crosses a red line of")])
            assert named == bool(newly)
    assert "at the table" in table.title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["anchorage", "iran"])
def test_no_codes_of_states_are_printed(name: str, language: str) -> None:
    printed = render.markdown(composed(name, language), language=language)
    assert re.findall(r"\b[YNJ]{4,}\b", printed) == []


def test_an_agreement_beside_the_matter_stands_apart_from_a_twentieth_on() -> None:
    ends = {"binding": 0.3, "for_show": 0.4, "nothing": 0.2, "broken_off": 0.1}
    stage = StageOutlook(
        key="outlook.stage.1",
        stage=0,
        reached=1.0,
        open=False,
        side=0.05,
        outcomes={name: Chance(value, value, value) for name, value in ends.items()},
    )
    apart = outcomes(stage)
    assert apart == {**ends, "side": 0.05, "for_show": pytest.approx(0.35)}
    assert outcomes(dataclasses.replace(stage, side=0.049)) == ends


@pytest.mark.parametrize(("least", "told"), [(0.8, True), (0.79, False)])
def test_those_who_gain_by_coming_in_four_of_five_cases_are_named(least: float, told: bool) -> None:
    w = writer("anchorage", "en")
    others = [each for each in w.facts.findings if not isinstance(each, Coming)]
    shares = {"united_states": 0.95, "russia": least}
    coming = [Coming(key=f"coming.{p}", party=p, share=share) for p, share in shares.items()]
    facts = dataclasses.replace(w.facts, findings=(*others, *coming))
    said = [s.text for s in expect(dataclasses.replace(w, facts=facts)) if s.key == "coming"]
    assert [("Russia" in text) for text in said] == [True] * told


BY_VOTE = """
title: A vote of three
parties: {a: {name: Avia}, b: {name: Bela}, c: {name: Cora}}
issues: {share: {scale: 0..100, steps: 11}, date: {values: [early, late]}}
preferences:
  a: {weights: {share: 80, date: 20}, values: {share: rising, date: rising}, reservation: 30}
  b: {weights: {share: 80, date: 20}, values: {share: rising, date: rising}, reservation: 30}
  c: {weights: {share: 90, date: 10}, values: {share: falling, date: falling}, reservation: 95}
stages: [{table: [a, b, c], consent: {quota: 2}}]
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_table_votes_no_package_is_called_one_that_all_would_accept(language: str) -> None:
    w = Writer(gather(loads(BY_VOTE), phrases("en"), draws=64, seed=0), phrases(language))
    said = " ".join(s.text for paragraph in first_page(w) for s in paragraph)
    vote = {"en": "that enough of the parties would", "de": "dem hinreichend viele Parteien"}
    every = {"en": "all three", "de": "alle drei"}
    assert vote[language] in said
    assert every[language] not in said
    assert not w.facts.all(Common)
    agree = BY_VOTE.replace(", consent: {quota: 2}", "").replace(
        "reservation: 95", "reservation: 9"
    )
    w = Writer(gather(loads(agree), phrases("en"), draws=64, seed=0), phrases(language))
    assert every[language] in " ".join(s.text for part in first_page(w) for s in part)


AFTER_AN_OPENING = """
title: An opening and then talks
parties: {a: {name: Avia}, b: {name: Bela}, c: {name: Cora}}
issues: {toll: {values: [low, middle, high], status_quo: low}, date: {values: [early, late]}}
preferences:
  a: {weights: {toll: 60, date: 40}, values: {toll: rising, date: falling}, reservation: 30..40}
  b: {weights: {toll: 50, date: 50}, values: {toll: rising, date: rising}, reservation: 30..40}
  c: {weights: {toll: 90, date: 10}, values: {toll: falling, date: falling}, reservation: 60..70}
stages: [{table: [a, b], settles: []}, {table: [a, b]}, {table: [a, b, c]}]
"""


def test_what_the_table_would_like_is_what_it_strikes_and_not_what_an_opening_leaves() -> None:
    scenario = loads(AFTER_AN_OPENING)
    facts = gather(scenario, phrases("en"), draws=32, seed=0)
    liked = facts.package("for_table")
    assert liked is not None
    talks = detente.solve_stages(scenario, draws=0)
    assert liked.values == talks.named(talks.found.struck)
    assert liked.values["toll"] == "high"
    others = AFTER_AN_OPENING.replace("{table: [a, b]}, {table", "{table: [a, c]}, {table")
    assert gather(loads(others), phrases("en"), draws=32, seed=0).package("for_table") is None


PASSED_OVER = """
title: A table that may be passed over
parties: {a: {name: Avia}, b: {name: Bela}, c: {name: Cora}}
issues: {share: {scale: 0..100, steps: 11}, date: {values: [early, late]}}
preferences:
  a: {weights: {share: 80, date: 20}, values: {share: rising, date: rising}, reservation: 30}
  b: {weights: {share: 80, date: 20}, values: {share: rising, date: falling}, reservation: 90}
  c: {weights: {share: 90, date: 10}, values: {share: falling, date: rising}, reservation: 30}
stages:
  - {table: [a, c], if_fails: end}
  - {table: [a, b], if_fails: next}
  - {table: [a, c], kind: bargain}
"""


def test_whoever_sits_only_where_a_failure_leads_on_is_not_called_needed() -> None:
    facts = gather(loads(PASSED_OVER), phrases("en"), draws=32, seed=0)
    w = Writer(facts, phrases("en"))
    assert w.needed == ("a", "c")
    said = " ".join(s.text for paragraph in first_page(w) for s in paragraph)
    assert "A package that both needed parties would accept exists" in said
    assert "Bela, by our best figures, still refuses it" not in said
    alone = PASSED_OVER.replace("[a, c]", "[c]").replace("[a, b], if_fails: next", "[c]")
    w = Writer(gather(loads(alone), phrases("en"), draws=32, seed=0), phrases("en"))
    assert w.everyone()["those"] == "Cora"


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_several_stages_it_is_said_of_which_the_first_chance_speaks(language: str) -> None:
    named = {"en": "at “stage 1”", "de": "in der Runde „Runde 1“"}[language]
    facts = gather(loads(AFTER_AN_OPENING), phrases("en"), draws=32, seed=0)
    first = next(expect(Writer(facts, phrases(language))))
    assert named.lower() in first.text.lower()
    one = AFTER_AN_OPENING.split("stages:")[0] + "stages: [{table: [a, b, c]}]"
    facts = gather(loads(one), phrases("en"), draws=32, seed=0)
    assert named.lower() not in next(expect(Writer(facts, phrases(language)))).text.lower()


def test_a_gain_by_the_venue_alone_is_not_told_as_one_at_home() -> None:
    text = PASSED_OVER.split("stages:")[0] + "stages: [{table: [a, b], venue: {a: 2, b: 1}}]"
    facts = gather(loads(text), phrases("en"), draws=32, seed=0)
    told = {"en": "Avia and Bela gain by meeting", "de": "Schon das Treffen nützt Avia und Bela"}
    for language in LANGUAGES:
        said = " ".join(s.text for s in expect(Writer(facts, phrases(language))))
        assert told[language] in said
        assert "at home" not in said
        assert "nnenpolitisch" not in said
