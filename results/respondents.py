"""Who answered a poll, or anything in a consultation: counted by group, behind the scenes.

Answers know a key and the answers about oneself another, so both are found from the person, each
member in turn. What is kept are the figures that may be seen. They are counted by themselves in the
night after the close, and stay; before it, officers have them counted, and again only once as many
as the threshold have answered since: of two counts the difference would be a few people.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page

from analysis.disclosure import SUPPRESSED, Sensitivity
from consultations.models import ConsultationPage
from panel.messages.people import batches
from panel.models import CouncilSettings, User, Ward
from panel.population import BAND_OF, LABELS
from panel.residents import AGE, WARD
from panel.trends import version_of
from polls.models import DeliberativePollPage, QuestionnairePage
from polls.models.respondents import ORGANISATIONS
from polls.models.responses import FIRST_WAVES
from results.answers_by_ward import counted_by_ward
from results.models import GroupCount
from results.protection import Groups, protected_groups
from results.publication import closing_moment
from results.reports import report_of, wards_of
from results.telling import NOT_TOLD, read_told

LOOKS_BACK = dt.timedelta(days=366)  # answers of long ago have lost the way back to a person


def counted(page: Page) -> GroupCount | None:
    return GroupCount.objects.filter(subject=subject_of(page.pk)).first()


def subject_of(page_pk: int) -> str:
    return f"page-{page_pk}"


def end_of(page) -> dt.datetime | None:
    """Return when the last answers came in, or will."""
    return page.closes_at if isinstance(page, ConsultationPage) else closing_moment(page)


def is_final(page, count: GroupCount | None) -> bool:
    """Say whether a count was made after the close, and after the last paper: then it stays."""
    end = end_of(page)
    if count is None or end is None or count.counted_at <= end:
        return False
    if not isinstance(page, QuestionnairePage):
        return True
    entered = page.responses.filter(submitted_at__gt=count.counted_at, received_on__isnull=False)
    return not entered.exists()


def count_closed() -> int:
    """Count what has closed within a year and is not counted since; return how many pages."""
    done = 0
    for page in _closed():
        done += not is_final(page, counted(page)) and count_now(page)
    return done


def _closed():
    now = timezone.now()
    span = {"closes_at__lt": now, "closes_at__gt": now - LOOKS_BACK}
    yield from ConsultationPage.objects.live().filter(withdrawn_at=None, **span)
    for page in QuestionnairePage.objects.live().specific():
        end = end_of(page)
        if end is not None and now - LOOKS_BACK < end < now:
            yield page


@task()
def count_respondents(page_pk: int) -> bool:
    """Count who answered a page so far, if that may be done now; say whether it was."""
    page = Page.objects.live().filter(pk=page_pk).first()
    return page is not None and count_now(page.specific)


def count_now(page) -> bool:
    """Count unless it was done since the close, or too few have answered since; say whether."""
    figures = figures_of(page)
    with transaction.atomic():
        before = GroupCount.objects.select_for_update().filter(subject=subject_of(page.pk)).first()
        end = end_of(page)
        is_over = end is not None and end < timezone.now()
        threshold = CouncilSettings.load().suppression_threshold
        if is_final(page, before):
            return False
        if before and not is_over and figures["n"] - before.figures["n"] < threshold:
            return False
        GroupCount.objects.update_or_create(
            subject=subject_of(page.pk),
            defaults={"figures": figures, "counted_at": timezone.now()},
        )
    return True


# ---- the counting --------------------------------------------------------------------------------


def figures_of(page) -> dict[str, Any]:
    """Count the people who answered by each variable, and publish what may be seen of it."""
    told = read_told()
    counts: dict[str, Counter[str]] = {one.name: Counter() for one in told.variables}
    ages: Counter[str] = Counter()
    wards: Counter[int] = Counter()
    n = 0
    members = User.objects.filter(membership__restricted_at=None, membership__isnull=False)
    for users in batches(members):
        took_part = page.participants(users) - _for_organisations(page, users)
        for user in users:
            if user.pk in took_part:
                n += 1
                ages[user.membership.age_band] += 1
                wards[user.membership.ward_id] += 1
                for name, value in told.of(user.pk).items():
                    counts[name][value] += 1
    if isinstance(page, QuestionnairePage):  # what answers say of age and ward, of all who answered
        ages, wards = _by_answers(page)
        n = individuals_of(page).count()
    return {
        "n": n,
        "variables": _published(page, told.variables, counts, ages, wards),
        "ward_boundaries": version_of(_wards_of(page)),
    }


def _for_organisations(page, users) -> set[int]:
    """Return who answered for an organisation, and so stands for no group of people."""
    if not isinstance(page, QuestionnairePage) or not page.asks_respondent_type:
        return set()
    keys = {user.key_for(page.subject): user.pk for user in users}
    found = page.responses.filter(key__in=keys, respondent_type__in=ORGANISATIONS)
    return {keys[key] for key in found.values_list("key", flat=True)}


def individuals_of(page: QuestionnairePage) -> Any:
    """Return a response for each person who answered for themselves."""
    return page.responses.counting().of_individuals().filter(wave__in=FIRST_WAVES)


def _by_answers(page: QuestionnairePage) -> tuple[Counter[str], Counter[int]]:
    ages: Counter[str] = Counter()
    wards: Counter[int] = Counter()
    rows = individuals_of(page)
    for age, ward in rows.values_list("age_band", "ward").iterator():
        ages[age] += 1
        wards[ward or 0] += 1
    return ages, wards


def _published(page, variables, counts, ages, wards) -> dict[str, dict[str, Any]]:
    threshold = CouncilSettings.load().suppression_threshold
    bands: Counter[str] = Counter()
    for age, people in ages.items():
        if age:
            bands[BAND_OF[age]] += people
    found = {
        AGE: protected_groups(
            {code: bands[code] for code in LABELS}, threshold, Sensitivity.STANDARD
        ),
        WARD: _by_ward(page, wards, threshold),
    }
    for one in variables:
        by_value = {code: counts[one.name][code] for code, _label in one.values if code != NOT_TOLD}
        found[one.name] = protected_groups(by_value, threshold)
    return {name: {"base": one.base, "groups": one.counts} for name, one in found.items()}


def _by_ward(page, people: Counter[int], threshold: int) -> Groups:
    """Count by the wards in force at the close; what the poll's own report hides is hidden here."""
    wards = _wards_of(page)
    hidden = frozenset[str]()
    if isinstance(page, DeliberativePollPage):
        report = report_of(page, threshold=threshold)
        codes = {ward.pk: ward.code for ward in wards}
        hidden = frozenset(
            codes[pk]
            for pk, base in report.ward_bases.items()
            if pk in codes and base == SUPPRESSED
        )
    elif isinstance(page, QuestionnairePage):
        of_few = counted_by_ward(page, threshold).of_few
        hidden = frozenset(ward.code for ward in wards if ward.pk in of_few)
    return protected_groups(
        {ward.code: people[ward.pk] for ward in wards},
        threshold,
        Sensitivity.STANDARD,
        hidden_elsewhere=hidden,
    )


def _wards_of(page) -> list[Ward]:
    code = CouncilSettings.load().council_code
    return [ward for ward in wards_of_page(page) if ward.council_code == code]


def wards_of_page(page) -> list[Ward]:
    """Return the wards in force when a page closed, or today, without their boundaries."""
    if isinstance(page, QuestionnairePage):
        return wards_of(page)
    day = page.closes_at.date() if page.closes_at else None
    return list(Ward.objects.in_force(day).defer("geometry"))
