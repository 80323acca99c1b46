"""The tables of accounts as they stood after 0010."""

import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_deputies'), ('accounts', '0003_board_chair'), ('accounts', '0004_mail'), ('accounts', '0005_gate_policy_drafts'), ('accounts', '0006_cover'), ('accounts', '0007_four_eyes'), ('accounts', '0008_ownership'), ('accounts', '0009_evaluators'), ('accounts', '0010_policy_rights')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(error_messages={'unique': 'Someone is registered at this address already.'}, max_length=254, unique=True)),
                ('full_name', models.CharField(max_length=200)),
                ('is_active', models.BooleanField(default=True)),
                ('date_joined', models.DateTimeField()),
                ('mail', models.CharField(choices=[('each', 'An email for each message, at once'), ('daily', 'One email a day, at 7am, with all that is new'), ('none', 'No emails: I read my messages in Tollgate')], db_default='each', default='each', help_text='How they are told by email.', max_length=10)),
            ],
            options={
                'verbose_name_plural': 'people',
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='person_email_in_small_letters'), models.CheckConstraint(condition=models.Q(('full_name', ''), _negated=True), name='person_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('head_number', models.PositiveBigIntegerField(default=0, editable=False)),
                ('head_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('council', 'Council'), ('service', 'Service'), ('board', 'Board'), ('organisation', 'Organisation'), ('supplier', 'Supplier')], max_length=20)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.body')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='accounts.body')),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('company_number', models.CharField(blank=True, max_length=20)),
                ('charity_number', models.CharField(blank=True, max_length=20)),
                ('email', models.EmailField(blank=True, max_length=254)),
            ],
            options={
                'verbose_name_plural': 'bodies',
                'permissions': [('view_case', 'Can see it'), ('see_figures', 'Can see its spend, costs and weights'), ('see_bids', 'Can see its bids'), ('read_trail', 'Can read its trail'), ('open_case', 'Can open a case'), ('share_case', 'Can change which bodies own it'), ('accept_ownership', 'Can answer for its body whether it owns the stage'), ('set_regime', 'Can set its regime'), ('write_record', 'Can write it'), ('consult_gate', 'Can give advice on it'), ('sign_gate', 'Can sign it'), ('decide_gate', 'Can decide it'), ('record_event', 'Can record it'), ('record_notice', 'Can record its notices'), ('record_call_in', 'Can record the outcome of its call-in'), ('record_meeting', 'Can record what a meeting decided on it'), ('record_signature', 'Can record the signature of its contract'), ('manage_contract', 'Can manage its contract'), ('report_delivery', 'Can report delivery on it'), ('verify_delivery', 'Can verify its delivery'), ('draft_policy', 'Can draft a policy'), ('publish_policy', 'Can approve a policy'), ('draft_gate_policy', 'Can draft a gate policy'), ('publish_gate_policy', 'Can publish a gate policy'), ('verify_ledger', 'Can verify the ledger'), ('view_board', 'Can see the board of what each body holds'), ('arrange_cover', 'Can arrange cover here'), ('confirm_reorganisation', 'Can confirm a reorganisation'), ('appoint', 'Can open bodies, establish posts or appoint people here')],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='body_has_a_name'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='body_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('kind', 'council'), _negated=True), _connector='OR'), name='body_council_on_top'), models.CheckConstraint(condition=models.Q(('successor', None), ('closed_on__isnull', False), _connector='OR'), name='body_succeeded_when_closed')],
            },
        ),
        migrations.CreateModel(
            name='BodyGroupPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='accounts.body')),
            ],
            options={
                'unique_together': {('group', 'permission', 'content_object')},
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exclusions', to=settings.AUTH_USER_MODEL)),
                ('scope', models.CharField(max_length=120)),
                ('ground', models.CharField(choices=[('author', 'wrote this record'), ('drafter', 'wrote this draft'), ('signer', 'signed in another seat of this gate'), ('claimant', 'said that it was done'), ('evaluator', 'evaluated these bids'), ('conflict', 'declared a conflict of interest')], max_length=20)),
                ('source', models.CharField(max_length=120)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'scope'], name='exclusion_by_person_and_scope')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('scope', ''), _negated=True), models.Q(('source', ''), _negated=True)), name='exclusion_says_where_and_whence'), models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='exclusion_times_in_order')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalBody',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_stream', models.CharField(max_length=120)),
                ('history_number', models.PositiveBigIntegerField()),
                ('slug', models.SlugField(db_index=False, max_length=80)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('council', 'Council'), ('service', 'Service'), ('board', 'Board'), ('organisation', 'Organisation'), ('supplier', 'Supplier')], max_length=20)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('company_number', models.CharField(blank=True, max_length=20)),
                ('charity_number', models.CharField(blank=True, max_length=20)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.body')),
                ('successor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.body')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical body',
                'verbose_name_plural': 'historical bodies',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalBodyGroupPermission',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_stream', models.CharField(max_length=120)),
                ('history_number', models.PositiveBigIntegerField()),
                ('permission', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='auth.permission')),
                ('group', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='auth.group')),
                ('content_object', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.body')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical body group permission',
                'verbose_name_plural': 'historical body group permissions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalExclusion',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_stream', models.CharField(max_length=120)),
                ('history_number', models.PositiveBigIntegerField()),
                ('scope', models.CharField(max_length=120)),
                ('ground', models.CharField(choices=[('author', 'wrote this record'), ('drafter', 'wrote this draft'), ('signer', 'signed in another seat of this gate'), ('claimant', 'said that it was done'), ('evaluator', 'evaluated these bids'), ('conflict', 'declared a conflict of interest')], max_length=20)),
                ('source', models.CharField(max_length=120)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical exclusion',
                'verbose_name_plural': 'historical exclusions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('commissioner', 'Commissioner'), ('head_of_service', 'Head of service'), ('procurement_officer', 'Procurement officer'), ('legal_officer', 'Legal officer'), ('finance_officer', 'Finance officer'), ('economic_development_officer', 'Economic development officer'), ('policy_officer', 'Policy officer'), ('voluntary_sector_representative', 'Voluntary-sector representative'), ('board_member', 'Board member'), ('board_chair', 'Board chair'), ('corporate_director', 'Corporate director'), ('executive_recorder', 'Recorder of executive decisions'), ('democratic_services', 'Democratic services officer'), ('contract_manager', 'Contract manager'), ('supplier_contact', 'Supplier contact'), ('scrutiny_officer', 'Scrutiny officer'), ('auditor', 'Auditor'), ('system_administrator', 'System administrator')], max_length=40)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='accounts.body')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='post', to='auth.group')),
                ('deputy', models.ForeignKey(help_text='Who is told when its tasks are late.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.post')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('role', 'body'), name='post_role_once_a_body')],
            },
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='accounts.post')),
                ('principal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='covers', to=settings.AUTH_USER_MODEL)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, help_text='The last day.', null=True)),
                ('value_limit', models.DecimalField(blank=True, decimal_places=2, help_text='In pounds.', max_digits=17, null=True)),
                ('ended_at', models.DateTimeField(blank=True, help_text='When a cover was ended at once.', null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='holding_dates_in_order'), models.CheckConstraint(condition=models.Q(('value_limit', None), ('value_limit__gt', 0), _connector='OR'), name='holding_limit_above_nothing'), models.CheckConstraint(condition=models.Q(('principal', None), models.Q(('principal', models.F('person')), _negated=True), _connector='OR'), name='holding_not_for_oneself'), models.UniqueConstraint(condition=models.Q(('ends_on', None), ('principal', None)), fields=('person', 'post'), name='holding_open_once'), models.UniqueConstraint(condition=models.Q(('ends_on', None), ('principal__isnull', False)), fields=('person', 'post', 'principal'), name='holding_open_once_a_principal')],
            },
        ),
        migrations.CreateModel(
            name='Nomination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='accounts.post')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, help_text='The last day.', null=True)),
                ('value_limit', models.DecimalField(blank=True, decimal_places=2, help_text='In pounds.', max_digits=17, null=True)),
                ('nominated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nominated_at', models.DateTimeField()),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_at', models.DateTimeField(null=True)),
                ('holding', models.OneToOneField(help_text='What it became once confirmed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.holding')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('person', 'post'), name='nomination_open_once')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPost',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_stream', models.CharField(max_length=120)),
                ('history_number', models.PositiveBigIntegerField()),
                ('role', models.CharField(choices=[('commissioner', 'Commissioner'), ('head_of_service', 'Head of service'), ('procurement_officer', 'Procurement officer'), ('legal_officer', 'Legal officer'), ('finance_officer', 'Finance officer'), ('economic_development_officer', 'Economic development officer'), ('policy_officer', 'Policy officer'), ('voluntary_sector_representative', 'Voluntary-sector representative'), ('board_member', 'Board member'), ('board_chair', 'Board chair'), ('corporate_director', 'Corporate director'), ('executive_recorder', 'Recorder of executive decisions'), ('democratic_services', 'Democratic services officer'), ('contract_manager', 'Contract manager'), ('supplier_contact', 'Supplier contact'), ('scrutiny_officer', 'Scrutiny officer'), ('auditor', 'Auditor'), ('system_administrator', 'System administrator')], max_length=40)),
                ('body', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.body')),
                ('group', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='auth.group')),
                ('deputy', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who is told when its tasks are late.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.post')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical post',
                'verbose_name_plural': 'historical posts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalNomination',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_stream', models.CharField(max_length=120)),
                ('history_number', models.PositiveBigIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, help_text='The last day.', null=True)),
                ('value_limit', models.DecimalField(blank=True, decimal_places=2, help_text='In pounds.', max_digits=17, null=True)),
                ('nominated_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.post')),
                ('nominated_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holding', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What it became once confirmed.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.holding')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical nomination',
                'verbose_name_plural': 'historical nominations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalHolding',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_stream', models.CharField(max_length=120)),
                ('history_number', models.PositiveBigIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, help_text='The last day.', null=True)),
                ('value_limit', models.DecimalField(blank=True, decimal_places=2, help_text='In pounds.', max_digits=17, null=True)),
                ('ended_at', models.DateTimeField(blank=True, help_text='When a cover was ended at once.', null=True)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.post')),
                ('principal', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical holding',
                'verbose_name_plural': 'historical holdings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
