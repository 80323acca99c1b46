"""Tables as files that spreadsheets open. No text in them is ever taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

# What a spreadsheet may take for the beginning of a formula, also behind blanks (OWASP, CSV injection).
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767  # characters, of Excel's own
Cell = str | Decimal | date


def harmless(text: str) -> str:
    """Return a text as it is, or as plain text where a spreadsheet could take it for a formula."""
    return f"'{text}" if text.startswith(FORMULAS) or text.lstrip().startswith(FORMULAS) else text


def csv_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as CSV in UTF-8, marked so that Excel reads it as such. Days are written as 2026-12-31."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def workbook_of(rows: Iterable[Sequence[Cell]], name: str) -> bytes:
    """Return rows as a workbook of one sheet, its head in bold and always in view. Every text is written as text."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
        amounts, days = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "d mmmm yyyy"})
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(place, column, harmless(cell)[:LONGEST_CELL], None if place else bold)
                elif isinstance(cell, date):
                    sheet.write_datetime(place, column, cell, days)
                else:
                    sheet.write_number(place, column, float(cell), amounts)
        sheet.autofit()
    return file.getvalue()
