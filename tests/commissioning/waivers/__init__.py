"""Tests of the waivers room."""
