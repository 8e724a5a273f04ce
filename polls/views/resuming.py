"""Going on without an account: by a private link, on this device or another."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.forms import REFUSED
from core.refusals import Refused
from polls.formats import forget_choice
from polls.forms import AddressForm
from polls.models import QuestionnairePage, Wave
from polls.receipts import mail_to_address
from polls.views.answering import address, find
from polls.without_account import Visitor, forget, network_of, remember, respondent_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def private_link(request, pk, wave):
    """Show a visitor the link to what they have saved, and mail it once if they wish."""
    page = find(request, pk, wave)
    who = respondent_of(request, page)
    if who.is_authenticated or wave not in page.standing_of(who).drafts:
        return redirect(page.url)
    way = reverse("polls:go_on", args=[page.pk, who.number])
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        context = {"page": page, "way": way}
        to = form.cleaned_data["address"]
        try:
            mail_to_address(
                to, "polls/mail/private_link", context, who=who, network=network_of(request)
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We have sent it to %(address)s.") % {"address": to})
            return redirect(request.path)
    context = {
        "page": page,
        "wave": wave,
        "form": form,
        "link": request.build_absolute_uri(way),
        "back_url": address("start", page, wave),
    }
    return render(
        request, "polls/private_link.html", context, status=REFUSED if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request, pk, number):
    """Let whoever holds a private link go on with what is saved under it, in this browser.

    It takes a press on a button: no other site can put somebody else's answers before people.
    """
    page = find_open(request, pk)
    visitor = Visitor(number)
    standing = page.standing_of(visitor)
    is_saved = Wave.ONLY in standing.drafts
    if request.method == "POST" and is_saved and not request.user.is_authenticated:
        way = redirect(address("start", page, Wave.ONLY))
        remember(request, way, page, visitor)
        forget_choice(way, page)  # what is saved says in which format they go on
        return way
    own = None if request.user.is_authenticated else respondent_of(request, page)
    context = {
        "page": page,
        "is_saved": is_saved,
        "response": standing.responses.get(Wave.ONLY),
        "replaces": own is not None
        and own.number != number
        and Wave.ONLY in page.standing_of(own).drafts,
    }
    return render(request, "polls/go_on.html", context)


@require_POST
def somebody_else(request, pk):
    """Let the next person who shares a browser answer too."""
    page = find_open(request, pk)
    way = redirect(page.url)
    forget(request, way, page)
    forget_choice(way, page)
    messages.success(request, _("This browser has forgotten those answers. They are in."))
    return way


def find_open(request, pk) -> QuestionnairePage:
    """Return a questionnaire that anybody may answer and this person may open."""
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk)
    if not page.is_open_to_all:
        raise Http404
    return page
