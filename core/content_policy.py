"""One strict content security policy everywhere, and a looser one for the CMS's own screens."""

import re

from csp.constants import SELF
from django.conf import settings
from django.utils.deprecation import MiddlewareMixin

# Nothing else may come into a header: no path, no wildcard, no second directive.
ORIGIN = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?", re.ASCII)


def origins_in(text: str) -> list[str]:
    """Read the addresses of sites, a line each; raise ValueError with the first that is none."""
    lines = [line.strip().rstrip("/").lower() for line in text.splitlines() if line.strip()]
    for line in lines:
        if not ORIGIN.fullmatch(line):
            raise ValueError(line)
    return list(dict.fromkeys(lines))


def may_be_framed_by(response, origins: list[str]):
    """Let a page without anything of a person stand in a frame on these sites, and on ours."""
    response._csp_replace = {"frame-ancestors": [SELF, *origins]}
    response.xframe_options_exempt = True  # it knows no list; browsers that read the policy do
    return response


class AdminPolicyMiddleware(MiddlewareMixin):
    """Let Wagtail's admin run its inline scripts, and frame previews; no other address may."""

    def process_response(self, request, response):
        # A preview is made by a request for the page's own address, inside one for the admin.
        if getattr(request, "is_preview", False):
            response._csp_replace = {"frame-ancestors": [SELF]}
        elif request.path_info.startswith("/admin/"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response
