"""The demonstration council around the flows."""

from tests.council import people as people
