"""Features of a file one after another: as JSON has them, and none of them kept."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel.loading import BRISTOL as BRISTOL_FILES
from panel.loading import UnknownLayout, geojson
from panel.loading.geojson import read_features

WARDS_2025 = BRISTOL_FILES / "wards_2025.geojson"
ASHLEY = '{"type": "Feature", "properties": {"WD25CD": "E05010885"}, "geometry": null}'
COLLECTION = '{"type": "FeatureCollection", "features": [%s]}'

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(), some, max_size=3),
    max_leaves=6,
)
# A member called "features" deeper down, or named in a text, is not the list of them.
misleading = st.just({"features": [{"properties": {}}]}) | st.just('"features":[{"a":1}]')
properties = st.dictionaries(st.text(), values | misleading, max_size=4)
geometries = st.none() | st.fixed_dictionaries(
    {"type": st.just("Polygon"), "coordinates": st.lists(st.lists(st.tuples(numbers, numbers)))}
)
features = st.fixed_dictionaries(
    {"type": st.just("Feature")}, optional={"geometry": geometries, "id": values}
).flatmap(
    lambda rest: properties.flatmap(
        lambda told: st.permutations([*rest.items(), ("properties", told)]).map(dict)
    )
)
names = st.text().filter(lambda name: name != "features")
others = st.dictionaries(names, values | misleading, max_size=3)


@st.composite
def collections(draw):
    """Return a collection as JSON: members before and after the features, spread out or tight."""
    list_of = draw(st.lists(features, min_size=1, max_size=4))
    whole = {**draw(others), "features": list_of}
    whole |= {name: value for name, value in draw(others).items() if name not in whole}
    return json.dumps(
        whole,
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 0, 3, "\t"])),
        separators=draw(st.sampled_from([(",", ":"), (" , ", " :\r\n ")])),
    )


def write(folder, text, name="some.geojson"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path):
    with pytest.raises(UnknownLayout) as refused:
        list(read_features(path))
    return str(refused.value)


@given(text=collections(), chunk=st.integers(1, 40))
@settings(max_examples=100, deadline=None)
def test_in_pieces_of_any_size_it_is_read_as_json_reads_it(text, chunk, tmp_path_factory):
    path = write(tmp_path_factory.getbasetemp(), text)
    assert list(read_features(path, chunk)) == json.loads(text)["features"]


@given(text=collections(), chunk=st.integers(1, 40), data=st.data())
@settings(max_examples=100, deadline=None)
def test_cut_off_anywhere_it_is_refused(text, chunk, data, tmp_path_factory):
    text = text.rstrip()
    kept = data.draw(st.integers(0, len(text) - 1))
    path = write(tmp_path_factory.getbasetemp(), text[:kept])
    with pytest.raises(UnknownLayout, match=r"is not a GeoJSON file of wards|breaks off"):
        list(read_features(path, chunk))


@given(text=collections(), chunk=st.integers(1, 40), data=st.data())
@settings(max_examples=100, deadline=None)
def test_with_one_sign_changed_it_is_refused_where_json_refuses_it(
    text, chunk, data, tmp_path_factory
):
    at = data.draw(st.integers(0, len(text) - 1))
    text = text[:at] + data.draw(st.sampled_from('{}[]",:0-e. x')) + text[at + 1 :]
    path = write(tmp_path_factory.getbasetemp(), text)
    try:
        expected = json.loads(text)["features"]
        is_good = isinstance(expected, list) and expected
        is_good = is_good and all(isinstance(one["properties"], dict) for one in expected)
    except (ValueError, KeyError, TypeError):
        is_good = False
    if is_good:
        assert list(read_features(path, chunk)) == expected
    else:
        assert refusal(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a GeoJSON file of wards: it breaks off"),
        ("not json", "is not a GeoJSON file of wards: 'n' stands where { is due"),
        ("[]", "is not a GeoJSON file of wards: '[' stands where { is due"),
        ("{}", "is not a GeoJSON file of wards: it has no features"),
        (COLLECTION % "", "is not a GeoJSON file of wards: it has no features"),
        ('{"features": null}', "is not a GeoJSON file of wards: 'n' stands where [ is due"),
        ('{"features": {"0": {}}}', "is not a GeoJSON file of wards: '{' stands where [ is due"),
        ('{"a": ' + COLLECTION % ASHLEY + "}", "it has no features"),
        ('{"type": "Topology", "arcs": [[[1, 2]]]}', "it has no features"),
        (COLLECTION % "[1]", "feature 1 has no properties"),
        (COLLECTION % f'{ASHLEY}, {{"properties": null}}', "feature 2 has no properties"),
        (COLLECTION % f"{ASHLEY},", "damaged after feature 1: a value breaks off or is no JSON"),
        (COLLECTION % f"{ASHLEY} {ASHLEY}", "damaged after feature 1: '{' stands where , or ]"),
        (COLLECTION % ASHLEY + COLLECTION % ASHLEY, "damaged after feature 1: it goes on after"),
        (
            COLLECTION.replace("}", ', "features": []}') % ASHLEY,
            "damaged after feature 1: it has features twice",
        ),
        ("{1: 2}", "a member has no name"),
        ('{"a" 1}', "'1' stands where : is due"),
        ('{"a": ' + "[" * 100_000, "is not a GeoJSON file of wards: maximum recursion"),
        ((COLLECTION % ASHLEY).encode("utf-16"), "is not a GeoJSON file of wards: 'utf-"),
        ('{"a": "Île"}'.encode("latin-1"), "is not a GeoJSON file of wards: 'utf-8' codec"),
        (b"\x1f\x8b not gzip", "is not a GeoJSON file of wards"),
        (b"PK\x03\x04\x14\x00", "is a ZIP archive or a workbook. Unpack an archive first"),
    ],
)
def test_what_is_no_collection_of_features_is_refused_in_words(text, words, tmp_path):
    assert words in refusal(write(tmp_path, text))


def test_a_gzipped_file_that_breaks_off_says_after_which_feature(tmp_path):
    packed = gzip.compress(COLLECTION.replace("%s", ", ".join([ASHLEY] * 5_000)).encode())
    path = write(tmp_path, packed[:-30], "some.geojson.gz")
    assert "breaks off or is damaged after feature " in refusal(path)


def test_a_byte_order_mark_and_gzip_are_read_and_a_name_may_be_spelt_with_escapes(tmp_path):
    plain = list(read_features(WARDS_2025))
    marked = write(tmp_path, b"\xef\xbb\xbf" + WARDS_2025.read_bytes())
    packed = write(tmp_path, gzip.compress(WARDS_2025.read_bytes()), "packed.geojson.gz")
    spelt = write(tmp_path, WARDS_2025.read_text().replace('"features"', '"f\\u0065atures"'), "s")
    assert len(plain) == 34
    assert [list(read_features(path)) for path in (marked, packed, spelt)] == [plain] * 3


def test_a_value_that_never_ends_is_not_read_to_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(geojson, "LONGEST", 1_000)
    path = write(tmp_path, '{"features": [{"properties": "' + "x" * 100_000)
    with pytest.raises(UnknownLayout, match="longer than 1,000 letters"):
        list(read_features(path, 100))


def test_a_long_value_is_decoded_a_few_times_and_not_for_every_chunk(tmp_path, monkeypatch):
    tries = []
    decode = json.JSONDecoder().raw_decode

    class Counting:
        def raw_decode(self, text, at):
            tries.append(at)
            return decode(text, at)

    monkeypatch.setattr(geojson, "DECODER", Counting())
    shore = {"properties": {}, "geometry": {"coordinates": [[[0.5, 0.5]] * 20_000]}}
    list(read_features(write(tmp_path, COLLECTION % json.dumps(shore)), 100))
    assert len(tries) < 20
