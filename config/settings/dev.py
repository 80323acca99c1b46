"""Development and `make run`: everything stays in `var/`, mail goes to the console, the demonstration is allowed."""

from config.logs import logging
from config.safety import kept_key
from config.settings.base import *

DEBUG = env.bool("TOLLGATE_DEBUG", default=True)
DEMONSTRATION = True
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_key(VAR_DIR)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ALLOWED_HOSTS]
INSTALLED_APPS += ["django_linear_migrations", "django_migration_linter"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "tollgate@demo.example"
LOGGING = logging(as_json=False, level=env.str("LOG_LEVEL", default="INFO"))
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
