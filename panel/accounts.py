"""How accounts behave where the account library leaves it open."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by joining the panel or by staff."""
