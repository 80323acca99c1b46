"""The demonstration council around its measures."""

from tests.council import people as people
