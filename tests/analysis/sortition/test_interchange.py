from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sortition.interchange import (
    BadFile,
    read_people,
    read_quotas,
    write_people,
    write_quotas,
)
from analysis.sortition.quotas import Person, Quota

from .pools import SCOTTISH_FEATURES, read_example, read_scotland

names = (
    st.text(
        st.characters(exclude_categories=("C", "Z"), include_characters=' ,"'),
        min_size=1,
        max_size=12,
    )
    .map(str.strip)
    .filter(lambda name: name and name[0] not in "=+-@")
)


@st.composite
def quota_lists(draw):
    keys = draw(st.lists(st.tuples(names, names), min_size=1, max_size=6, unique=True))
    flexible, quotas = draw(st.booleans()), []
    for key in keys:
        limits = sorted(draw(st.lists(st.integers(0, 500), min_size=4, max_size=4)))
        flex = (limits[0], limits[3]) if flexible else None
        quotas.append(Quota(*key, limits[1], limits[2], flex))
    return tuple(quotas)


@st.composite
def pools(draw):
    different = st.lists(names, min_size=1, max_size=3, unique_by=str.lower)
    features = draw(different.filter(lambda f: not {"id", "household"} & {n.lower() for n in f}))
    people = tuple(
        Person(
            person,
            {feature: draw(names) for feature in features},
            draw(st.sampled_from(["", "the mill", "the lock"])),
        )
        for person in draw(st.lists(names, max_size=6, unique=True))
    )
    return features, people


def homes(people):
    """Who lives with whom, whatever the homes are called."""
    together = defaultdict(set)
    for person in people:
        together[person.household or ("alone", person.id)].add(person.id)
    return sorted(map(sorted, together.values()))


@given(quota_lists())
@settings(deadline=None)
def test_quotas_come_back_as_they_were_written(quotas):
    assert read_quotas(write_quotas(quotas)) == quotas


@given(pools())
@settings(deadline=None)
def test_people_come_back_as_they_were_written(pool):
    features, people = pool

    back = read_people(write_people(people, features), features)

    assert [(person.id, person.values) for person in back] == [
        (person.id, person.values) for person in people
    ]


@given(pools())
@settings(deadline=None)
def test_who_lives_together_comes_back_though_no_address_leaves(pool):
    features, people = pool

    text = write_people(people, features, with_households=True)

    assert homes(read_people(text, features, household_columns=["household"])) == homes(people)
    assert "the mill" not in text


def test_the_newer_layout_is_read(shared_data):
    selection = read_scotland(shared_data)

    assert (len(selection.people), len(selection.quotas)) == (150, 20)
    assert selection.features == ("Gender", "age_bracket", "edu_level", "geo_bucket")
    assert selection.quotas[0] == Quota("Gender", "Female", 11, 12, flex=(0, 12))
    assert selection.people[1] == Person(
        "p1",
        dict(zip(SCOTTISH_FEATURES, ("Female", "16-29", "Lothian", "Level 1"), strict=True)),
    )


def test_the_older_layouts_are_read(shared_data):
    selection = read_example(shared_data)

    assert (len(selection.people), selection.people[199].id) == (200, "200")
    assert selection.quotas[0] == Quota("gender", "female", 9, 20)
    assert read_quotas("category,name,min,max\ngender,female,9,20\n") == selection.quotas[:1]


def test_a_byte_order_mark_blank_lines_and_spaces_do_no_harm():
    text = "\ufeffFeature, Value ,MIN,max\r\n\r\n gender , woman ,1, 2\r\n,,,\r\n"

    assert read_quotas(text) == (Quota("gender", "woman", 1, 2),)


def test_people_share_a_home_if_all_columns_of_the_address_agree():
    text = "id,street,postcode\na,1 Mill Lane,BS1\nb,1 Mill Lane,BS1\nc,1 Mill Lane,BS2\nd,,\ne,,\n"

    people = read_people(text, (), household_columns=("street", "postcode"))

    assert homes(people) == [["a", "b"], ["c"], ["d"], ["e"]]


def test_only_ids_and_the_features_asked_for_leave():
    people = (Person("p1", {"gender": "woman", "income": "low"}, "1 Mill Lane"),)

    assert write_people(people, ("gender",)) == "id,gender\np1,woman\n"


HEADER = "feature,value,min,max\n"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["Line 1: there is no header."]),
        (HEADER, ["Line 2: there are no quotas."]),
        (
            "feature,value,min\n",
            [
                "Line 1: quotas have the columns feature, value, min and max, "
                "not feature, value, min."
            ],
        ),
        (
            "feature,value,min,max,min_flex\n",
            ["Line 1: min_flex stands alone; min_flex and max_flex go together."],
        ),
        (
            "feature,value,min,MIN,max\n",
            ["Line 1: two columns have one name in feature, value, min, MIN, max."],
        ),
        (HEADER + "gender,woman,1\n", ["Line 2: there are 3 cells and 4 columns."]),
        (
            HEADER + "gender,woman,one,2\ngender,man,-1,2.0\n",
            [
                "Line 2: min is a whole number of 0 or more, not 'one'.",
                "Line 3: min is a whole number of 0 or more, not '-1'.",
                "Line 3: max is a whole number of 0 or more, not '2.0'.",
            ],
        ),
        (
            HEADER + "gender,woman,1,٣\n",
            ["Line 2: max is a whole number of 0 or more, not '٣'."],
        ),
        (HEADER + "gender,woman,3,2\n", ["Line 2: min is 3 and max is 2, which is less."]),
        (
            "feature,value,min,max,min_flex,max_flex\ngender,woman,1,2,2,3\n",
            ["Line 2: 2 to 3 is no loosening of 1 to 2."],
        ),
        (
            "feature,value,min,max,min_flex,max_flex\ngender,woman,1,2,,\n",
            [
                "Line 2: min_flex is a whole number of 0 or more, not ''.",
                "Line 2: max_flex is a whole number of 0 or more, not ''.",
            ],
        ),
        (HEADER + ",woman,1,2\n", ["Line 2: feature is empty."]),
        (
            HEADER + "gender,woman,1,2\n\ngender,woman,1,2\n",
            ["Line 4: gender: woman has a quota on line 2 already."],
        ),
        (
            HEADER + '=1+1,"@SUM(A1)",1,2\n',
            [
                "Line 2: feature begins with =, which a spreadsheet would run: '=1+1'.",
                "Line 2: value begins with @, which a spreadsheet would run: '@SUM(A1)'.",
            ],
        ),
        (
            HEADER + '"gen\nder",woman,1,2\nage,"wo\u200bman",1,2\n',
            [
                "Line 2: feature has a character that cannot be seen: 'gen\\nder'.",
                "Line 4: value has a character that cannot be seen: 'wo\\u200bman'.",
            ],
        ),
        (
            HEADER + f"gender,{'w' * 201},1,2\n",
            ["Line 2: value has 201 characters; 200 are the most."],
        ),
    ],
)
def test_a_bad_quota_file_is_refused_line_by_line(text, faults):
    with pytest.raises(BadFile) as refusal:
        read_quotas(text)

    assert list(refusal.value.faults) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            "pid,gender\n1,woman\n",
            ["Line 1: there is no column ward, id. The columns are pid, gender."],
        ),
        (
            "id,gender,ward\na,woman,Ash\n\na,man,Elm\nb,,Elm\n-c,man,Ash,more\n",
            [
                "Line 6: there are 4 cells and 3 columns.",
                "Line 4: the id a is on line 2 already.",
                "Line 5: gender is empty.",
            ],
        ),
        (
            "id,gender,ward\n\ta\x00,woman,Ash\n",
            ["Line 2: id has a character that cannot be seen: 'a\\x00'."],
        ),
    ],
)
def test_a_bad_file_of_people_is_refused_line_by_line(text, faults):
    with pytest.raises(BadFile) as refusal:
        read_people(text, ("gender", "ward"))

    assert list(refusal.value.faults) == faults


def test_what_is_not_csv_is_refused_with_its_line():
    with pytest.raises(BadFile, match="Line 2: this is not CSV"):
        read_quotas(HEADER + 'gender,"woman"x,1,2\n')


def test_a_file_with_many_faults_names_twenty():
    text = "id,gender\n" + "".join(f"p{n},\n" for n in range(50))

    with pytest.raises(BadFile) as refusal:
        read_people(text, ("gender",))

    assert len(refusal.value.faults) == 21
    assert refusal.value.faults[-1] == "And 30 more."


def test_nothing_is_written_that_could_not_be_read():
    with pytest.raises(BadFile, match="Line 2: id begins with ="):
        write_people([Person("=a", {"gender": "woman"})], ("gender",))
    with pytest.raises(BadFile, match="Line 3: value has space around it"):
        write_quotas([Quota("gender", "man", 1, 2), Quota("gender", " woman", 1, 2)])
    with pytest.raises(BadFile, match="all quotas of a file have flex, or none"):
        write_quotas([Quota("g", "man", 1, 2), Quota("g", "woman", 1, 2, flex=(0, 3))])
    with pytest.raises(BadFile, match="two columns have one name"):
        write_people([], ("id",))
