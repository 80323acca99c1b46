"""Interests: declared, reviewed, assessed; and what an actual conflict takes away at once."""
