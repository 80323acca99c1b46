"""The social value priorities of the demonstration: which are served, and by which measures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from commissioning.measures.kinds import Direction
from commissioning.social_value.kinds import Bidders, Ground
from workflows.demonstration.content.said import Purchase, Said, Says


def relevance(_purchase: Purchase, _today: date) -> Said:
    """What of the policy is relevant and proportionate."""
    return Said(
        {
            "relevance": "Local jobs and skills: residents can be trained for the work, and posts stay vacant.",
            "bidders": Bidders.SMALL,
            "proportionality": "Two measures: half of the likely bidders have fewer than 50 staff.",
        }
    )


def wellbeing(_purchase: Purchase, _today: date) -> Said:
    """How well-being might improve, and how the process secures it."""
    return Said(
        {
            "economic": "Jobs near people's homes, some of them for people who have long been out of work.",
            "social": "Staff who live here and stay know the people they serve.",
            "environmental": "Journeys are planned by neighbourhood, and walked or cycled where they can be.",
            "securing": "Criteria of their own, and targets that become terms of the contract.",
        }
    )


def priorities(_purchase: Purchase, _today: date) -> Said:
    """Each priority of the policy, chosen or not."""
    left_out = "Left out to keep it to two measures; the specification deals with fuel and waste."
    return Said(
        rows={
            "choices": [
                {"priority": "P1", "chosen": True, "reason": "The work is local and many posts are vacant."},
                {"priority": "P2", "chosen": True, "reason": "Local groups already help the same people."},
                {"priority": "P3", "chosen": False, "ground": Ground.NOT_PROPORTIONATE, "reason": left_out},
            ]
        }
    )


def measures(purchase: Purchase, _today: date) -> Said:
    """How delivery is counted."""
    return Said(
        rows={
            "measures": [
                {
                    "choice": "P1",
                    "outcome": "O2",
                    "catalogue": "W1",
                    "title": "Residents out of work for a year who start a job and stay 26 weeks",
                    "unit": "people",
                    "direction": Direction.HIGHER,
                    "left_to_bidders": False,
                    "target": purchase.jobs_asked,
                    "evidence": "A list without names, with the job centre’s referral for each.",
                },
                {
                    "choice": "P2",
                    "outcome": "O1",
                    "catalogue": "V1",
                    "title": "Hours given to local voluntary groups in working time",
                    "unit": "hours",
                    "direction": Direction.HIGHER,
                    "left_to_bidders": True,
                    "target": None,
                    "evidence": "A note signed by each group, each quarter.",
                },
            ]
        }
    )


def weighting(purchase: Purchase, _today: date) -> Said:
    """What share of the award social value carries, and how bids are judged on each measure."""
    jobs = "How many residents out of work will you hire, how will you find them, and what keeps them?"
    hours = "How many hours will your staff give to local groups, and how will you agree on them with each group?"
    return Said(
        {"weighting": Decimal("10.00"), "weighting_reason": "The policy's usual share."},
        {
            "weights": [
                {
                    "measure": "M1",
                    "weight": Decimal("6.00"),
                    "question": jobs,
                    "minimum": (purchase.jobs_asked / 2).quantize(Decimal("0.01")),
                },
                {"measure": "M2", "weight": Decimal("4.00"), "question": hours, "minimum": None},
            ]
        },
    )


SECTIONS: Mapping[str, Says] = {
    "relevance": relevance,
    "wellbeing": wellbeing,
    "priorities": priorities,
    "measures": measures,
    "weighting": weighting,
}
