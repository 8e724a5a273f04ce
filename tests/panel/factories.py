"""Places and people for tests of the panel."""

import datetime as dt
from itertools import count

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.utils import timezone

from panel.models import (
    AgeBand,
    CouncilSettings,
    Membership,
    Postcode,
    PostcodeEdition,
    User,
    Ward,
)

BRISTOL = "E06000023"
numbers = count(1)


def make_council(**fields) -> CouncilSettings:
    """Return the council's settings, saved with these fields."""
    council = CouncilSettings.load()
    defaults = {
        "name": "Ask Bristol",
        "council_name": "Bristol City Council",
        "council_code": BRISTOL,
        "email": "panel@bristol.example.org",
        "phone": "0117 496 0000",
    }
    for name, value in (defaults | fields).items():
        setattr(council, name, value)
    council.save()
    return council


def make_ward(**fields) -> Ward:
    """Return a ward in force."""
    number = next(numbers)
    defaults = {
        "code": f"E05{900000 + number}",
        "name": f"Ward {number}",
        "council_code": BRISTOL,
        "valid_from": dt.date(2016, 5, 5),
    }
    return Ward.objects.create(**defaults | fields)


def make_edition(**postcodes: tuple[str, str, str]) -> PostcodeEdition:
    """Return the current edition; postcodes as BS56XX=(council, ward, ended)."""
    edition = PostcodeEdition.objects.filter(is_current=True).first()
    edition = edition or PostcodeEdition.objects.create(
        product="Code-Point Open",
        file_name="test.csv",
        council_code=BRISTOL,
        completed_at=timezone.now(),
        is_current=True,
    )
    for squeezed, (council, ward, ended) in postcodes.items():
        Postcode.objects.create(
            edition=edition,
            postcode=f"{squeezed[:-3]} {squeezed[-3:]}",
            council_code=council,
            ward_code=ward,
            ended=ended,
        )
    return edition


def make_user(**fields) -> User:
    """Return an account."""
    return User.objects.create_user(**{"email": f"person{next(numbers)}@example.org"} | fields)


def sign_in_by_code_alone(client, user) -> None:
    """Sign in somebody who has proved their address and no second step."""
    client.force_login(user)
    session = client.session
    session.pop(AUTHENTICATION_METHODS_SESSION_KEY)
    session.save()


def make_membership(**fields) -> Membership:
    """Return an active member's membership, in a ward of its own unless told."""
    defaults = {"postcode": "BS5 6XX", "age_band": AgeBand.FROM_35}
    fields.setdefault("user", None) or fields.update(user=make_user())
    fields.setdefault("ward", None) or fields.update(ward=make_ward())
    return Membership.objects.create(**defaults | fields)


def older_and_newer(before, after) -> tuple[PostcodeEdition, PostcodeEdition]:
    """Return two files, the second of which answers; rows as (postcode, ward's code, more)."""
    now = timezone.now()
    editions = []
    for age, rows in ((2, before), (1, after)):
        edition = PostcodeEdition.objects.create(
            product="ONSPD",
            file_name=f"{age}.csv",
            council_code=BRISTOL,
            loaded_at=now - dt.timedelta(days=age),
            completed_at=now - dt.timedelta(days=age),
        )
        Postcode.objects.bulk_create(
            Postcode(
                edition=edition, postcode=postcode, council_code=BRISTOL, ward_code=ward, **more
            )
            for postcode, ward, more in rows
        )
        editions.append(edition)
    PostcodeEdition.objects.filter(pk=editions[1].pk).update(is_current=True)
    return editions[0], editions[1]
