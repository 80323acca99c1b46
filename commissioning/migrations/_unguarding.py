"""Lets rows be changed that were acts before: the triggers that refuse it are dropped, those of their history stay."""

TABLES = ("commissioning_meeting", "commissioning_attendee", "commissioning_meetingdecision")


def drop(apps, editor):
    """Drop the triggers of what can be corrected from now on."""
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            for deed in ("update", "delete"):
                editor.execute(f"DROP TRIGGER IF EXISTS tollgate_keep_{deed}_{table}")
        else:
            for name in ("row", "truncate"):
                editor.execute(f"DROP TRIGGER IF EXISTS tollgate_keep_{name} ON {table}")


def keep(apps, editor):
    """Going back needs nothing: the triggers are put in place after every migrate."""
