"""``python -m nonesuch``: the same as the command ``nonesuch``."""

from nonesuch.cli import main

if __name__ == "__main__":
    main()
