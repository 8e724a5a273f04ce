"""Who of the staff was shown who a member is: one row for each person on each page."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.models.people import months_after

MONTHS_KEPT = 12


def kept_until():
    return months_after(timezone.localdate(), MONTHS_KEPT)


class LookedAt(models.Model):
    """One showing of one person's name, e-mail, phone or address to one member of staff.

    The database refuses to change a row, and to delete it before its day. Only the accounts that it
    points at may go from it, when they are deleted.
    """

    class Page(models.TextChoices):
        MEMBERS = "members", _("List of members")
        MEMBER = "member", _("Record of a member")
        ENDING = "ending", _("Ending a place")
        ACCOUNTS = "accounts", _("List of accounts")
        ACCOUNT = "account", _("Account")
        DRAW = "draw", _("Names on a draw")
        HOLDS = "holds", _("Holds on people")
        REQUEST = "request", _("Request for one’s own data")
        COMPLAINT = "complaint", _("Complaint about data")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    as_role = models.CharField(_("role then"), max_length=200)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    page = models.CharField(_("page"), max_length=10, choices=Page)
    why = models.CharField(_("why"), max_length=300)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    kept_until = models.DateField(default=kept_until)

    class Meta:
        default_permissions = ()
        permissions = [
            ("search_audit", "May search the log of what staff did and of whom they looked at"),
            ("review_access", "May review who of the staff has access"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d} {self.get_page_display()}"
