"""``nonesuch anonymize`` and ``nonesuch check``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from nonesuch.cli.say import end, say
from nonesuch.errors import Refusal
from nonesuch.media.whole import refuse_unwritable
from nonesuch.pipeline import Settings
from nonesuch.progress import Bars
from nonesuch.prove.audit import check as audit
from nonesuch.prove.report import write_report
from nonesuch.prove.report_html import sentence, write_report_html
from nonesuch.replace.identity import KEEPABLE, new_key, read_key
from nonesuch.replace.methods import HEAD
from nonesuch.run import Job, anonymize_all, people_files_of_all

FELL_BACK = 3


def anonymize(
    sources: Annotated[
        list[Path],
        typer.Argument(help="Pictures, videos, folders.", show_default=False),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="A file, or a folder for several.")
    ],
    method: Annotated[
        str,
        typer.Option(
            help="person, unet, blur[:K], pixelate[:N], solid, or a trained rival: "
            "ciagan:FILE, pix2pix:FILE, cyclegan:FILE."
        ),
    ] = "person",
    region: Annotated[
        str,
        typer.Option(help="What of them: face, or head, with hair and ears."),
    ] = "face",
    detector: Annotated[
        str | None,
        typer.Option(help="Who finds faces: yunet, centerface, scrfd, joined by +."),
    ] = None,
    what: Annotated[str, typer.Option(help="What is replaced: faces.")] = "faces",
    people: Annotated[
        Path | None, typer.Option(help="A people file to use instead of looking.")
    ] = None,
    people_only: Annotated[
        bool, typer.Option("--people-only", help="Write only the people file.")
    ] = False,
    key_file: Annotated[
        Path | None,
        typer.Option(help="Secret key; the same key gives the same stand-ins."),
    ] = None,
    stand_ins: Annotated[
        Path | None,
        typer.Option(help="A table of nonesuch people instead of the shipped."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            help="What stand-ins keep of the faces: skin, age, sex, joined by commas. "
            "It gives that much away; without it the choice ignores the faces."
        ),
    ] = None,
    camera: Annotated[
        str, typer.Option(help="Camera name: another one, other stand-ins.")
    ] = "",
    on_failure: Annotated[
        str, typer.Option(help="Who cannot be replaced safely: cover, solid or error.")
    ] = "cover",
    report: Annotated[
        Path | None, typer.Option(help="The evidence; .json, with an .html beside it.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on after an interrupted run.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="Files worked on at once.")] = 1,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 if anybody was covered.")
    ] = False,
    verify_every_frame: Annotated[
        bool, typer.Option("--verify-every-frame", help="Slower; for evidence.")
    ] = False,
    keep_metadata: Annotated[
        bool,
        typer.Option(
            "--keep-metadata", help="Keep what identifies neither place nor owner."
        ),
    ] = False,
    copy_others: Annotated[
        bool, typer.Option("--copy-others", help="Copy files that are no media, too.")
    ] = False,
    codec: Annotated[
        str | None, typer.Option(help="FFmpeg's name of the video encoder.")
    ] = None,
    crf: Annotated[int | None, typer.Option(help="Constant quality.")] = None,
    encoder_options: Annotated[
        str, typer.Option(help="More for the encoder: preset=slow,tune=grain.")
    ] = "",
) -> None:
    """Replace everybody in pictures and videos."""
    _refuse_unknown("--what", what, ("faces",))
    _refuse_unknown("--region", region, ("face", "head"))
    _refuse_unknown("--on-failure", on_failure, ("cover", "solid", "error"))
    settings = Settings(
        method=method + (HEAD if region == "head" else ""),
        detector=detector,
        camera=camera,
        on_failure=on_failure,
        keep_metadata=keep_metadata,
        codec=codec,
        crf=crf,
        encoder_options=_options(encoder_options),
        verify_every_frame=verify_every_frame,
        stand_ins="" if stand_ins is None else str(stand_ins),
        keep=_kept(keep or ()),
    )
    key = read_key(key_file) if key_file else new_key()
    if report is not None:
        refuse_unwritable(report)
    job = Job(sources, output, settings, key, people, resume, workers, copy_others)
    with Bars() as bars:
        if people_only:
            written, failures = people_files_of_all(job, bars)
        else:
            result, failures = anonymize_all(job, bars)
    if people_only:
        for path in written:
            say(str(path))
        end(failures)
        return
    if report is not None:
        write_report(result, report)
        write_report_html(result, report.with_suffix(".html"))
    say(sentence(result))
    for warning in result.warnings:
        say(f"Note: {warning}")
    end(failures)
    if strict and result.totals["covered_faces"]:
        raise typer.Exit(FELL_BACK)


def check(
    original: Annotated[Path, typer.Argument(help="A picture, video or folder.")],
    anonymized: Annotated[Path, typer.Argument(help="What some tool made of it.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Report, .json (and .html).")
    ] = None,
) -> None:
    """Look whether anybody can still be identified in any tool's output."""
    if output is not None:
        refuse_unwritable(output)
    result = audit(original, anonymized)
    if output is not None:
        write_report(result, output)
        write_report_html(result, output.with_suffix(".html"))
    say(sentence(result))
    for warning in result.warnings:
        say(f"Note: {warning}")
    if not result.passed:
        raise typer.Exit(1)


def _kept(given: Sequence[str]) -> tuple[str, ...]:
    """The looks that are named, each once, in one order."""
    named = {name.strip() for text in given for name in text.split(",")}
    for name in sorted(named - set(KEEPABLE)):
        _refuse_unknown("--keep", name, KEEPABLE)
    return tuple(name for name in KEEPABLE if name in named)


def _options(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part]
    for name, equals, _ in pairs:
        if not name or not equals:
            raise Refusal(
                f"--encoder-options {text!r} is not understood; write name=value, "
                "several with commas between."
            )
    return {name: value for name, _, value in pairs}


def _refuse_unknown(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise typer.BadParameter(f"{option} {value} is not one of {', '.join(known)}")
