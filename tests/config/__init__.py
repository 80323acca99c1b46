"""Tests of the settings and of how a server starts."""
