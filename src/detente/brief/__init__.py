"""The brief: one story on two pages, an annex by question behind them.

>>> from detente.scenario import load
>>> document = write_brief(load("prisoners_dilemma"), draws=0)
>>> [section.key for section in document.front]
['first_page', 'second_page']
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from detente.brief.compose import DRAWS, compose
from detente.brief.facts import gather
from detente.brief.overrides import Overrides
from detente.exhibits import Document
from detente.gone import missing
from detente.phrases import phrases
from detente.progress import Progress, quiet
from detente.scenario import Scenario
from detente.validation import checked_seed, whole_number

__all__ = ["write_brief"]

if not TYPE_CHECKING:
    __getattr__ = missing(__name__)


def write_brief(
    scenario: Scenario,
    *,
    language: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    overrides: Mapping[str, object] | str | Path | None = None,
    since: Scenario | None = None,
    progress: Progress = quiet,
) -> Document:
    """Run every analysis for which the scenario has the sections, and write the brief.

    What could be agreed is also looked at over so many draws of the judgements; 0 leaves that out.
    `overrides` replaces sentences by their keys (a mapping or a YAML file) and says which of them
    rest on figures that have changed since; `since` is an older version of the scenario, and adds
    what has changed. `progress` is told how much of about how much work is done, and what is being
    worked on, in the brief's language.

    Raises SettingError for a language or a number of draws that cannot be, ScenarioError for
    overrides that cannot be read.
    """
    words = phrases(language or scenario.language)
    whole_number("draws", draws)
    checked_seed(seed)
    replaced = Overrides.read(overrides)
    facts = gather(scenario, words, draws=draws, seed=seed, progress=progress)
    return compose(facts, words, replaced, since)
