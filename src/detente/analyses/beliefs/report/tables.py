"""Tables and charts on beliefs, and the names in them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from detente.analyses.beliefs.report.crises import crisis_table
from detente.analyses.beliefs.result import BeliefsResult, Floats, ratio_word
from detente.analyses.beliefs.solve import Belief, middle
from detente.analyses.telling import table
from detente.exhibits import Axis, Cell, Chart, Column, LineChart, Point, Table
from detente.phrases import Phrases
from detente.scenario import Scenario

MOST_ROWS = 40


class Labels(NamedTuple):
    """The wording of one party's types and signals, by their places."""

    scenario: Scenario
    words: Phrases
    found: Belief

    @property
    def party(self) -> str:
        """The party's full name."""
        return self.scenario.party_name(self.found.problem.party, self.words.language)

    def type(self, place: int | None = None) -> str:
        """A type, the likeliest one unless given."""
        problem = self.found.problem
        kind = problem.types[self.found.top if place is None else place]
        return self.scenario.name_of("types", problem.party, kind, language=self.words.language)

    @property
    def types(self) -> list[str]:
        """All types of the party, in order."""
        return [self.type(place) for place in range(len(self.found.problem.types))]

    def signal(self, place: int) -> str:
        """A signal; those still to come follow those seen."""
        name = self.found.problem.signals[place]
        return self.scenario.name_of("signals", name, language=self.words.language)

    def strength(self, signal: int) -> str:
        """The likelihood ratio of a signal in a word."""
        word = ratio_word(float(self.found.ratio[0, signal]))
        return self.words(f"beliefs.strength_{word}")

    def shared(self, signal: int) -> str:
        """What the ratio counts as where a signal depends on others of its group, else empty."""
        ratio, stated = (float(r[0, signal]) for r in (self.found.ratio, self.found.stated_ratio))
        problem = self.found.problem
        if not problem.costly[signal] or problem.repeats[signal] or abs(ratio - stated) < 0.05:
            return ""
        return self.words("beliefs.as_one_of_a_group", ratio=self.words.number(ratio, 1))


def labels(result: BeliefsResult, words: Phrases) -> tuple[Labels, ...]:
    """The labels of each party that has types."""
    return tuple(Labels(result.scenario, words, found) for found in result.beliefs)


def tables(result: BeliefsResult, words: Phrases) -> tuple[Table, ...]:
    """Signals with their weight, then what to watch for, crises, another analysis by types."""
    told = labels(result, words)
    found = [*map(_signals, told), *map(_to_watch, told)]
    found += [crisis_table(result, crisis, words) for crisis in result.crises]
    return tuple(table for table in (*found, _mixture(result, words)) if table.rows)


def charts(result: BeliefsResult, words: Phrases) -> tuple[Chart, ...]:
    """The path of the belief about each party."""
    return tuple(map(_path, labels(result, words)))


def _signals(told: Labels) -> Table:
    """Signal by signal: kind, cheap or costly, likelihood ratio in words, belief after it."""
    words, found, problem = told.words, told.found, told.found.problem
    low, high = middle(found.posterior)

    def bare(key: str, belief: Floats) -> list[Cell]:
        return [words(f"beliefs.{key}"), "", "", "", None, "", *_percent(belief)]

    rows = [bare("prior", found.path[0, 0])]
    for k, name in enumerate(problem.signals[: problem.seen]):
        stated = told.scenario.signals[name]
        rows.append(
            [
                told.signal(k),
                words(f"beliefs.kind_{stated.kind}"),
                ", ".join(stated.because),
                words("beliefs.costly" if problem.costly[k] else "beliefs.is_cheap"),
                float(found.stated_ratio[0, k]),
                words("beliefs.repeats")
                if problem.repeats[k]
                else told.strength(k) + told.shared(k),
                *_percent(found.path[0, k + 1]),
            ]
        )
    rows += [bare("half", found.half[0]), bare("face_value", found.naive[0, -1])]
    rows += [bare("low", low), bare("high", high)]
    columns: list[str | Column] = ["signal", "kind", "source", "cost", "ratio>1", "weight"]
    columns += [_probability(name, words) for name in told.types]
    note = words("beliefs.table_note")
    return table(words, "beliefs.table", columns, rows, note, party=told.party)


def _to_watch(told: Labels) -> Table:
    """Signals still to come, the most telling first."""
    words, found = told.words, told.found
    rows = [
        (
            told.signal(found.problem.seen + int(k)),
            float(found.bits[0, k]),
            100 * float(found.if_seen[0, k, found.top]),
            100 * float(found.if_not[0, k, found.top]),
        )
        for k in np.argsort(-found.bits[0], kind="stable")
    ]
    ends = (_probability(words(f"beliefs.{key}"), words) for key in ("if_seen", "if_not"))
    columns: list[str | Column] = ["signal", "bits>2", *ends]
    return table(words, "beliefs.watch", columns, rows, party=told.party, type=told.type())


def _mixture(result: BeliefsResult, words: Phrases) -> Table:
    """Conclusions of another analysis by types, and over the posterior mixture."""
    mixed = result.mixed()
    means = {name: [part.means.get(name, 0.0) for part in result.mixture] for name in mixed}
    shown = sorted(mixed, key=lambda name: min(means[name]) - max(means[name]))[:MOST_ROWS]
    columns: list[str | Column] = ["conclusion"]
    for part in result.mixture:
        kinds = "; ".join(
            result.scenario.name_of("types", party, kind, language=words.language)
            for party, kind in part.types.items()
        )
        title = words("beliefs.if_types", types=kinds, chance=words.share(part.chance))
        columns.append(Column(title, "right", digits=2))
    rows: list[list[Cell]] = [[name, *means[name], mixed[name]] for name in shown]
    then = str(dict(result.settings).get("then"))
    return table(words, "beliefs.mixture", [*columns, "mixture>2"], rows, analysis=then)


def _path(told: Labels) -> LineChart:
    """The belief after each signal."""
    words, path = told.words, told.found.path[0]
    after = [words("beliefs.prior"), *(told.signal(k) for k in range(len(path) - 1))]
    return LineChart(
        words("beliefs.path_title", party=told.party),
        Axis(words("beliefs.signals_axis"), low=0.0),
        Axis(words("beliefs.belief_axis"), unit="%", low=0.0, high=100.0),
        tuple(
            Point(step, 100 * belief, name, after[step])
            for k, name in enumerate(told.types)
            for step, belief in enumerate(path[:, k].tolist())
        ),
        tuple(told.types),
        step=True,
    )


def _probability(title: str, words: Phrases) -> Column:
    return Column(title, "right", digits=0, unit=words("common.chance"), probability=True)


def _percent(values: Floats) -> list[float]:
    return [100 * float(value) for value in values]
