"""A coverage in sentences, and its part of a brief."""

from __future__ import annotations

from detente.analyses.security.problem import bare
from detente.analyses.security.report.labels import Labels
from detente.analyses.security.result import SecurityResult
from detente.exhibits import Note
from detente.phrases import Phrases

MATTERS = 0.005
"""Gains below this share of the largest loss are not worth a sentence."""

MOST_NAMED, MOST_TIED = 3, 5
"""Targets named as protected most, and how many where some are tied for the last place."""

ALL_THE_TIME = 1 - 1e-6

IDLE = 0.05
"""Units a shift from which on idle ones are named."""


def statements(result: SecurityResult, words: Phrases) -> tuple[Note, ...]:
    """The findings in sentences, most important first."""
    labels = Labels(result.scenario, words.language)
    said = [
        _where(result, words, labels),
        _worth(result, words),
        _exposed(result, words, labels),
        *_compared(result, words),
        *_units(result, words, labels),
        *_forces(result, words, labels),
        *_vetting(result, words, labels),
        *_probes(result, words, labels),
    ]
    told = tuple(Note(text[:1].upper() + text[1:], "finding") for text in said)
    invented = result.problem.stated.invented
    return (Note(words("security.invented"), "caution"), *told) if invented else told


def _matters(result: SecurityResult) -> float:
    """Gains below this are not worth a sentence."""
    return MATTERS * (float(abs(result.stakes.ours_open).max()) or 1.0)


def _where(result: SecurityResult, words: Phrases, labels: Labels) -> str:
    shown = {key: round(100 * result.coverage[key]) for key in result.most_first}
    least = list(shown.values())[:MOST_NAMED][-1]
    targets = [
        words(
            "security.share_of_target",
            target=labels("targets", key),
            share=words.number(100 * result.coverage[key]),
        )
        for key, share in shown.items()
        if result.coverage[key] > 0 and share >= least
    ]
    if not targets and result.problem.supply.number.any():
        exposed = labels("targets", result.found.most_exposed)
        return words("security.nothing_helps", target=exposed)
    if not targets:
        return words("security.nothing_covered")
    if min(result.coverage.values()) > ALL_THE_TIME:
        return words("security.all_covered")
    return words("security.where", targets=words.first(targets, MOST_TIED))


def _worth(result: SecurityResult, words: Phrases) -> str:
    value = words.number(result.found.defender_value, 1)
    if result.problem.uncertain:
        worst = words.number(result.found.guarantee, 1)
        return words("security.worth_over_ranges", value=value, worst=worst)
    return words("security.worth", value=value)


def _exposed(result: SecurityResult, words: Phrases, labels: Labels) -> str:
    """The target that the likeliest adversary strikes, and the worst one if estimates err."""
    struck, exposed = result.found.attacked, result.found.most_exposed

    def told(key: str, target: str) -> str:
        share = words.number(100 * result.coverage[target])
        return words(key, target=labels("targets", target), share=share)

    if struck == exposed:
        return told("security.most_exposed", struck)
    least = result.coverage[struck] <= min(result.coverage.values())
    first = told("security.struck_least" if least else "security.struck", struck)
    return " ".join((first, told("security.at_worst", exposed)))


def _compared(result: SecurityResult, words: Phrases) -> list[str]:
    """How the plain ways of spreading the units do against the likeliest adversary."""
    kind = result.problem.kinds[result.problem.likeliest].name
    values = {plan: row[kind] for plan, row in result.found.cross_table.items()}
    rules = ("uniform", "proportional", "on_the_worst")
    best, worst = (end(rules, key=lambda rule: values[rule]) for end in (max, min))
    if values[best] - values[worst] < _matters(result):
        return []
    return [
        words(
            "security.compared",
            ours=words.number(values["ours"], 1),
            best=words(f"security.plan_{best}"),
            best_value=words.number(values[best], 1),
            worst=words(f"security.plan_{worst}"),
            worst_value=words.number(values[worst], 1),
        )
    ]


def _units(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    found, said, matters = result.found, [], _matters(result)
    gains = {name: more["defender"] for name, more in found.one_more_on_duty.items()}
    spare = [
        words(
            "security.spare_of",
            resource=labels("resources", key),
            units=words.number(idle, 1),
        )
        for key, idle in found.spare.items()
        if idle > IDLE and (gain := gains[bare(key)]) is not None and gain <= matters
    ]
    if spare:
        said.append(words("security.spare_units", units=words.join(spare)))
    known = {name: gain for name, gain in gains.items() if gain is not None}
    name = max(known, key=lambda resource: known[resource], default="")
    if known and known[name] > matters:
        told = {"resource": labels("resources", name), "value": words.number(known[name], 1)}
        said.append(words.count("security.more_helps", result.problem.missing[name], **told))
    elif len(known) == len(gains):
        said.append(words("security.more_does_not_help"))
    return said


def _forces(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    if result.found.forces is None:
        return []
    forces = words.join(labels("forces", owner) for owner in result.problem.forces)
    gain = result.found.forces["gain"]
    if gain <= _matters(result):
        return [words("security.forces_alike", forces=forces)]
    return [words("security.forces_gain", forces=forces, value=words.number(gain, 1))]


def _vetting(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    vetting = result.found.accreditation
    if vetting is None:
        return []
    hours = words.number(vetting.hours, 0)
    if vetting.tried is None:
        used = words.number(vetting.hours_used, 0)
        return [words("security.vetting_deters", hours=hours, used=used)]
    needed, subject = words.number(vetting.hours_that_deter, 0), labels("subjects", vetting.tried)
    return [words("security.vetting_short", hours=hours, needed=needed, subject=subject)]


def _probes(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    said = []
    for name, probe in result.found.probes.items():
        text = words(
            "security.probe_answer",
            probe=labels("probes", name),
            low=words.number(100 * probe.answer_share["low"]),
            high=words.number(100 * probe.answer_share["high"]),
            promised=words.number(100 * probe.promised_share),
        )
        if not probe.deters:
            text += " " + words("security.probe_reputation")
        if not probe.promise_keeps_itself:
            text += " " + words("security.probe_impatient")
        said.append(text)
    return said
