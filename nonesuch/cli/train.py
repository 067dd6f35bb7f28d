"""``nonesuch train``: networks trained by the user."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from nonesuch.cli.say import say
from nonesuch.errors import Refusal
from nonesuch.progress import Bars

INTERRUPTED = 130
_SIZE = 128
_WEIGHTS = "harmonizer_128.onnx"
_OF_NOBODY = (
    "{count} portraits of people who do not exist, made by MobileStyleGAN (Apache-2.0; "
    "distilled from a network trained on FFHQ, CC BY-NC-SA 4.0)."
)

train_app = typer.Typer(
    help="Train networks (needs the extra train).", no_args_is_help=True
)


@train_app.callback()
def train() -> None:
    """Train networks (needs the extra train)."""


@train_app.command()
def face(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder of the run; it goes on.")
    ],
    data: Annotated[
        str,
        typer.Option(help="synthetic, or a folder of photographs you may use."),
    ] = "synthetic",
    people: Annotated[
        int, typer.Option(min=32, help="How many people synthetic data has.")
    ] = 4000,
    size: Annotated[int, typer.Option(help="Side of the crop in pixels.")] = _SIZE,
    hours: Annotated[float, typer.Option(min=0.0, help="How long to train.")] = 1.0,
    pictures: Annotated[
        int, typer.Option(min=1, help="Pictures over which the learning rate falls.")
    ] = 60_000,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    seed: Annotated[int, typer.Option(help="Another seed, another run.")] = 0,
) -> None:
    """Train the harmonizer, which makes a stand-in belong into a picture.

    The folder gets the data, checkpoints, sample grids, the log, the ONNX file and a
    model card.  Run the same command again to go on after an interruption.
    """
    if size != _SIZE:
        raise Refusal(
            f"The harmonizer works at {_SIZE} px and serves faces of every size; "
            f"--size {size} is not there."
        )
    _refuse_without_torch()
    from nonesuch.learn.harmonizer import Run, device_named
    from nonesuch.learn.harmonizer_training import Config

    chosen = device_named(device)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    described = _prepared(data, people, output / "data")
    config = Config(seed=seed, pictures=pictures)
    run = Run(config, output / "data", output, chosen)
    finished = run.train(60 * hours)
    say(str(run.deliver(output / _WEIGHTS, described)))
    if not finished:
        say(f"Stopped after {run.training.seen} pictures; the same command goes on.")
        raise typer.Exit(INTERRUPTED)


def _prepared(data: str, people: int, out: Path) -> str:
    """Makes sure that there are faces to learn from; what they are, for the card."""
    from nonesuch.learn.portraits import photographed, sample

    with Bars() as bars:
        if data == "synthetic":
            sample(out, people, bars.update)
            return _OF_NOBODY.format(count=people)
        if any(out.glob("portraits_photographed_*.npz")):
            return f"Photographs of the folder {Path(data).name}."
        count, skipped = photographed(Path(data), out, bars.update)
    told = f"{count} faces in photographs of the folder {Path(data).name}"
    say(f"{told}; skipped: {skipped}.")
    return f"{told}; skipped: {skipped}. Consent is the affair of whoever trained."


def _refuse_without_torch() -> None:
    for name in ("torch", "onnx"):
        if find_spec(name) is None:
            raise Refusal(
                f"Training needs the package {name}; install it with: "
                "pip install 'nonesuch[train]'."
            )
