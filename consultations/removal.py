"""What may be taken away: nothing that people took part in, and no address that was open."""

from django.utils.translation import gettext as _
from wagtail.models import Page

from consultations.models import ConsultationPage


def refusal_to_remove(page: Page) -> str:
    """Say why a page may be neither deleted nor unpublished; empty when it may.

    Any type of page below a consultation may have a method `holds_what_people_did`.
    """
    page = page.specific
    if isinstance(page, ConsultationPage) and page.first_published_at and page.has_opened:
        return _(
            "“%(title)s” has opened, and its address stays for good. You can withdraw it, with a "
            "reason that everybody reads."
        ) % {"title": page.title}
    for one in page.get_descendants(inclusive=True).specific():
        if hasattr(one, "holds_what_people_did") and one.holds_what_people_did():
            return _(
                "People have taken part in “%(title)s”. What they did is kept, and so is its page."
            ) % {"title": one.title}
    return ""
