"""Names and places of what people said, in templates."""

from django import template
from django.utils.safestring import SafeString

from forums.models import Post
from forums.names import Shown, author_of
from forums.showing import html_of, shown_post

register = template.Library()


@register.filter
def author(contribution) -> Shown:
    """Say who wrote something, as others see them."""
    return author_of(contribution)


@register.simple_tag(takes_context=True)
def show_post(context, post: Post) -> SafeString:
    """Show a post of a topic, with what its reader may do about it."""
    may_answer = not context["refusal"] and not context["topic"].is_closed
    shown = shown_post(post, may_answer=may_answer, may_judge=context["may_moderate"])
    return html_of(shown, context["csrf_token"])
