"""Samples in the CMS: who may, what is shown before and after, and what a page keeps to itself."""

from hashlib import sha256

import pytest
from django.contrib.auth.models import Group
from wagtail.models import ModelLogEntry

from core.forms import REFUSED
from home.roles import ensure_roles
from panel.invitation_draws import Asked, draw_sample, note_sent
from panel.messages.wishes import choose_messages
from panel.models import Sample, User, WardGroup
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.polls.factories import make_poll, make_questionnaire

pytestmark = pytest.mark.django_db
LIST, NEW = "/admin/sample/", "/admin/draw-members-to-invite/"


@pytest.fixture(autouse=True)
def members():
    make_council()
    easton, ashley = make_ward(name="Easton", code="E05010896"), make_ward(name="Ashley")
    for number in range(6):
        user = make_user(email=f"quillon{number}@example.org", display_name=f"Quillon {number}")
        make_membership(user=user, ward=easton if number % 3 else ashley, age_band="16-24")
    return easton


def sign_in(client, role):
    ensure_roles()
    user = make_user(is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def drawn(**fields):
    return draw_sample(**{"title": "Parks", "asked": Asked(number=3)} | fields)


def page_of(sample):
    return f"{LIST}inspect/{sample.pk}/"


def asked(**fields):
    return {"title": "Parks", "strata": "none", "by": "size", "number": "3"} | fields


# ---- who may -------------------------------------------------------------------------------------

MAY, MAY_NOT = ("Administrators", "Officers"), ("Debate moderators", "Analysts", "Councillors", "")


@pytest.mark.parametrize("role", MAY + MAY_NOT)
def test_officers_and_administrators_alone_draw_and_see_samples(client, role):
    sample = drawn()
    sign_in(client, role)
    addresses = [
        *(LIST, NEW, page_of(sample)),
        *(f"/admin/samples/{sample.pk}/files/{name}" for name in ("sample.csv", "sample.json")),
    ]
    found = [client.get(address).status_code for address in addresses]
    assert found == [200 if role in MAY else 302] * 5
    client.post(NEW, asked(draw="1", override="A flood"))
    client.post(f"/admin/samples/{sample.pk}/withdraw/", {"reason": "Wrong"})
    assert Sample.objects.count() == (2 if role in MAY else 1)
    sample.refresh_from_db()
    assert sample.state == ("withdrawn" if role in MAY else "drawn")


def test_visitors_see_nothing_of_samples(client):
    sample = drawn()
    for address in (LIST, NEW, page_of(sample), f"/admin/samples/{sample.pk}/files/sample.json"):
        assert client.get(address).status_code == 302


def test_nobody_edits_or_deletes_a_sample(client):
    sample = drawn()
    sign_in(client, "Administrators")
    for action in ("edit", "delete"):
        assert client.get(f"{LIST}{action}/{sample.pk}/").status_code in (302, 404)
        client.post(f"{LIST}{action}/{sample.pk}/", {"title": "Another"})
    assert Sample.objects.get().title == "Parks"


# ---- asking --------------------------------------------------------------------------------------


def test_an_officer_looks_ahead_and_then_draws(client):
    page = make_poll("before")
    officer = sign_in(client, "Officers")
    fields = asked(strata="ward", by="rates", in_100="50", other_rates="Ashley 100", page=page.pk)
    ahead = client.post(NEW, fields)
    assert ahead.status_code == 200
    assert Sample.objects.count() == 0
    strata = [(one.name, one.frame, one.drawn) for one in ahead.context["outlook"].strata]
    assert strata == [("Ashley", 2, 2), ("Easton", 4, 2)]
    assert "4 of 6 members would be drawn." in ahead.text
    assert 'value="Parks"' in ahead.text
    answer = client.post(NEW, fields | {"draw": "1"})
    sample = Sample.objects.get()
    assert answer.url == page_of(sample)
    assert (sample.size, sample.page.pk, sample.by) == (4, page.pk, officer)
    shown = client.get(page_of(sample)).text
    assert "50 in 100 of each group (but Ashley 100)" in shown
    for words in ("4 drawn of 6 who could be invited", "100.0%", "2.00", sample.sha256, page.title):
        assert words in shown


def test_pages_stand_below_what_they_belong_to_and_wards_and_groups_can_be_chosen(client, members):
    page = make_questionnaire(title="What of the parks?")
    WardGroup.objects.create(name="Inner city").wards.add(members)
    sign_in(client, "Officers")
    text = client.get(NEW).text
    assert f"{page.get_parent().title}: What of the parks?" in text
    assert "Inner city" in text
    ahead = client.post(NEW, asked(groups=["Inner city"], wards=[]))
    assert ahead.context["outlook"].frame.size == 4


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"title": ""}, "title", "Give the sample a title"),
        ({"number": ""}, "number", "Give the number of members"),
        ({"number": "many"}, "number", "Give the number in figures"),
        ({"by": "completes"}, "in_100", "Say of how many in 100"),
        ({"by": "rates", "in_100": "101"}, "in_100", "Give 100 or less"),
        ({"by": "rates", "in_100": "9", "other_rates": "Easton"}, "other_rates", "“Easton” is not"),
        ({"other_rates": "Easton 5"}, "other_rates", "for answers or shares"),
        ({"joined_before": "soon"}, "joined_before", "Give the day like"),
        ({"seed": "7"}, "seed", "A seed is for tests"),
        ({"number": "9"}, None, "9 cannot be invited from a frame of 6"),
        ({"page": "1"}, "page", "Choose from the list."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    client, fields, field, words
):
    sign_in(client, "Officers")
    answer = client.post(NEW, asked(purpose="For the river", draw="1", **fields))
    assert answer.status_code == REFUSED
    faults = answer.context["form"].errors[field or "__all__"]
    assert words in str(faults)
    assert "For the river" in answer.text
    assert Sample.objects.count() == 0


def test_only_who_may_see_members_adds_them_by_hand(client):
    sign_in(client, "Officers")
    assert "Members added by hand" not in client.get(NEW).text
    client.post(NEW, asked(number="1", by_hand="quillon1@example.org", draw="1"))
    assert Sample.objects.get().by_hand == 0
    sign_in(client, "Administrators")
    fields = asked(number="1", override="A guest", draw="1", title="Guests")
    unknown = client.post(NEW, fields | {"by_hand": "nobody@example.org"})
    assert "No member has the address nobody@example.org" in unknown.text
    every = "\n".join(f"Quillon{number}@example.org " for number in range(6))
    client.post(NEW, fields | {"by_hand": every})
    assert Sample.objects.get(title="Guests").by_hand == 5


# ---- the page ------------------------------------------------------------------------------------


def test_a_second_sample_for_a_page_waits_until_the_first_is_withdrawn(client):
    page = make_questionnaire(title="What of the parks?")
    first = drawn(page=page)
    sign_in(client, "Officers")
    fields = asked(page=page.pk, draw="1", override="Too few")
    refused = client.post(NEW, fields)
    assert refused.status_code == REFUSED
    assert "There is a sample for this page already" in refused.text
    client.post(f"/admin/samples/{first.pk}/withdraw/", {"reason": ""})
    assert Sample.objects.standing().count() == 1
    client.post(f"/admin/samples/{first.pk}/withdraw/", {"reason": "The wrong wards"})
    assert "The wrong wards" in client.get(page_of(first)).text
    client.post(NEW, fields)
    assert Sample.objects.standing().get().page.pk == page.pk


def test_the_page_of_what_was_sent_offers_no_withdrawal(client):
    sample = drawn()
    sign_in(client, "Officers")
    assert "Withdraw the sample" in client.get(page_of(sample)).text
    note_sent(sample)
    shown = client.get(page_of(sample)).text
    assert "Withdraw the sample" not in shown
    assert "Invitations sent" in shown


def test_a_sample_can_be_drawn_again_from_its_page(client):
    sample = drawn()
    sign_in(client, "Officers")
    assert "the same members, with the same chances" not in client.get(page_of(sample)).text
    assert "the same members, with the same chances" in client.get(page_of(sample) + "?again").text


def test_no_name_is_on_any_page_or_in_any_file(client):
    sample = drawn(is_test=True, seed=7)
    sign_in(client, "Administrators")
    names = ("sample.csv", "sample.json")
    files = [client.get(f"/admin/samples/{sample.pk}/files/{name}") for name in names]
    shown = client.get(page_of(sample)).text + "".join(file.text for file in files)
    assert "uillon" not in shown
    assert '<p class="draw-test">TEST' in shown
    assert sha256(files[1].content).hexdigest() == sample.sha256
    lines = files[0].content.decode("utf-8-sig").splitlines()
    assert lines[0] == "code,stratum,chance,design_weight,by_hand"
    assert lines[1].endswith(",everybody,0.5,2.0,no")
    assert f'"TEST-{sample.pk}-sample.csv"' in files[0]["Content-Disposition"]
    taken = ModelLogEntry.objects.filter(action="panel.sample_downloaded")
    assert {entry.data["file"] for entry in taken} == set(names)
    assert client.get(f"/admin/samples/{sample.pk}/files/names.csv").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_lists_and_pages_ask_as_much_of_few_as_of_many(
    client, django_assert_max_num_queries, number
):
    for at in range(number):
        sample = drawn(title=f"Parks {at}", page=make_questionnaire(), asked=Asked(number=number))
        make_council(days_between_invitations=0)
    sign_in(client, "Officers")
    for address in (LIST, NEW, page_of(sample)):
        client.get(address)
        with django_assert_max_num_queries(13):
            assert client.get(address).status_code == 200


def test_members_of_another_language_are_counted_in_the_outlook_and_on_record(client, members):
    choose_messages(
        user=User.objects.get(email="quillon0@example.org"),
        rhythm="instant",
        wants_promotion=False,
        language="cy",
    )
    sign_in(client, "Officers")
    fields = asked(languages=["en-gb"])
    assert "Chose a language that it is not offered in" in client.post(NEW, fields).text
    client.post(NEW, fields | {"draw": "1"})
    shown = client.get(page_of(Sample.objects.get())).text
    assert "It is offered in: English" in shown
    assert "Chose a language that it is not offered in" in shown
