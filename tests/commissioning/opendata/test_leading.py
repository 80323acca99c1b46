"""Which body leads the cases that come from notices."""

import pytest
from pytest_django import Settings

from accounts.rights import Role
from accounts.vocabulary import BodyKind
from commissioning.errors import RefusedError
from commissioning.opendata.leading import leading_body
from tests.accounts.factories import a_body, a_council, a_post

pytestmark = pytest.mark.django_db


def test_the_first_service_by_name_with_a_commissioner_leads() -> None:
    council = a_council()
    a_post(Role.COMMISSIONER, council)
    parks, arts, care = (a_body(name, parent=council) for name in ("Parks", "Arts", "Care"))
    for service in (parks, care):
        a_post(Role.COMMISSIONER, service)
    a_post(Role.LEGAL_OFFICER, arts)
    assert leading_body() == care


def test_the_council_itself_leads_where_no_service_has_a_commissioner() -> None:
    council = a_council()
    a_post(Role.COMMISSIONER, council)
    a_body("Arts", parent=council)
    assert leading_body() == council


def test_a_setting_names_who_leads_and_the_command_names_another(settings: Settings) -> None:
    arts, care = a_body("Arts"), a_body("Care")
    for service in (arts, care):
        a_post(Role.COMMISSIONER, service)
    settings.IMPORT_SERVICE = care.slug
    assert leading_body() == care
    assert leading_body(arts.slug) == arts


def test_nobody_to_lead_is_refused_with_what_to_do() -> None:
    with pytest.raises(RefusedError, match="manage.py demo"):
        leading_body()
    supplier = a_body("Acme", BodyKind.SUPPLIER)
    with pytest.raises(RefusedError, match=f"“{supplier.slug}”"):
        leading_body(supplier.slug)
