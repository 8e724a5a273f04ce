"""Task messages as texts: through the real client of GOV.UK Notify, each once, stopped at once."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as post_box
from django.test import Client
from django.utils import timezone

from panel import mail
from panel.messages.deciding import SENDING_LASTS, call_off, send_again, sweep
from panel.messages.posting import post_round
from panel.messages.purposes import PURPOSES, Purpose, Words, register
from panel.messages.queueing import queue
from panel.models import (
    Bounce,
    Consent,
    Mailing,
    Message,
    MessageWishes,
    MobileNumber,
    StoppedAddress,
)
from panel.texts.outbox import Outbox
from panel.texts.reference import messages_of, reference_of
from tests.panel.factories import make_council, make_membership, make_user
from tests.panel.notify import KEY, TEMPLATE, TOKEN, fake_notify

pytestmark = pytest.mark.django_db
NUMBER = "+447700900123"


@pytest.fixture(scope="module")
def server():
    with fake_notify() as server:
        yield server


@pytest.fixture(autouse=True)
def notify(server, settings):
    """A site that texts through Notify."""
    server.taken, server.asked, server.answer, server.on_text = [], [], None, None
    settings.TEXTS = "notify"
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE = KEY, TEMPLATE
    settings.NOTIFY_BASE_URL, settings.NOTIFY_CALLBACK_TOKEN = server.url, TOKEN
    settings.NOTIFY_TAKES_REPLIES = True
    make_council()
    for code, kind in (("news", "task"), ("must", "service")):
        register(
            Purpose(
                code=code,
                kind=kind,
                label=code,
                people=lambda mailing: iter(()),
                words=lambda mailing, users: dict.fromkeys(
                    [user.pk for user in users],
                    Words(
                        f"consultations/mail/{'results' if mailing.about < 90 else 'no'}",
                        {"consultation": {"title": mailing.title}, "url": "https://x.example/"},
                    ),
                ),
            )
        )
    yield server
    del PURPOSES["news"], PURPOSES["must"]


@pytest.fixture
def member():
    user = make_membership().user
    MobileNumber.objects.create(user=user, number=NUMBER)
    MessageWishes.objects.create(user=user, channel="text")
    return user


def begin(user, *titles, purpose="news", kind="task") -> Mailing:
    for title in titles or ("Parks",):
        about = Mailing.objects.count() + 1
        mailing = Mailing.objects.create(
            purpose=purpose,
            about=about,
            subject=f"message-{purpose}-{about}",
            title=title,
            kind=kind,
            addressed_at=timezone.now(),
        )
        queue(mailing, [user])
    return mailing


def post() -> int:
    return post_round(now=timezone.now())


def call(client, address, said, token=TOKEN):
    return client.post(
        f"/texts/{address}/",
        json.dumps(said),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def receipt(client, text, status="delivered", **changed):
    said = {"id": text["id"], "reference": text["reference"], "to": text["phone_number"]}
    return call(client, "receipts", said | {"status": status} | changed)


def reply(client, words, number="447700900123"):
    return call(client, "replies", {"source_number": number, "message": words})


# ---- out -----------------------------------------------------------------------------------------


def test_a_task_message_goes_out_as_one_text_and_as_no_letter(member, notify):
    begin(member)
    assert post() == 1
    [text] = notify.taken
    assert (text["phone_number"], text["template_id"]) == (NUMBER, TEMPLATE)
    assert text["personalisation"]["message"] == (
        "Ask Bristol: the results of Parks are out. https://x.example/\n\n"
        "To stop texts, reply STOP."
    )
    assert post_box.outbox == []
    message = Message.objects.get()
    assert (message.state, message.channel) == ("sent", "text")
    assert post() == 0


def test_a_service_message_comes_by_e_mail_all_the_same(member, notify):
    begin(member, purpose="must", kind="service")
    assert post() == 1
    assert (len(notify.taken), len(post_box.outbox)) == (0, 1)


def test_without_replies_a_link_stops_texts(member, notify, settings):
    settings.NOTIFY_TAKES_REPLIES = False
    begin(member)
    post()
    token = member.message_wishes.token
    assert notify.taken[0]["personalisation"]["message"].endswith(f"/mail/stop/{token}/")


def test_daily_messages_come_as_one_text(member, notify):
    MessageWishes.objects.update(rhythm="daily")
    begin(member, "Parks", "Pools")
    post_round(now=timezone.now() + timezone.timedelta(days=2))
    [text] = notify.taken
    assert text["personalisation"]["message"].count("the results of") == 2
    assert len(messages_of(text["reference"])) == 2


def test_a_text_of_many_is_shortened_and_says_so(member, notify):
    MessageWishes.objects.update(rhythm="daily")
    begin(member, *(f"{'Parks and gardens ' * 8}{n}" for n in range(9)))
    post_round(now=timezone.now() + timezone.timedelta(days=2))
    words = notify.taken[0]["personalisation"]["message"]
    assert len(words) < 918
    assert "more: http" in words


@pytest.mark.parametrize(
    "unfit",
    [
        lambda user: MessageWishes.objects.update(channel="email"),
        lambda user: MobileNumber.objects.all().delete(),
        lambda user: StoppedAddress.objects.create(digest=mail.digest(NUMBER), channel="text"),
        lambda user: Bounce.objects.create(
            digest=mail.digest(NUMBER), message="1", channel="text", is_hard=True
        ),
    ],
)
def test_otherwise_it_comes_by_e_mail(member, notify, unfit):
    unfit(member)
    begin(member)
    assert post() == 1
    assert (len(notify.taken), len(post_box.outbox)) == (0, 1)


def test_who_stopped_all_messages_gets_no_text(member, notify):
    begin(member)
    mail.stop(member)
    assert post() == 0
    assert notify.taken == []


def test_an_address_that_bounces_does_not_keep_texts_back(member, notify):
    Bounce.objects.create(digest=mail.digest(member.email), message="1", is_hard=True)
    begin(member)
    assert post() == 1
    assert len(notify.taken) == 1


# ---- what Notify answers -------------------------------------------------------------------------


def wrong(error, message):
    return {"status_code": 400, "errors": [{"error": error, "message": message}]}


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        ((400, wrong("ValidationError", "phone_number Not enough digits")), "failed", "said 400"),
        ((400, wrong("BadRequestError", "Can’t send using a trial key")), "queued", ""),
        ((403, wrong("AuthError", "Invalid token")), "queued", ""),
        ((429, wrong("TooManyRequestsError", "Exceeded send limits")), "queued", ""),
        ((500, wrong("Exception", "Internal server error")), "unknown", ""),
    ],
)
def test_a_refusal_is_told_from_what_nobody_knows(member, notify, answer, state, why):
    notify.answer = answer
    begin(member)
    assert post() == 0
    message = Message.objects.get()
    assert message.state == state
    assert why in message.why


def test_a_service_that_is_not_there_loses_nothing_however_long(member, notify, settings):
    url, settings.NOTIFY_BASE_URL = settings.NOTIFY_BASE_URL, "http://127.0.0.1:9"
    begin(member)
    for hours in range(0, 24, 3):
        assert post_round(now=timezone.now() + timezone.timedelta(hours=hours)) == 0
    assert Message.objects.get().state == "queued"
    settings.NOTIFY_BASE_URL = url
    assert post_round(now=timezone.now() + timezone.timedelta(hours=30)) == 1


def test_what_was_taken_before_is_not_sent_again(member, notify):
    """The answer to a text is lost on the way; an officer has it sent again."""
    mailing = begin(member)
    message = Message.objects.get()
    notify.taken.append({"id": "1", "reference": reference_of([message.pk]), "status": "sending"})
    Message.objects.update(
        state="sending", channel="text", claim="c", claimed_at=timezone.now(), tries=1
    )
    sweep(now=timezone.now() + SENDING_LASTS * 2)
    assert Message.objects.get().state == "unknown"
    send_again(mailing=mailing, by=make_user(is_staff=True))
    assert post() == 1
    assert len(notify.taken) == 1
    assert len(notify.asked) == 1
    assert Message.objects.get().state == "sent"


def test_a_reference_is_read_by_nobody_else(settings):
    reference = reference_of([2, 1])
    assert reference == reference_of([1, 2])
    assert messages_of(reference) == [1, 2]
    assert messages_of(f"{reference[:-4]}AAA=") == messages_of("!") == messages_of("code-1") == []
    settings.PARTICIPATION_SECRET = "another"
    assert messages_of(reference) == []


# ---- receipts ------------------------------------------------------------------------------------


def test_that_a_text_arrived_is_noted_once(client, member, notify):
    begin(member)
    post()
    for _time in range(2):
        assert receipt(client, notify.taken[0]).status_code == 204
    message = Message.objects.get()
    assert (message.state, message.arrived_at.second) == ("sent", 0)


def test_that_it_arrived_settles_what_nobody_knew(client, member, notify):
    begin(member)
    post()
    Message.objects.update(state="unknown", sent_at=None)
    receipt(client, notify.taken[0])
    assert Message.objects.get().state == "sent"


def test_a_number_that_is_none_is_paused_and_the_message_comes_by_e_mail(client, member, notify):
    begin(member)
    post()
    for _time in range(2):
        receipt(client, notify.taken[0], "permanent-failure")
    assert Message.objects.get().state == "queued"
    assert post() == 1
    assert len(post_box.outbox) == 1
    assert NUMBER[1:] not in str(list(Bounce.objects.values()))
    begin(member, "Pools")
    assert post() == 1
    assert (len(notify.taken), len(post_box.outbox)) == (1, 2)


def test_three_failures_for_now_pause_a_number_and_two_do_not(client, member, notify):
    for about in range(3):
        begin(member, f"News {about}")
        post_round(now=timezone.now())
        receipt(client, notify.taken[-1], "temporary-failure")
        assert len(notify.taken) == about + 1
        assert Bounce.objects.pausing().exists() is (about == 2)
        Message.objects.update(state="cancelled")


def test_a_text_that_arrives_makes_good_what_failed_for_now(client, member, notify):
    begin(member)
    post()
    receipt(client, notify.taken[0], "temporary-failure")
    Message.objects.update(channel="text")
    receipt(client, notify.taken[0])
    assert not Bounce.objects.exists()


def test_technical_failures_are_not_the_numbers_fault(client, member, notify):
    begin(member)
    post()
    receipt(client, notify.taken[0], "technical-failure")
    assert not Bounce.objects.exists()
    assert Message.objects.get().state == "queued"


def test_a_receipt_that_is_none_of_ours_changes_nothing(client, member, notify):
    begin(member)
    post()
    for reference in ("", None, "code-123", "x" * 40):
        answer = receipt(client, notify.taken[0], "permanent-failure", reference=reference)
        assert answer.status_code == 204
    assert Message.objects.get().state == "sent"
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("address", ["receipts", "replies"])
def test_only_notify_with_our_token_is_heard(
    client, notify, settings, address, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert call(client, address, {}, token="guess").status_code == 403
        assert client.post(f"/texts/{address}/").status_code == 403
        for broken in ({}, [], "text", None):
            assert call(client, address, broken).status_code == 400
        assert call(client, address, {"x": "y" * 30_000}).status_code == 413
    assert client.get(f"/texts/{address}/").status_code == 405
    settings.NOTIFY_CALLBACK_TOKEN = ""
    assert call(client, address, {}, token="").status_code == 404


# ---- replies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["STOP", " stop. ", "Stop please", "STOPIO", "unsubscribe"])
def test_stop_stops_texts_at_once_and_leaves_e_mail(client, member, notify, words):
    begin(member)
    for _time in range(2):
        assert reply(client, words).status_code == 204
    assert post() == 1
    assert (len(notify.taken), len(post_box.outbox)) == (0, 1)
    [choice] = Consent.objects.filter(user=member)
    assert (choice.purpose, choice.choice, choice.channel) == ("texts", "withdrawn", "text")
    assert StoppedAddress.objects.get().channel == "text"
    assert "7700900123" not in str(list(StoppedAddress.objects.values()))


def test_notify_brings_no_form_token(member, notify):
    assert reply(Client(enforce_csrf_checks=True), "stop").status_code == 204
    assert StoppedAddress.objects.exists()


def test_start_begins_again(client, member, notify):
    reply(client, "stop")
    reply(client, "START")
    begin(member)
    assert post() == 1
    assert len(notify.taken) == 1


def test_start_alone_signs_nobody_up(client, member, notify):
    MessageWishes.objects.update(channel="email")
    reply(client, "start")
    begin(member)
    post()
    assert notify.taken == []
    assert not Consent.objects.exists()


@pytest.mark.parametrize("words", ["Thank you", "", "please do not stop", "👍"])
def test_other_answers_change_nothing(client, member, words):
    assert reply(client, words).status_code == 204
    assert not StoppedAddress.objects.exists()


def test_a_stop_outlives_the_account_until_texts_are_chosen_again(client, member, notify):
    reply(client, "stop")
    member.is_active = False
    member.save()
    member.delete()
    again = make_membership().user
    MobileNumber.objects.create(user=again, number=NUMBER)
    MessageWishes.objects.create(user=again, channel="text")
    begin(again)
    post()
    assert notify.taken == []
    client.force_login(again)
    assert "You answered a text with STOP" in client.get("/account/messages/").text
    client.post("/account/messages/", {"rhythm": "instant", "language": "en-gb", "channel": "text"})
    begin(again, "Pools")
    post()
    assert len(notify.taken) == 1


# ---- for staff -----------------------------------------------------------------------------------


def staff(*codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


@pytest.fixture
def outbox(settings, tmp_path):
    settings.TEXTS, settings.TEXT_FILE_PATH = "outbox", tmp_path
    make_council(is_demonstration=True)
    return Outbox()


def test_administrators_read_the_outbox_of_a_demonstration(client, member, outbox):
    begin(member)
    assert post() == 1
    client.force_login(staff("change_messagesettings"))
    page = client.get("/admin/mailings/texts/").text
    assert "07700 900123" in page
    assert "the results of Parks are out" in page


@pytest.mark.parametrize(
    ("codename", "texts"), [("view_mailing", "outbox"), ("change_messagesettings", "notify")]
)
def test_nobody_else_does_and_there_is_none_elsewhere(client, outbox, settings, codename, texts):
    settings.TEXTS = texts
    client.force_login(staff(codename))
    assert client.get("/admin/mailings/texts/").status_code in (302, 403)


def test_officers_see_how_many_texts_arrived_and_never_where(client, member, notify):
    mailing = begin(member)
    post()
    receipt(client, notify.taken[0])
    reply(client, "stop")
    client.force_login(staff("view_mailing"))
    page = client.get(f"/admin/mailing/inspect/{mailing.pk}/").text
    assert "1 text has arrived" in page
    page = client.get("/admin/mailings/addresses/").text
    assert "Text message" in page
    assert "7700" not in page


def test_a_mailing_of_texts_can_be_called_off(member, notify):
    mailing = begin(member)
    call_off(mailing=mailing, by=make_user(is_staff=True))
    assert post() == 0
    assert notify.taken == []
