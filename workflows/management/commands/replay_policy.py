"""replay_policy: what a draft of the gate policy, or a published version, would have changed."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commissioning.gate_policies.models import PolicyDraft, Replay
from commissioning.gate_policies.replaying import begin_replay, result_of, run_replay
from commissioning.gates.models import GatePolicy
from commissioning.gates.policy import of_policy, with_terms
from govuk.wording import how_many

DRAFT = "draft-"


class Command(BaseCommand):
    """Changes nothing about any case. The result is kept, and stands on the page of the draft."""

    help = "Runs a gate policy over past and open cases: other seats, blocked gates, sign-offs and days."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the version, --since and --json."""
        parser.add_argument("version", help="the number of a version, or draft-N for a draft")
        parser.add_argument(
            "--since", type=date.fromisoformat, metavar="DATE", help="only what was handed in from this day, 2026-04-01"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, **options: Any) -> None:
        """Replay, and tell of progress on standard error."""
        found = self.found(options["version"])
        at = timezone.now()
        begun = {"since": options["since"], "by": None, "at": at}
        if isinstance(found, PolicyDraft):
            replay = begin_replay(found.terms, draft=found, **begun)
        else:
            replay = begin_replay(of_policy(found), policy=found, **begun)
        replay = run_replay(replay, timezone.now, self.tell)
        if options["json"]:
            self.stdout.write(json.dumps(result_of(replay)))
        else:
            self.say(result_of(replay))

    def found(self, asked: str) -> PolicyDraft | GatePolicy:
        """Return the draft or version of that name; a number that no version has is looked for among the drafts."""
        number = asked.removeprefix(DRAFT)
        if not number.isdecimal():
            raise CommandError(f"“{asked}” is neither the number of a version nor draft-N.")
        policy = None if asked.startswith(DRAFT) else with_terms(GatePolicy.objects.filter(version=number)).first()
        draft = PolicyDraft.objects.filter(pk=number).first() if policy is None else None
        if policy is None and draft is None:
            raise CommandError(f"There is no gate policy and no draft “{asked}”.")
        return policy or draft  # type: ignore[return-value]  # one of them was found

    def tell(self, replay: Replay) -> None:
        """Say how far it is."""
        self.stderr.write(f"{replay.done:,} of {replay.total:,} looked at")

    def say(self, result: dict[str, Any]) -> None:
        """Say in words what it came to."""
        looked = how_many(result["submissions"], "gate,gates")
        self.stdout.write(f"{looked} looked at; {result['changed']:,} would have been otherwise.")
        self.stdout.write(f"Blocked: {result['blocked']:,}. Left the fast lane: {result['left_fast_lane']:,}.")
        self.stdout.write(f"Seats added: {result['seats_added']:,}; removed: {result['seats_removed']:,}.")
        self.stdout.write(f"Sign-offs: {result['sign_offs']:+,}. Working days: {result['working_days']:+,}.")
