"""The command as the user runs it: a process with its own output and exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-m", "nonesuch")


@dataclass(frozen=True)
class Ended:
    """How a process ended and what it said."""

    code: int
    out: str
    error: str

    @property
    def sentences(self) -> list[str]:
        """The lines on the error output, without those that tell of progress."""
        return [
            line
            for line in self.error.splitlines()
            if line.strip() and not line.startswith(_PROGRESS)
        ]


_PROGRESS = (
    *("files: ", "finding: ", "casting: ", "rehearsing: ", "lighting: "),
    *("replacing: ", "frames: "),
    *("previews: ", "people: "),
)


def nonesuch(folder: Path, *arguments: str | Path, **environment: str) -> Ended:
    """Runs ``nonesuch`` in ``folder``; whatever it says must be fit for a user."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    ended = Ended(done.returncode, done.stdout, done.stderr)
    assert is_for_users(ended.error), ended.error
    return ended


def several(folder: Path, runs: Iterable[Sequence[str]]) -> list[Ended]:
    """How each of the runs ended; two of them run at once."""
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(lambda run: nonesuch(folder, *run), runs))


def refusal(folder: Path, *arguments: str | Path, **environment: str) -> str:
    """The one sentence with which the command refuses, exit code 1."""
    ended = nonesuch(folder, *arguments, **environment)
    assert ended.code == 1 and not ended.out, ended
    (sentence,) = ended.sentences
    assert sentence.endswith(".")
    return sentence


def is_for_users(text: str) -> bool:
    """Whether it holds neither a traceback nor the name of an exception or warning."""
    machine_talk = ("Traceback", 'File "', "Error:", "Errno", "Warning", "Exception")
    return not any(word in text for word in machine_talk)


def files_under(folder: Path) -> set[str]:
    """The relative names of all files in the folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    }


def interruptible() -> None:
    """For a child process: Ctrl-C works even if the tests were started without it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
