"""Motion: from a figure and a course to a pose per frame."""
