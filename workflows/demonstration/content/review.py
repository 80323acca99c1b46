"""The reviews of the demonstration: what a contract achieved, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from commissioning.review.kinds import ExitDecision
from workflows.demonstration.content.said import Purchase, Said, Says

WHY = {
    ExitDecision.EXTEND: "It works, and the contract allows it.",
    ExitDecision.RE_PROCURE: "The need goes on, and more suppliers can meet it than last time.",
    ExitDecision.STOP: "The need is met otherwise now.",
}


def achievements(_purchase: Purchase, _today: date) -> Said:
    """What came of each obligation."""
    return Said(
        {"achieved": "What was bought was delivered steadily; the outcome sought was kept in most months."},
        {
            "achievements": [
                {
                    "obligation": "OB1",
                    "outcome": "People who had been out of work for years have kept steady work.",
                    "contribution": "Serves P1, though not all that was promised could be verified.",
                },
                {
                    "obligation": "OB2",
                    "outcome": "Local groups had hands they could count on.",
                    "contribution": "Serves P2.",
                },
            ]
        },
    )


def impact(purchase: Purchase, _today: date) -> Said:
    """What difference it made."""
    return Said({"impact": purchase.difference, "unintended": "One small firm lost staff to the contractor."})


def lessons(_purchase: Purchase, _today: date) -> Said:
    """What was learned."""
    action = "Ask for them monthly in the first half-year."
    return Said(rows={"lessons": [{"text": "Quarterly returns came late.", "action": action}]})


def exit_decision(purchase: Purchase, _today: date) -> Said:
    """What should come next."""
    return Said({"exit_decision": purchase.exit, "exit_reasons": WHY[purchase.exit]})


SECTIONS: Mapping[str, Says] = {
    "achievements": achievements,
    "impact": impact,
    "lessons": lessons,
    "exit": exit_decision,
}
