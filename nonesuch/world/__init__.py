"""Streets of virtual pedestrians, drawn with everything there is to know about them."""
