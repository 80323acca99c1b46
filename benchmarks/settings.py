"""A council's settings on a scratch database: no debugging, mail to memory, viewflow as it comes beside it."""

from config.logs import logging
from config.settings.base import *

DEMONSTRATION = True
SECRET_KEY = env.str("SECRET_KEY", default="a key for scratch databases alone, never for a council's server")
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS += ["benchmarks.bare.apps.BareConfig", "viewflow"]
ROOT_URLCONF = "benchmarks.urls"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "tollgate@127.0.0.1"
LOGGING = logging(as_json=True, level="ERROR")
WHITENOISE_USE_FINDERS = True
# The rate is a limit on callers, not a cost of an answer.
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"requests": "1000000/minute"}}
STATIC_ROOT = BASE_DIR / "static_build"  # nothing is collected for a measurement
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "viewflow.W001"]  # the yardstick is viewflow as it comes
# A scratch database gets its tables from the models, as the suite's do: they are the same, in a fifth of the time.
MIGRATION_MODULES = dict.fromkeys(
    ("account", "accounts", "audit", "auth", "authtoken", "bare", "commissioning", "contenttypes", "django_q")
    + ("guardian", "mfa", "sessions", "viewflow", "workflows")
)
