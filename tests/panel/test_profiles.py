"""Answers about oneself: under a key, never of who may be too young, and gone when asked."""

import pytest
from django.db import IntegrityError, transaction

from core.refusals import Refused
from panel import consent, profiles
from panel.joining import leave_panel
from panel.models import AgeBand, Consent, Membership, ProfileAnswer, ProfileWords, QuestionSet
from panel.models.profile import PREFER_NOT
from panel.places_on_panel import remove
from tests.panel.factories import make_council, make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council():
    return make_council()


def the(code) -> QuestionSet:
    return next(one for one in QuestionSet.objects.all() if f"{one.code}".startswith(code))


def tell(membership, code, answers, words=None):
    sets = QuestionSet.objects.filter(code=code, jurisdictions__contains="E")
    profiles.answer(
        membership=membership, question_set=sets.get(), answers=answers, words=words or {}
    )


def choices(user) -> list[tuple[str, str]]:
    rows = Consent.objects.filter(user=user, purpose="equality").order_by("pk")
    return list(rows.values_list("about", "choice"))


def test_answers_stand_under_a_key_and_words_under_another():
    membership = make_membership()
    tell(membership, "religion", {"religion": "other"}, {"religion": "Pastafarian"})
    answer, words = ProfileAnswer.objects.get(), ProfileWords.objects.get()
    assert (answer.question, answer.code) == ("religion", "other")
    assert words.words == "Pastafarian"
    assert answer.key != words.key
    assert {answer.key, words.key}.isdisjoint({str(membership.user_id), str(membership.pk)})
    fields = {field.name for model in (ProfileAnswer, ProfileWords) for field in model._meta.fields}
    assert fields == {"id", "key", "question_set", "question", "code", "words"}


def test_a_second_answer_takes_the_place_of_the_first():
    membership = make_membership()
    tell(membership, "religion", {"religion": "other"}, {"religion": "Pastafarian"})
    tell(membership, "religion", {"religion": "none"}, {"religion": "Pastafarian"})
    assert profiles.answers_of(membership.user) == {"religion": "none"}
    assert profiles.words_of(membership.user) == {}


def test_the_effect_is_kept_only_with_a_condition():
    membership = make_membership()
    tell(membership, "disability", {"condition": "no", "effect": "a-lot"})
    assert profiles.answers_of(membership.user) == {"condition": "no"}


def test_skipping_stores_nothing_and_notes_nothing():
    membership = make_membership()
    tell(membership, "sex", {"sex": ""})
    assert not ProfileAnswer.objects.exists()
    assert choices(membership.user) == []


def test_the_log_says_what_was_chosen_and_never_what_was_answered():
    membership = make_membership()
    user = membership.user
    tell(membership, "sex", {"sex": "female"})
    tell(membership, "sex", {"sex": "male"})
    tell(membership, "religion", {"religion": PREFER_NOT})
    profiles.take_all_back(user=user)
    assert choices(user) == [
        ("sex UK-2021", "given"),
        ("religion EW-2021", "refused"),
        ("religion EW-2021", "withdrawn"),
        ("sex UK-2021", "withdrawn"),
    ]
    first = Consent.objects.filter(user=user).earliest("pk")
    assert "What is your sex?\n- Female\n- Male\n- Prefer not to say" in first.shown.words
    assert (first.shown.language, first.channel, first.by) == ("en", "website", None)


def test_who_may_be_under_16_is_never_asked_the_most_private(council):
    young = make_membership(age_band=AgeBand.FROM_16)
    older = make_membership(age_band=AgeBand.FROM_25)
    private = {"sexual_orientation", "gender_identity"}

    def asked(membership):
        return {one.code for one in profiles.sets_for(membership)}

    assert private <= asked(young) and private <= asked(older)
    make_council(minimum_age=13)
    assert not private & asked(young)
    assert private <= asked(older)
    with pytest.raises(Refused):
        tell(young, "sexual_orientation", {"sexual_orientation": "gay"})
    assert not ProfileAnswer.objects.exists()


@pytest.mark.parametrize("band", AgeBand)
def test_every_age_band_has_an_age_that_is_certain(band):
    lowest = {"16-24": 16, "25-34": 25, "35-49": 35, "50-64": 50, "65-74": 65, "75+": 75}
    assert profiles.sure_age(Membership(age_band=band)) == lowest[band]


def test_taking_all_back_takes_effect_in_the_next_count():
    membership, other = make_membership(), make_membership()
    for one in (membership, other):
        tell(one, "disability", {"condition": "yes", "effect": "a-lot"})
    key = profiles.profile_key(membership.user_id)
    assert key in profiles.keys_with("disabled", ["yes"])
    profiles.take_all_back(user=membership.user)
    assert profiles.keys_with("disabled", ["yes"]) == {profiles.profile_key(other.user_id)}
    assert profiles.answers_of(membership.user) == {}


def test_one_set_can_be_taken_back_alone():
    membership = make_membership()
    tell(membership, "sex", {"sex": "female"})
    tell(membership, "religion", {"religion": "other"}, {"religion": "Pastafarian"})
    religion = QuestionSet.objects.get(code="religion", edition="EW-2021")
    profiles.take_back(user=membership.user, question_set=religion)
    profiles.take_back(user=membership.user, question_set=religion)
    assert profiles.answers_of(membership.user) == {"sex": "female"}
    assert not ProfileWords.objects.exists()
    assert choices(membership.user)[-1] == ("religion EW-2021", "withdrawn")


def test_counting_leaves_out_who_preferred_not_to_say():
    for code in ("female", "male", PREFER_NOT):
        tell(make_membership(), "sex", {"sex": code})
    assert len(profiles.keys_with("sex", ["female", PREFER_NOT])) == 1


def test_an_answer_counts_by_the_edition_that_was_asked():
    english, scottish = make_membership(), make_membership()
    tell(english, "ethnicity", {"ethnicity": "white-roma"})
    make_council(council_code="S12000036")
    profiles.answer(
        membership=scottish,
        question_set=QuestionSet.objects.get(code="ethnicity", edition="S-2022"),
        answers={"ethnicity": "white-roma"},
        words={},
    )
    assert profiles.keys_with("ethnic_group", ["white"]) == {profiles.profile_key(english.user_id)}


def test_what_members_may_be_counted_by():
    found = {variable.name: dict(variable.values) for variable in profiles.variables()}
    assert list(found) == [
        *("sex", "ethnic_group", "disabled", "carer", "religion"),
        *("sexual_orientation", "gender_identity"),
    ]
    assert found["disabled"] == {"yes": "Disabled", "no": "Not disabled"}
    assert PREFER_NOT not in found["sex"]


# ---- the log of choices --------------------------------------------------------------------------


def test_the_database_keeps_the_log_of_who_is_here():
    user = make_membership().user
    row = consent.note(user=user, purpose="news", choice="given", shown="Write to me")
    row.choice = "refused"
    with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError, match="stay on record"), transaction.atomic():
        row.delete()
    with pytest.raises(IntegrityError, match="stay on record"), transaction.atomic():
        Consent.objects.all().delete()
    with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
        type(row.shown).objects.update(words="Something else")
    assert list(Consent.objects.values_list("choice", flat=True)) == ["given"]


def test_who_leaves_takes_profile_and_log_along():
    membership, other = make_membership(), make_membership()
    for one in (membership, other):
        tell(one, "religion", {"religion": "other"}, {"religion": "Pastafarian"})
    leave_panel(membership.user)
    assert profiles.keys_with("religion", ["other"]) == {profiles.profile_key(other.user_id)}
    assert ProfileWords.objects.count() == 1
    assert set(Consent.objects.values_list("user", flat=True)) == {other.user_id}


def test_who_is_removed_keeps_the_log_and_loses_the_profile():
    membership = make_membership()
    tell(membership, "sex", {"sex": "female"})
    remove(membership=membership, reason="Moved away", by=make_user(is_staff=True))
    assert not ProfileAnswer.objects.exists()
    assert choices(membership.user) == [("sex UK-2021", "given")]
    with pytest.raises(Refused):
        tell(membership, "sex", {"sex": "female"})
