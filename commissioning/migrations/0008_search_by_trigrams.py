from django.db import migrations

from commissioning.migrations import _searching


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('commissioning', '0007_finding'),
    ]

    operations = [
        migrations.RunPython(_searching.add, _searching.remove),
    ]
