"""What the foot of every page says."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.kept import ANYBODY, kept, needed_everywhere, restricted_above
from home.models import PlainPage
from panel.models import CouncilSettings
from panel.outlines import has_places


def foot_of_the_page(request):
    """Give the council its footer links and the attributions that its open data asks for."""
    council = CouncilSettings.load(request_or_site=request)
    council.footer_links = footer_links()
    # Whose data they are is said once there are any.
    council.attributions = has_places() * [
        _(
            "Boundaries and census: Office for National Statistics, Open Government Licence v3.0. "
            "Contains OS data © Crown copyright and database right 2025. "
            "Contains Royal Mail data © Royal Mail copyright and database right 2025."
        )
    ]
    council.short_footer_links = [
        link for group in council.footer_links if group["key"] == "data" for link in group["links"]
    ]
    return {"council": council}


def footer_links() -> list[dict]:
    """Return the plain pages in the footer by group."""
    return kept("footer", ANYBODY, read_footer)


def in_the_footer() -> QuerySet:
    """Ask for the published pages that stand in the foot, with as much as a link needs."""
    shown = PlainPage.objects.live().exclude(footer_group="").order_by("path")
    return shown.values_list("path", "url_path", "title", "footer_group")


def read_footer() -> list[dict]:
    """Find the pages that everybody may see, and what the site itself adds to them."""
    pages = [
        PlainPage(path=path, url_path=address, title=title, footer_group=group)
        for path, address, title, group in needed_everywhere("footer")
        if not restricted_above(path)
    ]
    groups = []
    for group, label in PlainPage.FooterGroup.choices:
        links = [{"url": p.url, "title": p.title} for p in pages if p.footer_group == group]
        if group == PlainPage.FooterGroup.SITE and links:
            links.append(
                {"url": "/we-asked-you-said-we-did/", "title": _("We asked, you said, we did")}
            )
        if group == PlainPage.FooterGroup.DATA:
            links.append({"url": reverse("used_for"), "title": _("What we use data for")})
        if group and links:
            groups.append({"key": group, "title": str(label), "links": links})
    return groups
