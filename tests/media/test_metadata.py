from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nonesuch.media import read_picture, write_picture

SECRETS = {
    "owner": "Jane Roe",
    "artist": "John Doe",
    "copyright": "(c) Mary Major",
    "body": "BODY-12345",
    "lens": "LENS-67890",
    "maker": "MAKER-NOTE",
    "comment": "my sister Ann",
    "computer": "Janes-Phone",
    "unique": "UNIQUE0123456789",
    "author": "XP Author",
    "xmp": "xmp:thumbnail",
    "iptc": "IPTC-City",
    "latitude": "N\0",
}


def exif_with_everything() -> Image.Exif:
    """EXIF that names people, places and devices, and holds a thumbnail."""
    exif = Image.Exif()
    exif.update(
        {
            0x010F: "Maker",
            0x0110: "Model 9",
            0x0112: 1,
            0x0132: "2024:05:06 07:08:09",
            0x010E: SECRETS["comment"],
            0x013B: SECRETS["artist"],
            0x013C: SECRETS["computer"],
            0x8298: SECRETS["copyright"],
            0x9C9D: SECRETS["author"].encode("utf-16le"),
            0x02BC: SECRETS["xmp"].encode(),
            0x83BB: SECRETS["iptc"].encode(),
        }
    )
    exif.get_ifd(0x8769).update(
        {
            0x829A: 0.004,
            0xA430: SECRETS["owner"],
            0xA431: SECRETS["body"],
            0xA435: SECRETS["lens"],
            0x927C: SECRETS["maker"].encode(),
            0x9286: b"ASCII\0\0\0" + SECRETS["comment"].encode(),
            0xA420: SECRETS["unique"],
            0xA434: "Lens 24-70",
        }
    )
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 26.52), 3: "E"})
    return exif


def thumbnail() -> bytes:
    buffer = BytesIO()
    noise = np.random.default_rng(5).integers(0, 255, (40, 60, 3), np.uint8)
    Image.fromarray(noise).save(buffer, "JPEG")
    return buffer.getvalue()


def with_thumbnail(tiff: bytes, preview: bytes) -> bytes:
    """The EXIF block with a second directory that points to ``preview``."""
    order = "little" if tiff[6:8] == b"II" else "big"
    body = bytearray(tiff[6:])
    first = int.from_bytes(body[4:8], order)  # type: ignore[arg-type]
    count = int.from_bytes(body[first : first + 2], order)  # type: ignore[arg-type]
    link = first + 2 + 12 * count
    assert body[link : link + 4] == bytes(4)
    start = len(body)
    body[link : link + 4] = start.to_bytes(4, order)  # type: ignore[arg-type]

    def number(value: int, size: int) -> bytes:
        return value.to_bytes(size, order)  # type: ignore[arg-type]

    entries = ((0x0201, start + 30), (0x0202, len(preview)))
    table = b"".join(
        number(tag, 2) + number(4, 2) + number(1, 4) + number(value, 4)
        for tag, value in entries
    )
    return tiff[:6] + bytes(body) + number(2, 2) + table + bytes(4) + preview


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def photograph_with_everything(path: Path) -> bytes:
    """Writes a JPEG with every kind of metadata; returns its embedded preview."""
    preview = thumbnail()
    exif = with_thumbnail(exif_with_everything().tobytes(), preview)
    Image.new("RGB", (64, 48), (90, 80, 70)).save(path, exif=exif)
    data = path.read_bytes()
    blocks = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRETS["xmp"].encode())
        + segment(0xED, b"Photoshop 3.0\x008BIM\x04\x0c" + preview)
        + segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04" + SECRETS["iptc"].encode())
        + segment(0xE2, b"MPF\0" + preview)
        + segment(0xFE, SECRETS["comment"].encode())
    )
    path.write_bytes(data[:2] + blocks + data[2:] + preview)
    return preview


@pytest.mark.parametrize("name", ["t.jpg", "t.png", "t.webp", "t.tif"])
@pytest.mark.parametrize("keep_metadata", [False, True])
def test_nothing_that_identifies_is_written(
    tmp_path: Path, name: str, keep_metadata: bool
) -> None:
    source, target = tmp_path / "s.jpg", tmp_path / name
    preview = photograph_with_everything(source)
    before = source.read_bytes()
    assert before.count(preview) == 4
    picture = read_picture(source)
    write_picture(target, picture, picture.image, keep_metadata=keep_metadata)
    after = target.read_bytes()
    for secret in SECRETS.values():
        assert secret.encode() in before or secret.encode("utf-16le") in before
        if secret != SECRETS["latitude"]:
            assert secret.encode() not in after
            assert secret.encode("utf-16le") not in after
    for start in range(0, len(preview) - 40, 40):
        assert preview[start : start + 40] not in after or start < 640
    with Image.open(target) as opened:
        exif = opened.getexif()
        assert not exif.get_ifd(0x8825)
        assert 0x0201 not in exif.get_ifd(1)
        assert not {"xmp", "mp", "photoshop", "comment"} & set(opened.info)
    assert after.count(b"\xff\xd8\xff") <= 1


def test_how_the_picture_was_taken_is_kept_on_request(tmp_path: Path) -> None:
    photograph_with_everything(tmp_path / "s.jpg")
    picture = read_picture(tmp_path / "s.jpg")
    for keep in (False, True):
        target = tmp_path / f"{keep}.jpg"
        write_picture(target, picture, picture.image, keep_metadata=keep)
        with Image.open(target) as opened:
            exif = opened.getexif()
        assert (exif.get(0x0110) == "Model 9") == keep
        taken = exif.get_ifd(0x8769)
        assert (taken.get(0x829A) == pytest.approx(0.004)) == keep
        assert (taken.get(0xA434) == "Lens 24-70") == keep
        assert 0x0112 not in exif


@pytest.mark.parametrize("keep_metadata", [False, True])
def test_text_in_a_png_is_dropped(tmp_path: Path, keep_metadata: bool) -> None:
    text = PngInfo()
    text.add_text("Author", "Jane Roe")
    text.add_itxt("XML:com.adobe.xmp", "<Jane Roe>")
    text.add_text("Zipped", "Jane Roe", zip=True)
    source, target = tmp_path / "s.png", tmp_path / "t.png"
    Image.new("RGB", (9, 9)).save(source, pnginfo=text, exif=exif_with_everything())
    picture = read_picture(source)
    write_picture(target, picture, picture.image, keep_metadata=keep_metadata)
    data = target.read_bytes()
    assert b"Jane" in source.read_bytes() and b"Jane" not in data
    assert not any(kind in data for kind in (b"tEXt", b"zTXt", b"iTXt"))


def test_broken_exif_is_dropped_and_the_picture_read(tmp_path: Path) -> None:
    source, target = tmp_path / "s.jpg", tmp_path / "t.jpg"
    Image.new("RGB", (9, 9)).save(source)
    data = source.read_bytes()
    broken = segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"Jane Roe" * 9)
    source.write_bytes(data[:2] + broken + data[2:])
    picture = read_picture(source)
    write_picture(target, picture, picture.image, keep_metadata=True)
    assert b"Jane" not in target.read_bytes()
