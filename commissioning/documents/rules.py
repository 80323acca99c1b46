"""Which files can be attached: what they are called, how large they are, and what their bytes say they are. Pure.

A list of what is taken, never of what is not: whatever is not on it is refused.
"""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import IO, Final

from commissioning.errors import RefusedError

FIELD: Final = "file"
LONGEST_NAME: Final = 150
CHUNK: Final = 64 * 1024
MOST_OF_A_PART: Final = 1024 * 1024
LARGEST_DIRECTORY: Final = 1024 * 1024
LONGEST_TAIL: Final = 65_557  # an archive ends with a record of 22 bytes and a remark of at most 65,535
END_OF_ARCHIVE, LARGE_ARCHIVE = b"PK\x05\x06", b"PK\x06\x07"
TEXT: Final = bytes({*range(0x20, 0x100), *b"\t\n\r\f"} - {0x7F})

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
PLAIN, CSV = "text/plain", "text/csv"
WORD, EXCEL, POWERPOINT = (
    f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
ODT, ODS, ODP = (f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation"))

TYPES: Final[Mapping[str, str]] = {
    "pdf": PDF,
    "docx": WORD,
    "xlsx": EXCEL,
    "pptx": POWERPOINT,
    "odt": ODT,
    "ods": ODS,
    "odp": ODP,
    "txt": PLAIN,
    "csv": CSV,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
}
NAMES: Final[Mapping[str, str]] = {
    PDF: "PDF",
    WORD: "Word document",
    EXCEL: "Excel workbook",
    POWERPOINT: "PowerPoint slides",
    ODT: "OpenDocument text",
    ODS: "OpenDocument spreadsheet",
    ODP: "OpenDocument slides",
    PLAIN: "Text",
    CSV: "CSV table",
    PNG: "PNG picture",
    JPEG: "JPEG picture",
}
TAKEN: Final = "PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV, PNG and JPEG"
ADVICE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("doc", "dot", "rtf"), "Save it as .docx, .odt or PDF, and attach that."),
    **dict.fromkeys(("xls", "xlt", "xlsb"), "Save it as .xlsx, .ods or CSV, and attach that."),
    **dict.fromkeys(("ppt", "pps"), "Save it as .pptx, .odp or PDF, and attach that."),
    **dict.fromkeys(("docm", "dotm", "xlsm", "xltm", "pptm", "ppsm"), "Save it without its macros, and attach that."),
    **dict.fromkeys(("zip", "7z", "rar", "gz", "tar"), "Unpack it and attach the files one by one."),
    **dict.fromkeys(("htm", "html", "svg", "xml", "eml", "msg"), "Save or print it as PDF, and attach that."),
}
UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, LookupError)


def clean_name(name: str) -> str:
    """Return the name of a file without its folders and without anything that could deceive its reader.

    Control characters and those that turn the direction of text are dropped. A long name is cut, its ending kept.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if sign.isspace() else sign for sign in last if sign.isspace() or _visible(sign))
    stem, dot, ending = " ".join(seen.split()).strip(". ").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    room = LONGEST_NAME - len(dot) - len(ending)
    return f"{stem[: max(room, 0)].rstrip()}{dot}{ending}"[:LONGEST_NAME]


def _visible(sign: str) -> bool:
    return not unicodedata.category(sign).startswith("C")


def ending_of(name: str) -> str:
    """Return the ending of a name, in small letters and without its dot; "" where it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def require_size(size: int, most: int) -> None:
    """Raise RefusedError for a file of no bytes at all, or of more than `most`."""
    if not size:
        raise refused("The file is empty. Choose the one you meant.")
    if size > most:
        raise refused(
            f"The file is {size_in_words(size)}; it can be at most {size_in_words(most)}. "
            "Make it smaller, for example by saving its pictures at a lower quality, or attach it in parts."
        )


def media_type(name: str, content: IO[bytes]) -> str:
    """Return the media type of a file, which its name and its bytes agree upon. Leaves it open at its beginning.

    Raises RefusedError for what is not taken, and for a file that is not what its name says.
    """
    ending = ending_of(name)
    if ending not in TYPES:
        raise refused(_not_taken(ending))
    found = TYPES[ending]
    content.seek(0)
    agrees = AGREES.get(found, _agrees_as_text)(content, found)
    content.seek(0)
    if not agrees:
        raise refused(
            f"The file is called .{ending}, but what it holds is something else, is damaged or needs a password. "
            f"Open it, save it as {NAMES[found]} without a password, and attach that."
        )
    return found


def _not_taken(ending: str) -> str:
    what = f"Files that end in .{ending}" if ending else "Files without an ending to their name"
    return f"{what} cannot be attached. {ADVICE.get(ending, f'These can: {TAKEN}.')}"


def refused(text: str) -> RefusedError:
    """Return the refusal of a file."""
    return RefusedError(text, {FIELD: [text]})


def size_in_words(size: int) -> str:
    """Return a size as people say it: 900 bytes, 12 kB, 3.4 MB."""
    if size < 1000:
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < 1_000_000:
        return f"{round(size / 1000)} kB"
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"


def _begins(*starts: bytes) -> Callable[[IO[bytes], str], bool]:
    return lambda content, _: content.read(max(map(len, starts))).startswith(starts)


def _agrees_as_text(content: IO[bytes], _: str) -> bool:
    """Whether it is signs and line ends alone, as UTF-8 and the older sets of letters have them."""
    while chunk := content.read(CHUNK):
        if chunk.translate(None, TEXT):
            return False
    return True


def _agrees_as_office(content: IO[bytes], wanted: str) -> bool:
    """Whether an archive holds the document it is called. Raises RefusedError where it carries macros."""
    try:
        if not _is_modest(content):
            return False
        with zipfile.ZipFile(content) as archive:
            return _holds(archive, wanted)
    except UNREADABLE:
        return False


def _is_modest(content: IO[bytes]) -> bool:
    """Whether the list of an archive's parts is of a size that an honest document has."""
    content.seek(0, 2)
    content.seek(max(content.tell() - LONGEST_TAIL, 0))
    tail = content.read()
    end = tail.rfind(END_OF_ARCHIVE)
    size = int.from_bytes(tail[end + 12 : end + 16], "little")
    return end >= 0 and LARGE_ARCHIVE not in tail and size <= LARGEST_DIRECTORY


def _holds(archive: zipfile.ZipFile, wanted: str) -> bool:
    parts = {name.lower() for name in archive.namelist()}
    if wanted in (ODT, ODS, ODP):
        _refuse_macros(any(name.startswith(("basic/", "scripts/")) for name in parts))
        return _part(archive, "mimetype").strip() == wanted.encode()
    stated = _part(archive, "[Content_Types].xml")
    _refuse_macros(b"macroenabled" in stated.lower() or any(name.endswith("vbaproject.bin") for name in parts))
    return f"{wanted}.main+xml".encode() in stated


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(MOST_OF_A_PART)


def _refuse_macros(found: bool) -> None:  # noqa: FBT001 - what was found, said once
    if found:
        raise refused("The file carries macros, which could act on the computer of whoever opens it. Save it without.")


AGREES: Final[Mapping[str, Callable[[IO[bytes], str], bool]]] = {
    PDF: _begins(b"%PDF-"),
    PNG: _begins(b"\x89PNG\r\n\x1a\n"),
    JPEG: _begins(b"\xff\xd8\xff"),
    **dict.fromkeys((WORD, EXCEL, POWERPOINT, ODT, ODS, ODP), _agrees_as_office),
}
