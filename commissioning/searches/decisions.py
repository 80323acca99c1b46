"""Keeping a search, naming it anew, sharing it, removing it: nothing about the council's work, so in no ledger."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from commissioning.errors import RefusedError
from commissioning.searches.kinds import Listed
from commissioning.searches.models import LONGEST_NAME, LONGEST_QUERY, SavedSearch

MOST = 20
BYTES = 32


def save_search(person: Person, name: str, query: str, *, of: Listed = Listed.CASES, at: datetime) -> SavedSearch:
    """Keep what a person looks for under a name, so that they find it above the list. The same again changes nothing.

    Raises RefusedError where there is nothing to keep, the name is taken, or there are as many as one person may have.
    """
    _require_query(query)
    with transaction.atomic():
        own = _locked(person)
        standing = _named(own, _trimmed(name))
        if standing is not None and (standing.of, standing.query) == (of, query):
            return standing
        _require_free(standing)
        if len(own) >= MOST:
            raise _refused(f"You have {MOST} saved searches, which is as many as one can have. Remove one first.")
        made = SavedSearch(person=person, of=of, name=_trimmed(name), query=query, saved_at=at)
        made.save()
    return made


def rename_search(search: SavedSearch, name: str) -> None:
    """Give a search another name. Raises RefusedError where another search of the person has it already."""
    with transaction.atomic():
        others = [other for other in _locked(search.person) if other.pk != search.pk]
        _require_free(_named(others, _trimmed(name)))
        search.name = _trimmed(name)
        search.save(update_fields=["name"])


def share_search(search: SavedSearch) -> str:
    """Let colleagues find a search at an address nobody can guess, and return its end. Shared again, it stays the same.

    It gives nobody a right: whoever opens it finds what they may see themselves.
    """
    with transaction.atomic():
        standing = _standing(search)
        if not standing.token:
            standing.token = secrets.token_urlsafe(BYTES)
            standing.save(update_fields=["token"])
        search.token = standing.token
    return standing.token


def stop_sharing(search: SavedSearch) -> None:
    """Take the address back for good: shared again, the search gets another one. Copies that others made stay."""
    with transaction.atomic():
        standing = _standing(search)
        standing.token = ""
        standing.save(update_fields=["token"])
        search.token = ""


def remove_search(search: SavedSearch) -> None:
    """Remove a search, and with it the address at which it is shared. What it finds is not touched."""
    search.delete()


def _locked(person: Person) -> list[SavedSearch]:
    """The person's searches, while nobody else who is signed in as them can add one."""
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    return list(SavedSearch.objects.filter(person=person))


def _standing(search: SavedSearch) -> SavedSearch:
    """The search as it stands. Raises RefusedError where it was removed meanwhile."""
    found = next((own for own in _locked(search.person) if own.pk == search.pk), None)
    if found is None:
        raise _refused("This search was removed meanwhile, so nothing was changed.")
    return found


def _named(searches: list[SavedSearch], name: str) -> SavedSearch | None:
    return next((found for found in searches if found.name.casefold() == name.casefold()), None)


def _require_query(query: str) -> None:
    if not query:
        raise _refused("Nothing was saved: no filter or order is chosen. Choose some in the list first.")
    if len(query) > LONGEST_QUERY:
        raise _refused(
            "Nothing was saved: what you search for is too long to keep. Search for fewer words in the list."
        )


def _trimmed(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME or not words.isprintable():
        raise _refused(f"Enter a name of at most {LONGEST_NAME} characters, such as “Late in my service”.")
    return words


def _require_free(standing: SavedSearch | None) -> None:
    if standing is not None:
        raise _refused(f"You have a saved search called “{standing.name}” already. Choose another name.")


def _refused(words: str) -> RefusedError:
    return RefusedError(words, {"name": [words]})


def is_removed(search_id: int) -> bool:
    """Whether there is no such search, whosever it was."""
    return not SavedSearch.objects.filter(pk=search_id).exists()
