"""Methods by their names."""

from __future__ import annotations

import numpy as np
import pytest
from made_faces import face, identity, picture, region_of

from nonesuch.errors import Refusal
from nonesuch.replace import classic
from nonesuch.replace.methods import method_named


@pytest.mark.parametrize(
    ("text", "has_identity"),
    [
        ("person", True),
        ("blur", False),
        ("blur:17", False),
        ("pixelate", False),
        ("pixelate:8", False),
        ("solid", False),
    ],
)
def test_method_keeps_its_name(text: str, has_identity: bool) -> None:
    method = method_named(text)
    assert method.name == text
    assert method.has_identity is method.is_cast is has_identity


@pytest.mark.parametrize(
    "text",
    ["", "Person", "blurr", ":3", "person:3", "person:", "solid:1", "blur:",
     "blur:x", "blur:0", "blur:-4", "blur:nan", "blur:inf", "blur:1001", "blur:9:9"],
)  # fmt: skip
def test_unknown_method_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        method_named(text)
    assert str(refusal.value).endswith(".")


def test_parameter_reaches_the_filter() -> None:
    image = picture(np.random.default_rng(0), 100, 100)
    region = region_of(face((50, 50), 60), image)
    for text, expected in (
        ("blur:9", classic.blur(image, region, 9)),
        ("blur", classic.blur(image, region, 51)),
        ("pixelate:8", classic.pixelate(image, region, 8)),
        ("pixelate", classic.pixelate(image, region, 16)),
        ("solid", classic.solid(image, region)),
    ):
        (patch,) = method_named(text).render(image, [region], [identity(0)], [1])
        assert np.array_equal(patch, expected), text


@pytest.mark.parametrize("text", ["person", "blur:9", "pixelate:8", "solid"])
def test_nobody_needs_no_patch(text: str) -> None:
    image = picture(np.random.default_rng(0), 30, 30)
    assert method_named(text).render(image, [], [], []) == []
