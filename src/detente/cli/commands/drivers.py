"""`detente drivers`: what carries a conclusion, and what would turn it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import typer

from detente.cli.arguments import DRAWING, NEEDED, SHOWN, File, Parameters, add_command, option
from detente.cli.sources import opened
from detente.errors import SettingError, sentence

if TYPE_CHECKING:
    from detente.analyses.contract import Analysis
    from detente.ensembles import EnsembleResult
    from detente.exhibits import Exhibit
    from detente.phrases import Phrases
    from detente.scenario import Scenario

HELP = "Show which judgements carry a conclusion, which would turn it, and what to check first."
DRAWS = 2000

PARAMETERS: Parameters = {
    "file": (File, NEEDED),
    "analysis": option(
        str | None, "--analysis", "Whose conclusion it is; what fits by default.", metavar="NAME"
    ),
    "conclusion": option(
        str | None, "--conclusion", "Which one; the first by default.", metavar="NAME"
    ),
    "threshold": option(
        float | None, "--threshold", "Turn a number at X; its mean by default.", metavar="X"
    ),
    "indices": option(bool, "--indices", "Morris screening and Sobol indices as well.", False),
    "list": option(bool, "--list", "List the names of all conclusions and what they mean.", False),
    **DRAWING,
    **SHOWN,
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "drivers", HELP, PARAMETERS, _drivers)


def _drivers(given: SimpleNamespace) -> None:
    """Load, run over draws, look into a conclusion, print."""
    from detente.analyses.catalogue import find_analysis
    from detente.cli.drawing import run_draws, stop_if_interrupted
    from detente.cli.printing import print_exhibits, print_json, title_of

    scenario, words = opened(given.file, given.language)
    analysis = find_analysis(given.analysis) if given.analysis else _fitting(scenario)
    if given.draws is None:
        given.draws = DRAWS
    result = run_draws(analysis, scenario, {}, vars(given))
    stop_if_interrupted(result)
    tell = _names if given.list else _study
    answer, exhibits = tell(result, analysis, words, given)
    if given.json:
        print_json(answer)
    else:
        print_exhibits(title_of(scenario, words.language), exhibits, words.language)


def _fitting(scenario: Scenario) -> Analysis:
    """The analysis of most interest whose sections the scenario has, or has most of."""
    from detente.analyses.catalogue import catalogue, over_draws
    from detente.analyses.contract import lacking_sections

    able = [entry for entry in catalogue() if entry.conclusions is not None]
    first = over_draws()
    able.sort(key=lambda entry: (*first, entry.name).index(entry.name))
    return min(able, key=lambda each: len(lacking_sections(each, scenario)) / len(each.needs))


def _study(
    result: EnsembleResult, analysis: Analysis, words: Phrases, given: SimpleNamespace
) -> tuple[dict[str, Any], tuple[Exhibit, ...]]:
    """What carries the conclusion asked for, or the first."""
    from detente.ensembles.report.study import study_exhibits, study_title
    from detente.ensembles.result import headlines
    from detente.ensembles.sensitivity import sensitivity
    from detente.ensembles.study import study
    from detente.exhibits import Note

    name = given.conclusion or next(iter((*headlines(result), *result.numbers)), "")
    if not name:
        remedy = "this analysis concludes nothing here"
        raise SettingError("--conclusion", sentence("there is none"), remedy)
    found = study(result, analysis, name, threshold=given.threshold)
    answer, spread = found.to_dict(), None
    if given.indices:
        spread = sensitivity(analysis, result.scenario, [name], seed=result.seed)
        answer |= spread.to_dict()
    return answer, (Note(study_title(found, words)), *study_exhibits(found, words, spread))


def _names(
    result: EnsembleResult, analysis: Analysis, words: Phrases, given: SimpleNamespace
) -> tuple[dict[str, Any], tuple[Exhibit, ...]]:
    """All conclusions by name, with what they say."""
    from detente.analyses.telling import table
    from detente.ensembles.report.conclusions import conclusion_text

    names = sorted(result.names, key=lambda name: (len(name.split(".")), name))
    rows = [(name, conclusion_text(result.scenario, name, words)) for name in names]
    told = [{"name": name, "conclusion": text} for name, text in rows]
    named = table(words, "ensembles.conclusions", ["name", "conclusion"], rows)
    return {"analysis": analysis.name, "conclusions": told}, (named,)
