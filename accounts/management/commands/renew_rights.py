"""renew_rights: gives every post the rights that its role has gained with a newer Tollgate."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.decisions import renew_rights
from accounts.models import Post
from govuk.wording import in_words


class Command(BaseCommand):
    """Each post is a decision of its own; running it again changes nothing."""

    help = "Gives every post the rights that its role has gained. Run it after migrate."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        """Renew and tell."""
        at = timezone.now()
        for post in Post.objects.select_related("body", "group").order_by("pk"):
            gained = renew_rights(post, by=None, at=at, key=f"rights/{post.pk}/{at.isoformat()}")
            if gained:
                self.stdout.write(f"{post.title} may now {in_words(right.label for right in gained)}.")
