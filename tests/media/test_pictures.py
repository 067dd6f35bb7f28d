from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from nonesuch.errors import Refusal
from nonesuch.media import read_picture, tiff, write_picture
from nonesuch.media.picture_files import png_colour_chunks, with_png_chunks

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photograph(height: int = 48, width: int = 64) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    waves = [128 + 90 * np.sin(x / (5 + c)) * np.cos(y / (7 - c) + c) for c in range(3)]
    return np.stack(waves, axis=2).astype(np.uint8)


def opened(path: Path) -> Any:
    """The picture as Pillow alone reads it."""
    with Image.open(path) as picture:
        picture.load()
        return picture


def painted(image: np.ndarray) -> np.ndarray:
    result = image.copy()
    result[16:32, 16:32] = (200, 40, 90)
    return result


def outside(image: np.ndarray) -> np.ndarray:
    mask = np.ones(image.shape[:2], bool)
    mask[16:32, 16:32] = False
    return image[mask]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "1", "P", "CMYK"])
@pytest.mark.parametrize("extension", ["png", "tif", "bmp", "webp", "jpg"])
def test_unchanged_pixels_come_back(tmp_path: Path, mode: str, extension: str) -> None:
    source, target = tmp_path / f"s.{extension}", tmp_path / f"t.{extension}"
    original = Image.fromarray(photograph()).convert("RGB")
    if mode.endswith("A"):
        original.putalpha(Image.linear_gradient("L").resize(original.size))
    try:
        original.convert(mode).save(
            source, **({"lossless": True, "exact": True} if extension == "webp" else {})
        )
    except (OSError, ValueError):
        pytest.skip(f"{extension} does not hold {mode}")
    before = read_picture(source)
    write_picture(target, before, painted(before.image))
    after = read_picture(target)
    assert before.image.shape == after.image.shape == (48, 64, 3)
    error = np.abs(outside(before.image).astype(int) - outside(after.image))
    assert error.mean() < (1.5 if extension == "jpg" else 1e-9)
    if before.alpha is not None:
        assert np.array_equal(before.alpha, after.alpha)
    inside = after.image[20:28, 20:28].astype(int)
    if mode in ("L", "LA", "1") and extension != "webp":
        assert np.abs(inside - 94).max() <= (4 if extension == "jpg" else 1)
    elif extension != "jpg":
        assert np.abs(inside - (200, 40, 90)).max() <= 1
    stored = opened(target).mode
    kept = {"L", "LA", "RGB", "RGBA", "CMYK"} & {mode}
    if extension == "tif" and kept:
        assert stored == mode


@pytest.mark.parametrize("extension", ["png", "tif"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_sixteen_bits_are_kept(tmp_path: Path, extension: str, channels: int) -> None:
    rng = np.random.default_rng(7)
    shape = (48, 64) if channels == 1 else (48, 64, channels)
    samples = rng.integers(0, 65536, shape).astype(np.uint16)
    source, target = tmp_path / f"s.{extension}", tmp_path / f"t.{extension}"
    cv2.imwrite(str(source), samples)
    before = read_picture(source)
    write_picture(target, before, painted(before.image))
    stored = cv2.imread(str(target), cv2.IMREAD_UNCHANGED)
    assert stored.dtype == np.uint16 and stored.shape == samples.shape
    assert np.array_equal(outside(stored), outside(samples))
    if channels > 1:
        assert (stored[16:32, 16:32, :3] == np.array([90, 40, 200]) * 257).all()
    if channels == 4:
        assert np.array_equal(stored[..., 3], samples[..., 3])
    assert opened(target).size == (64, 48)


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("tag", range(1, 9))
def test_orientation_is_applied_once(tmp_path: Path, extension: str, tag: int) -> None:
    source, target = tmp_path / f"s.{extension}", tmp_path / f"t.{extension}"
    upright = Image.fromarray(photograph())
    turns: dict[int, Any] = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(turns[tag]) if tag > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = tag
    options = {"quality": 98, "subsampling": 0} if extension == "jpg" else {}
    if extension == "webp":
        options = {"lossless": True}
    stored.save(source, exif=exif, **options)
    before = read_picture(source)
    write_picture(target, before, before.image, keep_metadata=True)
    after = read_picture(target)
    for picture in (before, after):
        assert picture.image.shape == (48, 64, 3)
        assert np.abs(picture.image.astype(int) - np.asarray(upright)).mean() < 3
    assert after.orientation_applied.is_plain


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif"])
def test_colour_profile_is_kept(tmp_path: Path, extension: str) -> None:
    source, target = tmp_path / f"s.{extension}", tmp_path / f"t.{extension}"
    Image.fromarray(photograph()).save(source, icc_profile=PROFILE)
    before = read_picture(source)
    write_picture(target, before, painted(before.image))
    assert before.icc_profile == PROFILE
    assert read_picture(target).icc_profile == PROFILE


@pytest.mark.parametrize("extension", ["png", "tif"])
def test_profile_of_a_deep_picture_is_kept(tmp_path: Path, extension: str) -> None:
    samples = np.random.default_rng(3).integers(0, 65536, (20, 30, 3)).astype("u2")
    source, target = tmp_path / f"s.{extension}", tmp_path / f"t.{extension}"
    if extension == "tif":
        source.write_bytes(tiff.encoded(samples, PROFILE))
    else:
        buffer = BytesIO()
        Image.new("RGB", (1, 1)).save(buffer, "PNG", icc_profile=PROFILE)
        plain = cv2.imencode(".png", samples)[1].tobytes()
        chunks = png_colour_chunks(buffer.getvalue())
        source.write_bytes(with_png_chunks(plain, chunks))
    before = read_picture(source)
    write_picture(target, before, before.image)
    assert before.icc_profile == PROFILE
    assert read_picture(target).icc_profile == PROFILE
    assert opened(target).info["icc_profile"] == PROFILE


@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("quality", [60, 90])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_keeps_its_tables(
    tmp_path: Path, subsampling: int, quality: int, progressive: bool
) -> None:
    source, target = tmp_path / "s.jpg", tmp_path / "t.jpg"
    options = {"quality": quality, "subsampling": subsampling}
    Image.fromarray(photograph()).save(source, progressive=progressive, **options)
    picture = read_picture(source)
    write_picture(target, picture, painted(picture.image))
    old, new = opened(source), opened(target)
    assert new.quantization == old.quantization
    assert new.layer == old.layer
    assert bool(new.info.get("progressive")) == progressive
    far = np.abs(np.asarray(new, int)[40:] - np.asarray(old, int)[40:])
    assert far.mean() < 1.5


def test_extension_decides_the_format_and_content_how_to_read(tmp_path: Path) -> None:
    source = tmp_path / "s.png"
    Image.fromarray(photograph()).save(source, "JPEG")
    picture = read_picture(source)
    assert picture.format == "JPEG"
    for name, format in (("t.png", "PNG"), ("t.webp", "WEBP"), ("t.data", "JPEG")):
        write_picture(tmp_path / name, picture, picture.image)
        assert opened(tmp_path / name).format == format


def test_transparency_is_refused_where_it_would_be_lost(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (1, 2, 3, 4)).save(tmp_path / "s.png")
    picture = read_picture(tmp_path / "s.png")
    with pytest.raises(Refusal, match="transparen"):
        write_picture(tmp_path / "t.jpg", picture, picture.image)


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif", "bmp"])
def test_one_pixel_works(tmp_path: Path, extension: str) -> None:
    source, target = tmp_path / f"s.{extension}", tmp_path / f"t.{extension}"
    Image.new("RGB", (1, 1), (200, 100, 50)).save(source)
    picture = read_picture(source)
    write_picture(target, picture, picture.image)
    assert read_picture(target).image.shape == (1, 1, 3)


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif", "bmp"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_picture_that_breaks_off_is_refused(
    tmp_path: Path, extension: str, share: float
) -> None:
    source = tmp_path / f"s.{extension}"
    Image.fromarray(photograph(200, 300)).save(source)
    data = source.read_bytes()
    source.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Refusal) as caught:
        read_picture(source)
    assert str(source) in str(caught.value) and str(caught.value).endswith(".")


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif", "bmp"])
def test_damage_never_shows_as_another_exception(
    tmp_path: Path, extension: str
) -> None:
    source = tmp_path / f"s.{extension}"
    Image.fromarray(photograph()).save(source)
    whole, rng = source.read_bytes(), np.random.default_rng(11)
    for _ in range(60):
        data = bytearray(whole)
        for at in rng.integers(4, min(len(data), 400), 6):
            data[at] = rng.integers(256)
        source.write_bytes(data)
        try:
            assert read_picture(source).image.ndim == 3
        except Refusal as refusal:
            assert str(refusal).endswith(".")


def test_corrupt_png_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "s.png"
    Image.fromarray(photograph(200, 300)).save(source)
    data = bytearray(source.read_bytes())
    data[len(data) // 2] ^= 0xFF
    source.write_bytes(data)
    with pytest.raises(Refusal, match="damaged or incomplete PNG"):
        read_picture(source)


@pytest.mark.parametrize(
    "content, sentence", [(b"", "is empty"), (b"hello", "none of JPEG")]
)
def test_what_is_no_picture_is_refused(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "s.jpg").write_bytes(content)
    with pytest.raises(Refusal, match=sentence):
        read_picture(tmp_path / "s.jpg")


def test_folder_and_missing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is a folder"):
        read_picture(tmp_path)
    with pytest.raises(Refusal, match="does not exist"):
        read_picture(tmp_path / "s.jpg")


@pytest.mark.parametrize("extension", ["webp", "png", "tif"])
def test_several_pictures_in_one_file_are_refused(
    tmp_path: Path, extension: str
) -> None:
    pages = [Image.new("RGB", (8, 8), (i, 0, 0)) for i in (10, 200)]
    source = tmp_path / f"s.{extension}"
    pages[0].save(source, save_all=True, append_images=pages[1:])
    with pytest.raises(Refusal, match="holds 2 pages"):
        read_picture(source)


def test_decimal_samples_are_refused(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "s.tif"), np.zeros((4, 4, 3), np.float32))
    Image.new("F", (4, 4)).save(tmp_path / "t.tif")
    for name in ("s.tif", "t.tif"):
        with pytest.raises(Refusal, match=name):
            read_picture(tmp_path / name)


def test_200_megapixels_are_processed(tmp_path: Path) -> None:
    source, target = tmp_path / "s.jpg", tmp_path / "t.jpg"
    Image.new("L", (20000, 10000), 90).save(source)
    picture = read_picture(source)
    assert picture.image.shape == (10000, 20000, 3)
    write_picture(target, picture, picture.image)
    assert target.stat().st_size == pytest.approx(source.stat().st_size, rel=0.1)


def test_larger_than_the_limit_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    # A bomb: a header of 40000 x 40000 pixels over almost no data.
    buffer = BytesIO()
    Image.new("1", (64, 64)).save(buffer, "PNG")
    data = bytearray(buffer.getvalue())
    data[16:24] = (40000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    (tmp_path / "s.png").write_bytes(data)
    with pytest.raises(Refusal, match="1600 megapixels; the limit is 256"):
        read_picture(tmp_path / "s.png")
