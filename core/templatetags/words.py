"""People's words in templates: stored as written, cleaned here."""

from django import template

from core.html import clean_line, clean_post, inline_links, plain_paragraphs

register = template.Library()


@register.filter
def as_post(text):
    """Show a post with its paragraphs, lists, emphasis and links."""
    return clean_post(text or "")


@register.filter
def as_chat(text):
    """Show what was said in a chat: paragraphs, and links for full addresses."""
    return plain_paragraphs(text or "")


@register.filter
def as_said(text):
    """Show what a resident asked: paragraphs, and addresses as plain text."""
    return plain_paragraphs(text or "", links=False)


@register.filter
def as_line(text):
    """Show a name or a title on one line, without characters that hide."""
    return clean_line(text or "")


@register.filter
def as_source(text):
    """Show a source on one line, a full address in it as a link."""
    return inline_links(text or "")
