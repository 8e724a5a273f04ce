"""The page of published responses, and its files."""

from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.models import consultation_of
from core.downloads import download
from polls.models import QuestionnairePage
from results.exports.writers import to_csv
from results.published_responses import (
    are_responses_public,
    as_published,
    data_of_responses,
    published_rows,
    table_of_responses,
)

A_PAGE = 20


def _find(request, pk):
    """Return a questionnaire whose responses anybody may read, with its consultation."""
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk).specific
    consultation = consultation_of(page)
    if not are_responses_public(page, consultation):
        raise Http404
    return page, consultation


@require_safe
def responses(request, pk):
    """Show what people wrote, twenty at a time."""
    poll, consultation = _find(request, pk)
    rows = Paginator(published_rows(poll), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "poll": poll,
        "consultation": consultation,
        "rows": rows,
        "responses": [as_published(row) for row in rows],
    }
    return render(request, "results/responses.html", context)


@require_safe
def responses_file(request, pk):
    """Give the same as a table."""
    poll, _consultation = _find(request, pk)
    table = table_of_responses(poll)
    return download(to_csv(table), f"{poll.slug}-responses.csv", "text/csv; charset=utf-8")


@require_safe
def responses_data(request, pk):
    """Give the same as data."""
    poll, _consultation = _find(request, pk)
    return JsonResponse(data_of_responses(poll), json_dumps_params={"ensure_ascii": False})
