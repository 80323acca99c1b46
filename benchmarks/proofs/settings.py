"""The proofs' settings: development's, quick passwords, mail only where a proof takes it, short forms not migrated."""

from config.settings.dev import *

vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class NoMigrations(dict[str, None]):
    """Says of every app that it has no migrations."""

    def __contains__(self, _: object) -> bool:
        return True

    def __getitem__(self, _: str) -> None:
        return None


if env.bool("PROOF_QUICK", default=False):
    MIGRATION_MODULES = NoMigrations()
