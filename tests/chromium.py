"""Which browser the tests drive."""

import shutil

# The shell draws pages and nothing around them, in half the time; a whole Chromium does as well.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
