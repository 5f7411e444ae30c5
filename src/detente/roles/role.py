"""A sheet for one party: what everybody knows, and in confidence what this party wants.

It is written from the party's reduced scenario and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from detente.analyses.telling import table
from detente.brief.exhibits import red_line_words
from detente.brief.facts import Facts
from detente.brief.inputs import evidence_table, sources_table
from detente.brief.second_page import wants
from detente.brief.writer import Writer
from detente.exhibits import Cell, Document, Exhibit, Note, Section
from detente.phrases import Phrases, phrases
from detente.scenario import Judgement, Scenario, best_draws
from detente.scenario.statements import parse
from detente.scenario.states import status_quo_code
from detente.scenario.valuations import weights, worths
from detente.scenario.wording import state_words, value_text, worded
from detente.sheets.confidence import role_scenario
from detente.sheets.table import turning_points

MOST_STEPS = 12
"""Numbers of a scale that are all listed; of a longer one, those at which its worth may turn."""


def role_sheet(scenario: Scenario, party: str, language: str | None = None) -> Document:
    """What a party may see, as a document.

    Worths are points of 100 at the best estimates. Raises SettingError for an unknown party or
    language.

    >>> from detente.scenario import load
    >>> [section.key for section in role_sheet(load("house_sale"), "buyer").front]
    ['case', 'role', 'no_deal', 'evidence']
    """
    seen = role_scenario(scenario, party)
    words = phrases(language or seen.language)
    parts: dict[str, list[Exhibit]] = {
        "case": case_exhibits(seen, words),
        "role": [*_role(seen, party, words)],
        "no_deal": [*_no_deal(seen, party, words)],
        "evidence": [evidence_table(seen, words), sources_table(seen, words)],
    }
    if not seen.evidence:
        del parts["evidence"]
    name = seen.party_name(party, words.language)
    return sheet_of(seen, name, words("roles.in_confidence"), parts, words)


def sheet_of(
    scenario: Scenario,
    name: str,
    subtitle: str,
    parts: Mapping[str, Sequence[Exhibit]],
    words: Phrases,
) -> Document:
    """A document of the parts that hold something, named after the case and what it is."""
    title = scenario.translated(scenario.title, "title", language=words.language)
    sections = tuple(
        Section(key, words(f"roles.{key}"), tuple(shown)) for key, shown in parts.items() if shown
    )
    return Document(f"{title}: {name}", subtitle, words.language, sections)


def case_exhibits(seen: Scenario, words: Phrases) -> list[Exhibit]:
    """Summary, date, parties, issues and rules."""
    w = Writer(Facts(seen, (), {}), words)
    found: list[Exhibit] = []
    if seen.summary:
        found.append(Note(seen.translated(seen.summary, "summary", language=words.language)))
    if seen.as_of is not None:
        found.append(Note(words("page.dated", date=words.date(seen.as_of)) + "."))
    absent = [party for party in seen.parties if party not in seen.at_table]
    if seen.at_table:
        rule = "page.header" if absent else "page.header_all"
        present, away = w.who(seen.at_table), w.who(absent) if absent else ""
        found.append(Note(words(rule, present=present, absent=away)))
    rows: list[tuple[Cell, ...]] = []
    for issue, stated in seen.issues.items():
        if stated.ends is None:
            values = "; ".join(value_text(seen, issue, v, words) for v in stated.labels())
        else:
            values = f"{words.span(*stated.ends)} {seen.unit_name(issue, words.language)}".strip()
        today = stated.status_quo
        now = None if today is None else value_text(seen, issue, today, words)
        rows.append((seen.issue_name(issue, words.language), values, now))
    if rows:
        found.append(table(words, "roles.issues", ["issue", "values", "today"], rows))
    for rule in seen.rules:
        text = worded(parse(rule, seen.issue_vocabulary), seen, words)
        found.append(Note(words("roles.rule", rule=text)))
    return found


def _role(seen: Scenario, party: str, words: Phrases) -> Iterator[Exhibit]:
    """Preferences and limits, or positions where there are none."""
    w = Writer(Facts(seen, (), {}), words)
    for sentences in wants(w):
        yield Note(" ".join(sentence.text for sentence in sentences))
    if party in seen.preferences:
        stated = seen.preferences[party]
        columns = ["issue", "weight>0%", "value", "worth>0", "points>1"]
        yield table(
            words, "roles.scoring", columns, scoring(seen, party, words), words("roles.sum")
        )
        if stated.interactions:
            rows: list[tuple[Cell, ...]] = [
                (worded(parse(each.condition, seen.issue_vocabulary), seen, words), each.add.best)
                for each in stated.interactions
            ]
            yield table(words, "roles.besides", ["condition", "added>1"], rows)
        least = 0.0 if stated.reservation is None else stated.reservation.best
        yield Note(words("roles.least", points=words.stated(round(least, 1))))
        if stated.red_lines:
            lines = [(red_line_words(w, party, place),) for place in range(len(stated.red_lines))]
            yield table(words, "roles.never", ["refused"], lines)
    if seen.positions:
        held = [_position(seen, issue, party, words) for issue in seen.positions]
        yield table(words, "roles.positions", ["issue", "position", "salience>0"], held)


def scoring(seen: Scenario, party: str, words: Phrases) -> list[tuple[Cell, ...]]:
    """Issue, weight in percent, value, its worth 0..100 and what it adds to a package.

    >>> from detente.scenario import load
    >>> rows = scoring(load("logrolling"), "finance", phrases("en"))
    >>> [row[2:] for row in rows if row[0] == "Budget"][-1]
    ('100 %', 100.0, 80.0)
    """
    rows: list[tuple[Cell, ...]] = []
    for place, (issue, stated) in enumerate(seen.issues.items()):
        labels = stated.labels()
        if stated.continuous or (stated.ends is not None and len(labels) > MOST_STEPS):
            labels = turning_points(seen, issue)
        cut = stated if stated.ends is None else stated.cut_at(tuple(map(float, labels)))
        whole = seen.model_copy(update={"issues": {**seen.issues, issue: cut}})
        best = best_draws(whole)
        share = float(weights(whole, best, party)[0, place])
        found = worths(whole, best, party, issue)[0].tolist()
        for label, worth in zip(labels, found, strict=True):
            shown = value_text(seen, issue, label, words)
            name = seen.issue_name(issue, words.language)
            rows.append((name, 100 * share, shown, worth, share * worth))
    return rows


def _position(seen: Scenario, issue: str, party: str, words: Phrases) -> tuple[Cell, ...]:
    stand = seen.positions[issue][party]
    given, shown = stand.position, None
    if isinstance(given, str):
        shown = seen.value_name(issue, given, words.language)
    elif given is not None and seen.issues[issue].ends is not None:
        shown = value_text(seen, issue, f"{given.best}", words)
    elif given is not None:
        shown = words.stated(given.best)
    salience = stand.salience.best if isinstance(stand.salience, Judgement) else None
    return seen.issue_name(issue, words.language), shown, salience


def _no_deal(seen: Scenario, party: str, words: Phrases) -> Iterator[Exhibit]:
    """What each could do without a deal, and which outcomes this party would rather have."""
    now = status_quo_code(seen)
    rows: list[tuple[Cell, ...]] = [
        (
            seen.party_name(who, words.language),
            seen.option_name(who, option, words.language),
            None if now is None else bool(now >> bit & 1),
        )
        for bit, (who, option) in enumerate(seen.option_names)
    ]
    if rows:
        yield table(words, "roles.options", ["party", "could", "taken^"], rows)
    known = seen.option_vocabulary
    wanted = [
        (place, "; ".join(worded(parse(s.maybe, known), seen, words) for s in rung.statements))
        for place, rung in enumerate(seen.priorities.get(party, ()), 1)
    ]
    if wanted:
        yield table(words, "roles.priorities", ["place>0", "wanted"], wanted, words("roles.order"))
    rungs: tuple[tuple[str, ...], ...] = ()
    if party in seen.ranking:
        rungs = seen.ranking[party].rungs
    elif seen.graph is not None:
        rungs = seen.graph.ranking.get(party, ())
    states = [
        (n, state_words(seen, state, words)) for n, rung in enumerate(rungs, 1) for state in rung
    ]
    if states:
        yield table(words, "roles.ranking", ["place>0", "state"], states)
