"""Who listens to quick polls."""

from core.live.consumer import ListeningConsumer
from polls.live import turnout_audience
from polls.models import QuickPollPage


class TurnoutConsumer(ListeningConsumer):
    """Keeps the turnout on a poll's page up to date."""

    def find_audience(self, user, **url):
        poll = QuickPollPage.objects.visible_to(user).filter(pk=url["pk"]).first()
        return poll and turnout_audience(poll)
