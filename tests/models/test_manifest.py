"""The manifest says all that is needed to get a model, and nothing twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nonesuch.models.manifest import MANIFEST, ModelEntry
from nonesuch.models.obtain import listing

ENTRIES = pytest.mark.parametrize("entry", MANIFEST.values(), ids=MANIFEST)


def test_names_are_keys_and_files_are_distinct() -> None:
    assert all(name == entry.name for name, entry in MANIFEST.items())
    assert len({entry.filename for entry in MANIFEST.values()}) == len(MANIFEST)
    assert len({entry.sha256 for entry in MANIFEST.values()}) == len(MANIFEST)


@ENTRIES
def test_hashes_and_sizes_are_complete(entry: ModelEntry) -> None:
    assert re.fullmatch("[0-9a-f]{64}", entry.sha256)
    assert re.fullmatch("[0-9a-f]{64}", entry.archive.sha256)
    assert 0 < entry.bytes < 10**8
    assert entry.archive.bytes > entry.bytes // 3


@ENTRIES
def test_every_model_has_licence_purpose_and_known_needs(entry: ModelEntry) -> None:
    assert entry.licence and entry.purpose
    assert set(entry.needs) <= set(MANIFEST)
    assert not any(MANIFEST[need].needs for need in entry.needs)


@ENTRIES
def test_terms_that_forbid_a_use_are_marked_restricted(entry: ModelEntry) -> None:
    assert entry.restricted == ("non-commercial" in entry.licence)


@ENTRIES
def test_member_names_fit_the_archive(entry: ModelEntry) -> None:
    top = entry.member.split("/")[0]
    if entry.archive.kind == "sdist":
        package = entry.package.replace("-", "_")
        assert top == f"{package}-{entry.version}"
    assert ".." not in entry.member and not entry.member.startswith("/")


def test_one_archive_is_described_once() -> None:
    archives = {entry.archive for entry in MANIFEST.values()}
    assert len({archive.package for archive in archives}) == len(archives)


def test_restricted_models_come_alone_in_their_archive() -> None:
    terms: dict[str, set[bool]] = {}
    for entry in MANIFEST.values():
        terms.setdefault(entry.package, set()).add(entry.restricted)
    assert all(len(kinds) == 1 for kinds in terms.values())


def test_the_listing_shows_every_model_in_order() -> None:
    rows = listing()
    assert [row.name for row in rows] == list(MANIFEST)
    by_name = {row.name: row for row in rows}
    assert by_name["scrfd"].restricted and by_name["w600k_mbf"].restricted
    assert by_name["yunet"].licence == "MIT"
    assert by_name["yunet"].bytes == 232589


@ENTRIES
def test_the_documentation_says_the_same(entry: ModelEntry) -> None:
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text()
    assert f"{entry.filename}, {entry.bytes:,}" in page
    assert f"{entry.package} {entry.version}" in page
    assert f"`{entry.name}`" in page
