"""Tables and charts on seats, fronts, votes and transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.seats.cooperative import core_ranges, shapley
from detente.analyses.seats.nucleolus import nucleolus
from detente.analyses.seats.solve import Seat
from detente.analyses.seats.statements import SMALL, name_of
from detente.analyses.talks.wording import stage_text
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Column, HeatCell, HeatMap, Table
from detente.scenario.names import front_name

if TYPE_CHECKING:
    from detente.analyses.seats.result import SeatsResult
    from detente.phrases import Phrases


def tables(result: SeatsResult, words: Phrases) -> tuple[Table, ...]:
    """All tables that have rows."""
    found = (
        seat_table(result, words),
        effect_table(result, words),
        front_table(result, words),
        vote_table(result, words),
        transfer_table(result, words),
    )
    return tuple(table for table in found if table.rows)


def charts(result: SeatsResult, words: Phrases) -> tuple[Chart, ...]:
    """Seat values as bars; who gains from whose presence as a map."""
    if not result.drawn:
        return ()
    bars = seat_bars(result, words)
    return (bars, presence_map(result, words)) if _that_matter(result) else (bars,)


def seat_table(result: SeatsResult, words: Phrases) -> Table:
    """What each seat is worth to its holder."""
    rows: list[tuple[Cell, ...]] = []
    for best, drawn in result.pairs():
        own = result.effect(drawn, best.party)
        here = result.effect(drawn, best.party, whole=False)
        rows.append(
            (
                stage_text(result.scenario, best.stage, words),
                name_of(result, best.party, words),
                best.taken,
                float(best.whole[0, best.party]),
                own.mean,
                own.low,
                own.high,
                here.mean,
            )
        )
    numbers = ("best", "mean", "low", "high", "here")
    titles = {
        "best": words("seats.best"),
        "mean": words("seats.mean"),
        "low": words("seats.low"),
        "high": words("seats.high"),
        "here": words("seats.here"),
    }
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.party")),
        Column(words("seats.taken"), "centre"),
        *(Column(titles[key], "right", digits=1) for key in numbers),
    )
    note = words.count("seats.seat_note", max(1, result.settings["draws"]))
    return Table(words("seats.seat_title"), columns, tuple(rows), note=note)


def _that_matter(result: SeatsResult) -> list[Seat]:
    """Seats of tables at which presence makes a difference to somebody."""
    stages = {seat.stage for seat in result.drawn if abs(seat.table.mean(axis=0)).max() > SMALL}
    return [seat for seat in result.drawn if seat.stage in stages]


def effect_table(result: SeatsResult, words: Phrases) -> Table:
    """What each seat being taken is worth to everybody, at that table."""
    rows: list[tuple[Cell, ...]] = [
        (
            stage_text(result.scenario, seat.stage, words),
            name_of(result, seat.party, words),
            *seat.table.mean(axis=0).tolist(),
        )
        for seat in _that_matter(result)
    ]
    columns = (
        Column(words("stages.stage")),
        Column(words("seats.seat_of")),
        *(
            Column(words("seats.to", party=name_of(result, p, words)), "right", digits=1)
            for p in range(len(result.parties))
        ),
    )
    return Table(words("seats.effect_title"), columns, tuple(rows), note=words("seats.effect_note"))


def front_table(result: SeatsResult, words: Phrases) -> Table:
    """What leaving, joining and giving up a front is worth to everybody."""
    changes = {
        "leaves": words("seats.change_leaves"),
        "joins": words("seats.change_joins"),
        "dissolved": words("seats.change_dissolved"),
    }
    rows: list[tuple[Cell, ...]] = [
        (
            front_name(result.scenario, change.front, words.language),
            changes[change.kind],
            None if change.party is None else name_of(result, change.party, words),
            *change.table.mean(axis=0).tolist(),
        )
        for change in result.fronts
    ]
    columns = (
        Column(words("seats.front_of")),
        Column(words("stages.change")),
        Column(words("stages.party")),
        *(
            Column(words("seats.to", party=name_of(result, p, words)), "right", digits=1)
            for p in range(len(result.parties))
        ),
    )
    note = words("seats.front_note")
    return Table(words("seats.front_title"), columns, tuple(rows), note=note)


def vote_table(result: SeatsResult, words: Phrases) -> Table:
    """Power in votes."""
    rows: list[tuple[Cell, ...]] = []
    for place, (table, power) in result.votes.items():
        for k, party in enumerate(table):
            rows.append(
                (
                    stage_text(result.scenario, place, words),
                    result.scenario.party_name(party, words.language),
                    100 * float(power.shapley[k]),
                    100 * float(power.banzhaf[k]),
                    power.swings[k],
                )
            )
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.party")),
        Column(words("seats.shapley_shubik"), "right", digits=1, unit="%"),
        Column(words("seats.banzhaf"), "right", digits=1, unit="%"),
        Column(words("seats.swings"), "right", digits=0),
    )
    return Table(words("seats.vote_title"), columns, tuple(rows))


def transfer_table(result: SeatsResult, words: Phrases) -> Table:
    """Shares of the grand coalition's gain where worth can be transferred."""
    rows: list[tuple[Cell, ...]] = []
    if result.game is not None:
        fair, content = shapley(result.game), nucleolus(result.game)
        ranges = core_ranges(result.game)
        for p in range(len(result.parties)):
            low, high = (None, None) if ranges is None else ranges[p].tolist()
            rows.append((name_of(result, p, words), float(fair[p]), float(content[p]), low, high))
    columns = (
        Column(words("stages.party")),
        Column(words("seats.shapley"), "right", digits=1),
        Column(words("seats.nucleolus"), "right", digits=1),
        Column(words("seats.core_low"), "right", digits=1),
        Column(words("seats.core_high"), "right", digits=1),
    )
    return Table(words("seats.transfer_title"), columns, tuple(rows))


def seat_bars(result: SeatsResult, words: Phrases) -> BarChart:
    """The worth of every seat to its holder: over the whole talks and at its table."""
    series = (words("seats.whole"), words("seats.here"))
    bars = []
    for seat in result.drawn:
        category = words(
            "seats.seat_at",
            party=name_of(result, seat.party, words),
            stage=stage_text(result.scenario, seat.stage, words),
        )
        for whole, name in zip((True, False), series, strict=True):
            own = result.effect(seat, seat.party, whole=whole)
            bars.append(Bar(category, own.mean, name, low=own.low, high=own.high))
    axis = Axis(words("seats.points_axis"))
    return BarChart(words("seats.seat_title"), axis, tuple(bars), series)


def presence_map(result: SeatsResult, words: Phrases) -> HeatMap:
    """Who gains (positive) or loses by whose presence at which table."""
    cells = []
    for seat in _that_matter(result):
        row = words(
            "seats.seat_at",
            party=name_of(result, seat.party, words),
            stage=stage_text(result.scenario, seat.stage, words),
        )
        for p, value in enumerate(seat.table.mean(axis=0).tolist()):
            cells.append(HeatCell(row, name_of(result, p, words), value, words.number(value, 1)))
    return HeatMap(
        words("seats.effect_title"),
        words("seats.seat_of"),
        words("seats.worth_to"),
        tuple(cells),
        note=words("seats.effect_note"),
    )
