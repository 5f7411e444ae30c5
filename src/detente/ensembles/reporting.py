"""A study of a conclusion in full: all its exhibits in order, and as plain JSON values."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Any

from detente.ensembles.carrying import check_table, study_notes, tipping_table, tornado
from detente.ensembles.drivers import Driver, Swing
from detente.ensembles.exhibits import factor_name
from detente.ensembles.joint import Fewest, JointTip, Least
from detente.ensembles.moves import Shift
from detente.ensembles.regions import Region
from detente.ensembles.sensitivity import Sensitivity
from detente.ensembles.study import Study
from detente.ensembles.tipping import Tip
from detente.ensembles.wording import conclusion_text, share_text
from detente.exhibits import Cell, Column, Exhibit, Table
from detente.phrases import Phrases


def study_title(found: Study, words: Phrases) -> str:
    """The conclusion with how often it holds, or its mean."""
    what = conclusion_text(found.result.scenario, found.name, words)
    if found.name in found.result.truths:
        how = share_text(found.result.probability(found.name), words)
        return words("ensembles.sentence", what=what, how=how)
    mean = words.number(found.result.distribution(found.name).mean, 1)
    return f"{what}: {mean}"


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


def study_dict(found: Study, spread: Sensitivity | None = None) -> dict[str, Any]:
    """A study as plain JSON values, judgements by dotted path."""
    plain: dict[str, Any] = {
        "analysis": found.result.method,
        "scenario": {"title": found.result.origin.title, "digest": found.result.origin.digest},
        "draws": found.result.count,
        "seed": found.result.seed,
        "conclusion": found.name,
        "holds_at_best": found.held,
        "mean": float(found.result.of(found.name).mean()),
        "threshold": found.threshold,
        "tipping": [_plain(tip) for tip in found.tips],
        "no_other_alone": found.alone.complete,
        "joint": _joint_dict(found.joint),
        "not_moved": {
            "alone": [".".join(path) for path in found.alone.unmoved],
            "together": [".".join(path) for path in found.joint.unmoved],
        },
        "check_first": [_plain(d) | {"check": d.check} for d in found.drivers],
        "tornado": [_plain(swing) for swing in found.swings],
        "worth_of_all": found.worth_all,
        "fails": None if found.fails is None else _region_dict(found, found.fails),
        "holds": None if found.holds is None else _region_dict(found, found.holds),
    }
    if spread is not None:
        plain["morris"] = {
            ".".join(path): {"mu_star": float(size), "sigma": float(sigma)}
            for path, size, sigma in zip(
                spread.paths,
                spread.screening.mu_star[:, 0],
                spread.screening.sigma[:, 0],
                strict=True,
            )
        }
        plain["sobol"] = _sobol_dict(spread)
    return plain


def _plain(item: Tip | Swing | Driver) -> dict[str, Any]:
    return asdict(item) | {"path": ".".join(item.path)}


def _joint_dict(joint: JointTip) -> dict[str, Any]:
    least, few = joint.least, joint.fewest
    return {
        "smallest": {"share": least.share, "bound": least.bound} | _proof(least),
        "fewest": {"judgements": few.count, "bound": few.bound, "share": few.share} | _proof(few),
    }


def _proof(found: Least | Fewest) -> dict[str, Any]:
    return {
        "proven": found.proven,
        "impossible": found.never,
        "method": found.method,
        "values": [_shift_dict(shift) for shift in found.shifts],
    }


def _shift_dict(shift: Shift) -> dict[str, Any]:
    if shift.order:
        return {"path": ".".join(shift.path), "order": list(shift.order)}
    return {"path": ".".join(shift.path), "best": shift.best, "value": shift.value}


def _region_dict(found: Study, region: Region) -> dict[str, Any]:
    sides = [
        {
            "path": ".".join(found.inputs[side.column].path),
            "low": side.low if isfinite(side.low) else None,
            "high": side.high if isfinite(side.high) else None,
        }
        for side in region.sides
    ]
    return {
        "sides": sides,
        "coverage": region.coverage,
        "density": region.density,
        "mass": region.mass,
    }


def _sobol_dict(spread: Sensitivity) -> dict[str, Any]:
    if spread.indices is None:
        return {}
    names = [".".join(path) for path in spread.chosen]
    names += ["others"] * (len(spread.indices.first) - len(names))
    return {
        name: {
            "first": _number(spread.indices.first[k, 0]),
            "first_ends": [_number(end) for end in spread.indices.first_ends[k, 0]],
            "total": _number(spread.indices.total[k, 0]),
            "total_ends": [_number(end) for end in spread.indices.total_ends[k, 0]],
        }
        for k, name in enumerate(names)
    }


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
