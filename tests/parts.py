"""Which files hold the tests of a part that runs by itself."""

from pathlib import Path

# How a file says that tests in it see what is committed, and leave their tables empty.
EMPTYING = ("transactional_db", "transaction=True", "site_tree")


def files_that_say(*words: str) -> list[str]:
    """Return the files of tests, but those of the browser, in which one of these words stands."""
    return sorted(
        str(file)
        for file in Path("tests").rglob("test_*.py")
        if "browser" not in file.parts and any(word in file.read_text() for word in words)
    )
