"""The demonstration council around what is imported."""

from tests.council import people as people
