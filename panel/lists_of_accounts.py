"""The accounts in the CMS: Wagtail's own list and page, which put on record whom they show."""

from django.utils.translation import gettext_lazy as _
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)
from wagtail.users.views.users import DeleteView, EditView, IndexView, UserViewSet

from panel.looking import NotesWhomItShows
from panel.models import LookedAt


class AccountIndex(NotesWhomItShows, IndexView):
    looked_page = LookedAt.Page.ACCOUNTS
    looked_why = _("To look for an account, or to give a role")

    def people_shown(self, context):
        return context["object_list"]


class EditAccount(NotesWhomItShows, EditView):
    looked_page = LookedAt.Page.ACCOUNT
    looked_why = _("To change an account or its roles")

    def people_shown(self, context):
        return [self.object]


class DeleteAccount(NotesWhomItShows, DeleteView):
    looked_page = LookedAt.Page.ACCOUNT
    looked_why = _("To delete an account")

    def people_shown(self, context):
        return [self.object]


class AccountViewSet(UserViewSet):
    index_view_class = AccountIndex
    edit_view_class = EditAccount
    delete_view_class = DeleteAccount


class OfSeveral(NotesWhomItShows):
    """A page that asks what to do with the accounts that were ticked in their list."""

    looked_page = LookedAt.Page.ACCOUNTS
    looked_why = _("To change several accounts")

    def people_shown(self, context):
        return [row["item"] for row in context["items"]]


class AssignRole(OfSeveral, AssignRoleBulkAction):
    pass


class DeleteSeveral(OfSeveral, DeleteBulkAction):
    pass


class SetActive(OfSeveral, SetActiveStateBulkAction):
    pass
