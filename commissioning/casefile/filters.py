"""The forms beside the lists of cases and contracts. What is not chosen, or cannot be read, does not narrow a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField

from commissioning.casefile.columns import Column
from commissioning.casefile.finding import LONGEST_SEARCH, Sort, Wanted, says_something
from commissioning.casefile.handing_over import SoughtTasks
from commissioning.casefile.register import SOON, Order, Sought
from commissioning.casefile.waiver_register import BY_SERVICE, SoughtWaivers, WaiverOrder
from commissioning.contract.kinds import ContractStatus
from commissioning.searches.models import LONGEST_NAME
from commissioning.vocabulary import Lane, Regime, Stage, State, Way
from commissioning.waivers.kinds import WaivedRule, WaiverGround, WaiverState
from govuk import fields
from govuk.widgets import Checkboxes
from govuk.wording import in_words

if TYPE_CHECKING:
    from commissioning.casefile.columns import CaseRow
    from commissioning.casefile.register import SeenContract

EXPIRING = (20, 60)  # working days
WITHOUT_FIGURES = "Reference, title or ocid."


class ColumnsField(forms.MultipleChoiceField):
    """Which facts of a list are shown. One that its reader may not choose is left out without a word."""

    def __init__(self) -> None:
        hint = "Besides reference and title. Choose none for the usual list."
        super().__init__(label="Columns", help_text=hint, widget=Checkboxes, required=False)

    def clean(self, value: Any) -> list[str]:
        """Those that can be chosen, in their own order."""
        given: Any = value or []
        choices: Any = self.choices
        return [str(key) for key, _ in choices if key in given]


class Filters(forms.Form):
    """Filters sent as the address of a list. Those in `more` are folded away until one of them is used."""

    more: Sequence[str] = ()
    unsaid: Sequence[str] = ("sort", "columns")

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["service"].choices = [("", "Any service"), *services]
        for field in chosen.values():
            field.error_messages["invalid_choice"] = f"“{field.label}” is left out: choose one of its list."

    def given(self) -> dict[str, Any]:
        """Return what was chosen and could be read; nothing where no filter was sent."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if says_something(value)}

    def first_fields(self) -> list[BoundField]:
        """The filters that are always in view."""
        return [field for field in self if field.name not in (*self.more, "columns")]

    def more_fields(self) -> list[BoundField]:
        """The filters that are folded away."""
        return [field for field in self if field.name in self.more]

    def chosen_columns(self) -> list[str]:
        """The keys of the columns that are chosen."""
        found: list[str] = self.given().get("columns", [])
        return found

    def opened(self) -> bool:
        """Whether a filter that is folded away is used, or went wrong."""
        used = {*self.given(), *self.errors} if self.is_bound else set()
        return bool(used & set(self.more))

    def in_words(self) -> Iterator[tuple[str, str]]:
        """Each filter that is set, by its name, with its words."""
        for name, value in self.given().items():
            if name not in self.unsaid:
                yield name, self._words(self.fields[name], value)

    def order_in_words(self) -> str:
        """In which order the list stands."""
        field: Any = self.fields["sort"]
        first: str = field.choices[0][0]
        return self._words(field, self.given().get("sort", first))

    def described(self) -> list[str]:
        """What a search looks for, in which order and with which columns, a line each."""
        labels: dict[str, str] = dict(getattr(self.fields.get("columns"), "choices", ()))
        columns = in_words(labels[key] for key in self.chosen_columns())
        return [
            *(words for _, words in self.in_words()),
            self.order_in_words(),
            *([f"Columns: {columns}"] if columns else []),
        ]

    def _words(self, field: Any, value: object) -> str:
        if isinstance(field, forms.ChoiceField):
            choices: dict[object, object] = dict(field.choices)  # type: ignore[arg-type]  # plain pairs, no groups
            return str(choices[value])
        if isinstance(field, forms.BooleanField):
            return str(field.label)
        if isinstance(field, fields.MoneyField):
            return f"{field.label} £{field.prepare_value(value)}"
        return f"“{value}”"


class FindForm(Filters):
    """The filters and the order of the list of cases.

    Whoever sees no figures is not asked for values, and what an address says of them is not read.
    """

    more = ("partner", "lane", "regime", "way", "value_from", "value_to", "retrospective")

    q = forms.CharField(
        label="Search", help_text="Reference, title, ocid or supplier.", max_length=LONGEST_SEARCH, required=False
    )
    stage = forms.ChoiceField(label="Stage", choices=[("", "Any stage"), *Stage.choices], required=False)
    state = forms.ChoiceField(label="State", choices=[("", "Any state"), *State.choices], required=False)
    service = forms.ChoiceField(label="Service", required=False)
    mine = forms.BooleanField(label="Only cases that I lead", required=False)
    late = forms.BooleanField(label="Only where something is late", required=False)
    sort = forms.ChoiceField(label="Order", choices=Sort.choices, required=False)
    partner = forms.BooleanField(label="Also where the service is a partner", required=False)
    lane = forms.ChoiceField(label="Lane", choices=[("", "Any lane"), *Lane.choices], required=False)
    regime = forms.ChoiceField(label="Regime", choices=[("", "Any regime"), *Regime.choices], required=False)
    way = forms.ChoiceField(label="How the need is met", choices=[("", "Any way"), *Way.choices], required=False)
    value_from = fields.MoneyField(
        label="Worth from", help_text="Over the whole life, with VAT where that is known.", required=False
    )
    value_to = fields.MoneyField(label="Worth up to", required=False)
    retrospective = forms.BooleanField(label="Only where something was approved in retrospect", required=False)
    columns = ColumnsField()

    def __init__(
        self,
        *args: Any,
        services: Sequence[tuple[str, str]],
        figures: bool,
        columns: Sequence[Column[CaseRow]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, services=services, **kwargs)
        chosen: Any = self.fields
        chosen["columns"].choices = [(column.key, column.label) for column in columns]
        if not figures:
            del chosen["value_from"], chosen["value_to"], chosen["retrospective"]
            chosen["q"].help_text = WITHOUT_FIGURES
            chosen["sort"].choices = [choice for choice in Sort.choices if choice[0] != Sort.VALUE]

    def clean(self) -> dict[str, Any]:
        """Refuse bounds that leave nothing between them."""
        found = self.cleaned_data
        lowest, highest = found.get("value_from"), found.get("value_to")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("value_to", f"“Worth up to” is less than “Worth from”, £{lowest:,f}. Swap them.")
        return found

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        found = self.given()
        found.pop("columns", None)
        if found.pop("partner", False) and "service" in found:
            found["body"] = found.pop("service")
        return Wanted(**found)


class ContractsForm(Filters):
    """The filters and the order of the list of contracts."""

    q = forms.CharField(
        label="Search", help_text="Reference, title or supplier.", max_length=LONGEST_SEARCH, required=False
    )
    service = forms.ChoiceField(label="Service", required=False)
    status = forms.ChoiceField(label="State", choices=[("", "Live and ended"), *ContractStatus.choices], required=False)
    ending = forms.TypedChoiceField(
        label="Ending",
        choices=[("", "At any time"), *((str(months), f"Within {months} months") for months in SOON)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    sort = forms.ChoiceField(label="Order", choices=Order.choices, required=False)
    columns = ColumnsField()

    def __init__(
        self,
        *args: Any,
        services: Sequence[tuple[str, str]],
        figures: bool,
        columns: Sequence[Column[SeenContract]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, services=services, **kwargs)
        chosen: Any = self.fields
        chosen["columns"].choices = [(column.key, column.label) for column in columns]
        if not figures:
            chosen["q"].help_text = "Reference or title."

    def sought(self) -> Sought:
        """Return what is looked for."""
        return Sought(**{name: value for name, value in self.given().items() if name != "columns"})

    def _words(self, field: Any, value: object) -> str:
        return f"Ending within {value} months" if field is self.fields["ending"] else super()._words(field, value)


class WaiversForm(Filters):
    """The filters, the order and the picture of the register of waivers."""

    unsaid = ("sort", "by")

    q = forms.CharField(
        label="Search", help_text="Reference, title or supplier.", max_length=LONGEST_SEARCH, required=False
    )
    service = forms.ChoiceField(label="Service", required=False)
    ground = forms.ChoiceField(label="Ground", choices=[("", "Any ground"), *WaiverGround.choices], required=False)
    rule = forms.ChoiceField(label="Rule", choices=[("", "Any rule"), *WaivedRule.choices], required=False)
    state = forms.ChoiceField(
        label="State",
        choices=[("", "Any state"), *((state.value, state.label) for state in WaiverState if state != "drafting")],
        required=False,
    )
    expiring = forms.TypedChoiceField(
        label="Expiring",
        choices=[("", "At any time"), *((str(days), f"Within {days} working days") for days in EXPIRING)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    retrospective = forms.BooleanField(label="Only retrospective ones", required=False)
    by = forms.ChoiceField(label="Added up by", choices=[("ground", "Ground"), (BY_SERVICE, "Service")], required=False)
    sort = forms.ChoiceField(label="Order", choices=WaiverOrder.choices, required=False)

    def sought_waivers(self) -> SoughtWaivers:
        """Return what is looked for."""
        return SoughtWaivers(**{name: value for name, value in self.given().items() if name != "by"})

    def picture(self) -> str:
        """By what the waivers are added up."""
        return str(self.given().get("by", "ground"))

    def _words(self, field: Any, value: object) -> str:
        return (
            f"Expiring within {value} working days"
            if field is self.fields["expiring"]
            else super()._words(field, value)
        )


class HeldForm(Filters):
    """The filters of the tasks that people are on, for their manager."""

    unsaid = ()

    holder = forms.TypedChoiceField(label="Who is on it", coerce=int, empty_value=None, required=False)
    service = forms.ChoiceField(label="Service", required=False)
    late = forms.BooleanField(label="Only what is late", required=False)

    def __init__(self, *args: Any, holders: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["holder"].choices = [("", "Anybody"), *holders]

    def sought_tasks(self) -> SoughtTasks:
        """Return what is looked for."""
        return SoughtTasks(**self.given())

    def _words(self, field: Any, value: object) -> str:
        return super()._words(field, str(value) if field is self.fields["holder"] else value)


class NameForm(forms.Form):
    """What a saved search is called."""

    name = forms.CharField(
        label="Name",
        help_text="Such as “Late in my service”. Only you see it, and whoever you share it with.",
        max_length=LONGEST_NAME,
    )
