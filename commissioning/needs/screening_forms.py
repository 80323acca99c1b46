"""The questions that screen a need for personal data and for staff who may transfer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from commissioning.needs.models import NeedsRecord
from commissioning.records.forms import SectionForm, long_answer
from govuk.fields import YesNoField


class ScreeningForm(SectionForm):
    """What a contract may bring with it: a yes asks for more on a page of its own."""

    personal_data = YesNoField(
        label="Will whoever does it handle personal data?",
        help_text="Names, addresses, health, care: anything about people who can be told apart. "
        "Yes asks for data protection next.",
    )
    tupe = YesNoField(
        label="May staff transfer from one employer to another (TUPE)?",
        help_text="They may where somebody does the work today and somebody else will. Yes asks about the staff next.",
    )

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["personal_data", "tupe"]


class DataProtectionForm(SectionForm):
    """The screening that data protection law asks for where personal data is handled (UK GDPR article 35)."""

    data_subjects = long_answer("Whose data, and what about them?", "Say who is meant and what is kept.", rows=3)
    data_special = YesNoField(
        label="Is any of it sensitive?",
        help_text="Health, race, religion, sexual life, genetic or biometric data, criminal offences.",
    )
    data_assessment = long_answer(
        "Has a data protection impact assessment been made?",
        "When and by whom, or by when it will be. If none is needed, say why.",
        rows=3,
    )

    stated_as: ClassVar[Mapping[str, str]] = {
        "data_subjects": "whose",
        "data_special": "sensitive",
        "data_assessment": "assessment",
    }
    examples: ClassVar[Mapping[str, str]] = {
        "data_subjects": "640 people who have care at home: name, address, care plan, who holds their keys.",
        "data_assessment": "Begun on 4 May with the data protection officer; done before the tender opens.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["data_subjects", "data_special", "data_assessment"]


class StaffForm(SectionForm):
    """Who may transfer (Transfer of Undertakings (Protection of Employment) Regulations 2006)."""

    staff_affected = long_answer(
        "How many staff may transfer, and who employs them?", "As far as it is known. Give numbers, not names.", rows=3
    )
    staff_told = long_answer(
        "How will those who may take them on be told?",
        "What the present employer gives, when, and about pensions.",
        rows=3,
    )

    stated_as: ClassVar[Mapping[str, str]] = {"staff_affected": "affected", "staff_told": "told"}
    examples: ClassVar[Mapping[str, str]] = {
        "staff_affected": "About 40 care workers of Bright Days Care Ltd, 31 of them part time.",
        "staff_told": "Bright Days gives a list without names by 1 September; six are in the council's pension fund.",
    }

    class Meta:
        model = NeedsRecord
        fields: ClassVar = ["staff_affected", "staff_told"]
