"""How accounts behave where the account library leaves it open."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.at_once import RowsAsText, rows_in
from core.compiled import Compiled, Gap
from panel import mail
from panel.models import User
from panel.second_step import SecondStepStage, asks_second_step, in_staff_group


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by proving an address; the library's own messages go out in our words."""

    def is_open_for_signup(self, request):
        """Say no: joining is the way, and it does not pass through the library's own page."""
        return False

    def get_login_stages(self):
        """Put our rule of who is asked for a second step in the library's place."""
        theirs = f"{AuthenticateStage.__module__}.{AuthenticateStage.__qualname__}"
        ours = f"{SecondStepStage.__module__}.{SecondStepStage.__qualname__}"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user):
        """Name the ways to prove once more who it is, the strongest of this person first.

        Of a visitor there is none, and the library leads them to the door.
        """
        if not user.is_authenticated:
            return []
        kinds = Authenticator.Type
        found = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        is_strict = asks_second_step(user)
        ways = []
        if kinds.TOTP in found or (kinds.RECOVERY_CODES in found and is_strict):
            ways.append(("mfa_reauthenticate", _("Use the code of your app, or a spare code")))
        if kinds.WEBAUTHN in found:
            ways.append(("mfa_reauthenticate_webauthn", _("Use your passkey")))
        if not is_strict:
            ways.append(("account_confirm", _("Use a code by e-mail")))
        return [{"id": n, "description": words, "url": reverse(n)} for n, words in ways]

    def send_mail(self, template_prefix, email, context):
        """Send a notice of the library, such as "two-step sign-in was turned on", as ours."""
        mail.compose(email, template_prefix, context).send()

    def add_message(self, request, level, message_template=None, message_context=None, **options):
        """Say nothing: our pages say what happened."""


def permissions_of(user) -> QuerySet:
    """Ask for a person's own permissions and those of their groups, as app and codename."""
    own = User.user_permissions.through.objects.filter(user=user).values("permission")
    groups = User.groups.through.objects.filter(user=user).values("group")
    by_group = Group.permissions.through.objects.filter(group__in=groups).values("permission")
    found = Permission.objects.filter(Q(pk__in=own) | Q(pk__in=by_group))
    return found.order_by().values_list("content_type__app_label", "codename")


def in_full(permissions) -> set[str]:
    """Return permissions by the names that Django asks for."""
    return {f"{app}.{codename}" for app, codename in permissions}


@Compiled
def signed_in():
    """A person by number, whether they have a role, and what they may do."""
    role = ExpressionWrapper(in_staff_group(OuterRef("pk")), output_field=BooleanField())
    pk = Gap("pk", User._meta.pk)
    return (
        User.objects.annotate(is_in_staff_group=role, may=RowsAsText(permissions_of(pk)))
        .select_related("membership__ward")
        .defer("membership__ward__geometry", "membership__ward__outline")
        .filter(pk=pk)
    )


class PermissionsOnly(ModelBackend):
    """Knows what people may do. It lets nobody in: `panel.signing_in` and its like do."""

    def authenticate(self, request, username=None, password=None, **credentials):
        return None

    def get_user(self, user_id):
        """Return who is signed in, with their membership and ward, which nearly every page asks.

        Whether they have a role comes along, for every page asks that too, and what they may do.
        """
        user = signed_in.one(pk=user_id)
        if user and user.is_active and not user.is_superuser:
            user._perm_cache = in_full(rows_in(user.may))
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        """Read a person's own permissions and those of their groups at once."""
        is_plain = user_obj.is_active and not user_obj.is_anonymous and not user_obj.is_superuser
        if obj is not None or not is_plain:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = in_full(permissions_of(user_obj.pk))
        return user_obj._perm_cache
