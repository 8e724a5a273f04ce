"""The addresses of signing in, under the names by which the account library knows them.

Only these are served of the library. A password is taken at one address of our own, and links sign
nobody in.
"""

from allauth.mfa.webauthn.views import reauthenticate_webauthn
from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from panel import at_address_views, views, ways_in_views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("login/", views.sign_in, name="account_request_login_code"),
    path("login/code/", views.enter_code, name="account_confirm_login_code"),
    path("login/who/", at_address_views.who, name="account_who"),
    path("login/who/code/", at_address_views.who_code, name="account_who_code"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", views.closed_account, name="account_inactive"),
    path("signup/", RedirectView.as_view(pattern_name="panel:join"), name="account_signup"),
    path("login/password/", ways_in_views.sign_in_with_password, name="account_password_login"),
    path("password/", ways_in_views.password, name="account_password"),
    path("confirm/", ways_in_views.confirm, name="account_confirm"),
    *([path("council/", include("panel.sign_on_urls"))] if settings.STAFF_SIGN_ON else []),
    path("2fa/", ways_in_views.ways_in, name="mfa_index"),
    path("2fa/", include("allauth.mfa.base.urls")),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("2fa/webauthn/add/", ways_in_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/login/",
        ways_in_views.SignInWithPasskey.as_view(),
        name="mfa_login_webauthn",
    ),
    path(
        "2fa/webauthn/reauthenticate/", reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"
    ),
    path(
        "2fa/webauthn/keys/<row:pk>/remove/",
        ways_in_views.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
]
