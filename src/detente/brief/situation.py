"""The first section: who is there, what is to be settled, what each party rules out."""

from __future__ import annotations

from detente.exhibits import Cell, Column, Exhibit, Note, Section, Table
from detente.phrases import Phrases, phrases
from detente.scenario import Scenario
from detente.scenario.statements import Comparison, Expression, atoms, parse
from detente.scenario.states import status_quo_code
from detente.scenario.wording import compared, worded


def situation(scenario: Scenario, words: Phrases) -> Section:
    """Parties, issues and red lines on half a page."""
    exhibits: list[Exhibit] = [Note(" ".join(_opening(scenario, words)))]
    if scenario.issues:
        exhibits.append(_issues(scenario, words))
        joint = _joint_red_lines(scenario, words)
        exhibits += [joint] if joint.rows else []
    return Section("situation", words("brief.situation"), tuple(exhibits))


def options_annex(scenario: Scenario, words: Phrases) -> tuple[Section, ...]:
    """What each party can do and does now; nothing where no options are stated."""
    if not scenario.options:
        return ()
    table = _options(scenario, words)
    return (Section("options", words("brief.options"), (table,)),)


def _opening(scenario: Scenario, words: Phrases) -> list[str]:
    language = words.language
    said = []
    if scenario.summary:
        said.append(scenario.translated(scenario.summary, "summary", language=language))
    names = {p: scenario.party_name(p, language) for p in scenario.parties}
    present = [names[party] for party in scenario.at_table]
    absent = [name for party, name in names.items() if party not in scenario.at_table]
    if present:
        said.append(words.count("brief.at_table", len(present), parties=words.join(present)))
    if absent:
        said.append(words.count("brief.absent", len(absent), parties=words.join(absent)))
    return said


def _issues(scenario: Scenario, words: Phrases) -> Table:
    """Issues with their values and, a column a party, the values that its red lines rule out."""
    language = words.language
    excluded = _excluded_values(scenario)
    parties = [p for p in scenario.preferences if any(party == p for party, _ in excluded)]
    columns = [Column(words("brief.issue")), Column(words("brief.values"))]
    columns += [Column(scenario.party_name(party, language)) for party in parties]
    rows: list[tuple[Cell, ...]] = []
    for issue in scenario.issues:
        ruled = [
            ", ".join(scenario.value_name(issue, v, language) for v in excluded.get((p, issue), ()))
            for p in parties
        ]
        values = _value_list(scenario, issue, language)
        rows.append(
            (scenario.issue_name(issue, language), values, *(text or None for text in ruled))
        )
    return Table(words("brief.issues_title"), tuple(columns), tuple(rows))


def _value_list(scenario: Scenario, issue: str, language: str) -> str:
    stated = scenario.issues[issue]
    if stated.values is None:
        scale = f"{stated.scale} {scenario.unit_name(issue, language)}".strip()
        return phrases(language).written_range(scale)
    return " · ".join(scenario.value_name(issue, value, language) for value in stated.values)


def _red_lines(scenario: Scenario) -> list[tuple[str, Expression]]:
    names = scenario.issue_vocabulary
    stated = scenario.preferences.items()
    return [(party, parse(text, names)) for party, wants in stated for text in wants.red_lines]


def _single_issue(expression: Expression) -> str | None:
    issues = {atom.issue for atom in atoms(expression) if isinstance(atom, Comparison)}
    return issues.pop() if len(issues) == 1 else None


def _excluded_values(scenario: Scenario) -> dict[tuple[str, str], tuple[str, ...]]:
    """Values ruled out by the red lines that speak of one issue with named values."""
    excluded: dict[tuple[str, str], tuple[str, ...]] = {}
    for party, expression in _red_lines(scenario):
        issue = _single_issue(expression)
        values = scenario.issues[issue].values if issue else None
        if issue and values:
            hit = compared(expression, values)
            found = tuple(value for value, out in zip(values, hit, strict=True) if out)
            before = excluded.get((party, issue), ())
            excluded[party, issue] = tuple(v for v in values if v in before or v in found)
    return excluded


def _joint_red_lines(scenario: Scenario, words: Phrases) -> Table:
    """Red lines that tie several issues, or numbers, together."""
    said: dict[str, list[str]] = {}
    for party, expression in _red_lines(scenario):
        issue = _single_issue(expression)
        if issue is None or scenario.issues[issue].values is None:
            said.setdefault(party, []).append(worded(expression, scenario, words))
    rows = tuple((scenario.party_name(p, words.language), "; ".join(s)) for p, s in said.items())
    columns = (Column(words("brief.party")), Column(words("brief.never_together")))
    return Table(words("brief.joint_title"), columns, rows)


def _options(scenario: Scenario, words: Phrases) -> Table:
    """Who can do what without an agreement, and what each does now: one row a party."""
    code = status_quo_code(scenario)
    bit = 0
    rows: list[tuple[Cell, ...]] = []
    for party, options in scenario.options.items():
        can, now = [], []
        for option, stated in options.items():
            name = scenario.option_name(party, option, words.language)
            can.append(name + _once(stated.moves, words))
            if code is not None and code >> bit & 1:
                now.append(name)
            bit += 1
        today = () if code is None else ("; ".join(now) or words("brief.does_none"),)
        rows.append((scenario.party_name(party, words.language), "; ".join(can), *today))
    heads = ("party", "can_do") if code is None else ("party", "can_do", "does_now")
    columns = tuple(Column(words(f"brief.{head}")) for head in heads)
    return Table(words("brief.options_title"), columns, tuple(rows))


def _once(moves: str, words: Phrases) -> str:
    return "" if moves == "both" else f" ({words(f'brief.moves_{moves}')})"
