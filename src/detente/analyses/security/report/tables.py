"""A coverage as tables and charts."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

import numpy as np

from detente.analyses.security.problem import bare
from detente.analyses.security.report.labels import Labels
from detente.analyses.security.result import SecurityResult
from detente.analyses.telling import table
from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Cell,
    Chart,
    Column,
    LineChart,
    Point,
    ScatterChart,
    Table,
)
from detente.phrases import Phrases

MOST_BARS = 40


def tables(result: SecurityResult, words: Phrases) -> tuple[Table, ...]:
    """Coverage, sectors, adversaries, the cross-table, units, forces, vetting and probes."""
    labels = Labels(result.scenario, words.language)
    makers = (_coverage, _sectors, _adversaries, _cross, _units, _forces, _vetting, _probes)
    return tuple(table for make in makers for table in make(result, words, labels))


def _coverage(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[Table]:
    found, payoffs = result.found, result.stakes
    coverage = np.array(list(found.coverage.values()))
    figures = zip(payoffs.ours_open, payoffs.ours(coverage), payoffs.theirs(coverage), strict=True)
    shown = dict(zip(found.coverage, figures, strict=True))
    rows: list[list[Cell]] = [
        [
            labels("targets", key),
            100 * found.coverage[key],
            *map(float, shown[key]),
            key in found.reckoned_with,
        ]
        for key in result.most_first
    ]
    values = ["value_open>1", "value_expected>1", "value_adversary>1", "reckoned_with^"]
    columns = ["target", "coverage>1%", *values]
    yield table(words, "security.coverage", columns, rows, words("security.coverage_note"))


def _sectors(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[Table]:
    coverage = np.array(list(result.coverage.values()))
    ours, sectors = result.stakes.ours(coverage), dict[str, list[int]]()
    for place, key in enumerate(result.coverage):
        if sector := result.problem.stated.targets[bare(key)].sector:
            sectors.setdefault(sector, []).append(place)
    rows = [
        (
            labels("sectors", sector),
            float(coverage[places].sum()),
            100 * float(coverage[places].min()),
            float(ours[places].min()),
        )
        for sector, places in sectors.items()
    ]
    if rows:
        columns = ["sector", "sector_units>2", "sector_least>1%", "sector_worst>1"]
        yield table(words, "security.sectors", columns, rows)


def _adversaries(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[Table]:
    rows = (
        (
            labels("adversaries", name),
            words(f"security.behaves_{found.behaviour}"),
            100 * found.prior,
            labels("targets", found.attacked),
            found.defender_value,
            found.defender_value_if_ties_go_against,
        )
        for name, found in result.found.adversaries.items()
    )
    columns = ["adversary", "behaviour", "prior>0%", "strikes", "our_value>1", "ties_against>1"]
    yield table(words, "security.adversaries", columns, rows, words("security.ties_note"))


def _cross(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[Table]:
    names = [labels("adversaries", name) for name in result.found.adversaries]
    against = [*names, words("security.hostile")]
    columns: list[str | Column] = ["plan", *(Column(name, "right", 1) for name in against)]
    rows: list[list[Cell]] = [
        [words(f"security.plan_{plan}"), *values.values()]
        for plan, values in result.found.cross_table.items()
    ]
    yield table(words, "security.cross", columns, rows, words("security.cross_note"))


def _units(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[Table]:
    found, on_duty = result.found, result.problem.supply.number.tolist()
    rows = [
        (
            labels("resources", key),
            number,
            number - idle,
            idle,
            found.one_more_on_duty[bare(key)]["defender"],
            result.problem.missing[bare(key)],
        )
        for (key, idle), number in zip(found.spare.items(), on_duty, strict=True)
    ]
    columns = ["resource", "on_duty>0", "used>2", "spare>2", "one_more>2", "takes>0"]
    yield table(words, "security.units", columns, rows, words("security.units_note"))


def _forces(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[Table]:
    if result.found.forces is not None:
        titles = ("security.together", "security.apart", "security.gain_together")
        rows = zip(map(words, titles), result.found.forces.values(), strict=True)
        owners = words.join(labels("forces", owner) for owner in result.problem.forces)
        note = words("security.forces_note", forces=owners)
        yield table(words, "security.forces", ["planning", "our_value>1"], rows, note)


def _vetting(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[Table]:
    if vetting := result.found.accreditation:
        rows = (
            (labels("subjects", name), 100 * share, 100 * vetting.share_that_deters[name])
            for name, share in vetting.share_checked.items()
        )
        columns = ["subject", "share_checked>0%", "share_deters>0%"]
        yield table(words, "security.vetting", columns, rows, words("security.vetting_note"))


def _probes(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[Table]:
    rows = [
        (
            labels("probes", name),
            "–".join(words.number(100 * probe.answer_share[end]) for end in ("low", "high")),
            100 * probe.promised_share,
            probe.promise_keeps_itself,
            probe.deters,
            probe.passes_before_reputation_is_lost,
        )
        for name, probe in result.found.probes.items()
    ]
    if rows:
        columns = ["probe", "answer_share>%", "promised_share>0%", "promise_kept^"]
        columns += ["probe_deterred^", "passes>0"]
        yield table(words, "security.probes", columns, rows, words("security.probes_note"))


def charts(result: SecurityResult, words: Phrases) -> tuple[Chart, ...]:
    """Coverage, plan of the venue where places are stated, and what more units would bring."""
    labels = Labels(result.scenario, words.language)
    return (
        coverage_chart(result, words, labels),
        *_plan(result, words, labels),
        *_curves(result, words, labels),
    )


def coverage_chart(result: SecurityResult, words: Phrases, labels: Labels) -> BarChart:
    """Bars of the coverage, highest first."""
    bars = tuple(
        Bar(labels("targets", key), 100 * result.coverage[key])
        for key in result.most_first[:MOST_BARS]
    )
    axis = Axis(words("security.coverage"), "%", 0, 100)
    highest = words.join(bar.category for bar in bars[:3])
    summary = words("security.coverage_summary", targets=highest)
    return BarChart(words("security.coverage_title"), axis, bars, summary=summary)


def _plan(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[ScatterChart]:
    """Targets where they stand, with their coverage on average over the shifts."""
    keys = ("lowest", "low", "high", "highest")
    bands = tuple(words(f"security.band_{key}") for key in keys)
    points = []
    for name, target in result.problem.stated.targets.items():
        mean = fmean(v for key, v in result.coverage.items() if bare(key) == name)
        if target.at is not None:
            label, band = labels("targets", name), bands[min(3, int(4 * mean))]
            shown = f"{label}: {words.number(100 * mean, 1)} %"
            points.append(Point(*target.at, band, shown, label))
    if points:
        yield ScatterChart(
            words("security.plan_title"),
            Axis(words("security.plan_x")),
            Axis(words("security.plan_y")),
            tuple(points),
            bands,
            summary=words("security.plan_summary"),
        )


def _curves(result: SecurityResult, words: Phrases, labels: Labels) -> Iterator[LineChart]:
    curves = {labels("resources", key): each for key, each in result.found.curves.items()}
    if curves:
        yield LineChart(
            words("security.curve_title"),
            Axis(words("security.on_duty")),
            Axis(words("security.our_value")),
            tuple(Point(*pair, name) for name, pairs in curves.items() for pair in pairs),
            tuple(curves),
            summary=words("security.curve_summary"),
        )
