"""What is told of seats, fronts, votes and transfers: sentences, tables, charts, a brief's part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.contract import BriefPart
from detente.analyses.seats.cooperative import core_ranges, nucleolus, shapley
from detente.analyses.seats.say import say_of
from detente.analyses.seats.solve import Seat
from detente.analyses.talks.wording import Names
from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Cell,
    Chart,
    Column,
    HeatCell,
    HeatMap,
    Note,
    Section,
    Table,
)
from detente.scenario.names import front_name

if TYPE_CHECKING:
    from detente.analyses.seats.result import SeatsResult
    from detente.phrases import Phrases

SMALL = 0.05
"""Points below which a difference is called none."""
Rows = list[tuple[Cell, ...]]


def _names(result: SeatsResult, words: Phrases) -> Names:
    return Names(result.scenario, words, result.parties)


def statements(result: SeatsResult, words: Phrases) -> tuple[Note, ...]:
    """Absent parties first, then those present, then fronts."""
    names = _names(result, words)
    said = [*_absent(result, names), *_present(result, names), *_fronts(result, names)]
    return tuple(Note(text, "finding") for text in said or [words("seats.line_all")])


def _absent(result: SeatsResult, names: Names) -> Iterator[str]:
    """What each missing seat is worth, to whom its absence is, and whether it can be undone."""
    for seat in result.drawn:
        if seat.taken:
            continue
        here = result.effect(seat, seat.party, whole=False)
        parts = (
            names.words(
                "seats.absent",
                here=names.words.number(here.mean, 1),
                **_spread(result, seat, names),
            ),
            *_wanted(seat, names),
            _undo(result, seat, names),
        )
        yield " ".join(part for part in parts if part)


def _spread(result: SeatsResult, seat: Seat, names: Names) -> dict[str, str]:
    """The holder of a seat, its stage, and what it is worth over the whole talks."""
    own = result.effect(seat, seat.party)
    ends = {"mean": own.mean, "low": own.low, "high": own.high}
    told = {name: names.words.number(value, 1) for name, value in ends.items()}
    return {"party": names.party(seat.party), "stage": names.stage(seat.stage), **told}


def _wanted(seat: Seat, names: Names) -> Iterator[str]:
    """Who gains and who loses at this table by the absence."""
    mean = -seat.table.mean(axis=0)
    mean[seat.party] = 0.0
    gains = [int(p) for p in np.argsort(-mean) if mean[p] > SMALL]
    loses = [int(p) for p in np.argsort(mean) if mean[p] < -SMALL]
    for key, places in (("seats.absence_gains", gains), ("seats.absence_loses", loses)):
        listed = [
            names.words(
                "seats.points",
                party=names.party(p),
                points=names.words.number(abs(float(mean[p])), 1),
            )
            for p in places
        ]
        if listed:
            yield names.words(key, parties=names.words.join(listed))


def _undo(result: SeatsResult, seat: Seat, names: Names) -> str:
    words, party = names.words, result.parties[seat.party]
    say = say_of(result.scenario, seat.stage, party)
    if say.asked:
        first = (*say.needed, *say.asked)[0]
        if not say.needed:
            return words("seats.undo_vote", stage=names.stage(first))
        here = first == seat.stage
        return words("seats.undo_here" if here else "seats.undo_stage", stage=names.stage(first))
    if say.fronts:
        fronts = [front_name(result.scenario, front, words.language) for front in say.fronts]
        return words("seats.undo_front", fronts=words.join(fronts))
    if say.options:
        options = [result.scenario.option_name(party, o, words.language) for o in say.options]
        return words("seats.undo_options", options=words.join(options))
    return words("seats.undo_not")


def _present(result: SeatsResult, names: Names) -> Iterator[str]:
    for seat in result.drawn:
        if seat.taken and seat.stage == 0:
            yield names.words("seats.present", **_spread(result, seat, names))


def _fronts(result: SeatsResult, names: Names) -> Iterator[str]:
    for change in result.fronts:
        if change.party is None:
            continue
        whole = float(change.whole[:, change.party].mean())
        here = float(change.table[:, change.party].mean())
        told = {
            "party": names.party(change.party),
            "front": front_name(result.scenario, change.front, names.words.language),
            "points": names.words.number(whole, 1),
            "here": names.words.number(here, 1),
        }
        if change.kind == "leaves":
            yield names.words("seats.leaves", **told)
        elif max(abs(whole), abs(here)) > SMALL:
            yield names.words("seats.joins", **told)


def tables(result: SeatsResult, words: Phrases) -> tuple[Table, ...]:
    """All tables that have rows."""
    names = _names(result, words)
    made = (_seats, _effects, _front_changes, _votes, _transfers)
    return tuple(table for make in made if (table := make(result, names)).rows)


def _texts(words: Phrases, titles: Sequence[str]) -> list[Column]:
    return [Column(words(title)) for title in titles]


def _numbers(words: Phrases, titles: Sequence[str], *, unit: str = "") -> list[Column]:
    return [Column(words(title), "right", digits=1, unit=unit) for title in titles]


def _to_each(result: SeatsResult, names: Names) -> list[Column]:
    """A column of points for each party."""
    return [
        Column(names.words("seats.to", party=names.party(p)), "right", digits=1)
        for p in range(len(result.parties))
    ]


def _seats(result: SeatsResult, names: Names) -> Table:
    """What each seat is worth to its holder."""
    words = names.words
    rows: Rows = []
    for best, drawn in zip(result.best, result.drawn, strict=True):
        own = result.effect(drawn, best.party)
        rows.append(
            (
                names.stage(best.stage),
                names.party(best.party),
                best.taken,
                float(best.whole[0, best.party]),
                own.mean,
                own.low,
                own.high,
                result.effect(drawn, best.party, whole=False).mean,
            )
        )
    columns = (
        *_texts(words, ["stages.stage", "stages.party"]),
        Column(words("seats.taken"), "centre"),
        *_numbers(words, ["seats.best", "seats.mean", "seats.low", "seats.high", "seats.here"]),
    )
    note = words.count("seats.seat_note", max(1, result.settings["draws"]))
    return Table(words("seats.seat_title"), columns, tuple(rows), note=note)


def _that_matter(result: SeatsResult) -> list[Seat]:
    """Seats of tables at which presence makes a difference to somebody."""
    stages = {seat.stage for seat in result.drawn if abs(seat.table.mean(axis=0)).max() > SMALL}
    return [seat for seat in result.drawn if seat.stage in stages]


def _effects(result: SeatsResult, names: Names) -> Table:
    """What each seat being taken is worth to everybody, at that table."""
    words = names.words
    rows: Rows = [
        (names.stage(seat.stage), names.party(seat.party), *seat.table.mean(axis=0).tolist())
        for seat in _that_matter(result)
    ]
    columns = (*_texts(words, ["stages.stage", "seats.seat_of"]), *_to_each(result, names))
    note = words("seats.effect_note")
    return Table(words("seats.effect_title"), columns, tuple(rows), note=note)


def _front_changes(result: SeatsResult, names: Names) -> Table:
    """What leaving, joining and giving up a front is worth to everybody."""
    words = names.words
    changes = {
        "leaves": words("seats.change_leaves"),
        "joins": words("seats.change_joins"),
        "dissolved": words("seats.change_dissolved"),
    }
    rows: Rows = [
        (
            front_name(result.scenario, change.front, words.language),
            changes[change.kind],
            None if change.party is None else names.party(change.party),
            *change.table.mean(axis=0).tolist(),
        )
        for change in result.fronts
    ]
    titles = ("seats.front_of", "stages.change", "stages.party")
    columns = (*_texts(words, titles), *_to_each(result, names))
    note = words("seats.front_note")
    return Table(words("seats.front_title"), columns, tuple(rows), note=note)


def _votes(result: SeatsResult, names: Names) -> Table:
    """Power in votes."""
    words = names.words
    rows: Rows = [
        (
            names.stage(place),
            names.party(party),
            100 * float(power.shapley[k]),
            100 * float(power.banzhaf[k]),
            power.swings[k],
        )
        for place, (table, power) in result.votes.items()
        for k, party in enumerate(table)
    ]
    columns = (
        *_texts(words, ["stages.stage", "stages.party"]),
        *_numbers(words, ["seats.shapley_shubik", "seats.banzhaf"], unit="%"),
        Column(words("seats.swings"), "right", digits=0),
    )
    return Table(words("seats.vote_title"), columns, tuple(rows))


def _transfers(result: SeatsResult, names: Names) -> Table:
    """Shares of the grand coalition's gain where worth can be transferred."""
    words = names.words
    rows: Rows = []
    if result.game is not None:
        fair, content = shapley(result.game), nucleolus(result.game)
        ranges = core_ranges(result.game)
        for p in range(len(result.parties)):
            low, high = (None, None) if ranges is None else ranges[p].tolist()
            rows.append((names.party(p), float(fair[p]), float(content[p]), low, high))
    titles = ("seats.shapley", "seats.nucleolus", "seats.core_low", "seats.core_high")
    columns = (Column(words("stages.party")), *_numbers(words, titles))
    return Table(words("seats.transfer_title"), columns, tuple(rows))


def charts(result: SeatsResult, words: Phrases) -> tuple[Chart, ...]:
    """Seat values as bars; who gains from whose presence as a map."""
    if not result.drawn:
        return ()
    names = _names(result, words)
    bars = _seat_bars(result, names)
    return (bars, _presence(result, names)) if _that_matter(result) else (bars,)


def _seat_at(seat: Seat, names: Names) -> str:
    stage = names.stage(seat.stage)
    return names.words("seats.seat_at", party=names.party(seat.party), stage=stage)


def _seat_bars(result: SeatsResult, names: Names) -> BarChart:
    """The worth of every seat to its holder: over the whole talks and at its table."""
    words = names.words
    series = {words("seats.whole"): True, words("seats.here"): False}
    bars = []
    for seat in result.drawn:
        for name, whole in series.items():
            own = result.effect(seat, seat.party, whole=whole)
            bars.append(Bar(_seat_at(seat, names), own.mean, name, low=own.low, high=own.high))
    axis = Axis(words("seats.points_axis"))
    return BarChart(words("seats.seat_title"), axis, tuple(bars), tuple(series))


def _presence(result: SeatsResult, names: Names) -> HeatMap:
    """Who gains (positive) or loses by whose presence at which table."""
    words = names.words
    cells = [
        HeatCell(_seat_at(seat, names), names.party(p), value, words.number(value, 1))
        for seat in _that_matter(result)
        for p, value in enumerate(seat.table.mean(axis=0).tolist())
    ]
    return HeatMap(
        words("seats.effect_title"),
        words("seats.seat_of"),
        words("seats.worth_to"),
        tuple(cells),
        note=words("seats.effect_note"),
    )


def brief(result: SeatsResult, words: Phrases) -> BriefPart:
    """The bottom line on the absent party to which a seat is worth most; all else behind."""
    shown = (*statements(result, words), *tables(result, words), *charts(result, words))
    annex = Section("seats", words("seats.annex"), shown)
    return BriefPart((_line(result, _names(result, words)),), annexes=(annex,))


def _line(result: SeatsResult, names: Names) -> str:
    """Whose absence weighs most, or that nobody who counts is missing."""
    words = names.words
    absent = [seat for seat in result.drawn if not seat.taken]
    if not absent:
        return words("seats.line_all")
    first = max(absent, key=lambda seat: float(seat.table[:, seat.party].mean()))
    own, here = (round(float(e[:, first.party].mean())) for e in (first.whole, first.table))
    say = say_of(result.scenario, first.stage, result.parties[first.party])
    less = own < here
    since = "seats.line_since_here" if first.stage in say.needed else "seats.line_since"
    points = words.number(own)
    told = {
        "whole": words("seats.line_whole_less" if less else "seats.line_whole", points=points),
        "since": words(since) if less and say.needed else "",
        "costs": _costs(first, names),
        "here": words.number(here),
    }
    party, stage = names.party(first.party), names.stage(first.stage)
    return words.count("seats.line_seat", here, party=party, stage=stage, **told)


def _costs(seat: Seat, names: Names) -> str:
    """Who loses by a seat at that table, in whole points, at most three parties."""
    mean = seat.table.mean(axis=0)
    points = {int(p): -round(float(mean[p])) for p in mean.argsort() if p != seat.party}
    told = [
        names.words.count("seats.line_points", lost, party=names.party(p))
        for p, lost in points.items()
        if lost > 0
    ]
    return names.words("seats.line_costs", parties=names.words.first(told, 3)) if told else ""
