"""An ensemble as sentences, tables and charts."""

from __future__ import annotations

from string import ascii_uppercase

from detente.analyses.catalogue import find_analysis
from detente.analyses.contract import BriefPart
from detente.ensembles.answers import doubled_shares
from detente.ensembles.experts import opinions
from detente.ensembles.inputs import input_name
from detente.ensembles.report.conclusions import (
    conclusion_text,
    deal_text,
    share_text,
    state_text,
)
from detente.ensembles.result import EnsembleResult
from detente.ensembles.robust import headlines, robust_deals, states_by_necessity
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Column, Guide, Note, Section, Table
from detente.phrases import SHARE_EDGES, Phrases
from detente.scenario.judgements.wording import given_text

MOST_ROWS = 20
MOST_DEALS = 10
LEAST_SHIFT = 0.1
"""A share that ranges twice as wide move by less is called robust."""
SET_ASIDE = ("acceptable", "efficient", "solution", "stable")
"""Kinds of conclusions that the list leaves to other tables, or to the answer as JSON."""


def brief(result: EnsembleResult, words: Phrases) -> BriefPart:
    """All tables of one ensemble."""
    section = Section("ensemble", words("ensembles.annex"), tables(result, words))
    return BriefPart(annexes=(section,))


def statements(result: EnsembleResult, words: Phrases) -> tuple[Note, ...]:
    """The main conclusions with their probability in words, each in one sentence."""
    names = headlines(result)
    stated = {name: result.of(name) for name in names}
    doubled = doubled_shares(
        find_analysis(result.method),
        result.scenario,
        stated,
        seed=result.seed,
        settings=result.chosen,
    )
    said = []
    for name in names:
        what = conclusion_text(result.scenario, name, words)
        share = result.probability(name)
        text = words("ensembles.sentence", what=what, how=share_text(share, words))
        if (wide := doubled.get(name)) is not None:
            robust = abs(wide - share.value) < LEAST_SHIFT
            key = "ensembles.robust_at" if robust else "ensembles.not_robust_at"
            text += " " + words(key, doubled=words.share(wide))
        said.append(text)
    return tuple(Note(text, "finding") for text in said)


def tables(result: EnsembleResult, words: Phrases) -> tuple[Table, ...]:
    """Probabilities, distributions, robust deals, states by necessity, experts apart."""
    found = [
        probability_table(result, words),
        number_table(result, words),
        deal_table(result, words),
        acceptance_table(result, words),
        necessity_table(result, words),
        expert_table(result, words),
    ]
    return tuple(table for table in found if table.rows)


def probability_table(result: EnsembleResult, words: Phrases, most: int = MOST_ROWS) -> Table:
    """Conclusions that hold in some draw, most frequent first within their kind."""
    shown = (n for n in result.truths if n.split(".")[0] not in SET_ASIDE)
    names = [name for name in shown if result.of(name).any()]
    order = {kind: k for k, kind in enumerate(dict.fromkeys(n.split(".")[0] for n in names))}
    names.sort(key=lambda n: (order[n.split(".")[0]], -result.of(n).mean(), n))
    rows: list[tuple[Cell, ...]] = []
    for name in names[:most]:
        share = result.probability(name)
        rows.append(
            (
                conclusion_text(result.scenario, name, words),
                words.how_many(share.value),
                words.share(share.value),
                words.number(100 * (share.high - share.low) / 2, 1),
                bool(result.best[name]),
            )
        )
    columns = (
        Column(words("ensembles.conclusion")),
        Column(words("ensembles.how_many")),
        Column(words("ensembles.share"), "right"),
        Column(words("ensembles.error"), "right"),
        Column(words("ensembles.at_best"), "centre"),
    )
    note = words.count("ensembles.probabilities_note", result.count, seed=result.seed)
    if len(names) > most:
        note += " " + words("common.more", n=words.number(len(names) - most))
    return Table(words("ensembles.probabilities"), columns, tuple(rows), note)


def number_table(result: EnsembleResult, words: Phrases, most: int = MOST_ROWS) -> Table:
    """The distribution of each number."""
    names = [n for n in result.numbers if n.split(".")[0] not in ("regret", "worst")]
    rows: list[tuple[Cell, ...]] = []
    for name in names[:most]:
        spread = result.distribution(name)
        text = conclusion_text(result.scenario, name, words)
        rows.append((text, result.best[name], spread.mean, spread.p10, spread.median, spread.p90))
    heads = ("conclusion", "at_best", "mean", "p10", "median", "p90")
    columns = [Column(words("ensembles.conclusion"))]
    columns += [Column(words(f"ensembles.{head}"), "right", digits=1) for head in heads[1:]]
    return Table(words("ensembles.numbers"), tuple(columns), tuple(rows))


def deal_table(result: EnsembleResult, words: Phrases, most: int = MOST_DEALS) -> Table:
    """Deals by three measures of robustness."""
    rows: list[tuple[Cell, ...]] = []
    for place, deal in enumerate(robust_deals(result)[:most]):
        text = deal_text(result.scenario, deal.deal, words)
        share = words.share(deal.acceptable)
        rows.append((ascii_uppercase[place], text, share, deal.regret, deal.bad_draw))
    everybody = result.scenario.consent.rule == "all"
    accepting = "ensembles.acceptable_share" if everybody else "ensembles.passing_share"
    columns = (
        Column(""),
        Column(words("ensembles.deal")),
        Column(words(accepting), "right"),
        Column(words("ensembles.regret"), "right", digits=1),
        Column(words("ensembles.bad_draw"), "right", digits=1),
    )
    note = words("ensembles.robust_note")
    return Table(words("ensembles.robust"), columns, tuple(rows), note)


def acceptance_table(result: EnsembleResult, words: Phrases, most: int = MOST_DEALS) -> Table:
    """By deal, lettered as in `deal_table`: who accepts it, how often it is efficient or chosen."""
    parties = [p for p in result.scenario.parties if p in result.scenario.preferences]
    outside = "zopa_everyone" in result.best
    rows: list[tuple[Cell, ...]] = []
    for place, deal in enumerate(robust_deals(result)[:most]):
        names = [f"acceptable.{deal.deal}.{party}" for party in parties]
        names += [f"acceptable.{deal.deal}.everyone"] if outside else []
        names += [f"efficient.{deal.deal}", f"solution.nash.{deal.deal}"]
        shares = (words.share(result.probability(name).value) for name in names)
        rows.append((ascii_uppercase[place], *shares))
    heads = [result.scenario.party_name(party, words.language) for party in parties]
    heads += [words("ensembles.everyone_share")] if outside else []
    heads += [words("ensembles.efficient_share"), words("ensembles.nash_share")]
    columns = (Column(words("ensembles.deal")), *(Column(head, "right") for head in heads))
    return Table(words("ensembles.acceptance"), columns, tuple(rows))


def scale_table(words: Phrases) -> Table:
    """The words for shares of cases and where each begins."""
    heads = (words("ensembles.how_many"), words("ensembles.share"))
    return Table(
        words("ensembles.scale"),
        tuple(map(Column, heads)),
        words.shares_in_words(),
        words("ensembles.scale_note"),
    )


def necessity_table(result: EnsembleResult, words: Phrases, most: int = 12) -> Table:
    """States that are an equilibrium in every draw, and in some."""
    rows: list[tuple[Cell, ...]] = []
    for concept, both in states_by_necessity(result).items():
        for key in ("necessarily", "possibly"):
            for state in both[key][:most]:
                name = words(f"ensembles.concept.{concept}")
                text = state_text(result.scenario, state, words)
                rows.append((name, text, words(f"ensembles.state_{key}")))
    heads = ("ensembles.concept_head", "ensembles.state", "ensembles.how_often")
    columns = tuple(Column(words(head)) for head in heads)
    return Table(words("ensembles.necessity"), columns, tuple(rows))


def charts(result: EnsembleResult, words: Phrases) -> tuple[Chart, ...]:
    """The main conclusions as bars with error bars, against the edges of the words for shares."""
    names = headlines(result, most=8)
    if not names:
        return ()
    bars = []
    for name in names:
        share = result.probability(name)
        text = conclusion_text(result.scenario, name, words)
        said = share_text(share, words)
        low, high = 100 * share.low, 100 * share.high
        bars.append(Bar(text, 100 * share.value, label=said, low=low, high=high))
    axis = Axis(words("ensembles.share"), "%", 0, 100)
    guides = tuple(Guide("x", 100 * edge) for edge in SHARE_EDGES)
    title = words("ensembles.chart")
    summary = " ".join(note.text for note in statements(result, words))
    return (BarChart(title, axis, tuple(bars), guides=guides, summary=summary),)


def factor_name(result: EnsembleResult, path: tuple[str, ...], words: Phrases) -> str:
    """What a factor is called."""
    if path[0] == "preferences" and path[-1] == "weights":
        who = result.scenario.party_name(path[1], words.language)
        return words("ensembles.weights_of", party=who)
    return input_name(result.scenario, path, words)


def expert_table(result: EnsembleResult, words: Phrases) -> Table:
    """Every pool of experts with the main conclusion by each of them."""
    names = headlines(result, most=1)
    rows: list[tuple[Cell, ...]] = [
        (
            input_name(result.scenario, opinion.path, words),
            opinion.expert,
            given_text(opinion.given, words),
            None if opinion.share is None else words.share(opinion.share),
        )
        for opinion in opinions(result, names)
    ]
    what = conclusion_text(result.scenario, names[0], words) if names else ""
    heads = ("ensembles.input", "ensembles.expert", "ensembles.judges", "ensembles.share")
    columns = tuple(Column(words(head)) for head in heads)
    note = words("ensembles.experts_note", what=what)
    return Table(words("ensembles.experts"), columns, tuple(rows), note)
