"""The part of a brief on how sure its conclusions are, and what would change them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from detente.analyses.contract import Analysis, BriefPart
from detente.ensembles.compare import has_sections
from detente.ensembles.inputs import input_name
from detente.ensembles.report.conclusions import conclusion_text
from detente.ensembles.report.ensemble import factor_name, scale_table, tables
from detente.ensembles.report.study import study_notes
from detente.ensembles.report.study_tables import (
    LEAST_EXPLAINED,
    check_table,
    tipping_table,
    tornado,
)
from detente.ensembles.result import EnsembleResult
from detente.ensembles.robust import OPEN, headlines
from detente.ensembles.run import run_ensemble
from detente.ensembles.study import Study, choice_worth, study
from detente.ensembles.tipping import Tip
from detente.errors import InputError, SettingError
from detente.exhibits import Cell, Column, Exhibit, Note, Section, Table
from detente.phrases import Phrases, phrases
from detente.progress import Progress, quiet, within
from detente.scenario.sampling import factors

if TYPE_CHECKING:
    from detente.scenario import Scenario

DRAWS = 1000
FRONT_ROWS = 4
ROWS_EACH = 3
STUDIES = 2
WATCHED = 3
LEAST_WORTH = 0.01


@dataclass(frozen=True, eq=False)
class _Run:
    analysis: Analysis
    result: EnsembleResult

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The main conclusions, those that some draws turn first."""
        names = headlines(self.result, most=ROWS_EACH)
        return tuple(sorted(names, key=lambda name: not self.open(name)))

    def open(self, name: str) -> bool:
        """Whether a conclusion holds in a good part of the draws and fails in another."""
        return OPEN <= self.result.probability(name).value <= 1 - OPEN


def runs_over_draws(
    scenario: Scenario,
    analyses: Sequence[Analysis],
    *,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Progress = quiet,
) -> tuple[dict[str, EnsembleResult], dict[str, InputError]]:
    """Run each analysis that has a form over draws, and why some could not be run.

    Empty where no judgement is a range.
    """
    able = [analysis for analysis in analyses if _can_be_run(analysis, scenario)]
    runs: dict[str, EnsembleResult] = {}
    refused: dict[str, InputError] = {}
    for place, analysis in enumerate(able if factors(scenario) else ()):
        told = within(progress, place * draws, draws, draws * len(able))
        try:
            runs[analysis.name] = run_ensemble(
                analysis, scenario, draws=draws, seed=seed, progress=told
            )
        except InputError as error:
            if isinstance(error, SettingError) and error.setting == "draws":
                raise  # that number was asked for
            refused[analysis.name] = error
    return runs, refused


def ensemble_brief(
    scenario: Scenario,
    analyses: Sequence[Analysis],
    runs: Mapping[str, EnsembleResult],
    *,
    language: str | None = None,
) -> BriefPart:
    """How sure the analyses are over draws, and what would turn them; `runs` by analysis name.

    The front part has the sections `confidence` (how sure are we) and `change` (what would change
    our mind); indicators come from the tipping values. Empty where nothing can be run.
    """
    words = phrases(language or scenario.language)
    if not any(_can_be_run(analysis, scenario) for analysis in analyses):
        return BriefPart()
    if not factors(scenario):
        note = Note(words("ensembles.no_draws"), "caution")
        return BriefPart(front=(Section("confidence", words("ensembles.sure_title"), (note,)),))
    told = [_Run(a, runs[a.name]) for a in analyses if a.name in runs]
    return _told([run for run in told if run.names], words)


def _can_be_run(analysis: Analysis, scenario: Scenario) -> bool:
    return analysis.conclusions is not None and has_sections(analysis, scenario)


def _told(runs: Sequence[_Run], words: Phrases) -> BriefPart:
    studies = _studies(runs)
    change = _change(runs, studies, words)
    front = [_sure(runs, studies, words)]
    if change:
        front.append(Section("change", words("ensembles.change_title"), change))
    return BriefPart(
        front=tuple(front),
        annexes=_annexes(runs, studies, words),
        indicators=tuple(_indicators(studies, words)),
    )


def _studies(runs: Sequence[_Run]) -> tuple[Study, ...]:
    """The open conclusions, one of each analysis, looked into."""
    unsettled = [run for run in runs if run.open(run.names[0])][:STUDIES]
    return tuple(study(run.result, run.analysis, run.names[0]) for run in unsettled)


def _sure(runs: Sequence[_Run], studies: Sequence[Study], words: Phrases) -> Section:
    draws = runs[0].result.count if runs else 0
    exhibits: list[Exhibit] = [Note(_check_first(studies, draws, words))]
    exhibits.append(_front_table(runs, words))
    return Section("confidence", words("ensembles.sure_title"), tuple(exhibits))


def _front_table(runs: Sequence[_Run], words: Phrases) -> Table:
    """The first conclusions of each analysis in turn, with word and percentage."""
    picked = [
        (run, name) for k in range(ROWS_EACH) for run in runs for name in run.names[k : k + 1]
    ]
    chosen = picked[:FRONT_ROWS]
    rows: list[tuple[Cell, ...]] = []
    for run in runs:
        for _, name in [pair for pair in chosen if pair[0] is run]:
            share = run.result.probability(name)
            text = conclusion_text(run.result.scenario, name, words)
            rows.append((text, words.how_many(share.value), words.share(share.value)))
    heads = ("ensembles.conclusion", "ensembles.how_many")
    columns = (*(Column(words(head)) for head in heads), Column(words("ensembles.share"), "right"))
    return Table(words("ensembles.chart"), columns, tuple(rows))


def _check_first(studies: Sequence[Study], draws: int, words: Phrases) -> str:
    """What was done, and the assumptions to check first."""
    said = [words.count("ensembles.sure_text", draws)]
    items: list[str] = []
    for found in studies:
        items += [
            words(
                "ensembles.check_item",
                name=factor_name(found.result, driver.path, words),
                source=words("ensembles.source_some", names=", ".join(driver.because))
                if driver.because
                else words("ensembles.source_none"),
            )
            for driver in found.drivers[:2]
            if driver.explained >= LEAST_EXPLAINED
        ]
    if items:
        listed = words.join(list(dict.fromkeys(items))[:3])
        said.append(words("ensembles.check_first", list=listed))
    return " ".join(said)


def _change(runs: Sequence[_Run], studies: Sequence[Study], words: Phrases) -> tuple[Exhibit, ...]:
    """The nearest tipping values, and what to find out before proposing a deal."""
    notes: list[Exhibit] = []
    for found in studies:
        notes += study_notes(found, words)[: 1 if found.alone else 2]
    told = {tip.path for found in studies for tip in found.alone[:1]}
    watched = "; ".join(list(_indicators(studies, words, told))[:WATCHED])
    if watched:
        notes.append(Note(words("ensembles.watch", list=watched)))
    for run in runs:
        worth = [pair for pair in choice_worth(run.result, run.analysis) if pair[1] >= LEAST_WORTH]
        if worth:
            names = [factor_name(run.result, path, words) for path, _ in worth[:2]]
            notes.append(Note(words("ensembles.propose", list=words.join(names))))
            break
    return tuple(notes)


def _indicators(
    studies: Sequence[Study], words: Phrases, said: Collection[tuple[str, ...]] = ()
) -> Iterator[str]:
    """What to watch: inputs whose tipping value lies within their range; not those said already."""
    told = {*said}
    for found in studies:
        for tip in found.alone[:WATCHED]:
            if tip.path not in told:
                told.add(tip.path)
                yield _indicator(found, tip, words)


def _indicator(found: Study, tip: Tip, words: Phrases) -> str:
    name = input_name(found.result.scenario, tip.path, words)
    item = next(item for item in found.inputs if item.path == tip.path)
    if item.switch:
        return words("ensembles.watch_switch", name=name)
    key = "ensembles.watch_above" if tip.value > tip.best else "ensembles.watch_below"
    digits = 0 if item.high - item.low >= 5 else 2
    best, value = words.number(tip.best, digits), words.number(tip.value, digits)
    return words(key, name=name, best=best, value=value)


def _annexes(runs: Sequence[_Run], studies: Sequence[Study], words: Phrases) -> tuple[Section, ...]:
    figures = [scale_table(words)]
    figures += [table for run in runs for table in tables(run.result, words)]
    sections = [Section("ensemble", words("ensembles.annex"), tuple(figures))]
    for found in studies:
        chart = tornado(found, words)
        shown: list[Exhibit] = [*study_notes(found, words)]
        shown += [t for t in (tipping_table(found, words), check_table(found, words)) if t.rows]
        shown += [chart] if chart is not None else []
        what = conclusion_text(found.result.scenario, found.name, words)
        title = words("ensembles.carries", what=what)
        sections.append(Section(f"drivers_{len(sections)}", title, tuple(shown)))
    return tuple(sections)
