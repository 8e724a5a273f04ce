"""E8.4: erased, a member is in no table, no file and no message; what was published stays."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage

from forums.chats import ask
from forums.debate import open_topic
from panel import mail
from panel.joining import leave_panel
from panel.kept_here import forget_letters
from panel.messages.own import messages_to
from panel.models import Mailing, MobileNumber, User
from panel.texts.outbox import Outbox
from polls.models import QuestionnairePage, Wave
from polls.responding import submit_response
from results.exports.making import make_export, public_zip
from results.models import Export
from tests.forums.factories import make_forum, make_session
from tests.home.traces import traces
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.polls.factories import (
    DAY,
    answers_to,
    change,
    make_member,
    make_officer,
    make_questionnaire,
)

pytestmark = pytest.mark.django_db
EMAIL, NUMBER = "quillon.farrow@example.org", "+447700900877"
FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def outboxes(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, str(tmp_path / "mail")
    settings.TEXTS, settings.TEXT_FILE_PATH = "outbox", tmp_path / "texts"
    return tmp_path


@pytest.fixture
def member():
    make_council(suppression_threshold=5)
    user = make_user(email=EMAIL, display_name="Quillon F", first_name="Quillon")
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    make_membership(user=user, postcode="BS9 1ZQ", ward=make_ward(name="Easton"))
    MobileNumber.objects.create(user=user, number=NUMBER)
    return User.objects.get(pk=user.pk)


def test_an_erased_member_is_nowhere_and_what_was_published_stays(
    member, outboxes, django_capture_on_commit_callbacks
):
    page = make_questionnaire(title="Parks")
    for person in (member, *(make_member() for _one in range(5))):
        submit_response(user=person, page=page, wave=Wave.ONLY, answers=answers_to(page, 3))
    change(QuestionnairePage.objects.filter(pk=page.pk), closes_at=page.opens_at + DAY / 2)
    page = QuestionnairePage.objects.get(pk=page.pk)
    officer = make_officer("results.export_results")
    made = make_export(
        poll=page, audience="pseudonymous", format="csv", purpose="To weight", by=officer
    ).export
    published = public_zip(page, "csv")
    open_topic(forum=make_forum(), author=member, title="Benches", text="More of them")
    asked = ask(session=make_session(), author=member, text="When do they come?")
    assert asked.author == member
    for template in ("panel/mail/password_set", "panel/mail/welcome"):
        assert mail.send(member, template, {"ends_on": page.opens_at}, kind="service")
    Outbox().send(NUMBER, "A code for you", "r1")
    Outbox().send("+447700900111", "A code for somebody else", "r2")
    mail.stop(member)
    places = {place.split()[0] for place in traces()}
    assert {"panel_user", "panel_membership", "panel_mobilenumber"} <= places
    # Two letters of one second may share a file: Django names it by the clock and the connection.
    files = [Path(place) for place in places if place.startswith(str(outboxes))]
    assert {file.parent.name for file in files} == {"mail", "texts"}

    with django_capture_on_commit_callbacks(execute=True):
        leave_panel(member)

    assert traces() == set()
    assert Export.objects.get(pk=made.pk).superseded_at
    assert public_zip(page, "csv") == published
    asked.refresh_from_db()
    assert asked.author.email.endswith("@invalid") and asked.text == "When do they come?"
    assert [text.number for text in Outbox().newest()] == ["+447700900111"]
    assert mail.has_stopped(make_user(email=EMAIL))
    assert not messages_to(member, Mailing.objects.none())


def test_a_file_with_letters_to_others_keeps_them(tmp_path, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, str(tmp_path)
    letters = [
        EmailMessage("Hello", f"To {to}", "us@example.org", [to])
        for to in (EMAIL, "other@example.org", f"Quillon <{EMAIL.upper()}>")
    ]
    from django.core.mail import get_connection

    with get_connection() as connection:
        connection.send_messages(letters)
    about = EmailMessage("About", f"See {EMAIL}", "us@example.org", ["staff@example.org"])
    about.send()
    assert len(list(tmp_path.iterdir())) == 2
    forget_letters(tmp_path, EMAIL)
    left = "".join(path.read_text() for path in tmp_path.iterdir())
    assert "To: other@example.org" in left and "To: staff@example.org" in left
    assert "quillon.farrow@example.org\n" not in left.lower().replace(f"see {EMAIL}\n", "")
    assert len(list(tmp_path.iterdir())) == 2
