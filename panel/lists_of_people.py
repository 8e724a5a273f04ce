"""Lists of people in the CMS: members, and the lists that they were imported from."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from panel.lists_of_places import ReadOnlyViewSet
from panel.models import MemberImport, Membership


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


class MemberImportIndex(IndexView):
    """The lists imported so far, with the way to another."""

    @cached_property
    def header_buttons(self):
        if not self.request.user.has_perm("panel.add_memberimport"):
            return []
        url = reverse("panel_import_list")
        return [HeaderButton(_("Import a list"), url=url, icon_name="upload")]


class MemberImportViewSet(ReadOnlyViewSet):
    model = MemberImport
    index_view_class = MemberImportIndex
    icon = "upload"
    menu_label = gettext_lazy("Imported lists")
    add_to_admin_menu = False
    list_display = ["file_name", "imported", "already", "left_out", DateColumn("imported_at")]
    inspect_view_fields = ["file_name", "sha256", "imported", "already", "left_out", "imported_at"]
