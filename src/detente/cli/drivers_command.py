"""`detente drivers`: what carries a conclusion, and what would turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.analysis_command import option_of, with_options
from detente.cli.arguments import DRAWING, File, Json, Language
from detente.cli.spoken import speak
from detente.errors import SettingError

if TYPE_CHECKING:
    from detente.analyses.contract import Analysis
    from detente.ensembles import EnsembleResult
    from detente.phrases import Phrases
    from detente.scenario import Scenario

HELP = "Show which judgements carry a conclusion, which would turn it, and what to check first."
DRAWS = 2000

AnalysisName = Annotated[
    str | None,
    typer.Option(
        "--analysis", metavar="NAME", help="Whose conclusion it is; what fits by default."
    ),
]
Conclusion = Annotated[
    str | None,
    typer.Option("--conclusion", metavar="NAME", help="Which one; the first by default."),
]
Threshold = Annotated[
    float | None,
    typer.Option("--threshold", metavar="X", help="Turn a number at X; its mean by default."),
]
Indices = Annotated[
    bool, typer.Option("--indices", help="Morris screening and Sobol indices as well.")
]
Listed = Annotated[
    bool, typer.Option("--list", help="List the names of all conclusions and what they mean.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""

    def drivers(file: str, json: bool, language: str | None, **given: Any) -> None:
        _drivers(file, json, language, given)

    parameters = [
        option_of("file", File),
        option_of("analysis", AnalysisName, None),
        option_of("conclusion", Conclusion, None),
        option_of("threshold", Threshold, None),
        option_of("indices", Indices, False),
        option_of("list_", Listed, False),
        *(option_of(name, *each) for name, each in DRAWING.items()),
        option_of("json", Json, False),
        option_of("language", Language, None),
    ]
    with_options(drivers, parameters)
    app.command("drivers", help=HELP)(drivers)


def _drivers(file: str, as_json: bool, language: str | None, given: dict[str, Any]) -> None:
    """Load, run over draws, look into a conclusion, print."""
    from detente.analyses.catalogue import find_analysis
    from detente.cli.drawing import run_draws, stop_if_interrupted
    from detente.cli.sources import load
    from detente.phrases import phrases

    scenario = load(file)
    words = phrases(language or scenario.language)
    speak(words.language)
    entry = find_analysis(given["analysis"]) if given["analysis"] else _fitting(scenario)
    drawing = {name: given[name] for name in DRAWING}
    if drawing["draws"] is None:
        drawing["draws"] = DRAWS
    result = run_draws(entry, scenario, {}, drawing)
    stop_if_interrupted(result)
    if given["list_"]:
        _print_names(result, words, as_json=as_json)
    else:
        _print_study(result, entry, words, as_json=as_json, given=given)


def _fitting(scenario: Scenario) -> Analysis:
    """The analysis of most interest whose sections the scenario has, or lacks least of."""
    from detente.analyses.catalogue import catalogue, over_draws
    from detente.analyses.contract import lacking_sections

    able = [entry for entry in catalogue() if entry.conclusions is not None]
    first = over_draws()
    able.sort(key=lambda entry: (*first, entry.name).index(entry.name))
    return min(able, key=lambda entry: len(lacking_sections(entry, scenario)))


def _print_study(
    result: EnsembleResult,
    analysis: Analysis,
    words: Phrases,
    *,
    as_json: bool,
    given: dict[str, Any],
) -> None:
    """What carries the conclusion asked for, or the first."""
    from detente.cli.printing import print_exhibits, print_json
    from detente.ensembles.report.study import study_exhibits, study_title
    from detente.ensembles.robust import headlines
    from detente.ensembles.sensitivity import sensitivity
    from detente.ensembles.study import study
    from detente.exhibits import Note

    name = given["conclusion"] or next(iter((*headlines(result), *result.numbers)), "")
    if not name:
        raise SettingError("--conclusion", "none", "this analysis concludes nothing here")
    found = study(result, analysis, name, threshold=given["threshold"])
    spread = None
    if given["indices"]:
        spread = sensitivity(analysis, result.scenario, [name], seed=result.seed)
    if as_json:
        print_json(found.to_dict() | (spread.to_dict() if spread else {}))
        return
    headline = Note(study_title(found, words), "text")
    exhibits = (headline, *study_exhibits(found, words, spread))
    print_exhibits(_title(result, words), exhibits, words.language)


def _print_names(result: EnsembleResult, words: Phrases, *, as_json: bool) -> None:
    """All conclusions by name, with what they say."""
    from detente.analyses.telling import table
    from detente.cli.printing import print_exhibits, print_json
    from detente.ensembles.report.conclusions import conclusion_text

    names = sorted(result.names, key=lambda name: (len(name.split(".")), name))
    rows = tuple((name, conclusion_text(result.scenario, name, words)) for name in names)
    if as_json:
        told = [{"name": name, "conclusion": text} for name, text in rows]
        print_json({"analysis": result.method, "conclusions": told})
        return
    named = table(words, "ensembles.conclusions", ["name", "conclusion"], rows)
    print_exhibits(_title(result, words), (named,), words.language)


def _title(result: EnsembleResult, words: Phrases) -> str:
    scenario = result.scenario
    return scenario.translated(scenario.title, "title", language=words.language)
