"""For officers: responses that may have been sent twice, and leaving some out with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.doubles import LEAST, WITHIN, Sign
from core.dates import moment
from core.forms import REFUSED
from core.refusals import Refused
from polls.excluding import exclude_responses, put_back, refusal_to_exclude
from polls.models import QuestionnairePage
from results.doubles import (
    effect_of_leaving_out,
    excluded_of,
    facts_of,
    organisations_of,
    read_doubles,
)
from results.forms import LeaveOutForm
from results.views import must_see_panel


def find(request, pk) -> QuestionnairePage:
    """Return a questionnaire that anybody may answer, for who may see its figures."""
    must_see_panel(request.user)
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk)
    if not page.is_open_to_all:
        raise Http404
    return page


@login_required
@never_cache
@require_safe
def doubles(request, pk):
    """List who answered and how, what goes together, and what was left out."""
    page = find(request, pk)
    sheaf = read_doubles(page)
    context = {
        "poll": page,
        "facts": facts_of(sheaf),
        "signs": [
            {
                "title": title_of(sign),
                "sentence": sentence_of(sign),
                "groups": [
                    (group, sheaf.responses[group.ids[0]])
                    for group in sheaf.groups
                    if group.sign == sign
                ],
            }
            for sign in Sign
        ],
        "organisations": organisations_of(page),
        "excluded": excluded_of(page),
        "refusal": refusal_to_exclude(page, request.user),
        "is_anonymised": page.is_anonymised,
    }
    return render(request, "results/doubles.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group(request, pk, name):
    """Show what figures would be without some of the responses that go together; leave them out."""
    page = find(request, pk)
    sheaf = read_doubles(page)
    found = sheaf.group(name)
    if found is None:
        return redirect("results:doubles", pk)
    choices = [(one, words_of(sheaf.responses[one])) for one in found.ids]
    chosen = list(found.ids[1:])  # the first may be the one that counts
    form = LeaveOutForm(choices=choices, initial={"responses": chosen})
    if request.method == "POST":
        chosen = request.POST.getlist("responses")
        sent = LeaveOutForm(request.POST, choices=choices)
        if "look" in request.POST:
            reason = request.POST.get("reason", "")
            form = LeaveOutForm(choices=choices, initial={"responses": chosen, "reason": reason})
        elif is_left_out(request, page, sent):
            return redirect("results:doubles", pk)
        else:
            form = sent
    context = {
        "poll": page,
        "group": found,
        "title": title_of(found.sign),
        "sentence": sentence_of(found.sign),
        "form": form,
        "effects": effect_of_leaving_out(sheaf, set(chosen) & set(found.ids)),
        "refusal": refusal_to_exclude(page, request.user),
    }
    status = REFUSED if form.errors else 200
    return render(request, "results/doubles_group.html", context, status=status)


def is_left_out(request, page, form) -> bool:
    """Leave the chosen responses out if that may be; else say in the form why not."""
    if not form.is_valid():
        return False
    try:
        n = exclude_responses(
            page=page,
            public_ids=form.cleaned_data["responses"],
            by=request.user,
            reason=form.cleaned_data["reason"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Left out of every figure: %(n)d.") % {"n": n})
    return True


@login_required
@require_POST
def back(request, pk):
    """Let a response count again."""
    page = find(request, pk)
    try:
        put_back(page=page, public_id=request.POST.get("response", "")[:12], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It counts again."))
    return redirect("results:doubles", pk)


def title_of(sign: Sign) -> str:
    return {
        Sign.BROWSER: _("From one browser"),
        Sign.BURST: _("The same answers, one soon after the other"),
        Sign.NETWORK: _("From one network"),
    }[sign]


def sentence_of(sign: Sign) -> str:
    """Say what a sign means, and what it may as well be."""
    return {
        Sign.BROWSER: _("People of one household, or visitors of a library, may share a browser."),
        Sign.BURST: _(
            "%(n)d or more alike in every answer, each within %(minutes)d minutes of the one "
            "before. With few questions many people answer alike."
        )
        % {"n": LEAST[Sign.BURST], "minutes": WITHIN.seconds // 60},
        Sign.NETWORK: _(
            "%(n)d or more. A library, a college, an office or a mobile network is one network to "
            "us: alone this says nothing."
        )
        % {"n": LEAST[Sign.NETWORK]},
    }[sign]


def words_of(response) -> str:
    """Name a response by its number, when it came, and as what."""
    parts = [response.public_id, str(moment(response.submitted_at))]
    parts.append(response.get_respondent_type_display())
    parts.append(_("signed in") if response.has_account else _("without an account"))
    return ", ".join(filter(None, parts))
