"""R8.10: where members may be under 16, the youngest band is called by the age it begins at."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from home.roles import ensure_roles
from panel.ages import band_of
from panel.models import AgeBand, Membership
from panel.population import LABELS
from polls.keying_forms import bands_to_key
from polls.models import Response
from polls.printed.making import about_them
from results import poll_report, voice
from results.exports.making import take_snapshot
from results.exports.tables import codebook
from tests.panel.factories import make_council, make_membership, make_user, make_ward
from tests.results.factories import make_finished_poll

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("lowest", "youngest", "until_34"), [(13, "13 to 24", "13 to 34"), (16, "16 to 24", "16 to 34")]
)
def test_the_youngest_band_is_named_by_the_lowest_age(client, lowest, youngest, until_34):
    make_council(minimum_age=lowest)
    member = make_membership(age_band=band_of(lowest, lowest_age=lowest), ward=make_ward())

    assert str(AgeBand.FROM_16.label) == Membership.objects.get().get_age_band_display() == youngest
    assert Response(age_band=member.age_band).get_age_band_display() == youngest
    assert str(LABELS["16-24"]) == bands_to_key()[0].label == youngest
    assert str(poll_report.AGE_GROUPS[0][0]) == str(voice.GROUPS[0][0]) == until_34
    assert youngest in str(about_them(1))
    client.force_login(member.user)
    assert youngest in client.get(reverse("panel:details")).text
    with override("cy"):  # not kept in one language for the next reader
        assert str(lowest) in str(AgeBand.FROM_16.label)


def test_files_and_lists_say_it_too(client):
    make_council(minimum_age=13)
    ensure_roles()
    make_membership(age_band=AgeBand.FROM_16)
    client.force_login(make_user(is_staff=True, is_superuser=True))
    listed = client.get("/admin/membership/").text
    assert "13 to 24" in listed
    assert "16 to 24" not in listed

    poll = make_finished_poll({make_ward(): (30, 20)})
    table = take_snapshot(poll, "pseudonymous").table
    [age] = [column for column in table.columns if column.name == "age_band"]
    assert dict(age.codes)["16-24"] == "13 to 24"
    assert "ages 13 to 24" in age.derived
    assert any("13 to 24" in str(row) for row in codebook(table).rows)


def test_who_tells_no_age_has_no_band():
    assert Membership().get_age_band_display() == ""
