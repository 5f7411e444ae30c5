"""Forecasting models in plain Python, written from their definitions, one draw at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

Row = Sequence[float]


def weighted_mean(x: Row, w: Row) -> float:
    return sum(a * b for a, b in zip(x, w, strict=True)) / sum(w)


def weighted_median(x: Row, w: Row) -> float:
    """Middle of all points with at most half of the weight on either side."""
    half = sum(w) / 2 * (1 + 1e-12)
    fits = [
        m
        for m in x
        if sum(b for a, b in zip(x, w, strict=True) if a < m) <= half
        and sum(b for a, b in zip(x, w, strict=True) if a > m) <= half
    ]
    return (min(fits) + max(fits)) / 2


def nash_by_grid(x: Row, s: Row, c: Row, loss: Row, points: int = 20_001) -> float:
    best, where = -math.inf, math.nan
    for k in range(points):
        y = k / (points - 1)
        gains = [a - b * (y - z) ** 2 for a, b, z in zip(loss, s, x, strict=True)]
        if min(gains) > 0:
            value = sum(p * math.log(g) for p, g in zip(c, gains, strict=True))
            if value > best:
                best, where = value, y
    return where


def challenge_round(x: list[float], s: Row, c: Row, span: float, all_pairs: bool) -> list[float]:
    """One round of the challenge model with Q = 1."""
    n = len(x)

    def chances(r: Row) -> list[list[float]]:
        def vote(k: int, i: int, j: int) -> float:
            pull = abs(x[k] - x[j]) ** r[k] - abs(x[k] - x[i]) ** r[k]
            return c[k] * s[k] * pull / span ** r[k]

        cast = [[sum(abs(vote(k, i, j)) for k in range(n)) for j in range(n)] for i in range(n)]
        total = sum(map(sum, cast))
        chance = [[0.0] * n for _ in range(n)]
        for i in range(n):
            for j in range(n):
                den = total if all_pairs else cast[i][j]
                ahead = sum(max(0.0, vote(k, i, j)) for k in range(n))
                chance[i][j] = ahead / den if den > 0 else 0.0
        return chance

    def gain(i: int, j: int, r: float, chance: list[list[float]]) -> float:
        d = abs(x[i] - x[j]) / span
        us, uf = 2 - 4 * max(0.0, 0.5 - 0.5 * d) ** r, 2 - 4 * (0.5 + 0.5 * d) ** r
        p = chance[i][j]
        return s[j] * (p * us + (1 - p) * uf) + (1 - s[j]) * us - (2 - 4 * 0.5**r)

    neutral = chances([1.0] * n)
    security = [sum(gain(j, i, 1.0, neutral) for j in range(n) if j != i) for i in range(n)]
    low, high = min(security), max(security)
    attitude = [0.0 if high == low else (2 * v - high - low) / (high - low) for v in security]
    r = [(1 - a / 3) / (1 + a / 3) for a in attitude]
    chance = chances(r)
    after = []
    for j in range(n):
        offers = []
        for i in range(n):
            theirs, mine = gain(i, j, r[j], chance), gain(j, i, r[j], chance)
            move = x[i] - x[j]
            if theirs > mine > 0:
                offers.append((0, abs(move), i, move))
            elif theirs > 0 >= mine and theirs > -mine:
                move *= -mine / theirs
                offers.append((1, abs(move), i, move))
            elif theirs > 0 >= mine:
                offers.append((2, abs(move), i, move))
        offers = [offer for offer in offers if offer[1] >= 0.01 * span]
        after.append(x[j] + min(offers)[3] if offers else x[j])
    return after


def exchange_round(
    x: list[list[float]], s: Sequence[Row], c: Sequence[Row]
) -> tuple[list[float], int]:
    """Outcomes per issue and number of trades; ties are left to the order of the parties."""
    issues, n = len(x), len(x[0])
    x = [list(row) for row in x]
    w = [[a * b for a, b in zip(s[p], c[p], strict=True)] for p in range(issues)]
    given: set[tuple[int, int]] = set()
    count = 0
    while True:
        out = [weighted_mean(x[p], w[p]) for p in range(issues)]
        best = None
        for i, j in combinations(range(n), 2):
            for p, q in combinations(range(issues), 2):
                if {(i, p), (i, q), (j, p), (j, q)} & given:
                    continue
                sides = [(x[k][i] - out[k], x[k][j] - out[k]) for k in (p, q)]
                if not all(a * b < 0 and min(abs(a), abs(b)) > 1e-9 for a, b in sides):
                    continue
                for a, b in ((i, j), (j, i)):  # a gives way on p, b on q
                    if s[q][a] * s[p][b] <= s[p][a] * s[q][b]:
                        continue
                    reach = [
                        min(w[k][g] * abs(x[k][g] - x[k][t]) / sum(w[k]), abs(x[k][t] - out[k]))
                        for k, g, t in ((p, a, b), (q, b, a))
                    ]
                    rate = (s[p][a] + s[p][b]) / (s[q][a] + s[q][b])
                    on_p = min(reach[0], reach[1] / rate)
                    won = s[q][a] * on_p * rate - s[p][a] * on_p
                    if won > 1e-9 and (best is None or won > best[0] * (1 + 1e-6)):
                        best = (won, a, b, p, q, on_p, on_p * rate)
        if best is None:
            return out, count
        _, a, b, p, q, on_p, on_q = best
        for k, g, t, shift in ((p, a, b, on_p), (q, b, a, on_q)):
            x[k][g] += math.copysign(shift * sum(w[k]) / w[k][g], x[k][t] - x[k][g])
            given.add((g, k))
        count += 1


def spatial_turn(  # noqa: C901
    x: list[list[float]], s: Sequence[Row], c: Row
) -> list[list[float]]:
    """One turn of the spatial model of politics; x[party][issue], all on 0..1."""
    n = len(x)

    def felt(i: int, a: Row, b: Row) -> float:
        norm = math.sqrt(sum(v * v for v in s[i]))
        return math.sqrt(sum((v * (p - q)) ** 2 for v, p, q in zip(s[i], a, b, strict=True))) / norm

    def elect(u: list[list[float]]) -> list[float]:
        m = len(u[0])
        chance = []
        for a in range(m):
            product = 1.0
            for b in range(m):
                if a != b:
                    up = 1e-8 + sum(c[k] * max(0.0, u[k][a] - u[k][b]) for k in range(n))
                    down = 1e-8 + sum(c[k] * max(0.0, u[k][b] - u[k][a]) for k in range(n))
                    product *= up / (up + down)
            chance.append(product)
        return [p / sum(chance) for p in chance]

    d = [[felt(i, x[i], x[j]) for j in range(n)] for i in range(n)]
    p = elect([[1 - d[i][j] for j in range(n)] for i in range(n)])
    low, high = min(p), max(p)
    risk = [(3 * v - (high + 2 * low)) / (2 * (high - low)) if high > low else 0.0 for v in p]
    resolve = [sum(row) for row in s]
    power = [a * b for a, b in zip(c, resolve, strict=True)]

    def chance_of(i: int, j: int, u: list[list[float]]) -> float:
        def add(sides: list[float], vote: float) -> None:
            sides[0 if vote > 0 else 1] += abs(vote)

        sides = [1e-10, 1e-10]
        add(sides, power[i] * (u[i][i] - u[i][j]))
        add(sides, power[j] * (u[j][i] - u[j][j]))
        start = list(sides)
        for k in range(n):
            if k not in (i, j):
                v = power[k] * (u[k][i] - u[k][j])
                up, down = start[0] + max(v, 0.0), start[1] + max(-v, 0.0)
                odds = up / (up + down)
                e1 = odds * (2 * u[k][i] + u[k][k]) + (1 - odds) * 3 * u[k][j]
                e2 = odds * 3 * u[k][i] + (1 - odds) * (2 * u[k][j] + u[k][k])
                add(sides, power[k] * (e1 - e2))
        return sides[0] / sum(sides)

    bargains: dict[int, tuple[int, list[float], list[float]]] = {}
    for i in range(n):
        u = [
            [(1 - d[k][m]) * (1 + d[k][m] * (2 * risk[i] + risk[k]) / 3) for m in range(n)]
            for k in range(n)
        ]
        best = (1e-5, -1, 0.0)
        for j in range(n):
            if j != i:
                odds = chance_of(i, j, u)
                fight = odds * 2 * u[i][i] + (1 - odds) * 2 * u[i][j]
                now = u[i][i] + u[i][j]
                dis = (1 - resolve[j]) * 2 * u[i][i] + resolve[j] * fight - now
                if dis > best[0]:
                    best = (dis, j, odds)
        if best[1] >= 0:
            j, odds = best[1:]
            sides: tuple[list[float], list[float]] = ([], [])
            for k in range(len(x[0])):
                wi, wj = (s[i][k] * odds) ** 2, (s[j][k] * (1 - odds)) ** 2
                total = wi + wj + 1e-6
                near = ((wi + 1e-6) * x[i][k] + wj * x[j][k]) / total
                far = (wi * x[i][k] + (wj + 1e-6) * x[j][k]) / total
                sides[0].append(math.floor(0.5 + 1e4 * near) / 1e4)
                sides[1].append(math.floor(0.5 + 1e4 * far) / 1e4)
            bargains[i] = (j, *sides)

    def mean_worth(k: int, places: list[list[float]]) -> float:
        gaps = [felt(k, x[k], y) for y in places]
        return sum((1 - g) * (1 + g * risk[k]) for g in gaps) / n

    after = []
    for a in range(n):
        queue: list[int] = [i for i in sorted(bargains) if a in (i, bargains[i][0])]
        states = [x]
        for i in queue:
            j, near, far = bargains[i]
            states.append([near if k == i else far if k == j else x[k] for k in range(n)])
        chance = elect([[mean_worth(k, state) for state in states] for k in range(n)])
        after.append(states[chance.index(max(chance))][a])
    return after
