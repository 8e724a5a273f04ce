"""What residents do with a consultation, and the list for machines."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations.feeds import listed
from consultations.finder import Finding
from consultations.following import follow, unfollow
from consultations.models import ConsultationPage
from consultations.rows import with_parts


@login_required
@require_POST
def follow_view(request, pk):
    """Begin or stop following."""
    page = get_object_or_404(ConsultationPage.objects.visible_to(request.user), pk=pk)
    if request.POST.get("follow") == "0":
        unfollow(request.user, page)
        messages.success(request, _("You no longer follow this. We do not write to you about it."))
    else:
        follow(request.user, page)
        messages.success(
            request, _("You follow this. We write when results come out, and when it is decided.")
        )
    return redirect(page.url)


@require_safe
def list_view(request):
    """Give what the public finder lists, with the same filters, as JSON."""
    finding = Finding(request.GET, AnonymousUser())
    pages = finding.shown if "show" in request.GET else finding.matching.order_by("-opens_at")
    rows = with_parts(list(pages[:200]), AnonymousUser())
    return JsonResponse({"consultations": [listed(page, request) for page in rows]})
