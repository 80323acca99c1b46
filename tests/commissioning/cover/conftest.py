"""The demonstration council and a case at its gate, with people side by side where they race."""

from tests.council import at_the_gate as at_the_gate
from tests.council import case as case
from tests.council import people as people
from tests.workflows.racing import side_by_side as side_by_side
