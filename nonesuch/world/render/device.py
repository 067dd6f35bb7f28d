"""The graphics device: any that EGL offers, be it the processor alone."""

from __future__ import annotations

from typing import Any

from nonesuch.errors import Refusal

VERSION = 430  # OpenGL 4.3


def open_device() -> Any:
    """A moderngl context of its own; ``Refusal`` if the machine cannot draw."""
    try:
        import moderngl
    except ImportError as error:
        raise Refusal(
            "Drawing streets needs moderngl, which is not installed: "
            "pip install 'nonesuch[world]'."
        ) from error
    try:
        settings: Any = {"standalone": True, "backend": "egl", "require": VERSION}
        return moderngl.create_context(**settings)
    except (RuntimeError, OSError, ValueError, ImportError, moderngl.Error) as error:
        raise Refusal(
            f"Drawing streets needs EGL with OpenGL 4.3, and it could not be opened "
            f"({_one_line(error)}); on Debian or Ubuntu install libegl1, libgl1 and "
            "libgl1-mesa-dri, a graphics card is not needed."
        ) from error


def device_name() -> str:
    """What draws here, as the driver calls itself; ``Refusal`` as in open_device."""
    context = open_device()
    try:
        return str(context.info["GL_RENDERER"])
    finally:
        context.release()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
