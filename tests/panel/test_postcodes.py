"""Typed postcodes and the wards they lead to."""

import re
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.postcodes import (
    PATTERN,
    Elsewhere,
    Found,
    NotAPostcode,
    NotKnown,
    NoWard,
    council_name,
    find_ward,
    month_of,
    normalise,
)
from tests.panel.factories import BRISTOL, make_council, make_edition, make_ward

READ_AS = {  # requirements E5.1
    "m11ae": "M1 1AE",
    "m60 1nw": "M60 1NW",
    "CR26XH": "CR2 6XH",
    "DN551PT": "DN55 1PT",
    "W1A1HQ": "W1A 1HQ",
    "ec1a  1bb": "EC1A 1BB",
    "GIR0AA": "GIR 0AA",
    "M111AE": "M11 1AE",
    "SE1P5LX": "SE1P 5LX",
    # letters for figures, in the inward code alone (R5.8)
    "bs5 OxX": "BS5 0XX",
    "BS1 Iad": "BS1 1AD",
    " b s 1 - 1 a d . ": "BS1 1AD",
    "\u00a0BS1\u20091AD\n": "BS1 1AD",
}
REFUSED = [
    "QA1 1AA",
    "AJ1 1AA",
    "M1 1AC",
    "M1 1",
    "SW1A",
    "ZZ99 9ZZ",
    "",
    " ",
    "BSO 1AD",
    "BS1 1ADX",
    "ＢＳ１ １ＡＤ",
    "BS1 1A\u0130",
    "٣",
    "BS1; DROP TABLE",
    "🏠",
]


@pytest.mark.parametrize(("typed", "read"), READ_AS.items())
def test_slips_of_the_finger_are_understood(typed, read):
    assert normalise(typed) == read


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_postcode_is_refused(typed):
    assert normalise(typed) == ""


@pytest.mark.parametrize(
    "forms",
    [
        ("M1  1AE", "M1   1AE", "M1 1AE"),
        ("B33 8TH", "B33  8TH", "B33 8TH"),
        ("EC1A1BB", "EC1A 1BB", "EC1A 1BB"),
    ],
)
def test_three_forms_of_one_row_give_one_key(forms):
    assert {normalise(form) for form in forms} == {forms[2]}


@given(st.text(max_size=12))
def test_any_text_gives_a_postcode_or_nothing(text):
    read = normalise(text)
    assert read == "" or PATTERN.fullmatch(read)


@given(st.from_regex(PATTERN, fullmatch=True), st.randoms(use_true_random=False))
def test_every_well_formed_postcode_survives_case_and_spacing(postcode, random):
    typed = "".join(
        c.lower() + " " * random.randrange(3) if random.random() < 0.5 else c for c in postcode
    )
    assert normalise(typed) == postcode


@pytest.fixture
def places(db):
    make_council()
    easton = make_ward(name="Easton", code="E05010896")
    old = make_ward(
        name="Old Easton", code="E05001989", valid_from="1999-05-06", valid_to="2016-05-05"
    )
    make_edition(
        BS56XX=(BRISTOL, easton.code, ""),
        BS56XY=(BRISTOL, easton.code, "199606"),
        BS371AA=("E06000025", "E05012142", ""),
        BS391AA=("E06999990", "E05999990", ""),
        BS10ZZ=(BRISTOL, "", ""),
        BS56XZ=(BRISTOL, old.code, ""),
        BS160GS=("", "", ""),
    )
    return easton


@pytest.mark.parametrize(
    ("typed", "kind", "message"),
    [
        ("BS5", NotAPostcode, "Enter a full postcode, like BS5 6XX"),
        (
            "bs99 9aa",
            NotKnown,
            "We do not know BS99 9AA. Check it. If your home is new, choose your ward instead.",
        ),
        ("bs56xx", Found, "BS5 6XX is in Easton"),
        (
            "BS5 6XY",
            Found,
            "BS5 6XY ended in June 1996. Check that it is yours. It was in Easton.",
        ),
        (
            "BS37 1AA",
            Elsewhere,
            "BS37 1AA is in South Gloucestershire. This panel is for people who live in the area "
            "of Bristol City Council.",
        ),
        (
            "BS39 1AA",
            Elsewhere,
            "BS39 1AA is in another council’s area. This panel is for people who live in the area "
            "of Bristol City Council.",
        ),
        (
            "BS1 0ZZ",
            NoWard,
            "BS1 0ZZ has no ward: it may be a PO box or a large organisation. Enter the postcode "
            "of your home.",
        ),
        (
            "BS16 0GS",
            NoWard,
            "BS16 0GS has no ward: it may be a PO box or a large organisation. Enter the postcode "
            "of your home.",
        ),
        (
            "BS5 6XZ",  # the file still has a ward whose boundaries have ended
            NoWard,
            "BS5 6XZ has no ward: it may be a PO box or a large organisation. Enter the postcode "
            "of your home.",
        ),
    ],
)
def test_each_outcome_says_its_own_sentence(places, typed, kind, message):
    outcome = find_ward(typed)
    assert (type(outcome), outcome.message) == (kind, message)


def test_a_letter_read_as_a_figure_is_shown(places):
    make_edition(BS51XX=(BRISTOL, places.code, ""))
    assert [find_ward(t).was_corrected for t in ("bs5 Ixx", "bs5 1xx")] == [True, False]


def test_only_the_current_edition_answers(places):
    edition = make_edition()
    edition.is_current = False
    edition.save()
    assert find_ward("BS5 6XX") == NotKnown("BS5 6XX")


def test_a_lookup_asks_four_things_and_leaves_the_server_never(
    places, django_assert_num_queries, monkeypatch
):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a postcode lookup opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with django_assert_num_queries(4):  # the postcode, the settings, the UPRNs, the ward
        assert find_ward("BS5 6XX").ward == places


def test_months_and_councils_have_names():
    assert month_of("199606") == "June 1996"
    assert (council_name(BRISTOL), council_name("E07999999")) == ("Bristol", "")
    assert not re.search(r", (City|County) of", council_name("E06000019"))
