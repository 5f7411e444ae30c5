"""States, certificates and findings in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.stability.concepts import headline
from detente.exhibits import Note

if TYPE_CHECKING:
    from detente.analyses.stability.certificates import Certificate, Deviation
    from detente.analyses.stability.paths import Step
    from detente.analyses.stability.result import StabilityResult
    from detente.phrases import Phrases

MOST_NAMED = 6
MOST_EXPLAINED = 3


@dataclass(frozen=True)
class Wording:
    """Names of one result in one language."""

    result: StabilityResult
    words: Phrases

    def party(self, place: int) -> str:
        """A party's full name."""
        return self.result.scenario.party_name(
            self.result.problem.parties[place], self.words.language
        )

    def option(self, place: int) -> str:
        """An option's full wording."""
        party, option = self.result.problem.options[place]
        return self.result.scenario.option_name(party, option, self.words.language)

    def state(self, state: int) -> str:
        """The options taken, by party: `Syria: release water; Iraq: attack`."""
        problem = self.result.problem
        if not problem.options:
            return self._stated(state)
        code = int(problem.codes[state])
        shown = []
        for party in dict.fromkeys(owner for owner, _ in problem.options):
            taken = [
                self.option(bit)
                for bit, (owner, _) in enumerate(problem.options)
                if owner == party and code >> bit & 1
            ]
            if taken:
                name = self.result.scenario.party_name(party, self.words.language)
                shown.append(f"{name}: {', '.join(taken)}")
        return "; ".join(shown) or self.words("stability.no_option")

    def of_start(self, key: str, **values: str) -> str:
        """A phrase about the state that events set out from, as it is stated or assumed."""
        kind = "stated" if self.result.problem.start_stated else "assumed"
        return self.words(f"stability.{key}.{kind}", **values)

    def concept(self, concept: str) -> str:
        """A concept's name in full."""
        if concept[1:].isdigit():
            return self.words("stability.limited", horizon=concept[1:])
        return self.words(f"stability.concept.{concept}")

    def short(self, concept: str) -> str:
        """A concept's abbreviation."""
        if concept[1:].isdigit():
            return self.words("stability.limited_short", horizon=concept[1:])
        return self.words(f"stability.short.{concept}")

    def change(self, before: int, step: Step) -> str:
        """What a mover does in one move: takes, drops, or both."""
        problem = self.result.problem
        party = self.party(step.mover)
        if not problem.options:
            return self.words("stability.goes", party=party, state=self._stated(step.state))
        old, new = int(problem.codes[before]), int(problem.codes[step.state])
        won, lost = self._quoted(new & ~old), self._quoted(old & ~new)
        if won and problem.alias is not None and (problem.alias == step.state).sum() > 1:
            lost = ""
        if won and lost:
            key = "stability.takes_and_drops"
        else:
            key = "stability.takes" if won else "stability.drops"
        return self.words(key, party=party, won=won, lost=lost)

    def _stated(self, state: int) -> str:
        scenario, name = self.result.scenario, self.result.problem.name(state)
        said = None if scenario.graph is None else scenario.graph.states[name]
        return scenario.translated(said or name, language=self.words.language)

    def _quoted(self, code: int) -> str:
        places = (bit for bit in range(len(self.result.problem.options)) if code >> bit & 1)
        quoted = [self.words("stability.quoted", text=self.option(bit)) for bit in places]
        return self.words.join(quoted)

    def chain(self, start: int, steps: tuple[Step, ...]) -> str:
        """Moves one after the other."""
        told = []
        for step in steps:
            told.append(self.change(start, step))
            start = step.state
        return self.words("stability.then").join(told)

    def brief_chain(self, steps: tuple[Step, ...]) -> str:
        """Moves as `Iraq → NNY, Syria → NYY`."""
        name = self.result.problem.name
        return ", ".join(f"{self.party(step.mover)} → {name(step.state)}" for step in steps)

    def certificate(self, proof: Certificate) -> str:
        """Why a state is stable for a party, or not."""
        known = {"party": self.party(proof.party), "concept": self.concept(proof.concept)}
        if not proof.deviations:
            return self.words("stability.stable_no_improvement", **known)
        told = [
            self._deviation(proof, deviation) for deviation in proof.deviations[:MOST_EXPLAINED]
        ]
        more = len(proof.deviations) - len(told)
        if more:
            told.append(self.words.count("stability.more_deterred", more))
        return " ".join(told)

    def _deviation(self, proof: Certificate, deviation: Deviation) -> str:
        from detente.analyses.stability.paths import Step

        party = self.party(proof.party)
        move = self.change(proof.state, Step(proof.party, deviation.improvement))
        if not deviation.sanction:
            nash = proof.concept == "nash"
            key = "stability.unstable_nash" if nash else "stability.unstable"
            return self.words(key, move=move, party=party)
        rank = self.result.problem.rank[0, proof.party]
        worse = rank[deviation.sanction[-1].state] < rank[proof.state]
        answer = self.chain(deviation.improvement, deviation.sanction)
        key = "stability.deterred_worse" if worse else "stability.deterred_equal"
        return self.words(key, party=party, move=move, answer=answer)


def strongest(result: StabilityResult) -> tuple[str, np.ndarray]:
    """The concept that headlines name, and the states that can last under it."""
    concept = headline(result.concepts, result.is_equilibrium)
    return concept, np.flatnonzero(result.is_equilibrium(concept))


def statements(result: StabilityResult, language: str | None) -> tuple[Note, ...]:
    """Findings, most important first."""
    words = result.words(language)
    wording = Wording(result, words)
    told = _findings(result, wording, words)
    for part in result.parts:
        told += part.statements(wording)
    return tuple(Note(text, "finding") for text in told)


def _findings(result: StabilityResult, wording: Wording, words: Phrases) -> list[str]:
    concept, states = strongest(result)
    if not states.size:
        return [
            words(
                "stability.no_equilibrium",
                concepts=words.join(map(wording.concept, result.concepts)),
            )
        ]
    found = [_counted(result, wording, concept, states.size)]
    named = states[:MOST_NAMED]
    found += [_named(result, wording, int(state)) for state in named]
    if states.size > named.size:
        found.append(words("common.more", n=words.number(states.size - named.size)))
    return found + _from_start(result, wording, states)


def _counted(result: StabilityResult, wording: Wording, concept: str, count: int) -> str:
    """How many states can last under the concept of the headline, and under the others."""
    words = wording.words
    total = words.number(result.problem.states)
    said = words.count("stability.equilibria", count, total=total, concept=wording.concept(concept))
    others = tuple(c for c in result.concepts if c != concept)
    if all(int(result.is_equilibrium(c).sum()) == count for c in others):
        return said
    counts = counts_by_concept(result, wording, others)
    return f"{said} {words('stability.equilibria_by_others', counts=counts)}"


def counts_by_concept(result: StabilityResult, wording: Wording, concepts: tuple[str, ...]) -> str:
    """How many states can last under each concept: `Nash 2, GMR 10`."""
    number = wording.words.number
    counts = {c: int(result.is_equilibrium(c).sum()) for c in concepts}
    return ", ".join(f"{wording.short(c)} {number(n)}" for c, n in counts.items())


def _named(result: StabilityResult, wording: Wording, state: int) -> str:
    return wording.words(
        "stability.state_holds",
        name=result.problem.name(state),
        state=wording.state(state),
        concepts=_holding(result, wording, state),
    )


def _holding(result: StabilityResult, wording: Wording, state: int) -> str:
    """The concepts under which a state can last; empty where there are none."""
    held = [wording.short(c) for c in result.concepts if result.is_equilibrium(c)[state]]
    if len(held) == len(result.concepts) > 1:
        return wording.words("stability.every_concept")
    return wording.words.join(held)


def _from_start(result: StabilityResult, wording: Wording, states: np.ndarray) -> list[str]:
    start = result.problem.status_quo
    by_moves, by_improvements = result.ways_by_moves, result.ways_by_improvements
    if start is None or by_moves is None or by_improvements is None:
        return []
    words = wording.words
    told = [_start_said(result, wording, start)]
    if start in states:
        return told
    begin = wording.of_start("start")
    for state in states[:MOST_NAMED]:
        name = result.problem.name(int(state))
        improving = by_improvements.to(int(state))
        legal = by_moves.to(int(state))
        if improving:
            way = wording.chain(start, improving)
            told.append(words("stability.way_improving", name=name, way=way, start=begin))
        elif legal:
            way = wording.chain(start, legal)
            told.append(words("stability.way_legal", name=name, way=way, start=begin))
        else:
            told.append(words("stability.no_way", name=name, start=begin))
    return told


def _start_said(result: StabilityResult, wording: Wording, start: int) -> str:
    """By which concepts the state that events set out from can last."""
    concept, states = strongest(result)
    held = _holding(result, wording, start)
    known = {"state": wording.state(start), "concepts": held, "concept": wording.short(concept)}
    if not held:
        return wording.of_start("start_fails", **known)
    return wording.of_start("start_holds" if start in states else "start_holds_otherwise", **known)
