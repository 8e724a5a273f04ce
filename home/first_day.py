"""What a new council has still to do before residents can come; each step goes once it is done."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from home.beginning import stands_elsewhere
from home.models import PlainPage
from panel.models import CouncilSettings, User, Ward

# Who joins agrees to the first two; the third is asked for by law.
BEFORE_ANYBODY_JOINS = ("rules", "privacy", "accessibility")
STAFF = 2  # one colleague publishes what the other wrote


def left_to_do(user) -> list[dict[str, str]]:
    """List what is left, for whoever may change the settings of the council."""
    if not user.has_perm("panel.change_councilsettings"):
        return []
    return [
        step for step in (_address(user), _names(), _places(), *_pages(), _colleagues()) if step
    ]


def _address(user) -> dict[str, str] | None:
    """Say that a site has moved and its pages do not know; who may not mend it tells who may."""
    if (found := stands_elsewhere()) is None:
        return None
    site, place = found
    may_mend = user.has_perm("wagtailcore.change_site")
    about = {"old": site.root_url, "new": settings.WAGTAILADMIN_BASE_URL, **place}
    return {
        "title": _("Let messages lead to where this site stands"),
        "url": reverse("wagtailsites:edit", args=[site.pk]) if may_mend else "",
        "sentence": _(
            "Addresses of pages in messages begin with %(old)s, and people come to %(new)s. If the "
            "site has moved, give it the hostname %(hostname)s and the port %(port)d under "
            "Settings, Sites. Whoever runs the server may do that."
        )
        % about,
    }


def _names() -> dict[str, str] | None:
    if CouncilSettings.load().is_named:
        return None
    return {
        "title": _("Say whose site this is"),
        "url": reverse("wagtailsettings:edit", args=["panel", "councilsettings"]),
        "sentence": _(
            "Names, colours, logo, contact, who your data protection officer is, and how small a "
            "number may be shown."
        ),
    }


def _places() -> dict[str, str] | None:
    if Ward.objects.exists():
        return None
    return {
        "title": _("Have your wards and postcodes loaded"),
        "url": "",
        "sentence": _(
            "Whoever runs the server does it, from files of the Office for National Statistics: "
            "load_wards, load_postcodes and load_census. Nobody can join before that."
        ),
    }


def _pages() -> list[dict[str, str]]:
    drafts = PlainPage.objects.filter(slug__in=BEFORE_ANYBODY_JOINS, live=False).order_by("path")
    return [
        {
            "title": _("Read and publish “%(title)s”") % {"title": page.title},
            "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
            "sentence": _("It is a draft. Make it say what holds for your council."),
        }
        for page in drafts
    ]


def _colleagues() -> dict[str, str] | None:
    if User.objects.filter(is_staff=True, is_active=True)[:STAFF].count() >= STAFF:
        return None
    return {
        "title": _("Invite a colleague"),
        "url": reverse("wagtailusers_users:add"),
        "sentence": _("Whoever wrote a consultation does not publish it: a second person does."),
    }
