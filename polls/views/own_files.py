"""The files that a member sent, for that member."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.downloads import download
from polls.models import QuestionnairePage, Response, SentFile, Wave
from polls.own_data import is_kept_back


@login_required
@never_cache
@require_safe
def own_file(request, pk):
    """Hand out a file of one's own answers, unless these are still kept back from oneself."""
    about = SentFile.objects.select_related("response", "draft").defer("content")
    sent = get_object_or_404(about, pk=pk)
    kept_in = sent.response or sent.draft
    page = QuestionnairePage.objects.get(pk=kept_in.page_id).specific
    if kept_in.key != request.user.key_for(page.subject):
        raise Http404
    if sent.response and is_kept_back(sent.response, page, _answered_again(page, kept_in.key)):
        raise Http404
    return download(bytes(sent.content), sent.name, sent.kind)


def _answered_again(page, key):
    rows = Response.objects.filter(page_id=page.pk, key=key, wave=Wave.AFTER)
    return set(rows.values_list("key", flat=True))
