"""Whole journeys: people in a real browser, and scripts at the API, from a need to what came of it."""
