"""The lists of cases and of contracts as files: as filtered, with the columns that were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request

from accounts.reach import Reach, reach_of
from accounts.rights import Right
from accounts.rules import day_of
from commissioning.casefile.api.asking import Address, read
from commissioning.casefile.api.contract_serializers import ContractFilterShape
from commissioning.casefile.api.documenting import documented
from commissioning.casefile.api.files import AsKept
from commissioning.casefile.api.serializers import CaseFilterShape
from commissioning.casefile.columns import CASE_COLUMNS, CONTRACT_COLUMNS, Column, Row, chosen, offered
from commissioning.casefile.finding import Wanted
from commissioning.casefile.handing_out import Table, table
from commissioning.casefile.listing import MOST_ROWS, case_table, contract_table
from commissioning.casefile.register import Sought

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = OpenApiResponse(
    OpenApiTypes.BINARY,
    f"CSV or XLSX: reference, title and the columns, at most {MOST_ROWS:,} rows; a last one says so.",
)


def _columns(columns: Sequence[Column[Any]]) -> serializers.ListField:
    keys = [column.key for column in columns]
    shape = serializers.ChoiceField(choices=[(column.key, column.label) for column in columns])
    return serializers.ListField(child=shape, required=False, default=list, max_length=len(keys))


class CaseExportShape(CaseFilterShape):
    """Which cases, and which columns of them: all where none is named. One that is not the caller's is left out."""

    format = serializers.ChoiceField(choices=Table.choices, required=False, default=Table.CSV)
    columns = _columns(CASE_COLUMNS)


class ContractExportShape(ContractFilterShape):
    """Which contracts, and which columns of them: all where none is named. One that is not the caller's is left out."""

    format = serializers.ChoiceField(choices=Table.choices, required=False, default=Table.CSV)
    columns = _columns(CONTRACT_COLUMNS)


class Exported(Address):
    """A list as a file is of its own kind, whatever the caller prefers."""

    content_negotiation_class = AsKept

    def wanted(self, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The query's own parameters, those that may be named several times among them."""
        sent = self.request.query_params
        return read(shape, {**sent.dict(), **({"columns": sent.getlist("columns")} if "columns" in sent else {})})


class CasesExported(Exported):
    """The cases a person may see, as a file."""

    @documented("export_cases", FILE, parameters=[CaseExportShape])
    def get(self, _request: Request) -> HttpResponseBase:
        """Hand the list of cases out as CSV or XLSX."""
        person, at, asked = self.person(), self.now(), self.wanted(CaseExportShape)
        reach, kind = reach_of(person, at), Table(asked.pop("format"))
        columns = _theirs(CASE_COLUMNS, asked.pop("columns"), reach)
        wanted = Wanted(**asked).seen_with(figures=bool(reach.over(Right.SEE_FIGURES)))
        rows = case_table(reach, wanted, columns, person=person, today=day_of(at))
        return table(rows, kind, name="cases", on=day_of(at))


class ContractsExported(Exported):
    """The contracts of the cases a person may see, as a file."""

    @documented("export_contracts", FILE, parameters=[ContractExportShape])
    def get(self, _request: Request) -> HttpResponseBase:
        """Hand the contract register out as CSV or XLSX."""
        at, asked = self.now(), self.wanted(ContractExportShape)
        reach, kind = reach_of(self.person(), at), Table(asked.pop("format"))
        columns = _theirs(CONTRACT_COLUMNS, asked.pop("columns"), reach)
        rows = contract_table(reach, Sought(**asked), columns, today=day_of(at))
        return table(rows, kind, name="contracts", on=day_of(at))


def _theirs(columns: Sequence[Column[Row]], keys: Sequence[str], reach: Reach) -> list[Column[Row]]:
    own = offered(columns, reach)
    return chosen(own, keys) or own
