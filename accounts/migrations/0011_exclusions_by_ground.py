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
    ]
