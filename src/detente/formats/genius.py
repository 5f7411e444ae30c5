"""GENIUS: an XML file for the domain, and one for the profile of each party.

Domain: `utility_space` (alone or in a `negotiation_template`) holds an `objective` with `issue`s:
`index`, `name`, `type` discrete, integer or real; below it `item value` or `range lowerbound
upperbound` (some files have the bounds at the issue itself). A profile repeats that with
`item evaluation`, or an `evaluator` for numbers, and adds `weight index value`,
`reservation value` and `discount_factor value`.

The worth of a deal is the sum of weight times evaluation over the largest evaluation of the issue,
at most 1; the reservation is on that scale. An evaluator gives a number of 0..1 itself: `linear`
is parameter0 + parameter1 x, cut at 0 and 1; `triangular` rises from parameter0 to parameter2 and
falls to parameter1; `constant` is parameter0.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from detente.errors import sentence
from detente.formats import domains
from detente.formats.actors import plain_number
from detente.formats.domains import Domain, Profile, Topic
from detente.formats.sources import Element, Source, read_xml

LOSSES = ("the title, and full names of parties (their keys name the files)", *domains.LOSSES)

_NON_LINEAR = ("utility_function", "ufun", "hyperRectangle", "INCLUDES", "EXCLUDES")


def recognises(source: Source) -> bool:
    """Whether the file is XML."""
    return source.start.startswith("<")


def read(sources: Sequence[Source]) -> Domain:
    """A domain and the profiles of its parties; the first profile stands in for a missing domain.

    Raises ScenarioError for profiles that are not additive or do not fit the domain.
    """
    spaces = sorted(((one, _space(one)) for one in sources), key=lambda one: _is_profile(one[1]))
    first, space = spaces[0]
    topics = tuple(_topic(first, issue) for issue in _issues(first, space))
    profiles, notes = [], []
    for source, space in spaces:
        if _is_profile(space):
            profiles.append(_profile(source, space, topics))
            notes += _notes(source, space)
        elif source is not first:
            source.refuse("two files hold a domain", remedy="convert one domain at a time")
    return domains.checked(Domain(first.stem, topics, tuple(profiles), tuple(notes)), first)


def _space(source: Source) -> Element:
    """The utility space of a file."""
    root = read_xml(source)
    spaces = [root] if root.tag == "utility_space" else root.named("utility_space")
    if len(spaces) != 1:
        rule = "this XML file is no GENIUS domain or profile"
        source.refuse(rule, f"<{root.tag}>", "it holds one <utility_space>", root.line)
    for element in spaces[0].everything():
        if element.tag in _NON_LINEAR:
            rule = "the worth of a deal is no sum over issues in this profile, but of constraints"
            source.refuse(rule, f"<{element.tag}>", "only additive profiles are read", element.line)
    return spaces[0]


def _is_profile(space: Element) -> bool:
    return any(
        element.tag in ("weight", "evaluator") or "evaluation" in element.attributes
        for element in space.everything()
    )


def _issues(source: Source, space: Element) -> list[Element]:
    objectives = [one for one in space.everything() if one.tag == "objective"]
    if len(objectives) != 1 or not objectives[0].named("issue"):
        rule, given = "a utility space holds one objective with its issues", len(objectives)
        source.refuse(rule, given, "objectives within objectives are not read", space.line)
    return objectives[0].named("issue")


def _topic(source: Source, issue: Element) -> Topic:
    name = _name(issue)
    if not _is_number(issue):
        return Topic(name, tuple(_value(item) for item in issue.named("item")))
    low, high = (
        source.number(
            _bound(issue, end), sentence("{end} of {issue}", end=end, issue=name), issue.line
        )
        for end in ("lowerbound", "upperbound")
    )
    if low == high:
        return Topic(name, (plain_number(low),))
    whole = _kind(issue) == "integer"
    return Topic(name, None, (low, high), round(high - low) + 1 if whole else None)


def _name(issue: Element) -> str:
    return " ".join(issue.attributes.get("name", "").split())


def _value(item: Element) -> str:
    return " ".join(item.attributes.get("value", "").split())


def _kind(issue: Element) -> str:
    given = issue.attributes
    return str(given.get("type") or given.get("etype") or given.get("vtype") or "discrete").lower()


def _is_number(issue: Element) -> bool:
    return _kind(issue) in ("integer", "real")


def _bound(issue: Element, end: str) -> str | None:
    ranges = [*issue.named("range"), issue]
    return next((one.attributes[end] for one in ranges if end in one.attributes), None)


def _profile(source: Source, space: Element, topics: Sequence[Topic]) -> Profile:
    """The preferences of a party; issues are found by their name, or by their place."""
    issues = _issues(source, space)
    by_name = {_name(issue): issue for issue in issues}
    if len(issues) != len(topics):
        source.refuse("a profile has the issues of its domain", len(issues), line=space.line)
    stated = [one for one in space.everything() if one.tag == "weight"]
    given = {one.attributes.get("index"): one for one in stated}
    weights, worths = {}, {}
    for topic, beside in zip(topics, issues, strict=True):
        issue = by_name.get(topic.name, beside)
        weight = given.get(issue.attributes.get("index"))
        if weight is None:
            rule = sentence("the profile gives {issue} no weight", issue=topic.name)
            source.refuse(rule, line=issue.line)
        what = sentence("the weight of {issue}", issue=topic.name)
        value = weight.attributes.get("value")
        weights[topic.name] = source.number(value, what, weight.line, least=0)
        values = _evaluations if topic.values is not None and not _is_number(issue) else _evaluated
        worths[topic.name] = values(source, issue, topic)
    limits = [
        source.number(one.attributes.get("value"), sentence("the reservation"), one.line)
        for one in space.everything()
        if one.tag == "reservation"
    ]
    return Profile(source.stem, weights, worths, limits[0] if limits else None)


def _evaluations(source: Source, issue: Element, topic: Topic) -> dict[str, float]:
    """The worth of each named value: its evaluation over the largest of the issue."""
    given = {}
    for item in issue.named("item"):
        what = sentence("the evaluation of {value}", value=_value(item))
        evaluation = item.attributes.get("evaluation")
        given[_value(item)] = source.number(evaluation, what, item.line, least=0)
    domains.evaluates(source, topic, given, issue.line)
    most = max(given.values())
    return {value: given[value] / most if most else 0.0 for value in topic.values or ()}


def _evaluated(source: Source, issue: Element, topic: Topic) -> dict[str, float]:
    """The worth of numbers between which it runs straight, as the evaluator of a scale gives it."""
    found = issue.named("evaluator")
    kind = found[0].attributes.get("ftype", "nothing") if found else "nothing"
    needed = {"linear": 2, "triangular": 3, "constant": 1}.get(kind, 0)
    if not needed:
        rule = sentence("{issue} has a linear, triangular or constant evaluator", issue=topic.name)
        source.refuse(rule, kind, line=issue.line)
    first, second, third = (
        source.number(
            found[0].attributes.get(f"parameter{k}"),
            sentence("parameter{k} of {issue}", k=k, issue=topic.name),
            found[0].line,
        )
        if k < needed
        else 0.0
        for k in range(3)
    )
    low, high = topic.scale if topic.values is None else 2 * (float(topic.values[0]),)
    if kind == "triangular":
        if not first < second or not first <= third <= second:
            source.refuse("a triangle has its top between its ends", third, line=found[0].line)
        if third in (first, second) and low < third < high:
            jump = "a worth that jumps within a scale cannot be kept"
            source.refuse(jump, third, "put its top between its ends", found[0].line)
        turns = {first: 0.0, third: 1.0, second: 0.0}
    else:
        turns = {(cut - first) / second: float(cut) for cut in (0, 1) if second}

    def worth(x: float) -> float:
        if kind != "triangular":
            return min(max(first + second * x, 0.0), 1.0)
        if not first <= x <= second:
            return 0.0
        side = first if x < third else second
        return (x - side) / (third - side) if x != third else 1.0

    places = [low, *sorted(x for x in turns if low < x < high), high]
    return {plain_number(x): turns.get(x, worth(x)) for x in places}


def _notes(source: Source, space: Element) -> list[str]:
    """What a scenario has no place for."""
    factors = [one for one in space.everything() if one.tag == "discount_factor"]
    given = [(one.attributes.get("value", ""), one.line) for one in factors]
    return [
        sentence(
            "{party}: the discount factor {factor} is left out",
            party=source.stem,
            factor=plain_number(factor),
        )
        for value, line in given
        if (factor := source.number(value, sentence("the discount factor"), line)) != 1
    ]


def write(domain: Domain) -> dict[str, str]:
    """The text of each file by its name: the domain, and a profile for each party."""
    names = domains.file_names(domain, "xml")
    return {name: _text(domain, profile) for name, profile in names.items()}


def _text(domain: Domain, profile: Profile | None) -> str:
    """A file; the largest evaluation of an issue is 1, and its weight lower by as much."""
    lines, weights = [], []
    for index, topic in enumerate(domain.topics, start=1):
        kind = 'type="discrete" etype="discrete" vtype="discrete"'
        lines.append(f'    <issue index="{index}" name={quoteattr(topic.name)} {kind}>')
        worth = profile.worths[topic.name] if profile else {}
        most = max(worth.values(), default=0.0)
        for place, value in enumerate(topic.values or (), start=1):
            given = f' evaluation="{worth[value] / (most or 1.0)!r}"' if profile else ""
            lines.append(f'      <item index="{place}" value={quoteattr(value)}{given}/>')
        lines.append("    </issue>")
        if profile:
            share = profile.weights[topic.name] * (most or 1.0)
            weights.append(f'    <weight index="{index}" value="{share!r}"/>')
    title = quoteattr(domain.title)
    kind = 'type="objective" etype="objective"'
    begin = f'  <objective index="0" name={title} description="" {kind}>'
    after = [] if profile is None else ['  <discount_factor value="1.0"/>']
    if profile is not None and profile.reservation is not None:
        after.append(f'  <reservation value="{profile.reservation!r}"/>')
    space = [f'<utility_space number_of_issues="{len(domain.topics)}">', begin, *lines, *weights]
    body = "\n".join([*space, "  </objective>", *after, "</utility_space>"])
    if profile is None:
        body = f"<negotiation_template>\n{body}\n</negotiation_template>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
