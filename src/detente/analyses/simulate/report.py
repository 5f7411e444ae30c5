"""What is told of simulated negotiations: sentences, a table, a chart; a brief has annexes only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.telling import table
from detente.exhibits import Axis, Chart, Column, LineChart, Note, Point, Table

if TYPE_CHECKING:
    from detente.analyses.simulate.result import SimulationResult
    from detente.phrases import Phrases


def tactic(name: str, words: Phrases) -> str:
    """A tactic's name."""
    return {
        "boulware": words("simulate.boulware"),
        "linear": words("simulate.linear"),
        "conceder": words("simulate.conceder"),
        "hardliner": words("simulate.hardliner"),
        "tit_for_tat": words("simulate.tit_for_tat"),
    }[name]


def _tactics(result: SimulationResult, tactics: Mapping[str, str], words: Phrases) -> str:
    names = ((result.scenario.party_name(p, words.language), t) for p, t in tactics.items())
    return "; ".join(
        words("simulate.plays", party=party, tactic=tactic(name, words)) for party, name in names
    )


def statements(result: SimulationResult, words: Phrases) -> tuple[Note, ...]:
    """How often tactics agree, and which serves whom best; without draws a share says nothing."""
    agreed = [game.agreed for game in result.games]
    drawn = result.settings["draws"]
    if drawn:
        shares = words.shares(min(agreed), max(agreed))
        said = [words("simulate.agreement", range=shares, cases=words.count("common.cases", drawn))]
    else:
        some, count = words.number(sum(map(bool, agreed))), words.number(len(agreed))
        said = [words("simulate.agreement_best", some=some, all=count)]
    for party in result.parties if len(result.games) > 1 else ():
        best = max(result.games, key=lambda game: game.worth[party].mean)
        said.append(
            words(
                "simulate.best" if drawn else "simulate.best_once",
                party=result.scenario.party_name(party, words.language),
                points=words.number(best.worth[party].mean, 1),
                tactics=_tactics(result, best.tactics, words),
                agreed=words.share(best.agreed),
                ends=words("simulate.with_deal" if best.agreed else "simulate.without_deal"),
            )
        )
    return tuple(Note(text, "finding") for text in said)


def tables(result: SimulationResult, words: Phrases) -> tuple[Table, ...]:
    """Every game: tactics, agreement, rounds, worths, waste."""
    names = [result.scenario.party_name(party, words.language) for party in result.parties]
    drawn = result.settings["draws"]
    rows = [
        (
            *(tactic(name, words) for name in game.tactics.values()),
            100 * game.agreed if drawn else game.agreed > 0,
            game.rounds,
            *(worth.mean for worth in game.worth.values()),
            game.waste,
        )
        for game in result.games
    ]
    share = Column(words("simulate.agreed"), "right", 0, words("common.of_cases"), True)
    columns = [
        *(Column(name) for name in names),
        share if drawn else "agreed^",
        "rounds>1",
        *(Column(words("simulate.worth_to", party=name), "right", 1) for name in names),
        "waste>1",
    ]
    return (table(words, "simulate.games", columns, rows, words("simulate.games_note")),)


def charts(result: SimulationResult, words: Phrases) -> tuple[Chart, ...]:
    """One negotiation that ends in a deal: what every offer, or the text, is worth to each side.

    Of alternating offers, what a party's own and those that it receives are worth to it.
    """
    at = next((k for k, game in enumerate(result.games) if game.agreed > 0), 0)
    game, by_turns = result.games[at], result.settings["protocol"] == "offers"
    kept = np.flatnonzero(game.runs.agreed[: len(game.runs.trace)])
    steps = result.trace(at, int(kept[0]) if kept.size else 0)
    lines = {}
    for place, party in enumerate(result.parties):
        name = result.scenario.party_name(party, words.language)
        if by_turns:
            lines[words("simulate.own", party=name)] = steps[place::2, place]
            lines[words("simulate.received", party=name)] = steps[1 - place :: 2, place]
        else:
            lines[name] = steps[:, place]
    chart = LineChart(
        words("simulate.trace_title", tactics=_tactics(result, game.tactics, words)),
        Axis(words("simulate.rounds"), low=1.0),
        Axis(words("simulate.worth")),
        tuple(
            Point(step, float(worth), name)
            for name, line in lines.items()
            for step, worth in enumerate(line, 1)
        ),
        tuple(lines),
        note=words("simulate.trace_offers" if by_turns else "simulate.trace_text"),
    )
    return (chart,)
