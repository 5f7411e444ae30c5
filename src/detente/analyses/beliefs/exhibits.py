"""Tables and charts on beliefs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.beliefs.crisis_exhibits import crisis_table
from detente.analyses.beliefs.statements import strength
from detente.exhibits import Axis, Cell, Chart, Column, LineChart, Point, Table
from detente.scenario.names import signal_name, type_name

if TYPE_CHECKING:
    from detente.analyses.beliefs.result import BeliefsResult
    from detente.analyses.beliefs.solve import Belief
    from detente.phrases import Phrases


def tables(result: BeliefsResult, words: Phrases) -> tuple[Table, ...]:
    """Signals with their weight, then what to watch for."""
    found = [signal_table(result, best, drawn, words) for best, drawn in result.pairs()]
    found += [watch_table(result, best, words) for best in result.best]
    found += [crisis_table(result.scenario, crisis, words) for crisis in result.crises]
    found.append(mixture_table(result, words))
    return tuple(table for table in found if table.rows)


def charts(result: BeliefsResult, words: Phrases) -> tuple[Chart, ...]:
    """The path of the belief about each party."""
    return tuple(belief_path(result, best, words) for best in result.best)


def _type(result: BeliefsResult, best: Belief, place: int, words: Phrases) -> str:
    kind = best.problem.types[place]
    return type_name(result.scenario, best.problem.party, kind, words.language)


def _party(result: BeliefsResult, best: Belief, words: Phrases) -> str:
    return result.scenario.party_name(best.problem.party, words.language)


def signal_table(result: BeliefsResult, best: Belief, drawn: Belief, words: Phrases) -> Table:
    """Signal by signal: kind, cheap or costly, likelihood ratio in words, belief after it."""
    problem = best.problem
    kinds = _kinds(words)
    rows: list[tuple[Cell, ...]] = [
        (words("beliefs.prior"), "", "", "", None, "", *_percent(best.path[0, 0]))
    ]
    for k in range(problem.seen):
        name = problem.signals[k]
        ratio = float(best.ratio[0, k])
        rows.append(
            (
                signal_name(result.scenario, name, words.language),
                kinds[result.scenario.signals[name].kind],
                ", ".join(result.scenario.signals[name].because),
                words("beliefs.costly") if problem.costly[k] else words("beliefs.is_cheap"),
                float(best.stated_ratio[0, k]),
                words("beliefs.repeats") if problem.repeats[k] else strength(ratio, words),
                *_percent(best.path[0, k + 1]),
            )
        )
    rows.append((words("beliefs.face_value"), "", "", "", None, "", *_percent(best.naive[0, -1])))
    low, high = np.quantile(drawn.posterior, [0.05, 0.95], axis=0)
    for title, ends in ((words("beliefs.low"), low), (words("beliefs.high"), high)):
        rows.append((title, "", "", "", None, "", *_percent(ends)))
    columns = (
        Column(words("beliefs.signal")),
        Column(words("beliefs.kind")),
        Column(words("beliefs.source")),
        Column(words("beliefs.cost")),
        Column(words("beliefs.ratio"), "right", digits=1),
        Column(words("beliefs.weight")),
        *(
            Column(
                _type(result, best, k, words),
                "right",
                digits=0,
                unit=words("common.chance"),
                probability=True,
            )
            for k in range(len(problem.types))
        ),
    )
    title = words("beliefs.table_title", party=_party(result, best, words))
    return Table(title, columns, tuple(rows), note=words("beliefs.table_note"))


def watch_table(result: BeliefsResult, best: Belief, words: Phrases) -> Table:
    """Signals still to come, the most telling first."""
    problem = best.problem
    top = int(best.posterior[0].argmax())
    rows: list[tuple[Cell, ...]] = []
    for k in np.argsort(-best.bits[0], kind="stable"):
        name = problem.signals[problem.seen + int(k)]
        rows.append(
            (
                signal_name(result.scenario, name, words.language),
                float(best.bits[0, k]),
                *_percent(best.if_seen[0, k, [top]]),
                *_percent(best.if_not[0, k, [top]]),
            )
        )
    columns = (
        Column(words("beliefs.signal")),
        Column(words("beliefs.bits"), "right", digits=2),
        Column(
            words("beliefs.if_seen"),
            "right",
            digits=0,
            unit=words("common.chance"),
            probability=True,
        ),
        Column(
            words("beliefs.if_not"),
            "right",
            digits=0,
            unit=words("common.chance"),
            probability=True,
        ),
    )
    title = words(
        "beliefs.watch_title",
        party=_party(result, best, words),
        type=_type(result, best, top, words),
    )
    return Table(title, columns, tuple(rows))


MOST_ROWS = 40


def mixture_table(result: BeliefsResult, words: Phrases) -> Table:
    """Conclusions of another analysis by types, and over the posterior mixture."""
    parts = result.mixture
    mixed = result.mixed()
    spread = {
        name: max(p.means.get(name, 0.0) for p in parts)
        - min(p.means.get(name, 0.0) for p in parts)
        for name in mixed
    }
    shown = sorted(mixed, key=lambda name: -spread[name])[:MOST_ROWS]
    rows: list[tuple[Cell, ...]] = [
        (name, *(part.means.get(name, 0.0) for part in parts), mixed[name]) for name in shown
    ]
    columns = [Column(words("beliefs.conclusion"))]
    for part in parts:
        kinds = "; ".join(
            type_name(result.scenario, party, kind, words.language)
            for party, kind in part.types.items()
        )
        title = words("beliefs.if_types", types=kinds, chance=words.share(part.chance))
        columns.append(Column(title, "right", digits=2))
    columns.append(Column(words("beliefs.mixture"), "right", digits=2))
    title = words("beliefs.mixture_title", analysis=str(result.settings.get("then")))
    return Table(title, tuple(columns), tuple(rows))


def belief_path(result: BeliefsResult, best: Belief, words: Phrases) -> LineChart:
    """The belief after each signal."""
    problem = best.problem
    points, series = [], []
    for k in range(len(problem.types)):
        name = _type(result, best, k, words)
        series.append(name)
        for step, belief in enumerate(best.path[0, :, k].tolist()):
            after = (
                words("beliefs.prior")
                if step == 0
                else signal_name(result.scenario, problem.signals[step - 1], words.language)
            )
            points.append(Point(step, 100 * belief, name, after))
    return LineChart(
        words("beliefs.path_title", party=_party(result, best, words)),
        Axis(words("beliefs.signals_axis"), low=0.0),
        Axis(words("beliefs.belief_axis"), unit="%", low=0.0, high=100.0),
        tuple(points),
        tuple(series),
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
