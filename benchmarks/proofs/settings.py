"""The proofs' settings: development's, with no mail, quick passwords, and in the short forms no migrations."""

from config.settings.dev import *

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class NoMigrations(dict[str, None]):
    """Says of every app that it has no migrations."""

    def __contains__(self, _: object) -> bool:
        return True

    def __getitem__(self, _: str) -> None:
        return None


if env.bool("PROOF_QUICK", default=False):
    MIGRATION_MODULES = NoMigrations()
