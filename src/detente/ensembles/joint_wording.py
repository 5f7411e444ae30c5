"""Joint changes that turn a conclusion as sentences, each with what is proven about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.ensembles.inputs import Input, input_name, statement_text
from detente.ensembles.joint import Fewest, Least
from detente.ensembles.least_share import CLOSE
from detente.ensembles.moves import Shift
from detente.ensembles.study import Study
from detente.ensembles.wording import conclusion_text
from detente.phrases import Phrases

MOST_SHIFTS = 3


def joint_notes(found: Study, words: Phrases) -> Iterator[str]:
    """The smallest share, the fewest judgements, and what was left out, one sentence or two each.

    What single judgements already tell is not said again.
    """
    least, few = found.joint.least, found.joint.fewest
    if least.method != "enumeration":
        yield _least_text(found, least, words)
    single = few.count == 1 and any(tip.path == few.shifts[0].path for tip in found.tips)
    if few.count and not single:
        yield _fewest_text(found, few, words)
    elif few.method == "enumeration" and not few.count:
        yield _none_text(found, Least(None, (), None, few.never, few.method), words)
    if found.joint.unmoved:
        names = [input_name(found.result.scenario, path, words) for path in found.joint.unmoved]
        yield words("ensembles.joint_unmoved", list="; ".join(names))


def digits_of(item: Input) -> int:
    """Decimal places that the values of an input are shown with: more where its range is narrow."""
    span = max(item.high, item.limits[1]) - min(item.low, item.limits[0])
    width = item.high - item.low if item.high > item.low else span
    if span <= 2 or width < 1:
        return 2
    return 0 if span >= 20 and width >= 4 else 1


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


def _least_text(found: Study, least: Least, words: Phrases) -> str:
    if least.share is None:
        return _none_text(found, least, words)
    if least.proven:
        proof = words("ensembles.least_proven")
    elif least.bound is not None and least.bound > CLOSE:
        proof = words("ensembles.least_bound", bound=_percent(least.bound, words))
    else:
        proof = words("ensembles.least_searched")
    return words(
        "ensembles.joint_least",
        what=conclusion_text(found.result.scenario, found.name, words),
        share=_percent(least.share, words),
        changes=_changes(found, least.shifts, words),
        proof=proof,
    )


def _none_text(found: Study, least: Least, words: Phrases) -> str:
    what = conclusion_text(found.result.scenario, found.name, words)
    if least.never:
        return words("ensembles.joint_never", what=what)
    if least.bound is None or least.bound <= CLOSE:
        return words("ensembles.joint_none_searched", what=what)
    return words("ensembles.joint_none", what=what, bound=_percent(least.bound, words))


def _fewest_text(found: Study, few: Fewest, words: Phrases) -> str:
    if few.proven:
        tried = few.method == "enumeration"
        proof = words("ensembles.fewest_tried" if tried else "ensembles.fewest_proven")
    elif few.bound > 1:
        proof = words("ensembles.fewest_bound", bound=words.number(few.bound))
    else:
        proof = words("ensembles.fewest_searched")
    return words(
        "ensembles.joint_fewest",
        what=conclusion_text(found.result.scenario, found.name, words),
        changes=_changes(found, few.shifts, words, most=2 * MOST_SHIFTS),
        proof=proof,
    )


def _changes(found: Study, shifts: Sequence[Shift], words: Phrases, most: int = MOST_SHIFTS) -> str:
    said = [shift_text(found, shift, words) for shift in shifts[:most]]
    if len(shifts) > most:
        said.append(words("ensembles.more_changes", count=words.number(len(shifts) - most)))
    return "; ".join(said)


def _percent(share: float, words: Phrases) -> str:
    return words.number(100 * share, 1 if share < 0.1 else 0)
