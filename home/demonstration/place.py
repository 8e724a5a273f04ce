"""The council of the demonstration: Bristol's real wards, postcodes and census counts."""

from datetime import date

from django.core.management import call_command
from wagtail.models import Page, Site

from consultations.models import ConsultationIndexPage, OutcomeIndexPage
from home.demonstration.plain_words import PLAIN_PAGES
from home.models import HomePage, PlainPage
from panel.loading import BRISTOL
from panel.models import CouncilSettings, Ward

COUNCIL_CODE = "E06000023"
OTHER_SITE = "https://www.example.org"  # where the question of the week may stand in a frame
# Bristol elects 70 councillors from 34 wards: five wards have three, three have one, the rest two.
SEATS = {
    3: [
        "Ashley",
        "Avonmouth and Lawrence Weston",
        "Hartcliffe and Withywood",
        "Hengrove and Whitchurch Park",
        "Westbury-on-Trym and Henleaze",
    ],
    1: ["Hotwells and Harbourside", "St George Troopers Hill", "St George West"],
}


def load_places(stdout) -> None:
    """Load wards, postcodes and census through the same commands that any council uses."""
    call_command(
        "load_wards",
        BRISTOL / "wards_2025.geojson",
        council=COUNCIL_CODE,
        valid_from=date(2016, 5, 5),
        stdout=stdout,
    )
    call_command("load_postcodes", BRISTOL / "postcodes_bs_2025_11.csv.gz", stdout=stdout)
    call_command("load_census", BRISTOL / "census2021.csv.gz", stdout=stdout)
    call_command("load_census", BRISTOL / "sex_census2021.csv", stdout=stdout)
    for seats, names in SEATS.items():
        Ward.objects.filter(name__in=names).update(seats=seats)


def set_up_council() -> None:
    council = CouncilSettings.load()
    council.name = "Ask Bristol"
    council.council_name = "Bristol City Council"
    council.council_code = COUNCIL_CODE
    council.phone = "0117 496 0123"
    council.email = "panel@example.org"
    council.frame_sites = OTHER_SITE
    council.is_demonstration = True
    council.save()


def plant_tree() -> HomePage:
    """Make the front page and the pages that stand directly below it."""
    root = Page.objects.get(depth=1)
    home = HomePage(title="Ask Bristol", slug="ask-bristol", seo_title="Have your say")
    root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "site_name": "Ask Bristol", "root_page": home},
    )
    Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk).delete()
    for child in (
        ConsultationIndexPage(title="Consultations", slug="consultations"),
        OutcomeIndexPage(title="We asked, you said, we did", slug="we-asked-you-said-we-did"),
        *(PlainPage(**fields) for fields in PLAIN_PAGES),
    ):
        home.add_child(instance=child)
        child.save_revision().publish()
    home.refresh_from_db()
    return home
