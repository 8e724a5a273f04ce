"""The page of how the panel is doing, and its file."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.audit import record
from core.downloads import download
from core.forms import REFUSED
from panel.models import CouncilSettings
from panel.quotas import wards_to_draw_from
from results.exports.writers import to_csv
from results.forms import HealthForm
from results.panel_by_group import counted_by
from results.panel_health import panel_health
from results.panel_health_page import as_table, health_context
from results.views import must_see_panel

PAGE = "results/panel_health.html"


@login_required
@require_safe
def health(request):
    """Show officers and analysts how the panel is doing on a day, today unless they say."""
    must_see_panel(request.user)
    form = HealthForm(request.GET or None, initial={"on": timezone.localdate()})
    if form.is_bound and not form.is_valid():
        return render(request, PAGE, {"form": form}, status=REFUSED)
    threshold = CouncilSettings.load(request_or_site=request).suppression_threshold
    wards = wards_to_draw_from()
    found = panel_health(wards=wards, threshold=threshold, **form.chosen)
    asked = {
        "on-day": found.on.day,
        "on-month": found.on.month,
        "on-year": found.on.year,
        "who": HealthForm.INVITED if found.only_invited else HealthForm.EVERYBODY,
    }
    context = health_context(
        found, wards, threshold, counted_by(found.on), asked=asked, wave=form.wave_asked
    )
    context |= {"form": form, "asked": asked}
    return render(request, PAGE, context)


@login_required
@require_POST
def health_file(request):
    """Give the same figures as a file, on the record."""
    must_see_panel(request.user)
    form = HealthForm(request.POST)
    if not form.is_valid():
        return render(request, PAGE, {"form": form}, status=REFUSED)
    council = CouncilSettings.load(request_or_site=request)
    wards, threshold = wards_to_draw_from(), council.suppression_threshold
    found = panel_health(wards=wards, threshold=threshold, **form.chosen)
    table = as_table(found, wards, threshold, counted_by(found.on))
    record("results.panel_figures", on=council, by=request.user, rows=len(table.rows))
    name = f"panel-health-{found.on.isoformat()}-internal.csv"
    return download(to_csv(table), name, "text/csv; charset=utf-8")
