"""The pages on which somebody proves a mobile number, and what GOV.UK Notify calls."""

import json
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.refusals import Refused
from panel.message_forms import MobileNumberForm, TextedCodeForm
from panel.models import Message
from panel.session_codes import MINUTES
from panel.texts import proving
from panel.texts.answers import take_in_receipt, take_in_reply
from panel.texts.choosing import WANTS_TEXTS, choose_channel, number_of, remove
from panel.texts.numbers import spoken
from panel.texts.sending import are_on
from panel.views import asks, show

MOST_BYTES = 20_000


def where_texts_are_on(view):
    """Serve a page of one's own where this site sends texts."""

    @login_required
    @never_cache
    @asks
    @wraps(view)
    def guarded(request):
        if not are_on():
            raise Http404
        return view(request)

    return guarded


@where_texts_are_on
def mobile(request):
    """Show one's mobile number, take another one and text a code to it, or forget it."""
    action = request.POST.get("action", "") if request.method == "POST" else ""
    if action == "remove" and request.user.is_told_apart_by_number:
        words = _("Your number tells you from others at your e-mail address. Enter another one.")
        messages.error(request, words)
        return redirect("panel:mobile")
    if action == "remove":
        remove(request.user)
        messages.success(request, _("Removed. We write to you by e-mail."))
        return redirect("panel:messages")
    form = MobileNumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            proving.send_code(request, form.cleaned_data["number"])
            return redirect("panel:mobile_code")
        except Refused as refusal:
            form.add_error("number", str(refusal))
    number, may_prove = number_of(request.user), proving.may_prove(request.user)
    if not number and not may_prove:
        messages.error(request, str(proving.members_alone()))
        return redirect("panel:messages")
    context = {
        "number": number and spoken(number),
        "may_prove": may_prove,
        "back_url": reverse("panel:messages"),
    }
    return show(request, "panel/mobile.html", form, **context)


@sensitive_post_parameters("code")
@where_texts_are_on
def mobile_code(request):
    """Take the code that was texted; a right one makes the number this person's."""
    if not proving.may_prove(request.user):
        return redirect("panel:mobile")
    number = proving.number_under_way(request)
    if not number:
        if request.method == "POST":
            messages.error(request, _("That code has run out. Ask for a new one."))
        return redirect("panel:mobile")
    form = TextedCodeForm(request.POST if "code" in request.POST else None)
    try:
        if request.POST.get("action") == "again":
            proving.send_code(request, number)
            messages.success(
                request, _("We have sent a new code. The earlier one no longer works.")
            )
            return redirect("panel:mobile_code")
        if form.is_valid():
            if proving.prove(request, form.cleaned_data["code"]):
                words = _("Your number is proved. Choose below whether we text you.")
                if request.session.pop(WANTS_TEXTS, False):
                    choose_channel(request.user, Message.Channel.TEXT)
                    words = _("Your number is proved, and we text you from now on.")
                messages.success(request, words)
                return redirect("panel:messages")
            form.add_error("code", _("That is not the code we sent. Check it and try again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("panel:mobile")
    context = {
        "number": spoken(number),
        "shown_code": proving.shown_code(request),
        "minutes": MINUTES,
        "back_url": reverse("panel:mobile"),
    }
    return show(request, "panel/mobile_code.html", form, **context)


# ---- what GOV.UK Notify calls --------------------------------------------------------------------


def from_notify(take_in):
    """Hand on what Notify posts with our token. Nobody else gets as far as the database."""

    @csrf_exempt  # no browser comes here: the token is what proves who calls
    @never_cache
    @require_POST
    @wraps(take_in)
    def guarded(request):
        token = settings.NOTIFY_CALLBACK_TOKEN
        if not token:
            raise Http404
        given = request.headers.get("Authorization", "")
        if not constant_time_compare(given.encode(), f"Bearer {token}".encode()):
            return HttpResponse(status=403)
        if not (request.headers.get("Content-Length") or "0").isdecimal():
            return HttpResponse(status=400)
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            return HttpResponse(status=413)
        try:
            take_in(json.loads(request.body))
        except (KeyError, TypeError, ValueError):
            return HttpResponse(status=400)
        return HttpResponse(status=204)

    return guarded


@from_notify
def receipt(said):
    """Take in whether a text arrived."""
    take_in_receipt(said)


@from_notify
def reply(said):
    """Take in what somebody answered to a text."""
    take_in_reply(said)
