"""Tests of the award room."""
