"""Which site a request is for, known without asking the database each time."""

from hashlib import sha256

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from core.kept import ANYBODY, kept


class KnownSiteMiddleware:
    """Tells Wagtail the site of a request, with its front page, where it was read before."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Where Wagtail itself keeps what it found for this request.
        request._wagtail_site = SimpleLazyObject(lambda: known_site(request))
        return self.get_response(request)


def known_site(request: HttpRequest) -> Site | None:
    """Return the site that a request is for, by the name and port that it asks."""
    asked = HttpRequest()
    asked.META = request.META
    host = sha256(f"{request.get_host()} {request.get_port()}".encode()).hexdigest()

    def read() -> Site | None:
        site = Site.find_for_request(asked)
        if site:
            _front_page = site.root_page.specific  # stays with the site from now on
        return site

    return kept(f"site.{host}", ANYBODY, read)
