"""What a person sees when something broke: a page that needs nothing that may be broken."""

from django.db import Error
from django.http import HttpResponseServerError
from django.template import loader

from panel.models import CouncilSettings


def server_error(request):
    """Say that it broke, and whom to phone; the database may be what broke."""
    try:
        council = CouncilSettings.load()
    except Error:
        council = None
    return HttpResponseServerError(loader.get_template("500.html").render({"council": council}))
