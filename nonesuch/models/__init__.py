"""The ready-made networks: getting them, running them; one small file per network."""

from nonesuch.models.obtain import path_of

__all__ = ["path_of"]
