"""Labels drawn over pictures."""
