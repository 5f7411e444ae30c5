"""`detente dossier review`, `misses`, `export`, `import`, `score`: what a person decides."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.arguments import (
    NEEDED,
    Force,
    InLanguage,
    Json,
    Language,
    Parameters,
    Seed,
    add_command,
    option,
)
from detente.cli.dossiers import FOLDER, SCENARIO, SHOWN, existing, needing
from detente.cli.printing import speak
from detente.errors import SettingError
from detente.phrases import Phrases, phrases

if TYPE_CHECKING:
    from detente.dossier.extract.model import Model
    from detente.dossier.review import Screen, Talk
    from detente.dossier.store import Dossier

Gold = Annotated[Path, typer.Argument(metavar="GOLD", help="A folder of texts with marked items.")]
Target = Annotated[
    Path, typer.Argument(metavar="FILE", help="What to write: .jsonld, .csv or .xlsx.")
]
Sources = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="What to read: .jsonld, .csv or .xlsx.")
]

MODEL: Parameters = {
    "model": option(
        str | None,
        "--model",
        "Ask a model too, at this address of the OpenAI protocol; this machine's own alone.",
        metavar="ADDRESS",
    ),
    "model_name": option(str, "--model-name", "What the model is called there.", ""),
    "send_to": option(
        list[str] | None,
        "--send-to",
        "Another machine to which public texts may be sent.",
        metavar="HOST",
    ),
}
WHO: Parameters = {"who": option(str, "--who", "Whose decisions they are.", "reviewer")}
REVIEW: Parameters = {
    **FOLDER,
    "misses": option(bool, "--misses", "Go through sentences with a party and no item.", False),
    **WHO,
    **SCENARIO,
    "language": (Language, None),
}
EXPORT: Parameters = {**FOLDER, "file": (Target, NEEDED), "force": (Force, False)}
IMPORT: Parameters = {
    **FOLDER,
    "files": (Sources, NEEDED),
    "decisions": option(bool, "--decisions", "Take over what was decided and changed.", False),
    **WHO,
    "language": (InLanguage, "en"),
}


def register(group: typer.Typer) -> None:
    """Add the commands to those of a dossier."""
    add_command(group, "review", "Decide about items, one a screen.", REVIEW, _review)
    add_command(group, "misses", "List sentences with a party and no item.", SHOWN, _misses)
    add_command(group, "export", "Write items for other programs.", EXPORT, _export)
    add_command(group, "import", "Take items over from other programs.", IMPORT, _import)
    group.command("score")(score)


def model_of(given: SimpleNamespace) -> Model | None:
    """The model to ask, if one is; SettingError for an address that may not be used."""
    from detente.dossier.extract.model import Model

    if given.model is None:
        for name in ("send_to", "model_name"):
            if getattr(given, name):
                flag = f"--{name.replace('_', '-')}"
                raise SettingError(flag, getattr(given, name), "give the address too: --model")
        return None
    return Model(given.model, given.model_name, send_to=given.send_to or ())


def compared(dossier: Dossier, model: Model) -> dict[str, Any]:
    """What was not taken of a model's answers, and what rules propose and the model does not."""
    spans = [
        (item.document, span)
        for item in dossier.items.values()
        if item.engine == model.name
        for span in item.spans
    ]
    missed = [
        {"id": item.id, "document": item.document, "exact": item.exact}
        for item in dossier.items.values()
        if item.engine == "rules"
        and not any(
            document == item.document and span.start < own.end and own.start < span.end
            for document, span in spans
            for own in item.spans
        )
    ]
    return {"left_out": [each._asdict() for each in model.left_out], "rules_alone": missed}


def tell_compared(answer: dict[str, Any], words: Phrases) -> None:
    """Print what `compared` found."""
    from detente.phrases.messages import said

    print(words.count("evidence.left_out", len(answer["left_out"])))
    for each in answer["left_out"]:
        print(f"  {each['document']}: {each['quote']!r}: {said(each['why'], words)}")
    print(words.count("evidence.rules_alone", len(answer["rules_alone"])))
    for each in answer["rules_alone"]:
        print(f"  {each['document']}: {each['exact']}")


def _review(given: SimpleNamespace) -> None:
    from detente.dossier.review import Review

    dossier, scenario, words = needing(given)
    if not on_terminal():
        remedy = "run it in a terminal, or decide in a table: export, then import --decisions"
        raise SettingError("review", "no terminal", remedy)
    before = len(dossier.decisions)
    talk = _talk(words, misses=given.misses)
    run = Review(dossier, scenario, talk, words, given.who, _now)
    run.of_misses() if given.misses else run.of_items()
    dossier = run.dossier
    open_items = sum(status == "proposed" for _, status in dossier.states.values())
    decided = words.count("evidence.decided", len(dossier.decisions) - before)
    print(f"{decided} {words.count('evidence.open', open_items)}")


def on_terminal() -> bool:
    """Whether somebody can read screens and press keys."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.UTC).replace(microsecond=0)


def _talk(words: Phrases, *, misses: bool) -> Talk:
    from detente.cli.printing import in_colour
    from detente.dossier.review import Talk

    keys = words("evidence.keys_of_misses" if misses else "evidence.keys")

    def show(screen: Screen) -> None:
        print("\x1b[2J\x1b[H" if in_colour() else "", end="")
        exact = typer.style(screen.exact, reverse=True) if in_colour() else f"▶{screen.exact}◀"
        told = typer.style(screen.facts, bold=True) if in_colour() else screen.facts
        print(f"{screen.heading}\n\n{screen.before}{exact}{screen.behind}\n\n{told}\n\n{keys}")

    def line(asked: str) -> str:
        print(asked)
        try:
            return input("> ")
        except EOFError:
            return ""

    def key() -> str:
        try:
            return typer.getchar()
        except (EOFError, KeyboardInterrupt):
            return "q"

    def say(text: str) -> None:
        print(text)
        typer.getchar()

    return Talk(show, key, line, say)


def _misses(given: SimpleNamespace) -> None:
    from detente.cli.printing import print_json
    from detente.dossier.review import misses

    dossier, scenario, words = needing(given)
    found = [
        {"document": each.id, "start": start, "end": end, "text": each.text[start:end]}
        for each, start, end in misses(dossier, scenario)
    ]
    if given.json:
        print_json({"answer": {"sentences": found}})
        return
    print(words.count("evidence.misses", len(found)))
    for told in found:
        print(f"  {told['document']}, {told['start']}: {told['text']}")


def _export(given: SimpleNamespace) -> None:
    from detente.dossier.exchange import write
    from detente.writing import check_target, write_whole

    dossier = existing(given.folder)
    check_target(given.file, force=given.force)
    content = write(dossier.states.values(), given.file.suffix.lower())
    write_whole(given.file, content, force=given.force)
    print(f"{given.file}: written")


def _import(given: SimpleNamespace) -> None:
    from detente.dossier.exchange import merge, read

    words, dossier = phrases(speak(given.language)), existing(given.folder)
    read_all = [(file, read(file)) for file in given.files]
    when = _now() if given.decisions else None
    for file, states in read_all:
        merged = merge(dossier, states, who=given.who, why=file.name, when=when)
        dossier = merged.dossier
        added = words.count("evidence.taken", merged.items)
        print(f"{file}: {added} {words.count('evidence.decided', merged.decisions)}")
        for each in merged.left_out:
            print(words("evidence.not_taken", item=each), file=sys.stderr)


def score(gold: Gold, json: Json = False, seed: Seed = 0, language: InLanguage = "en") -> None:
    """Compare what the rules propose with what a reader marked in texts."""
    from detente.cli.printing import print_exhibits, print_json
    from detente.dossier.extract.rules import Rules
    from detente.dossier.gold import read_gold, score_table
    from detente.dossier.gold import score as run
    from detente.exhibits import plain

    words = phrases(speak(language))
    found = run(read_gold(gold), Rules(), seed=seed)
    if json:
        print_json({"analysis": "dossier", "answer": plain(found)})
        return
    print_exhibits(words("evidence.score"), [score_table(found, words)], language)
