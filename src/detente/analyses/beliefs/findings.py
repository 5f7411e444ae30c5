"""What beliefs hand over to a brief."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.analyses.beliefs.result import BeliefsResult
from detente.analyses.findings import Belief, Cheap, Finding, Test


def findings(result: BeliefsResult) -> tuple[Finding, ...]:
    """What each party is likely after, the sign that would tell most, and what proves little."""
    answer = result.answer()
    parties = {party: answer[party] for party in result.scenario.types if party in answer}
    tests = [test for party, found in parties.items() for test in _tests(result, party, found)]
    most = [test for _, test in sorted(tests, key=lambda pair: -pair[0])[:1]]
    return (*_beliefs(parties), *most, *_cheap(result, parties))


def _beliefs(parties: dict[str, Any]) -> Iterator[Belief]:
    for party, found in parties.items():
        now, prior = found["path"][-1]["belief"], found["path"][0]["belief"]
        lead = max(now, key=now.__getitem__)
        low, high = found["range"][lead]
        key = f"belief.{party}.{lead}"
        yield Belief(
            key=key, party=party, type=lead, now=now[lead], low=low, high=high, prior=prior[lead]
        )


def _tests(
    result: BeliefsResult, party: str, found: dict[str, Any]
) -> Iterator[tuple[float, Test]]:
    for sign in found["to_watch"]:
        yield (
            sign["bits"],
            Test(
                key=f"test.{sign['signal']}",
                because=result.scenario.signals[sign["signal"]].because,
                signal=sign["signal"],
                party=party,
                now=found["path"][-1]["belief"],
                if_seen=sign["if_seen"],
                if_not=sign["if_not"],
            ),
        )


def _cheap(result: BeliefsResult, parties: dict[str, Any]) -> Iterator[Cheap]:
    for party, found in parties.items():
        kinds = {
            result.scenario.signals[sign["signal"]].kind: None
            for sign in found["signals"]
            if sign["cheap"] and not sign["future"]
        }
        if kinds:
            yield Cheap(key=f"cheap.{party}", party=party, kinds=tuple(kinds))
