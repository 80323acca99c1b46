"""Creating many tables, or adding many columns, in one operation, so that a new database is ready in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.operations.base import Operation


class CreateTogether(Operation):
    """Creates models one after the other, drawing the state of all apps once instead of once a model.

    Every model here is related to every other through people and cases, so that each creation by itself would draw
    them all again.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add the models to the state; it is drawn when the first table is made."""
        vars(state).pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the tables in order."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the tables in the opposite order."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what it does in the migration's plan."""
        return f"Create {len(self.models)} models together"


class AddTogether(Operation):
    """Adds columns one after the other, drawing the state of all apps once instead of once a column.

    Each is nullable or has a constant default of the database, so that SQLite too adds it without making its table
    anew, which would lose the table's triggers.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, fields: Sequence[AddField]) -> None:
        self.fields = fields

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add the columns to the state; it is drawn when the first is added."""
        vars(state).pop("apps", None)
        for field in self.fields:
            field.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Add the columns in order."""
        del from_state
        for field in self.fields:
            model = to_state.apps.get_model(app_label, field.model_name)
            BaseDatabaseSchemaEditor.add_field(schema_editor, model, model._meta.get_field(field.name))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the columns in the opposite order."""
        del to_state
        for field in reversed(self.fields):
            model = from_state.apps.get_model(app_label, field.model_name)
            schema_editor.remove_field(model, model._meta.get_field(field.name))

    def describe(self) -> str:
        """Say what it does in the migration's plan."""
        return f"Add {len(self.fields)} columns"
