"""Draws with quotas over age and sex together; the counts of residents are constructed."""

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone

from analysis.sortition.quotas import Quota
from core.refusals import Refused
from panel import profiles
from panel.draw_page import categories_of
from panel.drawing import draw_panel, replace_drop_out
from panel.frames import EVERYBODY, frame_of_call
from panel.models import AreaCount, CensusCount, QuestionSet
from panel.population import BANDS
from panel.proof import faults_of_draw, files_of
from panel.quotas import quotas_of_both, quotas_of_file
from panel.told_in_draws import count_taken_back, told_in
from panel.volunteering import begin_call, offer_to_serve
from tests.panel.factories import BRISTOL, make_council, make_membership, make_ward

pytestmark = pytest.mark.django_db
# Women are younger here than men, though there are as many of each age and of each sex.
FEMALE, MALE = (300, 200, 200, 200, 100), (100, 200, 200, 200, 300)


@pytest.fixture(autouse=True)
def easton():
    make_council()
    ward = make_ward(name="Easton", code="E05010896")
    for (_code, _label, _bands, age), f, m in zip(BANDS, FEMALE, MALE, strict=True):
        for category, n in ((age, f + m), ("Aged 15 years and under", 0)):
            CensusCount.objects.update_or_create(
                ward=ward, variable="age_6", category=category, defaults={"count": n}
            )
        for sex, n in (("Female", f), ("Male", m)):
            AreaCount.objects.create(
                council_code=BRISTOL, variable="age_by_sex", category=f"{sex}, {age}", count=n
            )
    return ward


@pytest.fixture
def call():
    return begin_call(
        title="Streets",
        about="Six evenings.",
        features=["sex"],
        reply_by=timezone.localdate() + dt.timedelta(days=14),
    )


def volunteer(call, ward, sex, band, lends=True):
    member = make_membership(ward=ward, age_band=band)
    if sex:
        asked = QuestionSet.objects.get(code="sex")
        profiles.answer(
            membership=member,
            question_set=asked,
            answers={asked.questions[0].code: sex},
            words={},
        )
    offer_to_serve(membership=member, call=call, lends_answers=lends, shown="I lend it")
    return member


def pool(call, ward, each=3):
    return [
        volunteer(call, ward, sex, band)
        for sex in ("female", "male")
        for band in ("16-24", "25-34", "35-49", "50-64", "65-74")
        for _n in range(each)
    ]


def seats_of(draw):
    told = told_in(draw).values
    seated = draw.members.seated().select_related("membership")
    return Counter((told[row.code]["sex"], row.membership.age_band) for row in seated)


def test_each_age_of_each_sex_gets_the_seats_of_its_residents(easton, call):
    pool(call, easton, each=4)
    quotas = quotas_of_both(10, ["sex"])
    found = draw_panel(title="A", size=10, quotas=quotas, frame=frame_of_call(call))

    seats = seats_of(found)
    # 2,000 residents, 10 seats: 300 of them are one or two seats, 100 none or one.
    limits = {q.value: (q.minimum, q.maximum) for q in quotas if q.feature == "age_by_sex"}
    assert limits["female 16-24"] == (1, 2)
    assert limits["male 16-24"] == (0, 1)
    assert limits["female 25-34"] == (1, 1)
    assert 1 <= seats["female", "16-24"] <= 2
    assert seats["male", "25-34"] == seats["female", "50-64"] == 1
    # One-way targets are those of the cells, so that a panel can keep to all three.
    assert {(q.name, q.minimum, q.maximum) for q in quotas if q.feature == "sex"} == {
        ("sex: female", 5, 5),
        ("sex: male", 5, 5),
    }
    assert found.told == ["sex"]
    assert faults_of_draw(found) == []


def test_files_pages_and_later_rounds_know_both(easton, call):
    pool(call, easton, each=2)
    quotas = (Quota("age_by_sex", "female 65+", 1, 1), Quota("age_by_sex", "male 16-24", 1, 1))
    quotas += tuple(others(0, *(quota.value for quota in quotas)))
    found = draw_panel(title="A", size=2, quotas=quotas, frame=frame_of_call(call))

    assert seats_of(found) == {("female", "65-74"): 1, ("male", "16-24"): 1}
    files = files_of(found)
    assert files["people.csv"].startswith("id,ward,age_band,sex,age_by_sex\n")
    assert "age_by_sex,female 65+,1,1" in files["quotas.csv"]
    rows = {row.value: row for row in categories_of(found, shows_told=True)}
    assert (rows["Female, 65 and over"].seats, rows["Female, 65 and over"].pool) == (1, 2)
    assert rows["Female, 65 and over"].residents_percent == "5.0%"
    assert not any("Female" in row.value for row in categories_of(found, shows_told=False))

    man = found.members.seated().get(membership__age_band="16-24")
    again = replace_drop_out(draw=found, membership=man.membership)
    assert seats_of(again) == {("female", "65-74"): 1, ("male", "16-24"): 1}
    assert faults_of_draw(again) == []


def test_when_the_sex_is_deleted_nothing_says_the_two_together(easton, call):
    people = pool(call, easton, each=2)
    quotas = [Quota("age_by_sex", "female 16-24", 1, 1)]
    found = draw_panel(
        title="A", size=3, quotas=[*quotas, *others(3, "female 16-24")], frame=frame_of_call(call)
    )
    profiles.take_all_back(user=people[0].user)

    files = files_of(found)
    assert files["people.csv"].count("Easton,16-24,taken-back,taken-back\n") == 1
    assert count_taken_back(found, told_in(found)) == 1
    assert faults_of_draw(found) == []


def others(most, *but):
    """Return quotas of up to `most` seats for each other age of each sex."""
    codes = [f"{sex} {band}" for sex in ("female", "male") for band, *_rest in BANDS]
    return [Quota("age_by_sex", code, 0, most) for code in codes if code not in but]


def test_who_did_not_tell_either_is_one_group(easton, call):
    pool(call, easton, each=1)
    volunteer(call, easton, "", "16-24")
    volunteer(call, easton, "female", "")
    volunteer(call, easton, "female", "16-24", lends=False)
    quotas = [Quota("age_by_sex", "female 16-24", 1, 1), *others(2, "female 16-24")]

    apart = draw_panel(title="A", size=2, quotas=quotas, frame=frame_of_call(call))
    rows = {
        row.value: row.pool
        for row in categories_of(apart, shows_told=True)
        if row.feature == "Age by sex"
    }
    assert rows["Did not tell"] == 3
    out = draw_panel(
        title="A", size=2, quotas=quotas, frame=frame_of_call(call), without_answer="left-out"
    )
    assert (out.pool_size, out.excluded) == (10, {"not-said": 3})


def test_a_file_names_both_by_code_or_in_words_and_only_of_who_lends(easton, call):
    text = (
        'feature,value,min,max\nage_by_sex,"Female, 65 and over",1,2\nage_by_sex,male 16-24,0,1\n'
    )
    assert [q.value for q in quotas_of_file(text, ["sex"])] == ["female 65+", "male 16-24"]
    with pytest.raises(Refused, match="“age_by_sex” is not known"):
        quotas_of_file(text)
    with pytest.raises(Refused, match="need a pool of volunteers"):
        quotas_of_both(10, [])
    with pytest.raises(Refused, match="not known"):
        draw_panel(
            title="A", size=1, quotas=[Quota("age_by_sex", "male 16-24", 1, 1)], frame=EVERYBODY
        )
    AreaCount.objects.filter(category__startswith="Male, Aged 65").delete()
    with pytest.raises(Refused, match="No census counts of age by sex are on file"):
        quotas_of_both(10, ["sex"])
