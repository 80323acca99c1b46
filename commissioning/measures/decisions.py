"""Publishing a version of a framework at installation. People draft and publish, nobody their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from accounts.models import Body
from accounts.rules import day_of
from audit.deciding import Decision, deciding, lock
from commissioning.measures.documents import digest_of
from commissioning.measures.drafting import code_of, opened, require_none_open, told
from commissioning.measures.kinds import FrameworkKind
from commissioning.measures.models import Framework, FrameworkVersion
from commissioning.measures.publishing import put_in_force, require_sound
from commissioning.measures.rules import Edition
from commissioning.measures.writing import next_number, say
from commissioning.verbs import Verb


@dataclass(frozen=True)
class Named:
    """A framework by its name; whose it is, and which body keeps it, counts where it is not there yet."""

    name: str
    kind: FrameworkKind
    owner: Body


def publish_framework(
    named: Named, edition: Edition, *, effective_from: date, file: str = "", at: datetime, key: str
) -> FrameworkVersion:
    """Put a version in force from a day on; the first one brings the framework into being.

    Raises RefusedError naming all that stands against it, and while a draft of it is open.
    """
    asked = {"name": named.name, "digest": digest_of(edition), "from": effective_from}
    with deciding(Verb.FRAMEWORK_PUBLISHED, None, by=None, at=at, key=key, asked=asked) as decision:
        framework = found_or_opened(decision, named)
        version = FrameworkVersion(framework=framework, number=next_number(framework), file=file)
        version.begun_at, version.effective_from = at, effective_from
        say(version, labelled(framework, edition))
        require_sound(version, day_of(at))
        put_in_force(version, at)
        decision.about(**told(version), effective_from=effective_from, file=file)
    return version


def found_or_opened(decision: Decision, named: Named) -> Framework:
    """Find a framework and take its lock, or bring it into being; either way it is the decision's stream."""
    framework = Framework.objects.select_related("owner").filter(code=code_of(named.name)).first()
    if framework is None:
        lock(Body.objects.order_by("pk")[0])  # of two that begin the same one at once the later finds it there
        return opened(decision, named.name, named.kind, named.owner)
    lock(framework)
    decision.opens(framework)
    require_none_open(framework)
    return framework


def labelled(framework: Framework, edition: Edition) -> Edition:
    """The same under a label that no earlier version has, so that what is chosen from it says which it is."""
    known = set(framework.versions.values_list("label", flat=True))
    fresh = edition.label if edition.label not in known else ""
    return replace(edition, label=fresh or f"Version {next_number(framework)}")
