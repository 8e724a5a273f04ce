"""Samples of members to invite: who is in the frame, by which chance, and what may come of it."""

import datetime as dt
import json
from collections import Counter
from fractions import Fraction
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from analysis.representativeness import invitations_needed
from core.refusals import Refused
from panel import mail
from panel.invitation_draws import (
    Asked,
    design_weight_of,
    draw_of,
    draw_sample,
    faults_of_sample,
    look_ahead,
    members_of,
    note_sent,
    withdraw_sample,
)
from panel.invitation_frame import Filters, frame_of
from panel.joining import leave_panel
from panel.models import CouncilSettings, MessageWishes, Sample, SampleMember, WardGroup
from panel.places_on_panel import pause, remove
from panel.sealing import seals_lifted
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 2)


@pytest.fixture(autouse=True)
def easton():
    make_council()
    return make_ward(name="Easton", code="E05010896")


@pytest.fixture
def ashley():
    return make_ward(name="Ashley", code="E05010885")


def add(n, ward, **fields):
    return [make_membership(ward=ward, **fields) for _number in range(n)]


def draw(number=4, **fields):
    asked = {name: fields.pop(name) for name in ASKED if name in fields}
    if "how" in fields:
        asked["by"] = fields.pop("how")
    return draw_sample(**{"title": "Parks", "asked": Asked(number=number, **asked)} | fields)


ASKED = ("filters", "strata", "rate", "other_rates", "override")


def drawn_from(sample):
    return Counter(sample.members.values_list("stratum", flat=True))


# ---- who is in the frame -------------------------------------------------------------------------


def test_whose_language_it_is_not_offered_in_is_left_out_and_counted(easton):
    english, unsaid, welsh, other = add(4, easton)
    for member, language in ((english, "en-gb"), (welsh, "cy"), (other, "cy"), (unsaid, "")):
        MessageWishes.objects.create(user=member.user, language=language)
    never_asked = add(1, easton)
    in_english = frame_of(Filters(languages=("en-gb",)), "none")
    assert (in_english.size, in_english.excluded) == (3, {"language": 2})
    in_welsh = frame_of(Filters(languages=("cy",)), "none")
    assert (in_welsh.size, in_welsh.excluded) == (2, {"language": 3})
    assert frame_of(Filters(languages=("en-gb", "cy")), "none").excluded == {}
    assert frame_of(Filters(), "none").size == 5
    filters = Filters(languages=("cy",))
    sample = draw(number=2, filters=filters)
    assert sample.excluded == {"language": 3}
    assert sample.stored["about"]["asked"]["filters"]["languages"] == ["cy"]
    with pytest.raises(Refused, match="a language that it is not offered in"):
        draw(number=1, filters=filters, by_hand=never_asked, override="A test of the language")


def test_who_may_not_be_invited_is_left_out_and_counted(easton):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    officer = make_user(is_staff=True)
    pause(membership=make_membership(ward=easton), until=tomorrow)
    make_membership(ward=easton, status="lapsed")
    make_membership(ward=easton, term_ends_on=timezone.localdate())
    remove(membership=make_membership(ward=easton), reason="A test", by=officer)
    leave_panel(make_membership(ward=easton).user)
    make_membership(ward=easton, ward_source="to-confirm")
    mail.stop(make_membership(ward=easton).user)
    closed = make_membership(ward=easton).user
    closed.is_active = False
    closed.save()
    there = add(3, easton)
    frame = frame_of(Filters(), "ward")
    assert frame.members == {"Easton": [member.pk for member in there]}
    reasons = ("closed", "expired", "lapsed", "mail", "paused", "removed", "ward")
    assert frame.excluded == dict.fromkeys(reasons, 1)


def test_an_address_that_stopped_before_its_owner_joined_is_not_written_to(easton):
    member = make_membership(ward=easton)
    mail.stop(member.user)
    member.wants_news = True
    member.save()
    assert frame_of(Filters(), "none").excluded == {"mail": 1}


def test_filters_keep_the_members_asked_for(easton, ashley):
    group = WardGroup.objects.create(name="Inner city")
    group.wards.add(ashley)
    long_ago = timezone.now() - dt.timedelta(days=400)
    one = make_membership(ward=easton, age_band="16-24", joined_at=long_ago)
    two = make_membership(ward=ashley, age_band="75+", source="invitation")

    def found(**fields):
        members = frame_of(Filters(**fields), "none").members
        return members.get("everybody", [])

    assert found(wards=(easton.code,)) == [one.pk]
    assert found(groups=("Inner city",)) == [two.pk]
    assert found(wards=(easton.code,), groups=("Inner city",)) == [one.pk, two.pk]
    assert found(age_bands=("75+",)) == [two.pk]
    assert found(sources=("open",)) == [one.pk]
    assert found(joined_before=timezone.localdate() - dt.timedelta(days=30)) == [one.pk]
    assert found(age_bands=("25-34",)) == []


def test_the_frame_is_divided_as_asked(easton, ashley):
    south = make_ward(name="Southville")
    for name, wards in (("Inner", [easton, ashley]), ("East", [easton])):
        WardGroup.objects.create(name=name).wards.set(wards)
    make_membership(ward=easton, age_band="16-24", source="event")
    make_membership(ward=ashley, age_band="75+")
    make_membership(ward=south, age_band="75+")

    def names(strata):
        return sorted(frame_of(Filters(), strata).members)

    assert names("none") == ["everybody"]
    assert names("age") == ["16-24", "75+"]
    assert names("ward") == ["Ashley", "Easton", "Southville"]
    assert names("ward-age") == ["Ashley, 75+", "Easton, 16-24", "Southville, 75+"]
    assert names("group") == ["East + Inner", "Inner", "in no group"]
    assert names("source") == ["event", "open"]
    with pytest.raises(Refused, match="no way to divide members by “height”"):
        frame_of(Filters(), "height")


def test_the_frame_is_read_in_as_many_queries_whatever_its_size(easton):
    counted = []
    for number in (1, 3):
        add(number, easton)
        CouncilSettings.load()
        with CaptureQueriesContext(connection) as queries:
            frame_of(Filters(wards=(easton.code,)), "ward")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 10


# ---- how often -----------------------------------------------------------------------------------


def test_nobody_is_invited_twice_in_fourteen_days(easton, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
    add(4, easton)
    first = draw()
    time_machine.move_to(dt.datetime(2026, 11, 15, 12, tzinfo=dt.UTC))
    assert frame_of(Filters(), "none").excluded == {"recent": 4}
    with pytest.raises(Refused, match="nobody to draw from"):
        draw()
    time_machine.move_to(dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC))
    assert frame_of(Filters(), "none").size == 4
    assert first.size == draw().size == 4


def test_nobody_is_invited_more_than_twelve_times_a_year(easton, time_machine):
    add(2, easton)
    for month in range(1, 13):
        time_machine.move_to(dt.datetime(2026, month, 1, 12, tzinfo=dt.UTC))
        draw(2)
    time_machine.move_to(dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC))
    assert frame_of(Filters(), "none").excluded == {"often": 2}
    time_machine.move_to(dt.datetime(2027, 1, 2, 12, tzinfo=dt.UTC))
    assert frame_of(Filters(), "none").excluded == {}


def test_the_council_sets_the_limits(easton):
    add(2, easton)
    draw(2)
    make_council(days_between_invitations=0, invitations_a_year=2)
    draw(2)
    assert frame_of(Filters(), "none").excluded == {"often": 2}


def test_tests_and_withdrawn_samples_burden_nobody(easton):
    add(2, easton)
    draw(2, is_test=True)
    withdraw_sample(sample=draw(2), reason="The wrong page")
    assert frame_of(Filters(), "none").excluded == {}


def test_limits_are_set_aside_for_a_reason_that_is_on_record(easton):
    officer = make_user(is_staff=True)
    add(2, easton)
    draw(2)
    again = draw(2, override="The river is over its banks", by=officer)
    assert (again.size, again.overridden) == (2, {"recent": 2})
    about = again.stored["about"]
    assert (about["override"], about["overridden"]) == (again.override_reason, {"recent": 2})
    entry = ModelLogEntry.objects.filter(action="panel.sample_drawn").latest("timestamp")
    assert entry.user == officer
    assert entry.data["reason"] == "The river is over its banks"
    assert entry.data["over_limit"] == {"recent": 2}


# ---- how many, and by which chance ---------------------------------------------------------------


def test_a_size_is_shared_out_over_the_strata(easton, ashley):
    add(20, easton)
    add(10, ashley)
    sample = draw(6, strata="ward")
    assert drawn_from(sample) == {"Easton": 4, "Ashley": 2}
    assert set(sample.members.values_list("probability", flat=True)) == {0.2}
    assert {member.design_weight for member in sample.members.all()} == {5}
    assert (sample.frame_size, sample.size) == (30, 6)


def test_a_target_of_answers_is_filled_by_the_response_expected(easton, ashley):
    add(20, easton)
    add(20, ashley)
    sample = draw(4, strata="ward", how="completes", rate="0.4", other_rates={"Ashley": "1/5"})
    assert drawn_from(sample) == {"Easton": 5, "Ashley": 10}


@pytest.mark.parametrize(("rate", "invitations"), [("0.30", 334), ("0.12", 834), ("0.45", 223)])
def test_a_hundred_answers_need_as_many_invitations_as_published(easton, rate, invitations):
    add(1, easton)
    outlook = look_ahead(Asked(by="completes", number=100, rate=rate))
    assert (outlook.size, outlook.lacking) == (1, 100)
    assert invitations_needed(100, rate) == invitations


def test_a_ward_is_oversampled_by_its_rate(easton, ashley):
    add(10, easton)
    add(10, ashley)
    sample = draw(0, strata="ward", how="rates", rate="0.2", other_rates={"Easton": "0.5"})
    assert drawn_from(sample) == {"Easton": 5, "Ashley": 2}
    chances = dict(sample.members.values_list("stratum", "probability"))
    assert chances == {"Easton": 0.5, "Ashley": 0.2}


def test_an_outlook_draws_nobody(easton):
    add(3, easton)
    outlook = look_ahead(Asked(number=2, strata="ward"))
    assert [(s.name, s.frame, s.drawn) for s in outlook.strata] == [("Easton", 3, 2)]
    assert (Sample.objects.count(), SampleMember.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"number": 5}, "5 cannot be invited from a frame of 4"),
        ({"number": 1, "strata": "ward"}, "Nobody would be invited from Ashley"),
        (
            {"by": "rates", "rate": "0.5", "strata": "ward", "other_rates": {"Atlantis": "1"}},
            "no group “Atlantis”. There are: Ashley; Easton",
        ),
        ({"by": "rates", "rate": "0"}, "The rate of everybody is 0"),
        ({"by": "completes", "number": 2}, "Say of how many in 100"),
        ({"filters": Filters(age_bands=("75+",)), "number": 1}, "nobody to draw from"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_kept(easton, ashley, asked, words):
    add(3, easton)
    add(1, ashley)
    with pytest.raises(Refused, match=words):
        draw_sample(title="Parks", asked=Asked(**asked))
    assert Sample.objects.count() == 0


@given(
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=3),
    share=st.fractions(Fraction(1, 2), 1, max_denominator=9),
)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_weights_add_up_to_the_frame(sizes, share):
    with transaction.atomic():
        for number, size in enumerate(sizes):
            add(size, make_ward(name=f"Ward {number}"))
        sample = draw(0, strata="ward", how="rates", rate=str(share), is_test=True)
        weights = [member.design_weight for member in sample.members.all()]
        assert sum(weights) == pytest.approx(sum(sizes))
        assert faults_of_sample(sample) == []
        transaction.set_rollback(True)


# ---- the proof -----------------------------------------------------------------------------------


def test_a_sample_can_be_drawn_again_from_its_text(easton, ashley):
    add(20, easton)  # so many that another seed draws the same only once in tens of millions
    add(20, ashley)
    sample = draw(8, strata="ward")
    assert sha256(sample.text.encode()).hexdigest() == sample.sha256
    again = draw_of(sample)
    assert sorted(one.id for one in again.invited) == sorted(
        sample.members.values_list("code", flat=True)
    )
    assert faults_of_sample(sample) == []
    sample.text = sample.text.replace('"title":"Parks"', '"title":"Parts"')
    assert faults_of_sample(sample) == ["The text is not the one that was hashed."]
    stored = json.loads(sample.text)
    stored["draw"]["inputs"]["seed"] = "0" * 64
    sample.text = json.dumps(stored)
    sample.sha256 = sha256(sample.text.encode()).hexdigest()
    del sample.__dict__["stored"]
    assert "Drawn again from what is stored, the list is another." in faults_of_sample(sample)


def test_the_text_holds_no_name_and_no_number_of_a_member(easton):
    member = make_membership(ward=easton, user=make_user(email="quillon@example.org"))
    text = draw(1).text
    assert "quillon" not in text
    assert str(member.pk) not in json.loads(text)["draw"]["inputs"]["frame"]["everybody"]


def test_a_real_draw_has_a_seed_of_its_own_and_a_test_repeats_itself(easton):
    add(8, easton)
    with pytest.raises(Refused, match="A seed is for test draws"):
        draw(seed=7)
    one, two = (draw(is_test=True, seed=7) for _time in range(2))
    assert sorted(one.members.values_list("code")) == sorted(two.members.values_list("code"))
    assert str(one) == "TEST: Parks"
    real = draw()
    assert real.seed == ""
    assert len(real.stored["draw"]["inputs"]["seed"]) == 64


SEALED = "What was drawn cannot be changed"


@pytest.mark.parametrize(
    "act",
    [
        lambda sample: Sample.objects.filter(pk=sample.pk).update(title="Another"),
        lambda sample: Sample.objects.filter(pk=sample.pk).update(text="{}"),
        lambda sample: Sample.objects.filter(pk=sample.pk).update(frame_size=1_000),
        lambda sample: Sample.objects.filter(pk=sample.pk).update(withdrawn_because="No reason"),
        lambda sample: Sample.objects.filter(pk=sample.pk)._raw_delete("default"),
        lambda sample: sample.members.update(probability=0.9),
        lambda sample: sample.members.update(is_by_hand=True),
        lambda sample: sample.members.all()._raw_delete("default"),
    ],
)
def test_the_database_refuses_to_change_or_delete_a_sample(easton, act):
    add(5, easton)
    sample = draw()
    with pytest.raises(IntegrityError, match=SEALED), transaction.atomic():
        act(sample)
    assert faults_of_sample(Sample.objects.get(pk=sample.pk)) == []


def test_only_with_the_seals_lifted_can_a_sample_be_erased_and_they_are_set_again(easton):
    add(5, easton)
    sample, other = draw(is_test=True), draw()
    with seals_lifted():
        sample.members.all()._raw_delete("default")
        Sample.objects.filter(pk=sample.pk)._raw_delete("default")
    assert list(Sample.objects.all()) == [other]
    with pytest.raises(IntegrityError, match=SEALED), transaction.atomic():
        other.members.all()._raw_delete("default")


# ---- by hand -------------------------------------------------------------------------------------


def test_who_is_added_by_hand_is_marked_and_weighs_nothing(easton, ashley):
    add(4, easton)
    guest = make_membership(ward=ashley)
    sample = draw(2, filters=Filters(wards=(easton.code,)), by_hand=[guest])
    row = sample.members.get(membership=guest)
    assert (row.is_by_hand, row.probability, row.design_weight) == (True, None, 0)
    assert (sample.size, sample.by_hand) == (2, 1)
    assert sample.stored["about"]["by_hand"] == [row.code]
    assert faults_of_sample(sample) == []
    assert guest in members_of(sample)


def test_who_is_drawn_anyway_keeps_their_chance(easton):
    (member,) = add(1, easton)
    sample = draw(1, by_hand=[member])
    assert sample.by_hand == 0
    assert sample.members.get().design_weight == 1


@pytest.mark.parametrize("state", ["stopped", "paused", "recent"])
def test_who_may_not_be_invited_is_not_added_by_hand_either(easton, ashley, state):
    add(2, easton)
    guest = make_membership(ward=ashley)
    if state == "stopped":
        mail.stop(guest.user)
        guest.refresh_from_db()
    elif state == "paused":
        pause(membership=guest, until=timezone.localdate() + dt.timedelta(days=9))
    else:
        draw(1, filters=Filters(wards=(ashley.code,)))
    with pytest.raises(Refused, match="cannot be added"):
        draw(2, filters=Filters(wards=(easton.code,)), by_hand=[guest])


# ---- what others ask -----------------------------------------------------------------------------


def test_the_members_of_a_sample_are_those_who_may_be_invited_still(easton):
    add(6, easton)
    sample = draw(6)
    assert members_of(sample).count() == 6
    gone = members_of(sample).first()
    leave_panel(gone.user)
    assert gone not in members_of(sample)
    assert members_of(sample).count() == 5


def test_nobody_is_invited_by_a_test_or_a_withdrawn_sample(easton):
    add(4, easton)
    with pytest.raises(Refused, match="This is a test"):
        members_of(draw(2, is_test=True))
    sample = draw(2)
    withdraw_sample(sample=sample, reason="The wrong ward")
    sample.refresh_from_db()
    with pytest.raises(Refused, match="withdrawn: The wrong ward"):
        members_of(sample)
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_sample(sample=sample, reason="Again")


def test_what_is_sent_is_not_withdrawn(easton):
    add(4, easton)
    sample = draw(2)
    with pytest.raises(Refused, match="Give the reason"):
        withdraw_sample(sample=sample, reason="  ")
    note_sent(sample)
    sent_at = Sample.objects.get().sent_at
    note_sent(sample)
    assert Sample.objects.get().sent_at == sent_at is not None
    with pytest.raises(Refused, match="Its invitations are sent"):
        withdraw_sample(sample=sample, reason="Too late")


def test_who_was_not_drawn_has_no_weight(easton):
    members = add(4, easton)
    draw(1)
    assert [design_weight_of(member.user, 12) for member in members] == [None] * 4
