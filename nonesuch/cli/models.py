"""``nonesuch models``: the ready-made networks."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from nonesuch.cli.say import complain, say
from nonesuch.models import obtain
from nonesuch.models.manifest import MANIFEST
from nonesuch.progress import Bars

models_app = typer.Typer(help="The ready-made networks.", no_args_is_help=True)


@models_app.command("list")
def models_list() -> None:
    """All models, where they come from and under which licence."""
    table = Table("model", "purpose", "package", "MB", "licence", "here")
    for row in obtain.listing():
        table.add_row(
            row.name,
            row.purpose,
            f"{row.package} {row.version}",
            f"{row.bytes / 1e6:.1f}",
            row.licence + (" (by name only)" if row.restricted else ""),
            "yes" if row.present else "no",
        )
    Console().print(table)


@models_app.command("get")
def models_get(
    names: Annotated[
        list[str] | None, typer.Argument(help="Models; without names all free ones.")
    ] = None,
) -> None:
    """Obtain models now, through pip, instead of at first use."""
    free = [entry.name for entry in MANIFEST.values() if not entry.restricted]
    with Bars() as bars:
        paths = obtain.get(names or free, bars.update)
    for name, path in paths.items():
        say(f"{name}: {path}")


@models_app.command("where")
def models_where(name: Annotated[str, typer.Argument(help="A model.")]) -> None:
    """Print where a model's file lies; exit code 1 if it is not here."""
    path = obtain.where(name)
    if path is None:
        complain(f"{name} is not here yet; get it with: nonesuch models get {name}")
        raise typer.Exit(1)
    say(str(path))
