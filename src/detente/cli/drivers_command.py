"""`detente drivers`: what carries a conclusion, and what would turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.arguments import DrawCount, File, Jobs, Json, Keep, Language, Seed
from detente.cli.spoken import speak
from detente.errors import SettingError

if TYPE_CHECKING:
    from detente.analyses.contract import Analysis
    from detente.ensembles import EnsembleResult
    from detente.phrases import Phrases
    from detente.scenario import Scenario


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("drivers")(drivers)


def drivers(  # noqa: PLR0913
    file: File,
    analysis: Annotated[
        str | None,
        typer.Option(
            "--analysis", metavar="NAME", help="Whose conclusion it is; what fits by default."
        ),
    ] = None,
    conclusion: Annotated[
        str | None,
        typer.Option("--conclusion", metavar="NAME", help="Which one; the first by default."),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", metavar="X", help="Turn a number at X; its mean by default."),
    ] = None,
    indices: Annotated[
        bool, typer.Option("--indices", help="Morris screening and Sobol indices as well.")
    ] = False,
    boxes: Annotated[
        int | None,
        typer.Option("--boxes", metavar="N", min=0, help="Work spent on proofs (default 50,000)."),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List the names of all conclusions and what they mean.")
    ] = False,
    draws: DrawCount = 2000,
    seed: Seed = 0,
    keep: Keep = None,
    jobs: Jobs = 1,
    json: Json = False,
    language: Language = None,
) -> None:
    """Show which judgements carry a conclusion, which would turn it, and what to check first."""
    from detente.analyses.catalogue import find_analysis
    from detente.cli.drawing import run_draws, stop_if_interrupted
    from detente.cli.printing import print_exhibits, print_json
    from detente.ensembles.reporting import study_dict, study_exhibits, study_title
    from detente.ensembles.robust import headlines
    from detente.ensembles.sensitivity import sensitivity
    from detente.ensembles.study import BOXES, study
    from detente.exhibits import Note
    from detente.phrases import phrases
    from detente.scenario import load

    scenario = load(file)
    words = phrases(language or scenario.language)
    speak(words.language)
    entry = find_analysis(analysis) if analysis else _fitting(scenario)
    drawing = {"draws": 2000 if draws is None else draws, "seed": seed, "keep": keep, "jobs": jobs}
    result = run_draws(entry, scenario, {}, drawing)
    stop_if_interrupted(result)
    if list_:
        _print_names(result, words, as_json=json)
        return
    name = conclusion or next(iter((*headlines(result), *result.numbers)), "")
    if not name:
        raise SettingError("--conclusion", "none", "this analysis concludes nothing here")
    effort = BOXES if boxes is None else boxes
    found = study(result, entry, name, threshold=threshold, boxes=effort)
    spread = sensitivity(entry, scenario, [name], seed=seed) if indices else None
    if json:
        print_json(study_dict(found, spread))
        return
    headline = Note(study_title(found, words), "text")
    exhibits = (headline, *study_exhibits(found, words, spread))
    title = scenario.translated(scenario.title, "title", language=words.language)
    print_exhibits(title, exhibits, words.language)


def _fitting(scenario: Scenario) -> Analysis:
    """The analysis of most interest whose sections the scenario has, or lacks least of."""
    from detente.analyses.catalogue import catalogue
    from detente.analyses.contract import lacking_sections
    from detente.brief import OVER_DRAWS

    able = [entry for entry in catalogue() if entry.conclusions is not None]
    able.sort(key=lambda entry: (*OVER_DRAWS, entry.name).index(entry.name))
    return min(able, key=lambda entry: len(lacking_sections(entry, scenario)))


def _print_names(result: EnsembleResult, words: Phrases, *, as_json: bool) -> None:
    """All conclusions by name, with what they say."""
    from detente.cli.printing import print_exhibits, print_json
    from detente.ensembles.report.conclusions import conclusion_text
    from detente.exhibits import Column, Table

    names = sorted(result.names, key=lambda name: (len(name.split(".")), name))
    rows = tuple((name, conclusion_text(result.scenario, name, words)) for name in names)
    if as_json:
        told = [{"name": name, "conclusion": text} for name, text in rows]
        print_json({"analysis": result.method, "conclusions": told})
        return
    columns = (Column(words("ensembles.name")), Column(words("ensembles.conclusion")))
    table = Table(words("ensembles.conclusions"), columns, rows)
    title = result.scenario.translated(result.scenario.title, "title", language=words.language)
    print_exhibits(title, (table,), words.language)
