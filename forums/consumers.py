"""Who may listen to a session or in a room; nobody acts through a socket."""

from core.live.consumer import ListeningConsumer
from forums.access import answers, may_read_room, refusal_to_read
from forums.live import desk_audience, public_audience, room_audience
from forums.models import ExpertSessionPage, ForumPage, Room


class SessionConsumer(ListeningConsumer):
    """Tells a session's page what was published, paused or taken away."""

    def find_audience(self, user, **url):
        session = ExpertSessionPage.objects.visible_to(user).filter(pk=url["pk"]).first()
        if session is None or refusal_to_read(session, user):
            return None
        return public_audience(session.pk)

    def current_sequence(self, *audiences):
        pk = int(audiences[0].split(".")[1])
        return Room.objects.filter(pk=pk).values_list("last_public", flat=True).first() or 0


class DeskConsumer(ListeningConsumer):
    """Tells host, moderators and experts that something at the desk has changed, and what."""

    def find_audience(self, user, **url):
        session = ExpertSessionPage.objects.visible_to(user).filter(pk=url["pk"]).first()
        if session is None or not answers(user, session):
            return None
        return desk_audience(session.pk)

    def current_sequence(self, *audiences):
        pk = int(audiences[0].split(".")[1])
        return Room.objects.filter(pk=pk).values_list("last_sequence", flat=True).first() or 0


class RoomConsumer(ListeningConsumer):
    """Tells the members of one small group, and who facilitates it, that something is new there."""

    def find_audience(self, user, **url):
        forum = ForumPage.objects.visible_to(user).filter(pk=url["pk"]).first()
        if forum is None or not user.is_authenticated or refusal_to_read(forum, user):
            return None
        if not may_read_room(user, forum, url["number"]):
            return None
        return room_audience(forum.pk, url["number"])
