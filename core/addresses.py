"""Numbers in addresses."""

from django.urls.converters import IntConverter


class RowConverter(IntConverter):
    """A row's number that every database can hold: of a longer one there is no such page."""

    regex = "[0-9]{1,18}"
