"""``README.md`` and ``card.png``: what a data set holds, beside what real ones hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isnan
from pathlib import Path

import cv2
import numpy as np

from nonesuch import __version__
from nonesuch.formats.rows import write_lines
from nonesuch.media.whole import writing_whole
from nonesuch.world.card import real
from nonesuch.world.card.facts import (
    COUNTED_ATTRIBUTES,
    Facts,
    Sequences,
    facts_of,
    quantiles,
)
from nonesuch.world.card.figure import card_figure

CARD, FIGURE = "README.md", "card.png"
_QUANTILES = "| | 5 % | 25 % | median | 75 % | 95 % |\n|---|---|---|---|---|---|"


def write_card(folder: Path, sequences: Sequences) -> None:
    """Writes the card of the data set in a folder.

    The sequences are taken one after the other, so that not all labels need be in
    memory at once.
    """
    facts = facts_of(sequences)
    image = card_figure(facts)
    encoded = cv2.imencode(".png", np.ascontiguousarray(image[..., ::-1]))[1]
    with writing_whole(folder / FIGURE) as temporary:
        temporary.write_bytes(encoded.tobytes())
    write_lines(folder / CARD, card_lines(facts))


def card_lines(facts: Facts) -> list[str]:
    """The card's text in Markdown."""
    return [
        *_head(facts),
        *_sequences(facts),
        *_distributions(facts),
        *_beside_real(facts),
        *_people(facts),
        *_files(),
    ]


def _head(facts: Facts) -> list[str]:
    frames, boxes = len(facts.people_a_frame), len(facts.heights_px)
    return [
        "# Virtual pedestrians",
        "",
        f"Made by nonesuch {__version__}. Nobody in these pictures exists; the labels "
        "come from the renderer that drew them.",
        "",
        f"- sequences: {len(facts.infos)}",
        f"- pictures: {frames:,}",
        f"- people labelled in them: {boxes:,}",
        f"- tracks: {facts.track_count:,}",
        f"- different people: {len(facts.attributes):,}",
        "",
        f"![distributions]({FIGURE})",
        "",
    ]


def _sequences(facts: Facts) -> list[str]:
    rows = [
        f"| {info.name} | {info.frame_count} | {info.fps:g} | {info.size_wh[0]}x"
        f"{info.size_wh[1]} | {info.weather.lower()}{', night' * info.is_night} | "
        f"{info.time_of_day_h:.1f} h | {'moving' if info.is_moving else 'static'} | "
        f"{', '.join(f'{name} {value}' for name, value in info.facts.items())} |"
        for info in facts.infos
    ]
    return [
        "## Sequences",
        "",
        "| name | pictures | fps | size | weather | time | camera | made from |",
        "|---|---|---|---|---|---|---|---|",
        *rows,
        "",
    ]


def _distributions(facts: Facts) -> list[str]:
    rows = (
        ("height of a person, px", facts.heights_px, "{:.0f}"),
        ("height, share of the picture's", facts.height_shares, "{:.3f}"),
        ("people in a picture", facts.people_a_frame, "{:.0f}"),
        ("visibility", facts.visibilities, "{:.2f}"),
        ("truncation", facts.truncations, "{:.2f}"),
        ("distance, m", facts.distances_m, "{:.1f}"),
        ("camera height, m", facts.camera_heights_m, "{:.1f}"),
        ("camera tilt downwards, degrees", facts.camera_tilts_deg, "{:.1f}"),
    )
    known = [row for row in rows if row[1]]
    return [
        "## Distributions",
        "",
        *_QUANTILES.split("\n"),
        *(_row(name, quantiles(values), form) for name, values, form in known),
        "",
        "Heights are those of whole bodies, also where they are hidden or cut. "
        "Visibility is visible pixels / pixels of the whole body inside the picture; "
        "truncation the share of the whole body's box outside the picture.",
        "",
    ]


def _beside_real(facts: Facts) -> list[str]:
    (low_w, low_h), (high_w, high_h) = real.MOT17_SIZES_WH
    slow, fast = real.MOT17_FPS
    return [
        "## Beside real data",
        "",
        *_QUANTILES.split("\n"),
        _row("height here, share", quantiles(facts.height_shares), "{:.3f}"),
        *(_row(one.name, one.height_share, "{:.3f}") for one in real.MOT15),
        "",
        "| | here | MOT17 train |",
        "|---|---|---|",
        f"| sequences | {len(facts.infos)} | {real.MOT17_SEQUENCES} |",
        f"| pictures | {len(facts.people_a_frame):,} | {real.MOT17_FRAMES:,} |",
        f"| people in a picture, mean | {_mean(facts.people_a_frame)} | "
        f"{real.MOT17_PEOPLE_A_FRAME} |",
        f"| fps | {_values([f'{info.fps:g}' for info in facts.infos])} | "
        f"{slow} to {fast} |",
        f"| size | {_values([_size(info.size_wh) for info in facts.infos])} | "
        f"{low_w}x{low_h} to {high_w}x{high_h} |",
        "",
        "Totals of MOT17 are those that the paper of MOT16, whose videos it has, gives "
        "(Milan et al. 2016, arXiv:1603.00831). Quantiles of MOT15 were computed from "
        "the ground truth of two of its sequences (PETS09-S2L1: the first 300 frames).",
        "",
    ]


def _people(facts: Facts) -> list[str]:
    counted = [(name, facts.attribute(name)) for name in COUNTED_ATTRIBUTES]
    lines = [
        f"| {name.replace('_', ' ')} | {_shares(count)} |"
        for name, count in counted
        if count
    ]
    if facts.actions:
        lines.append(f"| action, by picture | {_shares(facts.actions)} |")
    return ["## People", "", "| | |", "|---|---|", *lines, ""] if lines else []


def _files() -> list[str]:
    return [
        "## Files",
        "",
        "`definitions.json` says what every number means, `SEQ/cameras.jsonl` how the "
        "camera stood in each picture. `nonesuch preview DIR` draws the labels.",
    ]


def _row(name: str, values: Sequence[float], form: str) -> str:
    texts = ("-" if isnan(value) else form.format(value) for value in values)
    return f"| {name} | {' | '.join(texts)} |"


def _mean(values: Sequence[float]) -> str:
    return f"{np.mean(values):.1f}" if values else "-"


def _size(size_wh: tuple[int, int]) -> str:
    return f"{size_wh[0]}x{size_wh[1]}"


def _values(texts: Sequence[str]) -> str:
    return ", ".join(sorted(set(texts)))


def _shares(count: Counter[str]) -> str:
    total = sum(count.values())
    ranked = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {number / total:.0%}" for name, number in ranked)
