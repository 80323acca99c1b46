"""Tests of the social value room."""
