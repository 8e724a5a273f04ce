"""Panels of the editor that show rather than ask."""

from django.urls import reverse
from wagtail.admin.panels import Panel

from panel.models import CouncilSettings
from polls.balance import balances


class BalancePanel(Panel):
    """Shows the words for and against each proposal as last saved, and warns outside 40 to 60."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "polls/admin/balance_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            found = balances(self.instance.proposals) if self.instance.pk else []
            return {**context, "balances": found, "has_warning": any(not b.is_fair for b in found)}


class FramePanel(Panel):
    """Shows what to paste into another site of the council, and which sites may show it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "polls/admin/frame_panel.html"

        def get_context_data(self, parent_context=None):
            return {
                **super().get_context_data(parent_context),
                "address": self.request.build_absolute_uri(reverse("polls:framed")),
                "sites": CouncilSettings.load().frame_sites.split(),
            }
