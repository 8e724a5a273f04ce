"""Who is answering: asked on a page or two of its own, before the questions."""

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.forms import REFUSED
from core.refusals import Refused
from panel.models import CouncilSettings
from polls.about import ORGANISATION, TYPE, asks_anything
from polls.forms import OrganisationForm, WhoForm
from polls.models.respondents import YOUNGER
from polls.responding import save_about
from polls.slowing import slowed_in_saving
from polls.views.answering import Asking, address, find, must_sign_in
from polls.views.refusing import refuse
from polls.without_account import remember_new, respondent_of
from polls.younger import is_welcome, turn_away


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def who(request, pk, wave):
    """Ask as what somebody answers, and where they live."""
    return ask(request, find(request, pk, wave), wave, TYPE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request, pk, wave):
    """Ask an organisation for its name, whom it represents and how it knows their views."""
    return ask(request, find(request, pk, wave), wave, ORGANISATION)


def ask(request, page, wave, step):
    who = respondent_of(request, page)
    if must_sign_in(who, page):
        return redirect_to_login(request.get_full_path())
    if refusal := page.refusal_for(who, wave):
        return refuse(request, page, wave, refusal)
    asking = Asking.of(who, page, wave)
    is_due = asking.about.is_organisation if step == ORGANISATION else asks_anything(page, who)
    if not is_due:
        return redirect(asking.where_to_go_on())
    if request.method == "POST":
        return keep(request, asking, step)
    return show(request, asking, form_of(asking, step, initial=asking.about.as_draft()), step)


def keep(request, asking, step):
    """Keep what somebody says of themselves in their draft, and lead on."""
    page, wave, who = asking.page, asking.wave, asking.who
    form = form_of(asking, step, request.POST)
    if not form.is_valid():
        return show(request, asking, form, step, status=REFUSED)
    if slowed := slowed_in_saving(request, who):
        form.add_error(None, slowed.words)
        return show(request, asking, form, step, status=slowed.status)
    if form.cleaned_data.get("age") == YOUNGER and not is_welcome(page):
        turn_away(user=who, page=page, wave=wave)
        lowest_age = CouncilSettings.load().minimum_age
        return render(request, "polls/too_young.html", {"page": page, "lowest_age": lowest_age})
    try:
        save_about(user=who, page=page, wave=wave, was_asked=True, **form.cleaned_data)
    except Refused as refusal:
        return refuse(request, page, wave, str(refusal))
    way = redirect(where_next(request, Asking.of(who, page, wave)))
    remember_new(request, way, page, who)
    return way


def form_of(asking, step, data=None, initial=None):
    if step == ORGANISATION:
        return OrganisationForm(data, initial=initial)
    return WhoForm(data, initial=initial, page=asking.page, who=asking.who)


def where_next(request, asking) -> str:
    """Lead to what is still to be said of an organisation, and then to where one came from."""
    change = "?change" if "change" in request.GET else ""
    if step := asking.about.lacks(asking.page, asking.who):
        return address(step, asking.page, asking.wave) + change
    return address("check", asking.page, asking.wave) if change else asking.where_to_go_on()


def show(request, asking, form, step, status=200):
    page, wave = asking.page, asking.wave
    if "change" in request.GET:
        back_url = address("check", page, wave)
    else:
        back_url = address(TYPE, page, wave) if step == ORGANISATION else page.url
    context = {
        "page": page,
        "wave": wave,
        "form": form,
        "is_organisation": step == ORGANISATION,
        "back_url": back_url,
    }
    return render(request, "polls/who.html", context, status=status)
