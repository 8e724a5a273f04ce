"""Segments are rules: who is in one now, how many may be said, and what so many can support."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import ModelLogEntry

from consultations.interests import choose_interests
from consultations.models import Interest, Segment, Subject
from consultations.segments import margin_of, people_in, rules_in_words, size_of, what_they_can_say
from core.refusals import Refused
from home.roles import ensure_roles
from panel import profiles
from panel.joining import leave_panel
from panel.models import Consent, Membership, QuestionSet
from panel.places_on_panel import pause
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
LIST, NEW = "/admin/segment/", "/admin/segment/new/"


@pytest.fixture(autouse=True)
def council():
    return make_council()


@pytest.fixture
def transport():
    return Subject.objects.create(name="Transport", slug="transport")


def tell(membership, code, **answers):
    sets = QuestionSet.objects.get(code=code, jurisdictions__contains="E")
    profiles.answer(membership=membership, question_set=sets, answers=answers, words={})


def segment(name="One", *, only_invited=False, **rule) -> Segment:
    return Segment.objects.create(name=name, rule=rule, only_invited=only_invited)


def members(number, **fields):
    ward = fields.pop("ward", None) or make_ward()
    return [make_membership(ward=ward, **fields) for _number in range(number)]


def users(memberships) -> set[int]:
    return {membership.user_id for membership in memberships}


# ---- who is in one -------------------------------------------------------------------------------


def test_all_parts_of_a_rule_must_hold_and_any_of_a_part(transport):
    easton, cotham = make_ward(name="Easton"), make_ward(name="Cotham")
    inside = members(2, ward=easton, age_band="16-24") + members(1, ward=easton, age_band="25-34")
    members(1, ward=easton, age_band="75+")
    members(1, ward=cotham, age_band="16-24")
    rule = {"wards": [easton.code], "age_bands": ["16-24", "25-34"]}
    assert people_in(segment(**rule)) == users(inside)
    choose_interests(user=inside[0].user, subjects=[transport])
    assert people_in(segment("Two", **rule, subjects=["transport"])) == users(inside[:1])
    assert people_in(segment("All")) == set(Membership.objects.values_list("user_id", flat=True))


def test_answers_about_oneself_are_looked_up_when_they_are_used():
    disabled, other = make_membership(), make_membership()
    tell(disabled, "disability", condition="yes", effect="a-lot")
    tell(other, "disability", condition="yes", effect="not-at-all")
    tell(disabled, "sex", sex="female")
    rule = segment(profile={"disabled": ["yes"], "sex": ["female"]})
    assert people_in(rule) == {disabled.user_id}
    profiles.take_all_back(user=disabled.user)
    assert people_in(rule) == set()


def test_who_is_paused_or_gone_is_in_no_segment():
    here, paused, left = members(3)
    rule = segment()
    pause(membership=paused, until=paused.joined_at.date().replace(year=paused.joined_at.year + 1))
    leave_panel(left.user)
    assert people_in(rule) == {here.user_id}


def test_what_is_deleted_makes_no_rule_wider(transport):
    membership = make_membership()
    choose_interests(user=membership.user, subjects=[transport])
    rule = segment(subjects=["transport"])
    assert people_in(rule) == {membership.user_id}
    transport.delete()
    assert people_in(rule) == set()
    assert rules_in_words([rule])[rule.pk] == ["Interested in: transport (gone since)"]


def test_a_segment_stores_no_person():
    fields = {field.name for field in Segment._meta.get_fields()}
    assert fields == {"id", "name", "rule", "only_invited", "changed_at", "messages"}


# ---- how many, and what for ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "shown"), [(0, "fewer than 10"), (9, "fewer than 10"), (10, "about 10 members")]
)
def test_a_small_segment_is_not_counted_out(n, shown):
    members(n)
    size = size_of(segment())
    assert size.shown.startswith(shown)
    assert ("Too few" in size.can_say) is (n < 10)


def test_the_councils_threshold_decides():
    make_council(suppression_threshold=20)
    members(19)
    everybody = segment()
    assert size_of(everybody).shown == "fewer than 20 members"
    members(1)
    assert size_of(everybody).shown == "about 20 members"
    make_council(suppression_threshold=5)
    assert size_of(segment("None", wards=["E0"])).shown == "fewer than 10 members"


def test_of_two_segments_neither_gives_away_who_is_in_the_other():
    for membership in members(13):
        tell(membership, "sex", sex="female")
    one_more = make_membership()
    by_answer, everybody = segment(profile={"sex": ["female"]}), segment("All")
    assert (size_of(by_answer).shown, size_of(everybody).shown) == ("about 15 members",) * 2
    tell(one_more, "sex", sex="female")
    assert size_of(by_answer).shown == "about 15 members"


BASES = {
    10: "percentages are not published",
    29: "percentages are not published",
    30: "with the words “small base”",
    49: "with the words “small base”",
    50: "shown as usual",
}


@pytest.mark.parametrize(("n", "says"), BASES.items())
def test_what_so_many_can_support(n, says):
    assert says in what_they_can_say(n)


def test_a_margin_is_given_for_random_invitations_alone():
    assert "no margin of error" in margin_of(100, Segment())
    assert "to within 10 points" in margin_of(100, Segment(only_invited=True))
    assert "%" in margin_of(100, Segment(only_invited=True))


# ---- in the CMS ----------------------------------------------------------------------------------


def sign_in(client, role):
    ensure_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def test_an_officer_makes_a_rule_and_sees_what_it_is_good_for(client, transport):
    easton = make_ward(name="Easton")
    for membership in members(12, ward=easton):
        tell(membership, "disability", condition="yes", effect="a-lot")
    officer = sign_in(client, "Officers")
    sent = {"name": "Disabled people in Easton", "wards": [easton.code], "profile_disabled": "yes"}
    shown = client.post(NEW, sent, follow=True).text
    assert Segment.objects.get().rule == {
        "wards": [easton.code],
        "profile": {"disabled": ["yes"]},
    }
    for words in (
        "Ward: Easton",
        "Disabled: Disabled",
        "about 10 members",
        "no margin of error",
        "nearest 5",
    ):
        assert words in shown
    assert "no margin of error" in shown
    assert f'href="{LIST}edit/{Segment.objects.get().pk}/">Change it' in shown
    assert ModelLogEntry.objects.filter(action="wagtail.create", user=officer).count() == 1
    assert "Ward: Easton · Disabled: Disabled" in client.get(LIST).text


def test_a_rule_is_changed_and_deleted(client):
    rule = segment("Young", age_bands=["16-24"])
    sign_in(client, "Officers")
    edit = f"{LIST}edit/{rule.pk}/"
    assert 'value="16-24"' in client.get(edit).text
    client.post(edit, {"name": "Young", "age_bands": ["16-24", "25-34"], "only_invited": "on"})
    rule.refresh_from_db()
    assert (rule.rule, rule.only_invited) == ({"age_bands": ["16-24", "25-34"]}, True)
    client.post(f"{LIST}delete/{rule.pk}/")
    assert not Segment.objects.exists()


def test_a_name_that_is_taken_comes_back_with_all_that_was_chosen(client):
    segment("Young")
    sign_in(client, "Officers")
    shown = client.post(NEW, {"name": "Young", "age_bands": ["75+"]})
    assert "There is one with this already" in shown.text
    assert shown.context["form"]["age_bands"].value() == ["75+"]
    assert Segment.objects.count() == 1


def test_who_may_not_count_by_answers_neither_sees_nor_loses_that_part(client):
    rule = segment("Disabled", profile={"disabled": ["yes"]})
    for membership in members(12):
        tell(membership, "disability", condition="yes", effect="a-lot")
    officer = sign_in(client, "Officers")
    Group.objects.get(name="Officers").permissions.remove(
        *Group.objects.get(name="Officers").permissions.filter(codename="view_profileanswer")
    )
    assert not type(officer).objects.get(pk=officer.pk).has_perm("panel.view_profileanswer")
    shown = client.get(f"{LIST}inspect/{rule.pk}/").text
    assert "Your role does not let you count by that." in shown
    assert "about 10 members" not in shown and "Disabled: Disabled" not in shown
    form = client.get(f"{LIST}edit/{rule.pk}/").context["form"]
    assert not [name for name in form.fields if name.startswith("profile_")]
    client.post(f"{LIST}edit/{rule.pk}/", {"name": "Disabled", "age_bands": ["75+"]})
    rule.refresh_from_db()
    assert rule.rule == {"age_bands": ["75+"], "profile": {"disabled": ["yes"]}}


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(
    client, number, django_assert_max_num_queries
):
    for at in range(number):
        segment(f"Segment {at}", profile={"sex": ["female"]})
    sign_in(client, "Officers")
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)


# ---- interests -----------------------------------------------------------------------------------


def test_members_choose_what_interests_them_and_change_it(client, transport):
    membership = make_membership()
    parks = Subject.objects.create(name="Parks", slug="parks")
    client.force_login(membership.user)
    assert "Which subjects interest you?" in client.get("/account/interests/").text
    client.post("/account/interests/", {"subjects": [transport.pk, parks.pk]})
    client.post("/account/interests/", {"subjects": [parks.pk]})
    chosen = Interest.objects.filter(user=membership.user)
    assert list(chosen.values_list("subject__name", flat=True)) == ["Parks"]
    assert "checked" in client.get("/account/interests/").text
    client.post("/account/interests/", {})
    assert not Interest.objects.exists()
    log = Consent.objects.filter(user=membership.user).order_by("pk")
    assert list(log.values_list("purpose", "choice")) == [
        ("interests", "given"),
        ("interests", "withdrawn"),
    ]


def test_interests_are_for_members_and_for_subjects_that_there_are(client, transport):
    assert client.get("/account/interests/").url == "/account/login/?next=/account/interests/"
    stranger = make_user()
    client.force_login(stranger)
    assert client.post("/account/interests/", {"subjects": [transport.pk]}).url == "/account/"
    with pytest.raises(Refused):
        choose_interests(user=stranger, subjects=[transport])
    client.force_login(make_membership().user)
    assert client.post("/account/interests/", {"subjects": ["999"]}).status_code == 422
    assert not Interest.objects.exists()


def test_interests_go_when_somebody_leaves(transport):
    membership, other = make_membership(), make_membership()
    for one in (membership, other):
        choose_interests(user=one.user, subjects=[transport])
    leave_panel(membership.user)
    assert set(Interest.objects.values_list("user", flat=True)) == {other.user_id}
