"""Who walks, waits, sits and drives where: a plan of a street comes alive."""
