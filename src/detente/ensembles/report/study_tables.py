"""A study of a conclusion as tables and a chart."""

from __future__ import annotations

import numpy as np

from detente.analyses.telling import table
from detente.ensembles.inputs import Input, input_name
from detente.ensembles.report.conclusions import conclusion_text
from detente.ensembles.report.ensemble import factor_name
from detente.ensembles.sensitivity import Sensitivity
from detente.ensembles.study import Study
from detente.ensembles.tipping import GRID
from detente.exhibits import Axis, Cell, Guide, Interval, IntervalChart, Table
from detente.phrases import Phrases

MOST_ROWS, MOST_CHECKED = 12, 8
LEAST_SWING = 0.02
LEAST_EXPLAINED = 0.005


def subject(found: Study, words: Phrases) -> str:
    """The conclusion; of a number, whether it reaches the threshold."""
    what = conclusion_text(found.result.scenario, found.name, words)
    if found.name in found.result.truths:
        return what
    return words("ensembles.reaches", what=what, limit=figure(found.threshold, words))


def figure(value: float, words: Phrases) -> str:
    """A conclusion's number: small ones, such as probabilities, with one place more."""
    return words.number(value, 2 if abs(value) < 2 else 1)


def input_of(found: Study, path: tuple[str, ...]) -> Input:
    """The input at a path."""
    return next(item for item in found.inputs if item.path == path)


def digits_of(item: Input) -> int:
    """Decimal places that the values of an input are shown with: more where its range is narrow."""
    span = max(item.high, item.limits[1]) - min(item.low, item.limits[0])
    width = item.high - item.low if item.high > item.low else span
    if span <= 2 or width < 1:
        return 2
    return 0 if span >= 20 and width >= 4 else 1


def tornado(found: Study, words: Phrases, most: int = MOST_ROWS) -> IntervalChart | None:
    """Mean answer in the lowest and highest fifth of each input, widest swing first."""
    truth = found.name in found.result.truths
    factor = 100.0 if truth else 1.0
    shown = [s for s in found.swings if s.width * factor >= 100 * LEAST_SWING][:most]
    if not shown:
        return None
    intervals = []
    for swing in shown:
        ends = sorted((factor * swing.at_low, factor * swing.at_high))
        rising = swing.at_high >= swing.at_low
        label = words("ensembles.rising" if rising else "ensembles.falling")
        name = input_name(found.result.scenario, swing.path, words)
        intervals.append(Interval(name, ends[0], factor * swing.mean, ends[1], label, label))
    what = conclusion_text(found.result.scenario, found.name, words)
    axis = Axis(words("ensembles.share"), "%", 0, 100) if truth else Axis(what)
    return IntervalChart(
        words("ensembles.tornado", what=what),
        axis,
        tuple(intervals),
        series=(words("ensembles.rising"), words("ensembles.falling")),
        guides=(Guide("x", factor * shown[0].mean, words("ensembles.mean")),),
        note=words("ensembles.tornado_note"),
    )


def tipping_table(found: Study, words: Phrases) -> Table:
    """Inputs that turn the conclusion on their own, the smallest change first."""
    scenario = found.result.scenario
    rows: list[tuple[Cell, ...]] = []
    for tip in found.tips[:MOST_ROWS]:
        item = input_of(found, tip.path)
        digits = digits_of(item)
        shown = words.stated(tip.best, digits), words.number(tip.value, digits)
        given = words.span(item.low, item.high, digits)
        if item.switch:
            shown, given = yes_or_no((tip.best, tip.value), words), "–"
        name = input_name(scenario, tip.path, words)
        rows.append((name, shown[0], given, shown[1], tip.within))
    note = words("ensembles.tipping_note", steps=words.number(GRID))
    groups = dict.fromkeys(i.factor.path for i in found.inputs if i.factor.kind == "order")
    if groups:
        names = "; ".join(input_name(scenario, path, words) for path in groups)
        note += " " + words("ensembles.tipping_unmoved", list=names)
    return table(
        words,
        "ensembles.turns_off" if found.held else "ensembles.turns_on",
        ["input", "best>", "range_given>", "tipping>", "in_range^"],
        rows,
        note=note,
        what=subject(found, words),
    )


def check_table(found: Study, words: Phrases) -> Table:
    """Assumptions to check first: what matters much and is weakly sourced."""
    rows = [
        (
            factor_name(found.result, driver.path, words),
            100 * driver.explained,
            100 * driver.worth,
            words(f"brief.confidence_{driver.confidence}")
            if driver.confidence
            else words("ensembles.not_stated"),
            ", ".join(driver.because) or words("ensembles.no_source"),
        )
        for driver in found.drivers
        if driver.explained >= LEAST_EXPLAINED or driver.worth > 0
    ]
    return table(
        words,
        "ensembles.check",
        ["input", "explained>0%", "worth>1", "confidence", "rests_on"],
        rows[:MOST_CHECKED],
        note=words("ensembles.check_note", all=words.number(100 * found.worth_all, 1)),
        what=conclusion_text(found.result.scenario, found.name, words),
    )


def indices_table(found: Study, spread: Sensitivity, words: Phrases) -> Table:
    """Morris effects and Sobol indices with their error bars, largest effect first."""
    indices = spread.indices

    def bars(place: int) -> tuple[str, str]:
        pairs = ((indices.first, indices.first_ends), (indices.total, indices.total_ends))
        first, total = (
            words(
                "ensembles.bar",
                value=words.number(float(values[place, 0]), 2),
                low=words.number(float(ends[place, 0, 0]), 2),
                high=words.number(float(ends[place, 0, 1]), 2),
            )
            for values, ends in pairs
        )
        return first, total

    effect, sigma = spread.screening.mu_star[:, 0], spread.screening.sigma[:, 0]
    order = [int(k) for k in np.argsort(-effect, kind="stable") if effect[k] > 0]
    rows: list[tuple[Cell, ...]] = []
    for place in order[:MOST_ROWS]:
        path = spread.paths[place]
        own = bars(spread.chosen.index(path)) if path in spread.chosen else (None, None)
        name = factor_name(found.result, path, words)
        rows.append((name, float(effect[place]), float(sigma[place]), *own))
    if len(indices.first) > len(spread.chosen):
        rows.append((words("ensembles.others"), None, None, *bars(len(spread.chosen))))
    return table(
        words,
        "ensembles.sensitivity",
        ["input", "mu_star>2", "sigma>2", "first>", "total>"],
        rows,
        note=words(
            "ensembles.sensitivity_note",
            trajectories=spread.screening.trajectories,
            base=spread.base,
            seed=found.result.seed,
        ),
        what=conclusion_text(found.result.scenario, found.name, words),
    )


def yes_or_no(values: tuple[float, float], words: Phrases) -> tuple[str, str]:
    """Whether a priority is held, at two values."""
    first, second = (words("common.yes" if value > 0.5 else "common.no") for value in values)
    return first, second
