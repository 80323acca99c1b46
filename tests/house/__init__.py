"""Tests of the house: what the code itself must keep to."""
