"""Tables and charts on beliefs."""

from __future__ import annotations

import numpy as np

from detente.analyses.beliefs.report.crises import crisis_table
from detente.analyses.beliefs.report.labels import Labels
from detente.analyses.beliefs.result import BeliefsResult
from detente.analyses.beliefs.solve import Belief
from detente.exhibits import Axis, Cell, Chart, Column, LineChart, Point, Table
from detente.phrases import Phrases
from detente.scenario.names import type_name

MOST_ROWS = 40


def tables(result: BeliefsResult, words: Phrases) -> tuple[Table, ...]:
    """Signals with their weight, then what to watch for, crises, another analysis by types."""
    pairs = [(Labels(result.scenario, words, best), drawn) for best, drawn in result.pairs()]
    found = [_signals(labels, drawn) for labels, drawn in pairs]
    found += [_to_watch(labels) for labels, _ in pairs]
    found += [crisis_table(result, crisis, words) for crisis in result.crises]
    found.append(_mixture(result, words))
    return tuple(table for table in found if table.rows)


def charts(result: BeliefsResult, words: Phrases) -> tuple[Chart, ...]:
    """The path of the belief about each party."""
    return tuple(_path(Labels(result.scenario, words, best)) for best in result.best)


def _signals(labels: Labels, drawn: Belief) -> Table:
    """Signal by signal: kind, cheap or costly, likelihood ratio in words, belief after it."""
    words, best, problem = labels.words, labels.best, labels.best.problem
    kinds = _kinds(words)
    rows: list[tuple[Cell, ...]] = [_bare(words("beliefs.prior"), best.path[0, 0])]
    for k, name in enumerate(problem.signals[: problem.seen]):
        stated = labels.scenario.signals[name]
        rows.append(
            (
                labels.signal(k),
                kinds[stated.kind],
                ", ".join(stated.because),
                words("beliefs.costly") if problem.costly[k] else words("beliefs.is_cheap"),
                float(best.stated_ratio[0, k]),
                words("beliefs.repeats") if problem.repeats[k] else labels.strength(k),
                *_percent(best.path[0, k + 1]),
            )
        )
    low, high = np.quantile(drawn.posterior, [0.05, 0.95], axis=0)
    rows += [
        _bare(words("beliefs.face_value"), best.naive[0, -1]),
        _bare(words("beliefs.low"), low),
        _bare(words("beliefs.high"), high),
    ]
    columns = (
        Column(words("beliefs.signal")),
        Column(words("beliefs.kind")),
        Column(words("beliefs.source")),
        Column(words("beliefs.cost")),
        Column(words("beliefs.ratio"), "right", digits=1),
        Column(words("beliefs.weight")),
        *(_probability(name, words) for name in labels.types),
    )
    title = words("beliefs.table_title", party=labels.party)
    return Table(title, columns, tuple(rows), note=words("beliefs.table_note"))


def _bare(title: str, belief: object) -> tuple[Cell, ...]:
    return (title, "", "", "", None, "", *_percent(belief))


def _to_watch(labels: Labels) -> Table:
    """Signals still to come, the most telling first."""
    words, best, top = labels.words, labels.best, labels.top
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            labels.signal(best.problem.seen + int(k)),
            float(best.bits[0, k]),
            *_percent(best.if_seen[0, k, top]),
            *_percent(best.if_not[0, k, top]),
        )
        for k in np.argsort(-best.bits[0], kind="stable")
    )
    columns = (
        Column(words("beliefs.signal")),
        Column(words("beliefs.bits"), "right", digits=2),
        _probability(words("beliefs.if_seen"), words),
        _probability(words("beliefs.if_not"), words),
    )
    return Table(
        words("beliefs.watch_title", party=labels.party, type=labels.type(top)), columns, rows
    )


def _mixture(result: BeliefsResult, words: Phrases) -> Table:
    """Conclusions of another analysis by types, and over the posterior mixture."""
    parts, mixed = result.mixture, result.mixed()
    means = {name: [part.means.get(name, 0.0) for part in parts] for name in mixed}
    shown = sorted(mixed, key=lambda name: min(means[name]) - max(means[name]))[:MOST_ROWS]
    rows: list[tuple[Cell, ...]] = [(name, *means[name], mixed[name]) for name in shown]
    columns = [Column(words("beliefs.conclusion"))]
    for part in parts:
        kinds = "; ".join(
            type_name(result.scenario, party, kind, words.language)
            for party, kind in part.types.items()
        )
        title = words("beliefs.if_types", types=kinds, chance=words.share(part.chance))
        columns.append(Column(title, "right", digits=2))
    columns.append(Column(words("beliefs.mixture"), "right", digits=2))
    title = words("beliefs.mixture_title", analysis=str(result.settings["then"]))
    return Table(title, tuple(columns), tuple(rows))


def _path(labels: Labels) -> LineChart:
    """The belief after each signal."""
    words, path = labels.words, labels.best.path[0]
    after = [words("beliefs.prior"), *(labels.signal(k) for k in range(len(path) - 1))]
    points = tuple(
        Point(step, 100 * belief, name, after[step])
        for k, name in enumerate(labels.types)
        for step, belief in enumerate(path[:, k].tolist())
    )
    return LineChart(
        words("beliefs.path_title", party=labels.party),
        Axis(words("beliefs.signals_axis"), low=0.0),
        Axis(words("beliefs.belief_axis"), unit="%", low=0.0, high=100.0),
        points,
        tuple(labels.types),
        step=True,
    )


def _probability(title: str, words: Phrases) -> Column:
    return Column(title, "right", digits=0, unit=words("common.chance"), probability=True)


def _percent(values: object) -> tuple[float, ...]:
    return tuple(100 * float(value) for value in np.atleast_1d(np.asarray(values)))


def _kinds(words: Phrases) -> dict[str, str]:
    return {
        "praise": words("beliefs.kind_praise"),
        "offer": words("beliefs.kind_offer"),
        "threat": words("beliefs.kind_threat"),
        "framing": words("beliefs.kind_framing"),
        "lowering": words("beliefs.kind_lowering"),
        "delegation": words("beliefs.kind_delegation"),
        "probe": words("beliefs.kind_probe"),
        "statement": words("beliefs.kind_statement"),
        "act": words("beliefs.kind_act"),
    }
