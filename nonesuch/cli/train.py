"""``nonesuch train``: networks trained by the user."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from nonesuch.cli.say import say
from nonesuch.errors import Refusal
from nonesuch.progress import Bars

INTERRUPTED = 130
_SIZE = 128
_WEIGHTS = "harmonizer_64.onnx"
_RIVAL_SIZES = (64, 128, 256)
_RIVAL_HELP = """Train {design}, a rival to compare with; use it as {design}:FILE.

The folder gets the data, checkpoints, sample grids, the log, the ONNX file and a model
card.  Run the same command again to go on after an interruption.
"""
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
            f"The harmonizer learns from crops of {_SIZE} px and serves faces of every "
            f"size; --size {size} is not there."
        )
    _refuse_without_torch()
    from nonesuch.learn.harmonizer import Run
    from nonesuch.learn.harmonizer_training import Config
    from nonesuch.learn.journal import device_named

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


def _rival(design: str) -> Callable[..., None]:
    def train_rival(
        output: Annotated[
            Path, typer.Option("-o", "--output", help="Folder of the run; it goes on.")
        ],
        data: Annotated[
            str,
            typer.Option(
                help="synthetic, the data folder of another run, or a folder of "
                "photographs you may use, each person in a folder of their own."
            ),
        ] = "synthetic",
        people: Annotated[
            int, typer.Option(min=3, help="How many people synthetic data has.")
        ] = 256,
        each: Annotated[
            int, typer.Option(min=2, help="Pictures of each of them.")
        ] = 16,
        size: Annotated[
            int, typer.Option(help="Side of the crop in pixels: 64, 128 or 256.")
        ] = _SIZE,
        hours: Annotated[float, typer.Option(min=0.0, help="How long to train.")] = 1.0,
        pictures: Annotated[
            int,
            typer.Option(
                min=1, help="Pictures in the second half of which the rate falls to 0."
            ),
        ] = 100_000,
        batch: Annotated[int, typer.Option(min=1, help="Pictures a step.")] = 8,
        device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
        seed: Annotated[int, typer.Option(help="Another seed, another run.")] = 0,
    ) -> None:
        if size not in _RIVAL_SIZES:
            raise Refusal(f"--size {size} is not there; give 64, 128 or 256.")
        _refuse_without_torch()
        from nonesuch.learn.journal import device_named
        from nonesuch.learn.rivals.designs import Config
        from nonesuch.learn.rivals.run import Run

        chosen = device_named(device)
        logging.basicConfig(level=logging.INFO, format="%(message)s")
        album, described = _album(data, people, each, output / "data")
        config = Config(design, size, seed=seed, batch=batch, pictures=pictures)
        run = Run(config, album, output, chosen)
        finished = run.train(60 * hours)
        say(str(run.deliver(output / f"{design}_{size}.onnx", described)))
        if not finished:
            say(
                f"Stopped after {run.training.seen} pictures; the same command goes on."
            )
            raise typer.Exit(INTERRUPTED)

    train_rival.__doc__ = _RIVAL_HELP.format(design=design)
    return train_rival


for _design in ("ciagan", "pix2pix", "cyclegan"):
    train_app.command(_design)(_rival(_design))


def _album(data: str, people: int, each: int, out: Path) -> tuple[Path, str]:
    """The folder of an album to learn from, made if need be, and what it holds."""
    from nonesuch.learn.rivals.album import photographed, sample, told

    for folder in (out, Path(data)):
        sentence = told(folder)
        if sentence is not None:
            return folder, sentence
    with Bars() as bars:
        if data == "synthetic":
            return out, sample(out, people, each, bars.update)
        sentence = photographed(Path(data), out, bars.update)
    say(sentence)
    return out, sentence


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
