"""Quotes come with their files: attached on the one page, kept when the purchase leaves the fast lane."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commissioning.case.models import Case
from commissioning.fast.models import FastRecord
from tests.commissioning.casefile.pages import Reader, words
from tests.commissioning.documents.files import PDF
from tests.commissioning.fast.test_pages import fills_in, opens
from tests.council import People

pytestmark = pytest.mark.django_db


def test_a_quote_has_its_file_which_stays_when_the_purchase_moves(people: People) -> None:
    buyer = Reader(people["commissioner"])
    opens(buyer)
    case = Case.objects.get()
    path = f"/cases/{case.reference}/fast/"
    sent = {"need": "A survey", "file-quotes-file": SimpleUploadedFile("alder.pdf", PDF), "attach_file": "quotes"}
    answer = buyer.post(path, sent, 200)
    assert "“alder.pdf” is attached. What you typed on this page is not saved yet." in words(answer)
    assert "A survey" in answer.content.decode()
    assert [file.section for file in FastRecord.objects.get().files] == ["quotes"]
    assert 'name="file-need-file"' not in answer.content.decode()
    fills_in(buyer, case, tupe="yes")
    assert "alder.pdf" in buyer.get(f"/cases/{case.reference}/records/needs/")
    assert "The quotes, on the fast-lane page." in buyer.get(f"/cases/{case.reference}/documents/")
