"""The pages of measures: the council's own with a draft, a licensed framework whose next version is put forward."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.urls import reverse

from commissioning.measures.kinds import EditionState
from commissioning.measures.models import Framework, FrameworkVersion
from tests.commissioning.measures.framed import LICENSED
from tests.journeys.tour import FORBIDDEN, Found, Stop, everyone
from workflows.demonstration.measures import NAME

KEEPER, OTHER = "policy", "director"


def of_framework(name: str, *more: object, who: str = KEEPER, framework: str = NAME) -> Callable[[], Found]:
    """A page of a framework."""
    return lambda: iter([Stop(who, name, reverse(name, args=[Framework.objects.get(name=framework).code, *more]))])


def of_version(name: str, *more: object, who: str = KEEPER, state: EditionState | None = None) -> Callable[[], Found]:
    """A page of a version: of the draft, unless another state is named."""

    def way() -> Found:
        found = FrameworkVersion.objects.filter(state=state or EditionState.DRAFT).select_related("framework")
        version = found.order_by("pk")[0]
        yield Stop(who, f"{name}-{version.state}", reverse(name, args=[version.framework.code, version.number, *more]))

    return way


def versions() -> Found:
    """A version in force, one that is drafted, and one put forward, as who may publish it sees it."""
    yield from of_version("measure-version", state=EditionState.PUBLISHED)()
    yield from of_version("measure-version")()
    yield from of_version("measure-version", who=OTHER, state=EditionState.PROPOSED)()


def frameworks() -> Found:
    """The council's own, and the one under licence."""
    yield from of_framework("measure-framework")()
    found = of_framework("measure-framework", who="finance", framework=LICENSED)()
    yield from (Stop(stop.who, f"{stop.shows}-licensed", stop.path) for stop in found)


MEASURED: Mapping[str, Callable[[], Found]] = {
    "measures": everyone("measures"),
    "begin-measures": lambda: iter(
        [
            Stop(KEEPER, "begin-measures", reverse("begin-measures")),
            Stop("finance", "begin-measures-refused", reverse("begin-measures"), FORBIDDEN),
        ]
    ),
    "import-measures": lambda: iter([Stop(KEEPER, "import-measures", reverse("import-measures"))]),
    "measures-government": lambda: iter(
        [Stop("finance", code, reverse("measures-government", args=[code])) for code in ("ppn-002", "ppn-026")]
    ),
    "measure-framework": frameworks,
    "measures-history": of_framework("measures-history"),
    "compare-measures": of_framework("compare-measures"),
    "begin-measures-version": of_framework("begin-measures-version"),
    "measure-version": versions,
    "measure": of_version("measure", "W1", who="commissioner", state=EditionState.PUBLISHED),
    "measures-about": of_version("measures-about"),
    "measure-draft-new": of_version("measure-draft-new"),
    "measure-draft": of_version("measure-draft", 1),
    "propose-measures": of_version("propose-measures"),
    "publish-measures": of_version("publish-measures", who=OTHER, state=EditionState.PROPOSED),
    "withdraw-measures": of_version("withdraw-measures"),
}
