"""Measure frameworks: the council's own catalogue, frameworks under licence, and the government's facts."""
