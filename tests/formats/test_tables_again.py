"""Actor tables come back as they were written, but for what their layouts cannot hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.formats import detect, read_scenario, write_scenario
from detente.scenario import Scenario, loads

NUMBERS = st.floats(0, 100).map(lambda x: round(x, 4))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    issues = [f"issue_{k}" for k in range(draw(st.integers(1, 3)))]
    parties = [f"party_{k}" for k in range(draw(st.integers(1, 3)))]
    lines = ["title: A table", f"parties: {{{', '.join(f'{p}: {{}}' for p in parties)}}}"]
    ends = draw(st.sampled_from(["0..100", "-50..150", "0..1000"]))
    lines.append(f"issues: {{{', '.join(f'{i}: {{scale: {ends}}}' for i in issues)}}}")
    lines.append("positions:")
    for issue in issues:
        lines.append(f"  {issue}:")
        for party in parties:
            stand = {"position": draw(NUMBERS)}
            for key in ("salience", "capability"):
                if draw(st.booleans()):
                    stand[key] = draw(NUMBERS)
            said = ", ".join(f"{key}: {value!r}" for key, value in stand.items())
            lines.append(f"    {party}: {{{said}}}")
    return loads("\n".join(lines))


def stands(scenario: Scenario) -> list[list[float | None]]:
    found = []
    for places in scenario.positions.values():
        for stand in places.values():
            numbers = (stand.position, stand.salience, stand.capability)
            found.append([None if one is None else one.best for one in numbers])
    return found


@settings(max_examples=60, deadline=None)
@given(scenario=scenarios(), layout=st.sampled_from(["csv", "smp", "decide"]))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, scenario: Scenario, layout: str
) -> None:
    text, losses = write_scenario(scenario, layout)
    path = tmp_path_factory.mktemp("table") / "table.txt"
    path.write_text(text, encoding="utf-8")
    assert detect(path) == layout
    again, _ = read_scenario(path)
    assert losses
    before, after = stands(scenario), stands(again)
    count, most = len(scenario.issues), max((one[2] or 0 for one in before), default=0) or 1.0
    low, high = scenario.issues["issue_0"].ends or (0.0, 0.0)
    assert len(before) == len(after)
    for (place, salience, power), kept in zip(before, after, strict=True):
        if layout == "csv":
            assert kept == [place, salience, power]
        elif layout == "decide":
            share = 100 if power is None else 100 * power / most
            assert kept[:2] == [place, 100 if salience is None else salience]
            assert kept[2] == pytest.approx(share)
        else:
            assert kept[0] == pytest.approx(100 * (place - low) / (high - low))
            assert kept[1] == pytest.approx((100 if salience is None else salience) / count)
