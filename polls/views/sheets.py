"""Where sheets of a deliberative poll are printed for people who cannot go online."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.downloads import download
from core.forms import REFUSED
from core.language import reading, reads
from core.refusals import Refused
from polls.models import DeliberativePollPage
from polls.personal_sheets import MAY_PRINT, print_sheets, refusal_to_print
from polls.printed.making import printed_sheets
from polls.sheet_forms import SheetsForm
from polls.views.paper import PDF


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_PRINT, raise_exception=True)
def sheets(request, pk):
    """Ask for whom, and hand out their sheets in one file, which is kept nowhere."""
    page = get_object_or_404(DeliberativePollPage.objects.visible_to(request.user), pk=pk)
    form = SheetsForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_bound and form.is_valid():
        try:
            return hand_out(request, page, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"page": page, "form": form, "refusal": refusal_to_print(page)}
    status = REFUSED if form.errors else 200
    return render(request, "polls/keying/sheets.html", context, status=status)


def hand_out(request, page, chosen):
    wave = chosen["wave"]
    printed = print_sheets(page=page, wave=wave, people=chosen["people"], by=request.user)
    address = request.build_absolute_uri(reverse("polls:short", args=[page.pk]))
    page.read_in = chosen["format"]
    with reading(chosen.get("language") or reads()):
        content = printed_sheets(page, wave, printed, address=address)
    return download(content, f"{page.slug}-{wave}-sheets.pdf", PDF)
