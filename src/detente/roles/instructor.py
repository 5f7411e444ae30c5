"""The instructor's sheet: all parties, the frontier, who blocks what, what to watch."""

from __future__ import annotations

from collections.abc import Iterator

from detente.analyses.catalogue import find_analysis
from detente.analyses.contract import Analysis, lacking_sections
from detente.analyses.spaces.standing import common
from detente.analyses.telling import table
from detente.errors import InputError
from detente.exhibits import Cell, Column, Document, Exhibit, Note, ScatterChart
from detente.phrases import Phrases, phrases
from detente.phrases.messages import told
from detente.roles.role import case_exhibits, scoring, sheet_of
from detente.scenario import Scenario, best_draws
from detente.scenario.valuations import weights
from detente.scenario.wording import value_text
from detente.sheets.confidence import public_scenario

MOST_CHARTS = 3
APART = 1.5
"""An issue is one to trade on where it weighs so many times as much to one party as to another."""


def instructor_sheet(scenario: Scenario, language: str | None = None) -> Document:
    """Everything an instructor needs and no party may see.

    >>> from detente.scenario import load
    >>> [section.key for section in instructor_sheet(load("logrolling")).front]
    ['case', 'everybody', 'watch', 'frontier']
    """
    words = phrases(language or scenario.language)
    parts: dict[str, list[Exhibit]] = {
        "case": case_exhibits(public_scenario(scenario), words),
        "everybody": [*_everybody(scenario, words)],
        "watch": [*_watch(scenario, words)],
    }
    headings = {"deals": "frontier", "stability": "no_deal", "forecast": "expected"}
    for name, heading in headings.items():
        entry = find_analysis(name)
        if not lacking_sections(entry, scenario) and (name != "forecast" or scenario.positions):
            parts[heading] = [*_told(entry, scenario, words)]
    name, note = words("roles.instructor"), words("roles.not_for_parties")
    return sheet_of(scenario, name, note, parts, words)


def _told(entry: Analysis, scenario: Scenario, words: Phrases) -> Iterator[Exhibit]:
    """The findings of an analysis, or why there are none; of deals frontier and tables as well."""
    try:
        found = entry.run(scenario)
    except InputError as error:
        yield Note(told(error, words), "caution")
        return
    language = words.language
    yield from found.statements(language)
    if entry.name == "deals":
        charts = found.charts(language)
        yield from [chart for chart in charts if isinstance(chart, ScatterChart)][:MOST_CHARTS]
        yield from (shown for shown in found.tables(language) if shown.key != "deals.weights")


def _everybody(scenario: Scenario, words: Phrases) -> Iterator[Exhibit]:
    """What each value adds to a package for each party."""
    parties = [party for party in scenario.parties if party in scenario.preferences]
    if not parties:
        return
    columns = [Column(scenario.party_name(party, words.language), "right", 1) for party in parties]
    scores = [scoring(scenario, party, words) for party in parties]
    rows: list[tuple[Cell, ...]] = [
        (row[0][0], row[0][2], *(each[4] for each in row)) for row in zip(*scores, strict=True)
    ]
    yield table(words, "roles.scores", ["issue", "value", *columns], rows, words("roles.sum"))


def _watch(scenario: Scenario, words: Phrases) -> Iterator[Exhibit]:
    """On which issues those at the table can trade, and what all they accept has in common."""
    seated = [party for party in scenario.at_table if party in scenario.preferences]
    if len(seated) < 2:
        return
    best = best_draws(scenario)
    shares = {party: weights(scenario, best, party)[0].tolist() for party in seated}
    rows: list[tuple[Cell, ...]] = []
    for place, issue in enumerate(scenario.issues):
        order = sorted(seated, key=lambda party: -shares[party][place])
        most, least = (shares[party][place] for party in (order[0], order[-1]))
        if most >= APART * least and most > 0:
            named = [scenario.party_name(order[end], words.language) for end in (0, -1)]
            name = scenario.issue_name(issue, words.language)
            rows.append((name, named[0], 100 * most, named[1], 100 * least))
    if rows:
        columns = ["issue", "most_to", "weight>0%", "least_to", "weight>0%"]
        yield table(words, "roles.trades", columns, rows, words("roles.trades_note"))
    found = common(scenario, seated)
    if found is None:
        return
    count, terms = found
    fixed = []
    for issue, values in terms.items():
        if len(values) == 1:
            name = scenario.issue_name(issue, words.language)
            fixed.append(f"{name}: {value_text(scenario, issue, values[0], words)}")
    if count and fixed:
        yield Note(words("roles.shared", terms="; ".join(fixed)))
