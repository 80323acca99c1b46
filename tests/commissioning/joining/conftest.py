"""The demonstration council, shared by the tests of this room."""

from tests.council import people

__all__ = ["people"]
