"""The office around a contract; the flow stands still, so that each test looks at one thing."""

from tests.commissioning.award.conftest import moves, office

__all__ = ["moves", "office"]
