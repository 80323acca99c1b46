"""The demonstration council around its gates."""

from tests.council import people as people
