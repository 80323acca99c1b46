"""A person's API token, printed once: whoever has it acts as that person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rest_framework.authtoken.models import Token

from accounts.models import Person


class Command(BaseCommand):
    """Issues a person's API token. The one they had before is no longer accepted."""

    help = "Prints a new API token for the person with this e-mail address; any earlier token of theirs ends."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the e-mail address."""
        parser.add_argument("email", help="The e-mail address the person signs in with.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print the token on standard output and nothing else there."""
        email: str = options["email"]
        try:
            person = Person.objects.get_by_natural_key(email)
        except Person.DoesNotExist:
            raise CommandError(f"Nobody is registered at {email}. Check the address, or register them first.") from None
        if not person.is_active:
            raise CommandError(f"The account of {person.full_name} is closed, so they get no token.")
        with transaction.atomic():
            ended, _deleted = Token.objects.filter(user=person).delete()
            token = Token.objects.create(user=person)
        self.stdout.write(token.key)
        self.stderr.write(f"Keep it safe: it is not shown again, and acts as {person.full_name}.")
        if ended:
            self.stderr.write("The token they had before no longer works.")
