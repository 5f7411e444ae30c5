"""Delegations and waits between stages, in sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detente.analyses.talks.wording import parties_text, stage_text
from detente.exhibits import Cell, Column, Table
from detente.scenario.stages import ALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.analyses.stages.mandates import Fallen
    from detente.analyses.stages.result import StagesResult
    from detente.phrases import Phrases

SMALL = 0.05
"""Points below which a difference is called none."""


def mandate_statements(result: StagesResult, words: Phrases) -> Iterator[str]:
    """What falls off an agenda for want of a delegate, and what that costs."""
    if result.mandates is None:
        return
    groups: dict[tuple[object, ...], list[Fallen]] = {}
    for fallen in result.mandates.fallen:
        key = (fallen.stage, fallen.parties, fallen.later, _has_status_quo(result, fallen))
        groups.setdefault(key, []).append(fallen)
    for some in groups.values():
        yield _fallen_text(result, some, words)
    yield _cost_text(result, words)


def _fallen_text(result: StagesResult, some: Sequence[Fallen], words: Phrases) -> str:
    first = some[0]
    values = {
        "stage": stage_text(result.scenario, first.stage, words),
        "parties": parties_text(result.scenario, first.parties, words),
        "issues": words.join([result.scenario.issue_name(f.issue, words.language) for f in some]),
    }
    if first.later is None:
        stays = _has_status_quo(result, first)
        return words("stages.fallen_stays" if stays else "stages.fallen_first", **values)
    later = stage_text(result.scenario, first.later, words)
    return words("stages.fallen_later", later=later, **values)


def _has_status_quo(result: StagesResult, fallen: Fallen) -> bool:
    return result.scenario.issues[fallen.issue].status_quo is not None


def _cost_text(result: StagesResult, words: Phrases) -> str:
    costs = result.mandate_costs()
    shares = {
        "share": words.share(float(result.outcomes.far.agreed.mean())),
        "full": words.share(0.0 if result.mandates is None else result.mandates.agreed.mean()),
    }
    parts = [
        words(
            "stages.mandate_loses" if points > 0 else "stages.mandate_gains",
            party=result.scenario.party_name(party, words.language),
            points=words.number(abs(points), 1),
        )
        for party, points in costs.items()
        if abs(points) >= SMALL
    ]
    if not parts:
        return words("stages.mandate_free")
    if shares["full"] == shares["share"]:
        return words("stages.mandate_shifts", parties=words.join(parts), share=shares["share"])
    return words("stages.mandate_costs", parties=words.join(parts), **shares)


def waiting_statements(result: StagesResult, words: Phrases) -> Iterator[str]:
    """How much the wait before a stage leaves of what a deal brings."""
    talks = result.found.talks
    for place, table in enumerate(talks.tables):
        if table.kept is None:
            continue
        parts = [
            words(
                "stages.wait_leaves",
                party=result.scenario.party_name(party, words.language),
                share=words.number(100 * float(kept)),
            )
            for party, kept in zip(talks.space.parties, table.kept[0], strict=True)
        ]
        yield words.count(
            "stages.waiting",
            _number(result, place),
            stage=stage_text(result.scenario, place, words),
            span=span_text(result, place, words),
            parties=words.join(parts),
        )


def _number(result: StagesResult, place: int) -> int:
    """1 where the wait before a stage is one month, for the singular."""
    after = result.scenario.stages[place].after
    return 1 if after is not None and round(after.low, 1) == round(after.high, 1) == 1 else 2


def span_text(result: StagesResult, place: int, words: Phrases) -> str:
    """The time before a stage, in months."""
    after = result.scenario.stages[place].after
    if after is None:
        return ""
    low, high = (words.stated(round(end, 1)) for end in (after.low, after.high))
    if low == high:
        return words.count("stages.months", _number(result, place), months=low)
    return words("stages.months_between", low=low, high=high)


def delegations_table(result: StagesResult, words: Phrases) -> Table:
    """Who comes, and to which issues each can speak."""
    rows: list[tuple[Cell, ...]] = []
    for place, stage in enumerate(result.scenario.stages):
        for party, delegation in stage.delegations.items():
            where = stage_text(result.scenario, place, words)
            name = result.scenario.party_name(party, words.language)
            speakers = dict(delegation.members)
            if delegation.speaks_to:
                speakers[""] = delegation.speaks_to
            for member, issues in speakers.items():
                shown = words("stages.together")
                if member:
                    shown = result.scenario.translated(member, language=words.language)
                rows.append((where, name, shown, _issues(result, issues, words)))
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.party")),
        Column(words("stages.members")),
        Column(words("stages.speaks_to")),
    )
    return Table(words("stages.delegations_title"), columns, tuple(rows))


def _issues(result: StagesResult, issues: Sequence[str], words: Phrases) -> str:
    if ALL in issues:
        return words("stages.everything")
    return ", ".join(result.scenario.issue_name(issue, words.language) for issue in issues)


def fallen_table(result: StagesResult, words: Phrases) -> Table:
    """Issue by issue what falls off an agenda, for want of whose delegate, and until when."""
    fallen = () if result.mandates is None else result.mandates.fallen
    rows = tuple(
        (
            stage_text(result.scenario, one.stage, words),
            result.scenario.issue_name(one.issue, words.language),
            parties_text(result.scenario, one.parties, words),
            _taken_up(result, one, words),
        )
        for one in fallen
    )
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.issue")),
        Column(words("stages.without_delegate")),
        Column(words("stages.taken_up")),
    )
    return Table(words("stages.fallen_title"), columns, rows)


def _taken_up(result: StagesResult, fallen: Fallen, words: Phrases) -> str:
    if fallen.later is not None:
        return stage_text(result.scenario, fallen.later, words)
    return words("stages.stays" if _has_status_quo(result, fallen) else "stages.first_value")


def mandate_cost_table(result: StagesResult, words: Phrases) -> Table:
    """What the talks are worth as they are and with full mandates, mean over draws."""
    rows: tuple[tuple[Cell, ...], ...] = ()
    if result.mandates is not None:
        now, full = (v.mean(axis=0) for v in (result.outcomes.far.value, result.mandates.value))
        rows = tuple(
            (
                result.scenario.party_name(party, words.language),
                float(now[place]),
                float(full[place]),
                float(full[place] - now[place]),
            )
            for place, party in enumerate(result.found.talks.space.parties)
        )
    titles = ("stages.as_stated", "stages.full_mandates", "stages.mandate_cost")
    columns = (
        Column(words("stages.party")),
        *(Column(words(title), "right", digits=1) for title in titles),
    )
    note = words("stages.mandate_note", n=words.number(result.outcomes.count))
    return Table(words("stages.mandate_title"), columns, rows, note=note)


def waiting_table(result: StagesResult, words: Phrases) -> Table:
    """What each wait leaves of a gain, party by party, at best values."""
    talks = result.found.talks
    rows = tuple(
        (
            stage_text(result.scenario, place, words),
            span_text(result, place, words),
            result.scenario.party_name(party, words.language),
            100 * float(kept),
        )
        for place, table in enumerate(talks.tables)
        if table.kept is not None
        for party, kept in zip(talks.space.parties, table.kept[0], strict=True)
    )
    columns = (
        Column(words("stages.stage")),
        Column(words("stages.wait")),
        Column(words("stages.party")),
        Column(words("stages.left_of_gain"), "right", digits=0, unit="%"),
    )
    note = words("stages.waiting_note")
    return Table(words("stages.waiting_title"), columns, rows, note=note)
