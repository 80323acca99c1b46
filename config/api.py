"""The API's addresses under /api/v1/, and its schema."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularAPIView


class Schema(SpectacularAPIView):
    """The API's description in OpenAPI 3: JSON, or YAML for who asks for it."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer, OpenApiYamlRenderer2]


urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", Schema.as_view(), name="api-schema"),
    path("", include("commissioning.casefile.api.urls")),
]
