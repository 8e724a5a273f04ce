"""1,400 invented members, spread over wards and ages unlike the census, as real panels are."""

from bisect import bisect
from datetime import timedelta
from itertools import accumulate
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from home.demonstration.accounts import (
    FRESH_RESIDENT,
    RESIDENT,
    RESIDENT_IN_GROUP,
    prove_addresses,
)
from panel.births import sealed
from panel.models import (
    AgeBand,
    CensusCount,
    Councillor,
    DateOfBirth,
    Membership,
    Postcode,
    User,
    Ward,
)
from panel.models.people import end_of_term, months_after

MEMBERS = 1_400

FIRST_NAMES = [
    "Maya",
    "Tomasz",
    "Joan",
    "Yusuf",
    "Beth",
    "Sam",
    "Dai",
    "Anita",
    "Carol",
    "Idris",
    "Grace",
    "Malik",
    "Eileen",
    "Peter",
    "Hodan",
    "Ruth",
    "Derek",
    "Amina",
    "Colin",
    "Sofia",
    "Winston",
    "Margaret",
    "Jamal",
    "Helen",
    "Pawel",
    "Shanice",
    "Brian",
    "Leila",
    "Keith",
    "Nasra",
    "Sandra",
    "Owen",
    "Fatima",
    "Graham",
    "Zofia",
    "Trevor",
    "Asha",
    "Linda",
    "Rhys",
    "Marcia",
    "Ken",
    "Ayaan",
    "Jean",
    "Rob",
    "Priti",
    "Alan",
    "Chloe",
    "Stan",
    "Ines",
    "Geoff",
    "Halima",
    "Barbara",
    "Luke",
    "Ewa",
    "Roy",
    "Samira",
    "Pauline",
    "Callum",
    "Bilan",
    "Terry",
    "Nia",
    "Ivor",
    "Deborah",
    "Omar",
    "Sheila",
    "Kofi",
    "Angela",
    "Marek",
    "Janet",
    "Rashid",
    "Val",
    "Harry",
    "Safiya",
    "Doreen",
    "Milo",
    "Jackie",
    "Abdi",
    "Lorna",
    "Finn",
    "Rosa",
    "Clive",
    "Zara",
    "Gwen",
    "Adeel",
    "Pam",
    "Jakub",
    "Moira",
    "Errol",
    "Tess",
    "Vikram",
    "Iris",
    "Neil",
    "Hannah",
    "Musa",
]

# How ready people of an age band, and of a ward, are to join: what makes a panel unlike its city.
READINESS_BY_AGE = {
    AgeBand.FROM_16: 0.35,
    AgeBand.FROM_25: 0.60,
    AgeBand.FROM_35: 1.00,
    AgeBand.FROM_50: 1.40,
    AgeBand.FROM_65: 1.90,
    AgeBand.FROM_75: 1.20,
}
READINESS_BY_WARD = {
    "Bishopston and Ashley Down": 1.7,
    "Redland": 1.8,
    "Clifton": 1.3,
    "Clifton Down": 1.2,
    "Cotham": 0.8,
    "Southville": 1.6,
    "Windmill Hill": 1.5,
    "Easton": 1.7,
    "Ashley": 1.3,
    "Bedminster": 1.4,
    "Westbury-on-Trym and Henleaze": 1.5,
    "Lawrence Hill": 0.6,
    "Hartcliffe and Withywood": 0.4,
    "Filwood": 0.35,
    "Central": 0.4,
    "Avonmouth and Lawrence Weston": 0.6,
    "Hengrove and Whitchurch Park": 0.6,
    "St George Troopers Hill": 0.8,
}
CENSUS_BANDS = {  # census category -> our bands and the share of each
    "Aged 16 to 24 years": {AgeBand.FROM_16: 1.0},
    "Aged 25 to 34 years": {AgeBand.FROM_25: 1.0},
    "Aged 35 to 49 years": {AgeBand.FROM_35: 1.0},
    "Aged 50 to 64 years": {AgeBand.FROM_50: 1.0},
    "Aged 65 years and over": {AgeBand.FROM_65: 0.55, AgeBand.FROM_75: 0.45},
}


def make_councillors() -> None:
    """Give every ward invented councillors, and Easton its vacancy."""
    random = Random("councillors")
    surnames = [
        "Achebe",
        "Bennett",
        "Clarke",
        "Dhillon",
        "Evans",
        "Farah",
        "Green",
        "Hughes",
        "Ibrahim",
        "Jones",
        "Kaur",
        "Lewis",
    ]
    parties = ("Independent", "Residents together", "Civic alliance", "Harbour party")
    Councillor.objects.all().delete()
    for ward in Ward.objects.in_force():
        serving = ward.seats - (ward.name == "Easton")
        for seat in range(serving):
            first, last = random.choice(FIRST_NAMES), random.choice(surnames)
            if ward.name == "Easton":
                first, last = "Rowan", "Achebe"
            Councillor.objects.create(
                ward=ward,
                name=f"{first} {last}",
                party="Independent" if ward.name == "Easton" else random.choice(parties),
                email="councillor@example.org"
                if ward.name == "Easton"
                else f"{first}.{last}.{ward.code[-3:]}{seat}@example.org".lower(),
                starts_on=timezone.localdate() - timedelta(days=200),
                ends_on=timezone.localdate() + timedelta(days=1000),
            )


def make_members(seed: str = "folkmoot") -> list[Membership]:
    """Make the panel: the same 1,400 people whenever it is loaded."""
    random = Random(seed)
    places = list(weighted_places())
    limits = list(accumulate(weight for _ward, _band, weight in places))
    postcodes = postcodes_by_ward()
    no_password, now = make_password(None), timezone.now()
    people, places_of = [], []
    for number in range(MEMBERS):
        ward, band, _weight = places[bisect(limits, random.random() * limits[-1])]
        name = FIRST_NAMES[random.randrange(len(FIRST_NAMES))]
        email = f"{name.lower()}.{number:04}@example.org"
        if number == 0:
            ward, band, name = ward_named(places, "Easton"), AgeBand.FROM_35, "Maya"
            email = RESIDENT
        if number == 1:
            ward, band, name = ward_named(places, "Lawrence Hill"), AgeBand.FROM_25, "Sam"
            email = FRESH_RESIDENT
        if number == 2:
            name, email = "Joan", RESIDENT_IN_GROUP
        shown = name if number < 2 or random.random() < 0.8 or number == 2 else ""
        people.append(User(email=email, display_name=shown, password=no_password))
        places_of.append((ward, band, now - timedelta(days=random.randrange(30, 1000))))
    people = User.objects.bulk_create(people)
    prove_addresses(people)
    memberships = [
        Membership(
            user=user,
            ward=ward,
            age_band=band,
            joined_at=joined_at,
            term_ends_on=end_of_term(timezone.localdate(joined_at)),
            postcode=random.choice(postcodes[ward.code]),
            source=random.choices(["open", "invitation", "event"], [6, 3, 1])[0],
        )
        for user, (ward, band, joined_at) in zip(people, places_of, strict=True)
    ]
    told = Random("told")
    for membership in memberships:
        if membership.source == Membership.Source.OPEN and told.random() < 1 / 8:
            membership.source = Membership.Source.REFERRAL
    memberships = Membership.objects.bulk_create(memberships)
    give_dates_of_birth(memberships)
    return memberships


def give_dates_of_birth(memberships: list[Membership]) -> None:
    """Let two in three have given their date of birth: on a day within their age band."""
    random, today = Random("births"), timezone.localdate()
    rows = []
    for membership in memberships:
        lowest, _dash, highest = membership.age_band.rstrip("+").partition("-")
        age = random.randint(int(lowest), int(highest or int(lowest) + 15))
        born = months_after(today, -12 * age) - timedelta(days=random.randrange(360))
        if membership.user.email == RESIDENT or random.random() < 2 / 3:
            rows.append(sealed(born, user_pk=membership.user_id))
    DateOfBirth.objects.bulk_create(rows)


def ward_named(places, name: str) -> Ward:
    return next(ward for ward, _band, _weight in places if ward.name == name)


def weighted_places():
    """Yield ward, age band and weight: residents by the census, times how ready they are to join."""
    counts = CensusCount.objects.filter(variable="age_6", ward__in=Ward.objects.in_force())
    for count in counts.select_related("ward").order_by("ward__code", "category"):
        for band, share in CENSUS_BANDS.get(count.category, {}).items():
            readiness = READINESS_BY_AGE[band] * READINESS_BY_WARD.get(count.ward.name, 1)
            yield count.ward, band, count.count * share * readiness


def postcodes_by_ward() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = Postcode.objects.filter(edition__is_current=True, ended="").order_by("postcode")
    for ward_code, postcode in rows.values_list("ward_code", "postcode"):
        found.setdefault(ward_code, []).append(postcode)
    return found
