"""docs/authority.md: what authority says in every situation, word for word."""

import pytest
from django.conf import settings

from tests.accounts.situations import SITUATIONS, section

HEADING = "\n\n## "


def sections() -> list[str]:
    """The situations of the page, each with its table."""
    page = (settings.BASE_DIR / "docs" / "authority.md").read_text(encoding="utf-8")
    return [f"## {told}" for told in page.rstrip().split(HEADING)[1:]]


@pytest.mark.django_db
@pytest.mark.parametrize(("place", "title"), list(enumerate(SITUATIONS)))
def test_every_cell_of_a_situation_is_what_authority_says(place: int, title: str) -> None:
    assert sections()[place] == section(title)


def test_the_page_tells_of_these_situations_and_no_others() -> None:
    assert [told.partition("\n")[0] for told in sections()] == [f"## {title}" for title in SITUATIONS]
