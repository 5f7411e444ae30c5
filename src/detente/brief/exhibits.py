"""The chart and the table of the first page: how stages may end, and who says no to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from detente.analyses.findings import Package, StageOutlook, Verdict
from detente.brief.grammar import listed
from detente.brief.packages import bounded, contents, value_phrase
from detente.brief.writer import Writer, rounded
from detente.exhibits import Axis, Bar, BarChart, Column, Table
from detente.scenario.statements import Comparison, Expression, Joined, Not, parse
from detente.scenario.wording import said, worded

OUTCOMES = ("binding", "side", "for_show", "nothing", "show_or_nothing", "broken_off")
LEAST_SIDE = 0.05
"""An agreement beside the matter that is less likely counts as a text for show."""


def outcomes(stage: StageOutlook) -> dict[str, float]:
    """The chances of a stage that the file settles, as they are told.

    An agreement beside the matter stands apart from a text that settles nothing; this one and no
    text stand together where it is open which comes.
    """
    found = {k: chance.value for k, chance in stage.outcomes.items() if chance.value is not None}
    if stage.side >= LEAST_SIDE and "for_show" in found:
        found |= {"side": stage.side, "for_show": found["for_show"] - stage.side}
    if stage.open and {"for_show", "nothing"} <= found.keys():
        found["show_or_nothing"] = found.pop("for_show") + found.pop("nothing")
    return {kind: found[kind] for kind in OUTCOMES if kind in found}


def outcome_chart(w: Writer, message: str) -> BarChart | None:
    """One bar a stage, parted by outcome; None where a chance is not settled by the file."""
    bars: list[Bar] = []
    names: list[str] = []
    left_out: list[str] = []
    for stage in w.facts.all(StageOutlook):
        shown = outcomes(stage)
        if "binding" not in shown:
            left_out.append(_stage_label(w, stage.stage))
            continue
        label = _stage_label(w, stage.stage)
        for kind, chance in shown.items():
            name = w.words(f"page.chart_{kind}")
            names.append(name)
            bars.append(Bar(label, rounded(chance), name, w.percent(chance)))
    if not bars:
        return None
    totals = Counter[str]()
    for bar in bars:
        totals[bar.category] += int(bar.value)
    return BarChart(
        w.words(
            "page.chart_title" if len(w.facts.all(StageOutlook)) < 2 else "page.chart_title_held"
        ),
        Axis(w.words("page.chart_axis"), "%", 0, max(100, *totals.values())),
        tuple(bars),
        tuple(dict.fromkeys(names)),
        stacked=True,
        summary=message,
        note=w.words("page.chart_left_out", stages=w.listed(left_out)) if left_out else "",
    )


def _stage_label(w: Writer, place: int) -> str:
    if not w.scenario.stages:
        return w.scenario.translated(w.scenario.title, "title", language=w.language)
    name = w.scenario.stages[place].name
    if not name:
        return w.words("stages.numbered", n=place + 1)
    return w.scenario.translated(name, "stages", str(place), language=w.language)


def who_says_no(w: Writer) -> Table | None:
    """Packages by row: who says yes, for whom it is open, who says no and why."""
    rows = []
    for package in _shown(w):
        verdicts = w.facts.verdicts(package)
        yes = _names(w, [v for v in verdicts if v.says == "yes"])
        undecided = _names(w, [v for v in verdicts if v.says == "open"])
        no = "; ".join(_refusal(w, v) for v in verdicts if v.says == "no")
        name = f"{_title(w, package)}: {contents(w.scenario, package.values, w.words)}"
        rows.append((name, yes, undecided, no or w.words("page.nobody")))
    if not rows:
        return None
    heads = ("package", "yes", "undecided", "no_why")
    columns = tuple(Column(w.words(f"page.{head}")) for head in heads)
    title = w.words("page.says_no_title")
    return Table(title, columns, tuple(rows), keys=1, key="brief.who_says_no")


def _shown(w: Writer) -> Iterator[Package]:
    """Nearest for all first, then what those at the table would like, then what is on the table."""
    seen = []
    for role in ("for_all", "for_table", "named"):
        for package in w.facts.all(Package):
            if package.role == role and package.values not in seen:
                seen.append(package.values)
                yield package


def _title(w: Writer, package: Package) -> str:
    if package.role == "named":
        name = package.key.partition(".")[2]
        stated = w.scenario.packages[name].name
        return said(w.scenario, w.language, ("packages", name), stated) or w.words("page.named")
    if package.role == "for_all":
        verdicts = [v for v in w.facts.verdicts(package) if v.needed]
        return w.words(f"page.for_all{'_yes' if all(v.says == 'yes' for v in verdicts) else ''}")
    return w.words("page.for_table")


def _names(w: Writer, verdicts: Sequence[Verdict]) -> str:
    shown = [_name(w, verdict) for verdict in verdicts]
    return ", ".join(shown) or w.words("page.nobody")


def _name(w: Writer, verdict: Verdict) -> str:
    name = w.scenario.party_name(verdict.party, w.language)
    return name if verdict.needed else f"{name} ({w.words('page.not_needed')})"


def _refusal(w: Writer, verdict: Verdict) -> str:
    """A party that says no, with the reason in words."""
    name = w.scenario.party_name(verdict.party, w.language)
    why = [red_line_words(w, verdict.party, place) for place in verdict.red_lines]
    reason = w.words("page.why_line_says", line=", ".join(why)) if why else w.words("page.why_less")
    if not verdict.needed:
        reason = f"{reason}, {w.words('page.not_needed')}"
    return f"{name}: {reason}"


def red_line_words(w: Writer, party: str, place: int) -> str:
    """A red line in the words of the file, else as its values in prose."""
    line = w.scenario.preferences[party].red_lines[place]
    path = ("preferences", party, "red_lines", str(place), "says")
    stated = said(w.scenario, w.language, path, line.says)
    if stated:
        return stated
    expression = parse(line, w.scenario.issue_vocabulary)
    return _statement(w, expression) or worded(expression, w.scenario, w.words)


_OPPOSITE = {"=": "!=", "!=": "=", ">=": "<", "<": ">=", "<=": ">", ">": "<="}


def _statement(w: Writer, stated: Expression, *, holds: bool = True) -> str | None:
    """Values of issues as noun phrases; None for what does not come to that."""
    found: str | None = None
    match stated:
        case Comparison(issue, relation, value):
            relation = relation if holds else _OPPOSITE[relation]
            tell = value_phrase if relation == "=" else partial(bounded, relation=relation)
            found = tell(w.scenario, issue, value=str(value), words=w.words)
        case Not(part):
            found = _statement(w, part, holds=not holds)
        case Joined(("and" | "or") as word, left, right) if holds:
            parts = [told for each in (left, right) if (told := _statement(w, each))]
            if len(parts) == 2 and word == "and":
                found = w.words("page.together", left=parts[0], right=parts[1])
            elif len(parts) == 2:
                found = listed(parts, w.language, either=True)
    return found
