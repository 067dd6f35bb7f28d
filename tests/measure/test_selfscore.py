"""The official tools give our files, and real ones, full marks against themselves."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_labels import sequence

from nonesuch.errors import Refusal
from nonesuch.formats.mot import read_ground_truth, write_ground_truth
from nonesuch.formats.seqinfo import read_seqinfo, write_seqinfo
from nonesuch.formats.sequence import WRITERS, write_sequence_labels
from nonesuch.measure.selfscore import score_dataset

pytest.importorskip("trackeval", reason="trackeval is not installed")
pytest.importorskip("pycocotools", reason="pycocotools is not installed")
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation",  # pycocotools
    "ignore::ResourceWarning",  # trackeval
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


def test_every_format_scores_100(tmp_path: Path) -> None:
    for number in range(2):
        info, frames = sequence(np.random.default_rng(number), 8)
        info = replace(info, name=f"street-{number:02d}")
        write_sequence_labels(tmp_path / info.name, info, frames, set(WRITERS))
    scores = score_dataset(tmp_path)
    names = {
        f"{format} {measure}"
        for formats, measures in (
            (("mot", "mots", "kitti"), ("HOTA", "MOTA", "IDF1")),
            (("coco", "motsynth"), ("AP of boxes", "AP of masks", "AP of keypoints")),
        )
        for format in formats
        for measure in measures
    }
    assert set(scores) == names
    assert scores == pytest.approx(dict.fromkeys(names, 100.0))


def test_damaged_labels_score_less(tmp_path: Path) -> None:
    """The tools look at the files themselves: a moved mask is noticed."""
    info, frames = sequence(np.random.default_rng(0), 4)
    write_sequence_labels(tmp_path / "a", info, frames, {"mot"})
    boxes = read_ground_truth(tmp_path / "a" / "gt" / "gt.txt", 4)
    ignored = [
        replace(frame, people=tuple(replace(p, ignore=True) for p in frame.people))
        for frame in boxes
    ]
    write_ground_truth(tmp_path / "a" / "gt" / "gt.txt", ignored)
    assert score_dataset(tmp_path)["mot MOTA"] < 100


@pytest.mark.parametrize("name", ["TUD-Stadtmitte", "PETS09-S2L1"])
def test_real_tracks_score_100(name: str, shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "mot15" / name
    info = read_seqinfo(source / "seqinfo.ini")
    frames = read_ground_truth(source / "gt" / "gt.txt", info.frame_count)
    write_seqinfo(tmp_path / name / "seqinfo.ini", info)
    write_ground_truth(tmp_path / name / "gt" / "gt.txt", frames)
    scores = score_dataset(tmp_path)
    assert scores == pytest.approx({f"mot {m}": 100 for m in ("HOTA", "MOTA", "IDF1")})


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no labels"):
        score_dataset(tmp_path)
    shutil.rmtree(tmp_path)
