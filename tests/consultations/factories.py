"""A site with consultations for tests."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from wagtail.models import Page, Site

from consultations.models import (
    ConsultationIndexPage,
    ConsultationPage,
    Option,
    OutcomeIndexPage,
    OutcomePage,
    Subject,
)
from home.models import HomePage


def make_home() -> HomePage:
    """Return the front page, made once, with the two lists below it."""
    home = HomePage.objects.first()
    if home:
        return home
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Ask Bristol", slug="ask-bristol"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    home.add_child(instance=ConsultationIndexPage(title="Consultations", slug="consultations"))
    home.add_child(
        instance=OutcomeIndexPage(
            title="We asked, you said, we did", slug="we-asked-you-said-we-did"
        )
    )
    return home


def make_subject(name="Transport") -> Subject:
    return Subject.objects.get_or_create(name=name, defaults={"slug": name.lower()})[0]


def from_now(**span) -> datetime:
    """Return a moment so far from now, on the full minute.

    It is counted on London's clocks: whole weeks lead to the same time of day, and the same day of
    the week, however late it is now and whatever the clocks do in between. Midnight itself would
    be read as the end of the day, so a minute further away stands for it.
    """
    away = timedelta(**span)
    moment = (timezone.localtime() + away).replace(second=0, microsecond=0)
    if (moment.hour, moment.minute) != (0, 0):
        return moment
    return moment + timedelta(minutes=1 if away > timedelta() else -1)


def a_consultation(**fields) -> ConsultationPage:
    """Return a complete consultation that is open now, not yet in the tree."""
    number = ConsultationPage.objects.count() + 1
    closes_at = fields.get("closes_at") or from_now(days=18)
    defaults = {
        "title": f"Should the trial streets stay? {number}",
        "slug": f"trial-streets-{number}",
        "summary": "Planters have kept through traffic off 14 streets. Should they stay?",
        "proposal": "<p>The committee will choose one of two options.</p>",
        "can_change": "Which streets stay closed\nHours of the bus gates",
        "settled": "Ambulances pass everywhere",
        "why": "The trial ends this winter.",
        "audience": "People who live or work in east Bristol.",
        "decision_maker": "Transport Policy Committee",
        "decision_by": (closes_at + timedelta(days=90)).date(),
        "opens_at": closes_at - timedelta(days=42),
        "closes_at": closes_at,
        "contact_name": "Nadia Karim",
        "contact_email": "nadia@bristol.example.org",
        "contact_phone": "0117 496 0123",
        "offline_ways": "Phone 0117 496 0123\nPaper forms at Junction 3 Library",
        "privacy_url": "/privacy/",
    }
    page = ConsultationPage(**defaults | fields)
    page.options = [
        Option(title="Keep them", text="Planters become kerbs. £1.2 million.", sort_order=0),
        Option(
            title="No change", text="As in 2025. £0.2 million.", sort_order=1, is_no_change=True
        ),
    ]
    return page


def make_consultation(*, wards=(), **fields) -> ConsultationPage:
    """Return a published consultation that is open now unless its dates say otherwise."""
    make_home()
    page = ConsultationIndexPage.objects.get().add_child(instance=a_consultation(**fields))
    if wards:
        ConsultationPage.wards.through.objects.bulk_create(
            ConsultationPage.wards.through(consultationpage=page, ward=ward) for ward in wards
        )
    return ConsultationPage.objects.get(pk=page.pk)


def make_closed_consultation(**fields) -> ConsultationPage:
    """Return a consultation that closed a week ago."""
    return make_consultation(**{"closes_at": from_now(days=-7)} | fields)


def an_outcome(**fields) -> OutcomePage:
    """Return a complete outcome, not yet in the tree."""
    defaults = {
        "title": "What we did about the trial streets",
        "slug": "outcome",
        "we_asked": "Should the trial streets stay?",
        "you_said": "61% of 934 people said yes.",
        "we_did": "Ten stay, four reopen.",
        "decision_url": "https://bristol.example.org/minutes",
        "decided_on": date(2026, 10, 6),
        "author": "Nadia Karim, engagement officer",
    }
    return OutcomePage(**defaults | fields)


def make_outcome(consultation=None, **fields) -> OutcomePage:
    """Return a published outcome of a closed consultation."""
    consultation = consultation or make_closed_consultation()
    page = consultation.add_child(instance=an_outcome(**{"live": False} | fields))
    page.save_revision().publish()
    return OutcomePage.objects.get(pk=page.pk)
