"""What templates of polls need beside their context."""

from django import template

from consultations import words
from core.charts import Vote, vote_bars
from polls.branching import rule_in_words
from polls.formats import offered_by
from polls.kiosks import COOKIE, SALT
from polls.models.responses import Format
from polls.sending import stamp as new_stamp
from polls.speaking import easy_words_in_order, language_of

register = template.Library()


@register.simple_tag(takes_context=True)
def at_kiosk(context) -> bool:
    """Say whether somebody sits at a shared tablet: then nothing may lead away from its timer."""
    request = context.get("request")
    token = request.get_signed_cookie(COOKIE, default="", salt=SALT) if request else ""
    return bool(token) and not request.user.is_authenticated


@register.inclusion_tag("polls/kiosk/bar.html", takes_context=True)
def kiosk_bar(context, page, is_done=False) -> dict:
    """Offer whoever sits at a shared tablet to clear it for the next person."""
    return {
        "is_at_kiosk": at_kiosk(context),
        "is_done": is_done,
        "page": page,
        "csrf_token": context.get("csrf_token"),
    }


register.simple_tag(language_of)
register.filter(easy_words_in_order)


@register.simple_tag
def formats(page) -> list[dict]:
    """Return the formats in which a questionnaire can be read, and which it is read in now."""
    now = page.read_in or Format.STANDARD
    return [
        {"name": one.value, "label": one.label, "is_now": one == now} for one in offered_by(page)
    ]


@register.simple_tag
def stamp() -> str:
    """Return the signed moment at which a form is shown."""
    return new_stamp()


@register.filter
def bars(tally) -> list:
    """Return the rows of a result's chart; every answer in the same colour, for none is ours."""
    turnout = tally.turnout or 1
    return vote_bars(
        Vote(label=share.text, share=share.votes / turnout, votes=share.votes)
        for share in tally.shares
    )


@register.filter
def when(value) -> str:
    """Return "on Sunday 1 November", or with the time if it matters."""
    return words.when(value) if value else ""


@register.filter
def until(value) -> str:
    """Return "Sunday 1 November", or with the time if it matters."""
    return words.until(value) if value else ""


@register.filter
def asked_of(item, items) -> str:
    """Say who is asked a question that is not for everybody."""
    return rule_in_words(item, items)
