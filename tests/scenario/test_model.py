"""What a scenario says of itself: digest, names in a language, judgements, citations, remarks."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from detente.analyses.deals import map_deals
from detente.scenario import Scenario, case_names, check, load, loads
from detente.scenario.agendas import agendas
from detente.scenario.reading.starter import starter
from detente.scenario.remarks import remarks
from detente.scenario.sections.people import Party

TEXT = """\
title: Talks
parties: {a: {name: The North}, b: {}}
issues: {p: {name: Price, values: [low, high]}}
options: {a: {x: {name: go}}, b: [y]}
priorities: {a: [a.x, [b.y, {maybe: not b.y, held: 40%, because: e1}]]}
sources: {s: {title: Notes}}
evidence: {e1: {source: s, says: so}}
preferences:
  a: {weights: {p: 20..40}, values: {p: rising}, reservation: {value: low, because: e1}}
translations:
  de: {title: Gespräche, parties.a: Der Norden, go: gehen, issues.p.low: niedrig, Price: Preis}
"""


def test_digest_is_that_of_what_is_stated() -> None:
    digest = loads(TEXT).digest
    loose = TEXT.replace(": {", ":   {").replace("title: Talks", "# a comment\n\ntitle:  'Talks'")
    assert loads(loose).digest == digest
    assert loads("detente: 1\nlanguage: en\n" + TEXT).digest == digest
    assert loads(TEXT.replace("20..40", "20..41")).digest != digest
    assert loads(TEXT.replace("says: so", "says: no")).digest != digest


def test_digest_does_not_change_between_versions() -> None:
    small = loads("title: t\nparties: {a: {}, b: {at_table: false}}\noptions: {a: [x]}")
    assert small.digest == SMALL_DIGEST


SMALL_DIGEST = "a43ecb2ef41891e5e849985e1ee2b9b1e1792cff3b68327d34f713c717a6e642"


def test_names_in_a_language() -> None:
    scenario = loads(TEXT)
    assert scenario.party_name("a") == "The North"
    assert scenario.party_name("a", "de") == "Der Norden"
    assert scenario.party_name("b", "de") == "b"
    assert scenario.issue_name("p", "de") == "Preis"
    assert scenario.value_name("p", "low", "de") == "niedrig"
    assert scenario.value_name("p", "high", "de") == "high"
    assert scenario.option_name("a", "x", "de") == "gehen"
    assert scenario.translated(scenario.title, "title", language="de") == "Gespräche"


def test_every_judgement_has_its_path() -> None:
    assert {
        ".".join(path): judgement.best for path, judgement in loads(TEXT).judgements().items()
    } == {
        "preferences.a.weights.p": 30.0,
        "preferences.a.reservation": 25.0,
        "priorities.a.1.statements.1.held": 0.4,
    }


def test_citations() -> None:
    assert list(loads(TEXT).citations().values()) == [("e1",), ("e1",)]


@pytest.mark.parametrize("name", case_names())
def test_scenarios_are_frozen_and_survive_a_round_trip(name: str) -> None:
    scenario = load(name)
    plain = scenario.model_dump(by_alias=True)
    for again in (
        Scenario.model_validate(plain),
        Scenario.model_validate_json(scenario.model_dump_json(by_alias=True)),
    ):
        assert again.model_dump(by_alias=True) == plain
        assert again.digest == scenario.digest
    with pytest.raises(ValidationError):
        scenario.title = "other"  # type: ignore[misc]


STAGES = """
title: Talks
parties: {a: {}, b: {}}
issues: {p: {values: [low, high]}, q: {values: [low, high]}}
preferences:
  a: {weights: [p, q], values: {p: rising, q: falling}, reservation: {from: stability}}
  b: {weights: {p: 50%..70%, q: 1}, values: {p: falling, q: rising}}
options: {a: [x], b: [y]}
priorities: {a: [a.x, [b.y, {maybe: not b.y, held: {low: 40%, best: 50%, high: 0.7}}]]}
unknown: {a: [[YN, NY], a.x, {states: [YY, NN]}]}
ranking: {b: {states: [YN, [NN, YY], NY], because: []}}
no_deal: {b: [{if: a.x, worth: 20}, {worth: 45}]}
positions:
  p: {a: {position: low}, b: {position: {distribution: beta, a: 2, b: 3, low: 0, high: 9}}}
stages:
  - {table: [a, b], settles: [p], after: }
  - {table: [a, b], settles: [], after: 2 weeks}
  - {table: [a, b], agenda: [p], if_fails: {from: stability}, held: 50%..70%}
  - {table: [a, b], agenda: [], consent: majority, if_fails: end}
  - {table: [a, b], settles: [p]}
  - {table: [a, b], settles: [q]}
  - {table: [a, b], agenda: {leaves: [p]}}
"""


def test_every_short_form_survives_a_round_trip() -> None:
    scenario = loads(STAGES)
    settled = [agenda.settles for agenda in agendas(scenario.stages, list(scenario.issues))]
    assert settled[:5] == [("p",), (), ("p",), (), ("p",)]
    for plain in (
        scenario.model_dump(by_alias=True),
        scenario.model_dump(by_alias=True, exclude_defaults=True),
        json.loads(scenario.model_dump_json(by_alias=True)),
    ):
        again = Scenario.model_validate(plain)
        assert again.model_dump() == scenario.model_dump()
        assert agendas(again.stages, list(again.issues)) == agendas(
            scenario.stages, list(scenario.issues)
        )
        assert again.digest == scenario.digest
    again = loads(scenario.model_dump_json(by_alias=True))
    assert again.model_dump() == scenario.model_dump()


def test_origin_is_what_was_read() -> None:
    assert load("chicken").origin == "chicken"
    assert loads("title: t\nparties: {a: {}}", file="talks.yaml").origin == "talks.yaml"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", ()),
        (
            "issues: {p: {values: [x]}}",
            (
                "a has no preferences and does not count in deals",
                "the section issues is unused: no party has preferences",
            ),
        ),
        (
            "options: {a: [x]}",
            (
                "a has neither priorities nor a ranking and does not count in stability",
                "the section options is unused: no party has priorities or a ranking",
            ),
        ),
        (
            "issues: {p: {values: [x]}, q: {values: [x]}}\n"
            "preferences: {a: {weights: {p: 30}, values: {p: x}}}",
            (
                "a has no reservation value; 0 is used: any deal is as good as none",
                "the weights of a sum to 30 (best values); shares are used",
                "a gives no weight to q; 0 is used",
            ),
        ),
        (
            "sources: {s: {title: x}, t: {title: y}}\nevidence: {e: {source: s, says: z}}",
            ("nothing cites the evidence e", "no evidence is taken from the source t"),
        ),
        (
            "issues: {p: {values: [x]}, q: {values: [x]}}\n"
            "preferences: {a: {weights: {p: 0.3, q: 0.7}, values: {p: x, q: x}, reservation: 1}}",
            (),
        ),
        (
            "sources: {s: {title: x}}\nevidence: {e: {source: s, says: z}}\n"
            "types: {a: {u: {prior: 40}, v: {prior: 30}, w: {prior: 30}}}\n"
            "signals: {act: {by: a, likelihood: {u: {value: 80, because: e}, v: 40, w: 50}}}",
            ("2 of 3 judgements cite no evidence",),
        ),
        (
            "translations: {de: {titel: T, t: T}}",
            ("no text and no part of the file is called titel; its de is unused",),
        ),
    ],
)
def test_remarks(more: str, said: tuple[str, ...]) -> None:
    assert remarks(loads(f"title: t\nparties: {{a: {{}}}}\n{more}")) == said


def test_too_many_options_are_remarked() -> None:
    names = ", ".join(f"o{k}" for k in range(27))
    found = remarks(loads(f"title: t\nparties: {{a: {{}}}}\noptions: {{a: [{names}]}}"))
    assert "there are 27 options; above 20, infeasible must leave few states" in found


def test_options_beyond_the_limit_are_checked_without_listing_states() -> None:
    names = ", ".join(f"o{k}" for k in range(40))
    scenario = loads(
        f"title: t\nparties: {{a: {{}}}}\noptions: {{a: [{names}]}}\n"
        "infeasible: [a.o1 and a.o2]\nstatus_quo: [a.o3]\npriorities: {a: [a.o39]}"
    )
    assert len(scenario.option_names) == 40


@pytest.mark.parametrize("title", ["", "Talks", "a: \"b\" # 'c' {d}", "Gespräche\x1b[31m", "\\n"])
def test_starter_passes_its_check(title: str) -> None:
    scenario = loads(starter(title))
    assert scenario.title == (
        "".join(letter for letter in title if letter.isprintable()) or "A name for your negotiation"
    )
    assert len(remarks(scenario)) <= 2


def test_starter_explains_itself() -> None:
    text = starter()
    assert max(len(line) for line in text.splitlines()) <= 90
    assert sum("#" in line for line in text.splitlines()) > 25


def test_check_reports_without_raising(tmp_path: object) -> None:
    report = check("anchorage")
    assert report.problems == ()
    assert report.scenario is not None


def test_judgements_of_a_changed_copy_are_its_own() -> None:
    scenario = loads("title: t\nparties: {a: {power: 20}, b: {}}")
    before = scenario.judgements()
    parties = {**scenario.parties, "b": Party.model_validate({"power": 30})}
    changed = scenario.model_copy(update={"parties": parties})
    assert len(changed.judgements()) == 2
    assert scenario.judgements() == before
    assert len(before) == 1


FRONT = """
title: A front at the one table
parties: {a: {}, b: {}, c: {at_table: false}}
issues: {share: {scale: 0..100, steps: 11}}
preferences:
  a: {weights: {share: 1}, values: {share: rising}}
  b: {weights: {share: 1}, values: {share: falling}}
  c: {weights: {share: 1}, values: {share: falling}, reservation: 60}
fronts: {f: {members: [b, c], holds: share <= 60}}
"""


def test_a_front_that_counts_in_deals_is_not_called_unused() -> None:
    scenario = loads(FRONT)
    counted, alone = (
        map_deals(each).answer()["acceptable"]
        for each in (scenario, scenario.model_copy(update={"fronts": {}}))
    )
    assert (counted, alone) == (7, 11)
    assert not any("fronts" in text for text in remarks(scenario))


def test_a_stage_that_votes_where_deals_ask_all_is_remarked() -> None:
    stages = "stages: [{table: [a, b], consent: majority}]\n"
    said = "stage 1 votes; deals ask all at the table, as consent: of the scenario says"
    assert said in remarks(loads(FRONT + stages))
    assert said not in remarks(loads(FRONT + stages + "consent: majority\n"))
