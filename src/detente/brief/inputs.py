"""What the analyst put in, as tables: judgements, evidence, sources."""

from __future__ import annotations

from detente.exhibits import Cell, Column, Table
from detente.phrases import Phrases
from detente.scenario import Judgement, KeyPath, Scenario
from detente.scenario.judgements.wording import given_text
from detente.scenario.names import judgement_name


def judgements_table(scenario: Scenario, words: Phrases) -> Table:
    """Every judgement with its range, best value, confidence and evidence."""
    rows: list[tuple[Cell, ...]] = []
    for path, judgement in scenario.estimates().items():
        confidence = judgement.confidence
        rows.append(
            (
                judgement_name(scenario, path, words),
                given_text(judgement, words),
                _best(scenario, path, judgement, words),
                words(f"brief.confidence_{confidence}") if confidence else None,
                ", ".join(judgement.because) or None,
            )
        )
    columns = (
        Column(words("brief.judgement")),
        Column(words("brief.as_given")),
        Column(words("brief.best"), "right", digits=1),
        Column(words("brief.confidence")),
        Column(words("brief.rests_on")),
    )
    return Table(
        words("brief.judgements_title"),
        columns,
        tuple(rows),
        words("brief.judgements_note"),
        key="brief.judgements",
    )


def _best(scenario: Scenario, path: KeyPath, judgement: Judgement, words: Phrases) -> Cell:
    """A best value; a place on a scale that counts nothing, such as years, is not grouped."""
    if path[0] == "positions" and not scenario.issues[path[1]].unit:
        digits = 0 if judgement.best.is_integer() else 1
        return words.number(judgement.best, digits, grouped=False)
    return judgement.best


def evidence_table(scenario: Scenario, words: Phrases) -> Table:
    """What the sources say, by place."""
    rows: list[tuple[Cell, ...]] = []
    for name, item in scenario.evidence.items():
        says = scenario.translated(item.says, "evidence", name, language=words.language)
        at = scenario.translated(item.at or "", "at", name, language=words.language)
        rows.append(
            (
                name,
                f"{item.source}, {at}" if at else item.source,
                words(f"brief.voice_{item.voice}"),
                says,
            )
        )
    heads = ("brief.short", "brief.place", "brief.voice", "brief.says")
    return Table(
        words("brief.evidence_title"),
        tuple(Column(words(h)) for h in heads),
        tuple(rows),
        key="brief.evidence",
    )


def sources_table(scenario: Scenario, words: Phrases) -> Table:
    """The documents that evidence is taken from."""
    rows: list[tuple[Cell, ...]] = []
    for name, source in scenario.sources.items():
        title = scenario.translated(source.title, "sources", name, language=words.language)
        who = ", ".join(part for part in (source.author, source.publisher) if part)
        date = words.date(source.date) if source.date else None
        kind = scenario.translated(source.kind, language=words.language) if source.kind else None
        rows.append((name, title, who or None, date, kind))
    heads = ("brief.short", "brief.title", "brief.author", "brief.date", "brief.kind")
    return Table(
        words("brief.sources_title"),
        tuple(Column(words(h)) for h in heads),
        tuple(rows),
        key="brief.sources",
    )
