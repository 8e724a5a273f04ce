"""What the page to sign in shows in the demonstration, and nowhere else."""

from django import template

from home.demonstration.accounts import RESIDENT, to_sign_in_with
from panel.models import User
from panel.signing_in import sends_no_mail

register = template.Library()


@register.inclusion_tag("home/demonstration_accounts.html", takes_context=True)
def demonstration_accounts(context):
    """List the invented people whom a visitor can sign in as; nobody where they are not loaded."""
    is_here = sends_no_mail() and User.objects.filter(email=RESIDENT).exists()
    return {
        "accounts": to_sign_in_with() if is_here else [],
        "csrf_token": context.get("csrf_token"),
    }
