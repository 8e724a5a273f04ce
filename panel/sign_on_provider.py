"""Speak with the council's provider: the account library's OpenID Connect, and what it leaves out.

The library keeps the state, the proof of the code (PKCE) and the exchange of the code. Added here,
for it does without: a nonce, the signature of the token whichever way it came, algorithms that need
a key of the provider's, the issuer that is configured rather than the one that answers, and that
the provider's further claims are about the same person. What the address of a request asks for
(scopes, parameters, another process) is not passed on.
"""

import hmac
import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from requests import RequestException

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
SECONDS_OFF = 60  # by which the provider's clock may differ
# What the library and a provider that talks nonsense raise.
FAULTS = (OAuth2Error, RequestException, jwt.PyJWTError, LookupError, TypeError, ValueError)


class NotProved(Exception):
    """Raised when the provider cannot be reached, or says what cannot be believed."""


class CouncilAdapter(OpenIDConnectOAuth2Adapter):
    """The provider that the settings name, and no other."""

    def get_provider(self) -> "CouncilProvider":
        return CouncilProvider(self.request)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the one address that is registered at the provider, whatever host was asked."""
        return settings.SITE_URL + reverse("council_arrive")

    @property
    def openid_config(self) -> dict[str, Any]:
        config = super().openid_config
        if config["issuer"] != settings.STAFF_SIGN_ON["issuer"]:
            raise OAuth2Error("Another issuer answers")
        return config


class CouncilProvider(OpenIDConnectProvider):
    oauth2_adapter_class = CouncilAdapter

    def __init__(self, request: HttpRequest) -> None:
        sign_on = settings.STAFF_SIGN_ON
        app = SocialApp(
            provider="openid_connect",
            provider_id="council",
            name=sign_on["name"],
            client_id=sign_on["client_id"],
            secret=sign_on["client_secret"],
            settings={"server_url": sign_on["issuer"].rstrip("/"), "oauth_pkce_enabled": True},
        )
        super().__init__(request, app=app)


def lead_to_provider(request: HttpRequest, next_url: str) -> HttpResponse:
    """Send a browser to the provider, and note in its session what must come back with it."""
    nonce = secrets.token_urlsafe(24)
    try:
        return CouncilProvider(request).redirect(
            request, AuthProcess.LOGIN, next_url, auth_params={"nonce": nonce}, nonce=nonce
        )
    except FAULTS as fault:
        raise NotProved("The provider cannot be reached") from fault


def claims_of(request: HttpRequest, state: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Exchange the code of an answer for the provider's signed claims, and for all of its claims.

    `state` is what this browser's session noted when it left. Signed claims win over others.
    """
    issuer = settings.STAFF_SIGN_ON["issuer"]
    if request.GET.get("iss", issuer) != issuer:  # RFC 9207
        raise NotProved("Another provider answers")
    provider = CouncilProvider(request)
    adapter = CouncilAdapter(request, provider.app.provider_id)
    try:
        client = adapter.get_client(request, provider.app)
        verifier = state["pkce_code_verifier"]
        answer = client.get_access_token(request.GET["code"], pkce_code_verifier=verifier)
        proved = decode(adapter, answer["id_token"])
        if not hmac.compare_digest(str(proved["nonce"]), state["nonce"]):
            raise OAuth2Error("A token for another sign-in")
        told = proved
        if "email" not in proved and "userinfo_endpoint" in adapter.openid_config:
            more = adapter._fetch_user_info(answer["access_token"])
            if more["sub"] != proved["sub"]:
                raise OAuth2Error("Claims about somebody else")
            told = {**more, **proved}
    except FAULTS as fault:
        raise NotProved("The provider's answer does not prove who comes") from fault
    return proved, told


def decode(adapter: CouncilAdapter, token: str) -> dict[str, Any]:
    """Return the claims of a token for us, signed with a key that the provider publishes."""
    header = jwt.get_unverified_header(token)
    if header["alg"] not in ALGORITHMS:
        raise OAuth2Error("Signed in a way that proves nothing")
    config = adapter.openid_config
    with get_adapter().get_requests_session() as session:
        response = session.get(config["jwks_uri"])
        response.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(response.json()).keys
    named = [key for key in keys if key.key_id == header.get("kid")]
    key = named[0] if named else (keys[0] if len(keys) == 1 and "kid" not in header else None)
    if key is None:
        raise OAuth2Error("Signed with an unknown key")
    client_id = settings.STAFF_SIGN_ON["client_id"]
    claims = jwt.decode(
        token,
        key.key,
        algorithms=[header["alg"]],
        issuer=settings.STAFF_SIGN_ON["issuer"],
        audience=client_id,
        leeway=SECONDS_OFF,
        options={"require": REQUIRED},
    )
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if is_for_several else client_id) != client_id:
        raise OAuth2Error("A token for somebody else")
    return claims
