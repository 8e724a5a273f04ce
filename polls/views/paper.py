"""The questionnaire to print, and the short address that stands on it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.downloads import download
from polls.formats import named
from polls.models import QuestionnairePage
from polls.printed.making import printed

PDF = "application/pdf"


@require_safe
def short(request, pk):
    """Lead from an address that can be typed by hand to the page itself."""
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk)
    return redirect(page.url)


@require_safe
def questionnaire(request, pk, format):
    """Give anybody who may see a questionnaire what they need to answer it on paper."""
    pages = QuestionnairePage.objects.visible_to(request.user)
    page = get_object_or_404(pages.select_related("deliberativepollpage"), pk=pk)
    page.read_in = named(page, format)
    if not page.read_in or not page.live or hasattr(page, "deliberativepollpage"):
        raise Http404
    address = request.build_absolute_uri(reverse("polls:short", args=[page.pk]))
    return download(printed(page, address=address), f"{page.slug}-{format}.pdf", PDF)
