"""Meetings, their decisions, conditions and clearances given elsewhere."""
