"""What waits for those who do not write polls: approval, complaints, requests, and a breach."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from consultations.models import ConsultationIndexPage
from home import breaches, complaints, data_requests
from home.demonstration.clock import day, end_of, working_day
from home.demonstration.consulting import hand_over
from panel.looking import note_shown
from panel.models import DataBreach, DataComplaint, DataRequest, LookedAt, Membership, User


def load(index: ConsultationIndexPage, staff: dict[str, User], members: list[Membership]) -> None:
    """Leave each of them something that is under way."""
    hand_over_libraries(index, staff["officer@example.org"])
    complain(staff["officer@example.org"], staff["dpo@example.org"])
    ask_for_own_data(staff["admin@example.org"], members)
    look_up(staff["admin@example.org"], members)
    note_breach(staff["dpo@example.org"])


def hand_over_libraries(index: ConsultationIndexPage, officer: User) -> None:
    """Leave a complete draft that waits for a second person."""
    hand_over(
        index,
        officer,
        title="Library opening hours: fewer buildings, or fewer hours?",
        slug="library-hours",
        summary="The libraries have £480,000 less next year. Should all stay open for fewer hours, or some close?",
        subject="Libraries",
        proposal="<p>The budget for libraries falls by £480,000 next April. There are 27 libraries, and six of them "
        "have fewer than 40 visits a day. Nothing has been decided.</p>",
        options=[
            ("Fewer hours everywhere", "Each library opens nine hours less a week."),
            ("Six libraries become community libraries", "Volunteers run them, in the same rooms."),
            ("Keep everything as it is", "The money is found in another budget."),
        ],
        can_change="Which hours are kept\nWhich libraries stay with the council\nWhat volunteers are given",
        settled="The size of the budget\nThe Central Library keeps its hours",
        why="Councillors set the budget in February. They want to know what people would rather lose before they do.",
        audience="Everybody who uses a library, or would.",
        audiences=("Residents", "Children and young people"),
        decision_maker="Public Health and Communities Committee",
        decision_by=working_day(75),
        results_due_on=day(60).date(),
        opens_at=day(5),
        closes_at=end_of(40),
    )


def complain(officer: User, dpo: User) -> None:
    """Leave a complaint that nobody has acknowledged, and one that is looked into."""
    complaints.complain(
        name="Doreen Price",
        email="",
        contact="14 Ducie Road, by letter please",
        words="You wrote to me about the trial streets. I never gave you my address and want to know where "
        "you have it from.",
        channel=DataComplaint.Channel.LETTER,
        received_on=day(-19).date(),
        by=officer,
    )
    by_phone = complaints.complain(
        name="Colin Farah",
        email="",
        contact="0117 496 0444, after five",
        words="My name stood above what I wrote in the forum, and I thought that nobody would see it.",
        channel=DataComplaint.Channel.PHONE,
        received_on=day(-8).date(),
        by=officer,
    )
    complaints.acknowledge(
        complaint=by_phone, on=day(-6).date(), how="By phone, on the same number", by=dpo
    )
    complaints.look_into(
        complaint=by_phone,
        steps="The moderator was asked whether the form said how the name would be shown. It does; the hint "
        "stands below the box, where it is easy to miss.",
        by=dpo,
    )


def ask_for_own_data(admin: User, members: list[Membership]) -> None:
    """Leave two requests for one's own data: one whose clock runs, one whose clock stands still."""
    asking = Random("own data").sample(members[40:400], 2)
    data_requests.receive(
        person=asking[0].user, received_on=day(-17).date(), note="By letter", by=admin
    )
    waiting = data_requests.receive(
        person=asking[1].user, received_on=day(-9).date(), note="At the counter", by=admin
    )
    data_requests.stop_clock(
        request=waiting,
        since=day(-7).date(),
        reason="Asked for proof of who they are; the address is not the one that we hold.",
        by=admin,
    )


def look_up(admin: User, members: list[Membership]) -> None:
    """Leave on record whom the administrator looked at, for whoever audits."""
    listed = [member.user for member in Random("looked up").sample(members[40:400], 12)]
    asking = [row.person for row in DataRequest.objects.order_by("pk") if row.person]
    moved, pages = listed[0], LookedAt.Page
    for at, people, page, why in (
        (day(-17, 9, 40), asking[:1], pages.REQUEST, "To see which requests are due"),
        (day(-12, 10, 5), listed, pages.MEMBERS, "To look for a member"),
        (day(-12, 10, 7), [moved], pages.MEMBER, "To see what is held on a member"),
        (day(-12, 10, 11), [moved], pages.MEMBER, "To correct what is held on a member"),
        (day(-9, 14, 30), asking, pages.REQUEST, "To see which requests are due"),
    ):
        note_shown(people, to=admin, at=at, page=page, why=why)


def note_breach(dpo: User) -> None:
    """Leave a breach of yesterday that is still to be reported."""
    breaches.note_breach(
        told={
            "title": "Letters with two names in one envelope",
            "known_at": timezone.now().replace(minute=0, second=0, microsecond=0)
            - timedelta(hours=31),
            "happened": "The printer folded two invitations to the panel into one envelope, on one machine, on one "
            "afternoon. Three people told us that they had somebody else’s letter.",
            "people": "People invited by letter in two wards, about 40",
            "records": "Names, addresses and one-time joining codes, about 40 letters",
            "consequences": "Somebody could have joined the panel with another person’s code.",
            "measures": "The codes of that afternoon are cancelled. The printer checks the weight of each envelope.",
            "risk": DataBreach.Risk.RISK,
            "risk_because": "Names and addresses reached strangers in the same wards; the codes no longer work.",
        },
        by=dpo,
    )
