"""How the demonstration makes a consultation, and how it ends one."""

from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from consultations.approving import STATEMENTS, approve, ask_for_approval
from consultations.models import (
    Audience,
    ConsultationIndexPage,
    ConsultationPage,
    OutcomePage,
    Subject,
)
from consultations.models.parts import Option
from panel.models import User, Ward
from polls.models import BriefingPage

CONTACT = {
    "contact_name": "Nadia Karim",
    "contact_email": "officer@example.org",
    "contact_phone": "0117 496 0123",
    "offline_ways": "Phone 0117 496 0123, 9am to 5pm, Monday to Friday\n"
    "Ask at any library for the paper form; it has the same questions\n"
    "Easy read, large print and other languages: ask and we send them",
    "privacy_url": "/privacy/",
}


def scale(code: str, wording: str, **fields: Any) -> dict[str, Any]:
    """Return the fields of an item that is answered from 0, strongly against, to 10, strongly for."""
    return {
        "code": code,
        "kind": "scale",
        "wording": wording,
        "low_label": "Strongly against",
        "middle_label": "In the middle",
        "high_label": "Strongly for",
        "hint": "How far are you for or against this?",
        "sensitivity": "open",
        **fields,
    }


def write(
    index: ConsultationIndexPage,
    *,
    options: list[tuple[str, str]],
    wards: tuple[str, ...] = (),
    audiences: tuple[str, ...] = (),
    subject: str,
    **fields: Any,
) -> ConsultationPage:
    """Write a consultation as an officer would; the last option changes nothing."""
    page = ConsultationPage(subject=named(Subject, subject), **{**CONTACT, **fields})
    page.options = [
        Option(sort_order=number, title=title, text=text, is_no_change=number == len(options) - 1)
        for number, (title, text) in enumerate(options)
    ]
    index.add_child(instance=page)
    page.wards.set(Ward.objects.in_force().filter(name__in=wards))
    page.audiences.set([named(Audience, name) for name in audiences])
    page.save()
    return page


def ask(index: ConsultationIndexPage, **fields: Any) -> ConsultationPage:
    """Write and publish a consultation."""
    page = write(index, **fields)
    publish(page)
    return page


def hand_over(index: ConsultationIndexPage, officer: User, **fields: Any) -> ConsultationPage:
    """Write a consultation and ask for a second person, who has not read it yet."""
    page = write(index, live=False, owner=officer, **fields)
    ask_for_approval(page, page.save_revision(user=officer), by=officer)
    return page


def ask_with_approval(
    index: ConsultationIndexPage, officer: User, approver: User, **fields: Any
) -> ConsultationPage:
    """Write a consultation, and have a second person read and publish it, on the record."""
    page = hand_over(index, officer, **fields)
    approve(page, revision=page.latest_revision_id, statements=list(STATEMENTS), by=approver)
    page.refresh_from_db()
    return page


def named(kind: type[Subject | Audience], name: str) -> Any:
    return kind.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def brief(poll, proposals: list[dict[str, Any]], user) -> BriefingPage:
    """Publish a briefing below a poll: each proposal with its reasons on both sides."""
    page = BriefingPage(
        title="Both sides: the briefing",
        slug="briefing",
        introduction="What was measured, and the reasons that people on each side give.",
        minutes=6,
        proposals=[
            (
                "proposal",
                {
                    "title": proposal["title"],
                    "summary": proposal["summary"],
                    "reasons_for": reasons(proposal["for"]),
                    "reasons_against": reasons(proposal["against"]),
                },
            )
            for proposal in proposals
        ],
        reviewers=[
            ("reviewer", {"name": "Dr Helen Osei", "role": "Transport researcher"}),
            ("reviewer", {"name": "Martin Tully", "role": "Chair, Church Road traders"}),
            ("reviewer", {"name": "Ifeoma Grant", "role": "Disability forum"}),
        ],
    )
    poll.add_child(instance=page)
    publish(page, user)
    return page


def reasons(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"text": text, "source": source, "url": ""} for text, source in pairs]


def publish(page, user=None) -> None:
    """Publish a page that was checked as it was stored."""
    page.save_revision(user=user, clean=False).publish(user=user)
    page.refresh_from_db()


def tell_outcome(consultation: ConsultationPage, author, **fields: Any) -> OutcomePage:
    """Publish what came of a consultation, dated to the day when it was decided."""
    outcome = OutcomePage(
        title=consultation.title,
        slug="outcome",
        owner=author,
        author="Nadia Karim, consultation officer",
        decision_url="https://www.example.org/minutes",
        **fields,
    )
    consultation.add_child(instance=outcome)
    publish(outcome, author)
    told = timezone.make_aware(
        timezone.datetime.combine(fields["decided_on"], timezone.datetime.min.time())
    )
    OutcomePage.objects.filter(pk=outcome.pk).update(
        first_published_at=told, last_published_at=told
    )
    return outcome
