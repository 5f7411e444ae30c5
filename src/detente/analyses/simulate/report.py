"""What is told of simulated negotiations: sentences, table and charts; a brief has annexes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.analyses.contract import BriefPart
from detente.exhibits import (
    Axis,
    Cell,
    Chart,
    Column,
    HeatCell,
    HeatMap,
    LineChart,
    Note,
    Point,
    Section,
    Table,
)

if TYPE_CHECKING:
    from detente.analyses.simulate.result import Game, SimulationResult
    from detente.phrases import Phrases

Floats = NDArray[np.float64]


def tactic(name: str, words: Phrases) -> str:
    """A tactic's name."""
    return {
        "boulware": words("simulate.boulware"),
        "linear": words("simulate.linear"),
        "conceder": words("simulate.conceder"),
        "hardliner": words("simulate.hardliner"),
        "tit_for_tat": words("simulate.tit_for_tat"),
    }[name]


def _name(result: SimulationResult, place: int, words: Phrases) -> str:
    return result.scenario.party_name(result.parties[place], words.language)


def _tactics(result: SimulationResult, game: Game, words: Phrases) -> str:
    return "; ".join(
        words("simulate.plays", party=_name(result, k, words), tactic=tactic(name, words))
        for k, name in enumerate(game.tactics)
    )


def statements(result: SimulationResult, words: Phrases) -> tuple[Note, ...]:
    """How often tactics agree, and which serves whom best."""
    said = [_agreement(result, words)]
    if len(result.games) > 1:
        for place in range(len(result.parties)):
            best = max(result.games, key=lambda game: game.worth(place)[0])
            said.append(
                words(
                    "simulate.best" if result.settings["draws"] else "simulate.best_once",
                    party=_name(result, place, words),
                    points=words.number(best.worth(place)[0], 1),
                    tactics=_tactics(result, best, words),
                    agreed=words.share(best.agreed),
                    ends=words("simulate.with_deal" if best.agreed else "simulate.without_deal"),
                )
            )
    return tuple(Note(text, "finding") for text in said)


def _agreement(result: SimulationResult, words: Phrases) -> str:
    """How often there is a deal; without draws a share would say nothing."""
    agreed = [game.agreed for game in result.games]
    if not result.settings["draws"]:
        some, count = sum(share > 0 for share in agreed), len(agreed)
        return words("simulate.agreement_best", some=words.number(some), all=words.number(count))
    shares = words.shares(min(agreed), max(agreed))
    cases = words.count("common.cases", len(result.games[0].runs.agreed))
    return words("simulate.agreement", range=shares, cases=cases)


def tables(result: SimulationResult, words: Phrases) -> tuple[Table, ...]:
    """One table with all games."""
    return (game_table(result, words),)


def brief(result: SimulationResult, words: Phrases) -> BriefPart:
    """An annex only, since a simulation is no finding on the case."""
    shown = (*statements(result, words), game_table(result, words), *charts(result, words))
    return BriefPart(annexes=(Section("simulate", words("simulate.annex"), shown),))


def game_table(result: SimulationResult, words: Phrases) -> Table:
    """Every game: tactics, agreement, rounds, worths, waste."""
    rows: list[tuple[Cell, ...]] = [
        (
            *(tactic(name, words) for name in game.tactics),
            100 * game.agreed if result.settings["draws"] else game.agreed > 0,
            game.rounds,
            *(game.worth(place)[0] for place in range(len(result.parties))),
            game.waste,
        )
        for game in result.games
    ]
    names = [_name(result, place, words) for place in range(len(result.parties))]
    agreed = Column(words("simulate.agreed"), "centre")
    if result.settings["draws"]:
        agreed = Column(words("simulate.agreed"), "right", 0, words("common.of_cases"), True)
    columns = (
        *(Column(name) for name in names),
        agreed,
        Column(words("simulate.rounds"), "right", digits=1),
        *(Column(words("simulate.worth_to", party=name), "right", digits=1) for name in names),
        Column(words("simulate.waste"), "right", digits=1),
    )
    note = words("simulate.table_note")
    return Table(words("simulate.title"), columns, tuple(rows), note=note)


def charts(result: SimulationResult, words: Phrases) -> tuple[Chart, ...]:
    """The traces of one negotiation; for two parties agreement by tactics."""
    found: list[Chart] = []
    if len(result.games) > 1 and len(result.parties) == 2:
        found.append(agreement_map(result, words))
    shown = next((k for k, game in enumerate(result.games) if game.agreed > 0), 0)
    found.append(trace_lines(result, shown, words))
    return tuple(found)


def agreement_map(result: SimulationResult, words: Phrases) -> HeatMap:
    """Share of negotiations that end in a deal, by both sides' tactics."""
    cells = tuple(
        HeatCell(
            tactic(game.tactics[0], words),
            tactic(game.tactics[1], words),
            100 * game.agreed,
            words.percentage(game.agreed),
        )
        for game in result.games
    )
    return HeatMap(
        words("simulate.map_title"),
        _name(result, 0, words),
        _name(result, 1, words),
        cells,
        unit="%",
        low=0.0,
        high=100.0,
    )


def trace_lines(result: SimulationResult, game: int, words: Phrases) -> LineChart:
    """One negotiation: what every offer, or the text after every round, is worth to each side."""
    runs = result.games[game].runs
    kept = np.flatnonzero(runs.agreed[: len(runs.trace)])
    steps = result.trace(game, int(kept[0]) if kept.size else 0)
    lines = _offers(result, steps, words) if _by_turns(result) else _texts(result, steps, words)
    points = tuple(
        Point(at + 1, float(worth), name) for name, line in lines for at, worth in enumerate(line)
    )
    return LineChart(
        words("simulate.trace_title", tactics=_tactics(result, result.games[game], words)),
        Axis(words("simulate.rounds"), low=1.0),
        Axis(words("simulate.worth")),
        points,
        tuple(name for name, _ in lines),
        note=words("simulate.trace_offers") if _by_turns(result) else words("simulate.trace_text"),
    )


def _by_turns(result: SimulationResult) -> bool:
    return bool(result.settings["protocol"] == "offers")


def _offers(result: SimulationResult, steps: Floats, words: Phrases) -> list[tuple[str, Floats]]:
    """Per party: what its own offers and those it receives are worth to it, round by round."""
    lines = []
    for place in range(2):
        name = _name(result, place, words)
        lines.append((words("simulate.own", party=name), steps[place::2, place]))
        lines.append((words("simulate.received", party=name), steps[1 - place :: 2, place]))
    return lines


def _texts(result: SimulationResult, steps: Floats, words: Phrases) -> list[tuple[str, Floats]]:
    return [(_name(result, k, words), steps[:, k]) for k in range(len(result.parties))]
