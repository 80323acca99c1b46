"""Reading a file of measures, CSV or a workbook, as rows of texts. What cannot be read is refused in words."""

from __future__ import annotations

import csv
import zipfile
from contextlib import suppress
from io import BytesIO, StringIO
from typing import IO, Any, Final
from xml.parsers import expat

import openpyxl

from commissioning.errors import RefusedError
from commissioning.measures.tables import Refusal

LARGEST: Final = 2 * 1024 * 1024  # bytes of a file
LARGEST_INSIDE: Final = 10 * 1024 * 1024  # bytes of a workbook once it is unpacked
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 2_000, 40, 20_000
MOST_ELEMENTS: Final = 250_000  # of one part of a workbook: as many rows and columns as are taken have fewer
TOO_LARGE: Final = f"The file is larger than {LARGEST // 1024 // 1024} MB. Leave out what is no measure."
NO_TEXT: Final = "The file is no text in UTF-8. Save it as “CSV UTF-8”, or as a workbook (.xlsx)."
NO_TABLE: Final = "The file is no table that can be read: {why}. Save it again from the template."
NO_BOOK: Final = "The file is called .xlsx, but is no workbook, is damaged, or needs a password. Save it again."
TOO_MUCH: Final = (
    "The workbook is larger than a catalogue needs once it is unpacked. Leave out what is no measure, such as other "
    "sheets and empty cells with borders or colours."
)


def rows_of(content: bytes, name: str) -> tuple[list[list[str]], list[Refusal]]:
    """Return the rows of a file as texts, and the cells that cannot be taken. The name's ending tells its kind.

    Raises RefusedError for a file that is too large or cannot be read at all.
    """
    if len(content) > LARGEST:
        raise refused(TOO_LARGE)
    rows, wrong = _of_workbook(content) if name.lower().endswith(".xlsx") else (_of_text(content), [])
    if len(rows) > MOST_ROWS:
        raise refused(f"The file has {len(rows):,} rows; {MOST_ROWS:,} is the most.")
    found = [
        Refusal(place, "", f"A cell has more than {LONGEST_CELL:,} characters, or signs that cannot be shown.")
        for place, row in enumerate(rows, start=1)
        if len(row) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL or "\0" in cell for cell in row)
    ]
    return rows, [*wrong, *found]


def refused(words: str) -> RefusedError:
    """Return the refusal of a file as a whole."""
    return RefusedError(words, {"file": [words]})


def _of_text(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused(NO_TEXT) from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise refused(NO_TABLE.format(why=error)) from None


def _of_workbook(content: bytes) -> tuple[list[list[str]], list[Refusal]]:
    try:
        cells = _cells(content)
    except RefusedError:
        raise
    except Exception:  # what its readers raise for a damaged book is anybody's guess
        raise refused(NO_BOOK) from None
    formulas = [
        Refusal(place, "", "A cell holds a formula. Put its value there: nothing is calculated here.")
        for place, row in enumerate(cells, start=1)
        if any(cell.data_type == "f" for cell in row)
    ]
    return [[_text(cell.value) for cell in row] for row in cells], formulas


def _cells(content: bytes) -> list[Any]:
    """The rows of the first sheet."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_INSIDE:
            raise refused(TOO_MUCH)
        for name in packed.infolist():
            with packed.open(name) as part:
                _weigh(part)
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its own size is not relied upon
    return list(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS))


def _weigh(part: IO[bytes]) -> None:
    """Raise RefusedError for a part of a workbook with more elements than a sheet needs, or with entities.

    Counted without keeping any: 30 kB can unpack to a row of millions of cells, which is read whole. What is no XML,
    such as a picture, weighs nothing.
    """
    left = iter(range(MOST_ELEMENTS))

    def element(*_: object) -> None:
        if next(left, None) is None:
            raise refused(TOO_MUCH)

    def doctype(*_: object) -> None:
        raise refused(NO_BOOK)

    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.StartDoctypeDeclHandler = element, doctype
    with suppress(expat.ExpatError):
        reader.ParseFile(part)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value)
