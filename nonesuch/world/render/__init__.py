"""Pictures and all label layers of a moment, from the same triangles."""
