"""The addresses of the whole site."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from config import brand

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("brand.css", brand.stylesheet, name="brand"),
]
