"""Bristol's change of May 2016, replayed with the postcodes of 2014 and 2025."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import CommandError, call_command

from core.refusals import Refused
from panel.boundaries import carry_out_change
from panel.joining import leave_panel, move_home
from panel.loading import BRISTOL as BRISTOL_FILES
from panel.loading.postcodes import load_postcodes
from panel.loading.wards import load_wards
from panel.models import FormerWard, Membership, Postcode, User, Ward, WardSuccession
from panel.postcodes import Found, find_ward
from polls.about import About
from polls.models import Wave
from polls.responding import place_and_age
from tests.panel.factories import BRISTOL, make_council, make_edition, make_membership, make_ward

DATA = Path(__file__).parent.parent / "data"
BS_2014 = DATA / "postcodes" / "codepoint_open_bs_2014-08.csv.gz"
BS_2025 = DATA / "postcodes" / "codepoint_open_bs_2025-11.csv.gz"
MAY_1999, MAY_2016 = dt.date(1999, 5, 6), dt.date(2016, 5, 5)
Source = Membership.WardSource


def rows_of(name):
    with (DATA / "postcodes" / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def published_pairs():
    return {
        (row["ward_code_1999_2016"], row["ward_code_2016"]): int(row["postcodes"])
        for row in rows_of("bristol_old_ward_to_new_ward_postcode_counts.csv")
    }


def a_member_at_every_postcode(edition):
    """Fill the panel: one member at each of the council's postcodes, in that day's ward."""
    wards = {ward.code: ward for ward in Ward.objects.without_boundaries()}
    rows = list(edition.postcodes.filter(council_code=BRISTOL))
    users = User.objects.bulk_create(User(email=f"m{n}@example.org") for n in range(len(rows)))
    Membership.objects.bulk_create(
        Membership(user=user, postcode=row.postcode, ward=wards[row.ward_code], age_band="35-49")
        for user, row in zip(users, rows, strict=True)
    )


def where_nearly_all_went(was, now):
    """Return the new ward that at least 95 of 100 postcodes of an old one went to, if any."""
    went = defaultdict(Counter)
    for postcode, ward in was.items():
        if postcode in now:
            went[ward][now[postcode]] += 1
    best = {ward: counter.most_common(1)[0] for ward, counter in went.items()}
    return {old: new for old, (new, n) in best.items() if n >= 0.95 * went[old].total()}


@pytest.mark.django_db
@pytest.mark.once
def test_bristols_change_of_2016_moves_a_whole_panel():
    make_council()
    old_wards = DATA / "wards" / "bristol_wards_1999_2016.geojson"
    load_wards(old_wards, council_code=BRISTOL, valid_from=MAY_1999)
    a_member_at_every_postcode(load_postcodes(BS_2014, council_code=BRISTOL))
    assert Membership.objects.count() == 11_585
    was = dict(Membership.objects.values_list("postcode", "ward__code"))
    load_wards(BRISTOL_FILES / "wards_2025.geojson", council_code=BRISTOL, valid_from=MAY_2016)
    load_postcodes(BS_2025, council_code=BRISTOL)

    change = carry_out_change()

    ours = set(was.values())
    published = published_pairs()
    assert (len(published), sum(published.values())) == (75, 10_983)
    counted = {
        (pair.earlier.code, pair.later.code): pair.postcodes
        for pair in WardSuccession.objects.select_related("earlier", "later")
    }
    # Three of the pairs, with five postcodes, were wards of a neighbour, which we do not hold.
    assert counted == {pair: n for pair, n in published.items() if pair[0] in ours}
    assert (len(counted), sum(counted.values())) == (72, 10_978)

    now = dict(
        Postcode.objects.filter(edition__is_current=True).values_list("postcode", "ward_code")
    )
    council_now = dict(
        Postcode.objects.filter(edition__is_current=True).values_list("postcode", "council_code")
    )
    gone = {
        row["Postcode"]: row["Admin_ward_code"]
        for row in rows_of("bristol_postcodes_gone_between_2014_and_2025.csv")
    }
    assert gone == {postcode: ward for postcode, ward in was.items() if postcode not in now}
    assert len(gone) == 602
    fits = where_nearly_all_went(was, now)

    def expected(postcode):
        if postcode in gone and was[postcode] in fits:
            return fits[was[postcode]], Source.BEST_FIT
        if postcode in gone or council_now[postcode] != BRISTOL:
            return was[postcode], Source.TO_CONFIRM
        return now[postcode], Source.POSTCODE

    placed = Membership.objects.values_list("postcode", "ward__code", "ward_source")
    assert {p: (ward, source) for p, ward, source in placed} == {p: expected(p) for p in was}
    sources = Counter(source for _ward, source in map(expected, was))
    assert sources[Source.POSTCODE] == 10_978
    assert 0 < sources[Source.BEST_FIT] < 602
    assert (change.on, change.by_postcode, change.by_best_fit, change.to_confirm) == (
        MAY_2016,
        10_978,
        sources[Source.BEST_FIT],
        607 - sources[Source.BEST_FIT],
    )
    former = FormerWard.objects.values_list("membership__postcode", "ward__code", "until")
    assert set(former) == {
        (postcode, ward, MAY_2016)
        for postcode, ward in was.items()
        if expected(postcode)[1] != Source.TO_CONFIRM
    }
    assert carry_out_change() is None


# ---- one member at a time ------------------------------------------------------------------------


@pytest.fixture
def change(db):
    """Two wards that became two others in 2016: Old Ash split, Old Elm went whole to Elm."""
    make_council()
    ended = {"valid_from": MAY_1999, "valid_to": MAY_2016}
    ash, elm = make_ward(name="Old Ash", **ended), make_ward(name="Old Elm", **ended)
    new_ash, new_elm = make_ward(name="Ash"), make_ward(name="Elm")
    before = make_edition(
        BS11AA=(BRISTOL, ash.code, ""),
        BS11AB=(BRISTOL, ash.code, ""),
        BS11AD=(BRISTOL, ash.code, ""),
        BS12AA=(BRISTOL, elm.code, ""),
        BS12AB=(BRISTOL, elm.code, ""),
    )
    before.is_current = False
    before.save()
    make_edition(
        BS11AA=(BRISTOL, new_ash.code, ""),
        BS11AB=(BRISTOL, new_elm.code, ""),
        BS12AA=(BRISTOL, new_elm.code, ""),
    )
    return SimpleNamespace(ash=ash, elm=elm, new_ash=new_ash, new_elm=new_elm)


@pytest.mark.parametrize(
    ("postcode", "lived_in", "source", "lives_in", "known_by"),
    [
        ("BS1 1AA", "ash", Source.POSTCODE, "new_ash", Source.POSTCODE),
        ("BS1 1AB", "ash", Source.POSTCODE, "new_elm", Source.POSTCODE),
        ("BS1 1AD", "ash", Source.POSTCODE, "ash", Source.TO_CONFIRM),  # gone, and Old Ash split
        ("BS1 2AB", "elm", Source.POSTCODE, "new_elm", Source.BEST_FIT),  # gone, Old Elm did not
        ("BS1 1AA", "elm", Source.SELF_STATED, "new_elm", Source.BEST_FIT),  # corrected once
        ("BS1 1AA", "ash", Source.SELF_STATED, "ash", Source.TO_CONFIRM),
    ],
)
def test_each_member_gets_the_surest_ward(change, postcode, lived_in, source, lives_in, known_by):
    member = make_membership(postcode=postcode, ward=getattr(change, lived_in), ward_source=source)
    carry_out_change()
    member.refresh_from_db()
    assert (member.ward, member.ward_source) == (getattr(change, lives_in), known_by)


def test_who_is_asked_counts_in_no_ward_until_they_answer(change):
    member = make_membership(postcode="BS1 1AD", ward=change.ash)
    carry_out_change()
    user = User.objects.get(pk=member.user_id)
    assert place_and_age(user, None, Wave.BEFORE, About()) == (None, "35-49")

    move_home(
        membership=user.membership,
        postcode="BS1 1AD",
        ward=change.new_elm,
        ward_source=Source.SELF_STATED,
    )

    assert place_and_age(user, None, Wave.BEFORE, About()) == (change.new_elm.pk, "35-49")
    assert list(FormerWard.objects.values_list("ward", "until", "because")) == [
        (change.ash.pk, MAY_2016, "boundaries")
    ]


def test_who_left_is_let_be_and_who_leaves_takes_the_history_along(change):
    left = make_membership(postcode="BS1 1AA", ward=change.ash)
    leave_panel(left.user)
    staying = make_membership(postcode="BS1 1AA", ward=change.ash)
    carry_out_change()
    left.refresh_from_db()
    assert left.ward == change.ash
    assert FormerWard.objects.get().membership == staying

    leave_panel(staying.user)
    assert not FormerWard.objects.exists()


def test_nobody_is_moved_before_a_file_names_the_new_wards(change):
    Postcode.objects.filter(edition__is_current=True).delete()
    member = make_membership(postcode="BS1 1AA", ward=change.ash)
    with pytest.raises(Refused, match="no postcode file names them"):
        carry_out_change()
    with pytest.raises(CommandError, match="no postcode file names them"):
        call_command("change_boundaries")
    member.refresh_from_db()
    assert (member.ward, member.ward_source) == (change.ash, Source.POSTCODE)


def test_a_postcode_is_in_its_old_ward_until_the_day_and_in_its_new_one_from_then(change):
    make_council()
    with time_machine.travel("2016-05-04 12:00:00+01:00"):
        outcome = find_ward("BS1 1AB")
        assert isinstance(outcome, Found)
        assert outcome.ward == change.ash
    with time_machine.travel("2016-05-05 00:00:01+01:00"):
        assert find_ward("BS1 1AB").ward == change.new_elm


def test_the_command_tells_what_became_of_whom(change, capsys):
    for postcode in ("BS1 1AA", "BS1 1AB", "BS1 1AD"):
        make_membership(postcode=postcode, ward=change.ash)
    make_membership(postcode="BS1 2AB", ward=change.elm)
    call_command("change_boundaries")
    call_command("change_boundaries")
    assert capsys.readouterr().out == (
        "Boundaries of 2016-05-05: 2 members placed by postcode, 1 by best fit, 1 to be asked.\n"
        "Nobody is left in a ward that has ended.\n"
    )


def test_a_trend_runs_on_only_where_nearly_all_of_both_wards_is_the_same(change):
    make_membership(postcode="BS1 2AA", ward=change.elm)
    carry_out_change()
    pairs = {
        (pair.earlier.name, pair.later.name): (pair.takes_nearly_all, pair.is_same_place)
        for pair in WardSuccession.objects.all()
    }
    assert pairs == {
        ("Old Ash", "Ash"): (False, False),
        ("Old Ash", "Elm"): (False, False),
        ("Old Elm", "Elm"): (True, False),  # Elm is more than Old Elm was
    }
