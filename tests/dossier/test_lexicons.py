"""Each pattern of acts finds its example and leaves its counter-example alone."""

from __future__ import annotations

import pytest

from detente.dossier.extract.rules import Rules
from detente.dossier.extract.words import Pattern, lexicon, match, tokens
from detente.dossier.records import ACTS, Document
from detente.scenario import Scenario

SCENARIO = Scenario.model_validate(
    {
        "title": "Two shores",
        "parties": {
            "north": {"name": "Northland", "aliases": ["Nordland", "nordländisch"]},
            "south": {"name": "Southland", "aliases": ["Südland"]},
        },
    }
)
PATTERNS = [
    pytest.param(language, place, id=f"{language}: {entry['act']}: {entry['pattern']}")
    for language in ("de", "en")
    for place, entry in enumerate(lexicon(language).acts)
]


def found_by(pattern: Pattern, text: str, language: str) -> bool:
    row = tokens(text, 0, len(text), language)
    return any(match(pattern, row, at) for at in range(len(row)))


@pytest.mark.parametrize(("language", "place"), PATTERNS)
def test_example_and_counter_example(language: str, place: int) -> None:
    known = lexicon(language)
    entry, pattern = known.acts[place], known.act_patterns[place]
    assert entry["act"] in ACTS
    assert found_by(pattern, entry["yes"], language)
    assert not found_by(pattern, entry["no"], language)
    own = entry["yes"].startswith(("Wir ", "We ")) or entry.get("voices") == ["party"]
    own = own or any(f" {word} " in entry["yes"] for word in ("wir", "uns", "unser", "we"))
    document = Document(
        "example",
        "Example",
        entry["yes"],
        language=language,
        genre="speech" if own else "commentary",
        publisher="Northland" if own else "",
    )
    items = [(item.act, item.holder) for item in Rules().propose(document, SCENARIO)]
    assert entry["act"] in [act for act, _ in items], items
    holders = {holder for act, holder in items if act == entry["act"]}
    assert holders & {"north", "south"}, items
