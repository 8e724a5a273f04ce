"""The page at an address, found in one query however deep it stands."""

from hashlib import sha256

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page, Site
from wagtail.views import serve

from core.kept import ANYBODY, kept, kind_of_reader, needed_everywhere


def show_page(request: HttpRequest, path: str) -> HttpResponseBase:
    """Let Wagtail show the page at an address, and spare it the way there where we know the page.

    Should Wagtail one day look for the route under another name, it finds the way by itself.
    """
    if page := published_at(f"{root_for(request)}{path}", request):
        kind_of_reader(request.user)  # before Wagtail asks for the same groups once more
        request._wagtail_route_for_request = page.route(request, [])  # type: ignore[attr-defined]
    return serve(request, path)


def root_for(request: HttpRequest) -> str:
    """Return where in the tree the addresses of the site that was asked for begin."""
    name = f"root.{request.get_host().partition(':')[0]}.{request.get_port()}"
    return kept(name, ANYBODY, lambda: read_root(request))


def sites() -> QuerySet:
    """Ask where in the tree each site begins, and whether it takes what no other site does."""
    return Site.objects.values_list("root_page__url_path", "is_default_site")


def read_root(request: HttpRequest) -> str:
    """Find the site that was asked for; where there is one alone it takes every request."""
    match needed_everywhere("sites"):
        case [(root, True)]:
            return root
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site.root_page.url_path


def published_at(address: str, request: HttpRequest) -> Page | None:
    """Return the published page at an address of the tree; what kind it is was kept."""
    name = f"type_at.{sha256(address.encode()).hexdigest()}"
    try:
        found = kept(name, ANYBODY, lambda: type_at(address))
    except Http404:
        return None
    model: type[Page] = ContentType.objects.get_for_id(found).model_class()  # type: ignore[assignment]
    pages = model.objects.live()
    if hasattr(pages, "marked_for"):
        pages = pages.marked_for(request.user)
    return pages.filter(url_path=address).first()


def type_at(address: str) -> int:
    """Return the type of the published page at an address; an unknown address is not kept."""
    found = Page.objects.live().filter(url_path=address).values_list("content_type", flat=True)
    if not found:
        raise Http404
    return found[0]
