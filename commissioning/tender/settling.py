"""What a tender record settles about its case when it is submitted."""

from __future__ import annotations

from commissioning.case.models import Case
from commissioning.case.rules import POUNDS
from commissioning.tender.models import TenderRecord
from commissioning.vocabulary import StrandKind


def settle(record: TenderRecord) -> None:
    """Write what the tender states about its case: value, codes, procedure, light touch, key decision."""
    case = record.strand.case
    if record.strand.kind != StrandKind.WHOLE:
        return  # a lot that is tendered again states its own value, not the case's
    stated: dict[str, object] = {
        "value_net": record.value_net,
        "value_gross": record.value_gross,
        "currency": POUNDS,
        "cpv": record.cpv,
        "procedure": record.get_procedure_display(),
        "light_touch": bool(record.light_touch),
        "key_decision": bool(record.key_decision),
    }
    changed = _differing(case, stated)
    for name in changed:
        setattr(case, name, stated[name])
    if changed:
        case.save(update_fields=changed)


def _differing(case: Case, stated: dict[str, object]) -> list[str]:
    return [name for name, value in stated.items() if getattr(case, name) != value]
