"""A tender begins with what the needs were screened for, a “no” among it, and keeps what was written in it."""

import pytest

from commissioning.tender.models import TenderRecord
from commissioning.tender.prefill import prefill
from commissioning.vocabulary import Stage
from tests.commissioning.needs.filled import a_case, answered_in_full, filled_needs, the_strand, within_case

pytestmark = pytest.mark.django_db


def test_what_the_needs_say_of_data_and_staff_is_brought_along() -> None:
    case = answered_in_full().strand.case
    with within_case(case):
        record = TenderRecord(strand=the_strand(case, Stage.TENDER), tupe_note="As agreed with the union.")
        record.save()
        prefill(record)
    assert (record.tupe, record.tupe_note) == (True, "As agreed with the union.")
    assert (record.personal_data, record.personal_data_note) == (True, "Care plans.\nBegun on 4 May.")


def test_a_no_is_somebodys_answer() -> None:
    case = filled_needs(a_case()).strand.case
    with within_case(case):
        record = TenderRecord(strand=the_strand(case, Stage.TENDER))
        record.save()
        prefill(record)
    assert (record.tupe, record.personal_data, record.personal_data_note) == (False, False, "")
