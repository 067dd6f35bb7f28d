"""Designs of others, trained on our data: CIAGAN, Pix2Pix, CycleGAN."""
