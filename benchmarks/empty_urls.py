"""The site's addresses and two more: the least that views behind the same middlewares can do."""

import secrets

from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone

from config import urls

INSERT = "INSERT INTO polls_ballot (poll_id, key, choice_id, cast_at) VALUES (%s, %s, %s, %s)"


def empty(request):
    return HttpResponse()


def insert(request, poll, choice):
    """Store a row as a vote does, for whoever the middlewares found, and ask nothing more."""
    moment = connection.ops.adapt_datetimefield_value(timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [poll, f"B{secrets.token_hex(12)}", choice, moment])
    return HttpResponseRedirect("/")


handler500 = urls.handler500
urlpatterns = [
    path("benchmark/empty/", empty),
    path("benchmark/insert/<int:poll>/<int:choice>/", insert),
    *urls.urlpatterns,
]
