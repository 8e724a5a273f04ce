"""What the foot of every page says."""

from django.core.cache import cache
from django.utils.translation import gettext as _

from home.models import PlainPage
from panel.models import CouncilSettings

FOOTER = "home.footer"


def foot_of_the_page(request):
    """Give the council its footer links and the attributions that its open data asks for."""
    council = CouncilSettings.load(request_or_site=request)
    council.footer_links = footer_links()
    council.attributions = [
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
    """Return the plain pages in the footer by group, read at most once a minute."""
    groups = cache.get(FOOTER)
    if groups is None:
        groups = [
            {
                "key": group,
                "title": str(label),
                "links": [
                    {"url": page.url, "title": page.title}
                    for page in PlainPage.objects.live().public().filter(footer_group=group)
                ],
            }
            for group, label in PlainPage.FooterGroup.choices
            if group
        ]
        groups = [group for group in groups if group["links"]]
        for group in groups:
            if group["key"] == PlainPage.FooterGroup.SITE:
                group["links"].append(
                    {"url": "/we-asked-you-said-we-did/", "title": _("We asked, you said, we did")}
                )
        cache.set(FOOTER, groups, 60)
    return groups
