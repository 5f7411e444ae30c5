"""What is told of seats, fronts, votes and transfers: sentences, tables, charts, a brief's part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.seats.cooperative import core_ranges, nucleolus, shapley
from detente.analyses.seats.solve import Seat
from detente.analyses.seats.vetoes import say_of
from detente.analyses.talks.wording import Names
from detente.analyses.telling import table
from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Cell,
    Chart,
    Column,
    Note,
    Table,
)

if TYPE_CHECKING:
    from detente.analyses.seats.result import SeatsResult
    from detente.phrases import Phrases

SMALL = 0.05
"""Points below which a difference is called none."""


def statements(result: SeatsResult, words: Phrases) -> tuple[Note, ...]:
    """Absent parties first, then those present, then fronts."""
    names = Names(result.scenario, words, result.parties)
    said = [_absent(result, seat, names) for seat in result.drawn if not seat.taken]
    said += [
        words("seats.present", **_spread(result, seat, names))
        for seat in result.drawn
        if seat.taken and seat.stage == 0
    ]
    said += _fronts(result, names)
    return tuple(Note(text, "finding") for text in said or [words("seats.line_all")])


def _absent(result: SeatsResult, seat: Seat, names: Names) -> str:
    """What a missing seat is worth, to whom its absence is, and whether it can be undone."""
    words, mean = names.words, -seat.table.mean(axis=0)
    here = words.number(-float(mean[seat.party]), 1)
    said = [words("seats.absent", here=here, **_spread(result, seat, names))]
    mean[seat.party] = 0.0
    for key, sign in (("seats.absence_gains", 1), ("seats.absence_loses", -1)):
        listed = [
            words(
                "seats.points",
                party=names.party(int(p)),
                points=words.number(abs(float(mean[p])), 1),
            )
            for p in np.argsort(-sign * mean)
            if sign * mean[p] > SMALL
        ]
        if listed:
            said.append(words(key, parties=words.join(listed)))
    return " ".join((*said, _undo(result, seat, names)))


def _spread(result: SeatsResult, seat: Seat, names: Names) -> dict[str, str]:
    """The holder of a seat, its stage, and what it is worth over the whole talks."""
    own = result.effect(seat, seat.party)
    mean, low, high = (names.words.number(each, 1) for each in (own.mean, own.low, own.high))
    span = ""
    if low != high:
        span = names.words("seats.span", low=low, high=high)
    elif low != mean:
        span = names.words("seats.span_point", value=low)
    return {
        "party": names.party(seat.party),
        "at": names.at(seat.stage),
        "mean": mean,
        "span": span,
    }


def _undo(result: SeatsResult, seat: Seat, names: Names) -> str:
    words, party = names.words, result.parties[seat.party]
    say = say_of(result.scenario, seat.stage, party)
    if say.asked:
        first = (*say.needed, *say.asked)[0]
        here = "seats.undo_here" if first == seat.stage else "seats.undo_stage"
        return words(here if say.needed else "seats.undo_vote", at=names.at(first))
    if say.fronts:
        fronts = [result.scenario.front_name(front, words.language) for front in say.fronts]
        return words("seats.undo_front", fronts=words.join(fronts))
    if say.options:
        options = [result.scenario.option_name(party, o, words.language) for o in say.options]
        return words("seats.undo_options", options=words.join(options))
    return words("seats.undo_not")


def _fronts(result: SeatsResult, names: Names) -> Iterator[str]:
    for change in result.fronts:
        if change.party is None:
            continue
        whole, here = (
            float(effect[:, change.party].mean()) for effect in (change.whole, change.table)
        )
        told = {
            "party": names.party(change.party),
            "front": result.scenario.front_name(change.front, names.words.language),
            "points": names.words.number(whole, 1),
            "here": names.words.number(here, 1),
        }
        if change.kind == "leaves":
            yield names.words("seats.leaves", **told)
        elif max(abs(whole), abs(here)) > SMALL:
            yield names.words("seats.joins", **told)


def tables(result: SeatsResult, words: Phrases) -> tuple[Table, ...]:
    """All tables that have rows."""
    names = Names(result.scenario, words, result.parties)
    made = (_seats, _effects, _front_changes, _votes, _transfers)
    return tuple(shown for make in made if (shown := make(result, names)).rows)


def _to_each(result: SeatsResult, names: Names) -> list[Column]:
    """A column of points for each party."""
    titles = [names.words("seats.to", party=names.party(party)) for party in result.parties]
    return [Column(title, "right", digits=1) for title in titles]


def _seats(result: SeatsResult, names: Names) -> Table:
    """What each seat is worth to its holder."""
    rows = [
        (
            names.stage(best.stage),
            names.party(best.party),
            best.taken,
            float(best.whole[0, best.party]),
            *result.effect(drawn, best.party),
            result.effect(drawn, best.party, whole=False).mean,
        )
        for best, drawn in zip(result.best, result.drawn, strict=True)
    ]
    columns = ["stages.stage", "stages.party", "taken^"]
    columns += ["best>1", "mean>1", "low>1", "high>1", "here>1"]
    note = names.words.count("seats.seat_note", max(1, result.settings["draws"]))
    return table(names.words, "seats.seat", columns, rows, note)


def _that_matter(result: SeatsResult) -> list[Seat]:
    """Seats of tables at which presence makes a difference to somebody."""
    stages = {seat.stage for seat in result.drawn if abs(seat.table.mean(axis=0)).max() > SMALL}
    return [seat for seat in result.drawn if seat.stage in stages]


def _effects(result: SeatsResult, names: Names) -> Table:
    """What each seat being taken is worth to everybody, at that table."""
    rows = [
        (names.stage(seat.stage), names.party(seat.party), *seat.table.mean(axis=0).tolist())
        for seat in _that_matter(result)
    ]
    columns: list[str | Column] = ["stages.stage", "seat_of", *_to_each(result, names)]
    return table(names.words, "seats.effect", columns, rows, names.words("seats.effect_note"))


def _front_changes(result: SeatsResult, names: Names) -> Table:
    """What leaving, joining and giving up a front is worth to everybody."""
    words = names.words
    changes = {
        "leaves": words("seats.change_leaves"),
        "joins": words("seats.change_joins"),
        "dissolved": words("seats.change_dissolved"),
    }
    rows = [
        (
            result.scenario.front_name(change.front, words.language),
            changes[change.kind],
            None if change.party is None else names.party(change.party),
            *change.table.mean(axis=0).tolist(),
        )
        for change in result.fronts
    ]
    columns: list[str | Column] = [
        "front_of",
        "stages.change",
        "stages.party",
        *_to_each(result, names),
    ]
    return table(words, "seats.front", columns, rows, words("seats.front_note"))


def _votes(result: SeatsResult, names: Names) -> Table:
    """Power in votes."""
    rows = [
        (
            names.stage(place),
            names.party(party),
            100 * float(power.shapley[k]),
            100 * float(power.banzhaf[k]),
            power.swings[k],
        )
        for place, (seated, power) in result.votes.items()
        for k, party in enumerate(seated)
    ]
    columns = ["stages.stage", "stages.party", "shapley_shubik>1%", "banzhaf>1%", "swings>0"]
    return table(names.words, "seats.vote", columns, rows)


def _transfers(result: SeatsResult, names: Names) -> Table:
    """Shares of the grand coalition's gain where worth can be transferred."""
    rows: list[tuple[Cell, ...]] = []
    if result.game is not None:
        fair, content = shapley(result.game), nucleolus(result.game)
        ranges = core_ranges(result.game)
        for p, party in enumerate(result.parties):
            ends = (None, None) if ranges is None else ranges[p].tolist()
            rows.append((names.party(party), float(fair[p]), float(content[p]), *ends))
    columns = ["stages.party", "shapley>1", "nucleolus>1", "core_low>1", "core_high>1"]
    return table(names.words, "seats.transfer", columns, rows)


def charts(result: SeatsResult, words: Phrases) -> tuple[Chart, ...]:
    """Seat values as bars."""
    if not result.drawn:
        return ()
    names = Names(result.scenario, words, result.parties)

    def at(seat: Seat) -> str:
        told = {"party": names.party(seat.party), "stage": names.stage(seat.stage)}
        return words("seats.seat_at", **told)

    series = {words("seats.whole"): True, words("seats.here"): False}
    bars = tuple(
        Bar(at(seat), own.mean, name, low=own.low, high=own.high)
        for seat in result.drawn
        for name, whole in series.items()
        for own in [result.effect(seat, seat.party, whole=whole)]
    )
    axis = Axis(words("seats.points_axis"))
    return (BarChart(words("seats.seat_title"), axis, bars, tuple(series)),)
