"""nominate: nominates somebody for a post that decides; a second person confirms it."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.errors import NotAllowedError, RefusedError
from accounts.nominating import nominate, person_at, post_at
from accounts.rights import Role, takes_two
from accounts.rules import day_of


class Command(BaseCommand):
    """Nominates as the person named by `--by`, under their own rights. It gives nobody anything yet."""

    help = "Nominates a person for the post of a role at a body. “nominations” confirms it as a second person."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who, for what, between which days, up to what, and who nominates."""
        parser.add_argument("person", help="The e-mail address the person signs in with.")
        parser.add_argument("role", choices=[role.value for role in Role if takes_two(role)])
        parser.add_argument("body", help="The short name of the body, such as adult-social-care.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who nominates.")
        parser.add_argument("--from", dest="starts_on", type=date.fromisoformat, help="The first day; today if none.")
        parser.add_argument("--until", dest="ends_on", type=date.fromisoformat, help="The last day, if there is one.")
        parser.add_argument("--up-to", type=_pounds, help="Up to what value in pounds with VAT, if there is a limit.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Nominate, and print the nomination's number."""
        at = timezone.now()
        try:
            found = nominate(
                person_at(options["person"]),
                post_at(Role(options["role"]), options["body"]),
                starts_on=options["starts_on"] or day_of(at),
                ends_on=options["ends_on"],
                value_limit=options["up_to"],
                by=person_at(options["by"]),
                at=at,
                key=f"command/{uuid4().hex}",
            )
        except NotAllowedError as refused:
            raise CommandError(refused.reason) from None
        except RefusedError as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(str(found.pk))
        self.stderr.write(f"{found.person} is nominated for {found.post}. A second person confirms it.")


def _pounds(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise CommandError(f"{text} is no amount in pounds.") from None
