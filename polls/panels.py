"""Panels of the editor that show rather than ask."""

from wagtail.admin.panels import Panel

from polls.balance import balances


class BalancePanel(Panel):
    """Shows the words for and against each proposal as last saved, and warns outside 40 to 60."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "polls/admin/balance_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            found = balances(self.instance.proposals) if self.instance.pk else []
            return {**context, "balances": found, "has_warning": any(not b.is_fair for b in found)}
