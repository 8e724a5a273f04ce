"""Answers to programs: read-only, and never more than the public files hold.

A file that is not public is handed to a person who may export results, made and recorded as by the
button, when the request says in a header what it is for. No other site can have a browser send one.
"""

import io
import zipfile
from functools import wraps
from hashlib import sha256
from urllib.parse import unquote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.models import consultation_of
from core.downloads import download
from core.forms import REFUSED
from core.kept_whole import same_for_visitors
from core.rates import allow
from core.refusals import Refused
from polls.models import QuestionnairePage
from results.api.listing import MOST, listing
from results.api.openapi import KINDS, PURPOSE, described
from results.exports.making import make_export, public_zip, refusal_to_export
from results.exports.package import BY_WARD
from results.models import Export
from results.publication import MAY_PREVIEW, are_published, refusal_to_show

ANYBODY = AnonymousUser()
A_MINUTE = 60
LONGEST_PURPOSE = Export._meta.get_field("purpose").max_length


def at_a_bearable_rate(view):
    """Answer so many requests a minute from one address; what is kept whole is not counted."""

    @wraps(view)
    def counted(request, *args, **kwargs):
        if not allow(f"api.{request.META.get('REMOTE_ADDR', '')}", settings.API_A_MINUTE, A_MINUTE):
            answer = said(_("Too many requests. Wait a minute, then go on."), 429)
            answer["Retry-After"] = str(A_MINUTE)
            return answer
        return view(request, *args, **kwargs)

    return counted


def said(words, status):
    """Refuse in words."""
    return JsonResponse({"error": words}, status=status, json_dumps_params={"ensure_ascii": False})


def for_anybody(response):
    """Let other sites' pages read an answer, and have it kept for the next who asks."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return same_for_visitors(response)


@require_safe
def about(request):
    """Explain the addresses to people."""
    context = {
        "root": request.build_absolute_uri("/").rstrip("/"),
        "kinds": KINDS,
        "a_minute": settings.API_A_MINUTE,
        "most": MOST,
        "purpose": PURPOSE,
    }
    return same_for_visitors(render(request, "results/api.html", context))


@require_safe
def description(request):
    """Describe the addresses to programs."""
    answer = JsonResponse(described(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return for_anybody(answer)


@require_safe
@at_a_bearable_rate
def published(request):
    """List what is published."""
    asked = {}
    for name, value, least, most in (
        ("after", "0", 0, 2**31), ("limit", str(MOST), 1, MOST),
    ):  # fmt: skip
        typed = request.GET.get(name, value)
        if not typed.isdecimal() or not least <= int(typed) <= most:
            words = _("“%(name)s” is a number that this list cannot use.")
            return said(words % {"name": name}, 400)
        asked[name] = int(typed)
    rows = listing(ANYBODY, request.build_absolute_uri, after=asked["after"], most=asked["limit"])
    return for_anybody(JsonResponse(rows, json_dumps_params={"ensure_ascii": False}))


@require_safe
@at_a_bearable_rate
def choose(request, pk):
    """Lead to the file of the kind that was asked for; each has an address of its own."""
    preferred = request.get_preferred_type([*KINDS.values()])
    if preferred is None:
        words = _("There is no such kind of file. There are: %(kinds)s")
        return said(words % {"kinds": ", ".join(KINDS.values())}, 406)
    [format] = [one for one, kind in KINDS.items() if kind == preferred]
    asked = request.META.get("QUERY_STRING", "")
    address = reverse("api:data", args=[pk, format]) + (f"?{asked}" if asked else "")
    answer = redirect(address)
    answer["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(answer, ("Accept",))
    return answer


@require_safe
@at_a_bearable_rate
def data(request, pk, format):
    """Give the table of one poll: the published one to anybody, others as by the button."""
    if format not in KINDS:
        return said(_("There is no such kind of file."), 404)
    audience = request.GET.get("class", Export.Audience.PUBLIC)
    if audience == Export.Audience.PUBLIC and PURPOSE not in request.headers:
        return _public(request, pk, format)
    return _recorded(request, pk, format, audience)


@require_safe
@at_a_bearable_rate
def by_ward(request, pk, format):
    """Give what a questionnaire's page shows by ward, to anybody."""
    if format not in KINDS:
        return said(_("There is no such kind of file."), 404)
    return _public(request, pk, format, name=BY_WARD)


def _public(request, pk, format, name="data"):
    poll = _find(ANYBODY, pk)
    if poll is None:
        return said(_("There are no such results."), 404)
    consultation = consultation_of(poll)
    if not are_published(poll, consultation):
        return said(refusal_to_show(poll, consultation, ANYBODY), 404)
    with zipfile.ZipFile(io.BytesIO(public_zip(poll, format))) as package:
        if f"{name}.{format}" not in package.namelist():
            return said(_("Nothing of these results can be shown by ward."), 404)
        content = package.read(f"{name}.{format}")
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    if tag in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponseNotModified(headers={"ETag": tag, "Access-Control-Allow-Origin": "*"})
    headers = {"ETag": tag, "Link": f'<{reverse("results:poll", args=[pk])}>; rel="describedby"'}
    file_name = poll.slug if name == "data" else f"{poll.slug}-{name}"
    if format != "json":
        headers["Content-Disposition"] = f'attachment; filename="{file_name}.{format}"'
    return for_anybody(HttpResponse(content, content_type=in_full(KINDS[format]), headers=headers))


def _recorded(request, pk, format, audience):
    poll = _find(request.user, pk)
    if poll is None:
        return said(_("There are no such results."), 404)
    if refusal := refusal_to_export(request.user, poll, audience):
        return said(refusal, 403)
    if not request.user.has_perm(MAY_PREVIEW):
        return said(_("This file is for those who may export results."), 403)
    purpose = unquote(request.headers.get(PURPOSE, "")).strip()
    if not purpose or len(purpose) > LONGEST_PURPOSE:
        words = _("Say in the header %(name)s what the file is for, in 300 characters at most.")
        return said(words % {"name": PURPOSE}, 400)
    try:
        made = make_export(
            poll=poll, audience=audience, format=format, purpose=purpose, by=request.user
        )
    except Refused as refusal:
        return said(str(refusal), REFUSED)
    name = f"{poll.slug}-{audience}.{format}"
    return download(made.files[f"data.{format}"], name, in_full(KINDS[format]))


def in_full(kind):
    """Name the encoding of text beside its kind."""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _find(user, pk):
    page = QuestionnairePage.objects.visible_to(user).filter(pk=pk).first()
    return page and page.specific
