"""How the database answers authority: by index, however long the list of what ever kept somebody out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.authority import Over, may
from accounts.rights import Right, Role
from tests.accounts.factories import AT, a_body, a_council, a_person, a_post, appointed


@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL plans by how much there is, here next to nothing."
)
def test_who_is_kept_out_is_found_by_person_and_scope() -> None:
    """A person who wrote in thousands of cases waited eleven seconds when the walk went by person alone."""
    council = a_council()
    amina = a_person("Amina Khan", body=council)
    appointed(amina, a_post(Role.LEGAL_OFFICER, a_body("Legal", parent=council), over=[council]))
    on = Over([council.pk], scopes=["case/1", "record/1/needs/1"])
    with CaptureQueriesContext(connection) as asked:
        assert may(amina, Right.SIGN_GATE, on=on, at=AT)
    [held] = [query["sql"] for query in asked.captured_queries if "kept_out" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {held}")
        ways = [way for *_, way in cursor.fetchall() if "exclusion" in way]
    assert len(ways) == 2
    assert all("exclusion_by_person_and_scope (person_id=? AND scope=?)" in way for way in ways)
