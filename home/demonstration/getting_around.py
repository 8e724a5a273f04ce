"""A finished deliberative poll: people heard both sides, and moved."""

from random import Random

from consultations.models import ConsultationPage
from home.demonstration.accounts import RESIDENT
from home.demonstration.answering import write_responses
from home.demonstration.clock import day, end_of, working_day
from home.demonstration.consulting import ask, brief, publish, scale, tell_outcome
from home.demonstration.looking_back import answer_later, hear_both_sides, note_presence
from home.demonstration.opinions import Attitude, Person, answers
from panel.models import AgeBand, Membership
from polls.copying import item_from
from polls.evaluating import EVALUATION
from polls.models import DeliberativePollPage, Item

ITEMS = [
    scale(
        "school_streets", "Close streets outside schools to traffic at drop-off and pick-up times"
    ),
    scale("evening_buses", "Spend parking income on evening and Sunday buses"),
    scale("speed_cameras", "Enforce 20 mph on every residential street with cameras"),
    scale(
        "cycle_lanes", "Build protected cycle lanes on main roads, even where parking has to move"
    ),
    scale("heavy_vehicles", "Charge more to park larger, heavier vehicles"),
    scale("through_routes", "Keep main through routes open to cars as they are now"),
]
# There were no groups to ask about.
OF_EVENT = [one for one in EVALUATION if one["code"] not in ("ev_speaking", "ev_moderator")]
ATTITUDES = {
    "school_streets": Attitude(5.6, 1.35, city=1.1, young=0.5),
    "evening_buses": Attitude(6.4, 1.2, 2.7, city=0.3),
    "speed_cameras": Attitude(5.1, 0.7, 3.1, city=0.6),
    "cycle_lanes": Attitude(5.3, 0.6, 3.1, city=0.9, young=0.6),
    "heavy_vehicles": Attitude(5.0, 0.0, 3.0, city=0.4),
    "through_routes": Attitude(6.0, -0.8, 2.8, city=-0.9),
}
TRIAL = "Bristol City Council, school streets monitoring, March"
BUDGET = "Bristol City Council, parking account"
BOTH_SIDES = [
    {
        "title": "Close streets outside schools at drop-off and pick-up times",
        "summary": "Streets at 12 more schools close to traffic for an hour, twice a day, in term time. People who live "
        "there, carers and blue badge holders have passes.",
        "for": [
            (
                "Children walk and cycle more where the street is closed: in the ten trial streets the share who "
                "walk rose from 52% to 61%.",
                TRIAL,
            ),
            (
                "Fewer near misses were reported at the gates during the trial than in the year before.",
                TRIAL,
            ),
        ],
        "against": [
            (
                "Parents who drive park in the next streets instead, and the people who live there have to bear it.",
                TRIAL,
            ),
            (
                "Carers and workers who need the street twice a day must first get a pass, which takes five days.",
                TRIAL,
            ),
        ],
    },
    {
        "title": "Spend parking income on evening and Sunday buses",
        "summary": "Six routes would run until midnight, and on Sundays. It would cost £2.1 million a year, "
        "about a third of what parking brings in.",
        "for": [
            (
                "Most evening buses stop before ten, and people who work late have no other way home.",
                BUDGET,
            ),
            (
                "The money comes from drivers who have an alternative and goes to those who have none.",
                BUDGET,
            ),
        ],
        "against": [
            (
                "Parking income falls when fewer people drive, so the buses could lose their money again.",
                BUDGET,
            ),
            (
                "The same money would mend four miles of pavement a year, which everybody walks on.",
                BUDGET,
            ),
        ],
    },
]


def load(index, staff, members: list[Membership]) -> ConsultationPage:
    """Make the consultation, its poll with both waves, its results and its outcome."""
    consultation = ask(
        index,
        title="Getting around Bristol",
        summary="How should parking, buses and cycling share the main roads? 1,400 members of the panel "
        "were asked before and after they had heard both sides.",
        subject="Transport",
        proposal="<p>The next transport plan has to choose. Main roads are full at peak times, buses run late, "
        "and money for new roads has run out. Six measures are on the table. Each can be taken or left.</p>",
        options=[
            ("Do all six", "The quickest change, and the most disruption while it is built."),
            ("Choose some of the six", "Begin where support is strongest."),
            ("Change nothing", "Roads stay as they are until the plan is written again in 2031."),
        ],
        can_change="Which of the six measures are taken\nWhere they begin\nHow fast they come",
        settled="The size of the budget\nThat no new roads are built",
        why="The transport plan runs out next year. We want to know what people think once they have heard both sides.",
        audience="Members of the panel in every ward.",
        decision_maker="Transport and Connectivity Policy Committee",
        decision_by=working_day(-66),
        opens_at=day(-200),
        closes_at=end_of(-120),
    )
    poll = DeliberativePollPage(
        title="Getting around Bristol: what changed once people had heard both sides",
        slug="poll",
        introduction="Six proposals. The same questions before and after hearing the reasons for each side.",
        minutes=5,
        opens_at=day(-200),
        closes_at=end_of(-120),
        before_opens_at=day(-200),
        before_closes_at=end_of(-172),
        after_opens_at=day(-140),
        after_closes_at=end_of(-120),
        later_opens_at=day(-26),
        later_closes_at=end_of(-12),
        report_at=day(-106).date(),
        took_part_rule=DeliberativePollPage.TookPart.CAME,
        items=items(),
    )
    consultation.add_child(instance=poll)
    publish(poll, staff["officer@example.org"])
    brief(poll, BOTH_SIDES, staff["officer@example.org"])
    hear_both_sides(poll, staff, members)
    answer_twice(poll, members)
    consultation.results_published_at = day(-104)
    consultation.save()
    both = poll.responses.filter(wave="after").count()
    tell_outcome(
        consultation,
        staff["officer@example.org"],
        we_asked="How should parking, buses and cycling share the main roads?",
        you_said=f"{both:,} of you answered before and after hearing both sides. Backing for school streets and "
        "for evening buses rose most; support for leaving through routes alone fell to the middle.",
        we_did="12 more school streets from January. Evening buses on six routes from April. Cameras for 20 mph "
        "were not agreed, because of cost.",
        decided_on=working_day(-66),
        took_part=poll.participant_count(),
    )
    return consultation


def items() -> list[Item]:
    """Return the questions: the proposals both times, and those on the event with second answers."""
    found = [*(Item(**fields) for fields in ITEMS), *(item_from(dict(one)) for one in OF_EVENT)]
    for place, item in enumerate(found):
        item.sort_order = place
    return found


def think_back(random: Random) -> dict[str, int]:
    """Return what somebody thought of it all; most were content."""
    return {fields["code"]: min(10, max(0, round(random.gauss(7.2, 1.8)))) for fields in OF_EVENT}


def answer_twice(poll: DeliberativePollPage, members: list[Membership]) -> None:
    """Let most of the panel answer first, and some of those again."""
    random, thinking_back = Random("getting around"), Random("thinking back")
    before, after = [], []
    for membership in members:
        person = Person(membership, random)
        both = {code: answers(person, attitude) for code, attitude in ATTITUDES.items()}
        if membership.user.email == RESIDENT:
            both |= {"school_streets": (4, 7), "through_routes": (8, 5)}
        elif random.random() > 0.93:
            continue
        before.append((membership, {code: first for code, (first, _second) in both.items()}))
        stays = 0.8 if membership.age_band in (AgeBand.FROM_16, AgeBand.FROM_25) else 0.93
        if membership.user.email == RESIDENT or random.random() < stays:
            second = {code: then for code, (_first, then) in both.items()}
            after.append((membership, second | think_back(thinking_back)))
    write_responses(poll, "before", before, opened=day(-200), closed=day(-172), random=random)
    write_responses(poll, "after", after, opened=day(-140), closed=day(-120), random=random)
    note_presence(poll, after)
    answer_later(poll, before, after, list(ATTITUDES))
