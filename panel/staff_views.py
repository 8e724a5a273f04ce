"""What staff do to the panel in the CMS, beyond looking at lists."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.downloads import download_csv
from core.forms import REFUSED
from core.refusals import Refused
from panel.importing import check_members, import_members
from panel.invitations import make_codes
from panel.looking import note_looked
from panel.models import InvitationBatch, LookedAt, Membership
from panel.places_on_panel import remove
from panel.staff_forms import ListForm, RemovalForm

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


# ---- invitations ---------------------------------------------------------------------------------


@never_cache
def download_codes(request, pk):
    """Ask, then make a batch's codes and send them to the printer's file: once, for good."""
    if not request.user.has_perm("panel.add_invitationbatch"):
        raise PermissionDenied
    batch = get_object_or_404(InvitationBatch.objects.select_related("ward"), pk=pk)
    back_url = reverse("invitationbatch:index")
    if batch.codes_made_at is None and request.method != "POST":
        context = {"batch": batch, "back_url": back_url, "page_title": _("Download the codes")}
        return render(request, "panel/admin/download_codes.html", context)
    try:
        codes = make_codes(batch=batch, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back_url)
    return file_of_codes(batch, codes)


def file_of_codes(batch, codes):
    name = slugify(batch.name) or f"batch-{batch.pk}"
    ward = batch.ward.name if batch.ward else ""
    address = settings.SITE_URL + reverse("panel:join")
    # A code that tells people apart is asked for after the one by e-mail: no link brings it along.
    brings_code = batch.kind != InvitationBatch.Kind.SHARED
    rows = [["code", "address", "ward", "last_day"]]
    rows += [
        [code, f"{address}?code={code}" if brings_code else address, ward, batch.expires_on]
        for code in codes
    ]
    return download_csv(rows, f"codes-{name}.csv")


# ---- places --------------------------------------------------------------------------------------


def ends_of_terms(request):
    """Show how many places end in which month, and how many are over: numbers, and no names."""
    if not request.user.has_perm("panel.view_membership"):
        raise PermissionDenied
    months = Membership.objects.by_end_of_term()
    context = {
        "months": months,
        "members": sum(n for _month, n in months),
        "over": Membership.objects.beyond_their_term().count(),
        "back_url": reverse("membership:index"),
        "page_title": _("When places end"),
    }
    return render(request, "panel/admin/ends_of_terms.html", context)


def remove_member(request, pk):
    """Ask for the reason, then end somebody's place."""
    if not request.user.has_perm("panel.change_membership"):
        raise PermissionDenied
    people = Membership.objects.there().select_related("user")
    membership = get_object_or_404(people, pk=pk)
    back_url = reverse("membership:index")
    form = RemovalForm(request.POST or None)
    if form.is_valid():
        try:
            remove(membership=membership, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Their place on the panel is ended."))
        return redirect(back_url)
    why = _("To end a place on the panel")
    note_looked(request, [membership.user], page=LookedAt.Page.ENDING, why=why)
    context = {"form": form, "membership": membership, "back_url": back_url}
    context["page_title"] = _("Remove from the panel")
    status = REFUSED if form.errors else 200
    return render(request, "panel/admin/remove_member.html", context, status=status)
