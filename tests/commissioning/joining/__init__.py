"""Cases of what a body outside the council leads."""
