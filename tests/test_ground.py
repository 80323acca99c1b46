"""Tests of what the suite stands on."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template import engines

from audit import triggers
from tests.templates import HOUSE, UndefinedVariableError


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_triggers_stand_again_after_a_flush(turn: str) -> None:
    """Whichever turn comes second finds the ledger as guarded as the first did."""
    assert turn
    assert triggers.guarded_tables()
    assert triggers.missing(connection) == []


def test_our_templates_may_not_print_what_they_were_not_given() -> None:
    """A slip of the pen in a template fails; a question whether something is there does not."""
    template: Any = engines["django"].from_string("{% if nothing %}{% endif %}{{ nothing }}")
    template.template.origin.name = str(HOUSE / "templates" / "page.html")
    with pytest.raises(UndefinedVariableError, match="templates/page.html prints nothing"):
        template.render({})


def test_libraries_templates_may() -> None:
    """Django's and allauth's rely on it, filters included."""
    template: Any = engines["django"].from_string('{{ nothing }}{{ nothing|default:"none" }}')
    template.template.origin.name = str(Path("/usr/lib/python3/site-packages/library/page.html"))
    assert template.render({}) == "none"
