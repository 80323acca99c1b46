"""A small ledger to look at and to tamper with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from accounts.models import Body
from accounts.rights import Role
from audit import triggers
from tests.accounts.factories import a_body, a_council, a_person, a_post, appointed


OTHERS = {"DateField": "2001-01-01", "DateTimeField": "2001-01-01 00:00:00+00:00", "DecimalField": "7.77"}


def some_ledger() -> Body:
    """A council and a service with a few entries each; the service is returned."""
    council = a_council()
    service = a_body(parent=council)
    person = a_person(body=service)
    appointed(person, a_post(Role.COMMISSIONER, service))
    appointed(a_person("Omar Haddad", body=service), a_post(Role.HEAD_OF_SERVICE, service))
    return service


@contextmanager
def behind_the_back() -> Iterator[Any]:
    """A cursor with the triggers lifted, as an intruder with the database's own rights would have."""
    triggers.lift(connection)
    with connection.cursor() as cursor:
        yield cursor
    triggers.install(connection)


def tampered(value: object, field: Any) -> object:
    """Another value of the same kind."""
    kind = field.get_internal_type()
    if kind == "BooleanField":
        return not value
    if isinstance(value, int) or "Integer" in kind or "AutoField" in kind:
        return int(str(value or 0)) + 7
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)[:-1] + bytes([bytes(value)[-1] ^ 1])
    return OTHERS.get(kind) or _other_text(str(value or ""))


def _other_text(text: str) -> str:
    return ("x" if text[:1] != "x" else "y") + text[1:]
