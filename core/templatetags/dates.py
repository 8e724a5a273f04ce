"""Dates and times in templates, in London and in words; nothing for nothing."""

from django import template

from core import dates

register = template.Library()


@register.filter
def day(value) -> str:
    return dates.day(value) if value else ""


@register.filter
def full_day(value) -> str:
    """Say the day with its year, where it is read years after."""
    return dates.day(value, year=True) if value else ""


@register.filter
def short_day(value) -> str:
    return dates.short_day(value) if value else ""


@register.filter
def clock(value) -> str:
    return dates.clock(value) if value else ""


@register.filter
def moment(value) -> str:
    return dates.moment(value) if value else ""


@register.filter
def full_moment(value) -> str:
    """Say the moment with its year, in records that are read years after."""
    return dates.full_moment(value) if value else ""


@register.filter
def left(value) -> str:
    return dates.left(value) if value else ""


@register.filter
def late(value) -> str:
    return dates.late(value) if value else ""
