"""The pages about oneself: one question at a time, skipped in one click, and taken back at will."""

import pytest
from django.urls import reverse

from consultations.models import Segment
from consultations.segments import people_in
from core.forms import REFUSED
from panel import profiles
from panel.models import AgeBand, Consent, Membership, ProfileAnswer
from panel.models.profile import PREFER_NOT
from panel.places_on_panel import pause_data, remove
from results.telling import NOT_TOLD, read_told
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
OVERVIEW = "/account/about-you/"
SETS = [
    *("sex", "ethnicity", "disability", "caring", "religion"),
    *("sexual_orientation", "gender_identity"),
]


def page(code):
    return f"{OVERVIEW}{code}/"


@pytest.fixture
def member(client):
    make_council()
    membership = make_membership()
    client.force_login(membership.user)
    return membership


def test_the_overview_says_why_and_who_sees_it_and_leads_past_all_of_it(client, member):
    text = client.get(OVERVIEW).text
    assert "Your place on the panel does not depend on it" in text
    assert "Nobody sees your answers but you." in text
    assert "nothing about fewer than 10 people" in text
    assert '<a href="/account/">Skip all of it</a>' in text
    assert text.count("Not answered") == len(SETS)


def test_every_question_can_be_skipped_and_leads_to_the_next(client, member):
    onward = [*(page(code) for code in SETS[1:]), OVERVIEW]
    for code, next_url in zip(SETS, onward, strict=True):
        shown = client.get(page(code))
        assert f'<a href="{next_url}">Skip this</a>' in shown.text
        assert "Prefer not to say" in shown.text
        assert "Why we ask:" in shown.text
        assert client.post(page(code), {}).url == next_url
    assert not ProfileAnswer.objects.exists() and not Consent.objects.exists()


def test_prefer_not_to_say_is_the_last_answer_of_every_question(client, member):
    for code in SETS:
        form = client.get(page(code)).context["form"]
        for question in form.question_set.questions:
            assert form[question.code].options[-1]["value"] == PREFER_NOT


def test_answers_are_kept_shown_again_and_changed(client, member):
    client.post(page("disability"), {"condition": "yes", "effect": "a-little"})
    assert "Yes, a little" in client.get(OVERVIEW).text
    assert 'value="a-little" checked' in client.get(page("disability")).text
    client.post(page("disability"), {"condition": "no", "effect": "a-little"})
    assert profiles.answers_of(member.user) == {"condition": "no"}


def test_own_words_go_with_an_answer_that_takes_them(client, member):
    given = {"religion": "other", "religion_words": "Pastafarian"}
    assert client.post(page("religion"), given).status_code == 302
    assert profiles.words_of(member.user) == {"religion": "Pastafarian"}
    assert 'value="Pastafarian"' in client.get(page("religion")).text


def test_own_words_beside_another_answer_come_back_with_a_reason(client, member):
    refused = client.post(page("religion"), {"religion": "none", "religion_words": "Pastafarian"})
    assert refused.status_code == REFUSED
    assert "Your own words go with one of these answers: Any other religion." in refused.text
    assert 'value="Pastafarian"' in refused.text and 'value="none" checked' in refused.text
    assert not ProfileAnswer.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{"religion": "jedi"}, {"religion": "other", "religion_words": "x" * 101}, {"religion": "yes"}],
)
def test_what_is_not_offered_is_refused(client, member, sent):
    assert client.post(page("religion"), sent).status_code == REFUSED
    assert not ProfileAnswer.objects.exists()


def test_one_answer_can_be_deleted(client, member):
    client.post(page("sex"), {"sex": "male"})
    client.post(page("religion"), {"religion": "sikh"})
    client.post(page("sex"), {"action": "delete"})
    assert profiles.answers_of(member.user) == {"religion": "sikh"}


def test_all_answers_can_be_deleted_at_once(client, member):
    client.post(page("sex"), {"sex": "male"})
    client.post(page("religion"), {"religion": "other", "religion_words": "Pastafarian"})
    shown = client.post(OVERVIEW, follow=True).text
    assert "All your answers about yourself are deleted." in shown
    assert profiles.answers_of(member.user) == profiles.words_of(member.user) == {}
    assert Membership.objects.active().filter(pk=member.pk).exists()


def test_who_may_be_under_16_meets_neither_question(client, member):
    make_council(minimum_age=14)
    Membership.objects.filter(pk=member.pk).update(age_band=AgeBand.FROM_16)
    assert "Sexual orientation" not in client.get(OVERVIEW).text
    for code in ("sexual_orientation", "gender_identity"):
        assert client.get(page(code)).status_code == 404
        assert client.post(page(code), {code: "gay"}).status_code == 404
    assert not ProfileAnswer.objects.exists()


def test_welsh_readers_are_asked_in_welsh_and_the_log_says_so(client, member):
    make_council(council_code="W06000015")
    client.post(page("sex"), {"sex": "female"}, headers={"accept-language": "cy"})
    shown = Consent.objects.get().shown
    asked_in_welsh = "Beth yw eich rhyw?" in shown.words
    assert shown.language == ("cy" if asked_in_welsh else "en")


# ---- who may ------------------------------------------------------------------------------------


def test_it_is_for_members_alone(client, member):
    client.logout()
    for address in (OVERVIEW, page("sex")):
        assert client.get(address).url == f"/account/login/?next={address}"
    client.force_login(make_user())
    for address in (OVERVIEW, page("sex")):
        assert client.post(address, {"sex": "male"}).url == reverse("account_home")
    remove(membership=member, reason="Moved", by=make_user(is_staff=True))
    client.force_login(member.user)
    assert client.post(page("sex"), {"sex": "male"}).url == reverse("account_home")
    assert not ProfileAnswer.objects.exists()


def test_nobody_reaches_another_members_answers(client, member):
    other = make_membership(ward=make_ward())
    client.post(page("sex"), {"sex": "male"})
    client.force_login(other.user)
    assert profiles.answers_of(other.user) == {}
    assert client.get(OVERVIEW).text.count("Not answered") == len(SETS)
    client.post(OVERVIEW)
    assert profiles.answers_of(member.user) == {"sex": "male"}


@pytest.mark.parametrize("answered", [1, 3])
def test_the_pages_cost_the_same_however_much_was_told(
    client, member, answered, django_assert_num_queries
):
    for code, answer in [("sex", "male"), ("religion", "none"), ("caring", "no")][:answered]:
        client.post(page(code), {code: answer})
    client.get(OVERVIEW)
    with django_assert_num_queries(5):  # session, person, place, sets, answers
        client.get(OVERVIEW)
    with django_assert_num_queries(6):  # and words
        client.get(page("religion"))


def test_it_is_offered_once_after_joining_and_is_no_part_of_it(client):
    make_council()
    user, ward = make_user(), make_ward()
    client.force_login(user)
    session = client.session
    session["joining"] = {"postcode": "BS5 6XX", "ward": ward.code, "source": "postcode"}
    session.save()
    join = client.get("/join/you/").text
    assert "ethnic" not in join and "about-you" not in join
    client.post("/join/you/", {"age_band": "35-49", "agrees": "on"})
    offer = "Would you tell us a little about yourself?"
    assert offer in client.get("/account/").text
    assert offer not in client.get("/account/").text
    assert not ProfileAnswer.objects.exists()


# ---- deleted alone, at any time ------------------------------------------------------------------


def test_who_has_paused_their_data_deletes_what_they_told_and_tells_nothing_new(client, member):
    client.post(page("sex"), {"sex": "female"})
    client.post(page("religion"), {"religion": "other"})
    pause_data(membership=member)
    shown = client.get(OVERVIEW).text
    assert "You can still delete what you told us." in shown
    assert "Female" in shown and f'href="{page("sex")}"' not in shown
    assert client.post(page("sex"), {"sex": "male"}).url == OVERVIEW
    assert set(profiles.answers_of(member.user).values()) == {"female", "other"}
    client.post(OVERVIEW, {"part": "sex"})
    assert profiles.answers_of(member.user) == {"religion": "other"}
    client.post(OVERVIEW)
    assert profiles.answers_of(member.user) == {}
    member.refresh_from_db()
    assert member.is_restricted and member.status == Membership.Status.PAUSED


def test_what_is_not_asked_any_more_is_shown_in_its_own_words_and_deleted(client, member):
    client.post(page("caring"), {"caring": "no"})
    client.post(page("sex"), {"sex": "female"})
    make_council(council_code="S12000036")  # where nobody is asked for caring
    shown = client.get(OVERVIEW).text
    assert "We do not ask this any more." in shown
    client.post(OVERVIEW, {"part": "caring"})
    assert profiles.answers_of(member.user) == {"sex": "female"}
    client.post(OVERVIEW)
    assert not ProfileAnswer.objects.exists()


def test_deleting_takes_effect_in_every_count_that_is_made_after_it(client, member):
    client.post(page("disability"), {"condition": "yes", "effect": "a-lot"})
    key = profiles.profile_key(member.user_id)
    assert profiles.told("disabled") == {key: "yes"}
    assert read_told().of(member.user_id)["disabled"] == "yes"
    rule = Segment.objects.create(name="Disabled", rule={"profile": {"disabled": ["yes"]}})
    assert people_in(rule) == {member.user_id}
    client.post(OVERVIEW)
    assert profiles.told("disabled") == {}
    assert read_told().of(member.user_id)["disabled"] == NOT_TOLD
    assert people_in(rule) == set()
    # The membership stays as it was.
    member.refresh_from_db()
    assert member.standing == Membership.Status.ACTIVE and member.postcode
