"""What tests of polls share."""

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page


@pytest.fixture
def site_tree(transactional_db):
    """Put back the root of the page tree, which transactional tests empty."""
    ContentType.objects.clear_cache()
    locale, _new = Locale.objects.get_or_create(language_code="en-gb")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
