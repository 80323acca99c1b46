"""The look at every page finds what it is there to find."""

from __future__ import annotations

import pytest

from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.browser
SPOIL = """() => {
    document.querySelector('main').innerHTML = '<input><p>A word</p>';
    const wide = document.querySelector('main p');
    wide.style.width = '2000px';
    document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}));
    fetch('/static/nothing.css');
}"""


def test_what_is_wrong_with_a_page_is_found(visitors: Visitors) -> None:
    visitors.looker.with_axe = True  # on both databases: what axe finds is found here
    stranger = visitors.stranger()
    stranger.opens("/accounts/login/")
    assert visitors.faults == []
    with stranger.page.expect_response("**/nothing.css"):
        stranger.page.evaluate(SPOIL)
    visitors.looker.looks_at(stranger.page)
    found = "\n".join(visitors.faults)
    for fault in ("label at ", "375 px: ", "wider than the screen", "Content Security Policy", "answered 404"):
        assert fault in found
    visitors.faults.clear()
