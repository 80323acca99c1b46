"""The pages that are photographed are all there are."""

from commissioning.casefile.urls import urlpatterns
from tests.journeys.tour import WAYS

NO_PAGES = {"ask-interests", "case-document", "keep-draft", "throw-draft-away"}  # a file, and what pages send


def test_every_address_of_the_casefile_is_photographed() -> None:
    assert {page.name for page in urlpatterns} == set(WAYS) | NO_PAGES
