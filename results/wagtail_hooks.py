"""What this app adds to the CMS: the words for its entries in the log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("results.export", _("Export results"), _("Exported results"))
