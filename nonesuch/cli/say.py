"""What a command prints, and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer


def say(text: str) -> None:
    """A line on the output."""
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    """A line on the error output."""
    sys.stderr.write(text + "\n")


def end(failures: Sequence[str]) -> None:
    """Exit code 1 if anything failed, every failure on the error output."""
    for failure in failures:
        complain(failure)
    if failures:
        raise typer.Exit(1)
