"""A small ledger to look at and to tamper with."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from accounts.models import Body
from accounts.rights import Role
from audit import triggers
from audit.finding import Break
from audit.verify import verify
from tests.accounts.factories import a_body, a_council, a_person, a_post, appointed
from tests.kept import made_once

OTHERS = {"DateField": "2001-01-01", "DateTimeField": "2001-01-01 00:00:00+00:00", "DecimalField": "7.77"}


def some_ledger() -> Body:
    """A council and a service with a few entries each; the service is returned."""
    return made_once("some ledger", _some_ledger)


def _some_ledger() -> Body:
    council = a_council()
    service = a_body(parent=council)
    person = a_person(body=service)
    appointed(person, a_post(Role.COMMISSIONER, service))
    appointed(a_person("Omar Haddad", body=service), a_post(Role.HEAD_OF_SERVICE, service))
    return service


def found_after(tamper: Callable[[Any], None]) -> list[Break]:
    """What verification finds after an intruder with the database's own rights was at it; undone afterwards."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks pending cannot lose its triggers
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        triggers.lift(connection)
        with connection.cursor() as cursor:
            tamper(cursor)
        found = verify().breaks
        transaction.set_rollback(True)
    return [one for one in found if one.stream != "database"]


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
