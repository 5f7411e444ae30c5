"""What briefs rest on, gathered once a file and language for all tests of briefs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import detente
from detente.brief.compose import compose
from detente.brief.facts import Facts, gather
from detente.brief.overrides import Overrides
from detente.brief.writer import Writer
from detente.exhibits import Document
from detente.phrases import phrases

HERE = Path(__file__).parent / "brief"
FILES = {
    "anchorage": "anchorage",
    "house_sale": "house_sale",
    "emission_standards": "emission_standards",
    "ratified_share": "ratified_share",
    "iran": str(HERE / "iran.yaml"),
    "collective_bargaining": str(HERE / "collective-bargaining.yaml"),
}


@cache
def gathered(name: str) -> Facts:
    """The facts of a case or file."""
    return gather(detente.load(FILES[name]), phrases("en"), draws=200, seed=0)


def writer(name: str, language: str) -> Writer:
    """A writer of its brief."""
    return Writer(gathered(name), phrases(language))


@cache
def composed(name: str, language: str) -> Document:
    """Its brief."""
    return compose(gathered(name), phrases(language), Overrides())
