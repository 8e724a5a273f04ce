"""Loading the demonstration, all or nothing, and keeping it live."""

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from consultations.models import ConsultationIndexPage
from core.daily import JOBS
from forums.models import ExpertSessionPage
from home.demonstration import (
    accounts,
    getting_around,
    liveable,
    night_bus,
    others,
    paperwork,
    people,
    place,
    pool,
    surveying,
    talking,
    telling,
    workplace,
)
from home.models import HomePage
from panel.models import CouncilSettings, Mailing, Membership


def is_loaded() -> bool:
    return CouncilSettings.load().is_demonstration


def load(stdout) -> None:
    """Fill an empty site with the demonstration; refuse to touch any other."""
    if HomePage.objects.exists() or Membership.objects.exists():
        raise CommandError(
            "This site has pages or members already. The demonstration is only loaded into an empty one: "
            f"set FOLKMOOT_VAR or DATABASE_URL to another place. It is {settings.DATABASES['default']['NAME']}."
        )
    with transaction.atomic():
        stdout.write("Loading Bristol's wards, postcodes and census counts ...")
        place.set_up_council()
        place.load_places(stdout)
        home = place.plant_tree()
        stdout.write("Inventing 1,400 members ...")
        staff = accounts.make_staff()
        people.make_councillors()
        members = people.make_members()
        talking.write_rules()
        stdout.write("Asking them ...")
        index = ConsultationIndexPage.objects.get()
        getting_around.load(index, staff, members)
        pool.load_pool(index, staff, members)
        night_bus.load(index, staff)
        liveable.load(index, staff, members)
        workplace.load(index, staff, members)
        surveying.load(index, staff, members)
        others.load_park(index, staff)
        others.load_hangars(index)
        others.load_quick_polls(home)
        telling.load(members)
        paperwork.load(index, staff, members)
        for job in JOBS.values():  # what the night of a real site has counted
            job()
    # Publishing began messages to people who are invented, once it was certain: none goes out.
    DBTaskResult.objects.all().delete()
    Mailing.objects.all().delete()


def keep_session_live() -> None:
    """Move the demonstration's session on, so that there is always one that can be joined."""
    of_trial = "/liveable-neighbourhoods/poll/experts/"
    session = ExpertSessionPage.objects.filter(url_path__endswith=of_trial).first()
    if session and session.has_closed and not session.room.closed_at:
        session.closes_at = talking.closing_time()
        session.save_revision().publish()
