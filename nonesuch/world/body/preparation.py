"""Making everything people may need once, before many processes ask for it."""

from __future__ import annotations

from nonesuch.models.lock import exclusive
from nonesuch.models.package_index import Progress
from nonesuch.world.assets import Assets
from nonesuch.world.body.model import BodyModel


def prepare(assets: Assets, progress: Progress | None = None) -> None:
    """Fills the cache of prepared pieces and textures, unless that was done before.

    A cache that cannot be written is left alone: pieces are then made when worn.
    """
    mark = assets.prepared / f"{assets.wardrobe}.done"
    if mark.is_file():
        return
    try:
        assets.prepared.mkdir(parents=True, exist_ok=True)
        with exclusive(assets.prepared / ".lock"):
            if not mark.is_file():  # another process may have been at it
                _make_all(BodyModel(assets), progress)
                mark.touch()
    except OSError:
        return


def _make_all(model: BodyModel, progress: Progress | None) -> None:
    names, skins = model.names(), model.skins()
    model.anatomy.eyes()
    for done, name in enumerate([*skins, *names]):
        if progress is not None:
            progress("preparing bodies and clothes", done, len(names) + len(skins))
        if name in skins:
            model.skin(name)
        else:
            model.outfitted(name)
