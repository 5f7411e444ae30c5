"""A study of a conclusion as tables and a chart."""

from __future__ import annotations

from detente.ensembles.drivers import Driver
from detente.ensembles.inputs import Input, input_name
from detente.ensembles.report.conclusions import conclusion_text
from detente.ensembles.report.ensemble import factor_name
from detente.ensembles.sensitivity import Sensitivity
from detente.ensembles.study import Study
from detente.ensembles.tipping import GRID
from detente.exhibits import Axis, Cell, Column, Guide, Interval, IntervalChart, Table
from detente.phrases import Phrases

MOST_ROWS = 12
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


def tipping_table(found: Study, words: Phrases, most: int = MOST_ROWS) -> Table:
    """Inputs that turn the conclusion on their own, the smallest change first."""
    rows: list[tuple[Cell, ...]] = []
    for tip in found.tips[:most]:
        item = input_of(found, tip.path)
        name = input_name(found.result.scenario, tip.path, words)
        digits = digits_of(item)
        given = words.span(item.low, item.high, digits)
        best, value = words.stated(tip.best, digits), words.number(tip.value, digits)
        if item.switch:
            given, best, value = "–", _yes(tip.best, words), _yes(tip.value, words)
        rows.append((name, best, given, value, tip.within))
    columns = (
        Column(words("ensembles.input")),
        Column(words("ensembles.best"), "right"),
        Column(words("ensembles.range_given"), "right"),
        Column(words("ensembles.tipping"), "right"),
        Column(words("ensembles.in_range"), "centre"),
    )
    what = subject(found, words)
    key = "ensembles.tipping_title_true" if found.held else "ensembles.tipping_title_false"
    return Table(words(key, what=what), columns, tuple(rows), _tipping_note(found, words))


def _tipping_note(found: Study, words: Phrases) -> str:
    """How the table was made, and what it leaves out."""
    said = [words("ensembles.tipping_note", steps=words.number(GRID))]
    groups = dict.fromkeys(i.factor.path for i in found.inputs if i.factor.kind == "order")
    if groups:
        names = [input_name(found.result.scenario, path, words) for path in groups]
        said.append(words("ensembles.tipping_unmoved", list="; ".join(names)))
    return " ".join(said)


def check_table(found: Study, words: Phrases, most: int = 8) -> Table:
    """Assumptions to check first: what matters much and is weakly sourced."""
    shown = [d for d in found.drivers if d.explained >= LEAST_EXPLAINED or d.worth > 0][:most]
    rows = tuple(_driver_row(found, driver, words) for driver in shown)
    columns = (
        Column(words("ensembles.input")),
        Column(words("ensembles.explained"), "right", digits=0, unit="%"),
        Column(words("ensembles.worth"), "right", digits=1),
        Column(words("ensembles.confidence")),
        Column(words("ensembles.rests_on")),
    )
    what = conclusion_text(found.result.scenario, found.name, words)
    note = words("ensembles.check_note", all=words.number(100 * found.worth_all, 1))
    return Table(words("ensembles.check", what=what), columns, rows, note)


def _driver_row(found: Study, driver: Driver, words: Phrases) -> tuple[Cell, ...]:
    level = driver.confidence
    return (
        factor_name(found.result, driver.path, words),
        100 * driver.explained,
        100 * driver.worth,
        words(f"brief.confidence_{level}") if level else words("ensembles.not_stated"),
        ", ".join(driver.because) or words("ensembles.no_source"),
    )


def indices_table(found: Study, spread: Sensitivity, words: Phrases, most: int = 12) -> Table:
    """Morris effects and Sobol indices with their error bars, largest effect first."""
    effect, sigma = spread.screening.mu_star[:, 0], spread.screening.sigma[:, 0]
    order = [k for k in sorted(range(len(effect)), key=lambda k: -effect[k]) if effect[k] > 0]
    rows: list[tuple[Cell, ...]] = []
    for place in order[:most]:
        path = spread.paths[place]
        name = factor_name(found.result, path, words)
        bars = _index_bars(spread, path, words)
        rows.append((name, float(effect[place]), float(sigma[place]), *bars))
    if spread.indices is not None and len(spread.indices.first) > len(spread.chosen):
        bars = _bars(spread, len(spread.chosen), words)
        rows.append((words("ensembles.others"), None, None, *bars))
    columns = (
        Column(words("ensembles.input")),
        Column(words("ensembles.mu_star"), "right", digits=2),
        Column(words("ensembles.sigma"), "right", digits=2),
        Column(words("ensembles.first"), "right"),
        Column(words("ensembles.total"), "right"),
    )
    what = conclusion_text(found.result.scenario, found.name, words)
    note = words(
        "ensembles.sensitivity_note",
        trajectories=spread.screening.trajectories,
        base=spread.base,
        seed=found.result.seed,
    )
    return Table(words("ensembles.sensitivity", what=what), columns, tuple(rows), note)


def _index_bars(
    spread: Sensitivity, path: tuple[str, ...], words: Phrases
) -> tuple[str | None, str | None]:
    if path not in spread.chosen:
        return None, None
    return _bars(spread, spread.chosen.index(path), words)


def _bars(spread: Sensitivity, place: int, words: Phrases) -> tuple[str | None, str | None]:
    if spread.indices is None:
        return None, None
    pairs = (
        (spread.indices.first[place, 0], spread.indices.first_ends[place, 0]),
        (spread.indices.total[place, 0], spread.indices.total_ends[place, 0]),
    )
    first, total = (
        words(
            "ensembles.bar",
            value=words.number(float(value), 2),
            low=words.number(float(ends[0]), 2),
            high=words.number(float(ends[1]), 2),
        )
        for value, ends in pairs
    )
    return first, total


def _yes(value: float, words: Phrases) -> str:
    return words("common.yes" if value > 0.5 else "common.no")
