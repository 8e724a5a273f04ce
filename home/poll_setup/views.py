"""Setting up a deliberative poll in the CMS, step by step, and what is still missing afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from consultations.beginning import refusal_to_begin
from consultations.models import ConsultationPage
from core import dates
from core.forms import REFUSED
from core.refusals import Refused
from home.poll_setup.forms import BasicsForm, DatesForm, QuestionsForm, dates_of
from home.poll_setup.lacking import lacking
from home.poll_setup.making import set_up
from polls.models import DeliberativePollPage

STEPS = ("basics", "dates", "questions", "check")
CHECK = gettext_lazy("Check, and make the drafts")


class Journey:
    """The forms of all steps as they were sent: one is shown, the others travel hidden."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.basics = BasicsForm(data if has(data, "basics") else None, prefix="basics")
        is_known = self.basics.is_bound and self.basics.is_valid()
        initial = dates_of(self.basics.plan()) if is_known else {}
        rounds = self.basics.cleaned_data["rounds"] if is_known else rounds_in(data)
        self.was_planned = (data or {}).get("planned", "")
        self.planned = planned_from(self.basics) if is_known else self.was_planned
        # Another start or number of rounds gives other dates; what was changed by hand gives way.
        is_same = self.planned == self.was_planned
        self.dates = DatesForm(
            data if is_same and has(data, "dates") else None,
            prefix="dates",
            rounds=rounds,
            initial=initial,
        )
        self.questions = QuestionsForm(data if has(data, "questions") else None, prefix="questions")

    @property
    def forms(self) -> dict[str, Any]:
        return {"basics": self.basics, "dates": self.dates, "questions": self.questions}

    def first_to_mend(self, upto: str) -> str:
        """Return the first step before another that is not complete, or that other one."""
        for step in STEPS[: STEPS.index(upto)]:
            form = self.forms[step]
            if not (form.is_bound and form.is_valid()):
                return step
        return upto


def planned_from(basics: BasicsForm) -> str:
    """Name what the dates are worked out from, so that a change of it is seen."""
    names = ("start", "rounds", "later_months")
    return " ".join(str(basics.cleaned_data[name]) for name in names)


def rounds_in(data: Any) -> int:
    """Count the rounds whose dates were sent, for as long as the first step does not say."""
    return sum(name.startswith("dates-title_") for name in data or ()) or 1


def has(data: Any, step: str) -> bool:
    return any(name.startswith(f"{step}-") for name in data or ())


@require_http_methods(["GET", "HEAD", "POST"])
def start(request, pk):
    """Ask step by step, then make all drafts at once."""
    consultation = get_object_or_404(ConsultationPage, pk=pk)
    if not consultation.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    if request.method != "POST":
        if refusal := refusal_to_begin(consultation):
            messages.error(request, refusal)
            return redirect("wagtailadmin_explore", consultation.pk)
        return show(request, consultation, Journey(None), "basics")
    asked = Journey(request.POST)
    wanted = request.POST.get("to", "")
    if wanted == "make" and asked.first_to_mend("check") == "check":
        return make(request, consultation, asked)
    target = wanted if wanted in STEPS else "check"
    came_from = request.POST.get("step", "basics")
    is_back = came_from in STEPS and STEPS.index(target) < STEPS.index(came_from)
    step = asked.first_to_mend(target)
    is_refused = not is_back and step == came_from and step != target
    return show(request, consultation, asked, step, status=REFUSED if is_refused else 200)


def make(request, consultation, asked: Journey):
    try:
        poll = set_up(
            below=consultation,
            by=request.user,
            basics=asked.basics.cleaned_data,
            dates=asked.dates.cleaned_data,
            questions=asked.questions.cleaned_data,
            contents=asked.questions.contents(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show(request, consultation, asked, "check", status=REFUSED)
    messages.success(request, _("The drafts are made. Here is what they still lack."))
    return redirect("poll_lacks", poll.pk)


def show(request, consultation, asked: Journey, step: str, status: int = 200):
    place = STEPS.index(step)
    forms = asked.forms
    form = forms.get(step)
    context = {
        "page": consultation,
        "step": step,
        "number": place + 1,
        "total": len(STEPS),
        "heading": form.heading if form else CHECK,
        "form": form,
        "hidden": [one for name, one in forms.items() if name != step and one.is_bound],
        "planned": asked.planned,
        "before": STEPS[place - 1] if place else "",
        "after": STEPS[place + 1] if form else "make",
        "summary": [(one.heading, name, answers(one)) for name, one in forms.items()]
        if form is None
        else [],
    }
    return render(request, "home/admin/set_up_poll.html", context, status=status)


def answers(form) -> list[tuple[str, list[str]]]:
    """Return what was given in a step, as labels and words."""
    return [
        (field.label, in_words(form.cleaned_data.get(field.name), field))
        for field in form
        if form.cleaned_data.get(field.name) not in (None, "", 0, False)
    ]


def in_words(value: Any, field: Any) -> list[str]:
    if isinstance(value, bool):
        return [_("Yes")]
    if isinstance(value, dt.datetime):
        return [dates.moment(value)]
    if isinstance(value, dt.date):
        return [dates.day(value, year=True)]
    if isinstance(value, list | QuerySet):
        return [str(one) for one in value] or [_("None")]
    choices = dict(getattr(field.field, "choices", ()))
    return [str(choices.get(value, value))]


@require_safe
def lacks(request, pk):
    """List what is still missing in a poll and below it."""
    poll = get_object_or_404(DeliberativePollPage, pk=pk)
    if not poll.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    found = lacking(poll)
    context = {
        "page": poll,
        "found": found,
        "is_ready": not any(one.sentences for one in found),
    }
    return render(request, "home/admin/poll_lacks.html", context)
