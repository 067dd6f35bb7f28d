"""How well hair, neck and clothes tell age, sex and contrast of a face, on photographs.

    python benchmarks/context_error.py DATA/lfw

The development identities from the 121st on, four pictures each, against what the
networks for age and sex say of the photographed face, and its measured contrast.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from ablations import unseen_faces

from nonesuch.apparent import ages_and_sexes
from nonesuch.models.age_and_sex import AgeAndSex
from nonesuch.replace.context import SIZE, expectations, inner_face
from nonesuch.replace.light import contrast_in
from nonesuch.replace.region import regions_of_faces
from nonesuch.replace.scene import crops_and_holes, setting_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("faces", type=Path, help="LFW: one folder a person")
    faces = unseen_faces(parser.parse_args().faces)
    crops, holes, contrasts, seen = [], [], [], []
    for face in faces:
        image = face.image()
        seen.append((image, face.landmarks))
        shape_hw = image.shape[0], image.shape[1]
        regions = regions_of_faces(face.people.boxes_xyxy, [face.landmarks], shape_hw)
        setting = setting_of(regions[0])
        crop, hole = crops_and_holes(image, regions, [setting], SIZE)
        crops.append(crop[0])
        holes.append(hole[0])
        contrasts.append(contrast_in(crop[0], inner_face(setting.landmarks)))
    ages, sexes = ages_and_sexes(AgeAndSex(), seen)
    said = expectations(np.stack(crops), np.stack(holes))
    right = 100 * ((said.maleness >= 0.5) == (sexes >= 0.5)).mean()
    most = 100 * max((sexes >= 0.5).mean(), (sexes < 0.5).mean())
    alike = np.corrcoef(said.ages_years, ages)[0, 1]
    away = np.abs(said.ages_years - ages).mean()
    strength = np.corrcoef(np.log(said.contrasts), np.log(contrasts))[0, 1]
    print(
        f"{len(faces)} pictures: sex right {right:.1f} % (the more frequent one "
        f"{most:.1f} %); age off by {away:.1f} years, correlation {alike:.2f}; "
        f"contrast, correlation {strength:.2f}"
    )


if __name__ == "__main__":
    main()
