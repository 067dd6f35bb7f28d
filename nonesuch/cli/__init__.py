"""The command line: parse, call, print; one file for each group of commands."""

from __future__ import annotations

import sys

import typer

from nonesuch import __version__
from nonesuch.cli.anonymize import anonymize, check
from nonesuch.cli.assets import assets_app
from nonesuch.cli.compare import compare
from nonesuch.cli.evaluate import evaluate_app
from nonesuch.cli.models import models_app
from nonesuch.cli.people import people
from nonesuch.cli.plan import plan
from nonesuch.cli.preview import preview
from nonesuch.cli.say import complain, say
from nonesuch.cli.synthesize import synthesize
from nonesuch.cli.train import train_app
from nonesuch.errors import Refusal

INTERRUPTED = 130
_GOES_ON = "Interrupted; the same command goes on where it was."
_INTERRUPTED = {
    "anonymize": "Interrupted; nothing unfinished was left. Go on with --resume.",
    "synthesize": _GOES_ON,
    "train": _GOES_ON,
    "compare": _GOES_ON,
    "people": _GOES_ON,
}

app = typer.Typer(
    name="nonesuch",
    help="Replaces people in pictures and video by generated people who do not exist.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(anonymize)
app.command()(check)
app.command()(compare)
app.command()(synthesize)
app.command()(people)
app.command()(plan)
app.command()(preview)
app.add_typer(models_app, name="models")
app.add_typer(assets_app, name="assets")
app.add_typer(train_app, name="train")
app.add_typer(evaluate_app, name="evaluate")


@app.command()
def version() -> None:
    """Print the version."""
    say(__version__)


def main() -> None:
    """Runs the command; a refusal is one sentence on the error output and code 1."""
    try:
        app()
    except Refusal as refusal:
        complain(str(refusal))
        sys.exit(1)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # how Typer puts it
            complain(_INTERRUPTED.get(sys.argv[1], "Interrupted."))
        raise
