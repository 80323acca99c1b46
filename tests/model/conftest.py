"""The demonstration council that model and system meet on."""

from tests.council import people as people
