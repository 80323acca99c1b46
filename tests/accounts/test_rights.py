"""The table of rights keeps the council's promises."""

import pytest

from accounts.rights import READING, REMITS, Right, Role, rights_of

CASE_RIGHTS = set(Right) - {Right.APPOINT, Right.VERIFY_LEDGER}


def test_every_role_has_a_remit_in_a_sentence_or_two() -> None:
    assert set(REMITS) == set(Role)
    assert all(remit.prose.endswith(".") for remit in REMITS.values())


def test_every_right_is_someones() -> None:
    assert {right for remit in REMITS.values() for right in remit.rights} == set(Right)


def test_rights_come_in_the_order_of_their_declaration() -> None:
    assert rights_of(Role.AUDITOR) == [
        Right.VIEW_CASE,
        Right.SEE_FIGURES,
        Right.SEE_BIDS,
        Right.READ_TRAIL,
        Right.VERIFY_LEDGER,
        Right.VIEW_BOARD,
    ]


def test_the_system_administrator_has_no_case_rights() -> None:
    assert not CASE_RIGHTS & set(rights_of(Role.SYSTEM_ADMINISTRATOR))


def test_only_the_system_administrator_appoints() -> None:
    assert [role for role in Role if Right.APPOINT in REMITS[role].rights] == [Role.SYSTEM_ADMINISTRATOR]


def test_the_voluntary_sector_only_reads_and_advises() -> None:
    assert set(rights_of(Role.VOLUNTARY_SECTOR_REPRESENTATIVE)) == {Right.VIEW_CASE, Right.CONSULT_GATE}


def test_the_supplier_only_reports() -> None:
    assert rights_of(Role.SUPPLIER_CONTACT) == [Right.REPORT_DELIVERY]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SCRUTINY_OFFICER])
def test_those_who_hold_the_council_to_account_neither_write_nor_answer(role: Role) -> None:
    acting = {Right.OPEN_CASE, Right.WRITE_RECORD, Right.CONSULT_GATE, Right.SIGN_GATE, Right.DECIDE_GATE}
    assert set(rights_of(role)) >= READING
    assert not acting & set(rights_of(role))


def test_whoever_writes_a_record_does_not_decide() -> None:
    both = {Right.WRITE_RECORD, Right.DECIDE_GATE}
    assert not [role for role in Role if both <= REMITS[role].rights]
