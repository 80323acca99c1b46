"""The pages that are photographed are all there are."""

from commissioning.casefile.urls import urlpatterns
from tests.journeys.ways import WAYS

# Files, and what a page sends.
NO_PAGES = {
    "case-document",
    "condition-file",
    "export-gate-policy",
    "export-policy-draft",
    "keep-draft",
    "throw-draft-away",
}
NO_PAGES |= {"waivers-csv", "waivers-workbook", "submit-waiver"}
NO_PAGES |= {"ask-interests", "board-csv", "confirm-reorganisation"}
NO_PAGES |= {"confirm-nomination", "export-policy"}
NO_PAGES |= {"measures-csv", "measures-workbook", "measures-template-csv", "measures-template-workbook"}
NO_PAGES |= {"cases-csv", "cases-workbook", "contracts-csv", "contracts-workbook"}


def test_every_address_of_the_casefile_is_photographed() -> None:
    assert {page.name for page in urlpatterns} == set(WAYS) | NO_PAGES
