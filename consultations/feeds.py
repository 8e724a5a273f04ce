"""The public list of consultations for feed readers and for other programs."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from consultations.models import ConsultationPage
from consultations.rows import with_parts
from panel.models import CouncilSettings

NEWEST = 50


class ConsultationFeed(Feed):
    """The newest consultations that everybody may see, as Atom."""

    feed_type = Atom1Feed
    link = "/consultations/"

    def title(self):
        return _("Consultations of %(name)s") % {"name": CouncilSettings.load().council_name}

    def subtitle(self):
        return _("What the council asks, and what came of it.")

    def items(self):
        pages = ConsultationPage.objects.visible_to(AnonymousUser()).order_by("-opens_at", "-pk")
        return with_parts(list(pages[:NEWEST]), AnonymousUser())

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return f"{item.tag[1]}. {item.summary}"

    def item_link(self, item):
        return item.url

    def item_guid(self, item):
        return item.url

    def item_pubdate(self, item):
        return item.opens_at

    def item_updateddate(self, item):
        outcome = item.outcome and item.outcome.published_at
        moments = [item.last_published_at, item.results_published_at, outcome, item.opens_at]
        return max((moment for moment in moments if hasattr(moment, "hour")), default=None)


def listed(page: ConsultationPage, request) -> dict:
    """Return one consultation as the JSON list gives it."""
    return {
        "id": page.pk,
        "title": page.title,
        "summary": page.summary,
        "url": request.build_absolute_uri(page.url),
        "status": str(page.status),
        "opens_at": page.opens_at.isoformat(),
        "closes_at": page.closes_at.isoformat(),
        "area": page.area_name,
        "decision_maker": page.decision_maker,
        "decision_by": page.decision_by.isoformat() if page.decision_by else None,
        "results_due": page.results_due.isoformat() if page.results_due else None,
        "outcome": request.build_absolute_uri(page.outcome.url) if page.outcome else None,
    }
