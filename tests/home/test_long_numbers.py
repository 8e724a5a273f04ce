"""A number that no database can hold is in no address: there is no such page, nothing breaks."""

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.converters import IntConverter

from core.addresses import RowConverter

pytestmark = pytest.mark.once
OURS = ("consultations", "core", "forums", "home", "panel", "polls", "results")
NUMBERS, TOO_LONG = (IntConverter, RowConverter), "9" * 30


def patterns(inside):
    for one in inside:
        if isinstance(one, URLPattern):
            yield one
        elif str(one.pattern) != "admin/":  # there Wagtail's own addresses stand beside ours
            yield from patterns(one.url_patterns)


def test_our_addresses_take_numbers_that_fit():
    asked = 0
    for one in patterns(get_resolver().url_patterns):
        if one.callback.__module__.partition(".")[0] in OURS:
            numbers = [kind for kind in one.pattern.converters.values() if type(kind) in NUMBERS]
            assert {type(kind) for kind in numbers} <= {RowConverter}, one
            asked += len(numbers)
    assert asked > 80


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/polls/{}/vote/", "/polls/{}/answer/only/1/", "/results/{}/", "/api/v1/results/{}/"],
)
def test_a_longer_number_is_not_found(client, address):
    for answer in (client.get(address.format(TOO_LONG)), client.post(address.format(TOO_LONG))):
        assert answer.status_code == 404
