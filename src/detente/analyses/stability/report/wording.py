"""States, moves and certificates in words."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analyses.stability.certificates import Certificate, Deviation
from detente.analyses.stability.paths import Step
from detente.analyses.stability.result import StabilityResult
from detente.phrases import Phrases

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
        if won and problem.group_of is not None and (problem.group_of == step.state).sum() > 1:
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
