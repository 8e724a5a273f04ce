"""The two addresses of signing in with a council account; there only where it is configured."""

from django.urls import path

from panel import sign_on_views

urlpatterns = [
    path("", sign_on_views.begin, name="council_begin"),
    path("back/", sign_on_views.arrive, name="council_arrive"),
]
