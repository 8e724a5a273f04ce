"""The auditor's pages: read, and nothing else."""

import csv
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.audit import record
from core.forms import REFUSED
from home.access_review import columns, quarter_named, quarters_until_now, review
from home.audit import Asked, acts, choices_of_acts, looks
from home.audit_forms import AuditForm, LooksForm
from panel.models import CouncilSettings, LookedAt

MAY_SEARCH, MAY_REVIEW = "panel.search_audit", "panel.review_access"


def demand(request, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied


@login_required
@never_cache
@require_safe
def what_staff_did(request):
    """Search the log of acts."""
    demand(request, MAY_SEARCH)
    form = AuditForm(request.GET or None, choices=choices_of_acts())
    return show(request, "home/audit/acts.html", form, acts)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def whom_they_looked_at(request):
    """Search whom staff were shown; what is posted leads to a link with a number in it."""
    demand(request, MAY_SEARCH)
    if request.method == "POST":
        return lead_to_looks(request)
    form = LooksForm(request.GET or None, choices=LookedAt.Page.choices)
    return show(request, "home/audit/looks.html", form, looks)


def lead_to_looks(request):
    """Turn what was typed into the link of its search, where a member is a number."""
    form = LooksForm(request.POST, choices=LookedAt.Page.choices, takes_addresses=True)
    if not form.is_valid():
        return render(request, "home/audit/looks.html", {"form": form}, status=REFUSED)
    typed = {
        name: value
        for name, value in request.POST.items()
        if value and name.partition("-")[0] in form.fields
    }
    if form.cleaned_data["whom"]:
        typed["whom"] = form.cleaned_data["whom"]
    return redirect(f"{reverse('audit_looks')}?{urlencode(typed)}")


def show(request, template, form, search):
    asked = Asked()
    if form.is_bound:
        if not form.is_valid():
            return render(request, template, {"form": form}, status=REFUSED)
        asked = form.asked
    kept = [(name, value) for name, value in request.GET.lists() if name != "page"]
    query = urlencode(kept, doseq=True)
    context = {
        "form": form,
        "found": search(asked, request.GET.get("page")),
        "query": f"{query}&" if query else "",
    }
    return render(request, template, context)


@login_required
@never_cache
@require_safe
def access(request):
    """List who of the staff has which role, and how many members they were shown in a quarter."""
    demand(request, MAY_REVIEW)
    quarter = quarter_named(request.GET.get("quarter", ""))
    context = {"quarter": quarter, "quarters": quarters_until_now(), "rows": review(quarter)}
    return render(request, "home/audit/access.html", context)


@login_required
@never_cache
@require_safe
def access_file(request):
    """Give the same list as a file, on the record."""
    demand(request, MAY_REVIEW)
    quarter = quarter_named(request.GET.get("quarter", ""))
    rows = review(quarter)
    council = CouncilSettings.load(request_or_site=request)
    record("home.access_reviewed", on=council, by=request.user, quarter=quarter.code)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"staff-access-{quarter.code}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    lines = csv.writer(response)
    lines.writerow([label for label, _cell in columns()])
    lines.writerows([cell(row) for _label, cell in columns()] for row in rows)
    return response
