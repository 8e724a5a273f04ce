"""The page of who answered a poll, or anything in a consultation, beside the census."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations.models import ConsultationPage, consultation_of
from polls.models import QuestionnairePage
from results.exports.writers import to_csv
from results.publication import MAY_PREVIEW, are_published, refusal_to_show
from results.respondents import count_respondents, counted, end_of, is_final
from results.respondents_page import as_table, respondents_context, tables_of
from results.views import download, must_see_panel


def find(request, pk):
    """Return a poll or a consultation that this person may open, with its consultation."""
    poll = QuestionnairePage.objects.visible_to(request.user).filter(pk=pk).first()
    if poll:
        return poll.specific, consultation_of(poll)
    page = ConsultationPage.objects.visible_to(request.user).filter(pk=pk).first()
    if page is None:
        raise Http404
    return page, page


def is_public(page, consultation) -> bool:
    """Say whether everybody may see who answered: with the results, and counted after the close."""
    if isinstance(page, ConsultationPage):
        is_out = bool(page.has_closed and page.results_published_at and not page.withdrawn_at)
    else:
        is_out = are_published(page, consultation)
    return is_out and is_final(page, counted(page))


@require_safe
def respondents(request, pk):
    """Show who answered, or say when that can be seen."""
    page, consultation = find(request, pk)
    may_preview = request.user.has_perm(MAY_PREVIEW)
    shown_to_all = is_public(page, consultation)
    end = end_of(page)
    has_closed = end is not None and end < timezone.now()
    shared = {"page": page, "poll": page, "consultation": consultation, "closed": has_closed}
    if not (shown_to_all or may_preview):
        refusal = _("Who answered is shown with the results, from the night after the close.")
        if not isinstance(page, ConsultationPage):
            refusal = refusal_to_show(page, consultation, request.user) or refusal
        return render(request, "results/not_yet.html", shared | {"refusal": refusal})
    count = counted(page)
    context = respondents_context(page, count, in_public=not may_preview) | {
        "is_preview": not shown_to_all,
        "may_count": may_preview and not is_final(page, count),
        "is_consultation": page == consultation,
        "may_preview": may_preview,
    }
    return render(request, "results/respondents.html", shared | context)


@require_safe
def respondents_file(request, pk):
    """Give the same figures as a file, to who may see the page."""
    page, consultation = find(request, pk)
    may_preview = request.user.has_perm(MAY_PREVIEW)
    count = counted(page)
    if count is None or not (may_preview or is_public(page, consultation)):
        raise Http404
    table = as_table(
        tables_of(page, count, in_public=not may_preview),
        count.figures.get("ward_boundaries", ""),
    )
    kind = "internal" if may_preview else "public"
    return download(to_csv(table), f"{page.slug}-respondents-{kind}.csv", "text/csv; charset=utf-8")


@login_required
@require_POST
def count(request, pk):
    """Have it counted who has answered so far, for officers and analysts."""
    must_see_panel(request.user)
    page, _consultation = find(request, pk)
    count_respondents.enqueue(page.pk)
    messages.success(request, _("It is being counted. Load this page again in a minute."))
    return redirect("results:respondents", pk)
