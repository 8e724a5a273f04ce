"""What people think of statements, as a file for anybody who may read the page."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.downloads import CSV, download
from forums.models import StatementsPage
from forums.opinions import picture_of
from results.exports.statements import statements_table
from results.exports.writers import to_csv, to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = {"csv": (to_csv, CSV), "xlsx": (to_xlsx, XLSX)}


@require_safe
def statements(request, pk, format):
    """Give the figures that the page shows; none while it shows none."""
    if format not in WRITERS:
        raise Http404
    page = get_object_or_404(StatementsPage.objects.visible_to(request.user), pk=pk)
    picture = picture_of(page)
    if picture is None:
        raise Http404
    write, kind = WRITERS[format]
    return download(write(statements_table(page, picture)), f"{page.slug}.{format}", kind)
