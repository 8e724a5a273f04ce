"""The page and the file of what members said who were invited to the panel at random."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from core.audit import record
from core.downloads import CSV, download
from panel.models import CouncilSettings
from polls.models import QuestionnairePage
from results.at_random import as_table
from results.exports.writers import to_csv
from results.reports import at_random_of
from results.views import must_see_panel


def _find(request, pk):
    must_see_panel(request.user)
    found = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk)
    poll = found.specific
    threshold = CouncilSettings.load(request_or_site=request).suppression_threshold
    return poll, threshold, at_random_of(poll, threshold=threshold)


@login_required
@require_safe
def at_random(request, pk):
    """Show officers and analysts what those said who did not choose to be asked."""
    poll, threshold, said = _find(request, pk)
    context = {"poll": poll, "said": said, "threshold": threshold}
    return render(request, "results/at_random.html", context)


@login_required
@require_POST
def at_random_file(request, pk):
    """Give the same figures as a file, on the record."""
    poll, _threshold, said = _find(request, pk)
    table = as_table(said)
    record("results.at_random", on=poll, by=request.user, rows=len(table.rows))
    return download(to_csv(table), f"{poll.slug}-invited-at-random-internal.csv", CSV)
