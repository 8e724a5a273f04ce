"""Polls for tests, at any moment of their lives."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.utils import timezone

from core.kept import forget
from polls.models import (
    BriefingPage,
    Choice,
    DeliberativePollPage,
    Item,
    Option,
    QuestionnairePage,
    QuickPollPage,
)
from tests.consultations.factories import make_consultation, make_home
from tests.panel.factories import make_membership, make_user

DAY = timedelta(days=1)
SCALE = {
    "kind": Item.Kind.SCALE,
    "low_label": "Strongly against",
    "middle_label": "In the middle",
    "high_label": "Strongly for",
}
SOON = -1  # days since the round opened: minus is in the future


def make_member(**fields):
    """Return a signed-up person with an active membership."""
    return make_membership(**fields).user


def make_officer(*permissions, **fields):
    """Return a member of staff, with permissions such as "polls.override_stage"."""
    officer = make_user(is_staff=True, first_name="Priya", last_name="Shah", **fields)
    for name in permissions:
        app, codename = name.split(".")
        officer.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return type(officer).objects.get(pk=officer.pk)


def change(pages, **fields) -> None:
    """Change pages behind the editor's back, and have nobody remember how they were."""
    pages.update(**fields)
    forget()


def make_quick_poll(*answers, **fields) -> QuickPollPage:
    """Return a published quick poll that is open now."""
    now = timezone.now()
    number = QuickPollPage.objects.count() + 1
    defaults = {
        "title": f"Quick poll {number}",
        "question": "Should every street get gull-proof sacks?",
        "fact": "A sack costs £4 for each home, once.",
        "opens_at": now - DAY,
        "closes_at": now + DAY,
    }
    poll = QuickPollPage(**defaults | fields)
    poll.choices = [Choice(text=text) for text in answers or ("Yes", "Where people ask", "No")]
    return make_home().add_child(instance=poll)


def close(poll) -> QuickPollPage:
    """Let a quick poll have closed an hour ago."""
    hour_ago = timezone.now() - timedelta(hours=1)
    QuickPollPage.objects.filter(pk=poll.pk).update(closes_at=hour_ago)
    return QuickPollPage.objects.get(pk=poll.pk)


def a_scale(number=1, **fields) -> Item:
    defaults = {"wording": f"Should street {number} stay closed to through traffic?"}
    return Item(**SCALE | defaults | fields)


def a_list(*labels, **fields) -> Item:
    """Return an item with options: one answer unless `kind` says otherwise."""
    item = Item(**{"kind": Item.Kind.SINGLE, "wording": "Which option is best?"} | fields)
    item.options = [Option(label=label) for label in labels or ("Keep", "Change", "Remove")]
    return item


def some_items(count=3) -> list[Item]:
    return [a_scale(number) for number in range(1, count + 1)]


def make_questionnaire(items=None, *, parent=None, **fields) -> QuestionnairePage:
    """Return a published questionnaire that is open now."""
    now = timezone.now()
    defaults = {"title": "Living in Easton", "opens_at": now - DAY, "closes_at": now + DAY}
    page = QuestionnairePage(**defaults | fields)
    page.items = items or some_items()
    parent = parent or make_consultation()
    return QuestionnairePage.objects.get(pk=parent.add_child(instance=page).pk)


def soon():
    """Return a moment before a questionnaire closes at which it may open."""
    return timezone.now() + DAY / 2


STAGES = {  # days from now: first answers open and close, second answers open and close
    "not yet open": (1, 2, 3, 4),
    "before": (-1, 1, 2, 3),
    "between": (-2, -1, 1, 2),
    "after": (-3, -2, -1, 1),
    "closed": (-4, -3, -2, -1),
}


def make_poll(stage="before", items=None, *, parent=None, **fields) -> DeliberativePollPage:
    """Return a published deliberative poll that is in this stage now."""
    now = timezone.now()
    names = ("before_opens_at", "before_closes_at", "after_opens_at", "after_closes_at")
    dates = {name: now + days * DAY for name, days in zip(names, STAGES[stage], strict=True)}
    page = DeliberativePollPage(**{"title": "The trial streets"} | dates | fields)
    page.items = items or some_items()
    parent = parent or make_consultation()
    return DeliberativePollPage.objects.get(pk=parent.add_child(instance=page).pk)


def move_to(poll, stage) -> DeliberativePollPage:
    """Let time pass: return the poll as it is in another stage."""
    now = timezone.now()
    names = ("before_opens_at", "before_closes_at", "after_opens_at", "after_closes_at")
    dates = {name: now + days * DAY for name, days in zip(names, STAGES[stage], strict=True)}
    dates |= {"opens_at": dates["before_opens_at"], "closes_at": dates["after_closes_at"]}
    change(DeliberativePollPage.objects.filter(pk=poll.pk), **dates)
    return DeliberativePollPage.objects.get(pk=poll.pk)


BOTH_SIDES = [
    {
        "title": "Close Beaufort Road to through traffic for good",
        "summary": "Planters stay where they are. Cars can still reach every home.",
        "for": [
            {"text": "Fewer cars pass the school.", "source": "Traffic counts, May 2026"},
            {"text": "Children play outside again.", "source": "Parents of the school"},
        ],
        "against": [
            {"text": "Traffic moves to Church Road.", "source": "Traffic counts, May 2026"},
            {"text": "Buses take longer.", "source": "First Bus", "url": "https://example.org/b"},
        ],
    }
]


def make_briefing(poll, **fields) -> BriefingPage:
    briefing = BriefingPage.with_proposals(BOTH_SIDES, **{"title": "Briefing"} | fields)
    return poll.add_child(instance=briefing)


def answers_to(page, *values) -> dict:
    """Return answers to a page's items in order, the last value for all that remain."""
    items = list(page.items.order_by("sort_order"))
    values = [*values, *[values[-1]] * (len(items) - len(values))] if values else [5] * len(items)
    return {item.pk: value for item, value in zip(items, values, strict=True)}
