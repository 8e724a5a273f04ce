"""Every address of the site."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls


def parts():
    from importlib.util import find_spec

    found = (
        ("", "panel.urls"),
        ("", "consultations.urls"),
        ("", "polls.urls"),
        ("", "forums.urls"),
        ("results/", "results.urls"),
        ("wards/", "results.ward_urls"),
    )
    joined = []
    for at, module in found:
        try:
            joined.append(path(at, include(module))) if find_spec(module) else None
        except ImportError as fault:
            print("not joined yet:", module, fault)
    return joined


handler500 = "home.errors.server_error"
urlpatterns = [
    # The CMS's own sign-in skips the throttle and the second factor: there is one door only.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("home.urls")),
    *parts(),
    path("account/", include("panel.account_urls")),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include(wagtail_urls)),
]
