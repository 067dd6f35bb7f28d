"""The model card of a trained rival, written by the program that trained it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from nonesuch.learn.curves import HELD_OUT, lines_of
from nonesuch.learn.rivals.training import Training
from nonesuch.media.whole import writing_whole

PAPERS = {
    "ciagan": "CIAGAN (Maximov, Elezi, Leal-Taixé, CVPR 2020)",
    "pix2pix": "Pix2Pix (Isola, Zhu, Zhou, Efros, CVPR 2017)",
    "cyclegan": "CycleGAN (Zhu, Park, Isola, Efros, ICCV 2017)",
}
_CARD = """# {design}: a rival to compare with

The design of {paper} in code of our own, trained on our data from landmarks and a hole.
Use it as `--method {design}:{file}`. It is for comparisons: nothing in training keeps
its faces from being alike to anyone.

## Data

{data}

## Training

{pictures} pictures in batches of {batch}, the painter learned from {painted} of them;
{minutes:.0f} minutes on {device}. {weights} weights paint, {others} more judge them in
training; seed {seed}. Settings:

```json
{settings}
```

## Held out

Mean absolute error in the hole (0 to 1) and LPIPS (AlexNet) against the original.
*known*: pictures that were not trained on, of people who were; *unseen*: people of whom
no picture was.

{table}

The ONNX file in OpenVINO differs from the network in torch by {parity:.5f} at most.
"""


def write_card(
    training: Training, run: Path, file: str, data: str, parity: float
) -> Path:
    """Writes ``README.md`` into the folder of a run; where it is."""
    config = training.config
    lines = lines_of(run / HELD_OUT)
    everything = _weights(training.rival)
    card = _CARD.format(
        design=config.design,
        paper=PAPERS[config.design],
        file=file,
        data=data,
        pictures=f"{training.seen:,}",
        painted=f"{max(0, training.seen - training.rival.painter_joins):,}",
        batch=config.batch,
        minutes=sum(line["worked_s"] for line in lines) / 60,
        device="a GPU" if training.device.type == "cuda" else "the CPU",
        weights=f"{_weights(training.average):,}",
        others=f"{everything - _weights(training.average):,}",
        seed=config.seed,
        settings=json.dumps(asdict(config), indent=1),
        table=_table(lines),
        parity=parity,
    )
    path = run / "README.md"
    with writing_whole(path) as partial:
        partial.write_text(card, encoding="utf-8")
    return path


def _weights(module: object) -> int:
    return sum(p.numel() for p in module.parameters())  # type: ignore[attr-defined]


def _table(lines: list[dict[str, float]]) -> str:
    if len(lines) > 6:  # the first, the last, and some between
        step = (len(lines) - 1) / 5
        lines = [lines[round(place * step)] for place in range(6)]
    keys = [key for key in lines[-1] if key != "worked_s"]
    head = "| " + " | ".join("pictures seen" if k == "seen" else k for k in keys) + " |"
    rows = ["| " + " | ".join(f"{line[key]}" for key in keys) + " |" for line in lines]
    return "\n".join([head, "|---" * len(keys) + "|", *rows])
