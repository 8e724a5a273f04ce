"""Questionnaires whose answers in own words are published, and answers to them."""

from core.retention import Held
from polls.models import Item, QuestionnairePage, Wave
from polls.publishing import IN_DRAFT
from polls.responding import submit_response
from tests.polls.factories import change, make_member, make_questionnaire

NOBODY_HELD = Held()


def make_open_words(items=None, **fields) -> QuestionnairePage:
    """Return a questionnaire that is open, and whose officer turned publishing on in time."""
    items = items or [Item(kind=Item.Kind.TEXT, wording="What would you change in the park?")]
    return make_questionnaire(items, publishes_responses=True, **fields)


def words_sent(page, *texts, choice="anonymous", name="", by=None):
    """Send one member's answers in order, with a choice about publishing them."""
    items = page.items.order_by("sort_order")
    answers = {item.pk: text for item, text in zip(items, texts, strict=True)}
    if choice:
        answers[IN_DRAFT] = {"choice": choice, "name": name}
    return submit_response(user=by or make_member(), page=page, wave=Wave.ONLY, answers=answers)


def close(page) -> QuestionnairePage:
    """Let a questionnaire have closed."""
    change(QuestionnairePage.objects.filter(pk=page.pk), closes_at=page.opens_at)
    return QuestionnairePage.objects.get(pk=page.pk)
