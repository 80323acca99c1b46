"""A column that is added later changes nothing that the ledger says of older rows."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models.fields import NOT_PROVIDED

from audit.bag import _digest, row_digest
from audit.history import history_of
from audit.live import live_fault
from audit.models import Tracked
from commissioning.case.models import Case, Strand
from tests.council import strand_of


def test_a_digest_leaves_out_what_holds_nothing(case: Case) -> None:
    row = history_of(Case).objects.filter(id=case.pk).latest("history_id")
    held = {"title": "Homecare", "light_touch": False, "head": 0}
    younger = {**held, "referred_on": None, "reopened": ""}
    assert _digest(row, held) == _digest(row, younger)
    assert _digest(row, held) != _digest(row, {**held, "light_touch": True})
    assert len(row_digest(row)) == 64


def test_a_row_older_than_a_column_is_not_taken_for_altered(case: Case) -> None:
    strand = strand_of(case)
    row = history_of(Strand).objects.filter(id=strand.pk).latest("history_id")
    fields = list(Strand._meta.concrete_fields)
    row.attempt = None
    assert live_fault(row, strand, fields) == ""
    strand.attempt = 2
    assert live_fault(row, strand, fields) == "was changed outside any decision"


@pytest.mark.parametrize("model", [found for found in apps.get_models() if issubclass(found, Tracked)], ids=str)
def test_history_fills_no_column_that_is_younger_than_its_rows(model: type[Tracked]) -> None:
    kept = {field.attname: field for field in history_of(model)._meta.concrete_fields}
    fields: Any = model._meta.concrete_fields
    for field in fields:
        if field.has_db_default() and field.attname in kept:
            assert (kept[field.attname].null, kept[field.attname].db_default) == (True, NOT_PROVIDED)
