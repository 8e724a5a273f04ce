"""Tell those who took part, and those who follow, what came of a consultation: once each."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.models import ConsultationPage, Follow, OutcomePage
from panel.messages.people import batches
from panel.messages.purposes import People, Purpose, Words, register
from panel.messages.queueing import begin_mailing
from panel.models import Mailing, Membership, User


def outcome_was_published(outcome: OutcomePage) -> None:
    """Have everybody told what we did, once this is certain."""
    begin_mailing(purpose=OUTCOME.code, about=outcome.pk, title=outcome.consultation.title)


def results_were_published(consultation: ConsultationPage) -> None:
    """Have everybody told what was said, once this is certain."""
    begin_mailing(purpose=RESULTS.code, about=consultation.pk, title=consultation.title)


def people_concerned(consultation: ConsultationPage) -> People:
    """Give, in batches, the active accounts that took part in a consultation or follow it.

    Answers know keys, not people. So each person is turned into their key and looked for; nobody is
    found from their answers.
    """
    followers = set(Follow.objects.filter(consultation=consultation).values_list("user", flat=True))
    people = User.objects.filter(
        Q(membership__in=Membership.objects.to_be_told()) | Q(pk__in=followers)
    )
    for users in batches(people):
        took_part = consultation.participants(users)
        yield [user for user in users if user.pk in followers or user.pk in took_part]


def outcome_of(mailing: Mailing) -> OutcomePage | None:
    """Return the outcome of a mailing while it is published."""
    return OutcomePage.objects.live().filter(pk=mailing.about).first()


def consultation_of_results(mailing: Mailing) -> ConsultationPage | None:
    return ConsultationPage.objects.live().filter(pk=mailing.about).first()


def people_of_outcome(mailing: Mailing) -> People:
    outcome = outcome_of(mailing)  # it may be unpublished again before its turn comes
    return people_concerned(outcome.consultation) if outcome else iter(())


def people_of_results(mailing: Mailing) -> People:
    page = consultation_of_results(mailing)
    return people_concerned(page) if page else iter(())


def words_of_outcome(mailing: Mailing, users: Sequence[User]) -> dict[int, Words]:
    page = outcome_of(mailing)
    if page is None:
        return {}
    return dict.fromkeys([user.pk for user in users], words("outcome", page.consultation, page))


def words_of_results(mailing: Mailing, users: Sequence[User]) -> dict[int, Words]:
    page = consultation_of_results(mailing)
    if page is None:
        return {}
    return dict.fromkeys([user.pk for user in users], words("results", page, page))


def words(kind: str, consultation: ConsultationPage, page) -> Words:
    return Words(
        f"consultations/mail/{kind}",
        {"consultation": consultation, "page": page, "url": page.full_url},
    )


OUTCOME = register(
    Purpose(
        code="outcome",
        kind=Mailing.Kind.TASK,
        label=_("Outcome published"),
        people=people_of_outcome,
        words=words_of_outcome,
    )
)
RESULTS = register(
    Purpose(
        code="results",
        kind=Mailing.Kind.TASK,
        label=_("Results published"),
        people=people_of_results,
        words=words_of_results,
    )
)
