"""How the council's own accounts sign staff in, read from the environment; nothing unless told."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

NEEDED = {
    "OIDC_CLIENT_ID": "folkmoot",
    "OIDC_CLIENT_SECRET": "the-secret-that-the-provider-shows-once",
    "OIDC_DOMAINS": "example.gov.uk",
}


def read_sign_on(env: Env) -> Any:
    """Return what `OIDC_…` say of the council's provider, a dict, or None where no issuer is named.

    `second_step` and `required` are a claim and the values of which it must have one, written
    `amr=mfa` or `groups=staff,moderators`; empty where nothing is asked.
    """
    issuer = env("OIDC_ISSUER", default="")
    if not issuer:
        return None
    if missing := [name for name in NEEDED if not env(name, default="")]:
        raise ImproperlyConfigured(
            "\n".join(
                f"OIDC_ISSUER is set and {name} is not, for example {name}={NEEDED[name]}"
                for name in missing
            )
        )
    where = urlsplit(issuer)
    return {
        "issuer": issuer,
        "client_id": env("OIDC_CLIENT_ID"),
        "client_secret": env("OIDC_CLIENT_SECRET"),
        "name": env("OIDC_NAME", default="your council account"),
        "domains": [domain.strip().lower() for domain in env.list("OIDC_DOMAINS")],
        "verified_claim": env("OIDC_VERIFIED_CLAIM", default="email_verified"),
        "required": claim_and_values(env, "OIDC_REQUIRED_CLAIM"),
        "second_step": claim_and_values(env, "OIDC_SECOND_STEP"),
        # Where the form of the button may lead: the policy of the page names nobody else.
        "origins": [
            f"{where.scheme}://{where.netloc}",
            *env.list("OIDC_OTHER_ORIGINS", default=[]),
        ],
    }


def claim_and_values(env: Env, name: str) -> tuple[str, list[str]]:
    """Read `claim=one,another`."""
    written = env(name, default="")
    claim, sign, values = written.partition("=")
    found = [value.strip() for value in values.split(",") if value.strip()]
    if written and not (claim.strip() and sign and found):
        raise ImproperlyConfigured(f"{name} names a claim and its values, such as {name}=amr=mfa")
    return claim.strip(), found
