"""Draws of a panel: stored whole, as the sums say, and never changed again."""

import csv
import io
import json
from collections import Counter
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from analysis.sortition.fairness import Progress
from analysis.sortition.quotas import Quota
from core.refusals import Refused
from panel.drawing import (
    call_off,
    draw_in_background,
    draw_panel,
    members_to_invite,
    plan_draw,
    replace_drop_out,
)
from panel.joining import leave_panel
from panel.models import CensusCount, Draw, DrawMember
from panel.proof import faults_of_draw, files_of
from panel.quotas import proportional_quotas
from tests.panel.factories import make_council, make_membership, make_user, make_ward

pytestmark = pytest.mark.django_db
EVEN = (Quota("age_band", "16-24", 2, 2), Quota("age_band", "35-49", 2, 2))


@pytest.fixture(autouse=True)
def easton():
    make_council()
    return make_ward(name="Easton", code="E05010896")


def add(n, ward, **fields):
    return [make_membership(ward=ward, **fields) for _number in range(n)]


@pytest.fixture
def eight_and_two(easton):
    """Eight of one age and two of another, of whom two and two are to sit."""
    return add(8, easton, age_band="16-24"), add(2, easton, age_band="35-49")


def draw(**fields):
    return draw_panel(**{"title": "Assembly", "size": 4, "quotas": EVEN} | fields)


# ---- the known answer ----------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["leximin", "maximin"])
def test_eight_have_a_quarter_and_two_are_certain(eight_and_two, algorithm):
    many, few = eight_and_two
    found = draw(algorithm=algorithm)
    chances = dict(found.members.values_list("membership", "probability"))
    assert [chances[m.pk] for m in many] == pytest.approx([0.25] * 8, abs=1e-9)
    assert [chances[m.pk] for m in few] == pytest.approx([1, 1], abs=1e-9)
    seated = found.members.seated().values_list("membership__age_band", flat=True)
    assert Counter(seated) == {"16-24": 2, "35-49": 2}
    assert (found.state, found.algorithm_ran, found.pool_size) == ("drawn", algorithm, 10)
    assert (found.lowest, found.highest) == pytest.approx((0.25, 1))
    assert faults_of_draw(found) == []


def test_a_simple_random_draw_gives_all_the_same_chance(easton):
    add(5, easton)
    found = draw(quotas=(), algorithm="random", size=2)
    assert {round(m.probability, 9) for m in found.members.all()} == {0.4}
    assert found.members.seated().count() == 2
    assert found.gini == pytest.approx(0)


def test_both_old_bands_are_one_unless_a_quota_parts_them(easton):
    add(2, easton, age_band="65-74")
    add(2, easton, age_band="75+")
    together = draw(size=2, quotas=[Quota("age_band", "65+", 2, 2)])
    assert {row[2] for row in together.stored["inputs"]["pool"]} == {"65+"}
    apart = draw(size=2, quotas=[Quota("age_band", "65-74", 1, 1), Quota("age_band", "75+", 1, 1)])
    seated = apart.members.seated().values_list("membership__age_band", flat=True)
    assert sorted(seated) == ["65-74", "75+"]


def test_who_lives_together_never_sits_together(easton):
    add(3, easton, household="home-1")
    add(1, easton)
    found = draw(size=2, quotas=(), one_per_household=True)
    alone = found.members.get(membership__household="")
    assert alone.is_selected
    assert alone.probability == pytest.approx(1)
    others = found.members.exclude(pk=alone.pk).values_list("probability", flat=True)
    assert list(others) == pytest.approx([1 / 3] * 3)
    assert "home-1" not in found.text
    with pytest.raises(Refused, match="one person per household.*panel of 4.*2 households"):
        draw(size=4, quotas=(), one_per_household=True)


def test_two_of_one_address_and_as_many_seats_as_people_are_refused_by_the_rule(easton):
    """E2.7, whatever the quotas: in the form as in the command, before anything is kept."""
    add(2, easton, household="home-1")
    for ask in (draw, plan_draw):
        with pytest.raises(Refused, match="one person per household.*panel of 2.*1 household"):
            ask(title="Assembly", size=2, quotas=(), one_per_household=True)
    assert Draw.objects.count() == 0


# ---- who is in the pool --------------------------------------------------------------------------


def test_who_is_left_out_is_counted_by_reason(easton):
    make_membership(ward=make_ward(council_code="E06000022"))
    make_membership(ward=easton, ward_source="to-confirm")
    closed = make_membership(ward=easton)
    closed.user.is_active = False
    closed.user.save()
    leave_panel(make_membership(ward=easton).user)
    add(3, easton)
    found = draw(size=2, quotas=())
    assert found.excluded == {"closed": 1, "left": 1, "ward": 2}
    assert found.pool_size == 3


def test_nobody_to_draw_from_is_refused():
    with pytest.raises(Refused, match="There is nobody to draw from"):
        draw(quotas=())


# ---- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"quotas": [Quota("age_band", "16-24", 1, 1), Quota("age_band", "35-49", 3, 3)]},
            "At least 3 people with age_band: 35-49 are needed and the pool has 2",
        ),
        ({"size": 0}, "from 1 to 1,000 seats"),
        ({"seed": 7}, "A seed is for test draws"),
        ({"algorithm": "legacy"}, "There is no method “legacy”"),
        ({"algorithm": "random"}, "keeps no quotas"),
        ({"quotas": [Quota("gender", "woman", 1, 1)]}, "Quotas are over ward and age_band"),
        ({"quotas": [Quota("ward", "Atlantis", 1, 1)]}, "There is no ward “Atlantis”"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words_and_nothing_is_kept(eight_and_two, fields, words):
    with pytest.raises(Refused, match=words):
        draw(**fields)
    with pytest.raises(Refused, match=words):
        plan_draw(**{"title": "Assembly", "size": 4, "quotas": EVEN} | fields)
    assert (Draw.objects.count(), DrawMember.objects.count()) == (0, 0)


# ---- tests and proofs ----------------------------------------------------------------------------


def test_a_seed_gives_the_same_draw_and_a_real_draw_has_none(eight_and_two):
    first, second = draw(is_test=True, seed=7), draw(is_test=True, seed=7)
    assert first.text == second.text
    assert first.sha256 == second.sha256
    assert draw(is_test=True, seed=8).sha256 != first.sha256
    real, another = draw(), draw()
    assert real.seed == another.seed == ""
    assert not set(real.members.values_list("code", flat=True)) & set(
        another.members.values_list("code", flat=True)
    )


def test_nobody_is_invited_by_a_test_draw_and_all_who_sit_by_a_real_one(eight_and_two):
    with pytest.raises(Refused, match="test draw"):
        members_to_invite(draw=draw(is_test=True))
    real = draw()
    assert set(members_to_invite(draw=real)) == {m.membership for m in real.members.seated()}
    assert len(members_to_invite(draw=real)) == 4


def test_the_hash_is_that_of_the_text_and_the_text_names_nobody(easton):
    person = make_user(email="quillon@example.org", display_name="Quillon")
    make_membership(user=person, ward=easton, postcode="BS9 1ZQ")
    found = draw(size=1, quotas=())
    stored = Draw.objects.get(pk=found.pk)
    assert sha256(stored.text.encode()).hexdigest() == stored.sha256
    assert stored.text_agrees
    told = stored.text + "".join(files_of(stored).values())
    assert not any(needle in told.casefold() for needle in ("quillon", "bs9", "1zq"))
    assert json.dumps(json.loads(told[: len(stored.text)]), **CANONICAL) == stored.text


CANONICAL = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}


def test_a_text_that_was_touched_is_found_out(eight_and_two):
    found = draw()
    found.text = found.text.replace('"seats":4', '"seats":5')
    assert faults_of_draw(found) == ["The text is not the one that was hashed."]


def test_the_panels_of_the_lottery_can_be_counted_again(eight_and_two):
    result = draw().stored["result"]
    assert sum(probability for probability, _panel in result["panels"]) == pytest.approx(1)
    assert sum(result["probabilities"]) == pytest.approx(4)


def test_the_database_refuses_to_delete_what_was_drawn(eight_and_two):
    found = draw()
    for rows in (found.members.all(), Draw.objects.filter(pk=found.pk)):
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            rows._raw_delete("default")
    call_off(draw=plan_draw(title="Assembly", size=4, quotas=EVEN))
    Draw.objects.filter(state="stopped").delete()
    assert Draw.objects.get() == found


@pytest.mark.parametrize(
    "change", [{"sha256": "0"}, {"title": "Another"}, {"state": "drafted"}, {"text": "{}"}]
)
def test_the_database_refuses_to_change_what_was_drawn(eight_and_two, change):
    found = draw()
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        Draw.objects.filter(pk=found.pk).update(**change)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        found.members.filter(is_selected=False).update(is_selected=True)
    assert faults_of_draw(Draw.objects.get(pk=found.pk)) == []


def test_a_seed_on_a_real_draw_cannot_be_stored(eight_and_two):
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.create(title="Assembly", size=4, seed="7", reference="draw-1")


def test_each_draw_is_logged_with_its_hash(eight_and_two):
    officer = make_user()
    found = draw(by=officer)
    entry = ModelLogEntry.objects.get(action="panel.panel_drawn")
    assert (entry.user, entry.data["sha256"], entry.data["seats"]) == (officer, found.sha256, 4)


# ---- later rounds --------------------------------------------------------------------------------


def test_a_seat_is_filled_again_within_the_quotas_and_the_others_stay(eight_and_two):
    first = draw()
    dropped = first.members.seated().filter(membership__age_band="16-24").first()
    again = replace_drop_out(draw=first, membership=dropped.membership)
    seats = Counter(again.members.seated().values_list("membership__age_band", flat=True))
    assert seats == {"16-24": 2, "35-49": 2}
    before = set(first.members.seated().values_list("membership", flat=True))
    after = set(again.members.seated().values_list("membership", flat=True))
    assert before - after == {dropped.membership_id}
    assert (again.round, again.replaces, again.excluded) == (2, first, {"dropped": 1})
    assert Draw.objects.get(pk=first.pk).state == "superseded"
    assert faults_of_draw(again) == []
    new = again.members.get(membership__in=after - before)
    assert (new.round, new.probability) == (2, pytest.approx(1 / 6))
    with pytest.raises(Refused, match="newest round"):
        replace_drop_out(draw=Draw.objects.get(pk=first.pk), membership=dropped.membership)
    with pytest.raises(Refused, match="no seat"):
        replace_drop_out(draw=again, membership=dropped.membership)
    third = replace_drop_out(draw=again, membership=new.membership)
    assert dropped.membership_id not in third.members.values_list("membership", flat=True)
    assert third.members.seated().count() == 4


def test_a_seat_that_nobody_can_fill_is_refused_and_the_panel_stays(eight_and_two):
    first = draw()
    only = first.members.seated().filter(membership__age_band="35-49").first()
    with pytest.raises(Refused, match="age_band: 35-49"):
        replace_drop_out(draw=first, membership=only.membership)
    assert Draw.objects.get().state == "drawn"


def test_who_left_the_panel_is_out_of_later_rounds(eight_and_two):
    first = draw()
    out = first.members.filter(is_selected=False).first()
    leave_panel(out.membership.user)
    dropped = first.members.seated().filter(membership__age_band="16-24").first()
    again = replace_drop_out(draw=first, membership=dropped.membership)
    assert again.excluded == {"dropped": 1, "left": 1}
    assert not again.members.filter(code=out.code).exists()
    assert first.members.filter(code=out.code).exists()


def test_nobody_of_a_seated_persons_home_fills_a_seat(easton):
    add(2, easton, household="home-1", age_band="16-24")
    add(2, easton, household="home-2", age_band="35-49")
    add(2, easton, household="home-3", age_band="50-64")
    first = draw(size=2, quotas=(), one_per_household=True)
    stays, dropped = (m.membership for m in first.members.seated())
    again = replace_drop_out(draw=first, membership=dropped)
    assert again.excluded == {"dropped": 1, "household": 1}
    homes = [m.membership.household for m in again.members.seated()]
    assert len(set(homes)) == 2
    assert stays.household in homes


# ---- in the background ---------------------------------------------------------------------------


def test_a_planned_draw_is_drawn_in_the_background(
    eight_and_two, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        planned = plan_draw(title="Assembly", size=4, quotas=EVEN)
        assert (planned.state, planned.members.count()) == ("drafted", 0)
    found = Draw.objects.get()
    assert (found.state, found.members.seated().count()) == ("drawn", 4)
    assert (found.settled, found.groups) == (2, 2)
    assert faults_of_draw(found) == []


def test_a_draw_that_was_called_off_draws_nobody(eight_and_two):
    planned = plan_draw(title="Assembly", size=4, quotas=EVEN)
    call_off(draw=planned)
    assert draw_in_background.call(planned.pk) == "stopped"
    assert DrawMember.objects.count() == 0
    with pytest.raises(Refused, match="is over"):
        call_off(draw=planned)


def test_a_draw_is_called_off_between_two_steps(eight_and_two, monkeypatch):
    planned = plan_draw(title="Assembly", size=4, quotas=EVEN)

    def call_off_meanwhile(selection, algorithm, *, randomness, report, is_cancelled):
        assert not is_cancelled()
        call_off(draw=planned)
        assert is_cancelled()
        report(Progress(1, 2, 1))

    monkeypatch.setattr("panel.drawing.find_lottery", call_off_meanwhile)
    assert draw_in_background.call(planned.pk) == "stopped"
    assert Draw.objects.get().problem == "It was called off."


def test_a_planned_draw_that_cannot_be_any_more_says_why(eight_and_two):
    planned = plan_draw(title="Assembly", size=4, quotas=EVEN)
    leave_panel(eight_and_two[1][0].user)
    assert draw_in_background.call(planned.pk) == "stopped"
    assert "the pool has 1" in Draw.objects.get().problem


# ---- quotas by the census, and the command -------------------------------------------------------

AGES = (
    ("Aged 15 years and under", 900),
    ("Aged 16 to 24 years", 100),
    ("Aged 25 to 34 years", 200),
    ("Aged 35 to 49 years", 300),
    ("Aged 50 to 64 years", 250),
    ("Aged 65 years and over", 150),
)


def count(ward, times):
    CensusCount.objects.bulk_create(
        CensusCount(ward=ward, variable="age_6", category=category, count=n * times)
        for category, n in AGES
    )
    return ward


def test_quotas_by_the_census_are_the_whole_numbers_about_the_share(easton):
    count(easton, 1)
    count(make_ward(name="Clifton"), 2)
    found = {quota.name: (quota.minimum, quota.maximum) for quota in proportional_quotas(10)}
    assert found == {
        "ward: Clifton": (6, 7),
        "ward: Easton": (3, 4),
        "age_band: 16-24": (1, 1),
        "age_band: 25-34": (2, 2),
        "age_band: 35-49": (3, 3),
        "age_band: 50-64": (2, 3),
        "age_band: 65+": (1, 2),
    }


def run(*arguments):
    out = io.StringIO()
    call_command("draw_panel", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_command_prints_codes_and_categories_and_writes_the_pair(eight_and_two, tmp_path):
    quotas = tmp_path / "quotas.csv"
    quotas.write_text("feature,value,min,max\nage_band,16-24,2,2\nage_band,35-49,2,2\n")
    told = run("--size=4", f"--quotas={quotas}", "--test-seed=7", f"--export={tmp_path / 'out'}")
    found = Draw.objects.get()
    assert "TEST DRAW, seed 7." in told
    assert f"SHA-256 of the text: {found.sha256}" in told
    assert "lowest 0.250000, highest 1.000000, Gini 0.3000" in told
    assert "@" not in told
    people = list(csv.DictReader((tmp_path / "out/people.csv").read_text().splitlines()))
    assert len(people) == 10
    assert set(people[0]) == {"id", "ward", "age_band"}
    panel = list(csv.DictReader((tmp_path / "out/panel.csv").read_text().splitlines()))
    assert [row["id"] for row in panel] == list(
        found.members.seated().values_list("code", flat=True)
    )
    assert (tmp_path / "out/quotas.csv").read_text() == quotas.read_text()
    proof = (tmp_path / "out/draw.json").read_bytes()
    assert sha256(proof).hexdigest() == found.sha256


def test_the_command_draws_in_proportion_to_the_census(easton):
    count(easton, 1)
    for band in ("16-24", "25-34", "35-49", "50-64", "65-74", "75+"):
        add(4, easton, age_band=band)
    run("--size=10", "--quotas=proportional")
    found = Draw.objects.get()
    seats = Counter(row.membership.age_band for row in found.members.seated())
    assert (seats["16-24"], seats["25-34"], seats["35-49"]) == (1, 2, 3)
    assert not found.is_test


def test_the_command_says_what_is_wrong_and_keeps_nothing(eight_and_two, tmp_path):
    quotas = tmp_path / "quotas.csv"
    quotas.write_text("feature,value,min,max\nage_band,35-49,3,3\nage_band,16-24,1,1\n")
    with pytest.raises(CommandError, match="the pool has 2"):
        run("--size=4", f"--quotas={quotas}")
    with pytest.raises(CommandError, match="no such file|No such file"):
        run("--size=4", f"--quotas={tmp_path / 'none.csv'}")
    assert Draw.objects.count() == 0


def test_drawing_asks_a_fixed_number_of_questions(easton, django_assert_num_queries):
    add(3, easton)
    draw(size=2, quotas=())  # the log looks once for what kind of thing a draw is
    with django_assert_num_queries(15):
        draw(size=2, quotas=())
    add(9, easton)
    with django_assert_num_queries(15):
        draw(size=2, quotas=())
