"""One open version of a policy, and one approved for a day.

The table has a handful of rows, so that building its indexes holds nobody up: the linter is told so in `bin/check`.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commissioning', '0025_policy_register'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'approved')), fields=('policy', 'effective_from'), name='policy_version_one_a_day'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'consultation', 'proposed'))), fields=('policy',), name='policy_version_one_open'),
        ),
    ]
