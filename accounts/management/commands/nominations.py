"""nominations: lists what waits for a second person, and confirms or declines one of them."""

import json
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.errors import NotAllowedError, RefusedError
from accounts.models import Nomination, Person
from accounts.nominating import confirm, decline, nominations_seen, person_at


class Command(BaseCommand):
    """Reads and answers as the person named by `--by`, under their own rights."""

    help = "Lists the nominations that wait for a second person; confirms or declines one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who asks, and what they answer to which."""
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who reads, confirms or declines.")
        answer = parser.add_mutually_exclusive_group()
        answer.add_argument("--confirm", type=int, metavar="NUMBER", help="Confirm this nomination.")
        answer.add_argument("--decline", type=int, metavar="NUMBER", help="Decline this nomination.")
        parser.add_argument("--reason", default="", help="Why it is declined.")
        parser.add_argument("--json", action="store_true", help="Print exactly one JSON object.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Answer one, or list what waits."""
        try:
            by = person_at(options["by"])
            found = self._answered(by, options)
        except NotAllowedError as refused:
            raise CommandError(refused.reason) from None
        except RefusedError as refused:
            raise CommandError(refused.message) from None
        if options["json"]:
            self.stdout.write(json.dumps({"nominations": [_told(one) for one in found]}))
            return
        for one in found:
            self.stdout.write(f"{one.pk}: {one.person} for {one.post}, nominated by {one.nominated_by}: {one.state}")

    def _answered(self, by: Person, options: dict[str, Any]) -> list[Nomination]:
        at, seen = timezone.now(), nominations_seen(by, timezone.now())
        number = options["confirm"] or options["decline"]
        if number is None:
            return list(seen.filter(answered_at=None))
        found = seen.filter(pk=number).first()
        if found is None:
            raise CommandError(f"There is no nomination {number}, or {by} may not know of it.")
        if options["confirm"]:
            confirm(found, by=by, at=at, key=f"command/{uuid4().hex}")
        else:
            decline(found, reason=options["reason"], by=by, at=at, key=f"command/{uuid4().hex}")
        return [found]


def _told(found: Nomination) -> dict[str, object]:
    return {
        "id": found.pk,
        "person": found.person.full_name,
        "role": found.post.role,
        "body": found.post.body.slug,
        "starts_on": found.starts_on.isoformat(),
        "ends_on": found.ends_on.isoformat() if found.ends_on else None,
        "value_limit": str(found.value_limit) if found.value_limit is not None else None,
        "state": found.state.value,
        "nominated_by": found.nominated_by.full_name,
    }
