"""What the CMS knows of invitations of members: a list, a way to it, the log and addresses."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from consultations.invitation_views import (
    InvitationViewSet,
    count_answers,
    invite_members,
    may_invite,
    remind_members,
)
from consultations.models import Invitation


@hooks.register("register_admin_viewset")
def invitations_in_the_cms():
    return InvitationViewSet()


@hooks.register("acts_on_a_sample")
def ways_from_a_sample(sample, user):
    """Lead from a sample to the letters, and to the invitations that went out by it."""
    if user.has_perm("consultations.view_invitation"):
        for invitation in Invitation.objects.filter(sample=sample):
            yield (
                _("What came of the invitations"),
                reverse("invitation:inspect", args=[invitation.pk]),
            )
    if not sample.refusal_to_invite and may_invite(user, sample.page):
        yield _("Invite these members"), reverse("consultations_invite", args=[sample.pk])


@hooks.register("register_admin_urls")
def addresses_of_invitations():
    return [
        path("samples/<row:pk>/invite/", invite_members, name="consultations_invite"),
        path(
            "invitations-of-members/<row:pk>/remind/", remind_members, name="consultations_remind"
        ),
        path(
            "invitations-of-members/<row:pk>/count/",
            count_answers,
            name="consultations_count_answers",
        ),
    ]


@hooks.register("register_permissions")
def permissions_to_invite():
    return Permission.objects.filter(
        content_type__app_label="consultations",
        codename__in=["view_invitation", "add_invitation"],
    )


@hooks.register("register_log_actions")
def actions_on_invitations(actions):
    for name, label, done in (
        ("members_invited", gettext_lazy("Invite members"), gettext_lazy("Members invited")),
        ("members_reminded", gettext_lazy("Remind members"), gettext_lazy("Members reminded")),
    ):
        actions.register_action(f"consultations.{name}", label, done)
