"""A coverage in sentences, and its part of a brief."""

from __future__ import annotations

from detente.analyses.contract import BriefPart
from detente.analyses.security.report.charts import charts, coverage_chart
from detente.analyses.security.report.labels import Labels
from detente.analyses.security.report.tables import plan_name, tables
from detente.analyses.security.result import SecurityResult
from detente.exhibits import Note, Section
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
    labels = Labels(result.scenario, words)
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
    return tuple(Note(_capital(text), "finding") for text in said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def brief(result: SecurityResult, words: Phrases) -> BriefPart:
    """Two lines for the first page, a short section, and everything else in an annex."""
    labels = Labels(result.scenario, words)
    said = statements(result, words)
    front = Section(
        "security",
        words("security.section"),
        (
            Note(_lacking(result, words, labels), "finding"),
            *said[:4],
            coverage_chart(result, words, labels),
        ),
    )
    annex = Section(
        "security",
        words("security.annex"),
        (*said[4:], *tables(result, words), *charts(result, words)[1:]),
    )
    line = f"{said[0].text} {said[2].text}"
    indicators = tuple(map(_capital, _indicators(result, words, labels)))
    return BriefPart(bottom_line=(line,), front=(front,), annexes=(annex,), indicators=indicators)


def _indicators(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    """What would change the plan: units lost, probes left unanswered."""
    said = []
    losses = _losses(result)
    if losses:
        name = max(losses, key=lambda resource: losses[resource])
        if losses[name] > MATTERS * _scale(result):
            value = words.number(losses[name], 1)
            resource = labels.resource(name)
            said.append(words("security.indicator_units", resource=resource, value=value))
    for probe in result.probes:
        if probe.deters:
            name = labels.probe(probe.name)
            said.append(words.count("security.indicator_probes", probe.passes + 1, probe=name))
    return said


def _losses(result: SecurityResult) -> dict[str, float]:
    """What one unit fewer on duty would cost, by resource."""
    found = {}
    for name, pairs in result.assessment.curves.items():
        values = dict(pairs)
        now = max(
            int(number)
            for row, number in zip(result.problem.rows, result.problem.supply.number, strict=True)
            if row[0] == name
        )
        if now - 1 in values:
            found[name] = values[now] - values[now - 1]
    return found


def _lacking(result: SecurityResult, words: Phrases, labels: Labels) -> str:
    """What would help: hours for vetting, one more unit."""
    return " ".join((*_vetting(result, words, labels), _units(result, words, labels)[-1]))


def _where(result: SecurityResult, words: Phrases, labels: Labels) -> str:
    coverage = result.assessment.plan.coverage
    order = (-coverage).argsort(kind="stable")
    shown = (100 * coverage).round()
    order = order[shown[order] >= shown[order[:MOST_NAMED]][-1]]
    targets = [
        words(
            "security.share_of_target",
            target=labels.node(result.problem.nodes[place]),
            share=words.number(100 * float(coverage[place])),
        )
        for place in order
        if coverage[place] > 0
    ]
    if not targets and result.problem.supply.number.any():
        exposed = labels.node(result.problem.nodes[result.assessment.most_exposed])
        return words("security.nothing_helps", target=exposed)
    if not targets:
        return words("security.nothing_covered")
    if coverage.min() > ALL_THE_TIME:
        return words("security.all_covered")
    return words("security.where", targets=words.first(targets, MOST_TIED))


def _worth(result: SecurityResult, words: Phrases) -> str:
    found = result.assessment
    value = words.number(result.value, 1)
    if result.problem.uncertain:
        worst = words.number(found.guarantee, 1)
        return words("security.worth_over_ranges", value=value, worst=worst)
    return words("security.worth", value=value)


def _exposed(result: SecurityResult, words: Phrases, labels: Labels) -> str:
    """The target that the likeliest adversary strikes, and the worst one if estimates err."""
    found, nodes = result.assessment, result.problem.nodes
    coverage = found.plan.coverage
    struck = int(result.likeliest[1].strikes.argmax())

    def told(key: str, place: int) -> str:
        share = words.number(100 * float(coverage[place]))
        return words(f"security.{key}", target=labels.node(nodes[place]), share=share)

    if struck == found.most_exposed:
        return told("most_exposed", struck)
    key = "struck_least" if coverage[struck] <= coverage.min() else "struck"
    return f"{told(key, struck)} {told('at_worst', found.most_exposed)}"


def _compared(result: SecurityResult, words: Phrases) -> list[str]:
    """How the plain ways of spreading the units do against the likeliest adversary."""
    kind = result.likeliest[0].name
    table = result.cross_table
    values = {plan: table[plan][kind] for plan in ("uniform", "proportional", "on_the_worst")}
    best, worst = max(values, key=lambda p: values[p]), min(values, key=lambda p: values[p])
    if values[best] - values[worst] < MATTERS * _scale(result):
        return []
    return [
        words(
            "security.compared",
            ours=words.number(table["ours"][kind], 1),
            best=plan_name(best, words),
            best_value=words.number(values[best], 1),
            worst=plan_name(worst, words),
            worst_value=words.number(values[worst], 1),
        )
    ]


def _scale(result: SecurityResult) -> float:
    return float(abs(result.likeliest[0].payoffs.ours_open).max()) or 1.0


def _units(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    found, said = result.assessment, []
    matters = MATTERS * _scale(result)
    spare = [
        words(
            "security.spare_of",
            resource=labels.row(row),
            units=words.number(float(found.spare[place]), 1),
        )
        for place, row in enumerate(result.problem.rows)
        if found.spare[place] > IDLE and found.on_duty[row[0]][0] <= matters
    ]
    if spare:
        said.append(words("security.spare_units", units=words.join(spare)))
    name = max(found.on_duty, key=lambda resource: found.on_duty[resource][0])
    gain, units = found.on_duty[name][0], result.problem.missing[name]
    if gain > matters:
        told = {"resource": labels.resource(name), "value": words.number(gain, 1)}
        said.append(words.count("security.more_helps", units, **told))
    else:
        said.append(words("security.more_does_not_help"))
    return said


def _forces(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    found = result.assessment
    if found.apart is None:
        return []
    forces = words.join(labels.force(owner) for owner in result.problem.owners)
    gain = found.objective - found.apart
    if gain <= MATTERS * _scale(result):
        return [words("security.forces_alike", forces=forces)]
    return [words("security.forces_gain", forces=forces, value=words.number(gain, 1))]


def _vetting(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    vetting = result.accreditation
    if vetting is None:
        return []
    hours = words.number(vetting.hours, 0)
    if vetting.checks.tried < 0:
        used = words.number(vetting.checks.hours, 0)
        return [words("security.vetting_deters", hours=hours, used=used)]
    return [
        words(
            "security.vetting_short",
            hours=hours,
            needed=words.number(vetting.checks.hours_to_deter, 0),
            subject=labels.subject(vetting.subjects[vetting.checks.tried]),
        )
    ]


def _probes(result: SecurityResult, words: Phrases, labels: Labels) -> list[str]:
    said = []
    for probe in result.probes:
        low, high = (words.number(100 * share) for share in (probe.share[0], probe.share[2]))
        text = words(
            "security.probe_answer",
            probe=labels.probe(probe.name),
            low=low,
            high=high,
            promised=words.number(100 * probe.promised),
        )
        if not probe.deters:
            text += " " + words("security.probe_reputation")
        if not probe.kept:
            text += " " + words("security.probe_impatient")
        said.append(text)
    return said
