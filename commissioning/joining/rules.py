"""What holds a joining record together. Pure."""

from __future__ import annotations

OCID = "ocds-"


def why_joining(lead: str) -> str:
    """Say why a case runs in the joining lane."""
    return f"Led by {lead}, outside the council: we decide to join, award our contract, and monitor it."


def of_lead(ocid: str) -> list[str]:
    """Say why the ocid of the lead's procurement cannot be right."""
    if ocid.strip() and not ocid.strip().startswith(OCID):
        return ["An ocid starts with “ocds-”. Copy it from the lead’s notice, or leave it empty."]
    return []


def of_record(files: int) -> list[str]:
    """Say that the lead's record has still to be attached: our case holds our decisions, with that record beside."""
    if files:
        return []
    return ["Attach the lead’s record: its tender documents, its framework, or the notice as it was published."]


def of_staff_and_data(note: str, *, tupe: bool | None, personal_data: bool | None) -> list[str]:
    """Say that a yes on staff or personal data is not explained."""
    if (tupe or personal_data) and not note.strip():
        return ["Staff may transfer, or personal data is handled. Say whose, and how the lead’s tender deals with it."]
    return []
