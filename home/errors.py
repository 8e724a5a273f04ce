"""What a person sees when something broke, or when a form came without what proves it is ours."""

from django.db import Error
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from panel.models import CouncilSettings


def server_error(request):
    """Say that it broke, and whom to phone, on a page that needs nothing that may be broken."""
    try:
        council = CouncilSettings.load()
    except Error:
        council = None
    return HttpResponseServerError(loader.get_template("500.html").render({"council": council}))


def csrf_failure(request, reason=""):
    """Say that a form could not be taken, in the council's look: nothing is broken here."""
    return render(request, "403_csrf.html", status=403)
