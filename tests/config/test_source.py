"""Anyone may have the source of what runs here, and nothing else that lies beside it."""

import io
import zipfile

from django.test import Client


def test_the_source_is_offered_without_signing_in() -> None:
    answer = Client().get("/source/")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert {"tollgate/LICENSE", "tollgate/manage.py", "tollgate/audit/deciding.py", "tollgate/Makefile"} <= set(names)
    assert not [name for name in names if "/var/" in name or "/.venv/" in name or name.endswith((".sqlite3", ".pyc"))]
