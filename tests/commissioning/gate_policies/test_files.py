"""A file of a gate policy that holds what no database keeps."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commissioning.gate_policies.models import PolicyDraft
from commissioning.gates.terms import to_document
from tests.commissioning.casefile.pages import Reader
from tests.council import People
from workflows.demonstration.gate_policy import terms

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wrong", [{"title": "\ud800"}, {"a\0b": 1}, {"gates": [{"\udfff": []}]}])
def test_it_is_refused_in_words(people: People, wrong: dict[str, object]) -> None:
    file = SimpleUploadedFile("gates.json", json.dumps({**to_document(terms()), **wrong}).encode())
    answer = Reader(people["procurement"]).post("/gate-policies/import/", {"file": file}, 422)
    assert "cannot be kept: U+0000, or half of a surrogate pair" in answer.content.decode()
    assert not PolicyDraft.objects.exists()
