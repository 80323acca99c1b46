"""Joining a procurement that a body outside the council leads: our own decisions, with its record attached."""
