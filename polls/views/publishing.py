"""Whether what somebody wrote may be published: asked before they send it, and changed later."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import REFUSED
from core.rates import allow
from core.refusals import Refused
from polls import publishing
from polls.forms import ChangePublishingForm, PublishingForm
from polls.models import PublishingChoice, QuestionnairePage, Wave
from polls.responding import hash_receipt, save_choice
from polls.slowing import slowed_in_saving
from polls.views.answering import Asking, address, find, must_sign_in
from polls.views.refusing import refuse
from polls.without_account import remember_new, respondent_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, pk, wave):
    """Ask after the last question, and keep the choice with the answers."""
    page = find(request, pk, wave)
    if not page.publishes_responses:
        raise Http404
    who = respondent_of(request, page)
    if must_sign_in(who, page):
        return redirect_to_login(request.get_full_path())
    if refusal := page.refusal_for(who, wave):
        return refuse(request, page, wave, refusal)
    asking = Asking.of(who, page, wave)
    if asking.unanswered or asking.about.lacks(page, who):
        return redirect(asking.where_to_go_on())
    if not publishing.may_choose(page, asking.answers):
        return redirect(address("check", page, wave))
    if request.method == "POST":
        return keep(request, asking)
    # An organisation has said its name already.
    initial = {"name": asking.about.name} if asking.about.is_organisation else None
    form = PublishingForm(initial=asking.answers.get(publishing.IN_DRAFT, initial))
    return show(request, asking, form)


def keep(request, asking):
    """Keep the choice in the draft, and lead to the check."""
    page, wave, who = asking.page, asking.wave, asking.who
    form = PublishingForm(request.POST)
    if not form.is_valid():
        return show(request, asking, form, status=REFUSED)
    if slowed := slowed_in_saving(request, who):
        form.add_error(None, slowed.words)
        return show(request, asking, form, status=slowed.status)
    try:
        save_choice(user=who, page=page, wave=wave, **form.cleaned_data)
    except Refused as refusal:
        return refuse(request, page, wave, str(refusal))
    way = redirect(address("check", page, wave))
    remember_new(request, way, page, who)
    return way


def show(request, asking, form, status=200):
    page, wave = asking.page, asking.wave
    context = {"page": page, "wave": wave, "form": form, "back_url": asking.last_url}
    return render(request, "polls/publishing.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Let whoever sent answers change the choice, signed in or with the receipt number."""
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk).specific
    if not page.publishes_responses:
        raise Http404
    own = page.standing_of(request.user).responses.get(Wave.ONLY)
    refusal = publishing.refusal_to_change(page)
    kind = PublishingForm if own else ChangePublishingForm
    initial = None
    if own and (chosen := PublishingChoice.objects.filter(response=own).first()):
        initial = {"choice": chosen.choice, "name": chosen.name}
    form = kind(request.POST if request.method == "POST" else None, initial=initial)
    form.heading = None
    context = {"page": page, "form": form, "refusal": refusal, "is_own": bool(own)}
    if form.is_bound and form.is_valid() and not refusal:
        field = None if own else "receipt"
        try:
            chosen = publishing.change_choice(
                page=page,
                response=own or response_under(request, page, form.cleaned_data["receipt"]),
                choice=form.cleaned_data["choice"],
                name=form.cleaned_data["name"],
            )
        except Refused as refused:
            form.add_error(field, str(refused))
        else:
            context["chosen"] = publishing.choice_in_words(chosen.choice, chosen.name)
            return render(request, "polls/publishing_changed.html", context)
    status = REFUSED if form.is_bound else 200
    return render(request, "polls/change_publishing.html", context, status=status)


def response_under(request, page, receipt):
    """Return the answers that a number stands for; refuse a wrong one, and many tries."""
    if not allow(f"receipt from {request.META.get('REMOTE_ADDR', '')}", 30, 600):
        raise Refused(_("That were many tries. Wait ten minutes, then try again."))
    found = page.responses.filter(withdrawn_at=None, receipt_hash=hash_receipt(receipt)).first()
    if found is None:
        raise Refused(_("We have no answers under this number. Check it letter by letter."))
    return found
