"""The site as a whole: its colours, its health, the ward of a visitor, a member's own page."""

from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from panel import theme
from panel.models import CouncilSettings


@require_GET
@cache_control(public=True, max_age=60 * 60 * 24 * 365, immutable=True)
def theme_stylesheet(request, fingerprint):
    council = CouncilSettings.load(request_or_site=request)
    if fingerprint != theme.fingerprint(council.brand, council.accent):
        raise Http404
    return HttpResponse(theme.stylesheet(council.brand, council.accent), content_type="text/css")


@require_GET
def health(request):
    """Say that the process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
