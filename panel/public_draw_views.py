"""What everybody may read of a public draw: the list, its hash, the number, and how to check it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.downloads import TEXT, download
from panel.models import Draw
from panel.proof import drawn_of


@require_safe
def public_draws(request):
    """List the public draws, the newest first."""
    draws = Draw.objects.published().without_text().order_by("-published_at", "-pk")
    return render(request, "panel/public_draws.html", {"draws": draws})


@require_safe
def public_draw(request, pk):
    """Show one draw: before the number what will be done, and after it what was."""
    draw = get_object_or_404(Draw.objects.published().defer("text"), pk=pk)
    context = {
        "draw": draw,
        "crumbs": [{"url": reverse("panel:public_draws"), "title": _("Panels drawn in public")}],
        "panel": drawn_of(draw) if draw.is_drawn else [],
        "is_refilled": draw.state == Draw.State.SUPERSEDED,
        "most": f"{draw.deviation:.2%}",
        "lowest": f"{draw.lowest:.1%}",
        "highest": f"{draw.highest:.1%}",
    }
    return render(request, "panel/public_draw.html", context)


@require_safe
def list_of_panels(request, pk):
    """Give the published list, to the byte."""
    draw = get_object_or_404(Draw.objects.published().defer("text"), pk=pk)
    return download(draw.panels_text.encode(), f"panels-{draw.pk}.txt", TEXT)
