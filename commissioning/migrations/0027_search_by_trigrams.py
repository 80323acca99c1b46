"""The indexes of 0008 where the tables were made at once; elsewhere they are made anew."""

from django.db import migrations

from commissioning.migrations import _searching


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('commissioning', '0026_policy_versions'),
    ]

    operations = [
        migrations.RunPython(_searching.add, _searching.remove),
    ]
