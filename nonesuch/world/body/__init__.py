"""Bodies: from MakeHuman's data and a look to figures in three levels of detail."""
