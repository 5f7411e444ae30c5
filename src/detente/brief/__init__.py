"""The brief: what a scenario and its analyses say, in the order in which a reader needs it.

>>> from detente.scenario import load
>>> document = write_brief(load("prisoners_dilemma"))
>>> document.front[0].key
'bottom_line'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.analyses.catalogue import catalogue, find_analysis
from detente.analyses.contract import BriefPart, Lasting, Room
from detente.brief.findings import Findings, run_analyses
from detente.brief.front import (
    condensed,
    few_charts,
    fitting,
    is_chart,
    leading,
    over_draws,
    rooms,
)
from detente.brief.inputs import input_annexes
from detente.brief.method import method_annex, method_note
from detente.brief.situation import options_annex, situation
from detente.ensembles.report.brief import DRAWS, ensemble_brief, runs_over_draws
from detente.ensembles.result import EnsembleResult
from detente.exhibits import Document, Note, Section
from detente.gone import missing
from detente.phrases import Phrases, phrases
from detente.progress import Progress, quiet, within
from detente.scenario import Scenario
from detente.validation import checked_seed, whole_number

MOST_BOTTOM = 6
"""Sentences of the bottom line."""

PLAIN = 100
"""What a plain analysis counts for in the progress, in draws."""

MOST_CHARTS = 2
"""Charts of one analysis in the annexes; its tables hold the rest."""

__all__ = ["over_draws", "write_brief"]

if not TYPE_CHECKING:
    __getattr__ = missing(__name__)


def write_brief(
    scenario: Scenario,
    *,
    language: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Progress = quiet,
) -> Document:
    """Run every analysis for which the scenario has the sections, and compose the brief.

    The conclusions of some analyses are also counted over so many draws of the judgements, to say
    how sure the brief is and what would change it; 0 draws leave that out. `progress` is told how
    much of about how much work is done, and what is being worked on, in the brief's language.

    Raises SettingError for a language that is not there.
    """
    words = phrases(language or scenario.language)
    whole_number("draws", draws)
    checked_seed(seed)
    share = len(catalogue()) * PLAIN, len(over_draws()) * draws
    total = sum(share)
    findings = run_analyses(scenario, words, within(progress, 0, share[0], total))
    able = [find_analysis(name) for name in over_draws() if name not in findings.reasons]
    runs: dict[str, EnsembleResult] = {}
    how_sure: list[BriefPart] = []
    if draws:
        told = within(progress, share[0], share[1], total)
        runs, refused = runs_over_draws(scenario, able, draws=draws, seed=seed, progress=told)
        findings = findings.without_draws(refused, words)
        progress(total, total, words("ensembles.change_title"))
        how_sure.append(ensemble_brief(scenario, able, runs, language=words.language))
    parts = [*_hedged(findings, runs, words), *how_sure]
    said = _bottom_sentences(dict(zip(findings.results, parts, strict=False)), words)
    fixed = (
        _bottom_line(said, words),
        situation(scenario, words),
        _assumptions(scenario, words),
    )
    room = fitting(fixed, [section for part in parts for section in part.front], said)
    sections = [*fixed, *_front(parts, said, room)]
    annexes = [
        *(section for part in parts for section in _behind(part, said, room, words)),
        *options_annex(scenario, words),
        *input_annexes(scenario, words),
        method_annex(scenario, findings, words),
    ]
    order = list(rooms())
    return Document(
        title=scenario.translated(scenario.title, "title", language=words.language),
        subtitle=_subtitle(scenario, words),
        language=words.language,
        front=tuple(sorted(sections, key=lambda section: order.index(section.key))),
        annexes=tuple(annexes),
        footer=method_note(scenario, words),
    )


def _hedged(
    findings: Findings, runs: Mapping[str, EnsembleResult], words: Phrases
) -> Iterator[BriefPart]:
    """The parts of the analyses; where talks that fail lead is said with how often that holds."""
    for name, finding in findings.results.items():
        part, run = finding.part, runs.get(name)
        if run is None or not part.lasting or part.lasting[0].expected not in run.truths:
            yield part
            continue
        said = _lasting_said(part.lasting, run, words)
        first, *others = part.bottom_line
        yield replace(part, bottom_line=(f"{first} {said}", *others))


def _lasting_said(lasting: Sequence[Lasting], run: EnsembleResult, words: Phrases) -> str:
    """In how many cases a state can last, and the status quo, by each concept."""

    def shares(names: Mapping[str, str]) -> str:
        by_share: dict[str, list[str]] = {}
        for concept, name in names.items():
            if name in run.truths:
                share = words.share(run.probability(name).value)
                by_share.setdefault(share, []).append(concept)
        return words.join(
            words("brief.lasting_by", share=share, concepts=", ".join(concepts))
            for share, concepts in by_share.items()
        )

    first = lasting[0]
    goal = shares({first.concept: first.expected})
    now = shares({one.concept: one.status_quo for one in lasting if one.status_quo is not None})
    if not now:
        return words("brief.lasting", goal=goal)
    return words("brief.lasting_status_quo", goal=goal, status_quo=now)


def _bottom_line(said: tuple[str, ...], words: Phrases) -> Section:
    notes = [Note(text, "finding") for text in said]
    if not notes:
        notes = [Note(words("brief.nothing_to_analyse"), "caution")]
    return Section("bottom_line", words("brief.bottom_line"), tuple(notes))


def _bottom_sentences(parts: Mapping[str, BriefPart], words: Phrases) -> tuple[str, ...]:
    """The first sentence of each analysis in the order of `LEADING`, then second ones."""
    names = [name for name in leading() if name in parts]
    ordered = [list(parts[name].bottom_line) for name in names]
    if "stages" in parts and "deals" in parts:
        lines = ordered[names.index("deals")]
        lines[:1] = [f"{line} {_apart(parts, words)}".rstrip() for line in lines[:1]]
    firsts = [line for lines in ordered for line in lines[:1]]
    chosen = (firsts + [line for lines in ordered for line in lines[1:]])[:MOST_BOTTOM]
    return tuple(line for lines in ordered for line in lines if line in chosen)


def _apart(parts: Mapping[str, BriefPart], words: Phrases) -> str:
    """Where the package of the talks differs from the one proposed, and why; else nothing."""
    proposed = parts["deals"].package
    changed = [pair for pair in parts["stages"].package if pair not in proposed]
    if not proposed or not changed:
        return ""
    told = "; ".join(f"{issue}: {value}" for issue, value in changed)
    return words("brief.other_package", differences=told)


def _front(
    parts: list[BriefPart], said: tuple[str, ...], room: Mapping[str, Room]
) -> Iterator[Section]:
    """The sections of the analyses, cut to their room; a section left empty is left out."""
    for part in parts:
        cut = [condensed(section, room, said)[0] for section in part.front]
        yield from (section for section in cut if section.exhibits)


def _behind(
    part: BriefPart, said: tuple[str, ...], room: Mapping[str, Room], words: Phrases
) -> Iterator[Section]:
    """The annexes of an analysis, headed by what the front part had no room for.

    What stands on the front part is not repeated, and of many charts the first few are shown.
    """
    cut = [condensed(section, room, said) for section in part.front]
    shown = [exhibit for front, _ in cut for exhibit in front.exhibits]
    sections = [moved for _, moved in cut if moved is not None]
    charts = MOST_CHARTS
    for section in (*sections, *part.annexes):
        new = tuple(exhibit for exhibit in section.exhibits if exhibit not in shown)
        shown += new
        kept, left_out = few_charts(new, charts)
        charts -= sum(is_chart(exhibit) for exhibit in kept)
        if left_out:
            kept = (*kept, Note(words.count("brief.more_charts", left_out)))
        if kept:
            yield Section(section.key, section.title, kept)


def _assumptions(scenario: Scenario, words: Phrases) -> Section:
    judgements = list(scenario.estimates().values())
    low = sum(judgement.confidence == "low" for judgement in judgements)
    bare = sum(not judgement.because for judgement in judgements)
    notes = []
    if judgements:
        total, poor, unsourced = (words.number(n) for n in (len(judgements), low, bare))
        text = words("brief.judgements_counted", total=total, low=poor, bare=unsourced)
        notes.append(Note(text))
    return Section("assumptions", words("brief.assumptions"), tuple(notes))


def _subtitle(scenario: Scenario, words: Phrases) -> str:
    if scenario.as_of is None:
        return words("brief.subtitle")
    return words("brief.subtitle_dated", date=words.date(scenario.as_of))
