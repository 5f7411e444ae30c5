"""A study of a conclusion in sentences, and all its exhibits in order."""

from __future__ import annotations

from collections.abc import Sequence

from detente.ensembles.inputs import input_name, statement_text
from detente.ensembles.joint import Shift
from detente.ensembles.regions import Region, Side
from detente.ensembles.report.conclusions import conclusion_text, share_text
from detente.ensembles.report.study_tables import (
    check_table,
    digits_of,
    figure,
    indices_table,
    input_of,
    subject,
    tipping_table,
    tornado,
)
from detente.ensembles.sensitivity import Sensitivity
from detente.ensembles.study import Study
from detente.ensembles.tipping import Tip
from detente.exhibits import Exhibit, Note
from detente.phrases import Phrases

MOST_TIPS = 3
MOST_SHIFTS = 6


def study_title(found: Study, words: Phrases) -> str:
    """The conclusion with how often it holds, or its mean."""
    what = conclusion_text(found.result.scenario, found.name, words)
    if found.name in found.result.truths:
        how = share_text(found.result.probability(found.name), words)
        return words("ensembles.sentence", what=what, how=how)
    return f"{what}: {figure(found.result.distribution(found.name).mean, words)}"


def study_exhibits(
    found: Study, words: Phrases, spread: Sensitivity | None = None
) -> tuple[Exhibit, ...]:
    """Everything about a conclusion, most useful first."""
    chart = tornado(found, words)
    tables = [tipping_table(found, words), check_table(found, words)]
    if spread is not None:
        tables.append(indices_table(found, spread, words))
    shown: list[Exhibit] = [*study_notes(found, words), *(t for t in tables if t.rows)]
    if chart is not None:
        shown.append(chart)
    return tuple(shown)


def study_notes(found: Study, words: Phrases) -> tuple[Note, ...]:
    """Single and joint tipping, then regions, one sentence each."""
    if not found.inputs:
        return (Note(words("ensembles.nothing_uncertain"), "caution"),)
    said = [tip_text(found, tip, words) for tip in found.alone[:MOST_TIPS]]
    if not said:
        said = [words("ensembles.no_tip", what=subject(found, words)), joint_text(found, words)]
    regions = (("fails_where", found.fails), ("holds_where", found.holds))
    said += [
        region_text(found, region, key, words) for key, region in regions if region is not None
    ]
    return tuple(Note(text, "finding") for text in said)


def tip_text(found: Study, tip: Tip, words: Phrases) -> str:
    """'If Russia's reservation value is 61 instead of 55, this no longer holds: ...'."""
    what = subject(found, words)
    key = "ensembles.turns_false" if found.held else "ensembles.turns_true"
    return words(key, change=change_text(found, tip, words), what=what)


def change_text(found: Study, tip: Tip, words: Phrases) -> str:
    """An input's change from its best to its tipping value, as a clause."""
    item = input_of(found, tip.path)
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


def joint_text(found: Study, words: Phrases) -> str:
    """What turns the conclusion together, as far as the search found something."""
    what = subject(found, words)
    if found.joint is None:
        return words("ensembles.joint_none", what=what)
    changes = _changes(found, found.joint.shifts, words)
    return words("ensembles.joint_change", what=what, changes=changes)


def shift_text(found: Study, shift: Shift, words: Phrases) -> str:
    """An input with its best value and the one it is moved to: 'Russia: patience 50 → 61'."""
    scenario = found.result.scenario
    name = input_name(scenario, shift.path, words)
    if shift.order:
        paths = ((*shift.path, "order", str(member)) for member in shift.order)
        order = ", ".join(f"‘{statement_text(scenario, path, words)}’" for path in paths)
        return words("ensembles.order_shift", name=name, order=order)
    item = next(item for item in found.inputs if item.path == shift.path)
    if item.switch:
        ends = [words("common.yes" if v > 0.5 else "common.no") for v in (shift.best, shift.value)]
    else:
        ends = _apart(shift, digits_of(item), words)
    return words("ensembles.shift", name=name, best=ends[0], value=ends[1])


def _apart(shift: Shift, digits: int, words: Phrases) -> list[str]:
    """Both values with so many places that they look different, two more at most."""
    for places in range(digits, digits + 3):
        ends = [words.stated(shift.best, places), words.number(shift.value, places)]
        if ends[0] != ends[1]:
            break
    return ends


def _changes(found: Study, shifts: Sequence[Shift], words: Phrases) -> str:
    said = [shift_text(found, shift, words) for shift in shifts[:MOST_SHIFTS]]
    if len(shifts) > MOST_SHIFTS:
        said.append(words("ensembles.more_changes", count=words.number(len(shifts) - MOST_SHIFTS)))
    return "; ".join(said)


def region_text(found: Study, region: Region, key: str, words: Phrases) -> str:
    """A region in words, with how much it catches."""
    sides = words.join(side_text(found, side, words) for side in region.sides)
    return words(
        f"ensembles.{key}",
        what=subject(found, words),
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
