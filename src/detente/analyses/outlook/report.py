"""An outlook in sentences, tables and a chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from detente.analyses.contract import BriefPart
from detente.analyses.outlook.result import MOVES_TOLD
from detente.analyses.outlook.tables import charts, moved, outcome_names, tables
from detente.analyses.outlook.walk import BINDING, BROKEN_OFF, FOR_SHOW, NOTHING
from detente.analyses.talks.wording import stage_text
from detente.exhibits import Note, Section
from detente.phrases import likelihood_key
from detente.scenario.agendas import agendas
from detente.scenario.names import judgement_name
from detente.scenario.wording import value_text

if TYPE_CHECKING:
    from detente.analyses.outlook.result import Chance, OutlookResult
    from detente.phrases import Phrases

LEAST_TOLD = 0.1
"""Below this an outcome is not told in a sentence."""
LEAST_SHIFT = 0.1
"""A share that ranges twice as wide move by less is called robust."""
LEAST_APART = 0.02
"""Types that differ less are not told."""


def statements(result: OutlookResult, words: Phrases) -> tuple[Note, ...]:
    """Stage by stage, then the settlement, both views, types, what would move it."""
    said = [
        *(text for place in result.stages for text in _of_stage(result, place, words)),
        _settlement(result, words),
        words("outlook.possible", share=words.in_calculations(round(result.study.possible, 9))),
        *_robust(result, words),
        *_close(result, words),
        *_views(result, words),
        *_by_type(result, words),
        *_early(result, words),
        _moves(result, words),
    ]
    return tuple(Note(text, "finding") for text in said)


def brief(result: OutlookResult, words: Phrases) -> BriefPart:
    """The outcome of the first stage on top, with the settlement; all else behind."""
    first = _of_stage(result, 0, words)
    exhibits = (*statements(result, words), *tables(result, words), *charts(result, words))
    bottom = (" ".join(first), _settlement(result, words))
    return BriefPart(bottom, annexes=(Section("outlook", words("outlook.annex"), exhibits),))


def events(result: OutlookResult, words: Phrases) -> list[tuple[str, float]]:
    """What will turn out true or false, each with its probability: for a log of statements."""
    found = []
    for place in result.stages:
        chance = result.outcome(place, BINDING).value
        if chance is not None:
            stage, matter = stage_text(result.scenario, place, words), _matter(result, place, words)
            found.append((words("outlook.event", stage=stage, matter=matter), chance))
    settlement = result.settlement.value
    if settlement is not None and len(result.stages) > 1:
        found.append((words("outlook.event_settlement", title=_title(result, words)), settlement))
    return found


def _title(result: OutlookResult, words: Phrases) -> str:
    return result.scenario.translated(result.scenario.title, "title", language=words.language)


def _figures(chance: Chance, words: Phrases) -> str:
    value, low, high = chance.value or 0.0, chance.low or 0.0, chance.high or 0.0
    shown = (words.percentage(low), words.share(high))
    if words.share(low) == words.share(high) == words.share(value):
        return words.share(value)
    return words("outlook.figures", value=words.share(value), low=shown[0], high=shown[1])


def _as_shown(chance: Chance, words: Phrases) -> Chance:
    """A chance that the file leaves open is told as one number where both ends print alike."""
    low, high = chance.low, chance.high
    if chance.value is not None or low is None or high is None:
        return chance
    if words.share(low) == words.share(high):
        return replace(chance, value=(low + high) / 2)
    return chance


def _of_stage(result: OutlookResult, place: int, words: Phrases) -> list[str]:
    chance = _as_shown(result.outcome(place, BINDING), words)
    values = {
        "stage": stage_text(result.scenario, place, words),
        "matter": _matter(result, place, words),
    }
    if chance.low is None or chance.high is None:
        return []
    if chance.value is None:
        ends = {"low": words.percentage(chance.low), "high": words.share(chance.high)}
        return [words("outlook.unsettled", **values, **ends)]
    figures = _figures(chance, words)
    if likelihood_key(chance.value) == "even":
        said = words("outlook.expects_even", figures=figures, **values)
    else:
        word = words.likelihood(chance.value)
        said = words("outlook.expects", word=word, figures=figures, **values)
    return [said, *_otherwise(result, place, words), *_held(result, place, words)]


def _matter(result: OutlookResult, place: int, words: Phrases) -> str:
    names = [result.scenario.issue_name(k, words.language) for k in result.scenario.matter]
    if not names or result.ratifies(place):
        return ""
    return words("outlook.on_matter", issues=words.join(names))


def _otherwise(result: OutlookResult, place: int, words: Phrases) -> Iterator[str]:
    """The other outcomes, largest first; those that the file leaves open are told together."""
    names = outcome_names(words)
    side = result.side_agreement(place)
    chances = {k: result.outcome(place, k).value or 0.0 for k in (FOR_SHOW, NOTHING, BROKEN_OFF)}
    values = {words("outlook.side"): side, names["broken_off"]: chances[BROKEN_OFF]}
    if result.is_open(place):
        values[words("outlook.open_outcome")] = chances[FOR_SHOW] - side + chances[NOTHING]
    else:
        values[names["for_show"]] = chances[FOR_SHOW] - side
        values[names["nothing"]] = chances[NOTHING]
    told = [
        words("outlook.of_outcome", outcome=name, share=words.share(value))
        for name, value in sorted(values.items(), key=lambda pair: -pair[1])
        if value >= LEAST_TOLD
    ]
    if told:
        yield words("outlook.otherwise", outcomes=words.join(told, either=True))


def _held(result: OutlookResult, place: int, words: Phrases) -> Iterator[str]:
    reached = result.reached(place)
    if reached < 1 - 1e-9:
        stage = stage_text(result.scenario, place, words)
        yield words("outlook.held", stage=stage, share=words.share(reached))


def _settlement(result: OutlookResult, words: Phrases) -> str:
    chance = _as_shown(result.settlement, words)
    if chance.value is None:
        low, high = chance.low or 0.0, chance.high or 0.0
        ends = {"low": words.percentage(low), "high": words.share(high)}
        return words("outlook.settlement_unsettled", **ends)
    figures = _figures(chance, words)
    if likelihood_key(chance.value) == "even":
        return words("outlook.settlement_even", figures=figures)
    return words("outlook.settlement", word=words.likelihood(chance.value), figures=figures)


def _robust(result: OutlookResult, words: Phrases) -> Iterator[str]:
    """The same share with ranges doubled, and with the worths of no deal moved together."""
    stated, found = result.study.possible, result.study.robustness
    robust = abs(found.doubled - stated) < LEAST_SHIFT
    shares = {"stated": words.percentage(stated), "doubled": words.share(found.doubled)}
    yield words("outlook.robust" if robust else "outlook.not_robust", **shares)
    if found.together is None or found.opposed is None:
        return
    ends = {"together": words.share(found.together), "opposed": words.share(found.opposed)}
    if {*ends.values()} != {words.share(stated)}:
        yield words("outlook.extremes", **ends)


def _close(result: OutlookResult, words: Phrases) -> Iterator[str]:
    """Whether it is too close to call, and the nearest package; then nobody is said to lack."""
    scenario, close = result.scenario, result.study.close
    too_close = close.is_open(result.study.possible)
    if close.turned_by:
        names = [judgement_name(scenario, path, words) for path in close.turned_by[:MOVES_TOLD]]
        yield words("outlook.too_close_by", judgements=words.join(names, either=True))
    elif too_close:
        yield words("outlook.too_close")
    nearest = close.nearest
    if nearest is None:
        return
    package = "; ".join(
        f"{scenario.issue_name(issue, words.language)}: {value_text(scenario, issue, label, words)}"
        for issue, label in result.nearest_package.items()
    )
    if too_close:
        yield words("outlook.nearest_open", package=package)
    else:
        names = [scenario.party_name(party, words.language) for party in nearest.lacking]
        share = words.share(-nearest.room)
        yield words("outlook.nearest", package=package, parties=words.join(names), share=share)


def _views(result: OutlookResult, words: Phrases) -> Iterator[str]:
    rate, place = result.rate, result.study.stage
    if rate is None:
        yield words("outlook.no_class")
        return
    inside, both = result.inside(rate.event).value, result.outcome(place, rate.event).value
    outside = float(rate.mean[rate.event if len(rate.mean) > 1 else 0])
    classes = [
        words("outlook.one_class", name=_class_name(result, name, words), came=came, of=past.of)
        for name, past in result.scenario.outlook.classes.items()
        if past.stage == place + 1 and (came := getattr(past, past.event)) is not None
    ]
    if inside is not None and both is not None:
        yield words(
            "outlook.pooled",
            inside=words.share(inside),
            classes=words.join(classes),
            outside=words.share(outside),
            pooled=words.share(both),
        )
    if result.even_friction is not None:
        yield words("outlook.even_friction", friction=words.number(result.even_friction))


def _class_name(result: OutlookResult, name: str, words: Phrases) -> str:
    stated = result.scenario.outlook.classes[name].name or name.replace("_", " ")
    return result.scenario.translated(stated, "outlook", "classes", name, language=words.language)


def _by_type(result: OutlookResult, words: Phrases) -> Iterator[str]:
    """A sentence a party whose types differ, on settlement where that differs most."""
    for party, kinds in result.study.by_type.items():
        name = result.scenario.party_name(party, words.language)
        whole = [settlement for _, settlement in kinds.values()]
        first = [binding for binding, _ in kinds.values()]
        if max(*whole, *first) - min(*whole, *first) < LEAST_APART:
            continue
        types = [
            result.scenario.name_of("types", party, kind, language=words.language) for kind in kinds
        ]
        if max(whole) - min(whole) > max(first) - min(first):
            told = [
                words("outlook.of_type_settlement", settlement=words.share(share), type=text)
                for share, text in zip(whole, types, strict=True)
            ]
            yield words("outlook.by_type_settlement", party=name, types=words.join(told))
        else:
            told = [
                words("outlook.of_type", binding=words.share(share), type=text)
                for share, text in zip(first, types, strict=True)
            ]
            yield words("outlook.by_type", party=name, types=words.join(told))


def _early(result: OutlookResult, words: Phrases) -> Iterator[str]:
    plans = agendas(result.scenario.stages, tuple(result.scenario.issues))
    for part in result.study.early:
        issues = [
            result.scenario.issue_name(issue, words.language) for issue in plans[part.stage].settles
        ]
        yield words(
            "outlook.early",
            stage=stage_text(result.scenario, part.stage, words),
            issues=words.join(issues),
            settled=words.share(part.settled),
            otherwise=words.share(part.otherwise),
        )


def _moves(result: OutlookResult, words: Phrases) -> str:
    told = [
        words(
            "outlook.of_move",
            what=moved(result, move, words),
            low=words.percentage(move.low),
            high=words.share(move.high),
        )
        for move in result.study.moves[:MOVES_TOLD]
    ]
    return words("outlook.moves", moves=words.join(told))
