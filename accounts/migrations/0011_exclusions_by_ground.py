import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_policy_rights'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='exclusion',
            index=models.Index(fields=['person', 'ground'], name='exclusion_by_person_and_ground'),
        ),
        migrations.AlterField(
            model_name='exclusion',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='exclusions', to=settings.AUTH_USER_MODEL),
        ),
    ]
