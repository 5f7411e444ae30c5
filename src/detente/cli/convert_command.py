"""`detente convert`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.arguments import Force

Source = Annotated[
    str, typer.Argument(metavar="FROM", help="A scenario file, a bundled case, or an actor table.")
]
Target = Annotated[
    Path,
    typer.Argument(
        metavar="TO", help="The file to write: .yaml for a scenario, .csv or .txt for a table."
    ),
]
Layout = Annotated[
    str | None, typer.Option("--from", metavar="LAYOUT", help="yaml, csv, smp, decide or past.")
]
Wanted = Annotated[
    str | None, typer.Option("--to", metavar="LAYOUT", help="yaml, csv, smp or decide.")
]
Proposal = Annotated[
    str | None, typer.Option("--proposal", help="Which negotiation of a table of settled issues.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("convert")(convert)


def convert(
    source: Source,
    target: Target,
    layout: Layout = None,
    to: Wanted = None,
    proposal: Proposal = None,
    force: Force = False,
) -> None:
    """Convert between scenario files and the actor tables of other tools."""
    from detente.formats import layout_for, read_scenario, write_scenario
    from detente.writing import check_target, write_whole

    wanted = layout_for(target, to)
    check_target(target, force=force)
    scenario, text = read_scenario(source, layout=layout, proposal=proposal)
    losses: tuple[str, ...] = ()
    if wanted != "yaml":
        text, losses = write_scenario(scenario, wanted)
    write_whole(target, text, force=force)
    typer.echo(f"{target}: written ({wanted})")
    for loss in losses:
        typer.echo(f"not kept: {loss}", err=True)
