"""What becomes of a body itself when the council reorganises. Called inside a decision of a higher package."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from accounts.models import Body, BodyGroupPermission, Post
from audit.history import history_of


def rename(body: Body, name: str) -> None:
    """Give a body another name; the one it had stays in its history, and in every entry that was written with it."""
    body.name = name.strip()
    body.save(update_fields=["name"])


def succeed(body: Body, successor: Body, on: date) -> list[Post]:
    """Close a body in favour of its successor, and carry its posts there, each with its holders and rights.

    Returns the posts that stay behind, because the successor has a post of their role already.
    """
    body.closed_on, body.successor = on, successor
    body.save(update_fields=["closed_on", "successor"])
    there = set(Post.objects.filter(body=successor).values_list("role", flat=True))
    stay = []
    for post in Post.objects.filter(body=body).select_related("group").order_by("pk"):
        if post.role in there:
            stay.append(post)
        else:
            _carry(post, body, successor)
    return stay


def _carry(post: Post, body: Body, successor: Body) -> None:
    """Put a post at another body. What it may do there it may do for what was the former body's as well."""
    post.body = successor
    post.save(update_fields=["body"])
    held = BodyGroupPermission.objects.filter(group=post.group)
    there = set(held.filter(content_object=successor).values_list("permission", flat=True))
    for grant in held.filter(content_object=body).select_related("permission__content_type").order_by("pk"):
        if grant.permission_id not in there:
            BodyGroupPermission(group=post.group, permission=grant.permission, content_object=successor).save()


def heir_of(body: Body) -> Body:
    """Return the body that stands for one today: itself, or what followed it, however often. One query a step."""
    seen = {body.pk}
    while body.successor is not None and body.successor.pk not in seen:
        body = body.successor
        seen.add(body.pk)
    return body


def former_names(bodies: Collection[Body]) -> dict[int, list[str]]:
    """Return the names that each body had before, the oldest first. One query."""
    rows = history_of(Body).objects.filter(id__in=[body.pk for body in bodies]).order_by("history_id")
    now = {body.pk: body.name for body in bodies}
    found: dict[int, dict[str, None]] = {}
    for pk, name in rows.values_list("id", "name"):
        if name != now[pk]:
            found.setdefault(pk, {})[name] = None
    return {pk: list(names) for pk, names in found.items()}
