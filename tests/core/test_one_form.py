"""What is on record as a hash today has the same hash tomorrow."""

import pytest

from core.one_form import hash_of, in_one_form, sha256_of

VALUE = {"b": [1, 0.5, None], "a": {"z": True, "y": "Tŷ “x”"}}


def test_a_value_is_written_in_one_form_only():
    assert in_one_form(VALUE) == '{"a":{"y":"Tŷ “x”","z":true},"b":[1,0.5,null]}'
    assert in_one_form({"a": VALUE["a"], "b": VALUE["b"]}) == in_one_form(VALUE)


@pytest.mark.parametrize(
    ("found", "digest"),
    [
        (sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (hash_of(VALUE), "55b7e26936e767196ae908d7b463f89763092448c5a8753d4f8d173e7328bcfa"),
    ],
)
def test_hashes_stay_what_they_were(found, digest):
    assert found == digest
