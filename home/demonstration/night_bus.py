"""A closed consultation that owes its answer, with papers of which two came too late."""

from datetime import timedelta
from random import Random

from consultations.models import ConsultationPage
from home.demonstration.answering import numbers_of, store
from home.demonstration.clock import day, end_of, working_day
from home.demonstration.consulting import ask, publish
from home.demonstration.liveable import item
from panel.models import User, Ward
from polls import keying
from polls.models import QuestionnairePage, RespondentType, Response, WhoMayAnswer
from polls.without_account import Visitor

PEOPLE = 110
OFTEN = ["Every weekend", "Every month", "Now and then", "Never"]


def load(index, staff: dict[str, User]) -> ConsultationPage:
    """A closed consultation whose answer is late, and shown as late."""
    consultation = ask(
        index,
        title="A night bus from the Harbourside",
        slug="night-bus",
        summary="Would you use an hourly night bus, and where to?",
        subject="Transport",
        proposal="<p>One bus an hour from the Harbourside between midnight and 4am, on Fridays and Saturdays.</p>",
        options=[
            ("A night bus to the north", "Gloucester Road to Southmead."),
            ("A night bus to the south", "Bedminster to Hartcliffe."),
            ("No night bus", "The money stays in the transport fund."),
        ],
        can_change="Where it goes\nOn which nights",
        settled="The hours",
        why="Taxis are scarce after midnight, and people who work late told us so.",
        audience="People who go out or work at night.",
        audiences=("Residents", "People who work here", "Businesses"),
        decision_maker="Transport and Connectivity Policy Committee",
        decision_by=working_day(20),
        opens_at=day(-150),
        closes_at=end_of(-110),
        results_due_on=day(-14).date(),
        delay_reason="The operator withdrew its price in the last week. We have asked two others.",
    )
    page = QuestionnairePage(
        title="A night bus from the Harbourside: would you use it?",
        slug="would-you-use-it",
        introduction="Three questions. You need no account.",
        minutes=1,
        opens_at=day(-150),
        closes_at=end_of(-110),
        who_may_answer=WhoMayAnswer.ANYBODY,
        items=[
            item(0, code="use", kind="single", wording="Would you use it?", options=OFTEN),
            item(
                1,
                code="where",
                kind="single",
                wording="Where to?",
                options=["To the north", "To the south", "Somewhere else"],
            ),
            item(
                2,
                code="worth",
                kind="scale",
                wording="How far are you for or against paying for it?",
                low_label="Strongly against",
                middle_label="In the middle",
                high_label="Strongly for",
            ),
        ],
    )
    consultation.add_child(instance=page)
    publish(page, staff["officer@example.org"])
    answer(page)
    enter_papers(page, staff["officer@example.org"])
    return consultation


def answer(page: QuestionnairePage) -> None:
    """Let people without an account answer on the web."""
    random = Random("night bus")
    wards = list(Ward.objects.in_force().order_by("code"))
    span = int((page.closes_at - page.opens_at).total_seconds())
    responses = [
        Response(
            page=page,
            key=Visitor(f"{page.slug}-{number}").key_for(page.subject),
            ward=random.choice(wards),
            has_account=False,
            respondent_type=RespondentType.RESIDENT,
            submitted_at=page.opens_at + timedelta(seconds=random.randrange(span)),
            **numbers_of(page, "only", number),
        )
        for number in range(1, PEOPLE + 1)
    ]
    store(
        page,
        responses,
        [
            {
                "use": [random.choices("1234", [14, 31, 25, 30])[0]],
                "where": [random.choices("123", [38, 47, 15])[0]],
                "worth": min(10, max(0, round(random.gauss(5.8, 2.8)))),
            }
            for _one in responses
        ],
    )


def enter_papers(page: QuestionnairePage, officer: User) -> None:
    """Enter papers that came in time, and two that came too late: whether those count is open."""
    for received, papers in ((-112, 3), (-107, 2)):
        batch = keying.begin_batch(
            page=page, by=officer, mode="paper", format="standard", received_on=day(received).date()
        )
        for number in range(1, papers + 1):
            options = {
                one.code: [str(option.pk) for option in one.options.all()]
                for one in page.items.all()
            }
            pks = {one.code: str(one.pk) for one in page.items.all()}
            answers = {
                pks["use"]: options["use"][number],
                pks["where"]: options["where"][number % 2],
                pks["worth"]: 4 + number,
            }
            typed = keying.Typed(answers, about={"type": RespondentType.RESIDENT})
            keying.key_paper(batch=batch, number=number, typed=typed, by=officer)
