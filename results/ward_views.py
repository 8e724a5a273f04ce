"""The finder of wards and the profile of each."""

import datetime as dt

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from analysis.disclosure import SUPPRESSED
from core import charts
from core.at_once import read_at_once
from core.dates import short_day
from core.forms import REFUSED
from panel.models import Councillor, CouncilSettings, Ward
from panel.postcodes import Found, find_ward
from results.forms import PostcodeForm, ServingForm
from results.ward_list import ward_rows
from results.ward_profile import boundaries, profile_of


@require_safe
def index(request):
    """Help somebody find a ward: by postcode, on the map, by name."""
    return _index(request, PostcodeForm())


@require_POST
def find(request):
    """Go to the ward of a postcode. Nothing leaves the server, and nothing is kept."""
    form = PostcodeForm(request.POST)
    if form.is_valid():
        found = find_ward(form.cleaned_data["postcode"])
        if isinstance(found, Found):
            return redirect(found.ward)
        form.add_error("postcode", str(found.message))
    return _index(request, form, status=REFUSED)


def _index(request, form, status=200):
    threshold = CouncilSettings.load(request_or_site=request).suppression_threshold
    wards = list(Ward.objects.in_force().defer("geometry"))
    rows = ward_rows(wards, threshold)
    # What is open to the whole area would darken every ward alike, and say nothing.
    everywhere = min((row["open"] for row in rows), default=0)
    more = {row["ward"].code: 4 for row in rows if row["open"] > everywhere}
    drawn = None
    if any(ward.outline for ward in wards):
        drawn = charts.ward_map(
            wards,
            title="",
            steps=more,
            id="wards-map",
        )
    context = {
        "form": form,
        "rows": rows,
        "map": drawn,
        "hidden": SUPPRESSED,
        "hides": any(row["members"] == SUPPRESSED for row in rows),
        "everywhere": everywhere,
        "has_more": bool(more),
        "threshold": threshold,
    }
    return render(request, "wards/index.html", context, status=status)


@require_safe
def profile(request, code):
    """Show one ward, today or on a day in the past."""
    form = ServingForm(request.GET if "day-year" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect(f"{request.path}?on={form.cleaned_data['day'].isoformat()}#served")
    on = _day(request.GET.get("on", ""))
    threshold = CouncilSettings.load(request_or_site=request).suppression_threshold
    in_force = Ward.objects.in_force(on).defer("geometry")
    councillors = Councillor.objects.filter(ward__code=code.upper())
    read_at_once(in_force, councillors)
    wards = list(in_force)
    ward = next((ward for ward in wards if ward.code == code.upper()), None)
    if ward is None:
        # Boundaries that no longer hold keep their page.
        ward = Ward.objects.filter(code=code.upper()).first()
    if ward is None:
        raise Http404
    if code != ward.code:
        return redirect(ward, permanent=True)
    found = profile_of(ward, wards, councillors, threshold=threshold, on=on)
    context = {
        "profile": found,
        "ward": ward,
        "boundaries": boundaries(ward),
        "asked_on": on and short_day(on, year=True),
        "form": form,
    }
    return render(request, "wards/profile.html", context, status=REFUSED if form.errors else 200)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
