"""The model card of a trained harmonizer, written by the program that trained it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from nonesuch.learn.curves import HELD_OUT, lines_of
from nonesuch.learn.harmonizer_training import Training
from nonesuch.media.whole import writing_whole

_CARD = """# A harmonizer for stand-ins

`harmonizer_64.onnx`: `crop (n, 3, 64, 64)`, 0 to 1 with the hole at 0,
`hole (n, 1, 64, 64)`, `detail` (the stand-in bent to the pose) and `known` (where its
skin is) -> `paint (n, 3, 64, 64)`, `share (n, 1, 64, 64)`. How they are
composed: `nonesuch.replace.harmonize.composed`.

## Data

{data}

## Training

{pictures} pictures in batches of {batch}, {weights} weights, seed {seed}. Settings:

```json
{settings}
```

## Held out

Faces whose number is a multiple of 16 were not trained on. Mean absolute error (0 to 1)
and LPIPS (AlexNet) in the hole, of the stand-in as it was given and as it was made to
belong there, when the face's own picture is the target:

| pictures seen | L1 given | L1 made | LPIPS given | LPIPS made |
|---|---|---|---|---|
{table}

The ONNX file in OpenVINO differs from the network in torch by {parity:.5f} at most.
"""


def write_card(training: Training, run: Path, data: str, parity: float) -> Path:
    """Writes ``README.md`` into the folder of a run; where it is."""
    card = _CARD.format(
        data=data,
        pictures=f"{training.seen:,}",
        batch=training.config.batch,
        weights=f"{sum(p.numel() for p in training.network.parameters()):,}",
        seed=training.config.seed,
        settings=json.dumps(asdict(training.config), indent=1),
        table="\n".join(_rows(run / HELD_OUT)),
        parity=parity,
    )
    path = run / "README.md"
    with writing_whole(path) as partial:
        partial.write_text(card, encoding="utf-8")
    return path


def _rows(path: Path) -> list[str]:
    lines = lines_of(path)
    if len(lines) > 6:  # the first, the last, and some between
        step = (len(lines) - 1) / 5
        lines = [lines[round(place * step)] for place in range(6)]
    keys = ("seen", "l1_given", "l1_made", "lpips_given", "lpips_made")
    return ["| " + " | ".join(f"{line[key]}" for key in keys) + " |" for line in lines]
