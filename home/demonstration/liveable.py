"""The open consultation: a deliberative poll under way, a forum, and a session that can be joined."""

from random import Random

from consultations.models import ConsultationPage
from home.demonstration.accounts import FRESH_RESIDENT, RESIDENT
from home.demonstration.answering import write_responses
from home.demonstration.clock import day, end_of, working_day
from home.demonstration.consulting import ask, brief, publish, scale
from home.demonstration.opinions import Attitude, Person, answers
from home.demonstration.stating import put_statements
from home.demonstration.talking import open_forum, open_session
from panel.models import Membership
from polls.models import BriefingRead, DeliberativePollPage, Item, Option, Row

WARDS = ("Easton", "Lawrence Hill", "St George West")
NEARBY = {*WARDS, "Eastville", "Ashley", "St George Central"}
CODES = ("keep", "gates", "schools", "planters", "evening")
ITEMS = [
    scale("keep", "Keep the trial streets closed to through traffic for good"),
    scale("gates", "Keep the two bus gates, with cameras"),
    scale("schools", "Add a school street on Avonvale Road"),
    scale("planters", "Replace the planters with trees and rain gardens"),
    scale("evening", "Let all traffic through between 8pm and 6am"),
    {
        "code": "travel",
        "kind": "single",
        "wording": "How do you mostly get about in east Bristol?",
        "options": [
            "On foot",
            "By bus",
            "By bicycle",
            "By car or van",
            "By wheelchair or mobility scooter",
        ],
        "is_paired": True,
    },
    {
        "code": "matters",
        "kind": "multiple",
        "wording": "Which of these matter most to you?",
        "hint": "Choose any that do.",
        "options": [
            "Children’s safety",
            "Cleaner air",
            "Getting through by car",
            "Trade for shops",
            "Reaching people who need care",
        ],
        "is_paired": True,
    },
    {
        "code": "words",
        "kind": "text",
        "wording": "Is there anything else that councillors need to know?",
        "hint": "Leave out names and addresses. Your words are read by officers and not published.",
        "is_required": False,
        "has_dont_know": False,
    },
]
ATTITUDES = {
    "keep": Attitude(5.2, 0.8, 3.2, young=0.6),
    "gates": Attitude(4.8, 0.6, 3.1),
    "schools": Attitude(6.3, 0.9, 2.6),
    "planters": Attitude(6.6, 0.5, 2.4),
    "evening": Attitude(4.6, -0.2, 3.0),
}
REPORT = "Bristol City Council, trial monitoring report, September"
COUNTS = "Bristol City Council, traffic counts, September"
BUSES = "Bus operator’s punctuality return, June"
BOTH_SIDES = [
    {
        "title": "Keep the trial streets closed to through traffic for good",
        "summary": "14 streets between Church Road and the railway stay closed to through traffic. Everybody can still "
        "reach every address by car. Planters become trees and rain gardens.",
        "for": [
            (
                "Trips by car in the whole area fell by 9% during the trial, so most of the traffic went away and did "
                "not only move.",
                COUNTS,
            ),
            (
                "In the closed streets the middle speed fell from 24 to 14 miles an hour, and more children walked to "
                "school.",
                REPORT,
            ),
        ],
        "against": [
            (
                "Counts on Church Road rose by 6%, and the people who live there breathe what others are spared.",
                COUNTS,
            ),
            (
                "Journeys that have to be made by car, by carers and tradespeople above all, are longer by four minutes "
                "on average.",
                REPORT,
            ),
        ],
    },
    {
        "title": "Keep the two bus gates, with cameras",
        "summary": "Buses, bicycles, taxis, ambulances and blue badge holders pass the gates at Avonvale Road and Ducie "
        "Road. Others are fined £35.",
        "for": [
            ("The 6 and the 7 ran on time on 81% of days, against 68% in the year before.", BUSES),
            ("Without cameras the gates were driven through about 140 times a day.", REPORT),
        ],
        "against": [
            (
                "A fine of £35 falls hardest on those with least, and the signs are easy to miss.",
                REPORT,
            ),
            (
                "Blue badge holders must register first, and one in five had not heard of it.",
                REPORT,
            ),
        ],
    },
    {
        "title": "Add a school street on Avonvale Road",
        "summary": "Avonvale Road would be closed to cars outside the school for 45 minutes, twice a day, on school days. "
        "People who live there could still drive in and out.",
        "for": [
            (
                "At the two school streets nearby, children walking to school rose by a fifth.",
                REPORT,
            ),
            ("Parked cars outside the school hide small children from drivers.", REPORT),
        ],
        "against": [
            ("Some parents drive on to work at once, and would have to park streets away.", REPORT),
            ("Volunteers stand at the barriers, and one school ran out of them.", REPORT),
        ],
    },
    {
        "title": "Replace the planters with trees and rain gardens",
        "summary": "Where the closures stay, wooden planters would give way to street trees and beds that take up rain. "
        "It costs £270,000 of the £410,000.",
        "for": [
            (
                "Planters are moved, burnt and filled with rubbish; trees stay where they are.",
                REPORT,
            ),
            ("Marsh Lane floods most winters, and beds hold back the first rain.", REPORT),
        ],
        "against": [
            ("What is planted costs more to move, if the streets should open again.", REPORT),
            ("Trees need water for three summers, and nobody has yet said who pays.", REPORT),
        ],
    },
    {
        "title": "Let all traffic through between 8pm and 6am",
        "summary": "Bus gates and closures would not hold at night. Signs would say so, and cameras would be off.",
        "for": [
            ("Fewest people walk and play outside then, so least is lost by it.", COUNTS),
            ("People who work at night have no bus, and their way home is longer.", REPORT),
        ],
        "against": [
            ("Streets are fastest when they are empty, and people sleep beside them.", COUNTS),
            ("Rules that change with the hour are broken more often by mistake.", REPORT),
        ],
    },
]


def load(index, staff, members: list[Membership]) -> ConsultationPage:
    """Make the consultation and its poll, with first answers from people nearby."""
    consultation = ask(
        index,
        title="Liveable neighbourhoods in east Bristol: should the trial streets stay?",
        slug="liveable-neighbourhoods",
        summary="Planters and cameras have kept through traffic off 14 streets since January. Keep them, "
        "change them or take them out?",
        subject="Transport",
        wards=WARDS,
        proposal="<p>For nine months, planters, bus gates and cameras have kept through traffic off 14 streets "
        "between Church Road and the railway. The trial ends in the new year. The council can make it "
        "permanent, change it, or take it out.</p>",
        options=[
            (
                "Make it permanent",
                "Planters become trees and rain gardens. Costs £410,000, mostly from the city region.",
            ),
            (
                "Keep it, with changes",
                "Move or drop some of the closures, and widen who may pass. Costs depend on the changes.",
            ),
            ("Take it out", "All streets open again. Costs £96,000, from the highways budget."),
        ],
        can_change="Which streets stay closed\nWho may pass the bus gates\nWhat stands where the planters are\n"
        "Whether the gates close at night",
        settled="Ambulances, fire engines and buses pass everywhere\nThe school streets that exist already stay",
        why="The trial order runs out. Before they decide, councillors want to know what people think once they "
        "have seen what was measured and heard both sides.",
        audience="Everybody who lives, works or travels in Easton, Lawrence Hill and St George West. "
        "The deliberative poll is for members of the panel in the whole city.",
        audiences=("Residents", "People who work here", "Businesses", "Visitors"),
        decision_maker="Transport and Connectivity Policy Committee",
        decision_maker_note="Nine councillors from all parties, in public.",
        decision_by=working_day(53),
        results_due_on=day(32).date(),
        opens_at=day(-23),
        closes_at=end_of(18),
    )
    poll = DeliberativePollPage(
        title="Should the trial streets stay? Answer, hear both sides, answer again",
        slug="poll",
        introduction="Eight questions now, and the same eight after you have read both sides and put your "
        "questions to the experts.",
        minutes=6,
        opens_at=day(-23),
        closes_at=end_of(18),
        before_opens_at=day(-23),
        before_closes_at=end_of(10),
        after_opens_at=day(12),
        after_closes_at=end_of(18),
        report_at=day(32).date(),
        why_we_ask="We ask so that councillors know what people think, before and after. Your answers carry a code, not your name.",
        items=[item(number, **fields) for number, fields in enumerate(ITEMS)],
    )
    consultation.add_child(instance=poll)
    publish(poll, staff["officer@example.org"])
    briefing = brief(poll, BOTH_SIDES, staff["officer@example.org"])
    answer_first(poll, briefing, members)
    open_forum(poll, staff, members)
    open_session(poll, staff, members)
    put_statements(consultation, staff, members)
    return consultation


def item(
    number: int, *, options: list[str] = (), rows: list[str] = (), other: str = "", **fields
) -> Item:
    """Make a question; `other` is the label of an answer that asks for own words, the last one."""
    labels = [*options, other] if other else options
    return Item(
        sort_order=number,
        options=[
            Option(
                sort_order=place,
                code=str(place + 1),
                label=label,
                takes_words=bool(other) and label == other,
            )
            for place, label in enumerate(labels)
        ],
        rows=[
            Row(sort_order=place, code=str(place + 1), label=label)
            for place, label in enumerate(rows)
        ],
        **fields,
    )


def answer_first(poll, briefing, members: list[Membership]) -> None:
    """Let people near the trial streets answer first; Maya has read the briefing, Sam has done nothing."""
    random = Random("liveable")
    given = []
    for membership in members:
        near = membership.ward.name in NEARBY
        if membership.user.email == FRESH_RESIDENT:
            continue
        if membership.user.email != RESIDENT and random.random() > (0.6 if near else 0.15):
            continue
        person = Person(membership, random)
        said = {code: answers(person, ATTITUDES[code])[0] for code in CODES}
        said["travel"] = [random.choices("12345", [30, 20, 15, 32, 3])[0]]
        said["matters"] = sorted(random.sample("12345", random.randint(1, 3)))
        said["words"] = ""
        given.append((membership, said))
    write_responses(poll, "before", given, opened=day(-23), closed=day(-1), random=random)
    BriefingRead.objects.create(
        briefing=briefing,
        key=next(m for m in members if m.user.email == RESIDENT).user.key_for(poll.subject),
    )
