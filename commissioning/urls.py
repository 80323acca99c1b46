"""The addresses of commissioning's pages."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [path("", include("commissioning.casefile.urls"))]
