"""How long records are kept, in the CMS: the table, holds, reports and runs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.downloads import download
from core.forms import REFUSED
from core.refusals import Refused
from home.forms import HoldForm, LiftForm, PeriodForm
from home.impact_assessment import impact_assessment
from home.retention import RULES, change_period, make_report, periods, rule_named
from home.tables import KEPT_IN_WORDS
from panel.holds import lift_hold, place_hold
from panel.looking import note_looked
from panel.models import Hold, LookedAt, RetentionRun

VIEW, RUN = "panel.view_retentionrun", "panel.add_retentionrun"
ADD_HOLD, LIFT_HOLD = "panel.add_hold", "panel.change_hold"
CHANGE = "panel.change_retentionperiod"
SHOWN = 30


def demand(request, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied


def schedule(request):
    """Show every kind of record: how long it is kept, what was found due, what is held."""
    demand(request, VIEW)
    runs = list(RetentionRun.objects.select_related("by")[:SHOWN])
    found = {line["rule"]: line for line in runs[0].lines} if runs else {}
    long = periods()
    rows = [
        {
            "rule": rule,
            "period": long[rule.code],
            "line": found.get(rule.code),
            "oldest": parse_date((found.get(rule.code) or {}).get("oldest") or ""),
        }
        for rule in RULES
    ]
    holds = list(Hold.objects.standing().select_related("person", "page", "by"))
    people = [hold.person for hold in holds if hold.person]
    why = _("To see what is held back from deletion")
    note_looked(request, people, page=LookedAt.Page.HOLDS, why=why)
    context = {
        "rows": rows,
        "kept": KEPT_IN_WORDS,
        "holds": [{"hold": hold, "of": held_in_words(hold)} for hold in holds],
        "runs": [{"run": entry, "words": run_in_words(entry)} for entry in runs],
        "newest": runs[0] if runs else None,
        "may_run": request.user.has_perm(RUN),
        "may_hold": request.user.has_perm(ADD_HOLD),
        "may_lift": request.user.has_perm(LIFT_HOLD),
        "may_change": request.user.has_perm(CHANGE),
        "page_title": _("How long records are kept"),
    }
    return render(request, "home/admin/retention.html", context)


def held_in_words(hold: Hold) -> str:
    if hold.person:
        return hold.person.email
    rule = rule_named(hold.rule)
    return hold.page.title if hold.page else str(rule.title if rule else hold.rule)


def run_in_words(entry: RetentionRun) -> str:
    """Say in a line what a run let go of, or what a report found due."""
    name = "due" if entry.is_report else "done"
    titles = {rule.code: rule.title for rule in RULES}
    parts = [
        f"{titles.get(line['rule'], line['rule'])}: {line[name]}"
        for line in entry.lines
        if line[name]
    ]
    faults = [str(titles.get(line["rule"])) for line in entry.lines if line.get("fault")]
    if faults:
        parts.append(_("Not done because of a fault: %(kinds)s") % {"kinds": ", ".join(faults)})
    return "; ".join(parts) or (_("Nothing was due.") if entry.is_report else _("Nothing went."))


@require_POST
def report_now(request):
    demand(request, RUN)
    make_report(by=request.user)
    messages.success(request, _("Looked. Nothing was touched."))
    return redirect("retention")


@require_GET
def assessment(request):
    """Give the impact assessment as far as the site itself can write it."""
    demand(request, VIEW)
    kind = "text/markdown; charset=utf-8"
    return download(impact_assessment().encode(), "impact-assessment.md", kind)


def answer_form(
    request,
    form,
    act,
    *,
    title,
    back_url="",
    template="home/admin/retention_form.html",
    **more,
):
    """Show a form, or act on it and go back, to the schedule unless told."""
    back_url = back_url or reverse("retention")
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect(back_url)
    context = {"form": form, "page_title": title, "back_url": back_url, **more}
    status = REFUSED if form.errors else 200
    return render(request, template, context, status=status)


def sent(request):
    return request.POST if request.method == "POST" else None


def new_hold(request):
    demand(request, ADD_HOLD)
    return answer_form(
        request,
        HoldForm(sent(request)),
        lambda told: place_hold(by=request.user, **told),
        title=_("Place a hold"),
        words=_("Nothing of what it names is destroyed by any run until somebody lifts the hold."),
        button=_("Place the hold"),
    )


def end_hold(request, pk):
    demand(request, LIFT_HOLD)
    hold = get_object_or_404(Hold.objects.standing().select_related("person"), pk=pk)
    people = [hold.person] if hold.person else []
    note_looked(request, people, page=LookedAt.Page.HOLDS, why=_("To lift a hold"))
    return answer_form(
        request,
        LiftForm(sent(request)),
        lambda told: lift_hold(hold=hold, by=request.user, reason=told["reason"]),
        title=_("Lift a hold"),
        words=f"{hold.get_kind_display()}: {held_in_words(hold)}. {hold.reason}",
        button=_("Lift the hold"),
    )


def period(request, code):
    demand(request, CHANGE)
    rule = rule_named(code)
    if rule is None or not rule.may_be_changed:
        raise Http404
    long = periods()[code]
    return answer_form(
        request,
        PeriodForm(sent(request), unit=long.unit, initial={"number": long.number}),
        lambda told: change_period(rule=rule, by=request.user, **told),
        title=_("Change how long it is kept"),
        words=_("%(what)s. The usual period is %(usual)s, counted from: %(since)s. %(then)s")
        % {"what": rule.title, "usual": rule.period, "since": rule.since, "then": rule.then},
        button=_("Change it"),
    )
