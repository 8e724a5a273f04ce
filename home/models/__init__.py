"""What the site as a whole keeps: its own pages, and the chain under the log of what staff did."""

from home.models.audit import AuditHead, AuditLink, ChainedModelEntry, ChainedPageEntry
from home.models.pages import HomePage, PlainPage

__all__ = [
    "AuditHead",
    "AuditLink",
    "ChainedModelEntry",
    "ChainedPageEntry",
    "HomePage",
    "PlainPage",
]
