"""The demonstration council around a gate at which somebody asks the author."""

from tests.council import at_the_gate as at_the_gate
from tests.council import case as case
from tests.council import people as people
