"""Random talks in two or three stages, against a recursion over states written from the text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analyses.outlook.courses import course_of, outcomes_of
from detente.analyses.outlook.course import Course
from oracles.outlook import Talks, outcomes


def random_talks(random: np.random.Generator) -> tuple[Talks, Course]:
    parties = ("a", "b", "c")[: random.integers(2, 4)]
    sizes = tuple(int(k) for k in random.integers(2, 4, size=random.integers(2, 4)))
    values = [[np.round(random.random(size) * 100) for size in sizes] for _ in parties]
    weights = random.dirichlet(np.ones(len(sizes)), size=len(parties))
    no_deal = {p: float(np.round(random.random() * 60)) for p in parties}
    crossed = {p: random.random(sizes) < 0.1 for p in parties}
    excluded = random.random(sizes) < 0.1
    stages = tuple(random_stage(random, parties, sizes, place) for place in range(2))
    if random.random() < 0.4:
        names = tuple(str(name) for name in random.permutation(parties)[:1])
        stages += ({"table": names, "kind": "ratify", "breakdown": float(random.random() * 0.2)},)

    def worth(party: str, deal: tuple[int, ...]) -> float:
        k = parties.index(party)
        return sum(float(weights[k][i] * values[k][i][v]) for i, v in enumerate(deal))

    tied = {stage["tied"][0] for stage in stages if "tied" in stage}
    matter = frozenset({*range(len(sizes))} - tied)
    if random.random() < 0.3:
        matter = frozenset({int(random.integers(len(sizes)))})
    today = tuple(int(random.integers(size)) for size in sizes)
    planning = float(random.normal(0, 2))
    talks = Talks(
        sizes, parties, worth, no_deal, today, stages,
        lambda p, deal: bool(crossed[p][deal]), lambda deal: bool(excluded[deal]),
        matter, planning,
    )  # fmt: skip
    course = course_of(
        sizes,
        {p: lambda *deal, p=p: worth(p, deal) for p in parties},
        no_deal,
        stages,
        status_quo=today,
        crossed=np.array([crossed[p].reshape(-1) for p in parties]),
        excluded=excluded.reshape(-1),
        matter=matter,
        level=planning,
    )
    return talks, course


def random_stage(
    random: np.random.Generator, parties: tuple[str, ...], sizes: tuple[int, ...], place: int
) -> dict[str, Any]:
    count = int(random.integers(2, len(parties) + 1))
    stage: dict[str, Any] = {"table": tuple(str(p) for p in random.permutation(parties)[:count])}
    if place == 0 and random.random() < 0.7:
        some = random.random(len(sizes)) < 0.5
        stage["settles"] = tuple(int(k) for k in np.flatnonzero(some))
    for part in ("attend", "agree", "fail", "adjourn"):
        if random.random() < 0.4:
            stage[part] = {p: float(random.integers(-6, 7)) for p in parties}
    if random.random() < 0.3:
        stage["breakdown"] = float(random.random() * 0.3)
    if place and random.random() < 0.3:
        stage["held"] = float(random.random())
    if place and random.random() < 0.3:
        stage["kept"] = {p: float(0.5 + random.random() / 2) for p in parties}
    if place and random.random() < 0.3:
        issue = int(random.integers(len(sizes)))
        stage["tied"] = (issue, np.arange(sizes[issue]) == int(random.integers(sizes[issue])))
    return stage


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_outcomes_are_those_of_the_definition(first: int) -> None:
    for seed in range(first, first + 50):
        random = np.random.default_rng(seed)
        talks, course = random_talks(random)
        level = float(random.normal(0, 2))
        ours = outcomes_of(course, level)
        stages, reached, settlement = outcomes(talks, level)
        assert ours.outcomes[..., 0] == pytest.approx(np.array(stages), abs=1e-12), seed
        assert ours.reached[..., 0] == pytest.approx(np.array(reached), abs=1e-12), seed
        assert ours.settlement[0] == pytest.approx(settlement, abs=1e-12), seed
        assert ours.outcomes.sum(axis=1) == pytest.approx(ours.reached, abs=1e-12)


def test_random_talks_take_every_way() -> None:
    """So that the comparison above is not one of zeros."""
    found = np.zeros(4)
    for seed in range(100):
        _, course = random_talks(np.random.default_rng(seed))
        found += outcomes_of(course).outcomes[..., 0].sum(axis=0)
    assert (found > 3).all()
