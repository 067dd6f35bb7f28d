"""Which file belongs to which copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from nonesuch.errors import Refusal
from nonesuch.prove.pairs import pairs_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60


def folder(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if path.suffix == ".mp4" else PNG)
    root.mkdir(exist_ok=True)
    return root


def test_empty_folders_have_nothing_to_audit(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no picture or video in common"):
        pairs_of(folder(tmp_path / "a"), folder(tmp_path / "b"))


def test_two_pictures_are_one_pair(tmp_path: Path) -> None:
    root = folder(tmp_path / "a", "x.png", "y.png")
    (pair,), warnings = pairs_of(root / "x.png", root / "y.png")
    assert pair.name is None and not pair.is_video and warnings == []


def test_files_are_paired_by_relative_name_whatever_their_extension(
    tmp_path: Path,
) -> None:
    before = folder(tmp_path / "a", "x.png", "deep/y.jpg", "deep/z.mp4", ".hidden.png")
    after = folder(tmp_path / "b", "x.png", "deep/y.png", "deep/z.mp4")
    pairs, warnings = pairs_of(before, after)
    assert [(pair.name, pair.is_video) for pair in pairs] == [
        ("deep/y.jpg", False),
        ("deep/z.mp4", True),
        ("x.png", False),
    ]
    assert pairs[0].anonymized == after / "deep/y.png" and warnings == []


def test_what_has_no_counterpart_is_told(tmp_path: Path) -> None:
    before = folder(tmp_path / "a", "x.png", "lost.png")
    after = folder(tmp_path / "b", "x.png", "more.png")
    (before / "notes.txt").write_text("no media")
    pairs, warnings = pairs_of(before, after)
    assert len(pairs) == 1
    assert warnings == [
        "lost.png has no counterpart in the anonymized folder.",
        "more.png of the anonymized folder has no counterpart in the original.",
    ]


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ("a", "b/x.png", "is a folder and the other is not"),
        ("a/x.png", "a/z.mp4", "is a video and the other is not"),
        ("a/x.png", "a/absent.png", "does not exist"),
    ],
)
def test_unlike_things_are_refused(
    tmp_path: Path, one: str, other: str, sentence: str
) -> None:
    folder(tmp_path / "a", "x.png", "z.mp4")
    folder(tmp_path / "b", "x.png")
    with pytest.raises(Refusal, match=sentence):
        pairs_of(tmp_path / one, tmp_path / other)
