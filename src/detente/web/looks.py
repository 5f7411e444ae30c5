"""Parts of screens that take a while and are asked for by themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from detente.errors import SettingError
from detente.exhibits import Document
from detente.roles import Group, compare_groups, debrief_sheet, read_groups
from detente.scenario import Scenario
from detente.web.exports import saved_document
from detente.web.fields import Fields
from detente.web.requests import Given, Reply
from detente.web.screens import brief as brief_screen
from detente.web.screens import sure as sure_screen
from detente.web.screens import whatif
from detente.web.templating import drawn
from detente.web.workspace import Bench

GROUP = "group."
"""What the names of the fields of a group's package begin with; the issue follows."""


def compared(bench: Bench, given: Given) -> Reply:
    """What differs between two variants."""
    if bench.readable() is None:
        return Reply("", status=404)
    found = whatif.differences(bench, given.query.get("a", ""), given.query.get("b", ""))
    return Reply(drawn("exhibits", bench.words, shown=found))


def sure(bench: Bench, given: Given) -> Reply:
    """A conclusion looked into, the first one of an analysis where none is named."""
    if bench.readable(bench.variant) is None:
        return Reply("", status=404)
    name = given.query.get("analysis", "")
    found = sure_screen.conclusions(bench, name)
    asked = given.query.get("conclusion", "")
    conclusion = asked if asked in dict(found) else found[0][0] if found else ""
    looked = sure_screen.look(bench, name, conclusion) if conclusion else None
    values = {"analysis": name, "conclusions": found, "conclusion": conclusion, "looked": looked}
    return Reply(drawn("sure", bench.words, **values))


def fields(bench: Bench, given: Given) -> Reply:
    """The fields of a part of the file, without some that are shown elsewhere."""
    if bench.readable() is None:
        return Reply("", status=404)
    path, without = given.path(), given.query.get("without", "").split()
    found = Fields.of_session(bench.opened, bench.words).at(*path)
    shown = [field for field in found if not {*field.path[len(path) :][:1]} & {*without}]
    return Reply(drawn("more", bench.words, fields=shown))


def judgement(bench: Bench, given: Given) -> Reply:
    """A judgement in all its forms, how sure it is, and what it rests on."""
    if bench.readable() is None:
        return Reply("", status=404)
    field = Fields.of_session(bench.opened, bench.words).one(*given.path())
    words, scenario = bench.words, bench.opened.scenario
    evidence = [
        (key, scenario.translated(stated.says, "evidence", key, language=words.language))
        for key, stated in scenario.evidence.items()
    ]
    sure = [(key, words(f"brief.confidence_{key}")) for key in ("low", "moderate", "high")]
    return Reply(drawn("judgement", words, f=field, evidence=evidence, confidences=sure))


def brief(bench: Bench, given: Given) -> Reply:
    """Page one of the brief."""
    if bench.readable() is None:
        return Reply("", status=404)
    return Reply(drawn("brief", bench.words, **brief_screen.preview(bench)))


def debrief(bench: Bench, given: Given) -> Reply:
    """What groups have reached, held against the frontier: a table that was sent, or a form."""
    if bench.readable() is None:
        return Reply("", status=404)
    groups = _groups(bench, given)
    found = debriefed(bench, groups)
    bench.groups = groups
    return Reply(drawn("debrief", bench.words, document=found))


def _groups(bench: Bench, given: Given) -> list[Group]:
    """The groups of a table that was sent, or those so far with the one of a form."""
    scenario = bench.opened.scenario
    if given.body:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "groups.csv"
            path.write_bytes(given.body)
            return list(read_groups(path, scenario))
    if "clear" in given.form:
        return []
    name = given.form.get("name", "").strip()
    if not name:
        return bench.groups
    deal = {issue: given.form.get(f"{GROUP}{issue}", "") for issue in scenario.issues}
    if any(deal.values()) and not all(deal.values()):
        raise SettingError("group", name, "choose a value for every issue, or none")
    reached = Group(name, deal if all(deal.values()) else None)
    others = [group for group in bench.groups if group.name.casefold() != name.casefold()]
    bench.groups = [group for group in others if _fits(scenario, group)]
    if gone := [group.name for group in others if group not in bench.groups]:
        raise SettingError(
            "group", ", ".join(gone), "the file has changed; enter the package again"
        )
    return [*others, reached]


def _fits(scenario: Scenario, group: Group) -> bool:
    """Whether the package of a group is one of the file as it is now."""
    deal = group.deal
    return deal is None or (
        deal.keys() == scenario.issues.keys()
        and all(
            stated.holds(deal[issue]) if stated.continuous else deal[issue] in stated.labels()
            for issue, stated in scenario.issues.items()
        )
    )


def debriefed(bench: Bench, groups: Sequence[Group]) -> Document | None:
    """The debrief of the groups so far; None where there are none."""
    if not groups:
        return None
    found = compare_groups(bench.opened.scenario, groups)
    return debrief_sheet(found, bench.words.language)


def debrief_file(bench: Bench, given: Given) -> Reply:
    """The debrief as a file."""
    document = debriefed(bench, bench.groups) if bench.readable() is not None else None
    if document is None:
        return Reply("404\n", "text/plain", 404)
    return saved_document(document, given.route["form"], "debrief")
