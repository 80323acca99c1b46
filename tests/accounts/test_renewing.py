"""A role that gains rights: every post that stands already gains them by one command."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.decisions import renew_rights
from accounts.errors import NotAllowedError
from accounts.models import BodyGroupPermission, Post
from accounts.rights import Right, Role
from audit.models import Entry
from audit.verify import verify
from tests.accounts.factories import AT, a_council, a_key, a_person, a_post, within


def renewed() -> str:
    out = StringIO()
    call_command("renew_rights", stdout=out)
    return out.getvalue()


def an_older_post() -> Post:
    """A post that was established when its role could not draft a gate policy yet."""
    council = a_council()
    post = a_post(Role.PROCUREMENT_OFFICER, council)
    younger = BodyGroupPermission.objects.filter(group=post.group, permission__codename=Right.DRAFT_GATE_POLICY)
    with within(council):
        younger.get().delete()
    return post


@pytest.mark.django_db
def test_a_post_gains_what_its_role_gained_over_the_bodies_it_reaches() -> None:
    post = an_older_post()
    assert renewed() == f"{post.title} may now draft a gate policy.\n"
    grant = BodyGroupPermission.objects.get(group=post.group, permission__codename=Right.DRAFT_GATE_POLICY)
    assert grant.content_object == post.body
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.verb, entry.stream) == ("post.rights_renewed", post.body.stream_name)
    assert renewed() == ""
    assert verify().sound


@pytest.mark.django_db
def test_only_who_may_appoint_renews_rights() -> None:
    post = an_older_post()
    with pytest.raises(NotAllowedError):
        renew_rights(post, by=a_person("Max Stone", body=post.body), at=AT, key=a_key())
