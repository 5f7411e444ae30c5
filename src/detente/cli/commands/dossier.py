"""`detente dossier`: from source texts to evidence in a scenario."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.arguments import NEEDED, Json, Language, Parameters, add_command, option
from detente.cli.commands import evidence
from detente.cli.commands.scenario import Write, change_file
from detente.cli.dossiers import (
    FOLDER,
    SCENARIO,
    SHOWN,
    needing,
    opened,
    scenario_file,
    scenario_of,
)
from detente.errors import InputError, SettingError
from detente.phrases import LANGUAGES, Phrases, phrases
from detente.validation import one_of

if TYPE_CHECKING:
    from detente.dossier.adding import Added
    from detente.exhibits import Exhibit, Note
    from detente.scenario import Scenario
    from detente.scenario.model import KeyPath

HELP = "From source texts to evidence: add texts, propose items, review them, attach what holds."

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Texts, pages, PDF or Word files.")
]
Item = Annotated[str, typer.Argument(metavar="ITEM", help="The id of an accepted item.")]
Judgement = Annotated[
    str, typer.Argument(metavar="[KEY.PATH]", help="The judgement that it is a reason for.")
]

ADD: Parameters = {
    **FOLDER,
    "files": (Files, NEEDED),
    "title": option(str | None, "--title", "Its title."),
    "publisher": option(str | None, "--publisher", "Who published it."),
    "date": option(str | None, "--date", "Its day.", metavar="YYYY-MM-DD"),
    "genre": option(str | None, "--genre", "What it is: commentary, speech, minutes, …"),
    "language": option(str | None, "--language", "The language it is in.", metavar="de|en|…"),
    "sensitivity": option(
        str | None,
        "--sensitivity",
        "Who may read it; only what is public may be sent anywhere.",
        metavar="public|internal|confidential",
    ),
    "id": option(str, "--id", "Its name here; by default from the file's.", "", metavar="NAME"),
}
PROPOSE: Parameters = {**SHOWN, **evidence.MODEL}
LIST: Parameters = {
    **FOLDER,
    "status": option(str | None, "--status", "Only items that are so.", metavar="STATUS"),
    "judgement": option(
        str | None, "--judgement", "Where this judgement comes from.", metavar="KEY.PATH"
    ),
    "passages": option(
        str | None, "--passages", "What might support these words, or this judgement."
    ),
    **SCENARIO,
    "json": (Json, False),
    "language": (Language, None),
}
ATTACH: Parameters = {
    **FOLDER,
    "item": (Item, NEEDED),
    "judgement": (Judgement, ""),
    "says": option(str, "--says", "What it says, in your own words.", ""),
    **SCENARIO,
    "write": (Write, False),
    "language": (Language, None),
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help=HELP, no_args_is_help=True)
    add_command(
        group, "add", "Add texts; one that is there already, as a newer version.", ADD, _add
    )
    add_command(group, "propose", "Propose items of evidence in the texts.", PROPOSE, _propose)
    add_command(
        group, "list", "List texts and items; trace a judgement to its sources.", LIST, _list
    )
    add_command(group, "attach", "Make an accepted item evidence of a judgement.", ATTACH, _attach)
    add_command(
        group, "check", "Check a dossier, and the scenario that rests on it.", SHOWN, _check
    )
    evidence.register(group)
    app.add_typer(group, name="dossier")


def _add(given: SimpleNamespace) -> None:
    from detente.cli.printing import spoken
    from detente.dossier.adding import add_file
    from detente.dossier.formats import FACTS
    from detente.dossier.store import open_dossier
    from detente.phrases.messages import told

    words, dossier = phrases(spoken()), open_dossier(given.folder)
    stated = {name: getattr(given, name) for name in FACTS}
    if given.id and len(given.files) > 1:
        raise SettingError("--id", given.id, "add one file at a time")
    refused = 0
    for file in given.files:
        try:
            added = add_file(dossier, file, name=given.id, **stated)
        except InputError as error:
            refused += 1
            print(told(error, words), file=sys.stderr)
            continue
        dossier = added.dossier
        for line in _told_of(added, words):
            print(line)
    if refused:
        raise typer.Exit(2)


def _told_of(added: Added, words: Phrases) -> list[str]:
    document = added.document
    if not added.new:
        return [words("dossier.known", document=document.id)]
    said = words.count("dossier.added", len(document.paragraphs), document=document.id)
    lines = [said, *(words(f"dossier.flags.{flag}") for flag in document.flags)]
    if document.language not in LANGUAGES:
        lines.append(words("dossier.no_language"))
    if document.replaces:
        counts = {"kept": len(added.kept), "lost": len(added.lost)}
        lines.append(words("dossier.newer", before=document.replaces, **counts))
        lines += [words("dossier.lost", item=item.id, words=item.exact) for item in added.lost]
    return lines


def _propose(given: SimpleNamespace) -> None:
    from detente.cli.printing import print_json
    from detente.dossier.extract.rules import Rules
    from detente.dossier.store import propose

    dossier, scenario, words = needing(given)
    model = evidence.model_of(given)
    dossier, count = propose(dossier, [Rules()], scenario)
    answer: dict[str, Any] = {}
    if model is not None:
        dossier, more = propose(dossier, [model], scenario)
        count += more
        answer = evidence.compared(dossier, model)
    if given.json:
        print_json({"answer": {"new": count, "items": len(dossier.items), **answer}})
        return
    print(words.count("dossier.proposed", count, all=len(dossier.items)))
    if model is not None:
        evidence.tell_compared(answer, words)


def _list(given: SimpleNamespace) -> None:
    from detente.cli.printing import print_exhibits, print_json
    from detente.dossier import report, tracing
    from detente.dossier.records import STATUSES
    from detente.scenario.reading.changes import key_path

    dossier, scenario, words = opened(given)
    states = list(dossier.states.values())
    answer: dict[str, Any] = {}
    shown: list[Exhibit] = []
    if given.status is not None:
        one_of("status", given.status, STATUSES)
        states = [state for state in states if state.status == given.status]
    if given.judgement is not None:
        path = key_path(given.judgement)
        known = scenario or scenario_of(given.folder, given.scenario)
        found = tracing.grounds(dossier, known, path)
        alone = _alone(known, path)
        states = [each.state for each in found if each.state is not None]
        answer["judgement"] = given.judgement
        answer["grounds"] = [
            {"judgement": ".".join(each.judgement), "name": each.name, **each.evidence.model_dump()}
            for each in found
        ]
        answer["author_alone"] = alone
        shown += [*report.grounds_tables(dossier, found, words), *_weak(alone, words)]
    if given.passages is not None:
        asked = given.passages
        path = key_path(asked)
        if scenario is not None and path[0] in type(scenario).model_fields:
            asked = tracing.asked_by(scenario, path)
        near = tracing.passages(dossier, asked)
        answer["passages"] = [
            {"document": each.id, "start": start, "end": end, "text": each.text[start:end]}
            for each, start, end, _ in near
        ]
        shown.append(report.passages_table(near, words))
    if not shown:
        answer["documents"] = [report.document_record(each) for each in dossier.documents.values()]
        shown = [
            report.documents_table(dossier, words),
            report.items_table(dossier, states, scenario, words),
        ]
        shown += _weak(_alone(scenario), words)
    if given.json:
        items = [report.item_record(dossier, state) for state in states]
        print_json({"answer": {"items": items, **answer}})
    else:
        print_exhibits(words("dossier.title", folder=str(given.folder)), shown, words.language)


def _attach(given: SimpleNamespace) -> None:
    from detente.dossier.attaching import attached, draft
    from detente.edits.files import Opened
    from detente.scenario.reading.changes import key_path

    file = Opened.at(scenario_file(given.folder, given.scenario))
    dossier, _, words = opened(given)
    path = key_path(given.judgement) if given.judgement else ()
    text = attached(dossier, file.text, given.item, path, says=given.says)
    change_file(file, text, words.language, write=given.write)
    if suggested := draft(dossier.item(given.item).item):
        print(f"{words('dossier.draft')}\n\n{suggested}")


def _check(given: SimpleNamespace) -> None:
    from detente.cli.printing import print_json
    from detente.dossier.attaching import faults
    from detente.phrases.messages import said

    dossier, scenario, words = opened(given, strict=False)
    wrong = list(faults(dossier, scenario))
    lost = [item for item in dossier.items.values() if dossier.lost(item)]
    alone = _alone(scenario)
    if given.json:
        told = [{"place": each.place, "rule": each.rule} for each in wrong]
        print_json(
            {"answer": {"faults": told, "lost": [each.id for each in lost], "author_alone": alone}}
        )
    else:
        for place, rule in wrong:
            print(f"{place}: {said(rule, words)}")
        for item in lost:
            print(words("dossier.lost", item=item.id, words=item.exact))
        for note in _weak(alone, words):
            print(note.text)
        if not wrong:
            counts = {"items": len(dossier.items), "documents": len(dossier.documents)}
            print(words("dossier.sound", **counts))
    if wrong:
        raise typer.Exit(1)


def _alone(scenario: Scenario | None, path: KeyPath = ()) -> list[str]:
    """The judgements, at a path and below it, that rest on claims of authors alone."""
    from detente.dossier.attaching import author_alone

    found = () if scenario is None else author_alone(scenario)
    return [".".join(each) for each in found if each[: len(path)] == path]


def _weak(judgements: list[str], words: Phrases) -> list[Note]:
    """Judgements that rest on the claims of an author alone."""
    from detente.exhibits import Note

    if not judgements:
        return []
    named = words.first(judgements, 12)
    return [Note(words.count("dossier.author_alone", len(judgements), judgements=named), "caution")]
