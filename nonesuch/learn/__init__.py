"""Training in PyTorch; needs the extra: ``pip install nonesuch[train]``."""
