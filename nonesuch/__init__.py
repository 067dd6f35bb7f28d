"""People who do not exist, in the place of people who never agreed."""

__version__ = "0.1.0"
