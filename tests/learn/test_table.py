from __future__ import annotations

import numpy as np

from nonesuch.learn.codes import TWIN_COSINE, is_lit_skin
from nonesuch.replace.generator import weights_path

with np.load(weights_path(64).with_name("codes.npz")) as table:
    TABLE = {name: table[name] for name in table.files}


def test_table_has_many_people_with_all_their_attributes() -> None:
    count = len(TABLE["codes"])
    assert count >= 512
    assert TABLE["codes"].shape == (count, 128)
    assert TABLE["lab"].shape == (count, 3)
    assert TABLE["score"].shape == TABLE["index"].shape == (count,)
    assert len(np.unique(TABLE["index"])) == count


def test_codes_have_unit_length_and_no_twins() -> None:
    codes = TABLE["codes"].astype(np.float32)
    assert np.abs(np.linalg.norm(codes, axis=1) - 1).max() < 2e-3
    alike = codes @ codes.T
    np.fill_diagonal(alike, -1)
    assert alike.max() < TWIN_COSINE + 2e-3


def test_skin_goes_from_dark_to_light_and_is_never_blue() -> None:
    lab = TABLE["lab"].astype(np.float32)
    assert lab[:, 0].min() < 45 < 75 < lab[:, 0].max()
    assert is_lit_skin(lab).all()
