"""The site as a whole: its colours, its health, the ward of a visitor, a member's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Site

from core.downloads import JSON, download
from core.forms import REFUSED
from home.my_panel import panel_of
from home.own_data import CHAPTERS, as_file, find_chapter
from panel import theme
from panel.models import CouncilSettings
from panel.postcodes import Found, NotKnown, NoWard, find_ward
from panel.views import OFFER


@never_cache
def one_door(request):
    """Lead whoever comes to the CMS's own sign-in to ours, and who works there on to their work."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect("wagtailadmin_home")
    if request.user.is_authenticated:
        list(messages.get_messages(request))  # the CMS's own words, which the page says better
        raise PermissionDenied(_("This is where the council’s staff work."))
    return redirect_to_login(request.GET.get("next", "/admin/"), reverse("account_login"))


@require_GET
@cache_control(public=True, max_age=60 * 60 * 24 * 365, immutable=True)
def theme_stylesheet(request, fingerprint):
    council = CouncilSettings.load(request_or_site=request)
    if fingerprint != theme.fingerprint(council.brand, council.accent):
        raise Http404
    return HttpResponse(theme.stylesheet(council.brand, council.accent), content_type="text/css")


@require_GET
@cache_control(public=True, max_age=60 * 60 * 24 * 365, immutable=True)
def admin_stylesheet(request, fingerprint):
    council = CouncilSettings.load(request_or_site=request)
    words = theme.admin_stylesheet(council.brand)
    if fingerprint != theme.digest(words):
        raise Http404
    return HttpResponse(words, content_type="text/css")


@require_GET
@never_cache
def health(request):
    """Say that the process answers and that its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_POST
def near(request):
    """Turn a postcode into a ward, which the address carries; the postcode is not kept."""
    asked = request.POST.get("postcode", "")[:20]
    outcome = find_ward(asked)
    if isinstance(outcome, Found):
        return redirect(f"/?ward={outcome.ward.code}#near")
    page = Site.find_for_request(request).root_page.specific
    context = page.get_context(request) | {
        "postcode_asked": asked,
        "postcode_error": outcome.message,
        "offers_wards": isinstance(outcome, NotKnown | NoWard),
        "form_errors": True,
    }
    return render(request, page.template, context, status=REFUSED)


@login_required
@never_cache
def account_home(request):
    """Show a member their panel; someone without a membership finishes joining first."""
    panel = panel_of(request)
    has_role = request.user.is_staff or request.user.job_title or panel.work
    if panel.membership is None and not has_role:
        return redirect("panel:join")
    offers = request.session.pop(OFFER, False) if panel.membership else False
    return render(request, "home/my_panel.html", {"panel": panel, "offers_about_you": offers})


@login_required
@never_cache
@require_GET
def own_data(request, chapter=""):
    """Show a person what the site holds on them, a chapter a page."""
    found = find_chapter(chapter)
    if found is None:
        raise Http404
    sections = found.sections_of(request.user)
    context = {
        "chapter": found,
        "chapters": CHAPTERS,
        "sections": sections,
        "empty": [section for section in sections if not section.rows and not section.sentence],
    }
    return render(request, "home/own_data.html", context)


@login_required
@never_cache
@require_GET
def own_data_file(request):
    """Give the same as a file that another program can read."""
    written = JsonResponse(
        as_file(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    return download(written.content, "what-we-hold-on-you.json", JSON)
