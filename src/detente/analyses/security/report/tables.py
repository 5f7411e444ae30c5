"""A coverage as tables."""

from __future__ import annotations

import numpy as np

from detente.analyses.security.assess import COMPARED, HOSTILE
from detente.analyses.security.report.labels import Labels
from detente.analyses.security.result import SecurityResult
from detente.exhibits import Cell, Column, Table
from detente.phrases import Phrases

PLAN_PHRASES = {
    "ours": "security.plan_ours",
    "uniform": "security.plan_uniform",
    "proportional": "security.plan_proportional",
    "on_the_worst": "security.plan_on_the_worst",
    "maximin": "security.plan_maximin",
}


def tables(result: SecurityResult, words: Phrases) -> tuple[Table, ...]:
    """Coverage, adversaries, the cross-table, units, forces, vetting and probes."""
    labels = Labels(result.scenario, words)
    found = [
        _coverage(result, words, labels),
        _adversaries(result, words, labels),
        _cross(result, words, labels),
        _units(result, words, labels),
    ]
    if _sectors_of(result):
        found.insert(1, _sectors(result, words, labels))
    if result.assessment.apart is not None:
        found.append(_forces(result, words, labels))
    if result.accreditation is not None:
        found.append(_vetting(result, words, labels))
    if result.probes:
        found.append(_probes(result, words, labels))
    return tuple(found)


def plan_name(plan: str, words: Phrases) -> str:
    """The wording of a plan of the cross-table."""
    return words(PLAN_PHRASES[plan])


def column_names(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    """The wording of the cross-table's columns."""
    names = [labels.kind(kind.name) for kind in result.problem.kinds]
    return [*names, words("security.hostile")]


def _coverage(result: SecurityResult, words: Phrases, labels: Labels) -> Table:
    found, kind = result.assessment, result.likeliest[0]
    payoffs = kind.payoffs.at(0)
    ours, theirs = payoffs.ours(found.plan.coverage), payoffs.theirs(found.plan.coverage)
    order = np.argsort(-found.plan.coverage, kind="stable")
    rows = tuple(
        (
            labels.node(result.problem.nodes[place]),
            100 * float(found.plan.coverage[place]),
            float(payoffs.ours_open[place]),
            float(ours[place]),
            float(theirs[place]),
            bool(found.reckoned_with[place]),
        )
        for place in order
    )
    columns = (
        Column(words("security.target")),
        Column(words("security.coverage"), "right", 1, "%"),
        Column(words("security.value_open"), "right", 1),
        Column(words("security.value_expected"), "right", 1),
        Column(words("security.value_adversary"), "right", 1),
        Column(words("security.reckoned_with"), "centre"),
    )
    note = words("security.coverage_note")
    return Table(words("security.coverage_title"), columns, rows, note)


def _sectors_of(result: SecurityResult) -> dict[str, list[int]]:
    """Places of the nodes in each sector that is stated."""
    security = result.scenario.security
    found: dict[str, list[int]] = {}
    for place, (target, _) in enumerate(result.problem.nodes):
        sector = security.targets[target].sector if security is not None else None
        if sector is not None:
            found.setdefault(sector, []).append(place)
    return found


def _sectors(result: SecurityResult, words: Phrases, labels: Labels) -> Table:
    coverage = result.assessment.plan.coverage
    ours = result.likeliest[0].payoffs.at(0).ours(coverage)
    rows = tuple(
        (
            labels.sector(sector),
            float(coverage[places].sum()),
            100 * float(coverage[places].min()),
            float(ours[places].min()),
        )
        for sector, places in _sectors_of(result).items()
    )
    columns = (
        Column(words("security.sector")),
        Column(words("security.sector_units"), "right", 2),
        Column(words("security.sector_least"), "right", 1, "%"),
        Column(words("security.sector_worst"), "right", 1),
    )
    return Table(words("security.sectors_title"), columns, rows)


def _adversaries(result: SecurityResult, words: Phrases, labels: Labels) -> Table:
    rows = tuple(
        (
            labels.kind(kind.name),
            _behaviour(kind.stated.behaviour, words),
            100 * float(kind.prior[0]),
            labels.node(result.problem.nodes[int(view.strikes.argmax())]),
            view.our_value,
            view.reply.if_ties_go_against,
        )
        for kind, view in zip(result.problem.kinds, result.assessment.views, strict=True)
    )
    columns = (
        Column(words("security.adversary")),
        Column(words("security.behaviour")),
        Column(words("security.prior"), "right", 0, "%"),
        Column(words("security.strikes")),
        Column(words("security.our_value"), "right", 1),
        Column(words("security.ties_against"), "right", 1),
    )
    return Table(words("security.adversaries_title"), columns, rows, words("security.ties_note"))


def _behaviour(behaviour: str, words: Phrases) -> str:
    return {
        "rational": words("security.rational"),
        "noisy": words("security.noisy"),
        "cautious": words("security.cautious"),
    }[behaviour]


def _cross(result: SecurityResult, words: Phrases, labels: Labels) -> Table:
    columns = (
        Column(words("security.plan")),
        *(Column(name, "right", 1) for name in column_names(result, words, labels)),
    )
    keys = [*(kind.name for kind in result.problem.kinds), HOSTILE]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (plan_name(plan, words), *(result.cross_table[plan][key] for key in keys))
        for plan in COMPARED
    )
    return Table(words("security.cross_title"), columns, rows, words("security.cross_note"))


def _units(result: SecurityResult, words: Phrases, labels: Labels) -> Table:
    found, problem = result.assessment, result.problem
    rows = tuple(
        (
            labels.row(row),
            int(problem.supply.number[place]),
            float(problem.supply.number[place] - found.spare[place]),
            float(found.spare[place]),
            found.on_duty[row[0]][0],
            problem.missing[row[0]],
        )
        for place, row in enumerate(problem.rows)
    )
    columns = (
        Column(words("security.resource")),
        Column(words("security.on_duty"), "right", 0),
        Column(words("security.used"), "right", 2),
        Column(words("security.spare"), "right", 2),
        Column(words("security.one_more"), "right", 2),
        Column(words("security.takes"), "right", 0),
    )
    return Table(words("security.units_title"), columns, rows, words("security.units_note"))


def _forces(result: SecurityResult, words: Phrases, labels: Labels) -> Table:
    found = result.assessment
    apart = found.objective if found.apart is None else found.apart
    rows = (
        (words("security.together"), found.objective),
        (words("security.apart"), apart),
        (words("security.gain_together"), found.objective - apart),
    )
    columns = (Column(words("security.planning")), Column(words("security.our_value"), "right", 1))
    owners = words.join(labels.force(owner) for owner in result.problem.owners)
    note = words("security.forces_note", forces=owners)
    return Table(words("security.forces_title"), columns, rows, note)


def _vetting(result: SecurityResult, words: Phrases, labels: Labels) -> Table:
    vetting = result.accreditation
    rows: list[tuple[Cell, ...]] = []
    for place, name in enumerate(vetting.subjects if vetting else ()):
        if vetting is not None:
            share, deterrent = vetting.checks.share[place], vetting.checks.deterrent[place]
            rows.append((labels.subject(name), 100 * float(share), 100 * float(deterrent)))
    columns = (
        Column(words("security.subject")),
        Column(words("security.share_checked"), "right", 0, "%"),
        Column(words("security.share_deters"), "right", 0, "%"),
    )
    note = words("security.vetting_note")
    return Table(words("security.vetting_title"), columns, tuple(rows), note)


def _probes(result: SecurityResult, words: Phrases, labels: Labels) -> Table:
    rows = tuple(
        (
            labels.probe(probe.name),
            words.number(100 * probe.share[0]) + "–" + words.number(100 * probe.share[2]),
            100 * probe.promised,
            probe.kept,
            probe.deters,
            probe.passes,
        )
        for probe in result.probes
    )
    columns = (
        Column(words("security.probe")),
        Column(words("security.answer_share"), "right", None, "%"),
        Column(words("security.promised_share"), "right", 0, "%"),
        Column(words("security.promise_kept"), "centre"),
        Column(words("security.probe_deterred"), "centre"),
        Column(words("security.passes"), "right", 0),
    )
    return Table(words("security.probes_title"), columns, rows, words("security.probes_note"))
