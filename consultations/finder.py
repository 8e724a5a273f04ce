"""Find a consultation: tabs, search, filters, pages of results."""


def finder_context(asked, user) -> dict:
    """Return what the finder's template reads."""
    return {}
