"""Which body of this council leads the cases that come from notices."""

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts.models import Body, Post
from accounts.rights import Role
from accounts.vocabulary import BodyKind
from commissioning.errors import RefusedError

LEADING = (BodyKind.SERVICE, BodyKind.COUNCIL)


def leading_body(slug: str = "") -> Body:
    """Return the body of that slug; without one that of the setting IMPORT_SERVICE, else the first service by name.

    It must be open and have a commissioner's post, which writes its records. Raises RefusedError where there is none.
    """
    slug = slug or getattr(settings, "IMPORT_SERVICE", "")
    posts = Post.objects.filter(role=Role.COMMISSIONER, body=OuterRef("pk"))
    bodies = Body.objects.filter(Exists(posts), kind__in=LEADING, closed_on=None)
    found = bodies.filter(slug=slug) if slug else bodies.order_by("name", "slug")
    leading = sorted(found, key=lambda body: body.kind != BodyKind.SERVICE)
    if not leading:
        raise RefusedError(_nobody(slug))
    return leading[0]


def _nobody(slug: str) -> str:
    if slug:
        return (
            f"No open service or council with a commissioner's post has the slug “{slug}”, so nobody could lead the "
            "cases. Check the slug, or establish the post first."
        )
    return (
        "No service of this council has a commissioner's post, so nobody could lead the cases. Open a service with one "
        "first, or load the demonstration council: manage.py demo."
    )
