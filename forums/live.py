"""Who hears of what in a session, and the stream from which a page catches up."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core.live.broadcast import broadcast
from forums.models import ExpertSessionPage, Question, Room, RoomEvent

Audience = RoomEvent.Audience


def public_audience(session_pk: int) -> str:
    return f"session.{session_pk}.public"


def desk_audience(session_pk: int) -> str:
    return f"session.{session_pk}.desk"


def locked_room(session: ExpertSessionPage) -> Room:
    """Take the lock that orders everything that happens in one session, for this transaction."""
    Room.objects.get_or_create(session_id=session.pk)
    room = Room.objects.select_for_update().get(session_id=session.pk)
    # The page at hand answers from the state that is now certain.
    session.room, room.session = room, session
    return room


def tell(room: Room, kind: str, *, is_public: bool, **body) -> RoomEvent:
    """Number an event of a locked room, keep it, and ring after commit.

    Only names of rows are kept. What the public hears also says which number came before, because
    the desk's own events are counted in the same row and leave gaps in theirs.
    """
    previous = room.last_public
    room.last_sequence += 1
    if is_public:
        room.last_public = room.last_sequence
    room.save(update_fields=["last_sequence", "last_public"])
    event = RoomEvent.objects.create(
        session_id=room.pk,
        sequence=room.last_sequence,
        audience=Audience.PUBLIC if is_public else Audience.DESK,
        kind=kind,
        body=body,
    )
    broadcast(desk_audience(room.pk), kind, seq=event.sequence, **body)
    if is_public:
        shown = shown_question(body["question"]) if "question" in body else room_state(room)
        broadcast(
            public_audience(room.pk), kind, seq=event.sequence, previous=previous, **body, **shown
        )
    return event


def tell_of_question(room: Room, question: Question, *, is_public: bool) -> None:
    """Announce the state that a question is in now."""
    tell(room, "question", is_public=is_public, question=question.pk)


def tell_of_room(room: Room) -> None:
    """Announce that the room was paused, opened again, extended or closed."""
    tell(room, "room", is_public=True)


def tell_of_support(question: Question, count: int) -> None:
    """Announce a new count; it is not kept, for the next one heals a lost one."""
    for audience in (public_audience, desk_audience):
        broadcast(audience(question.session_id), "support", question=question.pk, support=count)


def public_questions(session_pk: int, wanted=None):
    """Return the questions the public may see, ready to be shown."""
    questions = Question.objects.public().filter(session_id=session_pk)
    if wanted is not None:
        questions = questions.filter(pk__in=wanted)
    return questions.ready_to_show()


def shown_question(pk: int) -> dict:
    """Give what the public may see of a question now: its place on the page and its HTML."""
    question = Question.objects.public().filter(pk=pk).ready_to_show().first()
    if question is None:
        return {"place": "gone", "html": ""}
    return {"place": question.place, "html": fragment(question)}


def fragment(question: Question) -> str:
    """Render one question as it stands on the public page, the same for everybody."""
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string(
            f"forums/parts/{question.place}.html", {"question": question, "is_fragment": True}
        )


def room_state(room: Room) -> dict:
    """Give what the public needs to know of the room."""
    return {
        "is_paused": room.is_paused,
        "because": room.paused_because,
        "is_closed": room.session.has_closed,
    }


def catch_up(session: ExpertSessionPage, after: int, *, limit: int = 200) -> dict:
    """Return what a page that saw event `after` has missed, each question once in its state now."""
    room = session.room
    missed = list(
        RoomEvent.objects.filter(session=session, sequence__gt=after, audience=Audience.PUBLIC)
        .order_by("sequence")
        .values_list("sequence", "kind", "body")[: limit + 1]
    )
    if len(missed) > limit:
        return {"latest": room.last_public, "reload": True, "events": []}
    latest_of = {body.get("question"): sequence for sequence, _kind, body in missed}
    latest_of.pop(None, None)
    shown = {question.pk: question for question in public_questions(session.pk, latest_of)}
    events = [
        {
            "seq": sequence,
            "kind": "question",
            "question": pk,
            "place": shown[pk].place if pk in shown else "gone",
            "html": fragment(shown[pk]) if pk in shown else "",
        }
        for pk, sequence in sorted(latest_of.items(), key=lambda pair: pair[1])
    ]
    waiting = Question.objects.public().filter(session=session, final_support=None).with_support()
    return {
        "latest": room.last_public,
        "reload": False,
        "events": events,
        "support": dict(waiting.values_list("pk", "support")),
        "room": room_state(room),
    }


# ---- rooms of small groups -----------------------------------------------------------------


def room_audience(forum_pk: int, circle: int) -> str:
    return f"forum.{forum_pk}.group.{circle}"


def tell_room(forum_pk: int, circle: int | None, kind: str) -> None:
    """Ring in one room that posts, the agenda or the group's questions have changed.

    Only that they did: members and facilitator then ask for what each of them may see.
    """
    if circle is not None:
        broadcast(room_audience(forum_pk, circle), kind)
