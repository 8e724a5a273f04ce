"""One strict content security policy everywhere, and a looser one for the CMS's own screens."""

from django.conf import settings
from django.utils.deprecation import MiddlewareMixin


class AdminPolicyMiddleware(MiddlewareMixin):
    """Let Wagtail's admin run its inline scripts; no other address may."""

    def process_response(self, request, response):
        if request.path_info.startswith("/admin/"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response
