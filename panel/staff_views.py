"""What staff do to the panel in the CMS, beyond looking at lists."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.forms import REFUSED
from core.refusals import Refused
from panel.importing import check_members, import_members
from panel.staff_forms import ListForm

LINES_SHOWN = 200


def import_list(request):
    """Check a list of people; with the same list given once more, import it.

    The list is not kept in between: the second time its fingerprint is compared with the first.
    """
    if not request.user.has_perm("panel.add_memberimport"):
        raise PermissionDenied
    back_url = reverse("memberimport:index")
    form = ListForm(request.POST or None, request.FILES or None)
    report = None
    if form.is_valid():
        try:
            report = check_or_import(form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    if report and report.is_written:
        messages.success(request, _("Members imported: %(n)d.") % {"n": report.new})
        return redirect(back_url)
    context = {
        "form": ListForm(initial={"sha256": report.sha256}) if report else form,
        "report": report,
        "is_another": report and form.cleaned_data["sha256"] not in ("", report.sha256),
        "may_import": report and report.new and not report.faults,
        "may_skip": report and report.new and report.faults,
        "lines": sorted(report.faults + report.notes)[:LINES_SHOWN] if report else [],
        "lines_shown": LINES_SHOWN,
        "back_url": back_url,
        "page_title": _("Import a list of members"),
    }
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/import_list.html", context, status=status)


def check_or_import(cleaned, *, by):
    """Check a list, and import it if it is the one that was checked before."""
    file = cleaned["file"]
    report = check_members(file)
    if cleaned["sha256"] != report.sha256:
        return report
    return import_members(
        file=file, file_name=file.name, by=by, skip_faulty=cleaned["leaves_out_faulty"]
    )
