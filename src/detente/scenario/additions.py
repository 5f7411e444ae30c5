"""What could be put on the agenda: further issues, and further values of an issue.

An issue that could be added is stated like any other, with the value that holds while nobody
negotiates it (`status_quo`). Its weights are on the scale of the party's other weights.

>>> added = AddedIssue.model_validate({
...     "values": ["none", "some", "all"], "status_quo": "none",
...     "weights": {"north": 20}, "worth": {"north": "rising"},
... })
>>> added.status_quo, added.weights["north"].best
('none', 20.0)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from detente.scenario.bargaining import Issue, Preferences, Worths
from detente.scenario.expressions import Comparison, ExpressionError, atoms, parse, suggestion
from detente.scenario.judgements import wrong
from detente.scenario.positions import Misfit
from detente.scenario.section import Name, Section, Text, Weight, Worth, label
from detente.scenario.worth_checks import is_value, worth_misfits

if TYPE_CHECKING:
    from detente.phrases import Phrases
    from detente.scenario.model import KeyPath, Scenario

_ORDERED = ("<", ">", "<=", ">=")


class AddedIssue(Issue):
    """An issue that is not on the agenda but could be."""

    weights: dict[Name, Weight] = Field(
        min_length=1, description="per party, on the scale of its other weights"
    )
    worth: dict[Name, Worths] = Field(
        description="per party: worth 0..100 of each value, or rising, falling, or the ideal value"
    )

    @model_validator(mode="after")
    def _complete(self) -> AddedIssue:
        if self.status_quo is None:
            rule = "an issue that could be added says what holds while nobody negotiates it"
            raise wrong(rule, "no status_quo", "write status_quo: and one of its values")
        if self.continuous:
            raise wrong("a scale that could be added has steps", self.scale, "write steps: 11")
        return self


class AddedValue(Section):
    """A value that an issue on the agenda does not have but could have."""

    worth: dict[Name, Worth] = Field(min_length=1, description="per party, 0..100")
    after: Text | None = Field(None, description="the value it follows; the last where absent")


def _labelled(raw: Any) -> Any:
    return {label(key): part for key, part in raw.items()} if isinstance(raw, dict) else raw


class Additions(Section):
    """What could be put on the agenda."""

    issues: dict[Name, AddedIssue] = Field({}, description="issues, by name")
    values: dict[Name, Annotated[dict[str, AddedValue], BeforeValidator(_labelled)]] = Field(
        {}, description="per issue on the agenda: values, by name"
    )

    @property
    def stated(self) -> bool:
        """Whether there is any."""
        return bool(self.issues) or any(self.values.values())


def misfits(scenario: Scenario) -> Iterator[Misfit]:
    """What does not fit the rest of the file, by path below the section."""
    for name, added in scenario.additions.issues.items():
        yield from _issue(scenario, name, added)
    for name, values in scenario.additions.values.items():
        if name not in scenario.issues:
            rule = "there is no issue of this name"
            yield ("values", name), rule, name, suggestion(name, list(scenario.issues)), True
            continue
        for value, added_value in values.items():
            yield from _value(scenario, name, value, added_value)


def _issue(scenario: Scenario, name: str, added: AddedIssue) -> Iterator[Misfit]:
    path = ("issues", name)
    if name in scenario.issues:
        rule = "this issue is on the agenda already"
        yield path, rule, name, "remove it here, or take another name", True
    yield from _parties(scenario, (*path, "weights"), added.weights)
    yield from _parties(scenario, (*path, "worth"), added.worth)
    for party, weight in added.weights.items():
        if weight.high > 0 and party not in added.worth:
            rule = "an issue has a weight but its values have no worth"
            remedy = f"add {party} under worth: rising, falling, or {{value: worth}}"
            yield (*path, "weights", party), rule, party, remedy, True
    for party, given in added.worth.items():
        for inner, *rest in worth_misfits(added, given):
            yield (*path, "worth", party, *inner), *rest  # type: ignore[misc]
    stated = added.status_quo or ""
    if not is_value(added, stated) or added.place(stated) is None:
        rule = "the status quo of an issue is one of its values"
        yield (
            (*path, "status_quo"),
            rule,
            stated,
            f"write one of {', '.join(added.labels())}",
            False,
        )


def _value(scenario: Scenario, name: str, value: str, added: AddedValue) -> Iterator[Misfit]:
    path, known = ("values", name, value), scenario.issues[name].values
    yield from _parties(scenario, (*path, "worth"), added.worth)
    if known is None:
        rule = "only an issue with named values can be given another one"
        yield path, rule, value, "change its scale or steps in a copy and compare the two", True
        return
    if value in known:
        yield path, "the issue has this value already", value, "remove it here", True
    for party, stated in scenario.preferences.items():
        weight = stated.weights.get(name)
        if weight is not None and weight.high > 0 and party not in added.worth:
            rule = "a value has no worth for a party that gives the issue a weight"
            yield (*path, "worth"), rule, party, f"add {party}: and a number from 0 to 100", False
    if added.after is not None and added.after not in known:
        rule = "there is no value of this name"
        yield (*path, "after"), rule, added.after, suggestion(added.after, list(known)), False
    if added.after is None and _is_ordered(scenario, name):
        rule = "statements compare the values of this issue by their order"
        yield path, rule, value, "say which value it follows: after:", True


def _parties(
    scenario: Scenario, path: tuple[str, ...], given: Mapping[str, object]
) -> Iterator[Misfit]:
    for party in given:
        if party not in scenario.parties:
            rule = "there is no party of this name"
            yield (*path, party), rule, party, suggestion(party, list(scenario.parties)), True
        elif party not in scenario.preferences:
            rule = "a party without preferences does not count in deals"
            yield (*path, party), rule, party, "add its preferences, or remove it here", True


def _is_ordered(scenario: Scenario, issue: str) -> bool:
    """Whether a rule, a red line or an interaction asks which of its values comes first."""
    texts = [*scenario.rules]
    for stated in scenario.preferences.values():
        texts += _statements(stated)
    for text in texts:
        try:
            found = list(atoms(parse(text, scenario.issue_vocabulary)))
        except ExpressionError:
            continue
        for atom in found:
            if isinstance(atom, Comparison) and atom.issue == issue and atom.relation in _ORDERED:
                return True
    return False


def _statements(stated: Preferences) -> list[str]:
    return [*stated.red_lines, *(item.condition for item in stated.interactions)]


def addition_name(scenario: Scenario, path: KeyPath, words: Phrases) -> str | None:
    """A name such as 'North: weight of Prisoners'; None for a path of other sections."""
    language = words.language
    match path:
        case ("additions", "issues", issue, "weights", party):
            text = words("brief.weight_of", issue=_name(scenario, issue, language))
        case ("additions", "issues", issue, "worth", party, value):
            shown = scenario.translated(value, "issues", issue, value, language=language)
            name = _name(scenario, issue, language)
            text = words("brief.worth_of", issue=name, value=shown)
        case ("additions", "values", issue, value, "worth", party):
            name = scenario.issue_name(issue, language)
            shown = scenario.value_name(issue, value, language)
            text = words("brief.worth_of", issue=name, value=shown)
        case _:
            return None
    return f"{scenario.party_name(party, language)}: {text}"


def _name(scenario: Scenario, issue: str, language: str | None) -> str:
    stated = scenario.additions.issues[issue].name or issue
    return scenario.translated(stated, "issues", issue, language=language)


def translated_paths(scenario: Scenario) -> Iterator[str]:
    """The key paths under which texts of the section may be translated: as if on the agenda."""
    for name, issue in scenario.additions.issues.items():
        yield f"issues.{name}"
        yield from (f"issues.{name}.{value}" for value in issue.values or ())
    for name, values in scenario.additions.values.items():
        yield from (f"issues.{name}.{value}" for value in values)
