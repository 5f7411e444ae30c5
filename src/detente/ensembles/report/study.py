"""A study of a conclusion in sentences, and all its exhibits in order."""

from __future__ import annotations

from math import isinf

from detente.ensembles.inputs import Input, input_name, statement_text
from detente.ensembles.regions import Region, Side
from detente.ensembles.report.conclusions import conclusion_text
from detente.ensembles.report.ensemble import conclusion_with_share
from detente.ensembles.report.study_tables import (
    check_table,
    digits_of,
    figure,
    indices_table,
    input_of,
    subject,
    tipping_table,
    tornado,
    yes_or_no,
)
from detente.ensembles.sensitivity import Sensitivity
from detente.ensembles.study import Study
from detente.ensembles.tipping import Shift, Tip
from detente.exhibits import Exhibit, Note
from detente.phrases import Phrases

MOST_TIPS = 3
MOST_SHIFTS = 6


def study_title(found: Study, words: Phrases) -> str:
    """The conclusion with how often it holds, or its mean."""
    if found.name in found.result.truths:
        return conclusion_with_share(found.result, found.name, words)
    what = conclusion_text(found.result.scenario, found.name, words)
    return f"{what}: {figure(found.result.distribution(found.name).mean, words)}"


def study_exhibits(
    found: Study, words: Phrases, spread: Sensitivity | None = None
) -> tuple[Exhibit, ...]:
    """Everything about a conclusion, most useful first."""
    tables = [tipping_table(found, words), check_table(found, words)]
    if spread is not None:
        tables.append(indices_table(found, spread, words))
    chart = tornado(found, words)
    charts = () if chart is None else (chart,)
    return (*study_notes(found, words), *(each for each in tables if each.rows), *charts)


def study_notes(found: Study, words: Phrases) -> tuple[Note, ...]:
    """Single and joint tipping, then regions, one sentence each."""
    if not found.inputs:
        return (Note(words("ensembles.nothing_uncertain"), "caution"),)
    what = subject(found, words)
    said = [tip_text(found, tip, words) for tip in found.alone[:MOST_TIPS]]
    if not said:
        said = [words("ensembles.no_tip", what=what), _joint_text(found, words)]
    for key, region in (("fails_where", found.fails), ("holds_where", found.holds)):
        if region is not None:
            said.append(_region_text(found, region, key, words))
    return tuple(Note(text, "finding") for text in said)


def tip_text(found: Study, tip: Tip, words: Phrases) -> str:
    """'If Russia's reservation value is 61 instead of 55, this no longer holds: ...'."""
    item = input_of(found, tip.path)
    name = input_name(found.result.scenario, tip.path, words)
    if item.switch:
        key = "switched_on" if tip.value > 0.5 else "switched_off"
        change = words(f"ensembles.{key}", name=name)
    else:
        best, value = _told_apart(item, tip.best, tip.value, words)
        keys = ("falls", "rises")
        if best == value:
            keys, best = ("just_below", "just_above"), words.stated(tip.best, digits_of(item))
        key = keys[tip.value > tip.best]
        change = words(f"ensembles.{key}", name=name, best=best, value=value)
    key = "turns_false" if found.held else "turns_true"
    return words(f"ensembles.{key}", change=change, what=subject(found, words))


def _joint_text(found: Study, words: Phrases) -> str:
    """What turns the conclusion together, as far as the search found something."""
    what = subject(found, words)
    if found.joint is None:
        return words("ensembles.joint_none", what=what)
    shifts = found.joint.shifts
    said = [_shift_text(found, shift, words) for shift in shifts[:MOST_SHIFTS]]
    if len(shifts) > MOST_SHIFTS:
        said.append(words("ensembles.more_changes", count=words.number(len(shifts) - MOST_SHIFTS)))
    return words("ensembles.joint_change", what=what, changes="; ".join(said))


def _shift_text(found: Study, shift: Shift, words: Phrases) -> str:
    """An input with its best value and the one it is moved to: 'Russia: patience 50 → 61'."""
    scenario = found.result.scenario
    name = input_name(scenario, shift.path, words)
    if shift.order:
        paths = ((*shift.path, "order", str(member)) for member in shift.order)
        order = ", ".join(f"‘{statement_text(scenario, path, words)}’" for path in paths)
        return words("ensembles.order_shift", name=name, order=order)
    item = input_of(found, shift.path)
    ends = yes_or_no((shift.best, shift.value), words)
    if not item.switch:
        ends = _told_apart(item, shift.best, shift.value, words)
    return words("ensembles.shift", name=name, best=ends[0], value=ends[1])


def _told_apart(item: Input, best: float, value: float, words: Phrases) -> tuple[str, str]:
    """Two values of an input with so many places that they look different, two more at most."""
    for places in range(digits_of(item), digits_of(item) + 3):
        ends = words.stated(best, places), words.number(value, places)
        if ends[0] != ends[1]:
            break
    return ends


def _region_text(found: Study, region: Region, key: str, words: Phrases) -> str:
    """A region in words, with how much it catches."""
    return words(
        f"ensembles.{key}",
        what=subject(found, words),
        sides=words.join(side_text(found, side, words) for side in region.sides),
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
        first = side.high < item.high
        return words("ensembles.comes_first" if first else "ensembles.comes_later", name=name)
    low, high = (words.number(end, digits_of(item)) for end in (side.low, side.high))
    if isinf(side.low):
        return words("ensembles.below", name=name, value=high)
    if isinf(side.high):
        return words("ensembles.above", name=name, value=low)
    return words("ensembles.within", name=name, low=low, high=high)
