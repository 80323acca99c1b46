"""Bringing a framework in from a file: all of it or nothing, as a draft by a person, or in force at installation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.authority import Over, require
from accounts.models import Body, Person
from accounts.rights import Right
from accounts.rules import day_of
from audit.deciding import deciding
from commissioning.errors import OvertakenError, RefusedError
from commissioning.measures.decisions import Named, found_or_opened, labelled, publish_framework
from commissioning.measures.documents import digest_of
from commissioning.measures.drafting import begun, code_of, told
from commissioning.measures.files import refused, rows_of
from commissioning.measures.kinds import FrameworkKind
from commissioning.measures.models import Framework, FrameworkVersion
from commissioning.measures.rules import Edition, changes, faults
from commissioning.measures.tables import Refusal, Sheet, read_rows
from commissioning.measures.writing import newest_published, next_number, priorities_on
from commissioning.policies.models import Policy
from commissioning.policies.register import SOCIAL_VALUE
from commissioning.verbs import Verb
from govuk.wording import how_many

MEANWHILE = "“{name}” is kept by somebody else, or came into being, since the file was read. Bring the file in again."
DIFFERENT = "“{name}” is there already and is not {kind}. Choose another name."


@dataclass(frozen=True)
class Given:
    """What is said of a file beside it. Of a framework that is there already, what is left empty stays as it is."""

    name: str
    kind: FrameworkKind | None = None
    owner: Body | None = None
    label: str = ""
    publisher: str = ""
    source: str = ""
    licence: str = ""
    file: str = ""


@dataclass
class Report:
    """What came of a file: counts of measures, and what was refused by row and column. Refused is refused whole."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """A file as it was read against what there is: what it would make, and what is refused of it."""

    given: Given
    framework: Framework | None
    kind: FrameworkKind
    edition: Edition
    report: Report

    @property
    def changes(self) -> bool:
        """Whether a version would be made of it."""
        return not self.report.refused and bool(
            self.report.created or self.report.updated or self.report.withdrawn or self._about_changes()
        )

    def named(self, owner: Body) -> Named:
        """The framework it is a version of, which a body keeps."""
        return Named(self.given.name, self.kind, owner)

    def _about_changes(self) -> bool:
        newest = newest_published(self.framework) if self.framework else None
        return newest is None or digest_of(self.edition) != newest.digest


def read_file(content: bytes, given: Given, at: datetime) -> Read:
    """Read a file and say what would come of it. Writes nothing.

    Raises RefusedError for a file that cannot be read at all, and for a name under which something else is kept.
    """
    rows, wrong = rows_of(content, given.file)
    sheet = read_rows(rows)
    framework = Framework.objects.select_related("owner").filter(code=code_of(given.name)).first()
    newest = newest_published(framework) if framework else None
    kind = _kind(framework, given, sheet)
    edition = _edition(given, sheet, newest)
    report = Report(refused=[*wrong, *sheet.refused])
    if not report.refused:
        known = priorities_on(day_of(at))
        report.refused = [sheet.refusal_of(found) for found in faults(edition, kind, known)]
    if not report.refused:
        _count(report, edition, newest)
    return Read(given, framework, kind, edition, report)


def _kind(framework: Framework | None, given: Given, sheet: Sheet) -> FrameworkKind:
    if framework is None:
        licensed = bool(given.licence) or any(one.licence for one in sheet.measures)
        return given.kind or (FrameworkKind.LICENSED if licensed else FrameworkKind.OWN)
    if given.kind not in (None, framework.kind):
        words = DIFFERENT.format(name=framework.name, kind=str(FrameworkKind(given.kind).label).lower())
        raise RefusedError(words, {"name": [words]})
    return FrameworkKind(framework.kind)


def _edition(given: Given, sheet: Sheet, newest: FrameworkVersion | None) -> Edition:
    about = {
        name: getattr(given, name).strip() or (getattr(newest, name) if newest else "")
        for name in ("label", "publisher", "source", "licence")
    }
    return Edition(**about, measures=sheet.measures).settled()


def _count(report: Report, edition: Edition, newest: FrameworkVersion | None) -> None:
    for change in changes(newest.edition.measures if newest else (), edition.measures):
        if change.before is None:
            report.created += 1
        elif change.after is None:
            report.withdrawn += 1
        elif change.same:
            report.unchanged += 1
        else:
            report.updated += 1


def bring_in(read: Read, *, by: Person, at: datetime, key: str) -> FrameworkVersion:
    """Make a draft of what a file says, in the framework of that name or in a new one. Somebody else publishes it.

    Raises RefusedError naming row and column where anything is refused, and OvertakenError where the framework is not
    the one that the file was read against: nothing is written then.
    """
    _require_whole(read)
    asked = {"name": read.given.name, "digest": digest_of(read.edition), "file": read.given.file}
    with deciding(Verb.FRAMEWORK_IMPORTED, None, by=by, at=at, key=key, asked=asked) as decision:
        named = read.named(_needed(read.framework.owner if read.framework else read.given.owner))
        holding = require(by, Right.DRAFT_POLICY, on=Over([named.owner.pk]), at=at)
        framework = found_or_opened(decision, named)
        appeared = read.framework is None and framework.versions.exists()
        if appeared or framework.owner_id != named.owner.pk:
            raise OvertakenError(MEANWHILE.format(name=framework.name))
        if not read.changes:
            raise refused(f"The file says what the newest version of “{framework.name}” says. Nothing was brought in.")
        version = begun(decision, framework, labelled(framework, read.edition), holding, read.given.file)
        decision.about(**told(version), file=read.given.file)
    return version


def publish_file(read: Read, *, effective_from: date, at: datetime) -> FrameworkVersion | None:
    """Put what a file says in force at once, at installation. Returns None where nothing is different.

    Raises RefusedError naming row and column where anything is refused: nothing is written then.
    """
    _require_whole(read)
    if not read.changes:
        return None
    named = read.named(read.framework.owner if read.framework else keeper(read.given.owner))
    number = next_number(read.framework) if read.framework else 1
    key = f"measures/{code_of(named.name)}/{number}/{digest_of(read.edition)[:16]}"
    edition, file = read.edition, read.given.file
    return publish_framework(named, edition, effective_from=effective_from, file=file, at=at, key=key)


def keeper(named: Body | None) -> Body:
    """Return the body that keeps a framework: the one that is named, else whoever keeps the social value policy."""
    if named is not None:
        return named
    policy = Policy.objects.filter(code=SOCIAL_VALUE).select_related("owner").first()
    return _needed(policy.owner if policy else None)


def _needed(owner: Body | None) -> Body:
    if owner is None:
        words = "Say which body keeps the framework: there is no social value policy yet whose keeper could."
        raise RefusedError(words, {"owner": [words]})
    return owner


def _require_whole(read: Read) -> None:
    if not read.report.refused:
        return
    errors: dict[str, list[str]] = {}
    for one in read.report.refused:
        where = f"row {one.row}" if one.row else "file"
        errors.setdefault(f"{where}, {one.column}" if one.column else where, []).append(one.reason)
    count = how_many(len(read.report.refused), "cell is,cells are")
    raise RefusedError(f"{count} refused. Nothing was brought in.", errors)
