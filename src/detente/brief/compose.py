"""The document: first page, second page, annex by question, how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from detente.analyses.catalogue import catalogue
from detente.brief.agreement import judgement_words
from detente.brief.annex import annexes
from detente.brief.exhibits import outcome_chart, who_says_no
from detente.brief.facts import APART, STUDIED, Facts
from detente.brief.first_page import first_page
from detente.brief.grammar import sentence_case
from detente.brief.method import method_note
from detente.brief.overrides import Overrides
from detente.brief.second_page import second_page
from detente.brief.writer import Sentence, Writer
from detente.ensembles.compare import Comparison, compare
from detente.ensembles.inputs import input_name
from detente.ensembles.report.compare import answer_table
from detente.ensembles.report.study_tables import tornado
from detente.exhibits import Document, Exhibit, Note, Said, Section
from detente.phrases import Phrases
from detente.scenario import Scenario
from detente.scenario.judgements.wording import given_text

DRAWS = 1000
MOST_BARS = 5
SINCE_DRAWS = 500
MOST_CHANGES = 4
OF_A_PACKAGE = ("acceptable", "efficient", "solution", "regret", "worst")
"""Conclusions on single packages, of which there are many."""


def compose(
    facts: Facts, words: Phrases, overrides: Overrides, since: Scenario | None = None
) -> Document:
    """Write the document from the facts."""
    w = Writer(facts, words)
    scenario = facts.scenario
    front = [_first(w, overrides), _second(w, overrides)]
    if since is not None:
        front.insert(1, changed_since(w, since))
    unused = overrides.unused()
    if unused:
        front.append(Section("overrides", words("page.overrides"), (Note(unused_text(w, unused)),)))
    return Document(
        title=scenario.translated(scenario.title, "title", language=words.language),
        subtitle=_subtitle(w),
        language=words.language,
        front=tuple(front),
        annexes=tuple(annexes(w)),
        footer=method_note(scenario, words),
    )


def unused_text(w: Writer, keys: Sequence[str]) -> str:
    """Which replaced sentences are no longer there."""
    return w.words("page.overrides_unused", keys=", ".join(keys))


def _subtitle(w: Writer) -> str:
    """The date, who is at the table and who is not."""
    scenario = w.scenario
    absent = [p for p in scenario.parties if p not in scenario.at_table]
    present = w.who(scenario.at_table) if scenario.at_table else ""
    rule = "page.header" if absent else "page.header_all"
    shown = w.who(absent) if absent else ""
    said = [w.words(rule, present=present, absent=shown)] if scenario.at_table else []
    if scenario.as_of is not None:
        said.insert(0, w.words("page.dated", date=w.words.date(scenario.as_of)) + ".")
    return " ".join(said)


def _first(w: Writer, overrides: Overrides) -> Section:
    page = [paragraph(w, sentences, overrides) for sentences in first_page(w)]
    exhibits: list[Exhibit] = list(page)
    chart = outcome_chart(w, page[0].text if page else "")
    exhibits += [chart] if chart is not None else []
    table = who_says_no(w)
    exhibits += [table] if table is not None else []
    if table is not None:
        exhibits.append(Note(w.words("page.share_line")))
    return Section("first_page", w.words("page.first_page"), tuple(exhibits))


def paragraph(w: Writer, sentences: Sequence[Sentence], overrides: Overrides) -> Note:
    """Sentences as one paragraph, the first of them set off; replaced where the user did so."""
    said = tuple(_said(w, sentence, overrides) for sentence in sentences)
    return Note(" ".join(part.text for part in said), said=said)


def _said(w: Writer, sentence: Sentence, overrides: Overrides) -> Said:
    text, stale = overrides.of(sentence)
    if stale:
        text = f"{text} [{w.words('page.figures_changed', now=sentence.text)}]"
    return Said(sentence.key, text, w.sources(sentence.because))


def _second(w: Writer, overrides: Overrides) -> Section:
    """Interests and limits, no deal, three ways, what would change our mind, cautions."""
    parts: list[Exhibit] = []
    for name, paragraphs in second_page(w).items():
        kept = [sentences for sentences in paragraphs if sentences]
        if not kept:
            continue
        parts.append(Note(w.words(f"page.second_{name}"), "heading"))
        parts += [paragraph(w, sentences, overrides) for sentences in kept]
        parts += list(_tornado(w)) if name == "mind" else []
    return Section("second_page", w.words("page.second_page"), tuple(parts))


def _tornado(w: Writer) -> Iterator[Exhibit]:
    """The judgements that move the answer most, each told as a clause."""
    found = w.facts.study
    chart = None if found is None else tornado(found, w.words, MOST_BARS)
    if found is not None and chart is not None:
        paths = [swing.path for swing in found.swings]
        names = {
            input_name(w.scenario, path, w.words): sentence_case(judgement_words(w, path))
            for path in paths
        }
        told = [replace(each, category=names[each.category]) for each in chart.intervals]
        title = w.words("page.tornado")
        yield replace(chart, title=title, intervals=tuple(told), note="")


def changed_since(w: Writer, older: Scenario) -> Section:
    """Which judgements differ from an older version, and which conclusions moved with them."""
    labels = (w.words("page.before"), w.words("page.now"))
    looked = [analysis for analysis in catalogue() if analysis.name not in APART]
    found = compare(older, w.scenario, looked, draws=SINCE_DRAWS, seed=0, labels=labels)
    told = list(_differing(w, older, found))
    kept = [c for c in found.answers if c.name.split(".")[0] not in OF_A_PACKAGE]
    kept.sort(key=lambda change: change.name not in STUDIED.values())
    moved = answer_table(replace(found, answers=tuple(kept[:MOST_CHANGES])), w.words)
    shown: list[Exhibit] = [Note(" ".join(told or [w.words("page.since_nothing")]))]
    if moved.rows:
        shown.append(replace(moved, title=w.words("page.since_moved"), note=""))
    return Section("since", w.words("page.since"), tuple(shown))


def _differing(w: Writer, older: Scenario, found: Comparison) -> Iterator[str]:
    """Changed judgements in words, and how many other entries differ."""
    now, before = w.scenario.estimates(), older.estimates()
    paths = {".".join(path): path for path in now if path in before}
    changed = [paths[c.path] for c in found.inputs if c.path in paths]
    for path in changed[:MOST_CHANGES]:
        ends = {k: given_text(v[path], w.words) for k, v in (("old", before), ("new", now))}
        told = w.words("page.since_judgement", what=judgement_words(w, path), **ends)
        yield sentence_case(told)
    others = len(found.inputs) - len(changed[:MOST_CHANGES])
    if others:
        yield w.words.count("page.since_others", others)
