"""What holds everywhere: rooms, security, sign-in, jobs. Councils change it by environment variable only."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from environ import Env

from config.colours import known
from config.databases import database

# So that `ModelForm[Case]` and `ListView[Case]` say the same to a reader, to the type checker and to Python.
django_stubs_ext.monkeypatch()

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("TOLLGATE_VAR", default=str(BASE_DIR / "var")))

DEBUG = False
DEMONSTRATION = False
BASE_URL: str = env.str("BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])

COUNCIL = {
    "name": env.str("COUNCIL_NAME", default="Demonstration Council"),
    "service_name": env.str("COUNCIL_SERVICE_NAME", default="Tollgate"),
    "colour": known(env.str("COUNCIL_COLOUR", default="#00437b")),
    "logo": env.str("COUNCIL_LOGO", default=""),
    "source_url": env.str("COUNCIL_SOURCE_URL", default="/source/"),
}

# GOV.UK Notify, for councils that send their emails through it.
NOTIFY = {
    "key": env.str("NOTIFY_API_KEY", default=""),
    "template": env.str("NOTIFY_TEMPLATE_ID", default=""),
    "url": env.str("NOTIFY_URL", default="https://api.notifications.service.gov.uk"),
}

INSTALLED_APPS = [
    "workflows.apps.WorkflowsConfig",
    "commissioning.apps.CommissioningConfig",
    "accounts.apps.AccountsConfig",
    "audit.apps.AuditConfig",
    "govuk.apps.GovukConfig",
    "viewflow.workflow",  # the engine alone: the whole of viewflow ships 49 MB of static files
    "guardian",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_q",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "django_filters",
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.SignInFirst",
    "config.uploads.refuse_too_large",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "govuk.renderer.Renderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.static", "govuk.templatetags.govuk"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.council",
            ],
        },
    },
]

DATABASES = {"default": database(env, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sign-in limits must hold over every process and host, so they are counted in the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
Q_CLUSTER = {
    "name": "tollgate",
    "label": "Jobs",
    "orm": "default",
    "workers": env.int("WORKERS", default=1),
    "timeout": 300,
    "retry": 600,  # longer than any task may run, or a running task would be started a second time
    "max_attempts": 3,
    "ack_failures": True,  # a failed job is made again from our own tables, not from the queue
    "catch_up": False,
    "poll": 1,
    "bulk": 1,
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# The short name of the service that leads imported cases; empty for the first that has a commissioner.
IMPORT_SERVICE = env.str("IMPORT_SERVICE", default="")
OWNERSHIP_DAYS: int = env.int("OWNERSHIP_DAYS", default=5)
# From how many pounds, with VAT over the whole life, a needs record answers every question that applies.
FULL_NEEDS_FROM: int = env.int("FULL_NEEDS_FROM", default=100_000)

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [BASE_DIR / "static_build"]
# Every web host and worker reads the same folder. It is backed up together with the database.
MEDIA_ROOT = VAR_DIR / "uploads"
LARGEST_DOCUMENT: int = env.int("LARGEST_FILE_MB", default=20) * 1_000_000
MOST_FILES_A_SECTION: int = env.int("MOST_FILES_A_SECTION", default=20)
# All that one request may send: a file, and the answers of the page it stands on.
LARGEST_REQUEST: int = LARGEST_DOCUMENT + 4_000_000
# A section may have 200 rows, each of some ten questions: more fields than Django takes by itself.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_HANDLERS = [
    "config.uploads.Limited",  # before the others, so that nothing beyond the limit is held anywhere
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Guardian grants to groups on bodies, and is asked by accounts alone; a person holds nothing by itself.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["config.sign_in.Known"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "config.sign_in.SignIn",
    "reset_password": "config.sign_in.AskForReset",
    "reset_password_from_key": "config.sign_in.ChooseAfterReset",
    "change_password": "config.sign_in.ChangePassword",
}
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# What can be sent without signing in, counted with the tries to sign in: ideas, comments on policies.
ACCOUNT_RATE_LIMITS = {"say_in_public": env.str("PUBLIC_RATE", default="10/h/ip")}
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are appointed at an address the council knows
ACCOUNT_EMAIL_NOTIFICATIONS = True
EMAIL_TIMEOUT = 10  # seconds: a mail server that never answers must not hold a worker
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
MFA_ADAPTER = "config.sign_in.Authenticators"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people are appointed at an address the council knows
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = COUNCIL["service_name"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "commissioning.casefile.views.drafts.forged"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["commissioning.casefile.api.parsing.ExactJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["commissioning.casefile.api.limiting.Requests"],
    "DEFAULT_THROTTLE_RATES": {"requests": env.str("API_RATE", default="3000/minute")},
    "EXCEPTION_HANDLER": "commissioning.casefile.api.problems.answer",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tollgate",
    "DESCRIPTION": "A council's commissioning cycle: cases, records, tasks and what was decided.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "StageEnum": "commissioning.vocabulary.Stage",
        "StateEnum": "commissioning.vocabulary.State",
        "ActionEnum": "commissioning.vocabulary.Action",
        "TaskKindEnum": "commissioning.vocabulary.AskKind",
        "SeatKindEnum": "commissioning.vocabulary.SeatKind",
        "ThreadKindEnum": "commissioning.vocabulary.ThreadKind",
        "StrandKindEnum": "commissioning.vocabulary.StrandKind",
        "IdeaKindEnum": "commissioning.ideas.kinds.IdeaKind",
        "IdeaStateEnum": "commissioning.ideas.kinds.IdeaState",
        "ConflictKindEnum": "commissioning.interests.kinds.Conflict",
        "OfferStateEnum": "commissioning.cover.kinds.OfferState",
        "AcceptanceStateEnum": "commissioning.ownership.kinds.AcceptanceState",
        "ReorganisationKindEnum": "commissioning.reorganising.kinds.ReorganisationKind",
        "GroupPartEnum": "commissioning.policies.kinds.Part",
        "NominationStateEnum": "accounts.vocabulary.Nominated",
        "PolicyVersionStateEnum": "commissioning.policies.kinds.VersionState",
        "FrameworkKindEnum": "commissioning.measures.kinds.FrameworkKind",
        "FrameworkEditionStateEnum": "commissioning.measures.kinds.EditionState",
        "ReorganisationStateEnum": "commissioning.reorganising.kinds.ReorganisationState",
    },
}
