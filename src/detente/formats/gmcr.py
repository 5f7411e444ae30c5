"""GMCR+: a JSON save of a conflict in options form.

`options` lists `{name, permittedDirection: both, fwd or back}`; `decisionMakers` lists `{name,
options: [places in that list], preferences: [condition], preferenceRanking, misperceptions:
[condition]}`; `infeasibles: [condition]`. A condition is `[[option, "Y" or "N"], …]`, all of which
hold, or `{compound: true, members: [condition, …]}`, one of which does. Preferences come most
important first and are compared lexicographically.

With `useManualPreferenceRanking` (`useManualPreferenceVectors` and `preferenceVector` in older
saves), or for a party without conditions where a save does not say, the rankings count instead:
best first, an inner list is a tie, and numbers are places from 1 among the feasible states in
ascending order, option 0 the least significant bit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from detente.analyses.stability.preferences import ranks_of
from detente.errors import MissingSection, SettingError, sentence
from detente.formats.actors import keys_for
from detente.formats.domains import distinct
from detente.formats.sources import DEEPEST, Source, read_json
from detente.scenario import Scenario, best_draws
from detente.scenario.statements import OptionTaken, atoms, parse
from detente.scenario.states import (
    MOST_OPTIONS,
    expression_truth,
    feasible_states,
    option_bits,
    state_groups,
)

LOSSES = (
    "ranges, sources and confidence of judgements (best values are written)",
    "keys of parties and options (they are made anew from the names)",
    "states that count as one, the status quo, strengths and unknown comparisons",
    "what a party believes of the preferences of others",
    "everything else: issues, preferences over deals, positions, talks",
)

EXAMPLE = """options: {north: [escalate], south: [blockade]}
priorities: {north: [not south.blockade], south: [not north.escalate]}"""

_MOVES = {"both": "both", "fwd": "take", "back": "drop"}
_MOST_ATOMS = 10


def recognises(raw: Any) -> bool:
    """Whether a JSON value lists decision makers and options."""
    return isinstance(raw, dict) and {"decisionMakers", "options"} <= raw.keys()


def read(source: Source) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The keys of a scenario file, and notes of what had to be left out.

    Raises ScenarioError for a save that is not as above.
    """
    save = _Save(source)
    raw: dict[str, Any] = {"detente": 1, "title": source.stem}
    makers = list(zip(save.keys, save.names, save.makers, strict=True))
    raw["parties"] = {key: {} if key == name else {"name": name} for key, name, _ in makers}
    raw["options"] = save.options()
    raw["infeasible"] = [save.statement(one) for one in save.listed(save.raw, "infeasibles")]
    raw["priorities"], raw["ranking"], raw["views"] = {}, {}, {}
    notes: list[str] = []
    manual = save.raw.get("useManualPreferenceRanking", save.raw.get("useManualPreferenceVectors"))
    for key, name, maker in makers:
        stated = save.listed(maker, "preferences")
        if manual or (manual is None and not stated):
            given = "preferenceRanking" if "preferenceRanking" in maker else "preferenceVector"
            ranking, missed = save.ranking(save.listed(maker, given))
            if ranking and missed:
                rule = "the ranking of {party} misses {count} states and is left out"
                notes.append(sentence(rule, party=name, count=missed))
            elif ranking:
                raw["ranking"][key] = ranking
        elif stated:
            raw["priorities"][key] = [save.statement(one) for one in stated]
        unseen = [save.statement(one) for one in save.listed(maker, "misperceptions")]
        if unseen:
            raw["views"][key] = {"unseen": unseen}
    if save.listed(save.raw, "coalitions"):
        notes.append("coalitions are left out; detente stability --coalitions asks for them")
    return {key: value for key, value in raw.items() if value not in ([], {})}, tuple(notes)


class _Save:
    """A save, with what its numbers of options stand for."""

    def __init__(self, source: Source) -> None:
        self.source, self.raw = source, read_json(source)
        self.stated = self.listed(self.raw, "options")
        self.makers = self.listed(self.raw, "decisionMakers")
        for one in (*self.stated, *self.makers):
            if not isinstance(one, dict) or not isinstance(one.get("name"), str):
                source.refuse("options and decision makers have names", one)
        self.names = distinct([maker["name"] for maker in self.makers])
        self.keys = list(keys_for(self.names).values())
        self.owned = [[self.option(k) for k in self.listed(m, "options")] for m in self.makers]
        order = [place for own in self.owned for place in own]
        if sorted(order) != list(range(len(self.stated))) or not order:
            source.refuse("each option belongs to one decision maker", order)
        self.order = order
        """The places of the options in the order of the scenario, party by party."""
        self.terms: dict[int, str] = {}

    def listed(self, part: Mapping[str, Any], key: str) -> list[Any]:
        found = part.get(key)
        if found is not None and not isinstance(found, list):
            self.source.refuse(sentence("{what} is a list", what=key), found)
        return found or []

    def option(self, place: Any) -> int:
        whole = isinstance(place, int) and not isinstance(place, bool)
        if not whole or not 0 <= place < len(self.stated):
            rule = sentence("an option has a number from 0 to {most}", most=len(self.stated) - 1)
            self.source.refuse(rule, place)
        return int(place)

    def options(self) -> dict[str, Any]:
        """The options of each party; names may come again at another party."""
        found: dict[str, Any] = {}
        for party, own in zip(self.keys, self.owned, strict=True):
            names = distinct([self.stated[place]["name"] for place in own])
            for place, (name, key) in zip(own, keys_for(names).items(), strict=True):
                self.terms[place] = f"{party}.{key}"
                way = self.stated[place].get("permittedDirection", "both")
                if way not in [*_MOVES]:
                    self.source.refuse("a direction is both, fwd or back", way)
                moves = {} if way == "both" else {"moves": _MOVES[way]}
                named = {} if name == key else {"name": name}
                found.setdefault(party, {})[key] = {**named, **moves}
        return found

    def alternatives(self, condition: Any, depth: int = 0) -> list[list[tuple[int, bool]]]:
        """A condition as options taken or not, all of one of the lists."""
        if isinstance(condition, dict) and condition.get("compound") and depth < DEEPEST:
            members = self.listed(condition, "members")
            found = [one for each in members for one in self.alternatives(each, depth + 1)]
        elif isinstance(condition, list):
            pairs = [
                p for p in condition if isinstance(p, list) and len(p) == 2 and p[1] in ("Y", "N")
            ]
            found = [[(self.option(place), way == "Y") for place, way in pairs]]
            found = found if len(pairs) == len(condition) else []
        else:
            found = []
        if not found or not all(found):
            self.source.refuse('a condition is [[option, "Y" or "N"], …]', condition)
        return found

    def statement(self, condition: Any) -> str:
        """A condition as a statement about options."""
        said = [
            " and ".join(self.terms[k] if taken else f"not {self.terms[k]}" for k, taken in each)
            for each in self.alternatives(condition)
        ]
        return said[0] if len(said) == 1 else " or ".join(f"({one})" for one in said)

    def feasible(self) -> list[int]:
        """The codes of the feasible states, ascending, option 0 the least significant bit."""
        if len(self.stated) > MOST_OPTIONS:
            rule = sentence("at most {most} options can be ranked by hand", most=MOST_OPTIONS)
            self.source.refuse(rule, len(self.stated))
        codes = np.arange(1 << len(self.stated))
        kept = np.ones(codes.size, dtype=bool)
        for condition in self.listed(self.raw, "infeasibles"):
            for each in self.alternatives(condition):
                holds = np.ones(codes.size, dtype=bool)
                for place, taken in each:
                    holds &= (codes >> place & 1) == taken
                kept &= ~holds
        return [int(code) for code in codes[kept]]

    def ranking(self, given: Sequence[Any]) -> tuple[list[Any], int]:
        """The rungs of a ranking as YN strings, and how many feasible states it misses."""
        if not given:
            return [], 0
        codes, rungs = self.feasible(), []
        seen: set[int] = set()
        for rung in given:
            texts = []
            for number in rung if isinstance(rung, list) else [rung]:
                if not isinstance(number, int) or not 0 < number <= len(codes) or number in seen:
                    pattern = "a ranking holds places from 1 to {most}, each once"
                    self.source.refuse(sentence(pattern, most=len(codes)), number)
                seen.add(number)
                code = codes[number - 1]
                texts.append("".join("Y" if code >> place & 1 else "N" for place in self.order))
            rungs.append(texts if len(texts) > 1 else texts[0] if texts else [])
        return [rung for rung in rungs if rung], len(codes) - len(seen)


def write(scenario: Scenario) -> str:
    """The text of a save: rankings by hand where a party has them, else statements.

    Raises MissingSection without options, SettingError for a statement about too many of them.
    """
    if not scenario.options:
        raise MissingSection("convert", "options", EXAMPLE)
    bits, draws = option_bits(scenario), best_draws(scenario)
    codes = feasible_states(scenario)
    firsts, place_of = np.unique(state_groups(scenario, codes), return_inverse=True)
    judged = {*scenario.priorities, *scenario.ranking, *scenario.option_weights}
    judged |= {*scenario.preferences} if scenario.outcomes else set()
    plain = {
        party: rungs
        for party, rungs in scenario.priorities.items()
        if all(one.held is None and one.threat is None for rung in rungs for one in rung.statements)
    }
    makers = []
    for party in scenario.parties:
        view = scenario.views.get(party)
        unseen = view.unseen if view else ()
        said = [one.maybe for rung in plain.get(party, ()) for one in rung.statements]
        ranking: list[Any] = []
        if party in judged:
            ranks = ranks_of(scenario, party, codes[firsts], draws)[0][place_of]
            for rank in np.unique(ranks)[::-1]:
                places = (np.flatnonzero(ranks == rank) + 1).tolist()
                ranking.append(places if len(places) > 1 else places[0])
        makers.append(
            {
                "name": scenario.party_name(party),
                "options": [bit for (owner, _), bit in bits.items() if owner == party],
                "preferences": _conditions(scenario, said),
                "preferenceRanking": ranking,
                "misperceptions": _conditions(scenario, unseen),
            }
        )
    ways = {theirs: way for way, theirs in _MOVES.items()}
    save = {
        "options": [
            {
                "name": scenario.name_of("options", party, option),
                "permittedDirection": ways[scenario.options[party][option].moves],
            }
            for party, option in bits
        ],
        "decisionMakers": makers,
        "infeasibles": _conditions(scenario, scenario.infeasible),
        "useManualPreferenceRanking": judged != plain.keys(),
    }
    return json.dumps(save, ensure_ascii=False, indent=1) + "\n"


def _conditions(scenario: Scenario, statements: Sequence[str]) -> list[Any]:
    """Statements as the combinations of the options they name in which they hold, if any."""
    bits, found = option_bits(scenario), []
    for statement in statements:
        expression = parse(statement, scenario.option_vocabulary)
        named = {(a.party, a.option) for a in atoms(expression) if isinstance(a, OptionTaken)}
        if len(named) > _MOST_ATOMS:
            remedy = "a statement names at most {most} options here; part it"
            raise SettingError("--to", "gmcr", sentence(remedy, most=_MOST_ATOMS))
        own = {name: place for place, name in enumerate(sorted(named, key=bits.__getitem__))}
        codes = np.arange(1 << len(own), dtype=np.uint32)
        members = [
            [[bits[name], "Y" if code >> place & 1 else "N"] for name, place in own.items()]
            for code in codes[expression_truth(expression, own, codes)].tolist()
        ]
        if members:
            several = len(members) > 1
            found.append({"compound": True, "members": members} if several else members[0])
    return found
