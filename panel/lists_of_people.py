"""Lists of people in the CMS: members, the lists they came from, and invitations."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from core.dates import short_day
from panel.correcting_for import PARTS
from panel.lists_of_places import ReadOnlyViewSet, Record
from panel.looking import NotesWhomItShows
from panel.models import AgeBand, InvitationBatch, LookedAt, MemberImport, Membership
from panel.staff_forms import BatchForm, NewBatchForm


def day_column(name: str, label) -> Column:
    """Return a column of days that may lie ahead, which the CMS's own calls "just now"."""
    return Column(name, label=label, accessor=lambda row: short_day(getattr(row, name), year=True))


class MembershipIndex(NotesWhomItShows, IndexView):
    """The members, when their places end, and the way to end one for a reason."""

    looked_page = LookedAt.Page.MEMBERS
    looked_why = gettext_lazy("To look for a member")

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("user", "ward")

    def people_shown(self, context):
        return [membership.user for membership in context["object_list"]]

    @cached_property
    def header_buttons(self):
        url = reverse("panel_ends_of_terms")
        return [HeaderButton(_("When places end"), url=url, icon_name="calendar-alt")]

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        for priority, (label, url, icon) in enumerate(acts_on(instance, self.request.user), 20):
            buttons.append(MenuItem(label, url, icon_name=icon, priority=priority))
        return buttons


def acts_on(membership: Membership, user) -> Iterator[tuple[str, str, str]]:
    """Name what somebody may do about a member: the words, the address and the icon."""
    if not user.has_perm("panel.change_membership") or membership.status in Membership.GONE:
        return
    for part, words in PARTS.items():
        label = _("Correct: %(part)s") % {"part": words}
        yield label, reverse("panel_correct_member", args=[membership.pk, part]), "edit"
    yield _("Remove from the panel"), reverse("panel_remove_member", args=[membership.pk]), "cross"


class InspectMembership(NotesWhomItShows, Record):
    page_title = gettext_lazy("Member")
    looked_page = LookedAt.Page.MEMBER
    looked_why = gettext_lazy("To see what is held on a member")

    def people_shown(self, context):
        return [self.object.user]

    @cached_property
    def header_more_buttons(self):
        return [
            Button(label, url=url, icon_name=icon, priority=priority)
            for priority, (label, url, icon) in enumerate(
                acts_on(self.object, self.request.user), 20
            )
        ]


class MembershipFilters(WagtailFilterSet):
    age_band = ChoiceFilter(label=gettext_lazy("Age band"), choices=AgeBand.choices)

    class Meta:
        model = Membership
        fields = ["status", "source", "age_band", "ward"]  # noqa: RUF012


class MembershipViewSet(ReadOnlyViewSet):
    """Who is a member, for administrators alone: no answer and no consultation stands beside it."""

    model = Membership
    index_view_class = MembershipIndex
    inspect_view_class = InspectMembership
    icon = "group"
    menu_label = gettext_lazy("Members")
    add_to_admin_menu = False
    list_display = [
        *("user", "ward", "age_band", "source"),
        Column("standing_in_words", label=gettext_lazy("Status today")),
        DateColumn("joined_at"),
        day_column("term_ends_on", gettext_lazy("Place lasts until")),
    ]
    filterset_class = MembershipFilters
    search_fields = ["user__email", "user__display_name", "postcode"]
    inspect_view_fields = [
        *("user", "status", "source", "batch", "postcode", "ward", "ward_source", "age_band"),
        *("joined_at", "term_ends_on", "paused_until", "restricted_at", "left_at"),
        "removed_because",
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


class InvitationBatchIndex(IndexView):
    """The batches, how many of each joined, and the way to the codes while they can be made."""

    def get_base_queryset(self):
        return super().get_base_queryset().with_response().select_related("ward")

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        may = self.request.user.has_perm("panel.add_invitationbatch")
        if may and instance.codes_made_at is None:
            url = reverse("panel_make_codes", args=[instance.pk])
            buttons.append(MenuItem(_("Download the codes"), url, icon_name="download", priority=5))
        return buttons


def response_in_words(batch) -> str:
    rate = batch.response_rate
    return _("no rate") if rate is None else f"{rate:.1%}"


class NewInvitationBatch(CreateView):
    """After a batch is made, its codes are what somebody wants."""

    def get_success_url(self):
        return reverse("panel_make_codes", args=[self.object.pk])


class InvitationBatchViewSet(ModelViewSet):
    """Batches of invitations; none is deleted, for members came with it."""

    model = InvitationBatch
    index_view_class = InvitationBatchIndex
    add_view_class = NewInvitationBatch
    icon = "mail"
    menu_label = gettext_lazy("Invitations")
    add_to_admin_menu = False
    copy_view_enabled = False
    list_export = ()
    list_display = [
        "name",
        "ward",
        Column("number", label=gettext_lazy("Codes")),
        Column("returned", label=gettext_lazy("Returned")),
        Column("codes_used", label=gettext_lazy("Used")),
        Column("joined", label=gettext_lazy("Joined")),
        Column(
            "response_rate",
            label=gettext_lazy("Used of those delivered"),
            accessor=response_in_words,
        ),
        day_column("expires_on", gettext_lazy("Last day")),
    ]
    list_filter = ["kind", "ward"]
    search_fields = ["name"]

    def get_form_class(self, for_update=False):
        return BatchForm if for_update else NewBatchForm
