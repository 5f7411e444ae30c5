"""The findings on seats in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.seats.solve import Seat, say_of
from detente.analyses.talks.wording import stage_text
from detente.exhibits import Note
from detente.scenario.names import front_name

if TYPE_CHECKING:
    from detente.analyses.seats.result import SeatsResult
    from detente.phrases import Phrases

SMALL = 0.05
"""Points below which a difference is called none."""


def statements(result: SeatsResult, words: Phrases) -> tuple[Note, ...]:
    """Absent parties first, then those present, then fronts."""
    said = [
        *absent_statements(result, words),
        *_present(result, words),
        *_fronts(result, words),
    ]
    return tuple(Note(text, "finding") for text in said or [words("seats.line_all")])


def name_of(result: SeatsResult, place: int, words: Phrases) -> str:
    """A party's full name by its place."""
    return result.scenario.party_name(result.parties[place], words.language)


def absent_statements(result: SeatsResult, words: Phrases) -> tuple[str, ...]:
    """What each missing seat is worth, to whom its absence is, and whether it can be undone."""
    said = []
    for seat in result.drawn:
        if seat.taken:
            continue
        parts = (
            _worth(result, seat, words),
            _wanted(result, seat, words),
            _undo(result, seat, words),
        )
        said.append(" ".join(part for part in parts if part))
    return tuple(said)


def _worth(result: SeatsResult, seat: Seat, words: Phrases) -> str:
    own, here = (result.effect(seat, seat.party, whole=whole) for whole in (True, False))
    return words(
        "seats.absent",
        party=name_of(result, seat.party, words),
        stage=stage_text(result.scenario, seat.stage, words),
        mean=words.number(own.mean, 1),
        low=words.number(own.low, 1),
        high=words.number(own.high, 1),
        here=words.number(here.mean, 1),
    )


def _wanted(result: SeatsResult, seat: Seat, words: Phrases) -> str:
    """Who gains and who loses at this table by the absence."""
    mean = -seat.table.mean(axis=0)
    mean[seat.party] = 0.0
    gains = [p for p in np.argsort(-mean) if mean[p] > SMALL]
    loses = [p for p in np.argsort(mean) if mean[p] < -SMALL]
    parts = []
    for key, places in (("gains", gains), ("loses", loses)):
        if places:
            listed = [
                words(
                    "seats.points",
                    party=name_of(result, int(p), words),
                    points=words.number(abs(float(mean[p])), 1),
                )
                for p in places
            ]
            joined = words.join(listed)
            text = {
                "gains": words("seats.absence_gains", parties=joined),
                "loses": words("seats.absence_loses", parties=joined),
            }
            parts.append(text[key])
    return " ".join(parts)


def _undo(result: SeatsResult, seat: Seat, words: Phrases) -> str:
    party = result.parties[seat.party]
    say = say_of(result.scenario, seat.stage, party)
    if say.asked:
        first = (*say.needed, *say.asked)[0]
        stage = stage_text(result.scenario, first, words)
        if not say.needed:
            return words("seats.undo_vote", stage=stage)
        return words("seats.undo_here" if first == seat.stage else "seats.undo_stage", stage=stage)
    if say.fronts:
        names = [front_name(result.scenario, front, words.language) for front in say.fronts]
        return words("seats.undo_front", fronts=words.join(names))
    if say.options:
        names = [result.scenario.option_name(party, o, words.language) for o in say.options]
        return words("seats.undo_options", options=words.join(names))
    return words("seats.undo_not")


def _present(result: SeatsResult, words: Phrases) -> Iterator[str]:
    taken = [seat for seat in result.drawn if seat.taken and seat.stage == 0]
    for seat in taken:
        own = result.effect(seat, seat.party)
        yield words(
            "seats.present",
            party=name_of(result, seat.party, words),
            stage=stage_text(result.scenario, seat.stage, words),
            mean=words.number(own.mean, 1),
            low=words.number(own.low, 1),
            high=words.number(own.high, 1),
        )


def _fronts(result: SeatsResult, words: Phrases) -> Iterator[str]:
    for change in result.fronts:
        if change.party is None:
            continue
        whole = float(change.whole[:, change.party].mean())
        here = float(change.table[:, change.party].mean())
        values = {
            "party": name_of(result, change.party, words),
            "front": front_name(result.scenario, change.front, words.language),
            "points": words.number(whole, 1),
            "here": words.number(here, 1),
        }
        if change.kind == "leaves":
            yield words("seats.leaves", **values)
        elif max(abs(whole), abs(here)) > SMALL:
            yield words("seats.joins", **values)
