"""A job of many files: which to do, in how many processes, and one report on all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol

from nonesuch.apparent import models_for, refuse_unknown_looks
from nonesuch.errors import Refusal
from nonesuch.formats.people_file import SUFFIX
from nonesuch.media.folders import MediaFile, copy_other, find_media, targets_of
from nonesuch.media.whole import remove_partial
from nonesuch.models import obtain
from nonesuch.models.manifest import MANIFEST
from nonesuch.networks import Networks
from nonesuch.perceive.find import names_of
from nonesuch.pipeline import (
    Progress,
    Result,
    Settings,
    anonymize_picture,
    anonymize_video,
    write_people_of,
)
from nonesuch.prove.report import ModelUsed, Report, base_name
from nonesuch.replace.methods import method_named
from nonesuch.replace.people_table import hash_of
from nonesuch.replace.standin import SHIPPED_TABLE, people_of
from nonesuch.workers import in_processes

_ALWAYS_USED = ("centerface", "facemesh", "dlib_resnet")
_NAMED_AT_MOST = 5


class Watcher(Protocol):
    """Who is told how far the job is."""

    def update(self, what: str, done: int, total: int | None) -> None: ...


@dataclass(frozen=True)
class Job:
    """What the command line asks for."""

    sources: Sequence[Path]
    output: Path
    settings: Settings
    key: bytes
    people_file: Path | None = None
    resume: bool = False
    workers: int = 1
    copy_others: bool = False


def anonymize_all(job: Job, watcher: Watcher) -> tuple[Report, list[str]]:
    """The report on all files, and a sentence for each file that could not be done.

    A file that fails leaves no output and does not stop the others; where it is the
    only one, its :class:`Refusal` is raised.
    """
    _refuse_unfit_people(job.settings)
    media, others = _tasks(job)
    obtain.get(models_used(job.settings), watcher.update)
    if job.resume:
        for task in media:
            remove_partial(task.target)
    waiting = [task for task in media if not (job.resume and task.target.exists())]
    results, failures = [], []
    for outcome in _outcomes(job, waiting, watcher):
        if isinstance(outcome, Result):
            results.append(outcome)
        elif len(media) == 1:
            raise outcome
        else:
            failures.append(str(outcome))
    warnings = _on_others(job, others)
    if len(waiting) < len(media):
        warnings.append(
            "Results of an earlier run were kept and are not in this report: "
            f"{_counted(len(media) - len(waiting))}."
        )
    if failures:
        warnings.append(
            "Not everything could be done; without a result remained "
            f"{_counted(len(failures))}."
        )
    return _report(job, results, warnings), failures


def people_files_of_all(job: Job, watcher: Watcher) -> tuple[list[Path], list[str]]:
    """Writes the people file of every picture and video, and nothing else.

    Which files were written, and failures as :func:`anonymize_all` gives them.
    """
    media, _ = _tasks(job)
    obtain.get(models_used(job.settings), watcher.update)
    written, failures = [], []
    for task in media:
        target = task.target
        if not target.name.endswith(SUFFIX):
            target = target.with_name(target.name + SUFFIX)
        try:
            write_people_of(
                task.source, target, _networks(job.settings.detector), watcher.update
            )
        except Refusal as refusal:
            if len(media) == 1:
                raise
            failures.append(str(refusal))
        else:
            written.append(target)
    return written, failures


@dataclass(frozen=True)
class _Task:
    source: Path
    target: Path
    kind: str
    name: str | None
    """The relative name where there are several files."""


def _tasks(job: Job) -> tuple[list[_Task], list[_Task]]:
    """Media files with their targets, and the files that are none."""
    found = find_media(job.sources, job.output)
    targets = targets_of(found, job.sources, job.output)
    tasks = [
        _Task(
            file.source,
            target,
            file.kind,
            file.relative.as_posix() if len(found) > 1 else None,
        )
        for file, target in zip(found, targets, strict=True)
    ]
    media = [task for task in tasks if task.kind != "other"]
    if not media:
        names = ", ".join(str(source) for source in job.sources)
        raise Refusal(
            f"There is no picture or video in {names}. Name a JPEG, PNG, WebP, TIFF or "
            "BMP picture, a video, or a folder with such files."
        )
    if job.people_file is not None and len(media) > 1:
        raise Refusal(
            f"{job.people_file} belongs to one picture or video, but {len(media)} were "
            "given; run them one by one."
        )
    return media, [task for task in tasks if task.kind == "other"]


def _outcomes(
    job: Job, tasks: Sequence[_Task], watcher: Watcher
) -> Iterator[Result | Refusal]:
    """In the order of the tasks, whatever finishes first."""
    if job.workers == 1 or len(tasks) < 2:
        for done, task in enumerate(tasks):
            if len(tasks) > 1:
                watcher.update("files", done, len(tasks))
            yield _outcome(job, watcher.update, task)
        return
    work = partial(_outcome, job, _silent)
    outcomes = in_processes(work, tasks, min(job.workers, len(tasks)))
    for done, outcome in enumerate(outcomes, start=1):
        watcher.update("files", done, len(tasks))
        yield outcome


def _outcome(job: Job, progress: Progress, task: _Task) -> Result | Refusal:
    try:
        result = _result(job, progress, task)
    except Refusal as refusal:
        return refusal
    people = [replace(person, source=task.name) for person in result.people]
    return replace(result, source=task.name or result.source, people=people)


def _result(job: Job, progress: Progress, task: _Task) -> Result:
    if task.kind == "video":
        return anonymize_video(
            task.source,
            task.target,
            job.settings,
            job.key,
            _networks(job.settings.detector),
            progress,
            job.people_file,
            job.resume,
        )
    return anonymize_picture(
        task.source,
        task.target,
        job.settings,
        job.key,
        _networks(job.settings.detector),
        job.people_file,
    )


def models_used(settings: Settings) -> list[str]:
    """The names of the networks that have a part in a run, in the manifest's order.

    Raises :class:`Refusal` for a detector that there is not.
    """
    chosen = names_of(settings.detector or "yunet")
    used = [*chosen, *_ALWAYS_USED, *models_for(settings.keep)]
    if method_named(settings.method).outlines_people:
        used.append("modnet")
    return [name for name in MANIFEST if name in used]


def _refuse_unfit_people(settings: Settings) -> None:
    """Raises Refusal for a method there is not, or stand-ins that do not fit it."""
    method = method_named(settings.method)
    for option, given in (
        ("--keep", settings.keep),
        ("--stand-ins", settings.stand_ins),
    ):
        if given and not method.has_identity:
            raise Refusal(
                f"{option} is about the people who stand in, but {settings.method} "
                "puts nobody there; leave it out, or give --method person."
            )
    refuse_unknown_looks(settings.keep, people_of(settings.stand_ins).table)


def _people_used(settings: Settings) -> str:
    """Which table of people stands in: its name, size and the start of its hash."""
    if not method_named(settings.method).has_identity:
        return ""
    path = Path(settings.stand_ins) if settings.stand_ins else SHIPPED_TABLE
    count = len(people_of(settings.stand_ins))
    return f"{path.name}, {count} people, sha256 {hash_of(path)}"


@lru_cache(maxsize=1)
def _networks(detector: str | None) -> Networks:
    """One set of compiled networks for all files of this process."""
    return Networks(detector)


def _silent(phase: str, done: int, total: int | None) -> None:
    """Processes beside the main one report whole files only."""


def _on_others(job: Job, others: Sequence[_Task]) -> list[str]:
    if not others:
        return []
    names = ", ".join(task.source.name for task in others[:_NAMED_AT_MOST])
    more = "" if len(others) <= _NAMED_AT_MOST else " and more"
    count = _counted(len(others))
    if not job.copy_others:
        return [f"Left out as no picture or video, {count}: {names}{more}."]
    for task in others:
        copy_other(MediaFile(task.source, Path(task.source.name), "other"), task.target)
    return [f"Copied as no picture or video, {count}: {names}{more}."]


def _counted(files: int) -> str:
    return "1 file" if files == 1 else f"{files} files"


def _report(job: Job, results: Sequence[Result], warnings: Sequence[str]) -> Report:
    notes = [*warnings]
    for result in results:
        notes += [f"{result.source}: {warning}" for warning in result.warnings]
        if result.leaks:
            notes.append(
                f"{result.source}: the last look found {result.leaks} faces that "
                "nobody accounted for; they were covered."
            )
    return Report(
        source=", ".join(base_name(source) for source in job.sources),
        output=base_name(job.output),
        settings=asdict(job.settings) | {"stand_ins": _people_used(job.settings)},
        models=[_used(name) for name in models_used(job.settings)],
        frames=sum(result.frames for result in results),
        people=[person for result in results for person in result.people],
        warnings=notes,
        leaks=sum(result.leaks for result in results),
    )


def _used(name: str) -> ModelUsed:
    entry = MANIFEST[name]
    return ModelUsed(entry.name, entry.sha256, entry.licence)
