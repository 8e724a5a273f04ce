"""The auditor's pages: read and check, and nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.audit import record
from core.downloads import download_csv
from core.forms import REFUSED
from home.access_review import columns, quarter_named, quarters_until_now, review
from home.audit import Asked, acts, choices_of_acts, events, looks
from home.audit_forms import AuditForm, EventsForm, LooksForm, SearchForm
from home.checking import check_and_keep
from home.models import AuditHead
from panel.models import CouncilSettings, LookedAt, SecurityEvent

MAY_SEARCH, MAY_REVIEW = "panel.search_audit", "panel.review_access"


def demand(request, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied


@dataclass(frozen=True)
class Search:
    """A page that searches one log: its form, the rows it finds, and what it can be asked for."""

    template: str
    form: type[SearchForm]
    find: Callable[..., Any]
    choices: Callable[[], Iterable[tuple[str, Any]]]


SEARCHES = {
    "audit": Search("home/audit/acts.html", AuditForm, acts, choices_of_acts),
    "audit_looks": Search("home/audit/looks.html", LooksForm, looks, lambda: LookedAt.Page.choices),
    "audit_events": Search(
        "home/audit/events.html", EventsForm, events, lambda: SecurityEvent.Kind.choices
    ),
}


@login_required
@never_cache
@require_POST
def check_log(request):
    """Check the log against its chain now; the page says what came of it."""
    demand(request, MAY_SEARCH)
    report = check_and_keep()
    if report.fault:
        messages.error(request, _("The log is not whole. %(fault)s") % {"fault": report.fault})
    else:
        messages.success(request, in_words(report))
    return redirect("audit")


def in_words(report):
    """Say how much was checked, and what was erased as the law asks."""
    words = [
        ngettext(
            "The log is whole: %(n)d entry was checked.",
            "The log is whole: %(n)d entries were checked.",
            report.links,
        )
        % {"n": report.links}
    ]
    if report.titles_erased:
        words.append(
            ngettext(
                "A name was erased from %(n)d of them.",
                "A name was erased from %(n)d of them.",
                report.titles_erased,
            )
            % {"n": report.titles_erased}
        )
    return " ".join(words)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search_log(request, name):
    """Search one log; what is posted leads to a link with numbers in it and no names."""
    demand(request, MAY_SEARCH)
    search = SEARCHES[name]
    choices = search.choices()
    if request.method != "POST":
        form = search.form(request.GET or None, choices=choices)
        return show(request, search.template, form, search.find, head=AuditHead.objects.first())
    form = search.form(request.POST, choices=choices, takes_words=True)
    if not form.is_valid():
        return render(request, search.template, {"form": form}, status=REFUSED)
    typed = {
        field: value
        for field, value in request.POST.items()
        if value and field.partition("-")[0] in form.fields
    }
    numbers = {field: form.cleaned_data[field] for field in ("who", "whom") if field in typed}
    return redirect(f"{reverse(name)}?{urlencode(typed | numbers)}")


def show(request, template, form, search, **more):
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
        **more,
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
    table = [[label for label, _value in columns()]]
    table += [[cell(row) for _heading, cell in columns()] for row in rows]
    return download_csv(table, f"staff-access-{quarter.code}.csv")
