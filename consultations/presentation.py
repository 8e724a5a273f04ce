"""What a consultation's page shows."""


def consultation_context(page, user) -> dict:
    """Return everything that the page's template reads."""
    return {}
