"""How accounts behave where the account library leaves it open."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend

from panel import mail


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by proving an address; the library's own messages go out in our words."""

    def is_open_for_signup(self, request):
        """Say no: joining is the way, and it does not pass through the library's own page."""
        return False

    def send_mail(self, template_prefix, email, context):
        """Send a notice of the library, such as "two-step sign-in was turned on", as ours."""
        mail.compose(email, template_prefix, context).send()

    def add_message(self, request, level, message_template=None, message_context=None, **options):
        """Say nothing: our pages say what happened."""


class PermissionsOnly(ModelBackend):
    """Knows what people may do. Nobody signs in with a password, so it lets nobody in."""

    def authenticate(self, request, username=None, password=None, **credentials):
        return None
