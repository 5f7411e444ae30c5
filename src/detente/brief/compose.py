"""The document: first page, second page, annex by question, how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from detente.analyses.catalogue import catalogue
from detente.brief.annex import annexes
from detente.brief.exhibits import outcome_chart, who_says_no
from detente.brief.facts import Facts
from detente.brief.first_page import first_page, no_deal
from detente.brief.method import method_note
from detente.brief.overrides import Overrides
from detente.brief.second_page import (
    cautions,
    change_our_mind,
    three_ways,
    wants,
    without_agreement,
)
from detente.brief.writer import Sentence, Writer
from detente.ensembles.compare import compare
from detente.ensembles.report.compare import comparison_exhibits
from detente.ensembles.report.study_tables import tornado
from detente.exhibits import Document, Exhibit, Note, Said, Section
from detente.phrases import Phrases
from detente.scenario import Scenario

DRAWS = 1000
MOST_BARS = 5
SINCE_DRAWS = 500
MOST_CHANGES = 4


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
    blocks: list[tuple[str, list[Sequence[Sentence]]]] = [
        ("wants", list(wants(w))),
        ("no_deal", [[*no_deal(w), *without_agreement(w)]]),
        ("ways", list(three_ways(w))),
        ("mind", [change_our_mind(w)]),
        ("cautions", [list(cautions(w))]),
    ]
    for name, paragraphs in blocks:
        kept = [sentences for sentences in paragraphs if sentences]
        if not kept:
            continue
        parts.append(Note(w.words(f"page.second_{name}"), "heading"))
        parts += [paragraph(w, sentences, overrides) for sentences in kept]
        parts += list(_tornado(w)) if name == "mind" else []
    return Section("second_page", w.words("page.second_page"), tuple(parts))


def _tornado(w: Writer) -> Iterator[Exhibit]:
    if w.facts.study is not None:
        chart = tornado(w.facts.study, w.words, MOST_BARS)
        if chart is not None:
            yield replace(chart, title=w.words("page.tornado"), note="")


def changed_since(w: Writer, older: Scenario) -> Section:
    """Which conclusions moved, and which judgements differ."""
    names = tuple(w.words(f"page.{name}") for name in ("before", "now"))
    labels = (names[0], names[1])
    found = compare(older, w.scenario, catalogue(), draws=SINCE_DRAWS, seed=0, labels=labels)
    return Section(
        "since", w.words("page.since"), comparison_exhibits(found, w.words)[:MOST_CHANGES]
    )
