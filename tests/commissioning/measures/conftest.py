"""The demonstration council around its measures."""

from tests.council import people as people
from tests.workflows.racing import side_by_side as side_by_side
