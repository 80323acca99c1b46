"""Tests of the tender room."""
