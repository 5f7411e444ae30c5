"""An outlook in sentences, tables and a chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.analyses.outlook.chance import OUTCOMES
from detente.analyses.outlook.outcomes import BINDING, BROKEN_OFF, FOR_SHOW, NOTHING
from detente.analyses.outlook.result import MOVES_TOLD
from detente.analyses.talks.wording import Names
from detente.analyses.telling import table
from detente.exhibits import Axis, Bar, BarChart, Cell, Chart, Note, Table
from detente.phrases import likelihood_key
from detente.scenario.agendas import agendas
from detente.scenario.names import judgement_name

if TYPE_CHECKING:
    from detente.analyses.outlook.estimate import Chance
    from detente.analyses.outlook.moves import Move
    from detente.analyses.outlook.result import OutlookResult
    from detente.phrases import Phrases

LEAST_TOLD = 0.1
"""Below this an outcome is not told in a sentence."""
LEAST_SIDE = 0.01
"""An agreement beside the matter that is less likely is not told apart."""
LEAST_SHIFT = 0.1
"""A share that ranges twice as wide move by less is called robust."""
LEAST_APART = 0.02
"""Types that differ less are not told."""
MOVES_IN_TABLE = 10
NUMBERS = ("value~0", "low~0", "high~0")


def statements(result: OutlookResult, words: Phrases) -> tuple[Note, ...]:
    """Stage by stage, then the settlement, both views, types, what would move it."""
    names = Names(result.scenario, words, ())
    said = [
        *(text for place in result.stages for text in _of_stage(result, place, names)),
        _told(result.settlement, "settlement", words),
        words("outlook.possible", share=words.in_calculations(round(result.study.possible, 9))),
        *_robust(result, words),
        *_close(result, names),
        *_views(result, words),
        *_by_type(result, names),
        *_early(result, names),
        *_moves(result, words),
    ]
    return tuple(Note(text, "finding") for text in said)


def events(result: OutlookResult, words: Phrases) -> list[tuple[str, float]]:
    """What will turn out true or false, each with its probability: for a log of statements."""
    found = []
    names = Names(result.scenario, words, ())
    for place in result.stages:
        chance = result.outcome(place, BINDING).value
        if chance is not None:
            told = {"stage": names.stage(place), "matter": _matter(result, place, names)}
            found.append((words("outlook.event", **told), chance))
    settlement = result.settlement.value
    if settlement is not None and len(result.stages) > 1:
        scenario = result.scenario
        title = scenario.translated(scenario.title, "title", language=words.language)
        found.append((words("outlook.event_settlement", title=title), settlement))
    return found


def _told(chance: Chance, key: str, words: Phrases, **values: str) -> str:
    """A chance by its word and interval, as about even, or as one that the file leaves open."""
    low, high = chance.low or 0.0, chance.high or 0.0
    alike = words.share(low) == words.share(high)
    value = (low + high) / 2 if chance.value is None and alike else chance.value
    ends = {"low": words.percentage(low), "high": words.share(high)}
    if value is None:
        return words(f"outlook.{key}_unsettled", **ends, **values)
    figures = words("outlook.figures", value=words.share(value), **ends)
    if alike and words.share(value) == words.share(low):
        figures = words.share(value)
    if likelihood_key(value) == "even":
        return words(f"outlook.{key}_even", figures=figures, **values)
    return words(f"outlook.{key}", word=words.likelihood(value), figures=figures, **values)


def _of_stage(result: OutlookResult, place: int, names: Names) -> list[str]:
    """A binding agreement, the other outcomes, the largest first, and whether it is held."""
    chance, words = result.outcome(place, BINDING), names.words
    if chance.low is None:
        return []
    stage = names.stage(place)
    said = [_told(chance, "expects", words, stage=stage, matter=_matter(result, place, names))]
    if chance.value is None and words.share(chance.low) != words.share(chance.high or 0.0):
        return said
    others = sorted(_others(result, place), key=lambda pair: -pair[1])
    told = [_of_outcome(name, value, words) for name, value in others if value >= LEAST_TOLD]
    if told:
        said.append(words("outlook.otherwise", outcomes=words.join(told, either=True)))
    if (reached := result.reached(place)) < 1 - 1e-9:
        said.append(words("outlook.held", stage=stage, share=words.share(reached)))
    return said


def _of_outcome(name: str, value: float, words: Phrases) -> str:
    share = words.share(value)
    if name == "open_outcome":
        return words("outlook.open_outcome", share=share)
    return words("outlook.of_outcome", outcome=words(f"outlook.{name}"), share=share)


def _others(result: OutlookResult, place: int) -> Iterator[tuple[str, float]]:
    """The other outcomes; text and nothing as one where the file leaves open which comes."""
    side = result.side_agreement(place)
    for_show, nothing, broken_off = (
        result.outcome(place, k).value or 0.0 for k in (FOR_SHOW, NOTHING, BROKEN_OFF)
    )
    yield "side", side
    yield "broken_off", broken_off
    if result.is_open(place):
        yield "open_outcome", for_show - side + nothing
    else:
        yield "for_show", for_show - side
        yield "nothing", nothing


def _matter(result: OutlookResult, place: int, names: Names) -> str:
    issues = [names.issue(issue) for issue in result.scenario.matter]
    if not issues or result.ratifies(place):
        return ""
    return names.words("outlook.on_matter", issues=names.words.join(issues))


def _robust(result: OutlookResult, words: Phrases) -> Iterator[str]:
    """The share with a settlement at ranges doubled, and with worths of no deal together."""
    stated, found = result.study.possible, result.study.robustness
    if found is None:
        return
    robust = abs(found.doubled - stated) < LEAST_SHIFT
    shares = {"stated": words.percentage(stated), "doubled": words.share(found.doubled)}
    yield words("outlook.robust" if robust else "outlook.not_robust", **shares)
    if found.together is None or found.opposed is None:
        return
    ends = {"together": words.share(found.together), "opposed": words.share(found.opposed)}
    if {*ends.values()} != {words.share(stated)}:
        yield words("outlook.extremes", **ends)


def _close(result: OutlookResult, names: Names) -> Iterator[str]:
    """Whether it is too close to call, and the nearest package; then nobody is said to lack."""
    words, close = names.words, result.study.close
    if close.turned_by:
        turning = close.turned_by[:MOVES_TOLD]
        judgements = [judgement_name(result.scenario, path, words) for path in turning]
        yield words("outlook.too_close_by", judgements=words.join(judgements, either=True))
    elif result.too_close:
        yield words("outlook.too_close")
    if close.nearest is None:
        return
    told = {"package": names.whole(close.nearest.package)}
    if result.too_close:
        yield words("outlook.nearest_open", **told)
    else:
        share = words.share(-close.nearest.room)
        yield words(
            "outlook.nearest", parties=names.all(close.nearest.lacking), share=share, **told
        )


def _views(result: OutlookResult, words: Phrases) -> Iterator[str]:
    rate, place, scenario = result.rate, result.study.stage, result.scenario
    if rate is None:
        yield words("outlook.no_class")
        return
    inside, both = (result.outcome(place, rate.event, inside=view) for view in (True, False))
    classes = [
        words(
            "outlook.one_class",
            name=scenario.name_of("outlook", "classes", name, language=words.language),
            came=came,
            of=past.of,
        )
        for name, past in scenario.outlook.classes.items()
        if past.stage == place + 1 and (came := getattr(past, past.event)) is not None
    ]
    if inside.value is not None and both.value is not None:
        yield words(
            "outlook.pooled",
            inside=words.share(inside.value),
            classes=words.join(classes),
            outside=words.share(rate.of(rate.event).value or 0.0),
            pooled=words.share(both.value),
        )
    if result.even_friction is not None:
        yield words("outlook.even_friction", friction=words.number(result.even_friction))


def _by_type(result: OutlookResult, names: Names) -> Iterator[str]:
    """A sentence a party whose types differ, on settlement where that differs most."""
    words = names.words
    for party, kinds in result.study.by_type.items():
        first, whole = ([pair[k] for pair in kinds.values()] for k in (0, 1))
        if max(*whole, *first) - min(*whole, *first) < LEAST_APART:
            continue
        last = max(whole) - min(whole) > max(first) - min(first)
        told = [
            words(
                "outlook.of_type",
                share=words.share(share),
                type=result.scenario.name_of("types", party, kind, language=words.language),
            )
            for share, kind in zip(whole if last else first, kinds, strict=True)
        ]
        key = "outlook.by_type_settlement" if last else "outlook.by_type"
        yield words(key, party=names.party(party), types=words.join(told))


def _early(result: OutlookResult, names: Names) -> Iterator[str]:
    words = names.words
    plans = agendas(result.scenario.stages, tuple(result.scenario.issues))
    for part in result.study.early:
        yield words(
            "outlook.early",
            stage=names.stage(part.stage - 1),
            issues=words.join(names.issue(issue) for issue in plans[part.stage - 1].settles),
            settled=words.share(part.settlement_after),
            otherwise=words.share(part.settlement_otherwise),
        )


def _moves(result: OutlookResult, words: Phrases) -> Iterator[str]:
    told = [
        words(
            "outlook.of_move",
            what=_moved(result, move, words),
            low=words.percentage(move.low),
            high=words.share(move.high),
        )
        for move in result.study.moves[:MOVES_TOLD]
    ]
    if told:
        yield words("outlook.moves", moves=words.join(told))


def _moved(result: OutlookResult, move: Move, words: Phrases) -> str:
    if move.what == ("allowance",):
        return words("outlook.allowance")
    if move.what[0] == "types" and len(move.what) == 2:
        name = result.scenario.party_name(move.what[1], words.language)
        return words("outlook.of_types", party=name)
    return judgement_name(result.scenario, move.what, words)


def tables(result: OutlookResult, words: Phrases) -> tuple[Table, ...]:
    """Outcomes of each stage, both views, types, what would move it; those that have rows."""
    names = Names(result.scenario, words, ())
    outcomes = [
        (names.stage(place), words(f"outlook.{name}"), *_row(result.outcome(place, k)))
        for place in result.stages
        for k, name in enumerate(OUTCOMES)
    ]
    views: list[tuple[Cell, ...]] = []
    if (rate := result.rate) is not None:
        place, event = result.study.stage, rate.event
        views = [
            (words("outlook.inside"), *_row(result.outcome(place, event, inside=True))),
            (words("outlook.outside"), *_row(rate.of(event))),
            (words("outlook.both"), *_row(result.outcome(place, event))),
        ]
    types = [
        (
            names.party(party),
            result.scenario.name_of("types", party, kind, language=words.language),
            100 * binding,
            100 * settlement,
        )
        for party, kinds in result.study.by_type.items()
        for kind, (binding, settlement, _) in kinds.items()
    ]
    moves = [
        (_moved(result, move, words), 100 * move.low, 100 * move.high)
        for move in result.study.moves[:MOVES_IN_TABLE]
    ]
    by_type = ["party", "type", "type_binding~0", "type_settlement~0"]
    note = " ".join([words("outlook.table_note"), *_show_notes(result, names)])
    moved = words("outlook.moves_note", stage=names.stage(result.study.stage))
    made = (
        table(words, "outlook.table", ["stage", "outcome", *NUMBERS], outcomes, note),
        table(words, "outlook.views", ["view", *NUMBERS], views),
        table(words, "outlook.types", by_type, types),
        table(words, "outlook.moves", ["what", *NUMBERS[1:]], moves, moved),
    )
    return tuple(each for each in made if each.rows)


def _show_notes(result: OutlookResult, names: Names) -> Iterator[str]:
    """What counts as a text for show, and where it is open whether one comes."""
    words = names.words
    sides = [
        words("outlook.side_of", stage=names.stage(place), share=words.share(side))
        for place in result.stages
        if (side := result.side_agreement(place)) >= LEAST_SIDE
    ]
    if sides:
        yield words("outlook.side_note", stages=words.join(sides))
    if any(result.is_open(place) for place in result.stages):
        yield words("outlook.open_note")


def _row(chance: Chance) -> tuple[Cell, ...]:
    ends = (chance.value, chance.low, chance.high)
    return tuple(None if end is None else 100 * end for end in ends)


def charts(result: OutlookResult, words: Phrases) -> tuple[Chart, ...]:
    """The outcomes of each stage as bars."""
    names = Names(result.scenario, words, ())
    series = tuple(words(f"outlook.{name}") for name in OUTCOMES)
    bars = [
        Bar(names.stage(place), 100 * chance.value, series[k])
        for place in result.stages
        for k in range(len(OUTCOMES))
        if (chance := result.outcome(place, k)).value is not None
    ]
    if not bars:
        return ()
    first = result.outcome(0, BINDING).value
    share = "–" if first is None else words.share(first)
    chart = BarChart(
        words("outlook.chart_title"),
        Axis(words("outlook.probability"), "%", 0, 100),
        tuple(bars),
        series=series,
        stacked=True,
        summary=words("outlook.summary", stage=names.stage(0), share=share),
        note=words("outlook.chart_note"),
    )
    return (chart,)
