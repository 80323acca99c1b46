"""What a priority of one version is in another: kept or merged on the way there, or ended. Reports run on either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise

from commissioning.policies.models import Priority, PriorityFate

Heirs = Mapping[int, int | None]


def heirs_of(policies: Iterable[int]) -> Heirs:
    """Return what each priority of policies' approved versions became in the next one, by id; None: it ended.

    Of a version that came into force before fates were asked for, what has the same code went on. Two queries.
    """
    known = list(policies)
    rows = Priority.objects.filter(version__policy__in=known).order_by("version__policy", "version__number", "position")
    versions: dict[int, dict[int, dict[str, int]]] = {}
    for policy, pk, code, number in rows.values_list("version__policy", "pk", "code", "version__number"):
        versions.setdefault(policy, {}).setdefault(number, {})[code] = pk
    told = PriorityFate.objects.filter(version__policy__in=known).values_list("old", "into")
    usual = {pk: heir for own in versions.values() for pk, heir in _usual(own)}
    return {**usual, **dict(told)}


def _usual(versions: Mapping[int, Mapping[str, int]]) -> Iterator[tuple[int, int | None]]:
    """What has the same code in the next version, over the versions of one policy."""
    for number, following in pairwise(sorted(versions)):
        yield from ((pk, versions[following].get(code)) for code, pk in versions[number].items())


def images(priority: int, wanted: AbstractSet[int], heirs: Heirs) -> set[int]:
    """Return which of the wanted priorities another one is: itself, its heir, or what it was before.

    The wanted ones are of one version of each policy. One that others were merged into was each of them. Nothing where
    it ended, or came later on its own.
    """
    later: int | None = priority
    while later is not None:
        if later in wanted:
            return {later}
        later = heirs.get(later)
    earlier = {priority}
    while earlier:
        if found := earlier & wanted:
            return found
        earlier = {old for old, new in heirs.items() if new in earlier}
    return set()


def sources(wanted: Iterable[int], every: Iterable[int], heirs: Heirs) -> dict[int, list[int]]:
    """Return for each wanted priority all those, of whatever version, that count as it."""
    known = set(wanted)
    found: dict[int, list[int]] = {pk: [] for pk in known}
    for pk in every:
        for image in images(pk, known, heirs):
            found[image].append(pk)
    return found
