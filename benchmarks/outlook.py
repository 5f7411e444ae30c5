"""How fast an outlook over draws is; a plain loop over packages is measured in the same run."""

from __future__ import annotations

import detente
from _measure import arguments, machine_line, measure, peak_megabytes
from detente.analyses.outlook.course import Course
from detente.analyses.outlook.problem import course_of, worlds_of
from detente.scenario import best_draws, draw


def plain(course: Course) -> float:
    """The room of the last stage with nothing settled before, for one draw, package by package."""
    worth, floor = course.utility[0].T.tolist(), course.no_deal[0].tolist()
    crossed, excluded = course.crossed.T.tolist(), course.excluded.tolist()
    needed = [k for k, veto in enumerate(course.stages[-1].consent.veto) if veto]
    ideal = [max(w[p] for w, out in zip(worth, excluded, strict=True) if not out) for p in needed]
    best = 0.0
    for deal, points in enumerate(worth):
        if excluded[deal] or any(points[p] < floor[p] or crossed[deal][p] for p in needed):
            continue
        shares = [
            (points[p] - floor[p]) / (top - floor[p]) if top > floor[p] else 0.0
            for p, top in zip(needed, ideal, strict=True)
        ]
        best = max(best, min(shares))
    return best


def main() -> None:
    """Print the figures."""
    small = arguments(__doc__ or "").small
    print(machine_line())
    scenario = detente.load("anchorage")
    count = 50 if small else 1000
    runs = 1 if small else 3
    whole = measure(lambda: detente.analyze_outlook(scenario, draws=count), runs=runs)
    many = draw(scenario, count, seed=0)
    worlds = measure(lambda: worlds_of(scenario, many), runs=runs)
    course = course_of(scenario, best_draws(scenario), 0.0)
    slow = measure(lambda: plain(course), runs=runs)
    deals, combinations = course.utility.shape[2], len(worlds_of(scenario, many.part(0, 1)))
    print(f"outlook of anchorage, {count} draws, {deals} packages   {whole}   target 3 s")
    print(f"of it, the courses of {combinations} combinations of types   {worlds}")
    print(f"plain loop, room of one stage, one draw, one combination   {slow}")
    each = worlds.median / (count * combinations)
    print(
        f"the plain loop against all stages of one draw and combination: {slow.median / each:.0f} x"
    )
    print(f"peak memory {peak_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
