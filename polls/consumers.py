"""Who listens to polls."""

from core.live.consumer import ListeningConsumer
from polls.live import stages_audience, turnout_audience
from polls.models import DeliberativePollPage, QuickPollPage


class TurnoutConsumer(ListeningConsumer):
    """Keeps the turnout on a poll's page up to date."""

    def find_audience(self, user, **url):
        poll = QuickPollPage.objects.visible_to(user).filter(pk=url["pk"]).first()
        return poll and turnout_audience(poll)


class StagesConsumer(ListeningConsumer):
    """Tells who has a deliberative poll open that a stage has opened, never to whom."""

    def find_audience(self, user, **url):
        if not user.is_authenticated:
            return None
        poll = DeliberativePollPage.objects.visible_to(user).filter(pk=url["pk"]).first()
        return poll and stages_audience(poll)
