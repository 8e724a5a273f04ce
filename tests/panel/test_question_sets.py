"""Sets of questions: records in their source's words, derived tables to the row, and no mapping."""

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from core.refusals import Refused
from panel.models import QuestionSet
from panel.models.profile import PREFER_NOT
from panel.question_sets import SHIPPED, fault_of, load_question_set, read_file, sets_in_force
from tests.panel.factories import make_council

pytestmark = pytest.mark.django_db
SMALL = """
code = "pets"
edition = "1"
jurisdictions = ["E"]
valid_from = 2021-01-01
source = "https://example.org/pets"
title = { en = "Pets" }
why = { en = "To see." }
[[questions]]
code = "pets"
label = { en = "Have you a pet?" }
options = [{ code = "yes", en = "Yes" }, { code = "no", en = "No" }]
"""


def the(code, edition=None) -> QuestionSet:
    sets = QuestionSet.objects.filter(code=code)
    return sets.get(edition=edition) if edition else sets.get()


def test_the_shipped_sets_are_on_record():
    assert {str(one) for one in QuestionSet.objects.all()} == {
        "sex UK-2021",
        "ethnicity EW-2021",
        "ethnicity S-2022",
        "ethnicity N-2021",
        "disability UK-2021",
        "caring EW-2021",
        "religion EW-2021",
        "religion S-2022",
        "religion N-2021",
        "sexual_orientation EW-2021",
        "sexual_orientation S-2022",
        "sexual_orientation N-2021",
        "gender_identity EW-2021",
        "trans_status S-2022",
    }


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_question_ends_with_prefer_not_to_say_and_says_why(path):
    content = read_file(path.read_bytes(), name=path.name)
    one = the(content["code"], content["edition"])
    assert one.source.startswith("https://")
    assert one.why
    for question in one.questions:
        assert question.options[-1] == (PREFER_NOT, "Prefer not to say")
        assert question.choices[-1] == (PREFER_NOT, "Prefer not to say")
        assert len({code for code, _label in question.options}) == len(question.options)


def test_what_is_asked_in_wales_has_every_word_in_welsh():
    def without_welsh(part):
        if isinstance(part, dict):
            if "en" in part and not part.get("cy"):
                return [part]
            return [fault for inner in part.values() for fault in without_welsh(inner)]
        return [f for inner in part for f in without_welsh(inner)] if isinstance(part, list) else []

    for one in QuestionSet.objects.filter(jurisdictions__contains="W"):
        assert without_welsh(one.content) == []
    with translation.override("cy"):
        sex = the("sex").question("sex")
        assert sex.label == "Beth yw eich rhyw?"
        assert sex.options[0] == ("female", "Benyw")
        assert sex.options[-1][1].startswith("Mae’n well gen i")


# ---- E1.2 and E1.3 -------------------------------------------------------------------------------

DISABLED = [
    ("no", "", "no"),
    ("yes", "a-lot", "yes"),
    ("yes", "a-little", "yes"),
    ("yes", "not-at-all", "no"),
    ("yes", "", ""),
    (PREFER_NOT, "", ""),
    ("", "", ""),
    ("yes", PREFER_NOT, ""),
]
ETHNIC = {
    "white": "white-british white-irish white-gypsy-traveller white-roma white-other",
    "mixed": "mixed-white-black-caribbean mixed-white-black-african mixed-white-asian mixed-other",
    "asian": "asian-indian asian-pakistani asian-bangladeshi asian-chinese asian-other",
    "black": "black-caribbean black-african black-other",
    "other": "other-arab other-any",
}


@pytest.mark.parametrize(("condition", "effect", "disabled"), DISABLED)
def test_disabled_follows_from_two_answers(condition, effect, disabled):
    answers = {"condition": condition, "effect": effect}
    given = {question: code for question, code in answers.items() if code}
    assert the("disability").derive(given) == disabled


def test_five_ethnic_groups_follow_from_nineteen():
    detailed = the("ethnicity", "EW-2021")
    offered = [code for code, _label in detailed.question("ethnicity").options[:-1]]
    expected = {code: group for group, codes in ETHNIC.items() for code in codes.split()}
    assert {code: detailed.derive({"ethnicity": code}) for code in offered} == expected
    assert [len(codes.split()) for codes in ETHNIC.values()] == [5, 4, 5, 3, 2]
    assert detailed.derive({"ethnicity": PREFER_NOT}) == detailed.derive({}) == ""


def test_options_stand_under_the_heading_of_the_group_they_count_in():
    detailed = the("ethnicity", "EW-2021")
    names = detailed.derived["values"]
    *grouped, _prefer_not = detailed.question("ethnicity").choices
    for heading, pairs in grouped:
        derived = {detailed.derive({"ethnicity": code}) for code, _label in pairs}
        assert {names[group]["en"] for group in derived} == {heading}


def test_scotland_and_northern_ireland_are_not_mapped_to_the_five_groups():
    assert the("ethnicity", "S-2022").derived["name"] == "ethnic_group_scotland"
    assert the("ethnicity", "N-2021").derived is None
    groups = {
        edition: {code for code, _label in the("religion", edition).question("religion").options}
        for edition in ("EW-2021", "S-2022", "N-2021")
    }
    assert "christian" in groups["EW-2021"]
    assert "christian" not in groups["S-2022"] | groups["N-2021"]


def test_what_is_most_private_is_asked_of_nobody_who_may_be_under_16():
    for one in QuestionSet.objects.all():
        is_private = one.code in ("sexual_orientation", "gender_identity", "trans_status")
        assert one.lowest_age == (16 if is_private else 0), str(one)


# ---- which are asked -----------------------------------------------------------------------------

ASKED = {
    "E06000023": ["sex", "ethnicity", "disability", "caring", "religion", "sexual_orientation"],
    "S12000036": [
        *("sex", "ethnicity", "disability", "religion", "sexual_orientation", "trans_status"),
    ],
    "N09000003": ["sex", "ethnicity", "disability", "religion", "sexual_orientation"],
}


@pytest.mark.parametrize(("council", "asked"), ASKED.items())
def test_a_council_asks_the_sets_of_its_country_the_most_private_last(council, asked):
    make_council(council_code=council)
    found = [one.code for one in sets_in_force()]
    assert found[: len(asked)] == asked
    assert found[len(asked) :] in ([], ["gender_identity"])
    ethnicity = next(one for one in sets_in_force() if one.code == "ethnicity")
    letter = council[0]
    assert ethnicity.edition == {"E": "EW-2021", "S": "S-2022", "N": "N-2021"}[letter]


def test_a_new_standard_is_a_new_file_and_is_asked_from_its_day():
    make_council()
    load_question_set(SMALL.encode(), name="pets.toml")
    later = SMALL.replace('edition = "1"', 'edition = "2"').replace("2021-01-01", "2030-01-01")
    load_question_set(later.encode(), name="pets-2.toml")

    def asked():
        return next(one for one in sets_in_force() if one.code == "pets").edition

    with time_machine.travel(dt.datetime(2029, 12, 31, 12, tzinfo=dt.UTC)):
        assert asked() == "1"
    with time_machine.travel(dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)):
        assert asked() == "2"


# ---- loading -------------------------------------------------------------------------------------


def test_loading_twice_changes_nothing_and_an_edition_never_changes(tmp_path, capsys):
    path = tmp_path / "pets.toml"
    path.write_text(SMALL)
    call_command("load_question_sets", path)
    call_command("load_question_sets", path)
    assert capsys.readouterr().out == "pets 1: asked from 2021-01-01.\n" * 2
    path.write_text(SMALL.replace("Have you a pet?", "Do you keep a pet?"))
    with pytest.raises(CommandError, match="not what was loaded as pets 1"):
        call_command("load_question_sets", path)
    assert the("pets").question("pets").label == "Have you a pet?"


def test_the_database_refuses_to_change_a_set():
    one = the("sex")
    one.source = "https://example.org/"
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        one.save()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        QuestionSet.objects.filter(pk=one.pk).update(content={})


WRONG = {
    'code = "pets"\nedition': ("edition", "“code” is missing"),
    "2021-01-01": ('"once"', "no day"),
    'label = { en = "Have you a pet?" }': ("label = {}", "words in English"),
    'code = "no", en = "No"': ('code = "yes", en = "No"', "a code and words"),
    '{ code = "no", en = "No" }': ('{ code = "-9", en = "No" }', "comes by itself"),
    "options = [": ('only_if = { dogs = "yes" }\noptions = [', "follow a question before"),
    '{ code = "no", en = "No" }]': ('{ code = "no", en = "No", group = "g" }]', "need a table"),
    'source = "https://example.org/pets"': ("source =", "Invalid value"),
}


@pytest.mark.parametrize(("words", "instead"), WRONG.items())
def test_a_file_with_a_fault_is_refused_in_words(words, instead):
    wrong, says = instead
    assert words in SMALL
    with pytest.raises(Refused, match=says):
        load_question_set(SMALL.replace(words, wrong, 1).encode(), name="pets.toml")
    assert not QuestionSet.objects.filter(code="pets").exists()


def test_a_table_must_fit_its_questions():
    content = read_file(SMALL.encode(), name="pets.toml")
    table = {"name": "pet", "from": ["pets"], "values": {"yes": {"en": "Yes"}}}
    assert fault_of(content | {"derived": table | {"rows": [["yes", "yes"]]}}) == ""
    assert "fit" in fault_of(content | {"derived": table | {"rows": [["yes", "no"]]}})
    assert "not offered" in fault_of(content | {"derived": table | {"rows": [["cat", "yes"]]}})
