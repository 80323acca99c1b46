"""The site's own addresses, and those of the stock flows that it is compared with."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver
from viewflow.workflow.flow import FlowViewset

from benchmarks.bare.flows import FourSeats, OneSeat

urlpatterns: list[URLPattern | URLResolver] = [
    path("bare/one/", FlowViewset(OneSeat).urls),
    path("bare/four/", FlowViewset(FourSeats).urls),
    path("", include("config.urls")),
]
