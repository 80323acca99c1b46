"""The engine takes no lock of its own: a decision holds the case's."""

import pytest
from django.db import transaction

from workflows.needs import NeedsV1

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_engine_moves_only_under_the_lock_of_a_decision() -> None:
    with pytest.raises(RuntimeError, match="only inside a decision"), NeedsV1.lock(1):
        pass
    with transaction.atomic(), NeedsV1.lock(1):
        pass
