"""Codes of invitations: made once, kept as hashes, used once, and counted."""

import csv
import datetime as dt
import io
import math
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core.dates import short_day
from core.refusals import Refused
from panel import views
from panel.invitations import ALPHABET, LENGTH, batch_of, make_codes, normalise_code, use_code
from panel.joining import join_panel
from panel.models import InvitationBatch, InvitationCode, Membership, User
from tests.panel.factories import (
    BRISTOL,
    make_council,
    make_edition,
    make_membership,
    make_user,
    make_ward,
)

TODAY = timezone.localdate
JOIN, WHERE, YOU = "/join/", "/join/where/", "/join/you/"


@pytest.fixture(autouse=True)
def easton(db):
    make_council()
    ward = make_ward(name="Easton", code="E05010896")
    make_edition(BS56XX=(BRISTOL, ward.code, ""))
    return ward


def make_batch(**fields):
    defaults = {"name": f"Letters {InvitationBatch.objects.count()}", "number": 3}
    return InvitationBatch.objects.create(
        **defaults | {"expires_on": TODAY() + dt.timedelta(days=30)} | fields
    )


def code_of(**fields):
    return make_codes(batch=make_batch(**fields))[0]


def become_member(ward, code, user=None):
    return join_panel(
        user=user or make_user(),
        postcode="BS5 6XX",
        ward=ward,
        ward_source="postcode",
        age_band="35-49",
        code=code,
    )


# ---- the codes -----------------------------------------------------------------------------------


def test_a_code_has_sixty_bits_and_no_letter_that_looks_like_another():
    assert math.log2(len(ALPHABET) ** LENGTH) > 60
    assert not set("0O1IL") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_codes_differ_and_only_their_hashes_are_kept():
    batch = make_batch(number=200)
    codes = make_codes(batch=batch)
    assert len(set(codes)) == batch.codes.count() == 200
    assert all(re.fullmatch(r"\w{5}-\w{4}-\w{4}", code) for code in codes)
    kept = str(list(InvitationCode.objects.values())) + str(list(InvitationBatch.objects.values()))
    assert not any(code in kept or normalise_code(code) in kept for code in codes)


def test_a_hash_is_keyed_by_the_secret_outside_the_database(settings):
    code = code_of()
    settings.PARTICIPATION_SECRET = "another-secret-of-another-council-entirely"
    with pytest.raises(Refused, match="We do not know this code"):
        batch_of(code)


def test_codes_are_made_once():
    batch = make_batch()
    make_codes(batch=batch)
    with pytest.raises(Refused, match="downloaded already"):
        make_codes(batch=batch)
    assert batch.codes.count() == 3


@pytest.mark.parametrize(
    "change",
    [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c} ", lambda c: c.replace("-", " – ")],
)
def test_a_code_may_be_typed_in_any_case_with_or_without_dashes(change):
    batch = make_batch()
    code = make_codes(batch=batch)[0]
    assert batch_of(change(code)) == batch


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"expires_on": dt.date(2020, 3, 31), "starts_on": dt.date(2020, 3, 1)},
            "This code ran out on 31 March 2020. You can join without it.",
        ),
        (
            {"expires_on": dt.date(2100, 3, 31), "starts_on": dt.date(2100, 3, 1)},
            "This code works from 1 March 2100. You can join now without it.",
        ),
    ],
)
def test_a_code_works_between_its_days(fields, words):
    with pytest.raises(Refused) as refusal:
        use_code(code_of(**fields))
    assert str(refusal.value) == words
    assert InvitationCode.objects.filter(used_on__isnull=False).count() == 0


def test_a_code_works_on_its_first_and_on_its_last_day():
    assert use_code(code_of(starts_on=TODAY(), expires_on=TODAY()))


# ---- using them ----------------------------------------------------------------------------------


def test_a_membership_keeps_the_batch_and_the_code_keeps_nobody(easton):
    batch = make_batch(ward=easton)
    first, second, _third = make_codes(batch=batch)
    member = become_member(easton, first)
    assert (member.source, member.batch) == ("invitation", batch)
    assert InvitationCode.objects.filter(used_on=TODAY()).count() == 1
    fields = {field.name for field in InvitationCode._meta.get_fields()}
    assert fields == {"id", "batch", "digest", "used_on"}
    with pytest.raises(Refused, match="This code was used already"):
        become_member(easton, first)
    become_member(easton, second)
    assert batch.memberships.count() == 2


def test_a_code_is_not_used_up_by_who_cannot_join(easton):
    code, member = code_of(), make_membership()
    with pytest.raises(Refused, match="a member of the panel already"):
        become_member(easton, code, user=member.user)
    with pytest.raises(Refused, match="one of the council’s wards"):
        become_member(make_ward(council_code="E06000025"), code)
    assert InvitationCode.objects.filter(used_on__isnull=False).count() == 0
    assert become_member(easton, code).source == "invitation"


def test_one_code_of_an_event_is_for_all_who_are_there(easton):
    batch = make_batch(kind="event", number=1)
    [code] = make_codes(batch=batch)
    members = [become_member(easton, code) for _person in range(3)]
    assert {(m.source, m.batch) for m in members} == {("event", batch)}


def test_the_response_counts_codes_used_of_those_delivered(easton):
    batch = make_batch(number=10, returned=2)
    codes = make_codes(batch=batch)
    for code in codes[:4]:
        become_member(easton, code)
    make_codes(batch=make_batch(number=5))
    # Who leaves or is deleted does not make the letter unanswered.
    Membership.objects.first().delete()
    read = InvitationBatch.objects.with_response().get(pk=batch.pk)
    assert (read.codes_used, read.joined, read.response_rate) == (4, 3, 4 / 8)


@pytest.mark.parametrize("fields", [{"returned": 3}, {"kind": "event", "number": 1}])
def test_no_rate_is_made_up_where_nothing_was_delivered(fields):
    make_codes(batch=make_batch(**fields))
    assert InvitationBatch.objects.with_response().get().response_rate is None


def test_a_batch_without_codes_has_no_rate():
    make_batch()
    assert InvitationBatch.objects.with_response().get().response_rate is None


@pytest.mark.parametrize(
    "fields",
    [
        {"returned": 4},
        {"kind": "event", "number": 2},
        {"expires_on": dt.date(2020, 1, 1)},
    ],
)
def test_the_database_refuses_a_batch_that_cannot_be(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_batch(**fields)


def test_the_database_refuses_a_batch_for_who_was_not_invited():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(batch=make_batch(), source="open")


@pytest.mark.django_db(transaction=True)
def test_of_twelve_who_use_a_code_at_once_one_gets_in(easton):
    code = code_of()
    people = [make_user() for _person in range(12)]

    def try_to_join(user):
        try:
            return become_member(easton, code, user=user).source
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        came = list(threads.map(try_to_join, people))
    assert came.count("invitation") == 1
    assert came.count("This code was used already. Each works once. You can join without it.") == 11
    assert Membership.objects.count() == 1


# ---- the pages of joining ------------------------------------------------------------------------


def about(client, **fields):
    return client.post(YOU, {"age_band": "35-49", "agrees": "on"} | fields)


def prove_address(client, email="new@example.org"):
    """Go on as who has typed the code from the e-mail, in the same session."""
    session = dict(client.session)
    client.force_login(make_user(email=email))
    kept = client.session
    kept.update({name: value for name, value in session.items() if not name.startswith("_auth")})
    kept.save()
    client.post(WHERE, {"action": "find", "postcode": "BS5 6XX"})


def test_a_code_typed_on_page_one_makes_the_member_an_invited_one(client):
    batch = make_batch()
    code = make_codes(batch=batch)[0]
    answer = client.post(JOIN, {"email": "new@example.org", "code": code.lower()})
    assert answer.url == "/join/code/"
    prove_address(client)
    page = client.get(YOU).text
    assert "Code of your invitation" in page
    assert about(client, code=code).url == "/account/"
    member = Membership.objects.get()
    assert (member.source, member.batch) == ("invitation", batch)
    assert "invitation-code" not in client.session


def test_a_code_in_the_address_stands_in_the_field_and_is_looked_at_when_sent(client):
    code = code_of()
    page = client.get(JOIN, {"code": code}).text
    assert f'value="{code}"' in page
    assert re.search(r'<details class="govuk-details" open>', page)
    assert '<details class="govuk-details">' in client.get(JOIN).text
    hostile = client.get(JOIN, {"code": '"><script>alert(1)</script>'}).text
    assert "<script>alert(1)" not in hostile


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("BCDFG-HJKM-2345", "We do not know this code. Check it in your letter."),
        ("BCDFG", "A code has 13 letters and figures. Check it in your letter."),
        ("<b>x</b>", "A code has 13 letters and figures. Check it in your letter."),
        ("B" * 61, "This is longer than a code. Check it in your letter."),
    ],
)
def test_a_code_that_lets_nobody_in_is_answered_beside_the_field(client, typed, words):
    answer = client.post(JOIN, {"email": "new@example.org", "code": typed})
    assert answer.status_code == 422
    assert f'<a href="#code">{words}' in answer.text
    assert 'aria-describedby="code-hint code-error"' in answer.text
    assert 'value="new@example.org"' in answer.text


def test_a_code_that_somebody_else_used_meanwhile_is_answered_on_page_three(client, easton):
    code = code_of()
    client.post(JOIN, {"email": "new@example.org", "code": code})
    prove_address(client)
    become_member(easton, code)
    answer = about(client, code=code)
    assert (answer.status_code, "This code was used already." in answer.text) == (422, True)
    assert about(client, code="").url == "/account/"
    assert User.objects.get(email="new@example.org").membership.source == "open"


def test_a_mistyped_code_can_be_mended_on_page_three(client):
    code = code_of()
    client.post(JOIN, {"email": "new@example.org", "code": code})
    prove_address(client)
    assert about(client, code="BCDFG-HJKM-2345").status_code == 422
    assert about(client, code=code).url == "/account/"
    assert Membership.objects.get().source == "invitation"


def test_who_has_proved_their_address_keeps_the_code_from_the_address(client):
    code = code_of()
    client.force_login(make_user())
    assert client.get(JOIN, {"code": code}).url == WHERE
    client.post(WHERE, {"action": "find", "postcode": "BS5 6XX"})
    assert f'value="{code}"' in client.get(YOU).text


def test_without_a_code_page_three_does_not_ask_for_one_and_takes_none(client):
    code = code_of()
    client.post(JOIN, {"email": "new@example.org", "code": ""})
    prove_address(client)
    assert "Code of your invitation" not in client.get(YOU).text
    about(client, code=code)
    assert Membership.objects.get().source == "open"


def test_codes_cannot_be_tried_without_end(client, monkeypatch):
    monkeypatch.setattr(views, "CODES_A_COMPUTER", 2)
    code = code_of()
    for _try in range(2):
        client.post(JOIN, {"email": "new@example.org", "code": "BCDFG-HJKM-2345"})
    answer = client.post(JOIN, {"email": "new@example.org", "code": code})
    assert (answer.status_code, "That was too many tries." in answer.text) == (422, True)
    # Who has no code is not kept waiting.
    assert client.post(JOIN, {"email": "new@example.org", "code": ""}).url == "/join/code/"


# ---- in the CMS ----------------------------------------------------------------------------------

LIST, NEW = "/admin/invitationbatch/", "/admin/invitationbatch/new/"


def staff(*codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


def officer():
    return staff("view_invitationbatch", "add_invitationbatch", "change_invitationbatch")


def test_invitations_open_by_permission_alone(client):
    batch = make_batch()
    download = f"/admin/invitations/{batch.pk}/codes/"
    for user in (None, make_membership().user, staff("view_membership")):
        client.logout()
        if user:
            client.force_login(user)
        for address in (LIST, NEW, download, f"/admin/invitationbatch/edit/{batch.pk}/"):
            assert client.get(address).status_code == 302, address
            assert client.post(address).status_code == 302, address
    client.force_login(staff("view_invitationbatch"))
    assert client.get(LIST).status_code == 200
    assert download not in client.get(LIST).text
    assert client.post(download).status_code == 302
    assert InvitationCode.objects.count() == 0


def test_codes_are_downloaded_once(client, easton):
    batch = make_batch(name="=Autumn letters", ward=easton)
    download = f"/admin/invitations/{batch.pk}/codes/"
    user = officer()
    client.force_login(user)
    assert download in client.get(LIST).text
    assert client.get(download).status_code == 200
    assert InvitationCode.objects.count() == 0
    answer = client.post(download)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="codes-autumn-letters.csv"'
    assert "no-store" in answer["Cache-Control"]
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head == ["code", "address", "ward", "last_day"]
    assert [batch_of(row[0]) for row in rows] == [batch] * 3
    assert rows[0][1].endswith(f"/join/?code={rows[0][0]}")
    assert rows[0][2:] == ["Easton", batch.expires_on.isoformat()]
    assert download not in client.get(LIST).text
    for again in (client.get, client.post):
        page = again(download, follow=True)
        assert "downloaded already" in page.text
        assert rows[0][0] not in page.text
    entry = ModelLogEntry.objects.get(action="panel.codes_made")
    assert (entry.user, entry.data["codes"]) == (user, 3)


def new_batch(client, **fields):
    data = {"name": "Autumn", "kind": "letters", "ward": "", "number": "250"}
    days = {"starts_on": "2026-11-01", "expires_on": "2026-12-31"}
    return client.post(NEW, data | days | fields)


def test_a_batch_is_made_and_its_returned_letters_are_noted(client, easton):
    client.force_login(officer())
    answer = new_batch(client, ward=easton.pk)
    batch = InvitationBatch.objects.get()
    assert answer.url == f"/admin/invitations/{batch.pk}/codes/"
    assert (batch.number, batch.ward, batch.codes.count()) == (250, easton, 0)
    for code in make_codes(batch=batch)[:60]:
        use_code(code) if batch.expires_on >= TODAY() else None
    used = batch.codes.filter(used_on__isnull=False).count()
    edit = f"/admin/invitationbatch/edit/{batch.pk}/"
    fields = {"name": "Autumn", "expires_on": "2026-12-31"}
    page = client.post(edit, fields | {"returned": 251 - used})
    assert f"so at most {250 - used} came back" in page.text
    assert client.post(edit, fields | {"returned": "50", "number": "9", "ward": ""}).url == LIST
    batch.refresh_from_db()
    assert (batch.returned, batch.number, batch.ward) == (50, 250, easton)


def test_the_list_shows_how_many_in_a_hundred_joined(client, easton):
    batch = make_batch(number=10, returned=2)
    for code in make_codes(batch=batch)[:3]:
        become_member(easton, code)
    client.force_login(officer())
    page = client.get(LIST).text
    assert "37.5%" in page
    assert short_day(batch.expires_on, year=True) in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"expires_on": "2026-10-31"}, "The last day comes before the first."),
        ({"number": "0"}, "Enter how many codes to make"),
        ({"number": ""}, "Enter how many codes to make"),
        ({"number": "50001"}, "Enter 50000 or less"),
        ({"name": ""}, "Enter name"),
    ],
)
def test_a_batch_that_cannot_be_is_refused_in_words(client, fields, words):
    client.force_login(officer())
    assert words in new_batch(client, **fields).text
    assert InvitationBatch.objects.count() == 0


@pytest.mark.parametrize("number", ["", "30"])
def test_an_event_gets_one_code_whatever_number_is_given(client, number):
    client.force_login(officer())
    new_batch(client, kind="event", number=number)
    assert InvitationBatch.objects.get().number == 1


def test_no_batch_is_deleted(client):
    batch = make_batch()
    client.force_login(officer())
    address = f"/admin/invitationbatch/delete/{batch.pk}/"
    assert client.post(address).status_code == 302
    assert InvitationBatch.objects.count() == 1


@pytest.mark.parametrize("batches", [1, 3])
def test_the_list_asks_as_much_for_one_batch_as_for_many(
    client, django_assert_num_queries, easton, batches
):
    for _batch in range(batches):
        make_batch(ward=easton)
    client.force_login(officer())
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)
