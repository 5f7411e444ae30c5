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

from pydantic import BaseModel, Field, PrivateAttr

from detente.phrases.directions import isolated
from detente.scenario.judgements.forms import Judgement
from detente.scenario.judgements.schema import SCHEMA
from detente.scenario.sections.additions import Additions
from detente.scenario.sections.base import (
    Date,
    IssueName,
    IssuesStatements,
    Name,
    OptionsStatements,
    PartyName,
    Section,
    Several,
    Text,
    Texts,
    each_once,
)
from detente.scenario.sections.conflict import (
    Doubt,
    Graph,
    Option,
    OptionWeights,
    Outcome,
    Priority,
    Ranking,
    Strength,
    View,
)
from detente.scenario.sections.crises import Crisis
from detente.scenario.sections.failure import StateWorth, read_worths
from detente.scenario.sections.issues import Issue, Preferences
from detente.scenario.sections.outlook import Outlook
from detente.scenario.sections.people import Evidence, Party, Source
from detente.scenario.sections.positions import Positions
from detente.scenario.sections.security import Security
from detente.scenario.sections.signals import Signals, Types
from detente.scenario.sections.stages import Commitment, Consent, Front, Stage
from detente.scenario.sections.wording import Client, Offer
from detente.scenario.shape import NAME, OPTIONAL, Short, list_of
from detente.scenario.statements import Vocabulary

KeyPath = tuple[str, ...]
"""Where something stands in a scenario: the keys from the top, list places as numerals."""


def _options(raw: Any) -> Any:
    if isinstance(raw, list | tuple) and all(isinstance(name, str) for name in raw):
        return {name: {} for name in each_once(raw)}
    return raw


Options = Annotated[dict[Name, Annotated[Option, OPTIONAL]], Short(_options, list_of(NAME, 0))]


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
    parties: dict[Name, Annotated[Party, OPTIONAL]] = Field(
        min_length=1, description="who takes part"
    )
    issues: dict[Name, Issue] = Field({}, description="what has to be settled")
    preferences: dict[PartyName, Preferences] = Field({}, description="what each party wants")
    options: dict[PartyName, Options] = Field(
        {}, description="per party, the courses of action that it takes or not"
    )
    status_quo: Texts | None = Field(
        None, description="where things stand: a YN string, or the list of options now taken"
    )
    infeasible: OptionsStatements = Field(
        (), description="states where one of these holds do not exist"
    )
    priorities: dict[PartyName, tuple[Priority, ...]] = Field(
        {}, description="per party, what it wants without a deal, most important first"
    )
    ranking: dict[PartyName, Ranking] = Field(
        {}, description="per party, all feasible states, best first; in place of priorities"
    )
    option_weights: OptionWeights = Field(
        {}, description="per party and option, what it is worth that the option is taken"
    )
    outcomes: tuple[Outcome, ...] = Field(
        (), description="which deal the parties are under in which states; the first that holds"
    )
    same: OptionsStatements = Field(
        (), description="states where one of these holds count as one state"
    )
    graph: Graph | None = Field(None, description="a conflict stated move by move")
    strength: dict[PartyName, Strength] = Field(
        {},
        description="how many first priorities, or places of a ranking, make a strong difference",
    )
    unknown: dict[PartyName, tuple[Doubt, ...]] = Field(
        {}, description="comparisons of states that are not known, per party"
    )
    views: dict[PartyName, View] = Field({}, description="how a party sees the conflict")
    rules: IssuesStatements = Field((), description="every deal satisfies all of these statements")
    additions: Additions = Field(
        Additions(), description="what could be put on the agenda: further issues and values"
    )
    consent: Consent = Field(Consent(), description="whose consent makes a deal")
    no_deal: dict[PartyName, Annotated[tuple[StateWorth, ...], Short(read_worths, SCHEMA)]] = Field(
        {}, description="per party, what states without a deal are worth, on the scale of deals"
    )
    client: Client | None = Field(None, description="whom the brief advises")
    packages: dict[Name, Offer] = Field({}, description="packages on the table, or feared")
    security: Security | None = Field(None, description="protection of a venue")
    positions: Positions = Field(
        {}, description="per issue and party: position, salience and capability, for forecasts"
    )
    stages: tuple[Stage, ...] = Field((), description="the rounds of the talks, in order")
    matter: Several[IssueName] = Field(
        (), description="the issues that a binding agreement is about"
    )
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
        found = self.judgements().items()
        return {path: judgement for path, judgement in found if not _is_set(path, judgement)}

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

    def name_of(self, *path: str, language: str | None = None) -> str:
        """What the part at a path is called: its name or what it says, else its key."""
        part: Any = self
        for step in path:
            part = part[step] if isinstance(part, dict) else getattr(part, step)
        key = path[-1].replace("_", " ") if path[0] in ("fronts", "crises", "outlook") else path[-1]
        stated = (getattr(part, "name", None), getattr(part, "says", None))
        name = next((text for text in stated if isinstance(text, str)), key)
        return self.translated(name, *path, language=language)

    def party_name(self, party: str, language: str | None = None) -> str:
        """A party's full name."""
        return self.name_of("parties", party, language=language)

    def issue_name(self, issue: str, language: str | None = None) -> str:
        """An issue's full name."""
        return self.name_of("issues", issue, language=language)

    def value_name(self, issue: str, value: str, language: str | None = None) -> str:
        """A value's wording; the key path is `issues.<issue>.<value>`."""
        return self.translated(value, "issues", issue, value, language=language)

    def unit_name(self, issue: str, language: str | None = None) -> str:
        """The unit of an issue with a numeric scale; empty where there is none."""
        return self.translated(self.issues[issue].unit or "", language=language)

    def front_name(self, front: str, language: str | None = None) -> str:
        """A front's name; the key path is `fronts.<name>`."""
        return self.name_of("fronts", front, language=language)

    def option_name(self, party: str, option: str, language: str | None = None) -> str:
        """An option's full wording; the key path is `options.<party>.<option>`."""
        return self.name_of("options", party, option, language=language)


def _is_set(path: KeyPath, judgement: Judgement) -> bool:
    """Whether it is a prior, or an end of a scale of worths: nobody had to estimate it."""
    match path:
        case ("preferences", _, "values", *_) | ("types", _, _, "preferences", "values", *_):
            pass
        case ("additions", "issues", _, "worth", *_) | ("additions", "values", _, _, "worth", *_):
            pass
        case _:
            return path[-1] == "prior"
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
