"""All that a brief rests on: what the analyses hand over, and what they say to each package."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

import numpy as np

from detente.analyses.catalogue import catalogue, find_analysis
from detente.analyses.contract import Result, require_sections
from detente.analyses.findings import Common, Finding, Package, Possible, Tipping, Verdict
from detente.analyses.spaces.standing import Standing, common, standing
from detente.ensembles import run_ensemble
from detente.ensembles.answers import answers, doubled_shares
from detente.ensembles.study import Study, study
from detente.errors import InputError, MissingSection, SettingError
from detente.phrases import Phrases
from detente.phrases.messages import said, told
from detente.progress import Progress, quiet, within
from detente.scenario import Draws, Scenario, best_draws, draw
from detente.scenario.agendas import agendas
from detente.scenario.draws import changed_draws
from detente.scenario.sampling import factors
from detente.scenario.sections.stages import Stage

F = TypeVar("F", bound=Finding)

OPEN = 0.1
"""Of the range of what no deal is worth to a party: a gap below that is too small to tell."""
DRAWN = 500
"""Draws over which packages are looked at."""
MANY = 10
"""Acceptable packages above which what they have in common is told."""
SURE = 0.05
"""A conclusion that holds in fewer draws, or fails in fewer, is not looked into."""
MOST_TIPPED = 8
"""Judgements whose tipping values are looked for: those that explain most."""
APART = ("security", "simulate")
"""Analyses that stand in the data files alone: protection of the venue has a sheet of its own."""
STUDIED = {"stages": "stages.agreement", "deals": "zopa"}


@dataclass(frozen=True)
class Facts:
    """Findings and results of a scenario; `lacking` and `reasons` say why analyses are missing."""

    scenario: Scenario
    findings: tuple[Finding, ...]
    results: Mapping[str, Result]
    lacking: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    study: Study | None = None

    def all(self, kind: type[F]) -> tuple[F, ...]:
        """The findings of one kind, in order."""
        return tuple(finding for finding in self.findings if isinstance(finding, kind))

    def one(self, kind: type[F]) -> F | None:
        """The first finding of a kind."""
        return next(iter(self.all(kind)), None)

    def package(self, role: str) -> Package | None:
        """The first package with a role."""
        return next((package for package in self.all(Package) if package.role == role), None)

    def verdicts(self, package: Package) -> tuple[Verdict, ...]:
        """What the parties say to a package, in the file's order."""
        return tuple(v for v in self.all(Verdict) if v.package == package.key)


def analysis_text(name: str, words: Phrases) -> str:
    """An analysis by what it is about, with its name; one without words by its name alone."""
    return words.texts("settings.analysis").get(name, name)


def needed_parties(scenario: Scenario) -> tuple[str, ...]:
    """Whose consent the talks need, in the file's order: asked where talks can die."""
    if not scenario.stages:
        return tuple(p for p in scenario.at_table if p in scenario.preferences)
    asked = {
        party
        for stage in _deciding(scenario)
        for party in (*stage.table, *(body for some in stage.ratifiers.values() for body in some))
    }
    return tuple(party for party in scenario.parties if party in asked)


def decided_by_vote(scenario: Scenario) -> bool:
    """Whether some table that decides does so without the consent of all who sit there."""
    if not scenario.stages:
        return scenario.consent.rule != "all"
    return any(stage.consent.rule != "all" for stage in _deciding(scenario))


def _deciding(scenario: Scenario) -> Iterator[Stage]:
    """The stages at which talks can die: none that announces, or from which talks go on."""
    plan = agendas(scenario.stages, tuple(scenario.issues))
    for stage, agenda, following in zip(scenario.stages, plan, (*plan[1:], None), strict=True):
        leads_on = agenda.if_fails in ("next", "adjourn")
        goes_on = leads_on and following is not None and following.kind != "announce"
        if agenda.kind != "announce" and not goes_on:
            yield stage


def invented(scenario: Scenario) -> frozenset[str]:
    """The sections with numbers that the file calls invented; what rests on them never leads."""
    found = {path[0] for path, stated in scenario.estimates().items() if stated.invented}
    parts: dict[str, Collection[Any]] = {
        "security": [scenario.security],
        "outlook": [scenario.outlook],
        "preferences": scenario.preferences.values(),
        "crises": scenario.crises.values(),
    }
    found |= {name for name, held in parts.items() if any(each and each.invented for each in held)}
    return frozenset(found)


def _may_lead(name: str, made_up: frozenset[str]) -> bool:
    """Whether an analysis needs no section with invented numbers."""
    needs = {part for need in find_analysis(name).needs for part in need.split("|")}
    return not made_up & {name, *needs}


def gather(
    scenario: Scenario,
    words: Phrases,
    *,
    draws: int,
    seed: int,
    apart: bool = False,
    progress: Progress = quiet,
) -> Facts:
    """Run all analyses that the file allows, look at the packages, and at what would turn them.

    Those that stand in data files alone are run if they are asked for (`apart`).
    """
    results: dict[str, Result] = {}
    lacking: dict[str, str] = {}
    reasons: dict[str, str] = {}
    entries = [entry for entry in catalogue() if apart or entry.name not in APART]
    steps = within(progress, 0, 2, 3)
    for done, analysis in enumerate(entries):
        steps(done, len(entries), analysis_text(analysis.name, words))
        try:
            require_sections(analysis, scenario)
            results[analysis.name] = analysis.run(scenario)
        except MissingSection as missing:
            lacking[analysis.name] = missing.section
        except InputError as error:
            own = error.remedy if isinstance(error, SettingError) else None
            reasons[analysis.name] = told(error, words) if own is None else said(own, words)
    made_up = invented(scenario)
    found = tuple(
        finding
        for name, result in results.items()
        if _may_lead(name, made_up)
        for finding in result.findings()
    )
    facts = Facts(scenario, found, results, lacking, reasons)
    if "preferences" in made_up:
        return facts
    facts = replace(facts, findings=_packages(scenario, found))
    if draws and scenario.preferences and factors(scenario):
        facts = _looked_into(facts, draws, seed, within(progress, 2, 1, 3))
    return replace(facts, findings=(*facts.findings, *_judged(facts, draws, seed)))


def _packages(scenario: Scenario, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """One package a role: talks in stages come before the map of deals, offers beside them."""
    staged = any(f.key == "possible" for f in found)
    kept: list[Finding] = []
    for finding in found:
        if staged and finding.key in ("package.deals", "possible.deals"):
            continue
        if isinstance(finding, Package) and finding.key == "package.deals":
            finding = replace(finding, role="for_all")
        kept.append(finding)
    for name, offer in scenario.packages.items():
        today = {i: a.status_quo or a.labels()[0] for i, a in scenario.issues.items()}
        values = today | dict(offer.deal)
        kept.append(
            Package(key=f"package.{name}", because=offer.because, role="named", values=values)
        )
    fixed = next(
        (f.fixed for f in found if f.key == "package.deals" and isinstance(f, Package)), ()
    )
    return tuple(
        replace(f, fixed=fixed) if isinstance(f, Package) and f.role == "for_all" else f
        for f in kept
    )


def _looked_into(facts: Facts, draws: int, seed: int, progress: Progress) -> Facts:
    """The conclusion that most hangs on, over draws: its share, and what would turn it."""
    name = next((name for name in STUDIED if name in facts.results), None)
    if name is None:
        return facts
    analysis, conclusion = find_analysis(name), STUDIED[name]
    possible = facts.one(Possible)
    if possible is None or (possible.share is not None and not _open(possible.share)):
        return facts
    chosen = {"only": conclusion}
    if name == "stages":
        draws = min(draws, facts.results[name].settings["draws"])
    try:
        run = run_ensemble(
            analysis,
            facts.scenario,
            draws=draws,
            seed=seed,
            progress=progress,
            settings=chosen,
        )
    except InputError:
        return facts
    share = run.probability(conclusion).value
    looked = None
    told: dict[str, Any] = {"share": share}
    if _open(share):
        looked = study(run, analysis, conclusion, most=MOST_TIPPED)
        stated = {conclusion: run.of(conclusion)}
        doubled = doubled_shares(analysis, facts.scenario, stated, seed=seed, settings=chosen)
        told["doubled"] = doubled.get(conclusion)
    elif share > 0.5:
        ends = answers(analysis, facts.scenario, at_ends(facts.scenario), chosen)
        told["sturdy"] = bool(ends[conclusion].all())
    findings = [replace(f, **told) if isinstance(f, Possible) else f for f in facts.findings]
    tipping = () if looked is None else _tipping(looked)
    return replace(facts, findings=(*findings, *tipping), study=looked)


def at_ends(scenario: Scenario) -> Draws:
    """Best values, with one judgement at one end of its range in each draw."""
    moved = {path: (j.low, j.high) for path, j in scenario.judgements().items() if not j.certain}
    columns = {path: np.full(2 * len(moved), scenario.judgements()[path].best) for path in moved}
    for place, (path, ends) in enumerate(moved.items()):
        columns[path][2 * place : 2 * place + 2] = ends
    return changed_draws(scenario, columns)


def _open(share: float) -> bool:
    """Whether some draws say so and some do not, so that it can turn."""
    return SURE <= share <= 1 - SURE


def _tipping(looked: Study) -> Iterator[Tipping]:
    tips = {tip.path: tip for tip in looked.tips}
    ranges = {item.path: (item.low, item.high) for item in looked.inputs}
    for swing in looked.swings:
        tip = tips.get(swing.path)
        low, high = ranges[swing.path]
        turned = tip is not None and tip.within and high > low
        fraction = abs(tip.value - tip.best) / (high - low) if tip is not None and turned else None
        yield Tipping(
            key=f"tipping.{'.'.join(swing.path)}",
            path=swing.path,
            at_low=swing.at_low,
            at_high=swing.at_high,
            fraction=fraction,
        )


def _judged(facts: Facts, draws: int, seed: int) -> Iterator[Finding]:
    """What each party says to each package, and what all acceptable packages have in common."""
    scenario, packages = facts.scenario, facts.all(Package)
    if not packages or not scenario.preferences:
        return
    deals = [package.values for package in packages]
    at_best = standing(scenario, deals, best_draws(scenario))
    many = draw(scenario, min(draws, DRAWN), seed=seed) if draws else None
    drawn = None if many is None else standing(scenario, deals, many)
    needed = needed_parties(scenario)
    for place, package in enumerate(packages):
        for party in at_best.parties:
            yield Verdict(
                key=f"{package.key}.verdict.{party}",
                package=package.key,
                party=party,
                says=_says(scenario, at_best, party, place),
                red_lines=at_best.lines(party, place),
                share=None if drawn is None else float(np.mean(drawn.refuses(party, place))),
                needed=party in needed,
                at_table=party in scenario.at_table,
            )
    found = None if decided_by_vote(scenario) else common(scenario, needed)
    if found is not None and found[0] > MANY:
        yield _common(scenario, *found)


def _says(
    scenario: Scenario, at_best: Standing, party: str, place: int
) -> Literal["yes", "no", "open"]:
    if at_best.lines(party, place):
        return "no"
    gap = float(at_best.gain[0, at_best.parties.index(party), place])
    stated = scenario.preferences[party].reservation
    width = 0.0 if stated is None else stated.high - stated.low
    if abs(gap) < OPEN * width:
        return "open"
    return "yes" if gap >= 0 else "no"


def _common(scenario: Scenario, count: int, terms: Mapping[str, tuple[str, ...]]) -> Common:
    """Issues with one value left, or on scales with fewer than there are; the others are open."""
    told: dict[str, tuple[str, ...]] = {}
    for issue, values in terms.items():
        labels = scenario.issues[issue].labels()
        if len(values) == 1 or (
            len(values) < len(labels) and scenario.issues[issue].scale is not None
        ):
            told[issue] = values
    open_ = tuple(issue for issue in terms if issue not in told)
    return Common(key="common", count=count, terms=told, open=open_)
