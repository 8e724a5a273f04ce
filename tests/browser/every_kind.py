"""A long questionnaire with a question of every kind; made and removed inside the site.

Called by `manage.py shell`: `make()` and `make_shared()` say where one is, `remove()` takes both
away again.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from consultations.models import ConsultationPage
from polls.models import Draft, Item, Option, QuestionnairePage, Response, Row

TITLE = "A question of every kind"
SHARED_TITLE = "Several questions on a page"
ENDS = {"low_label": "Very poor", "middle_label": "In between", "high_label": "Excellent"}
KIND = Item.Kind
SEVEN = (
    *("Strongly agree", "Agree", "Tend to agree", "Neither agree nor disagree"),
    *("Tend to disagree", "Disagree", "Strongly disagree"),
)


def an_item(kind, wording, options=(), rows=(), **fields):
    item = Item(kind=kind, wording=wording, **fields)
    item.options = [
        Option(**(option if isinstance(option, dict) else {"label": option})) for option in options
    ]
    item.rows = [Row(label=label) for label in rows]
    return item


def items():
    """Return the questions; the second is asked of those who came by bus."""
    yield an_item(KIND.SINGLE, "How did you come?", ("By bus", "On foot"), code="how")
    yield an_item(KIND.SCALE, "How was the bus?", asked_if="how = 1", **ENDS)
    yield an_item(
        KIND.MULTIPLE,
        "What did you see?",
        (
            "Trees",
            "Benches",
            {"label": "Something else", "takes_words": True},
            {"label": "None of these", "is_exclusive": True},
        ),
    )
    yield an_item(KIND.RANKING, "Which come first?", ("Trees", "Benches", "Lights"), most=2)
    yield an_item(KIND.MATRIX, "How far do you agree?", ("Agree", "Disagree"), ("Clean", "Safe"))
    yield an_item(KIND.GAP, "What do you expect, and get?", rows=("How quick it is",), **ENDS)
    yield an_item(KIND.POSTCODE, "Where do you shop?")
    yield an_item(KIND.PLACE, "Where is it worst?")
    yield an_item(KIND.FEELING, "How do you feel about the street?")
    yield an_item(KIND.NUMBER, "How long did you wait?", unit="minutes", highest=90)
    yield an_item(KIND.DATE, "When was it?")
    yield an_item(KIND.SHORT, "Which street was it?", longest=40)
    yield an_item(KIND.TEXT, "What should change?", is_required=False)
    yield an_item(KIND.FILE, "Have you a picture of it?", is_required=False)
    yield Item(kind=KIND.STANDARD, standard="condition")


def visit():
    """Return questions of which most share a page."""
    shared = {"on_same_page": True}
    yield an_item(KIND.SINGLE, "How did you come?", ("By bus", "On foot"))
    yield an_item(KIND.NUMBER, "How long did you wait?", unit="minutes", page_heading="Your visit")
    yield an_item(KIND.DATE, "When was it?", **shared)
    yield an_item(
        KIND.MATRIX, "How far do you agree?", SEVEN, ("It was clean", "It felt safe"), **shared
    )
    yield an_item(KIND.TEXT, "What should change?", is_required=False, **shared)
    yield an_item(KIND.SCALE, "How was it in all?", **ENDS)


def make() -> str:
    return publish(TITLE, items())


def make_shared() -> str:
    return publish(SHARED_TITLE, visit())


@transaction.atomic
def publish(title: str, of_page) -> str:
    now = timezone.now()
    page = QuestionnairePage(
        title=title, opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=9)
    )
    page.items = list(of_page)
    for place, item in enumerate(page.items.all()):
        item.sort_order = place
    parent = ConsultationPage.objects.live().filter(slug="liveable-neighbourhoods").get()
    return parent.add_child(instance=page).url


@transaction.atomic
def remove() -> None:
    for page in QuestionnairePage.objects.filter(title__in=(TITLE, SHARED_TITLE)):
        Response.objects.filter(page=page).delete()
        Draft.objects.filter(page=page).delete()
        page.delete()
