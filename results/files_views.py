"""The files that people sent with their answers, for those who may export results."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.audit import record
from core.downloads import download
from polls.files import ENDINGS
from polls.hosts import refusal_to_read_answers
from polls.models import QuestionnairePage, Response, SentFile
from polls.scanning import is_scanned
from results.publication import MAY_PREVIEW


def sent_files(poll):
    """Keep the files of answers that count, in order of public number, without what is in them."""
    standing = Response.objects.standing().filter(page_id=poll.pk)
    about = (
        SentFile.objects.filter(response__in=standing)
        .select_related("item", "response")
        .defer("content")
    )
    return about.order_by("item__sort_order", "response__public_id")


def find(request, pk):
    page = get_object_or_404(QuestionnairePage.objects.visible_to(request.user), pk=pk)
    poll = page.specific
    if refusal := refusal_to_read_answers(request.user, poll):
        raise PermissionDenied(refusal)
    return poll


@never_cache
@require_safe
@permission_required(MAY_PREVIEW, raise_exception=True)
def files(request, pk):
    """List the files that came, by question."""
    poll = find(request, pk)
    context = {"poll": poll, "files": sent_files(poll), "is_scanned": is_scanned()}
    return render(request, "results/files.html", context)


@never_cache
@require_safe
@permission_required(MAY_PREVIEW, raise_exception=True)
def file(request, pk, file):
    """Hand out one file, on the record, never to be shown in place."""
    poll = find(request, pk)
    found = get_object_or_404(sent_files(poll), pk=file)
    number = found.response.public_id
    record("results.file", on=poll, by=request.user, question=found.item.code, number=number)
    name = f"{poll.slug}-{found.item.code}-{number}.{ENDINGS[found.kind]}"
    return download(bytes(found.content), name, found.kind)
