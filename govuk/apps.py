"""The room of forms and words, as Django knows it."""

from django.apps import AppConfig


class GovukConfig(AppConfig):
    """GOV.UK Design System forms for any Django form."""

    name = "govuk"
