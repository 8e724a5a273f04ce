"""A tablet in a library: opened by an officer, used by one person after the other."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.forms import REFUSED, GovukForm
from core.qr_codes import qr_code
from core.refusals import Refused
from polls.formats import forget_choice
from polls.keying import MAY_KEY
from polls.kiosks import (
    COOKIE,
    HOURS,
    SALT,
    address_of,
    begin,
    end_kiosk,
    find_kiosk,
    leave,
    open_kiosk,
    refusal_without_account,
)
from polls.models import Kiosk, QuestionnairePage, Wave
from polls.models.responses import Mode
from polls.views.answering import address
from polls.views.keying import find
from polls.without_account import Visitor, forget, numbers_of, remember


class KioskForm(GovukForm):
    """Where a tablet stands, and for how long."""

    place = forms.CharField(
        label=gettext_lazy("Where the tablet stands"),
        max_length=80,
        error_messages={"required": gettext_lazy("Say where the tablet stands")},
    )
    hours = forms.TypedChoiceField(
        label=gettext_lazy("For how long"), coerce=int, widget=forms.RadioSelect, initial=HOURS[1]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hours"].choices = [
            (n, ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n})
            if n < 24
            else (n, ngettext("%(n)d day", "%(n)d days", n // 24) % {"n": n // 24})
            for n in HOURS
        ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_KEY, raise_exception=True)
def manage(request, pk):
    """Show an officer the tablets of a questionnaire; open one or end one."""
    page = find(request, pk)
    if "end" in request.POST:
        kiosk = get_object_or_404(Kiosk, page_id=page.pk, pk=number_sent(request))
        end_kiosk(kiosk=kiosk, by=request.user)
        messages.success(request, _("%(place)s: ended.") % {"place": kiosk.place})
        return redirect("polls:kiosks", pk)
    form = KioskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            open_kiosk(page=page, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is open. Open its address on the tablet."))
            return redirect("polls:kiosks", pk)
    running = [
        shown(kiosk, request.build_absolute_uri(address_of(kiosk)))
        for kiosk in page.kiosks.filter(ended_at=None)
        if kiosk.is_running
    ]
    context = {
        "page": page,
        "form": form,
        "running": running,
        "refusal": refusal_without_account(page),
    }
    return render(
        request, "polls/kiosk/manage.html", context, status=REFUSED if form.errors else 200
    )


def shown(kiosk: Kiosk, address: str) -> dict[str, Any]:
    """Return a tablet with its address, also as a code: it is too long to be typed there."""
    return {"kiosk": kiosk, "address": address, "code": qr_code(address, scale=4)}


def number_sent(request) -> int:
    sent = request.POST.get("end", "")
    return int(sent) if sent.isdecimal() and len(sent) < 12 else 0


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request, pk, token):
    """Greet the next person at a tablet, and let them begin."""
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk)
    tablet = find_kiosk(page, token)
    if tablet is None:
        raise Http404
    refusal = refusal_without_account(page) if tablet.is_running else _("This tablet has ended.")
    if request.method != "POST" or refusal:
        context = {"page": page, "refusal": refusal}
        return render(request, "polls/kiosk/start.html", context, status=403 if refusal else 200)
    # Whoever opened the tablet must not be whom the answers are taken from.
    logout(request)
    if number := numbers_of(request).get(str(page.pk)):
        leave(page, Visitor(number))
    visitor = begin(page, Mode.KIOSK, {})
    way = redirect(address("start", page, Wave.ONLY))
    remember(request, way, page, visitor)
    forget_choice(way, page)
    way.set_signed_cookie(
        COOKIE,
        token,
        salt=SALT,
        max_age=60 * 60 * HOURS[-1],
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
        path=f"/polls/{page.pk}/",
    )
    return way


@require_POST
def clear(request, pk):
    """Leave no trace of whoever was at the tablet, and greet the next."""
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk)
    token = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    if not token or find_kiosk(page, token) is None:
        raise Http404
    if number := numbers_of(request).get(str(page.pk)):
        leave(page, Visitor(number))
    way = redirect("polls:kiosk", page.pk, token)
    forget(request, way, page)
    forget_choice(way, page)
    return way
