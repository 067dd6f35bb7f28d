"""Which of a video's tags may stay when the user asks to keep metadata."""

from __future__ import annotations

# Tags that say how and when it was made, but not by whom, where, or on which device.
_HARMLESS = frozenset(
    (
        "creation_time",
        "date",
        "make",
        "model",
        "com.apple.quicktime.make",
        "com.apple.quicktime.model",
        "com.apple.quicktime.software",
        "com.apple.quicktime.creationdate",
        "com.android.version",
        "com.android.manufacturer",
        "com.android.model",
        "com.android.capture.fps",
        "software",
        "genre",
        "title",
        "language",
    )
)


def harmless_tags(tags: dict[str, str]) -> dict[str, str]:
    """The tags without position, owner, artist, serial number and unknown ones."""
    return {key: value for key, value in tags.items() if key.lower() in _HARMLESS}
