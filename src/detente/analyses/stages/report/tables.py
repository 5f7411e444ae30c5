"""Tables on talks in stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.analyses.stages.report.names import StageNames
from detente.analyses.stages.report.statements import for_show_statement, pivot_text
from detente.exhibits import Cell, Column, Table
from detente.scenario.names import commitment_name
from detente.scenario.sections.stages import ALL

if TYPE_CHECKING:
    from detente.analyses.stages.over_draws import Fallen
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases

Rows = list[tuple[Cell, ...]]


def tables(result: StagesResult, words: Phrases) -> tuple[Table, ...]:
    """All tables that have rows."""
    names = StageNames.of(result, words)
    made = (
        course_table,
        _deals,
        _win_sets,
        _refusals,
        _coming,
        _changes,
        _threats,
        _delegations,
        _fallen,
        _mandate_costs,
        _waiting,
    )
    return tuple(table for make in made if (table := make(result, names)).rows)


def _numbers(words: Phrases, titles: Sequence[str], *, unit: str = "") -> list[Column]:
    return [Column(words(title), "right", digits=1, unit=unit) for title in titles]


def course_table(result: StagesResult, names: StageNames) -> Table:
    """Both courses stage by stage."""
    words = names.words
    kinds = {
        "bargain": words("stages.kind_bargain"),
        "ratify": words("stages.kind_ratify"),
        "announce": words("stages.kind_announce"),
    }
    rows: Rows = []
    for stage, table in enumerate(result.found.talks.tables):
        seated = names.all(result.scenario.stages[stage].table)
        events = [_event(result, stage, names, far=far) for far in (False, True)]
        rows.append((names.stage(stage), seated, kinds[table.kind], *events))
    titles = (
        "stages.stage",
        "stages.table",
        "stages.kind",
        "stages.short_sighted",
        "stages.far_sighted",
    )
    columns = tuple(Column(words(title)) for title in titles)
    note = for_show_statement(result, names)
    return Table(words("stages.course_title"), columns, tuple(rows), note)


def _event(result: StagesResult, stage: int, names: StageNames, *, far: bool) -> str:
    course = result.found.far if far else result.found.short
    if stage > int(course.ended[0]):
        return names.words("stages.not_reached")
    if not course.passed[0, stage]:
        return names.words("stages.fails")
    shown = far and stage == 0 and for_show_statement(result, names)
    return names.words("stages.passes_for_show" if shown else "stages.passes")


def _deals(result: StagesResult, names: StageNames) -> Table:
    """The deal that each course strikes, issue by issue, and the nearest miss."""
    found, words = result.found, names.words
    final = int(found.far.deal[0])
    shown = {
        words("stages.struck"): found.struck,
        words("stages.far_sighted"): final if final >= 0 else None,
        words("stages.nearest"): None if found.least_total is None else found.least_total[0],
    }
    deals = {title: names.space.named(deal) for title, deal in shown.items() if deal is not None}
    rows = tuple(
        (names.issue(issue), *(names.value_name(issue, deal[issue]) for deal in deals.values()))
        for issue in names.space.issues
    )
    columns = (Column(words("stages.issue")), *(Column(title) for title in deals))
    return Table(words("stages.deals_title"), columns, rows if deals else ())


def _win_sets(result: StagesResult, names: StageNames) -> Table:
    """How many deals pass each stage, and how many would if one party were not asked."""
    words, tables = names.words, result.found.talks.tables
    asked = sorted({party for table in tables for party in table.counted})
    rows: Rows = []
    for found in result.found.sets:
        counted = tables[found.stage].counted
        without = (100 * float(found.without[p]) if p in counted else None for p in asked)
        rows.append((names.stage(found.stage), 100 * found.size, *without))
    columns = (
        Column(words("stages.stage")),
        *_numbers(words, ["stages.win_set"], unit="%"),
        *(
            Column(words("stages.without", party=names.party(p)), "right", digits=1, unit="%")
            for p in asked
        ),
    )
    note = words("stages.win_sets_note")
    return Table(words("stages.win_sets_title"), columns, tuple(rows), note=note)


def _refusals(result: StagesResult, names: StageNames) -> Table:
    """In which share of draws each party refuses the short-sighted draft."""
    words, begun = names.words, result.found.struck_at
    share = 100 * result.outcomes.refuses.mean(axis=0)
    rows: Rows = [
        (names.stage(stage), names.party(party), _share(result, float(share[stage, party])))
        for stage, table in enumerate(result.found.talks.tables)
        if begun is not None and stage >= begun and table.kind != "announce"
        for party in table.counted
    ]
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.party")),
        _share_column(result, words("stages.refuses"), words),
    )
    cases = words.count("common.cases", result.outcomes.count)
    drawn = bool(result.settings["draws"])
    note = words("stages.refusals_note", cases=cases) if drawn else words("stages.at_best")
    return Table(words("stages.refusals_title"), columns, tuple(rows), note=note)


def _share(result: StagesResult, percent: float) -> float | bool:
    """A share of the draws; whether it is so where there are none but best values."""
    return percent if result.settings["draws"] else percent > 0


def _share_column(result: StagesResult, title: str, words: Phrases) -> Column:
    if not result.settings["draws"]:
        return Column(title, "centre")
    return Column(title, "right", digits=0, unit=words("common.of_cases"), probability=True)


def _coming(result: StagesResult, names: StageNames) -> Table:
    """What coming is worth to each party."""
    rows: Rows = [
        (
            names.stage(c.stage),
            names.party(c.party),
            c.venue,
            c.audience,
            c.failing,
            c.away,
            c.without_deal,
            c.deal,
        )
        for c in result.found.coming
        if c.matters or (c.stage == 0 and abs(c.deal) > 1e-9)
    ]
    titles = (
        "stages.venue",
        "stages.audience",
        "stages.failing",
        "stages.away",
        "stages.without_deal",
        "stages.from_deal",
    )
    words = names.words
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.party")),
        *_numbers(words, titles),
    )
    note = words("stages.coming_note")
    return Table(words("stages.coming_title"), columns, tuple(rows), note=note)


def _changes(result: StagesResult, names: StageNames) -> Table:
    """Every single change that turns the path."""
    words = names.words
    rows: Rows = [
        (
            pivot_text(result, pivot, names),
            words("stages.no_deal") if pivot.deal is None else names.changed(pivot.deal),
        )
        for pivot in result.found.pivots
    ]
    columns = (Column(words("stages.change")), Column(words("stages.then")))
    return Table(words("stages.changes_title"), columns, tuple(rows))


def _threats(result: StagesResult, names: StageNames) -> Table:
    """Public threats: what carrying out and climbing down cost."""
    words = names.words
    rows: Rows = [
        (
            commitment_name(result.scenario, threat.name, words.language),
            names.party(threat.maker),
            float(threat.own_cost[0]),
            float(threat.climb_down[0]),
            _share(result, 100 * float(result.outcomes.carried_out[:, k].mean())),
        )
        for k, threat in enumerate(result.found.talks.space.no_deal.threats)
    ]
    columns = (
        Column(words("stages.threat")),
        Column(words("stages.maker")),
        *_numbers(words, ["stages.cost_of_doing", "stages.cost_of_climbing_down"]),
        _share_column(result, words("stages.carried_out"), words),
    )
    return Table(words("stages.threats_title"), columns, tuple(rows))


def _delegations(result: StagesResult, names: StageNames) -> Table:
    """Who comes, and to which issues each can speak."""
    words = names.words
    rows: Rows = []
    for place, stage in enumerate(result.scenario.stages):
        for party, delegation in stage.delegations.items():
            where = (names.stage(place), names.party(party))
            for member, issues in delegation.members.items():
                shown = result.scenario.translated(member, language=words.language)
                rows.append((*where, shown, _spoken(issues, names)))
            if delegation.speaks_to:
                shown = words("stages.together")
                rows.append((*where, shown, _spoken(delegation.speaks_to, names)))
    titles = ("stages.stage", "stages.party", "stages.members", "stages.speaks_to")
    columns = tuple(Column(words(title)) for title in titles)
    return Table(words("stages.delegations_title"), columns, tuple(rows))


def _spoken(issues: Sequence[str], names: StageNames) -> str:
    if ALL in issues:
        return names.words("stages.everything")
    return ", ".join(names.issue(issue) for issue in issues)


def _fallen(result: StagesResult, names: StageNames) -> Table:
    """Issue by issue what falls off an agenda, for want of whose delegate, and until when."""
    words = names.words
    fallen = () if result.mandates is None else result.mandates.fallen
    rows: Rows = [
        (
            names.stage(one.stage),
            names.issue(one.issue),
            names.all(one.parties),
            _taken_up(one, names),
        )
        for one in fallen
    ]
    titles = ("stages.stage", "stages.issue", "stages.without_delegate", "stages.taken_up")
    columns = tuple(Column(words(title)) for title in titles)
    return Table(words("stages.fallen_title"), columns, tuple(rows))


def _taken_up(fallen: Fallen, names: StageNames) -> str:
    if fallen.later is not None:
        return names.stage(fallen.later)
    stays = names.has_status_quo(fallen.issue)
    return names.words("stages.stays" if stays else "stages.first_value")


def _mandate_costs(result: StagesResult, names: StageNames) -> Table:
    """What the talks are worth as they are and with full mandates, mean over draws."""
    words = names.words
    rows: Rows = []
    if result.mandates is not None:
        now, full = (v.mean(axis=0) for v in (result.outcomes.far.value, result.mandates.value))
        rows = [
            (names.party(p), float(now[p]), float(full[p]), float(full[p] - now[p]))
            for p in range(len(now))
        ]
    titles = ("stages.as_stated", "stages.full_mandates", "stages.mandate_cost")
    columns = (Column(words("stages.party")), *_numbers(words, titles))
    note = words("stages.mandate_note", n=words.number(result.outcomes.count))
    return Table(words("stages.mandate_title"), columns, tuple(rows), note=note)


def _waiting(result: StagesResult, names: StageNames) -> Table:
    """What each wait leaves of a gain, party by party, at best values."""
    words = names.words
    rows: Rows = [
        (names.stage(place), names.span(place), names.party(party), 100 * float(kept))
        for place, table in enumerate(result.found.talks.tables)
        if table.kept is not None
        for party, kept in enumerate(table.kept[0])
    ]
    columns = (
        *(Column(words(title)) for title in ("stages.stage", "stages.wait", "stages.party")),
        Column(words("stages.left_of_gain"), "right", digits=0, unit="%"),
    )
    note = words("stages.waiting_note")
    return Table(words("stages.waiting_title"), columns, tuple(rows), note=note)
