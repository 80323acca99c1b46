"""A council's server: every secret from the environment, and no start while something is unsafe."""

from config.logs import logging
from config.safety import counted_proxies, named_hosts, safe_key
from config.settings.base import *

env.str("DATABASE_URL")  # elsewhere a file stands in for it; a council names its database
SECRET_KEY = safe_key(env.str("SECRET_KEY"))
ALLOWED_HOSTS = named_hosts(env.list("ALLOWED_HOSTS"))
BASE_URL = env.str("BASE_URL", default=f"https://{ALLOWED_HOSTS[0]}")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])
LOGGING = logging(as_json=True, level=env.str("LOG_LEVEL", default="INFO"))

if NOTIFY["key"]:
    EMAIL_BACKEND = "config.notify.EmailBackend"
else:
    vars().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = counted_proxies(env.int("TRUSTED_PROXIES", default=0))

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
