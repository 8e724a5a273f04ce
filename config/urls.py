"""Every address of the site."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home.addresses import show_page
from home.views import one_door

handler500 = "home.errors.server_error"
urlpatterns = [
    # The CMS's own sign-in skips the throttle and the second factor: there is one door only.
    path("admin/login/", one_door),
    path("_util/login/", one_door),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("home.urls")),
    path("", include("panel.urls")),
    path("", include("consultations.urls")),
    path("", include("polls.urls")),
    path("", include("forums.urls")),
    path("results/", include("results.urls")),
    path("api/", include("results.api.urls")),
    path("wards/", include("results.ward_urls")),
    path("account/", include("panel.account_urls")),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
    re_path(wagtail_urls.serve_pattern, show_page),
    path("", include(wagtail_urls)),
]
