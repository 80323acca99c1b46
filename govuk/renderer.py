"""How Django draws forms here: every plain form comes out in the manner of the GOV.UK Design System."""

from django.forms.renderers import TemplatesSetting

from govuk.bound import Field


class Renderer(TemplatesSetting):
    """Forms and fields by our templates; choices and files by those in `templates/django/forms/widgets`."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = Field
