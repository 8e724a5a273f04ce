import pytest

from analysis.sortition.lottery import find_lottery

from .pools import read_scotland


@pytest.fixture(scope="session")
def scotland(shared_data):
    """The Scottish pool with its LEXIMIN lottery, which takes seconds."""
    selection = read_scotland(shared_data)
    return selection, find_lottery(selection)
