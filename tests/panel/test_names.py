"""Names fit to be shown, also by a thousand hostile hands."""

import json
import unicodedata
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from panel.forms import DetailsForm
from panel.names import check_shown_name, tidy_name
from tests.panel.factories import BRISTOL, make_council, make_edition, make_membership, make_ward

NAUGHTY = Path(__file__).parent.parent / "data" / "text" / "big_list_of_naughty_strings.json"
FINE = [
    "Maya",
    "José",
    "Siân",
    "O’Neill",
    "O'Neill",
    "Anne-Marie",
    "J. R.",
    "Łukasz",
    "Dvořák",
    "Åsa",
    "Nguyễn",
    "Мая",
    "Μαρία",
    "فاطمة",
    "やまだ",
    "山田太郎",
    "Stafford",
    "Badminton",
    "Modi",
    "Hostetler",
    "Steamer",
    "X",
    "Ng",
    "İpek",
    "Ffion ap Rhys",
    "Priya",
]
PLAYS_A_ROLE = [
    "Bristol City Council",
    "Councillor Smith",
    "Cllr Jones",
    "The 0fficer",
    "Moderator",
    "mOdErAtOr",
    "Admin",
    "A d m i n",
    "M o d",
    "Counci1",
    "CounciI",
    "Officer",
    "Οfficer",
    "Оfficer",
    "Моderator",
    "mоderator",
    "Ｍoderator",
    "𝓜oderator",
    "ⓂⓄⒹ",
    "Ádmin",
    "Cyngor Bryste",
    "Swyddog",
    "Folkmoot",
    "Staff",
    "Staff Team",
    "Expert",
    "Mayor",
    "The-Council",
    "C.o.u.n.c.i.l",
    "Co'uncil",
    "Ćouncil",
    "Council\u0301lor",
    "ADMINISTRATOR",
    "Moderat\u00f8r",
    "Offıcer",
]
HIDES_SOMETHING = [
    "Ma\u200bya",
    "Maya\u202egnp.exe",
    "Maya\u0000",
    "Ma\u00adya",
    "Maya\nOfficer",
    "Maya\r",
    "\ufeffMaya",
    "M\u2066a\u2069",
    "Z\u0351\u036b\u0343\u036aalgo",
    "Maya\u2028x",
    "Мaya",
    "Mаya",
    "Maya\t",
]
NO_NAME = [
    "<b>Maya</b>",
    "=1+1",
    "@maya",
    "maya@example.org",
    "07700 900123",
    "Maya!",
    "-",
    "'",
    "😀",
    "javascript:x",
    "www.example.org/a",
    "A" * 41,
    "{{ 7 }}",
    "a_b",
    "\\",
    '"',
    "M4ya",
]


@pytest.mark.parametrize("name", FINE)
def test_ordinary_names_of_many_tongues_are_welcome(name):
    check_shown_name(name)


@pytest.mark.parametrize("name", PLAYS_A_ROLE + HIDES_SOMETHING + NO_NAME)
def test_names_that_play_a_role_or_hide_something_are_refused(name):
    with pytest.raises(ValidationError):
        check_shown_name(name)


@given(st.text(max_size=45))
def test_what_passes_is_letters_and_four_signs(text):
    try:
        check_shown_name(text)
    except ValidationError:
        return
    bare = [c for c in text if c not in " '’.-"]
    assert bare
    assert all(c.isalpha() or unicodedata.combining(c) for c in bare)


def hostile() -> list[str]:
    """A thousand awkward names: the known list, and variations of it."""
    known = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    return (known + [f"Maya {text}"[:60] for text in known])[:1000]


@pytest.fixture
def member(db):
    make_council()
    ward = make_ward(name="Easton")
    make_edition(BS56XX=(BRISTOL, ward.code, ""))
    return make_membership(ward=ward)


def details_with(name, member):
    return {"postcode": "BS5 6XX", "ward": member.ward.code, "display_name": name}


def test_a_thousand_hostile_names_are_refused_or_shown_unharmed(member):
    names = hostile()
    assert len(names) == 1000
    kept = refused = 0
    for name in names:
        form = DetailsForm(details_with(name, member), membership=member)
        if form.is_valid():
            kept += 1
            assert form.cleaned_data["display_name"] == tidy_name(name.strip(" ")), name
        else:
            refused += 1
            assert "display_name" in form.errors, name
            if "\x00" not in name and "\r" not in name and "\n" not in name:
                assert f'value="{escape(name)}"' in str(form["display_name"]), name
    assert kept + refused == 1000
    assert kept > 10
    assert refused > 800


def test_hostile_names_that_are_sent_are_stored_tidily_or_given_back(client, member):
    client.force_login(member.user)
    statuses = set()
    for name in hostile()[::20]:
        answer = client.post("/account/details/", details_with(name, member))
        statuses.add(answer.status_code)
        member.user.refresh_from_db()
        if answer.status_code == 302:
            assert member.user.display_name == tidy_name(name.strip(" ")), name
        elif "\x00" not in name and "\r" not in name and "\n" not in name:
            assert f'value="{escape(name)}"' in answer.text, name
    assert statuses == {302, 422}
