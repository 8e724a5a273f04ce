"""The addresses of signing in, under the names by which the account library knows them.

Only these are served of the library: it has no other way in here, neither by password nor by link.
"""

from django.urls import include, path
from django.views.generic import RedirectView

from panel import views
from panel.ways_in_views import ways_in

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("login/", views.sign_in, name="account_request_login_code"),
    path("login/code/", views.enter_code, name="account_confirm_login_code"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", views.closed_account, name="account_inactive"),
    path("signup/", RedirectView.as_view(pattern_name="panel:join"), name="account_signup"),
    path("2fa/", ways_in, name="mfa_index"),
    path("2fa/", include("allauth.mfa.urls")),
]
