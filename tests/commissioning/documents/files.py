"""Files as people have them, made of their bytes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.base import ContentFile

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
CSV = "Ward,People\r\nMill,212\r\nCâr,17\r\n".encode()
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    "docx": "wordprocessingml.document",
    "xlsx": "spreadsheetml.sheet",
    "pptx": "presentationml.presentation",
    "odt": "text",
    "ods": "spreadsheet",
    "odp": "presentation",
}


def archive(**parts: str) -> bytes:
    """An archive of these parts."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as opened:
        for name, text in parts.items():
            opened.writestr(name, text)
    return made.getvalue()


def office(ending: str, main: str = "main+xml", **more: str) -> bytes:
    """A document of Word, Excel or PowerPoint."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{OFFICE}{KINDS[ending]}.{main}"/></Types>'
    return archive(**{"[Content_Types].xml": types, "main.xml": "<main/>", **more})


def open_document(ending: str, **more: str) -> bytes:
    """A document of LibreOffice."""
    return archive(mimetype=f"{OPEN}{KINDS[ending]}", **{"content.xml": "<content/>", **more})


def a_file(name: str = "survey.pdf", content: bytes = PDF) -> ContentFile[bytes]:
    """A file in somebody's hand."""
    return ContentFile(content, name)
