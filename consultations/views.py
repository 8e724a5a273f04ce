"""What residents do with a consultation, what interests them, and the list for machines."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.feeds import listed
from consultations.finder import Finding
from consultations.following import follow, unfollow
from consultations.forms import InterestsForm
from consultations.interests import choose_interests
from consultations.models import ConsultationPage, Subject
from consultations.presentation import lines
from consultations.rows import with_parts
from core.forms import REFUSED


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
def earlier_proposal_view(request, pk, version):
    """Show what a proposal said before it was changed while people could answer it."""
    page = get_object_or_404(ConsultationPage.objects.visible_to(request.user), pk=pk)
    change = next((one for one in page.changes_made if one.replaced == version), None)
    if change is None:
        raise Http404
    context = {
        "page": page,
        "change": change,
        "can_change": lines(change.was["can_change"]),
        "settled": lines(change.was["settled"]),
        "crumbs": [
            {"title": _("Consultations"), "url": "/consultations/"},
            {"title": page.title, "url": page.url},
        ],
    }
    return render(request, "consultations/earlier_proposal.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def interests_view(request):
    """Let a member say which subjects interest them, or none."""
    membership = getattr(request.user, "membership", None)
    if membership is None or membership.refusal:
        return redirect("account_home")
    chosen = Subject.objects.filter(interests__user=request.user)
    form = InterestsForm(
        request.POST if request.method == "POST" else None, initial={"subjects": chosen}
    )
    if form.is_valid():
        choose_interests(user=request.user, subjects=form.cleaned_data["subjects"])
        messages.success(request, _("Saved."))
        return redirect("account_home")
    context = {"form": form, "back_url": reverse("account_home")}
    status = REFUSED if form.errors else 200
    return render(request, "consultations/interests.html", context, status=status)


@require_safe
def list_view(request):
    """Give what the public finder lists, with the same filters, as JSON."""
    finding = Finding(request.GET, AnonymousUser())
    pages = finding.shown if "show" in request.GET else finding.matching.order_by("-opens_at")
    rows = with_parts(list(pages[:200]), AnonymousUser())
    return JsonResponse({"consultations": [listed(page, request) for page in rows]})
