"""Previews in the CMS: what an officer sees before anybody else does."""

import pytest
from django.urls import reverse

from tests.consultations.factories import make_consultation
from tests.consultations.test_readiness import form_data
from tests.panel.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_editor_may_frame_a_preview_and_nobody_may_frame_the_page(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = make_consultation()
    preview_url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(preview_url, form_data(page)).json()["is_valid"]

    preview = client.get(preview_url, {"in_preview_panel": "true"})

    policy = preview.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self'" in policy  # as strict as the page itself in everything else
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in client.get(page.url).headers["Content-Security-Policy"]
