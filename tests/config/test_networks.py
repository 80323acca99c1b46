"""Whoever sends without signing in is told from others by the network they send from."""

from __future__ import annotations

import pytest
from allauth.core import ratelimit
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import Settings

from commissioning.casefile.public import ACTION

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


def sends(**meta: str) -> bool:
    """Whether somebody may send, seen from the server."""
    request = RequestFactory().post("/", **meta)  # type: ignore[arg-type]  # what the server was told of them
    request.user = AnonymousUser()
    return bool(ratelimit.consume(request, action=ACTION))


def test_behind_a_proxy_each_network_has_a_limit_of_its_own(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    through = [{"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": f"1.2.3.4, 203.0.113.{one}"} for one in range(12)]
    assert all(sends(**one) for one in through)
    assert [sends(**through[0]) for _ in range(10)] == [True] * 9 + [False]


def test_without_a_trusted_proxy_nobody_says_themselves_where_they_are() -> None:
    sent = [sends(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"203.0.113.{one}") for one in range(12)]
    assert sent == [True] * 10 + [False] * 2


def test_whose_address_is_not_known_sends_too_within_one_limit() -> None:
    assert [sends(REMOTE_ADDR="") for _ in range(11)] == [True] * 10 + [False]
