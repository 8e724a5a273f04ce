"""Lists of places in the CMS: wards and what became of them, councillors, loaded files."""

import datetime as dt

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from core.dates import full_moment, short_day
from panel.models import (
    BoundaryChange,
    Councillor,
    LoadedFile,
    PostcodeEdition,
    Ward,
    WardGroup,
    WardSuccession,
)


class ReadOnly(ModelPermissionPolicy):
    """Lets people look, with the permission to view or to change, and do nothing else here."""

    def user_has_permission(self, user, action):
        return action == "view" and (
            super().user_has_permission(user, "view") or super().user_has_permission(user, "change")
        )

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class Record(InspectView):
    """The page of a row: days as people here say them, and a dash for what there is not."""

    def get_field_display_value(self, field_name, field):
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, dt.datetime):
            return full_moment(value)
        if isinstance(value, dt.date):
            return short_day(value, year=True)
        return "–" if value in (None, "") else value


class ReadOnlyViewSet(ModelViewSet):
    """A list, and a page for each row, of what is written elsewhere."""

    inspect_view_enabled = True
    inspect_view_class = Record
    copy_view_enabled = False
    list_export = ()
    exclude_form_fields = ()

    @property
    def permission_policy(self):
        return ReadOnly(self.model)


class SeatsOnly(ReadOnly):
    """Lets people look at wards, and with the permission to change set how many they elect."""

    def user_has_permission(self, user, action):
        if action == "change":
            return ModelPermissionPolicy.user_has_permission(self, user, "change")
        return super().user_has_permission(user, action)


class WardViewSet(ReadOnlyViewSet):
    """Wards come from files; what files seldom say, the number of councillors, is set here."""

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
    panels = [FieldPanel("seats")]

    @property
    def permission_policy(self):
        return SeatsOnly(self.model)


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
        newest = self.newest
        if newest and newest.replaced.get("edition") == instance.pk:
            url = reverse("panel_take_back", args=[newest.pk])
            buttons.append(MenuItem(_("Take this file back"), url, icon_name="undo", priority=6))
        return buttons

    @cached_property
    def newest(self) -> LoadedFile | None:
        """Return the newest file that stands, if it is one of postcodes and this person may."""
        if not self.request.user.has_perm("panel.change_loadedfile"):
            return None
        newest = LoadedFile.objects.standing().first()
        return newest if newest and newest.kind == LoadedFile.Kind.POSTCODES else None


class PostcodeEditionViewSet(ReadOnlyViewSet):
    model = PostcodeEdition
    index_view_class = PostcodeEditionIndex
    icon = "doc-full"
    menu_label = gettext_lazy("Postcode files")
    add_to_admin_menu = False
    list_display = [
        "product",
        Column("edition", label=gettext_lazy("Edition"), sort_key="month"),
        "file_name",
        Column("rows_of_council", label=gettext_lazy("Postcodes of the council")),
        DateColumn("completed_at"),
        BooleanColumn("is_current", label=gettext_lazy("Answers now")),
    ]
    inspect_view_fields = [
        *("product", "edition", "file_name", "sha256", "council_code", "rows_read", "rows_kept"),
        *("rows_of_council", "loaded_at", "completed_at", "is_current"),
    ]


class WardGroupViewSet(ModelViewSet):
    model = WardGroup
    icon = "site"
    menu_label = gettext_lazy("Groups of wards")
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display = ["name"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("wards", widget=forms.CheckboxSelectMultiple)]


SHARES = [
    Column(
        "share_of_earlier",
        label=gettext_lazy("Of the earlier ward"),
        accessor=lambda pair: f"{pair.share_of_earlier:.1%}",
    ),
    Column(
        "share_of_later",
        label=gettext_lazy("Of the later ward"),
        accessor=lambda pair: f"{pair.share_of_later:.1%}",
    ),
]


COUNTED_IN = Column(
    "counted_in",
    label=gettext_lazy("Shares are of"),
    accessor=lambda pair: pair.get_counted_in_display(),
)


class WardSuccessionViewSet(ReadOnlyViewSet):
    """Which ward became which; counted in people where small areas have counts."""

    model = WardSuccession
    icon = "site"
    menu_label = gettext_lazy("Earlier and later wards")
    add_to_admin_menu = False
    list_display = ["earlier", "later", "postcodes", *SHARES, COUNTED_IN]
    list_filter = ["earlier", "later"]
    inspect_view_fields = [
        *("earlier", "later", "postcodes", "people", "counted_in"),
        *("share_of_earlier", "share_of_later"),
    ]


class BoundaryChangeViewSet(ReadOnlyViewSet):
    model = BoundaryChange
    icon = "date"
    menu_label = gettext_lazy("Changes of boundaries")
    add_to_admin_menu = False
    list_display = [DateColumn("on"), "by_postcode", "by_best_fit", "to_confirm"]
    inspect_view_fields = ["on", "carried_out_at", "by_postcode", "by_best_fit", "to_confirm"]


class LoadedFileIndex(IndexView):
    """The files loaded so far; the newest that stands can be taken back."""

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        may = self.request.user.has_perm("panel.change_loadedfile")
        if may and instance == LoadedFile.objects.standing().first():
            url = reverse("panel_take_back", args=[instance.pk])
            buttons.append(MenuItem(_("Take this file back"), url, icon_name="undo", priority=5))
        return buttons


class LoadedFileViewSet(ReadOnlyViewSet):
    model = LoadedFile
    index_view_class = LoadedFileIndex
    icon = "doc-full"
    menu_label = gettext_lazy("Loaded files")
    add_to_admin_menu = False
    list_display = [
        "kind",
        "edition",
        "file_name",
        "rows",
        DateColumn("loaded_at"),
        DateColumn("taken_back_at"),
    ]
    list_filter = ["kind"]
    inspect_view_fields = [
        *("kind", "edition", "file_name", "sha256", "rows", "loaded_at", "taken_back_at"),
        "tables_in_words",
    ]
