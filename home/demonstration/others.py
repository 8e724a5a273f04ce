"""The smaller consultations, and the questions of the week."""

from django.utils import timezone

from consultations.models import ConsultationPage
from home.demonstration.clock import day, end_of, month_after, working_day
from home.demonstration.consulting import ask, publish
from home.demonstration.inserting import for_database, insert
from home.demonstration.liveable import item
from home.models import HomePage
from polls.models import Ballot, Choice, QuestionnairePage, QuickPollPage

AGREE = [
    "Strongly agree",
    "Tend to agree",
    "Neither agree nor disagree",
    "Tend to disagree",
    "Strongly disagree",
]


def load_park(index, staff) -> ConsultationPage:
    """An open consultation with a short questionnaire."""
    consultation = ask(
        index,
        title="St George Park: the lake, the skate park and one new play area",
        slug="st-george-park",
        summary="There is £310,000 to spend. Which of five ways to spend it would you choose?",
        subject="Parks",
        wards=("St George Central", "St George Troopers Hill"),
        proposal="<p>A developer has paid £310,000 towards St George Park. It has to be spent there within three "
        "years. It is enough for two of the five things that people have asked for, or one of the larger ones.</p>",
        options=[
            ("The lake and the paths", "Dredge the lake and mend the paths round it."),
            ("A new play area", "For children under eight, by the café."),
            ("Leave it for now", "Keep the money until the third year and ask again."),
        ],
        can_change="What the money is spent on\nWhere the play area stands",
        settled="It is spent in this park\nNo trees are felled",
        why="We would rather spend it on what people who use the park want than on what is easiest.",
        audience="Everybody who uses St George Park.",
        audiences=("Residents", "Children and young people"),
        decision_maker="Public Health and Communities Committee",
        decision_by=working_day(36),
        results_due_on=day(25).date(),
        opens_at=day(-20),
        closes_at=end_of(11),
    )
    questionnaire = QuestionnairePage(
        title="St George Park: your choice",
        slug="questions",
        introduction="Up to thirteen questions about the park.",
        introduction_easy="The council has money for St George Park.\n"
        "We want to know what you want.\nThere are up to 13 questions.",
        minutes=3,
        opens_at=day(-20),
        closes_at=end_of(11),
        items=[
            item(
                0,
                code="spend",
                kind="multiple",
                wording="Which two would you spend the money on?",
                wording_easy="There is money for two things. Which two do you want?",
                most=2,
                in_random_order=True,
                options=["The lake", "The skate park", "A new play area", "The paths", "Toilets"],
                other="Something else",
            ),
            item(
                1,
                code="visits",
                kind="single",
                wording="How often do you go to the park?",
                options=["Most days", "Every week", "Every month", "Less often", "Never"],
            ),
            item(
                2,
                code="safe",
                kind="scale",
                wording="How safe do you feel in the park after dark?",
                wording_easy="Think of the park when it is dark. Do you feel safe there?",
                hint_easy="0 means you do not feel safe. 10 means you feel very safe.",
                asked_if="visits = 1-4",
                low_label="Not safe at all",
                middle_label="In between",
                middle_label_easy="A bit safe",
                high_label="Very safe",
            ),
            item(
                3,
                code="minutes",
                kind="number",
                wording="How long does it take you to get to the park?",
                wording_easy="How many minutes is it from your home to the park?",
                hint="Door to gate, the way you usually go.",
                hint_easy="Think of how you usually go. You may walk, or take the bus.",
                highest=240,
                unit="minutes",
                is_required=False,
            ),
            item(
                4,
                code="last",
                kind="date",
                wording="When were you last in the park?",
                hint="Roughly is fine.",
                latest=day(0).date(),
                is_required=False,
            ),
            item(
                5,
                code="first",
                kind="ranking",
                wording="What should be done first?",
                wording_easy="We cannot do all of this at once. What should we do first?",
                options=["Lights on the paths", "Benches", "Bins", "Trees"],
                most=3,
                has_dont_know=False,
            ),
            item(
                6,
                code="park",
                kind="matrix",
                wording="How far do you agree?",
                options=AGREE,
                rows=["The park is clean", "The paths are good", "There is enough to do"],
            ),
            item(
                7,
                code="council",
                kind="gap",
                wording="What do you expect of the council, and what do you get?",
                hint="When you report something in the park.",
                low_label="Very poor",
                middle_label="In between",
                high_label="Excellent",
                rows=["How quickly it is mended", "How well you are told"],
            ),
            item(
                8,
                code="feeling",
                kind="feeling",
                wording="How does the park make you feel?",
                options=[],
                is_required=False,
            ),
            item(9, kind="standard", standard="lga-area", is_required=False),
            item(10, code="next", kind="place", wording="Where should the next park be made?"),
            item(11, kind="standard", standard="condition"),
        ],
    )
    consultation.add_child(instance=questionnaire)
    publish(questionnaire, staff["officer@example.org"])
    return consultation


def load_hangars(index) -> ConsultationPage:
    """A consultation that opens next week."""
    return ask(
        index,
        title="Cycle hangars: where should the next 200 go?",
        slug="cycle-hangars",
        summary="Each holds six bicycles and takes half a parking space. Name a street.",
        subject="Transport",
        proposal="<p>200 more hangars have been paid for. 1,900 people wait for a space. Each hangar takes half of "
        "a parking space and has room for six bicycles.</p>",
        options=[
            ("Where most people wait", "The longest waiting lists come first."),
            ("The same number in each ward", "Every ward has six."),
            ("No more hangars", "The money goes back to the city region."),
        ],
        can_change="How streets are chosen\nWhether people on the street are asked first",
        settled="The number, and what they cost to rent",
        why="The last 200 went where people asked loudest.",
        audience="Everybody in the city, with or without a bicycle.",
        decision_maker="Transport and Connectivity Policy Committee",
        decision_by=working_day(80),
        results_due_on=day(63).date(),
        opens_at=day(7),
        closes_at=end_of(42),
    )


def load_quick_polls(home: HomePage) -> None:
    """This week's question, and the one before with its decision."""
    friday = (4 - day(0).weekday()) % 7
    if day(friday, 18) <= timezone.now():
        friday += 7
    decided_on = day(friday - 11).date()  # the Monday after the one before had closed
    gulls = QuickPollPage(
        title="Gull-proof sacks",
        slug="gull-proof-sacks",
        question="Should every street with a gull problem get gull-proof sacks?",
        fact="Gulls tore open bags on 214 streets this summer. A sack costs £4 for each home, once, from the "
        "street-cleaning budget.",
        decision_maker="the Environment Committee",
        opens_at=day(friday - 7, 18),
        closes_at=day(friday, 18),
        choices=[
            Choice(sort_order=place, text=text)
            for place, text in enumerate(["Yes, every street", "Only where people ask", "No"])
        ],
    )
    lights = QuickPollPage(
        title="Lights in Castle Park",
        slug="castle-park-lights",
        question="Should the lights in Castle Park stay on past 10pm?",
        decision_maker="the Parks Manager",
        opens_at=day(friday - 21, 18),
        closes_at=day(friday - 14, 18),
        decision=f"<p>The lights stay on until midnight from {month_after(decided_on)}.</p>",
        decided_on=decided_on,
        decision_url="https://www.example.org/minutes",
        choices=[
            Choice(sort_order=place, text=text)
            for place, text in enumerate(["Yes", "No", "Not sure"])
        ],
    )
    for poll, votes in ((gulls, (1_466, 1_102, 638)), (lights, (1_822, 797, 228))):
        home.add_child(instance=poll)
        publish(poll)
        cast_at = for_database(Ballot, "cast_at", poll.opens_at)
        insert(
            Ballot,
            ("poll", "choice", "key", "cast_at"),
            (
                (poll.pk, choice.pk, poll.key_of(f"visitor-{poll.slug}-{place}-{number}"), cast_at)
                for place, (choice, total) in enumerate(zip(poll.choices.all(), votes, strict=True))
                for number in range(total)
            ),
        )
