"""An ensemble as sentences, tables and charts."""

from __future__ import annotations

from string import ascii_uppercase

from detente.analyses.telling import table
from detente.ensembles.drivers import opinions
from detente.ensembles.inputs import input_name
from detente.ensembles.report.conclusions import (
    conclusion_text,
    package_text,
    share_text,
    state_text,
)
from detente.ensembles.result import EnsembleResult, headlines, robust_deals, states_by_necessity
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Column, Guide, Note, Table
from detente.phrases import SHARE_EDGES, Phrases
from detente.scenario.judgements.wording import given_text

MOST_ROWS = 20
MOST_DEALS = 10
LEAST_SHIFT = 0.1
"""A share that ranges twice as wide move by less is called robust."""
MOST_STATES = 12
SET_ASIDE = ("acceptable", "efficient", "solution", "stable")
"""Kinds of conclusions that the list leaves to other tables, or to the answer as JSON."""


def statements(result: EnsembleResult, words: Phrases) -> tuple[Note, ...]:
    """The main conclusions with their probability in words, each in one sentence."""
    said = []
    for name in headlines(result):
        text = conclusion_with_share(result, name, words)
        if (wide := result.doubled.get(name)) is not None:
            robust = abs(wide - result.probability(name).value) < LEAST_SHIFT
            key = "ensembles.robust_at" if robust else "ensembles.not_robust_at"
            text += " " + words(key, doubled=words.share(wide))
        said.append(text)
    return tuple(Note(text, "finding") for text in said)


def conclusion_with_share(result: EnsembleResult, name: str, words: Phrases) -> str:
    """A conclusion and in how many cases it holds."""
    what = conclusion_text(result.scenario, name, words)
    return words("ensembles.sentence", what=what, how=share_text(result.probability(name), words))


def tables(result: EnsembleResult, words: Phrases) -> tuple[Table, ...]:
    """Probabilities, distributions, robust deals, states by necessity, experts apart."""
    making = (probability_table, number_table, deal_table, acceptance_table, necessity_table)
    found = [make(result, words) for make in (*making, expert_table)]
    return tuple(each for each in found if each.rows)


def charts(result: EnsembleResult, words: Phrases) -> tuple[Chart, ...]:
    """The main conclusions as bars with error bars, against the edges of the words for shares."""
    bars = []
    for name in headlines(result, most=8):
        share = result.probability(name)
        text, said = conclusion_text(result.scenario, name, words), share_text(share, words)
        low, high = 100 * share.low, 100 * share.high
        bars.append(Bar(text, 100 * share.value, label=said, low=low, high=high))
    axis = Axis(words("ensembles.share"), "%", 0, 100)
    guides = tuple(Guide("x", 100 * edge) for edge in SHARE_EDGES)
    summary = " ".join(note.text for note in statements(result, words))
    chart = BarChart(words("ensembles.chart"), axis, tuple(bars), guides=guides, summary=summary)
    return (chart,) if bars else ()


def probability_table(result: EnsembleResult, words: Phrases) -> Table:
    """Conclusions that hold in some draw, most frequent first within their kind."""
    names = [
        name
        for name in result.truths
        if name.split(".")[0] not in SET_ASIDE and result.of(name).any()
    ]
    kinds = list(dict.fromkeys(name.split(".")[0] for name in names))
    names.sort(key=lambda n: (kinds.index(n.split(".")[0]), -result.of(n).mean(), n))
    rows: list[tuple[Cell, ...]] = []
    for name in names[:MOST_ROWS]:
        share = result.probability(name)
        text = conclusion_text(result.scenario, name, words)
        bar = words.number(100 * (share.high - share.low) / 2, 1)
        said = words.how_many(share.value), words.share(share.value)
        rows.append((text, *said, bar, bool(result.best[name])))
    note = words.count("ensembles.probabilities_note", result.count, seed=result.seed)
    if len(names) > MOST_ROWS:
        note += " " + words("common.more", n=words.number(len(names) - MOST_ROWS))
    columns = ["conclusion", "how_many", "share>", "error>", "at_best^"]
    return table(words, "ensembles.probabilities", columns, rows, note)


def number_table(result: EnsembleResult, words: Phrases) -> Table:
    """The distribution of each number."""
    names = [n for n in result.numbers if n.split(".")[0] not in ("regret", "worst")]
    rows: list[tuple[Cell, ...]] = []
    for name in names[:MOST_ROWS]:
        spread = result.distribution(name)
        text = conclusion_text(result.scenario, name, words)
        rows.append((text, result.best[name], spread.mean, spread.p10, spread.median, spread.p90))
    columns = ["conclusion", "at_best>1", "mean>1", "p10>1", "median>1", "p90>1"]
    return table(words, "ensembles.numbers", columns, rows)


def deal_table(result: EnsembleResult, words: Phrases) -> Table:
    """Deals by three measures of robustness."""
    rows = [
        (
            letter,
            package_text(result.scenario, deal.deal, words),
            words.share(deal.acceptable),
            deal.regret,
            deal.bad_draw,
        )
        for letter, deal in zip(ascii_uppercase, robust_deals(result)[:MOST_DEALS], strict=False)
    ]
    everybody = result.scenario.consent.rule == "all"
    accepted = "acceptable_share>" if everybody else "passing_share>"
    columns: list[str | Column] = [Column(""), "deal", accepted, "regret>1", "bad_draw>1"]
    return table(words, "ensembles.robust", columns, rows, words("ensembles.robust_note"))


def acceptance_table(result: EnsembleResult, words: Phrases) -> Table:
    """By deal, lettered as in `deal_table`: who accepts it, how often it is efficient or chosen."""
    parties = [p for p in result.scenario.parties if p in result.scenario.preferences]
    accepting = {party: result.scenario.party_name(party, words.language) for party in parties}
    if "zopa_everyone" in result.best:
        accepting["everyone"] = words("ensembles.everyone_share")
    rows = []
    for letter, found in zip(ascii_uppercase, robust_deals(result)[:MOST_DEALS], strict=False):
        names = [f"acceptable.{found.deal}.{whose}" for whose in accepting]
        names += [f"efficient.{found.deal}", f"solution.nash.{found.deal}"]
        rows.append((letter, *(words.share(result.probability(name).value) for name in names)))
    whose = [Column(heading, "right") for heading in accepting.values()]
    columns: list[str | Column] = ["deal", *whose, "efficient_share>", "nash_share>"]
    return table(words, "ensembles.acceptance", columns, rows)


def necessity_table(result: EnsembleResult, words: Phrases) -> Table:
    """States that are an equilibrium in every draw, and in some."""
    rows = [
        (
            words(f"ensembles.concept.{concept}"),
            state_text(result.scenario, state, words),
            words(f"ensembles.state_{how_often}"),
        )
        for concept, both in states_by_necessity(result).items()
        for how_often, states in both.items()
        for state in states[:MOST_STATES]
    ]
    return table(words, "ensembles.necessity", ["concept_head", "state", "how_often"], rows)


def expert_table(result: EnsembleResult, words: Phrases) -> Table:
    """Every pool of experts with the main conclusion by each of them."""
    main = headlines(result, most=1)
    rows = [
        (
            input_name(result.scenario, opinion.path, words),
            opinion.expert,
            given_text(opinion.given, words),
            None if opinion.share is None else words.share(opinion.share),
        )
        for name in main
        for opinion in opinions(result, name)
    ]
    what = "".join(conclusion_text(result.scenario, name, words) for name in main)
    columns = ["input", "expert", "judges", "share"]
    note = words("ensembles.experts_note", what=what)
    return table(words, "ensembles.experts", columns, rows, note)


def factor_name(result: EnsembleResult, path: tuple[str, ...], words: Phrases) -> str:
    """What a factor is called."""
    if path[0] == "preferences" and path[-1] == "weights":
        who = result.scenario.party_name(path[1], words.language)
        return words("ensembles.weights_of", party=who)
    return input_name(result.scenario, path, words)
