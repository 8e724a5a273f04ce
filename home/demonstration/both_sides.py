"""Two experts of differing views, and the discussion and session in which they are heard."""

from __future__ import annotations

from forums.models import ExpertSessionPage, ForumPage, Room, SessionExpert
from home.demonstration.consulting import publish
from panel.models import User
from polls.models import DeliberativePollPage


def experts_who_differ(
    staff: dict[str, User], *, interests: tuple[str, str] = ("", "")
) -> list[SessionExpert]:
    """Return who speaks for and who against, with what each has declared."""
    speakers = (
        ("expert@example.org", "Dr Helen Osei", "Transport researcher", "for"),
        ("tully@example.org", "Martin Tully", "Chair, Church Road traders", "against"),
    )
    return [
        SessionExpert(
            sort_order=place,
            user=staff[address],
            name=name,
            role=role,
            view=view,
            interests=interests[place],
        )
        for place, (address, name, role, view) in enumerate(speakers)
    ]


def add_talk(
    poll: DeliberativePollPage,
    staff: dict[str, User],
    forum: ForumPage,
    session: ExpertSessionPage,
) -> None:
    """Publish a discussion and a session inside a poll, with the session's room."""
    for page in (forum, session):
        poll.add_child(instance=page)
        publish(page, staff["officer@example.org"])
    Room.objects.get_or_create(session=session)
