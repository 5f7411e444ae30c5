"""The JSON Schema of scenario files, generated from the model, for editors and other tools.

`python -m detente.scenario.schema` writes the file that is shipped beside this module;
`python -m detente.scenario.schema FILE` writes it elsewhere. What a part may be besides what the
model says stands where it is read (`Short`, `Written`, `Section.written`).

>>> scenario_schema()["required"]
['title', 'parties']
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from detente.scenario.judgements.schema import SCHEMA as JUDGEMENT
from detente.scenario.model import Scenario
from detente.scenario.shape import NAME, Json
from detente.writing import write_whole

SHIPPED = Path(__file__).with_name("schema.json")
"""The schema that is shipped; a test holds it against the model."""


def scenario_schema() -> Json:
    """The JSON Schema (2020-12) of a scenario file, in all forms that it may be written in."""
    whole = Scenario.model_json_schema(by_alias=True)
    pattern = next(iter(whole["properties"]["parties"]["patternProperties"]))
    whole = _tidied(whole)
    whole["$defs"] |= {
        "Judgement": JUDGEMENT,
        "Name": {
            "title": "Name",
            "description": "one word of letters, digits, _ and -",
            "type": "string",
            "not": {"enum": ["and", "or", "not"]},
            "pattern": pattern,
        },
    }
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of détente",
        "description": "A negotiation as the analyst sees it.",
    }
    whole["$defs"] = dict(sorted(whole["$defs"].items()))
    return {**head, **{key: part for key, part in whole.items() if key not in head}}


def _tidied(part: Any) -> Any:
    """Judgements and names by reference, and no names but those that the pattern allows."""
    for name, whole in (("Judgement", JUDGEMENT), ("Name", NAME)):
        if part == whole:
            return {"$ref": f"#/$defs/{name}"}
    if isinstance(part, list):
        return [_tidied(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    if "patternProperties" in part:
        part = dict(part)
        part["additionalProperties"] = next(iter(part.pop("patternProperties").values()))
        part["propertyNames"] = {"$ref": "#/$defs/Name"}
    return {key: _tidied(inner) for key, inner in part.items()}


def schema_text() -> str:
    """The schema as it is written to a file."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema to the file named on the command line, or to where it is shipped."""
    write_whole(Path(*sys.argv[1:]) if sys.argv[1:] else SHIPPED, schema_text(), force=True)


if __name__ == "__main__":
    main()
