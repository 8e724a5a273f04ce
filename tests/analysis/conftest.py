"""What is worked out here knows no database."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Mark these tests as such that need not run again on another database."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.once)
