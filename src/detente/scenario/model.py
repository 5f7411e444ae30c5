"""The scenario: what the analyst states, checked and frozen.

>>> scenario = Scenario.model_validate({
...     "title": "A sale", "parties": {"seller": {}, "buyer": {"name": "The buyer"}},
...     "issues": {"price": {"values": ["low", "high"]}},
... })
>>> scenario.party_name("buyer"), scenario.at_table
('The buyer', ('seller', 'buyer'))
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, PrivateAttr

from detente.phrases.directions import isolated
from detente.scenario.judgements.forms import Judgement
from detente.scenario.sections.additions import Additions
from detente.scenario.sections.base import Date, Name, Names, Section, Text, Texts, each_once
from detente.scenario.sections.conflict import Option, Priority, Ranking
from detente.scenario.sections.crises import Crisis
from detente.scenario.sections.failure import StateWorth, read_worths
from detente.scenario.sections.issues import Issue, Preferences
from detente.scenario.sections.outlook import Outlook
from detente.scenario.sections.people import Evidence, Party, Source
from detente.scenario.sections.positions import Positions
from detente.scenario.sections.security import Security
from detente.scenario.sections.signals import Signals, Types
from detente.scenario.sections.stages import Commitment, Consent, Front, Stage
from detente.scenario.sections.standoff import Doubt, Graph, OptionWeights, Outcome, Strength, View
from detente.scenario.sections.wording import AClient, Offer
from detente.scenario.statements import Vocabulary

KeyPath = tuple[str, ...]
"""Where something stands in a scenario: the keys from the top, list places as numerals."""


def _empty_when_absent(raw: Any) -> Any:
    return {} if raw is None else raw


def _options(raw: Any) -> Any:
    if isinstance(raw, list | tuple) and all(isinstance(name, str) for name in raw):
        return {name: {} for name in each_once(raw)}
    return raw


_Option = Annotated[Option, BeforeValidator(_empty_when_absent)]
_Options = Annotated[dict[Name, _Option], BeforeValidator(_options)]
_Party = Annotated[Party, BeforeValidator(_empty_when_absent)]
_Worths = Annotated[tuple[StateWorth, ...], BeforeValidator(read_worths)]


def _consent(raw: Any) -> Any:
    return {"rule": raw} if isinstance(raw, str) else raw


_Consent = Annotated[Consent, BeforeValidator(_consent)]


class Scenario(Section):
    """A negotiation as the analyst sees it; only `title` and `parties` are required."""

    detente: Literal[1] = Field(1, description="version of the format")
    title: Text = Field(description="what the case is called")
    summary: Text | None = Field(None, description="one or two sentences on the case")
    as_of: Date | None = Field(None, description="the day whose knowledge is used")
    language: Literal["en", "de"] = Field("en", description="language of this file")
    translations: dict[Literal["en", "de"], dict[str, Text]] = Field(
        {}, description="texts of this file, or dotted key paths, and their wording in a language"
    )
    sources: dict[Name, Source] = Field({}, description="documents that evidence is taken from")
    evidence: dict[Name, Evidence] = Field({}, description="what the sources say, by place")
    parties: dict[Name, _Party] = Field(min_length=1, description="who takes part")
    issues: dict[Name, Issue] = Field({}, description="what has to be settled")
    preferences: dict[Name, Preferences] = Field({}, description="what each party wants")
    options: dict[Name, _Options] = Field(
        {}, description="per party, the courses of action that it takes or not"
    )
    status_quo: Texts | None = Field(
        None, description="where things stand: a YN string, or the list of options now taken"
    )
    infeasible: Texts = Field((), description="states where one of these holds do not exist")
    priorities: dict[Name, tuple[Priority, ...]] = Field(
        {}, description="per party, what it wants without a deal, most important first"
    )
    ranking: dict[Name, Ranking] = Field(
        {}, description="per party, all feasible states, best first; in place of priorities"
    )
    option_weights: OptionWeights = Field(
        {}, description="per party and option, what it is worth that the option is taken"
    )
    outcomes: tuple[Outcome, ...] = Field(
        (), description="which deal the parties are under in which states; the first that holds"
    )
    same: Texts = Field((), description="states where one of these holds count as one state")
    graph: Graph | None = Field(None, description="a conflict stated move by move")
    strength: dict[Name, Strength] = Field(
        {},
        description="how many first priorities, or places of a ranking, make a strong difference",
    )
    unknown: dict[Name, tuple[Doubt, ...]] = Field(
        {}, description="comparisons of states that are not known, per party"
    )
    views: dict[Name, View] = Field({}, description="how a party sees the conflict")
    rules: Texts = Field((), description="every deal satisfies all of these statements")
    additions: Additions = Field(
        Additions(), description="what could be put on the agenda: further issues and values"
    )
    consent: _Consent = Field(Consent(), description="whose consent makes a deal")
    no_deal: dict[Name, _Worths] = Field(
        {}, description="per party, what states without a deal are worth, on the scale of deals"
    )
    client: AClient | None = Field(None, description="whom the brief advises")
    packages: dict[Name, Offer] = Field({}, description="packages on the table, or feared")
    security: Security | None = Field(None, description="protection of a venue")
    positions: Positions = Field(
        {}, description="per issue and party: position, salience and capability, for forecasts"
    )
    stages: tuple[Stage, ...] = Field((), description="the rounds of the talks, in order")
    matter: Names = Field((), description="the issues that a binding agreement is about")
    outlook: Outlook = Field(Outlook(), description="what the chance of an agreement rests on")
    commitments: dict[Name, Commitment] = Field({}, description="public promises and threats")
    fronts: dict[Name, Front] = Field({}, description="what some parties defend together")
    types: Types = Field({}, description="per party: what it may be after")
    signals: Signals = Field({}, description="what was said and done before the talks")
    crises: dict[Name, Crisis] = Field(
        {}, description="contests of force in reduced form: win, cost, threat, shift of power"
    )

    _origin: str = PrivateAttr("")
    _judgements: tuple[tuple[object, ...], dict[KeyPath, Judgement]] | None = PrivateAttr(None)

    @property
    def origin(self) -> str:
        """The file or case that the scenario was read from; empty for one made in Python."""
        return self._origin

    @property
    def digest(self) -> str:
        """SHA-256 of what the scenario states; comments and layout do not count."""
        return hashlib.sha256(
            self.model_dump_json(exclude_defaults=True, by_alias=True).encode()
        ).hexdigest()

    @property
    def at_table(self) -> tuple[str, ...]:
        """The parties whose consent a deal needs."""
        return tuple(name for name, party in self.parties.items() if party.at_table)

    @property
    def option_names(self) -> tuple[tuple[str, str], ...]:
        """All options as (party, option), in declared order: the order of YN strings."""
        return tuple((p, option) for p, options in self.options.items() for option in options)

    @property
    def option_vocabulary(self) -> Vocabulary:
        """The names that statements about states may use."""
        return Vocabulary(options={party: tuple(names) for party, names in self.options.items()})

    @property
    def issue_vocabulary(self) -> Vocabulary:
        """The names that statements about deals may use."""
        return Vocabulary(issues={name: issue.values for name, issue in self.issues.items()})

    def parts(self) -> Iterator[tuple[KeyPath, BaseModel]]:
        """Every part that has keys of its own, by its key path; judgements are not entered."""
        return _parts(self, ())

    def judgements(self) -> dict[KeyPath, Judgement]:
        """Every judgement in the scenario by its key path."""
        # Kept with the sections they were found in: a copy with other sections looks again.
        sections = tuple(getattr(self, name) for name in type(self).model_fields)
        if self._judgements is not None:
            before, found = self._judgements
            if all(map(operator.is_, before, sections)):
                return dict(found)
        found = {path: part for path, part in self.parts() if isinstance(part, Judgement)}
        self._judgements = (sections, found)
        return dict(found)

    def estimates(self) -> dict[KeyPath, Judgement]:
        """The judgements that the analyst had to make, by key path.

        The ends of a scale of worths (a certain 0 or 100) are set, and priors stand with the
        types they belong to: neither counts.
        """
        return {
            path: judgement
            for path, judgement in self.judgements().items()
            if path[-1] != "prior" and not (_is_worth_of_value(path) and _is_end(judgement))
        }

    def citations(self) -> dict[KeyPath, tuple[str, ...]]:
        """The evidence named by each `because` in the scenario, by its key path."""
        found = {(*path, "because"): getattr(part, "because", ()) for path, part in self.parts()}
        return {path: because for path, because in found.items() if because}

    def translated(self, text: str, *path: str, language: str | None = None) -> str:
        """A text of this file in a language; by key path first, then by the text itself.

        One that is read from right to left is isolated, so that it turns nothing around it.
        """
        wording = self.translations.get(language or self.language, {})  # type: ignore[call-overload]
        return isolated(str(wording.get(".".join(path), wording.get(text, text))))

    def party_name(self, party: str, language: str | None = None) -> str:
        """A party's full name."""
        name = self.parties[party].name or party
        return self.translated(name, "parties", party, language=language)

    def issue_name(self, issue: str, language: str | None = None) -> str:
        """An issue's full name."""
        name = self.issues[issue].name or issue
        return self.translated(name, "issues", issue, language=language)

    def value_name(self, issue: str, value: str, language: str | None = None) -> str:
        """A value's wording; the key path is `issues.<issue>.<value>`."""
        return self.translated(value, "issues", issue, value, language=language)

    def unit_name(self, issue: str, language: str | None = None) -> str:
        """The unit of an issue with a numeric scale; empty where there is none."""
        unit = self.issues[issue].unit
        return "" if unit is None else self.translated(unit, language=language)

    def option_name(self, party: str, option: str, language: str | None = None) -> str:
        """An option's full wording; the key path is `options.<party>.<option>`."""
        name = self.options[party][option].name or option
        return self.translated(name, "options", party, option, language=language)


def _is_worth_of_value(path: KeyPath) -> bool:
    match path:
        case ("preferences", _, "values", *_) | ("types", _, _, "preferences", "values", *_):
            return True
        case ("additions", "issues", _, "worth", *_) | ("additions", "values", _, _, "worth", *_):
            return True
    return False


def _is_end(judgement: Judgement) -> bool:
    return judgement.certain and judgement.best in (0.0, 100.0)


def _parts(part: Any, path: KeyPath) -> Iterator[tuple[KeyPath, BaseModel]]:
    if isinstance(part, BaseModel):
        yield path, part
        if not isinstance(part, Judgement):
            for key in type(part).model_fields:
                yield from _parts(getattr(part, key), (*path, key))
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield from _parts(inner, (*path, str(key)))
    elif isinstance(part, tuple | list):
        for place, inner in enumerate(part):
            yield from _parts(inner, (*path, str(place)))
