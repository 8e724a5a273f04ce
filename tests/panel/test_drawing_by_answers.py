"""Draws by what volunteers told about themselves: quotas, proof, and answers that can go."""

import datetime as dt
from collections import Counter

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from analysis.sortition.quotas import Quota
from core.refusals import Refused
from home.retention import run
from home.roles import ensure_roles
from panel import profiles
from panel.consent import Purpose, newest
from panel.drawing import (
    call_off,
    draw_in_background,
    draw_panel,
    plan_draw,
    replace_drop_out,
)
from panel.frames import frame_of_call, frame_of_group
from panel.joining import leave_panel
from panel.models import (
    AreaCount,
    CensusCount,
    Draw,
    DrawMember,
    DrawTold,
    Message,
    QuestionSet,
    Volunteer,
)
from panel.named_groups import SOURCES, NamedGroup
from panel.proof import faults_of_draw, files_of
from panel.quotas import proportional_quotas
from panel.told_in_draws import NOT_SAID, commit, count_taken_back, told_in
from panel.volunteering import begin_call, lent_to, offer_to_serve, open_calls_for, take_yes_back
from tests.panel.factories import BRISTOL, make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
EVEN = (Quota("sex", "female", 2, 2), Quota("sex", "male", 2, 2))


@pytest.fixture(autouse=True)
def easton():
    make_council()
    return make_ward(name="Easton", code="E05010896")


def tell(membership, code, name="sex"):
    question_set = QuestionSet.objects.get(code=name)
    question = question_set.questions[0].code
    profiles.answer(
        membership=membership, question_set=question_set, answers={question: code}, words={}
    )


def volunteers(call, ward, *told, lends=True):
    found = []
    for code in told:
        found.append(make_membership(ward=ward))
        if code:
            tell(found[-1], code)
        offer_to_serve(membership=found[-1], call=call, lends_answers=lends, shown="I lend it")
    return found


def make_call(**fields):
    usual = {
        "title": "Streets",
        "about": "Six evenings.",
        "features": ["sex"],
        "reply_by": timezone.localdate() + dt.timedelta(days=14),
    }
    return begin_call(**usual | fields)


@pytest.fixture
def call():
    return make_call()


def draw(call, **fields):
    usual = {"title": "Assembly", "size": 4, "quotas": EVEN, "frame": frame_of_call(call)}
    return draw_panel(**usual | fields)


def sexes(drawn):
    told = told_in(drawn).values
    return Counter(told[row.code]["sex"] for row in drawn.members.seated())


# ---- the pool ------------------------------------------------------------------------------------


def test_eight_women_and_two_men_have_a_quarter_and_certainty(easton, call):
    many, few = (volunteers(call, easton, *(code,) * n) for code, n in (("female", 8), ("male", 2)))
    make_membership(ward=easton)  # who did not volunteer is not in the pool
    found = draw(call)
    chances = dict(found.members.values_list("membership", "probability"))
    assert [chances[m.pk] for m in many] == pytest.approx([0.25] * 8, abs=1e-9)
    assert [chances[m.pk] for m in few] == pytest.approx([1, 1], abs=1e-9)
    assert sexes(found) == {"female": 2, "male": 2}
    assert (found.pool_size, found.told) == (10, ["sex"])
    assert faults_of_draw(found) == []


def test_who_did_not_tell_or_lend_is_a_group_apart_or_left_out(easton, call):
    volunteers(call, easton, "female", "female", "male", "male", "")
    volunteers(call, easton, "male", lends=False)
    quotas = (Quota("sex", "female", 1, 2), Quota("sex", "male", 1, 2))
    apart = draw(call, quotas=quotas)
    told = Counter(value["sex"] for value in told_in(apart).values.values())
    assert told == {"female": 2, "male": 2, NOT_SAID: 2}
    assert ["sex", NOT_SAID, 0, 4] in apart.rules
    out = draw(call, quotas=quotas, without_answer="left-out")
    assert (out.pool_size, out.excluded) == (4, {"not-said": 2})
    assert [(row.told, row.not_said) for row in lent_to(call)] == [(4, 2)]


def test_an_age_that_was_not_told_is_said_in_files_where_no_quota_asks_for_it(easton, call):
    (who,) = volunteers(call, easton, "female")
    type(who).objects.filter(pk=who.pk).update(age_band="")
    found = draw(call, size=1, quotas=[Quota("sex", "female", 1, 1)])
    assert files_of(found)["panel.csv"].endswith("Easton,not-said,female\n")


def test_what_nobody_was_asked_to_lend_is_refused(easton):
    call = make_call(features=[])
    volunteers(call, easton, "female", "male")
    for frame in (frame_of_call(call), {}):
        with pytest.raises(Refused, match="Quotas are over ward and age_band. “sex”"):
            draw_panel(title="Assembly", size=2, quotas=EVEN, frame=frame)
    assert not DrawTold.objects.exists()


def test_what_contradicts_is_said_in_words(easton, call):
    volunteers(call, easton, *["female"] * 8, "male", "male")
    quotas = (Quota("sex", "female", 1, 1), Quota("sex", "male", 3, 3))
    with pytest.raises(Refused, match="At least 3 people with sex: male are needed .*has 2"):
        plan_draw(title="Assembly", size=4, quotas=quotas, frame=frame_of_call(call))


def test_a_segment_is_drawn_from_with_its_rule_on_record(easton, monkeypatch):
    young = [make_membership(ward=easton, age_band="16-24") for _n in range(3)]
    make_membership(ward=easton)
    rule = {"age_bands": ["16-24"]}

    def groups():
        return [
            NamedGroup(
                "g", "Young", dict(rule), ("16 to 24",), lambda m: m.filter(age_band="16-24")
            )
        ]

    monkeypatch.setattr("panel.named_groups.SOURCES", [*SOURCES, groups])
    frame = frame_of_group("g")
    found = draw_panel(title="Assembly", size=2, frame=frame)
    assert set(found.members.values_list("membership", flat=True)) == {m.pk for m in young}
    assert found.stored["inputs"]["frame"]["group"]["definition"] == rule
    assert faults_of_draw(found) == []
    rule["age_bands"] = ["75+"]
    with pytest.raises(Refused, match="changed or deleted meanwhile"):
        draw_panel(title="Assembly", size=2, frame=frame)


def test_quotas_by_the_census_are_of_the_groups_that_it_counts(easton):
    ages = ("16 to 24", "25 to 34", "35 to 49", "50 to 64", "65 years")
    CensusCount.objects.bulk_create(
        CensusCount(ward=easton, variable="age_6", category=f"Aged {age}", count=100)
        for age in ages
    )
    for category, n in (("Female", 510), ("Male", 490)):
        AreaCount.objects.create(council_code=BRISTOL, variable="sex", category=category, count=n)
    found = {q.name: (q.minimum, q.maximum) for q in proportional_quotas(10, ["sex", "carer"])}
    assert found["sex: female"] == (5, 6)
    assert found["sex: male"] == (4, 5)
    assert not any(name.startswith("carer") for name in found)


# ---- the proof, and answers that go --------------------------------------------------------------


def test_the_text_holds_hashes_that_only_the_deletable_rows_can_open(easton, call):
    volunteers(call, easton, "female", "male", "female", "male")
    found = draw(call)
    assert '"female"' not in found.text.replace('["sex","female",2,2]', "")
    code, _ward, _band, _home, (commitment,) = found.stored["inputs"]["pool"][0]
    row = DrawTold.objects.get(code=code)
    assert commitment == commit(row.salt, code, "sex", row.value)
    assert len(row.salt) == 32
    DrawTold.objects.filter(code=code).update(value="male" if row.value == "female" else "female")
    assert "An answer is not the one that the text was drawn by." in faults_of_draw(found)


@pytest.mark.parametrize("way", ["take back", "all", "change", "leave", "lend no more"])
def test_an_answer_that_goes_leaves_the_draw_and_the_hash_still_holds(easton, call, way):
    people = volunteers(call, easton, "female", "female", "male", "male")
    found, who = draw(call), people[0]
    code = found.members.get(membership=who).code
    sex = QuestionSet.objects.get(code="sex")
    if way == "take back":
        profiles.take_back(user=who.user, question_set=sex)
    elif way == "all":
        profiles.take_all_back(user=who.user)
    elif way == "change":
        tell(who, "-9")
    elif way == "leave":
        leave_panel(who.user)
    else:
        take_yes_back(membership=who, call=call)
    assert not DrawTold.objects.filter(code=code).exists()
    assert DrawTold.objects.count() == 3
    stored = Draw.objects.get(pk=found.pk)
    assert stored.text_agrees
    assert faults_of_draw(stored) == []
    assert count_taken_back(stored, told_in(stored)) == 1
    files = files_of(stored)
    assert f"{code},Easton,35-49,taken-back\n" in files["people.csv"]
    assert files["people.csv"].count("taken-back") == 1


def test_a_choice_to_lend_is_on_record_with_its_words_and_goes_on_record_as_taken_back(
    easton, call
):
    (who,) = volunteers(call, easton, "female")
    about = f"{call.pk}: Streets"
    assert newest(who.user, Purpose.SERVING, about) == "given"
    assert who.user.consents.get(purpose=Purpose.SERVING).shown.words == "I lend it"
    take_yes_back(membership=who, call=call)
    assert newest(who.user, Purpose.SERVING, about) == "withdrawn"
    assert not Volunteer.objects.exists()


def test_a_seat_is_filled_again_within_quotas_over_answers(easton, call):
    volunteers(call, easton, *["female"] * 4, *["male"] * 4)
    first = draw(call)
    dropped = next(
        row for row in first.members.seated() if told_in(first).values[row.code]["sex"] == "male"
    )
    again = replace_drop_out(draw=first, membership=dropped.membership)
    assert sexes(again) == {"female": 2, "male": 2}
    assert faults_of_draw(again) == []
    assert (again.kept_until, again.told) == (first.kept_until, ["sex"])


def test_who_took_an_answer_back_keeps_the_seat_and_may_count_for_any_group(easton, call):
    volunteers(call, easton, *["female"] * 4, *["male"] * 4)
    first = draw(call)
    told = told_in(first).values
    women = [row for row in first.members.seated() if told[row.code]["sex"] == "female"]
    profiles.take_all_back(user=women[0].membership.user)
    again = replace_drop_out(draw=first, membership=women[1].membership)
    limits = {tuple(row[:2]): row[2:] for row in again.stored["inputs"]["quotas_of_free_seats"]}
    assert limits["sex", "female"] == [1, 2]
    assert again.members.get(membership=women[0].membership).is_selected
    assert faults_of_draw(again) == []


def test_a_draw_that_is_called_off_keeps_no_answers(easton, call):
    volunteers(call, easton, "female", "male", "female", "male")
    listed = plan_draw(
        title="A", size=4, quotas=EVEN, frame=frame_of_call(call), public_act="Dice, Friday"
    )
    assert draw_in_background.call(listed.pk) == "listed"
    assert DrawTold.objects.count() == 4
    call_off(draw=listed)
    assert not DrawTold.objects.exists()


def test_before_its_day_the_database_keeps_a_draw_by_answers(easton, call):
    volunteers(call, easton, "female", "male", "female", "male")
    found = draw(call)
    assert found.kept_until == timezone.localdate() + dt.timedelta(days=730)
    kept = Draw.objects.filter(pk=found.pk)
    changes = (
        lambda: kept.update(text="", panels_text=""),
        lambda: kept.update(kept_until=dt.date(2020, 1, 1)),
        lambda: found.members.all()._raw_delete("default"),
    )
    for change in changes:
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            change()
    run()
    assert (DrawMember.objects.count(), DrawTold.objects.count()) == (4, 4)


def test_after_its_day_the_record_goes_and_the_hash_stays(client, easton, call, monkeypatch):
    volunteers(call, easton, "female", "male", "female", "male")
    monkeypatch.setattr("panel.drawing.DAYS_KEPT", -2)
    found = draw(call)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        Draw.objects.filter(pk=found.pk).update(text="{}")
    run()
    kept = Draw.objects.get()
    assert (kept.text, kept.sha256, kept.lowest) == ("", found.sha256, found.lowest)
    assert not DrawMember.objects.exists()
    assert not DrawTold.objects.exists()
    staff(client, "Administrators")
    page = client.get(f"/admin/draw/inspect/{kept.pk}/").text
    assert found.sha256 in page
    assert "its text and its members were deleted" in page
    assert client.get(f"/admin/draws/{kept.pk}/files/draw.json").status_code == 404


def test_an_answer_needs_a_day_on_which_it_goes():
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.create(title="A", size=4, reference="draw-1", told=["sex"])


# ---- asking and saying yes -----------------------------------------------------------------------


def test_members_are_asked_once_and_say_yes_in_my_panel(
    client, easton, django_capture_on_commit_callbacks
):
    who = make_membership(ward=easton)
    tell(who, "female")
    with django_capture_on_commit_callbacks(execute=True):
        call = make_call()
    assert Message.objects.filter(mailing__purpose="call").count() == 1
    client.force_login(who.user)
    address = f"/account/serve/{call.pk}/"
    assert address in client.get("/account/").text
    page = client.get(address).text
    assert "You may use what I told you about myself for this draw: sex." in page
    client.post(address, {"answer": "yes", "lends_answers": "yes"})
    assert Volunteer.objects.get().lends_answers
    assert "You said yes." in client.get(address).text
    client.post(address, {"answer": "yes"})
    assert not Volunteer.objects.get().lends_answers
    client.post(address, {"answer": "no"})
    assert not Volunteer.objects.exists()


def test_nobody_says_yes_when_the_time_is_over_or_they_are_not_asked(easton, client):
    who, call = make_membership(ward=easton), make_call()
    group = {"code": "gone", "name": "Gone", "definition": {}, "in_words": []}
    of_segment = make_call(frame={"group": group})
    assert open_calls_for(who) == [(call, False)]
    client.force_login(who.user)
    assert client.get(f"/account/serve/{of_segment.pk}/").status_code == 404
    with time_machine.travel(timezone.now() + dt.timedelta(days=15), tick=False):
        with pytest.raises(Refused, match="time to answer is over"):
            offer_to_serve(membership=who, call=call, lends_answers=False)
        assert open_calls_for(who) == []
    with pytest.raises(Refused, match="still to come"):
        make_call(reply_by=timezone.localdate())


def staff(client, role):
    ensure_roles()
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def test_an_officer_asks_and_draws_from_who_said_yes(
    client, easton, django_capture_on_commit_callbacks
):
    staff(client, "Officers")
    in_two_weeks = timezone.localdate() + dt.timedelta(days=14)
    asked = {"title": "Streets", "about": "Six evenings.", "features": ["sex"]}
    wrong = client.post("/admin/calls/new/", asked | {"reply_by": "2020-01-01"})
    assert wrong.status_code == 422
    assert "Give a day that is still to come." in wrong.text
    assert "Six evenings." in wrong.text
    page = client.post("/admin/calls/new/", asked | {"reply_by": in_two_weeks}).url
    call = Volunteer._meta.get_field("call").related_model.objects.get()
    volunteers(call, easton, "female", "male", "female", "male", "")
    told = client.get(page).text
    assert f"?pool=call-{call.pk}" in told
    assert '<td class="num">4</td><td class="num">1</td>' in told
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            "/admin/draw-a-panel/",
            {
                "title": "Assembly",
                "size": 2,
                "pool": f"call-{call.pk}",
                "quotas_from": "none",
                "algorithm": "leximin",
                "without_answer": "apart",
            },
        )
    found = Draw.objects.get()
    assert (found.state, found.pool_size, found.told) == ("drawn", 5, [])
    assert "Who said yes to “Streets”" in client.get(answer.url).text


def test_a_page_by_answers_shows_groups_but_no_codes_beside_names(client, easton, call):
    volunteers(call, easton, "female", "male", "female", "male")
    found = draw(call)
    code = found.members.seated().first().code
    address = f"/admin/draw/inspect/{found.pk}/"
    staff(client, "Officers")
    page = client.get(address).text
    assert code in page
    assert '<td>Sex</td><th scope="row">Female</th>' in page
    assert client.get(f"/admin/draws/{found.pk}/files/people.csv").status_code == 200
    staff(client, "Administrators")
    page = client.get(address).text
    assert code not in page
    assert "Names stand here without codes" in page
    user = make_user(is_staff=True)
    user.user_permissions.set(
        Group.objects.get(name="Officers").permissions.exclude(codename="view_profileanswer")
    )
    client.force_login(user)
    page = client.get(address).text
    assert "Female" not in page
    assert client.get(f"/admin/draws/{found.pk}/files/people.csv").status_code == 302
