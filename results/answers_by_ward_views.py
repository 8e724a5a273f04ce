"""The page of what each ward's people answered to a questionnaire, and its file."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.models import consultation_of
from core.downloads import CSV, download
from panel.models import CouncilSettings
from panel.trends import version_of
from polls.models import DeliberativePollPage, QuestionnairePage
from results.answers_by_ward import questions_by_ward, table_by_ward, with_a_ward
from results.answers_by_ward_file import by_ward_in_files, table_of_wards
from results.exports.writers import to_csv
from results.publication import are_published, is_still_open, refusal_to_show
from results.reports import questionnaire_report_of, wards_of


def _find(request, pk):
    """Return a plain questionnaire whose results this person may see, its questions and the rule.

    Nothing by ward while people answer, not for officers either: two looks would tell of one.
    """
    poll = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk).specific
    consultation = consultation_of(poll)
    is_plain = not isinstance(poll, DeliberativePollPage)
    if not is_plain or is_still_open(poll) or refusal_to_show(poll, consultation, request.user):
        raise Http404
    threshold = CouncilSettings.load(request_or_site=request).suppression_threshold
    report = questionnaire_report_of(poll, threshold=threshold)
    items = with_a_ward(poll, questions_by_ward(poll, report), threshold)
    return poll, consultation, items, threshold


@require_safe
def by_ward(request, pk):
    """Show one question by ward, the first unless another is chosen."""
    poll, consultation, items, threshold = _find(request, pk)
    asked = request.GET.get("question", "")
    item = next((one for one in items if one.code == asked), items[0] if items else None)
    context = {
        "poll": poll,
        "items": items,
        "item": item,
        "by_ward": table_by_ward(poll, item, threshold) if item else None,
        "is_preview": not are_published(poll, consultation),
    }
    return render(request, "results/answers_by_ward.html", context)


@require_safe
def by_ward_file(request, pk):
    """Give all questions by ward as one table."""
    poll, _consultation, _items, threshold = _find(request, pk)
    table = by_ward_in_files(poll, threshold) or table_of_wards([], version_of(wards_of(poll)))
    return download(to_csv(table), f"{poll.slug}-by-ward.csv", CSV)
