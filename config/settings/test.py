"""The suite: quick password hashing, jobs in the same process, no file outside the test's own."""

from pathlib import Path
from tempfile import mkdtemp

from config.logs import logging
from config.settings.base import *
from tests.templates import Undefined

DEMONSTRATION = True
SECRET_KEY = "a key for tests alone, never for a council's server"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
INSTALLED_APPS += ["django_linear_migrations", "django_migration_linter", "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
ZEAL_ALLOWLIST = [{"model": "sessions.Session"}]  # Django reads a session again to end it
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
Q_CLUSTER = {**Q_CLUSTER, "sync": True}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING = logging(as_json=False, level="WARNING")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = Path(mkdtemp(prefix="tollgate-tests-"))
