"""One strict content security policy everywhere, and a looser one for the CMS's own screens."""

from csp.constants import SELF
from django.conf import settings
from django.utils.deprecation import MiddlewareMixin


class AdminPolicyMiddleware(MiddlewareMixin):
    """Let Wagtail's admin run its inline scripts, and frame previews; no other address may."""

    def process_response(self, request, response):
        # A preview is made by a request for the page's own address, inside one for the admin.
        if getattr(request, "is_preview", False):
            response._csp_replace = {"frame-ancestors": [SELF]}
        elif request.path_info.startswith("/admin/"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response
