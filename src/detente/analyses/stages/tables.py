"""Tables on talks in stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.stages.occasions import (
    delegations_table,
    fallen_table,
    mandate_cost_table,
    waiting_table,
)
from detente.analyses.stages.statements import (
    changed,
    commitment_text,
    for_show_statement,
    pivot_text,
)
from detente.analyses.talks.wording import parties_text, stage_text
from detente.exhibits import Cell, Column, Table

if TYPE_CHECKING:
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases


def tables(result: StagesResult, words: Phrases) -> tuple[Table, ...]:
    """All tables that have rows."""
    found = (
        course_table(result, words),
        deals_table(result, words),
        win_set_table(result, words),
        refusals_table(result, words),
        coming_table(result, words),
        changes_table(result, words),
        threats_table(result, words),
        delegations_table(result, words),
        fallen_table(result, words),
        mandate_cost_table(result, words),
        waiting_table(result, words),
    )
    return tuple(table for table in found if table.rows)


def _name(result: StagesResult, place: int, words: Phrases) -> str:
    return result.scenario.party_name(result.found.talks.space.parties[place], words.language)


def course_table(result: StagesResult, words: Phrases) -> Table:
    """Both courses stage by stage."""
    kinds = {
        "bargain": words("stages.kind_bargain"),
        "ratify": words("stages.kind_ratify"),
        "announce": words("stages.kind_announce"),
    }
    rows: list[tuple[Cell, ...]] = []
    for stage, table in enumerate(result.found.talks.tables):
        cells = [_event(result, stage, far=far, words=words) for far in (False, True)]
        rows.append(
            (
                stage_text(result.scenario, stage, words),
                parties_text(result.scenario, result.scenario.stages[stage].table, words),
                kinds[table.kind],
                *cells,
            )
        )
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.table")),
        Column(words("stages.kind")),
        Column(words("stages.short_sighted")),
        Column(words("stages.far_sighted")),
    )
    note = for_show_statement(result, words)
    return Table(words("stages.course_title"), columns, tuple(rows), note)


def _event(result: StagesResult, stage: int, *, far: bool, words: Phrases) -> str:
    course = result.found.far if far else result.found.short
    ended = int(course.ended[0])
    if stage > ended:
        return words("stages.not_reached")
    if not course.passed[0, stage]:
        return words("stages.fails")
    shown = far and stage == 0 and for_show_statement(result, words)
    return words("stages.passes_for_show" if shown else "stages.passes")


def deals_table(result: StagesResult, words: Phrases) -> Table:
    """The deal that each course strikes, issue by issue, and the nearest miss."""
    found = result.found
    shown = [(words("stages.struck"), found.struck)]
    final = int(found.far.deal[0])
    shown.append((words("stages.far_sighted"), final if final >= 0 else None))
    if found.least_total is not None:
        shown.append((words("stages.nearest"), found.least_total[0]))
    shown = [(title, deal) for title, deal in shown if deal is not None]
    rows = tuple(
        (
            result.scenario.issue_name(issue, words.language),
            *(_value(result, issue, deal or 0, words) for _, deal in shown),
        )
        for issue in found.talks.space.issues
    )
    columns = (Column(words("stages.issue")), *(Column(title) for title, _ in shown))
    return Table(words("stages.deals_title"), columns, rows if shown else ())


def _value(result: StagesResult, issue: str, deal: int, words: Phrases) -> str:
    value = result.found.talks.space.named(deal)[issue]
    return result.scenario.value_name(issue, value, words.language)


def win_set_table(result: StagesResult, words: Phrases) -> Table:
    """How many deals pass each stage, and how many would if one party were not asked."""
    parties = result.found.talks.space.parties
    asked = [
        p
        for p in range(len(parties))
        if any(p in table.counted for table in result.found.talks.tables)
    ]
    rows = []
    for found in result.found.sets:
        table = result.found.talks.tables[found.stage]
        without = tuple(
            100 * float(found.without[p]) if p in table.counted else None for p in asked
        )
        stage = stage_text(result.scenario, found.stage, words)
        rows.append((stage, 100 * found.size, *without))
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.win_set"), "right", digits=1, unit="%"),
        *(
            Column(
                words("stages.without", party=_name(result, p, words)), "right", digits=1, unit="%"
            )
            for p in asked
        ),
    )
    return Table(
        words("stages.win_sets_title"), columns, tuple(rows), note=words("stages.win_sets_note")
    )


def refusals_table(result: StagesResult, words: Phrases) -> Table:
    """In which share of draws each party refuses the short-sighted draft."""
    share = 100 * result.outcomes.refuses.mean(axis=0)
    rows = []
    for stage, table in enumerate(result.found.talks.tables):
        begun = result.found.struck_at
        if begun is None or stage < begun or table.kind == "announce":
            continue
        for party in range(share.shape[1]):
            if party in table.counted:
                where = stage_text(result.scenario, stage, words)
                cell = _share_cell(result, float(share[stage, party]))
                rows.append((where, _name(result, party, words), cell))
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.party")),
        _share_column(result, "stages.refuses", words),
    )
    cases = words.count("common.cases", result.outcomes.count)
    drawn = bool(result.settings["draws"])
    note = words("stages.refusals_note", cases=cases) if drawn else words("stages.at_best")
    return Table(words("stages.refusals_title"), columns, tuple(rows), note=note)


def _share_cell(result: StagesResult, percent: float) -> float | bool:
    """A share of the draws; whether it is so where there are none but best values."""
    return percent if result.settings["draws"] else percent > 0


def _share_column(result: StagesResult, key: str, words: Phrases) -> Column:
    if not result.settings["draws"]:
        return Column(words(key), "centre")
    unit = words("common.of_cases")
    return Column(words(key), "right", digits=0, unit=unit, probability=True)


def coming_table(result: StagesResult, words: Phrases) -> Table:
    """What coming is worth to each party."""
    rows = tuple(
        (
            stage_text(result.scenario, c.stage, words),
            _name(result, c.party, words),
            c.venue,
            c.audience,
            c.failing,
            c.away,
            c.without_deal,
            c.deal,
        )
        for c in result.found.coming
        if c.matters or (c.stage == 0 and abs(c.deal) > 1e-9)
    )
    titles = (
        words("stages.venue"),
        words("stages.audience"),
        words("stages.failing"),
        words("stages.away"),
        words("stages.without_deal"),
        words("stages.from_deal"),
    )
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.party")),
        *(Column(title, "right", digits=1) for title in titles),
    )
    return Table(words("stages.coming_title"), columns, rows, note=words("stages.coming_note"))


def changes_table(result: StagesResult, words: Phrases) -> Table:
    """Every single change that turns the path."""
    rows = tuple(
        (
            pivot_text(result, pivot, words),
            words("stages.no_deal") if pivot.deal is None else changed(result, pivot.deal, words),
        )
        for pivot in result.found.pivots
    )
    columns = (Column(words("stages.change")), Column(words("stages.then")))
    return Table(words("stages.changes_title"), columns, rows)


def threats_table(result: StagesResult, words: Phrases) -> Table:
    """Public threats: what carrying out and climbing down cost."""
    rows = tuple(
        (
            commitment_text(result, threat.name, words),
            _name(result, threat.maker, words),
            float(threat.own_cost[0]),
            float(threat.climb_down[0]),
            _share_cell(result, 100 * float(np.mean(result.outcomes.carried_out[:, k]))),
        )
        for k, threat in enumerate(result.found.talks.space.no_deal.threats)
    )
    columns = (
        Column(words("stages.threat")),
        Column(words("stages.maker")),
        Column(words("stages.cost_of_doing"), "right", digits=1),
        Column(words("stages.cost_of_climbing_down"), "right", digits=1),
        _share_column(result, "stages.carried_out", words),
    )
    return Table(words("stages.threats_title"), columns, rows)
