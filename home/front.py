"""What the front page puts together: this week's question, what is open, and what came of it."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext as _

from consultations.models import ConsultationPage
from consultations.replies import LatestReplies
from consultations.rows import by_consultation, places_of
from core.at_once import prefetch_at_once, read_at_once
from core.charts import WardMap, ward_map
from core.dates import clock
from core.kept import kept
from forums.models import ExpertSessionPage
from panel.models import Membership, Ward
from panel.outlines import mapped_wards
from polls.models import QuickPollPage
from polls.showing import poll_context
from polls.tallies import Tally, counted_choices, tally

OPEN_SHOWN = 3
OUTCOMES_SHOWN = 3
# Some outer wards carry their names, so that a reader can find north and south; long ones would
# run off the map.
NAMED_ON_THE_MAP = 5
LONGEST_NAME = 13


@dataclass
class Listed:
    """One consultation on the front page, with the mark that finds it on the map."""

    page: ConsultationPage
    mark: str
    wards: list[Ward] = field(default_factory=list)
    live: str = ""


@dataclass
class Front:
    """What the front page says to everybody alike."""

    pages: list[ConsultationPage]
    wards: dict[int, list[Ward]]  # by the number of the consultation
    sessions: list[ExpertSessionPage]
    current: QuickPollPage | None
    previous: QuickPollPage | None
    tally: Tally | None
    replies: list[dict]
    member_count: int


def read_front(user) -> Front:
    """Read it in two queries: the pages, and then what belongs to them."""
    visible = ConsultationPage.objects.visible_to(user)
    open_now = visible.open_now().order_by("closes_at", "pk")[:20]
    soon = visible.opening_soon().order_by("opens_at", "pk")[:OPEN_SHOWN]
    sessions = ExpertSessionPage.objects.visible_to(user).open_now().order_by("closes_at")
    polls = QuickPollPage.objects
    current, previous = polls.first_to_close(), polls.last_closed()
    replies = LatestReplies(user, OUTCOMES_SHOWN)
    read_at_once(open_now, soon, sessions, current, previous, *replies.asked)

    pages = [*open_now, *soon]
    places, counted = places_of(pages), [counted_choices(poll) for poll in previous]
    members = counting(Membership.objects.active())
    asked = [places, members, replies.consultations, *counted]
    prefetch_at_once((list(current), ["choices"]), beside=asked)
    return Front(
        pages=pages,
        wards=by_consultation(places),
        sessions=list(sessions),
        current=current.first(),
        previous=previous.first(),
        tally=tally(previous[0], counted[0]) if previous else None,
        replies=replies.rows(),
        member_count=sum(members),
    )


def counting(rows: QuerySet) -> QuerySet:
    """Ask how many rows there are, as a queryset of one number; of none where there are no rows."""
    alike = rows.order_by().annotate(alike=Value(1)).values("alike")
    return alike.annotate(count=Count("pk")).values_list("count", flat=True)


def front_page_parts(request: HttpRequest) -> dict[str, Any]:
    """Return the parts of the front page for whoever asks, in a fixed number of queries."""
    front = kept("front", request.user, lambda: read_front(request.user))
    ExpertSessionPage.prepare_cards(front.sessions, request.user)
    wards = mapped_wards()
    ward = ward_of(request, wards)
    listed = list_open(front, ward)
    current = front.current if front.current and front.current.is_open else None
    return {
        **(poll_context(current, request) if current else {}),
        "previous": front.previous,
        "tally": front.tally,
        "my_ward": ward,
        "listed": listed,
        "city_map": draw_city(wards, listed, ward) if wards else None,
        "ward_count": len(wards),
        "replies": front.replies,
        "member_count": front.member_count,
    }


def ward_of(request: HttpRequest, wards: list[Ward]) -> Ward | None:
    """Return the ward that the visitor named, or else the member's own."""
    if code := request.GET.get("ward", ""):
        return next((ward for ward in wards if ward.code == code), None)
    if not request.user.is_authenticated:
        return None
    own = getattr(request.user, "membership", None)
    return next((ward for ward in wards if own and ward.pk == own.ward_id), None)


def list_open(front: Front, ward: Ward | None) -> list[Listed]:
    """List what is open, what touches the reader's ward first, then what opens soon."""
    pages = [page for page in front.pages if not page.has_closed]
    if ward:
        pages.sort(key=lambda page: ward not in front.wards.get(page.pk, []))
    sessions = [session for session in front.sessions if session.is_open]
    listed: list[Listed] = []
    for page in pages[:OPEN_SHOWN]:
        wards = front.wards.get(page.pk, [])
        marked = sum(1 for one in listed if one.wards) + 1
        session = next((one for one in sessions if one.path.startswith(page.path)), None)
        live = (
            _("Experts live until %(time)s") % {"time": clock(session.closes_at)}
            if session and session.closes_at
            else ""
        )
        listed.append(Listed(page, str(marked) if wards else "", wards, live))
    return listed


def draw_city(wards: list[Ward], listed: list[Listed], ward: Ward | None) -> WardMap:
    """Draw the whole area, with the numbers of the list on the wards that they concern."""
    steps = {
        one.code: 4 if place == 0 else 2
        for place, item in reversed(list(enumerate(item for item in listed if item.mark)))
        for one in item.wards
    }
    # A mark stands on a ward that does not carry the reader's "you are here".
    pins = {
        furthest_from(ward, item.wards).code: item.mark for item in reversed(listed) if item.mark
    }
    covered = [
        _("Consultation %(number)s covers %(wards)s.")
        % {"number": item.mark, "wards": ", ".join(one.name for one in item.wards)}
        for item in listed
        if item.mark
    ]
    return ward_map(
        wards,
        title=" ".join([_("%(count)d wards.") % {"count": len(wards)}, *covered]),
        steps=steps,
        pins=pins,
        label=[ward.code] if ward else [],
        quiet_label=[one.code for one in outermost(wards) if one != ward],
        id="city",
    )


def furthest_from(ward: Ward | None, wards: list[Ward]) -> Ward:
    """Return the ward whose mark is clear of the reader's own ward and its name."""
    if ward is None:
        return wards[0]
    return max(
        wards,
        key=lambda one: abs(one.centre_x - ward.centre_x) / 3 + abs(one.centre_y - ward.centre_y),
    )


def outermost(wards: list[Ward]) -> list[Ward]:
    """Return wards far from the middle, which have room for their names."""
    wards = [ward for ward in wards if len(ward.name) <= LONGEST_NAME] or wards
    middle_x = sum(ward.centre_x for ward in wards) / len(wards)
    middle_y = sum(ward.centre_y for ward in wards) / len(wards)

    def distance(ward: Ward) -> float:
        return (ward.centre_x - middle_x) ** 2 + (ward.centre_y - middle_y) ** 2

    chosen: list[Ward] = []
    for ward in sorted(wards, key=distance, reverse=True):
        if all(abs(ward.centre_y - one.centre_y) > 40 for one in chosen):
            chosen.append(ward)
        if len(chosen) == NAMED_ON_THE_MAP:
            break
    return chosen
