"""Nothing that is another party's, or the analyst's alone, reaches a party's sheet.

Canaries are planted in every field of the model that is not named here as public, whether a case
fills it or not: a new field is private until somebody names it.
"""

from __future__ import annotations

import datetime
import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from detente.analyses.no_deal.worth import no_deal
from detente.errors import SettingError
from detente.render import html_page, word_file
from detente.roles import role_scenario, role_sheet
from detente.scenario import Judgement, Scenario, best_draws, case_names, load, loads
from detente.scenario.checks import misfits
from detente.scenario.remarks import remarks
from detente.scenario.sections.base import Section
from detente.scenario.sections.wording import RedLine
from detente.sheets.confidence import public_scenario

PUBLIC = """
title summary as_of language detente status_quo infeasible same rules
parties.*.name parties.*.aliases parties.*.at_table
parties.*.grammar.article parties.*.grammar.plural parties.*.grammar.pronoun parties.*.grammar.forms
issues.*.name issues.*.values issues.*.scale issues.*.steps issues.*.unit issues.*.status_quo
issues.*.says issues.*.short issues.*.stays issues.*.topic
options.*.*.name options.*.*.moves
consent.rule consent.votes consent.quota consent.vetoes
graph.states graph.moves graph.status_quo
"""
OWN = """
preferences.{p} priorities.{p} ranking.{p} graph.ranking.{p} positions.*.{p}
"""
CASES = [
    (case, party)
    for case in case_names()
    for party in list(load(case).parties)[: 2 if case == "emission_standards" else None]
]


class Planting:
    """Plants canaries in all of a scenario but what a party may see."""

    def __init__(self, scenario: Scenario, party: str) -> None:
        self.scenario = scenario
        open_ = (PUBLIC + OWN.format(p=party)).split()
        self.open = [tuple(each.split(".")) for each in open_]
        cited = {e for leaf in self._leaves(scenario, ()) for e in leaf[2] if self.is_open(leaf[0])}
        self.open += [("evidence", name, "*") for name in cited]
        self.open += [("sources", scenario.evidence[name].source, "*") for name in cited]
        rungs = scenario.priorities.get(party, ())
        threats = {said.threat for rung in rungs for said in rung.statements if said.threat}
        self.open += [("commitments", name) for name in threats]
        self.numbers = itertools.count(1)

    def scenario_with_canaries(self) -> Scenario:
        threatened = self._plant(self.scenario, ())
        assert isinstance(threatened, Scenario)
        return threatened.model_copy(update={"translations": self._wording()})

    def is_open(self, path: tuple[str, ...]) -> bool:
        return any(_fits(path[: len(each)], each) for each in self.open if len(each) <= len(path))

    def leads(self, path: tuple[str, ...]) -> bool:
        return any(_fits(path, each[: len(path)]) for each in self.open if len(each) > len(path))

    def _leaves(self, part: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, Any, Any]]:
        """Path, text and evidence cited of every leaf, judgements and dictionary keys included."""
        yield path, "", getattr(part, "because", None) or ()
        if isinstance(part, BaseModel):
            for key in type(part).model_fields:
                if (path, key) != ((), "translations"):
                    yield from self._leaves(getattr(part, key), (*path, key))
        elif isinstance(part, dict):
            for key, inner in part.items():
                yield path, str(key), ()
                yield from self._leaves(inner, (*path, str(key)))
        elif isinstance(part, tuple | list):
            for place, inner in enumerate(part):
                yield from self._leaves(inner, (*path, str(place)))
        elif isinstance(part, str):
            yield path, str(part), ()

    def _plant(self, part: Any, path: tuple[str, ...]) -> Any:
        mixed, n = self.leads(path), next(self.numbers)
        if path and self.is_open(path):
            return part
        if isinstance(part, Judgement):
            number = 417 + n / 1000
            told = {"low": number, "best": number, "high": number, "given": f"CANARY{n}"}
            return part.model_copy(update={**told, "because": (f"CANARY{n}",)})
        if isinstance(part, BaseModel):
            fields = [key for key in type(part).model_fields if (*path, key) != ("translations",)]
            return part.model_copy(
                update={key: self._plant(getattr(part, key), (*path, key)) for key in fields}
            )
        return self._planted_inside(part, path, n, mixed=mixed)

    def _planted_inside(self, part: Any, path: tuple[str, ...], n: int, *, mixed: bool) -> Any:
        if isinstance(part, dict):
            planted = {k: self._plant(inner, (*path, str(k))) for k, inner in part.items()}
            if not mixed:
                planted = {f"CANARY{n}{k}": inner for k, inner in planted.items()}
            empty = not planted and not mixed and path != ("commitments",)
            return {f"CANARY{n}": f"CANARY{n}"} if empty else planted
        if isinstance(part, tuple | list):
            planted_list = [self._plant(inner, (*path, str(k))) for k, inner in enumerate(part)]
            return type(part)(planted_list or [f"CANARY{n}"])
        if part is None and mixed:
            return None
        return _canary(part, n)

    def _wording(self) -> dict[str, dict[str, str]]:
        public: set[str] = set()
        private: set[str] = set()
        for path, text, _ in self._leaves(self.scenario, ()):
            (public if self.is_open(path) or self.leads(path) else private).add(text)
        planted: dict[str, dict[str, str]] = {}
        issues = self.scenario.issues.items()
        for language, wording in self.scenario.translations.items():
            for key, text in wording.items():
                steps = tuple(key.split("."))
                if len(steps) > 1 and steps[0] in Scenario.model_fields:
                    labels = []
                    if steps[0] == "issues":
                        labels = [f"issues.{i}.{v}" for i, q in issues for v in q.labels()]
                    seen = self.is_open(steps) or self.leads(steps) or key in labels
                else:
                    seen = key in public or key not in private
                planted.setdefault(language, {})[key] = text if seen else f"CANARY of {key}"
        return planted


def _fits(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    return len(path) == len(pattern) and all(
        b in ("*", a) for a, b in zip(path, pattern, strict=True)
    )


def _canary(part: object, n: int) -> object:
    match part:
        case RedLine():
            return RedLine(f"CANARY{n} = 1", f"CANARY{n}")
        case bool():
            return not part
        case int() | float():
            return 417 + n
        case datetime.date():
            return datetime.date(1417, 4, 17)
        case _:
            return f"CANARY{n}"


def _parts_of(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        return b"".join(map(parts.read, parts.namelist()))


@pytest.mark.parametrize(("case", "party"), CASES)
def test_no_canary_reaches_a_sheet(case: str, party: str) -> None:
    scenario = load(case)
    if any(said.against == party for said in scenario.commitments.values()):
        scenario = scenario.model_copy(update={"commitments": {}})
    planted = Planting(scenario, party).scenario_with_canaries()
    assert repr(planted).count("CANARY") > 40
    assert role_scenario(planted, party) == role_scenario(scenario, party)
    assert public_scenario(planted) == public_scenario(scenario)
    for language in ("en", "de"):
        sheet = role_sheet(planted, party, language)
        assert sheet == role_sheet(scenario, party, language)
        assert "CANARY" not in html_page(sheet)
    assert b"CANARY" not in _parts_of(word_file(sheet))


def test_words_of_others_stay_out_in_the_other_language() -> None:
    """Red lines, options and evidence have translations of their own."""
    scenario = load("anchorage")
    kept = role_scenario(scenario, "ukraine").translations["de"]
    assert "preferences.ukraine.red_lines.0.says" in kept
    assert not [key for key in kept if key.startswith("preferences.") and "ukraine" not in key]
    assert not [key for key in kept if key.endswith(".give") or key.startswith("security")]
    evidence = {key.partition(".")[2] for key in kept if key.startswith("evidence.")}
    assert evidence == set(role_scenario(scenario, "ukraine").evidence)


@pytest.mark.parametrize("case", case_names())
def test_what_a_party_may_see_is_a_scenario_without_a_fault(case: str) -> None:
    for party in load(case).parties:
        seen = role_scenario(load(case), party)
        stated = json.loads(seen.model_dump_json(exclude_defaults=True, by_alias=True))
        again = Scenario.model_validate(stated)
        assert again.digest == seen.digest
        assert list(misfits(again, states=True)) == []
        parts = [part for _, part in again.parts() if isinstance(part, Section)]
        assert [fault for part in parts for fault in part.faults()] == []
        assert [text for text in remarks(again) if "unused" in text and "issues" not in text] == []
        assert len(again.evidence) == len({e for c in again.citations().values() for e in c})


def test_a_threat_shows_in_what_no_deal_is_worth_and_nowhere_else() -> None:
    said = load("anchorage").commitments["consequences"]
    surely = {"consequences": said.model_copy(update={"own_cost": None})}
    scenario = load("anchorage").model_copy(update={"commitments": surely})
    without = scenario.model_copy(update={"commitments": {}})
    assert role_scenario(load("anchorage"), "russia") == role_scenario(without, "russia")
    seen, plain = (role_scenario(each, "russia") for each in (scenario, without))
    stated = plain.preferences["russia"].reservation
    told = seen.preferences["russia"].reservation
    assert stated is not None
    assert told is not None
    parties = list(scenario.preferences)
    worth = no_deal(scenario, best_draws(scenario)).worth[0, parties.index("russia")]
    assert told.best == pytest.approx(worth)
    assert told.best < stated.best
    alike = plain.preferences["russia"].model_copy(update={"reservation": told})
    assert seen.preferences["russia"] == alike
    assert seen.model_copy(update={"preferences": {}}) == plain.model_copy(
        update={"preferences": {}}
    )


def test_what_follows_from_states_is_a_number_of_its_own() -> None:
    scenario = loads("""
        title: Talks
        parties: {a: {}, b: {}}
        issues: {x: {values: [low, high]}}
        preferences:
          a: {weights: {x: 1}, values: {x: rising}, reservation: {from: stability, range: 20..60}}
          b: {weights: {x: 1}, values: {x: falling}, reservation: 30}
        options: {a: [leave], b: [strike]}
        ranking: {a: [YY, YN, NN, NY], b: [NY, NN, YY, YN]}
        """)
    stated = role_scenario(scenario, "a").preferences["a"]
    assert stated.follows is None
    assert stated.reservation is not None
    assert stated.reservation.best == no_deal(scenario, best_draws(scenario)).worth[0, 0]
    assert stated.reservation.certain


def test_priorities_that_are_not_held_are_not_a_partys_own() -> None:
    scenario = loads("""
        title: Talks
        parties: {a: {}, b: {}}
        options: {a: [leave], b: [strike]}
        priorities:
          a: [{maybe: a.leave, held: 40%}, [not b.strike, {maybe: b.strike, held: 60%}]]
          b: [a.leave]
        """)
    held = role_scenario(scenario, "a").priorities
    assert [[said.maybe for said in rung.statements] for rung in held["a"]] == [
        ["not b.strike", "b.strike"]
    ]
    assert list(held) == ["a"]


def test_an_unknown_party_is_refused() -> None:
    with pytest.raises(SettingError, match="did you mean seller"):
        role_sheet(load("house_sale"), "seler")


def test_points_of_a_package_add_up_to_its_worth() -> None:
    """A sheet is enough to score a package as the debrief does."""
    table = next(
        shown
        for section in role_sheet(load("house_sale"), "buyer").front
        for shown in section.exhibits
        if getattr(shown, "key", "") == "roles.scoring"
    )
    points = {(row[0], row[2]): row[4] for row in getattr(table, "rows", ())}
    chosen = ("Price", "400 thousand euros"), ("Handover", "June"), ("Kitchen", "stays")
    assert sum(points[each] for each in chosen) == pytest.approx(60 * 2 / 3 + 25 * 0.8 + 15)
