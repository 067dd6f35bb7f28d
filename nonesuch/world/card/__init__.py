"""The card that describes a data set."""
