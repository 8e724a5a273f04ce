"""What is to be said beside figures by ward once other boundaries hold."""

import datetime as dt

from core.kept import ANYBODY, kept
from panel.trends import changes_since


def since_then(day: dt.date) -> list[str]:
    """Say which of the figures by ward of a day run on until today, and which do not."""
    return kept(f"boundaries.since.{day}", ANYBODY, lambda: changes_since(day))
