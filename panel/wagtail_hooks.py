"""What staff see of people and places in the CMS."""

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup

from core.audit import record
from core.refusals import Refused

# Their hooks come with these.
from panel import access_hooks, draw_hooks, message_hooks, question_set_hooks  # noqa: F401
from panel.correcting_for_views import correct_member
from panel.lists_of_draws import DrawViewSet
from panel.lists_of_people import InvitationBatchViewSet, MemberImportViewSet, MembershipViewSet
from panel.lists_of_places import (
    BoundaryChangeViewSet,
    CouncillorViewSet,
    LoadedFileViewSet,
    PostcodeEditionViewSet,
    WardGroupViewSet,
    WardSuccessionViewSet,
    WardViewSet,
)
from panel.lists_of_samples import SampleViewSet
from panel.loading.postcodes import let_answer
from panel.loading.taking_back import take_back
from panel.models import LoadedFile, PostcodeEdition
from panel.question_set_views import QuestionSetViewSet
from panel.staff_views import download_codes, ends_of_terms, import_list, remove_member


class PeopleAndPlaces(ModelViewSetGroup):
    menu_label = gettext_lazy("People and places")
    menu_icon = "globe"
    menu_order = 600
    items = (
        WardViewSet,
        WardGroupViewSet,
        WardSuccessionViewSet,
        BoundaryChangeViewSet,
        CouncillorViewSet,
        MembershipViewSet,
        DrawViewSet,
        SampleViewSet,
        InvitationBatchViewSet,
        MemberImportViewSet,
        PostcodeEditionViewSet,
        LoadedFileViewSet,
        QuestionSetViewSet,
    )


@hooks.register("register_admin_viewset")
def people_and_places():
    return PeopleAndPlaces()


@hooks.register("register_log_actions")
def postcode_file_actions(actions):
    actions.register_action(
        "panel.postcode_file_chosen",
        gettext_lazy("Choose the postcode file that answers"),
        gettext_lazy("Postcode file chosen"),
    )
    actions.register_action(
        "panel.file_taken_back",
        gettext_lazy("Take a file of places or counts back"),
        gettext_lazy("File taken back"),
    )
    actions.register_action(
        "panel.members_imported",
        gettext_lazy("Import a list of members"),
        gettext_lazy("List of members imported"),
    )
    actions.register_action(
        "panel.member_removed",
        gettext_lazy("Remove a member from the panel"),
        gettext_lazy("Member removed from the panel"),
    )
    actions.register_action(
        "panel.member_corrected",
        gettext_lazy("Correct what is held on a member"),
        gettext_lazy("Corrected what is held on a member, at their request"),
    )
    actions.register_action(
        "panel.member_lapsed",
        gettext_lazy("Stop inviting a member"),
        gettext_lazy("Member is invited no more, for they answered nothing"),
    )
    actions.register_action(
        "panel.codes_made",
        gettext_lazy("Make the codes of a batch of invitations"),
        gettext_lazy("Codes of invitations made"),
    )


@hooks.register("register_permissions")
def permissions_that_groups_may_get():
    wanted = {
        "ward": ["view", "change"],
        "councillor": ["add", "change", "delete"],
        "membership": ["view", "change"],
        "postcodeedition": ["view", "change"],
        "wardgroup": ["add", "change", "delete"],
        "wardsuccession": ["view"],
        "boundarychange": ["view"],
        "loadedfile": ["view", "change"],
        "memberimport": ["view", "add"],
        "invitationbatch": ["view", "add", "change"],
    }
    codenames = [f"{action}_{model}" for model, actions in wanted.items() for action in actions]
    return Permission.objects.filter(content_type__app_label="panel", codename__in=codenames)


@hooks.register("register_admin_urls")
def own_addresses():
    return [
        path("postcode-files/<row:pk>/answer/", choose_edition, name="panel_choose_edition"),
        path("invitations/<row:pk>/codes/", download_codes, name="panel_make_codes"),
        path("members/ends-of-terms/", ends_of_terms, name="panel_ends_of_terms"),
        path("members/<row:pk>/remove/", remove_member, name="panel_remove_member"),
        path("members/<row:pk>/correct/<slug:part>/", correct_member, name="panel_correct_member"),
        path("import-members/", import_list, name="panel_import_list"),
        path("loaded-files/<row:pk>/take-back/", take_file_back, name="panel_take_back"),
    ]


def choose_edition(request, pk):
    """Ask, then let an older or newer complete file answer."""
    if not request.user.has_perm("panel.change_postcodeedition"):
        raise PermissionDenied
    edition = get_object_or_404(PostcodeEdition.objects.complete(), pk=pk)
    back_url = reverse("postcodeedition:index")
    if request.method == "POST":
        let_answer(edition)
        record("panel.postcode_file_chosen", on=edition, by=request.user)
        messages.success(request, _("%(file)s answers now.") % {"file": edition})
        return redirect(back_url)
    context = {"edition": edition, "back_url": back_url, "page_title": _("Let this file answer")}
    return render(request, "panel/admin/choose_edition.html", context)


def take_file_back(request, pk):
    """Ask, then restore what was there before a file of places or counts."""
    if not request.user.has_perm("panel.change_loadedfile"):
        raise PermissionDenied
    loaded = get_object_or_404(LoadedFile.objects.standing(), pk=pk)
    back_url = reverse("loadedfile:index")
    if request.method == "POST":
        try:
            take_back(loaded)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            record("panel.file_taken_back", on=loaded, by=request.user)
            messages.success(request, _("%(file)s is taken back.") % {"file": loaded})
        return redirect(back_url)
    context = {"loaded": loaded, "back_url": back_url, "page_title": _("Take this file back")}
    return render(request, "panel/admin/take_back.html", context)
