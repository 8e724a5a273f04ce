"""What staff see of people and places in the CMS."""

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from core.audit import record
from panel.loading.postcodes import let_answer
from panel.models import Councillor, Membership, PostcodeEdition, Ward


class ReadOnly(ModelPermissionPolicy):
    """Lets people look, with the permission to view or to change, and do nothing else here."""

    def user_has_permission(self, user, action):
        return action == "view" and (
            super().user_has_permission(user, "view") or super().user_has_permission(user, "change")
        )

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class ReadOnlyViewSet(ModelViewSet):
    """A list, and a page for each row, of what is written elsewhere."""

    inspect_view_enabled = True
    copy_view_enabled = False
    list_export = ()
    exclude_form_fields = ()

    @property
    def permission_policy(self):
        return ReadOnly(self.model)


class WardViewSet(ReadOnlyViewSet):
    model = Ward
    icon = "site"
    menu_label = gettext_lazy("Wards")
    add_to_admin_menu = False
    list_display = ["name", "code", "seats", DateColumn("valid_from"), DateColumn("valid_to")]
    list_filter = ["council_code"]
    search_fields = ["name", "code"]
    inspect_view_fields = [
        *("code", "name", "name_welsh", "council_code", "seats", "valid_from", "valid_to")
    ]
    ordering = ["name"]


class CouncillorViewSet(ModelViewSet):
    model = Councillor
    icon = "user"
    menu_label = gettext_lazy("Councillors")
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display = ["name", "ward", "party", DateColumn("starts_on"), DateColumn("ends_on")]
    list_filter = ["ward"]
    search_fields = ["name", "party"]
    panels = [
        FieldPanel("ward"),
        FieldPanel("name"),
        FieldPanel("party"),
        FieldPanel("email"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ]


class PostcodeEditionIndex(IndexView):
    """The files loaded so far, with a way to return to a complete one."""

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        may = self.request.user.has_perm("panel.change_postcodeedition")
        if may and instance.completed_at and not instance.is_current:
            url = reverse("panel_choose_edition", args=[instance.pk])
            buttons.append(MenuItem(_("Let this file answer"), url, icon_name="check", priority=5))
        return buttons


class PostcodeEditionViewSet(ReadOnlyViewSet):
    model = PostcodeEdition
    index_view_class = PostcodeEditionIndex
    icon = "doc-full"
    menu_label = gettext_lazy("Postcode files")
    add_to_admin_menu = False
    list_display = [
        "product",
        "file_name",
        Column("rows_of_council", label=gettext_lazy("Postcodes of the council")),
        DateColumn("completed_at"),
        BooleanColumn("is_current", label=gettext_lazy("Answers now")),
    ]
    inspect_view_fields = [
        *("product", "file_name", "sha256", "council_code", "rows_read", "rows_kept"),
        *("rows_of_council", "loaded_at", "completed_at", "is_current"),
    ]


class MembershipViewSet(ReadOnlyViewSet):
    """Who is a member, for administrators alone: no answer and no consultation stands beside it."""

    model = Membership
    icon = "group"
    menu_label = gettext_lazy("Members")
    add_to_admin_menu = False
    list_display = ["user", "ward", "age_band", "source", "status", DateColumn("joined_at")]
    list_filter = ["status", "source", "age_band", "ward"]
    search_fields = ["user__email", "user__display_name", "postcode"]
    inspect_view_fields = [
        *("user", "status", "source", "postcode", "ward", "ward_source", "age_band"),
        *("joined_at", "left_at"),
    ]


class PeopleAndPlaces(ModelViewSetGroup):
    menu_label = gettext_lazy("People and places")
    menu_icon = "globe"
    menu_order = 600
    items = (WardViewSet, CouncillorViewSet, MembershipViewSet, PostcodeEditionViewSet)


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


@hooks.register("register_permissions")
def permissions_that_groups_may_get():
    wanted = {
        "ward": ["view"],
        "councillor": ["add", "change", "delete"],
        "membership": ["view"],
        "postcodeedition": ["view", "change"],
    }
    codenames = [f"{action}_{model}" for model, actions in wanted.items() for action in actions]
    return Permission.objects.filter(content_type__app_label="panel", codename__in=codenames)


@hooks.register("register_admin_urls")
def own_addresses():
    return [
        path("postcode-files/<int:pk>/answer/", choose_edition, name="panel_choose_edition"),
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
