"""Tabs from one moderators' queue to the others."""

from django import template

from core.queues import queues_for

register = template.Library()


@register.inclusion_tag("components/queues.html", takes_context=True)
def queues(context, here: str) -> dict:
    """Draw a tab for each queue that this person may work in; `here` is the name of this one."""
    return {"queues": queues_for(context["request"].user), "here": here}
