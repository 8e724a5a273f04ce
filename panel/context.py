"""What every page knows about the council."""

from panel.models import CouncilSettings


def council(request):
    """Give templates `council`, read at most once a request."""
    return {"council": CouncilSettings.load(request_or_site=request)}
