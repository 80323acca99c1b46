"""The accounts room as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, bodies and posts."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "People, bodies and posts"
