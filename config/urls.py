"""The addresses of the whole site."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from config import brand, health, source

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("config.api")),
    path("brand.css", brand.stylesheet, name="brand"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("source/", source.source, name="source"),
    path("", include("commissioning.urls")),
]
