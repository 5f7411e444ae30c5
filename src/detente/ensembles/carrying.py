"""A study of a conclusion as sentences, tables and charts."""

from __future__ import annotations

from detente.ensembles.drivers import Driver
from detente.ensembles.exhibits import factor_name
from detente.ensembles.inputs import Input, input_name
from detente.ensembles.joint_wording import digits_of, joint_notes
from detente.ensembles.regions import Region, Side
from detente.ensembles.study import Study
from detente.ensembles.tipping import GRID, Tip
from detente.ensembles.wording import conclusion_text
from detente.exhibits import (
    Axis,
    Cell,
    Column,
    Guide,
    Interval,
    IntervalChart,
    Note,
    Table,
)
from detente.phrases import Phrases

MOST_ROWS = 12
LEAST_SWING = 0.02
LEAST_EXPLAINED = 0.005


def study_notes(found: Study, words: Phrases) -> tuple[Note, ...]:
    """Single and joint tipping, regions, worth of knowing, one sentence each."""
    what = conclusion_text(found.result.scenario, found.name, words)
    said = [tip_text(found, tip, words) for tip in found.tips if tip.within][:3]
    if not said and not found.joint.least.never:
        key = "no_tip_proven" if found.alone.complete else "no_tip"
        said = [words(f"ensembles.{key}", what=what)]
    said += joint_notes(found, words)
    regions = (("fails_where", found.fails), ("holds_where", found.holds))
    said += [
        region_text(found, region, key, words) for key, region in regions if region is not None
    ]
    return tuple(Note(text, "finding") for text in said)


def tip_text(found: Study, tip: Tip, words: Phrases) -> str:
    """'If Russia's reservation value is 61 instead of 55, this no longer holds: ...'."""
    what = conclusion_text(found.result.scenario, found.name, words)
    key = "ensembles.turns_false" if found.held else "ensembles.turns_true"
    return words(key, change=change_text(found, tip, words), what=what)


def change_text(found: Study, tip: Tip, words: Phrases) -> str:
    """An input's change from its best to its tipping value, as a clause."""
    item = _input(found, tip.path)
    name = input_name(found.result.scenario, tip.path, words)
    if item.switch:
        return words(
            "ensembles.switched_on" if tip.value > 0.5 else "ensembles.switched_off", name=name
        )
    key = "ensembles.rises" if tip.value > tip.best else "ensembles.falls"
    digits = digits_of(item)
    return words(
        key, name=name, best=words.stated(tip.best, digits), value=words.number(tip.value, digits)
    )


def region_text(found: Study, region: Region, key: str, words: Phrases) -> str:
    """A region in words, with how much it catches."""
    sides = words.join(side_text(found, side, words) for side in region.sides)
    return words(
        f"ensembles.{key}",
        what=conclusion_text(found.result.scenario, found.name, words),
        sides=sides,
        coverage=words.share(region.coverage),
        density=words.share(region.density),
    )


def side_text(found: Study, side: Side, words: Phrases) -> str:
    """One limit of a region: 'Russia: reservation value above 61'."""
    item = found.inputs[side.column]
    name = input_name(found.result.scenario, item.path, words)
    if item.switch:
        return words("ensembles.is_so" if side.low > 0 else "ensembles.is_not_so", name=name)
    if item.factor.kind == "order":
        first = side.high < (item.low + item.high) / 2 or side.high < item.high
        return words("ensembles.comes_first" if first else "ensembles.comes_later", name=name)
    low, high = (words.number(end, digits_of(item)) for end in (side.low, side.high))
    if side.low == float("-inf"):
        return words("ensembles.below", name=name, value=high)
    if side.high == float("inf"):
        return words("ensembles.above", name=name, value=low)
    return words("ensembles.within", name=name, low=low, high=high)


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
        item = _input(found, tip.path)
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
    what = conclusion_text(found.result.scenario, found.name, words)
    key = "ensembles.tipping_title_true" if found.held else "ensembles.tipping_title_false"
    return Table(words(key, what=what), columns, tuple(rows), _tipping_note(found, words))


def _tipping_note(found: Study, words: Phrases) -> str:
    """How the table was made, how sure it is, and what it leaves out."""
    said = [words("ensembles.tipping_note")]
    doubtful = [tip for tip in found.tips if not tip.proven]
    if not doubtful:
        said.append(words("ensembles.tipping_proven"))
    elif len(doubtful) == len(found.tips):
        said.append(words("ensembles.tipping_grid", steps=words.number(GRID)))
    else:
        names = [input_name(found.result.scenario, tip.path, words) for tip in doubtful]
        listed = "; ".join(names)
        said.append(words("ensembles.tipping_mixed", list=listed, steps=words.number(GRID)))
    if found.alone.unmoved:
        paths = found.alone.unmoved
        names = [input_name(found.result.scenario, path, words) for path in paths]
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


def _input(found: Study, path: tuple[str, ...]) -> Input:
    return next(item for item in found.inputs if item.path == path)


def _yes(value: float, words: Phrases) -> str:
    return words("common.yes" if value > 0.5 else "common.no")
