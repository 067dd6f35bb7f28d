"""The one exception whose text is meant for the user."""


class Refusal(Exception):
    """A full sentence for the user: what was found, what was expected, what to do.

    Raised at the borders (files, downloads, command line).  The command line prints
    the sentence and exits with code 1; any other exception is a defect of ours.
    """
