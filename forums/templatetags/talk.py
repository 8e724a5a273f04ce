"""Names and places of what people said, in templates."""

from django import template

from forums.names import Shown, author_of

register = template.Library()


@register.filter
def author(contribution) -> Shown:
    """Say who wrote something, as others see them."""
    return author_of(contribution)
