"""The way to the council's provider and back, as a browser takes it."""

from urllib.parse import urlsplit

import requests
from django.contrib.auth import get_user
from django.contrib.auth.models import Group

from home.roles import ensure_roles
from tests.panel.factories import make_user

BEGIN, BACK, INDEX = "/account/council/", "/account/council/back/", "/account/2fa/"
EMAIL = "nadia@bristol.example.org"


def in_role(name="Officers", **fields):
    ensure_roles()
    user = make_user(**{"email": EMAIL, "is_staff": True} | fields)
    user.groups.add(Group.objects.get(name=name))
    return user


def who(client):
    user = get_user(client)
    return user if user.is_authenticated else None


def leave(client, **more):
    """Press the button and sign in over there; return the address to come back to."""
    answer = client.post(BEGIN, more)
    assert answer.status_code == 302, answer.text
    there = requests.get(answer.url, allow_redirects=False, timeout=5)
    where = urlsplit(there.headers["Location"])
    assert where.path == BACK
    return f"{where.path}?{where.query}"


def sign_in(client, **more):
    return client.get(leave(client, **more))
