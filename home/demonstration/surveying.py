"""The residents’ survey: three years of it, open to anybody, on the web, on paper and by phone."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from consultations.models import ConsultationIndexPage, ConsultationPage
from core.keys import keyed_hash
from home.demonstration.answering import Given, numbers_of, store
from home.demonstration.clock import day, end_of, working_day
from home.demonstration.consulting import ask, ask_with_approval, publish, tell_outcome
from home.demonstration.people import FIRST_NAMES
from home.demonstration.said import (
    CAMPAIGN,
    ORGANISATIONS,
    thought,
)
from home.demonstration.words_read import judge_some, read_for_themes
from panel.models import Membership, User, Ward
from polls import keying
from polls.copying import item_from
from polls.models import (
    Answer,
    Organisation,
    PublishingChoice,
    QuestionnairePage,
    RespondentType,
    Response,
    Signal,
    WhoMayAnswer,
)
from polls.publishing import Choice
from polls.starters import BY_CODE
from polls.without_account import Visitor

OWN_CODES = {"multiple": "improve", "text": "differently"}
# Shares of the answers in their order, as of every hundred; the rest do not know.
SHARES = {
    "lga-area": (18, 46, 17, 12, 5),
    "lga-council": (8, 33, 25, 20, 11),
    "lga-value": (7, 29, 28, 20, 12),
    "lga-acts": (6, 37, 38, 13),
    "lga-informed": (10, 40, 33, 13),
    "lga-trust": (8, 43, 32, 13),
    "lga-dark": (14, 34, 19, 21, 11),
    "lga-day": (41, 42, 10, 5, 1),
}
# Years before this one: how many points fewer the first two answers had, and who answered.
EARLIER = ((2, 0, 210), (1, -4, 220))
ONLINE, MEMBERS = 170, 40
OLD_LABEL, NEW_LABEL = "Public transport", "Buses and trains"


def load(
    index: ConsultationIndexPage, staff: dict[str, User], members: list[Membership]
) -> ConsultationPage:
    """Make the two years that are over, and the survey that is open."""
    random = Random("survey")
    wards = list(Ward.objects.in_force().order_by("code"))
    officer = staff["officer@example.org"]
    before = ask_earlier(index)
    year = day(0).year
    earlier = None
    for years, points, people in EARLIER:
        opens = day(-365 * years - 30)
        earlier = make(
            before,
            f"Residents’ survey {year - years}",
            contents(OLD_LABEL if years == 2 else NEW_LABEL),
            officer,
            slug=f"survey-{year - years}",
            opens_at=opens,
            closes_at=end_of(-365 * years),
            earlier=earlier,
        )
        answers = answer(earlier, random, wards, people, points=points)
        judge_some(answers, staff["moderator@example.org"], random, leaves=0)
        read_for_themes(earlier, answers, staff["analyst@example.org"], leaves=0)
    ConsultationPage.objects.filter(pk=before.pk).update(results_published_at=day(-340))
    tell_outcome(
        before,
        officer,
        we_asked="What do you think of your area, and of us?",
        you_said="Fewer of you felt informed in the second year than in the first. Buses, clean streets and being told "
        "what became of a report came up most.",
        we_did="Whoever reports something now gets an answer within ten working days.",
        decided_on=working_day(-330),
        took_part=sum(people for _years, _points, people in EARLIER),
    )
    now = ask_now(index, officer, staff["approver@example.org"])
    survey = make(
        now,
        f"Residents’ survey {year}",
        contents(NEW_LABEL),
        officer,
        slug="survey",
        opens_at=day(-18),
        closes_at=end_of(17),
        earlier=earlier,
        introduction="Up to twelve questions about your area and the council. You need no account.",
    )
    answers = answer(survey, random, wards, ONLINE, points=3, members=members[60 : 60 + MEMBERS])
    judge_some(answers, staff["moderator@example.org"], random, leaves=12)
    read_for_themes(survey, answers, staff["analyst@example.org"], leaves=9)
    enter_papers(survey, officer, random)
    return now


# ---- the pages -----------------------------------------------------------------------------------


def ask_earlier(index: ConsultationIndexPage) -> ConsultationPage:
    return ask(
        index,
        title="How is Bristol doing? The residents’ surveys so far",
        slug="residents-surveys-so-far",
        opens_at=day(-760),
        closes_at=end_of(-365),
        decision_by=working_day(-330),
        results_due_on=day(-340).date(),
        **ABOUT_SURVEY,
    )


def ask_now(index: ConsultationIndexPage, officer: User, approver: User) -> ConsultationPage:
    return ask_with_approval(
        index,
        officer,
        approver,
        title="How is Bristol doing? The residents’ survey",
        slug="residents-survey",
        opens_at=day(-18),
        closes_at=end_of(17),
        decision_by=working_day(60),
        results_due_on=day(45).date(),
        **ABOUT_SURVEY,
    )


ABOUT_SURVEY: dict[str, Any] = {
    "summary": "Once a year we ask what you think of your area and of us. Five minutes, and no account.",
    "subject": "The council",
    "proposal": "<p>The answers go into the council’s plan for next year. The questions are those that the Local "
    "Government Association words for all councils, and two of our own.</p>",
    "options": [
        ("Change the plan", "Money moves to what people put first."),
        ("Keep the plan", "The plan stays as it is for another year."),
    ],
    "can_change": "What comes first in next year’s plan",
    "settled": "How much money there is",
    "why": "We want to know whether people think better or worse of us than a year ago, and why.",
    "audience": "Everybody who lives, works or studies in Bristol, and organisations that know it.",
    "audiences": ("Residents", "People who work here", "Businesses"),
    "decision_maker": "Full Council",
}


def contents(label: str) -> list[dict[str, Any]]:
    """Return the questions of the template; what buses were called is new since the first year."""
    found = []
    for asked in BY_CODE["residents"].items:
        content = {**asked, "code": OWN_CODES.get(asked["kind"], "")}
        if content["kind"] == "multiple":
            content["options"] = [
                label if str(one) == NEW_LABEL else one for one in content["options"]
            ]
        found.append(content)
    return found


def make(
    parent: ConsultationPage, title: str, asked: list[dict[str, Any]], officer: User, **fields: Any
) -> QuestionnairePage:
    """Make and publish one year’s survey, whose own words are published after moderation."""
    page = QuestionnairePage(
        title=title,
        minutes=BY_CODE["residents"].minutes,
        who_may_answer=WhoMayAnswer.ANYBODY,
        publishes_responses=True,
        owner=officer,
        **fields,
    )
    items = [item_from(content) for content in asked]
    for place, item in enumerate(items):
        item.sort_order = place
    page.items.set(items)
    parent.add_child(instance=page)
    publish(page, officer)
    return page


# ---- the answers ---------------------------------------------------------------------------------


def answer(
    page: QuestionnairePage,
    random: Random,
    wards: list[Ward],
    people: int,
    *,
    points: int,
    members: list[Membership] = (),
) -> list[Answer]:
    """Answer as residents without an account and with one, as organisations, and once too often.

    Returns what was said in words, in the order in which it was sent.
    """
    sent_at = sorted(moments(page, random, people + len(members)))
    responses, given = [], []
    for number, at in enumerate(sent_at, 1):
        membership = members[number - 1] if number <= len(members) else None
        kind = RespondentType.RESIDENT if number % 12 else RespondentType.WORKS_HERE
        responses.append(
            Response(
                page=page,
                key=(membership.user if membership else Visitor(f"{page.slug}-{number}")).key_for(
                    page.subject
                ),
                ward=membership.ward if membership else random.choice(wards),
                age_band=membership.age_band if membership else "",
                has_account=membership is not None,
                respondent_type=kind,
                submitted_at=at,
                **numbers_of(page, "only", number),
            )
        )
        given.append(opinion(random, points))
    if members:
        write_in_same_words(given, random)
    for response, about in zip(responses[-len(ORGANISATIONS) :], ORGANISATIONS, strict=True):
        response.respondent_type, response.ward = about["type"], None
    send_twice(responses, given)
    store(page, responses, given)
    store_organisations(responses)
    store_signals(page, responses)
    store_choices(responses, given, random)
    written = Answer.objects.filter(response__page=page).exclude(text="")
    return list(written.select_related("response").order_by("response__submitted_at", "pk"))


def moments(page: QuestionnairePage, random: Random, people: int) -> list[datetime]:
    """Return when they sent their answers: by day, and never after now."""
    until = min(page.closes_at, day(0, 8))
    span = (until - page.opens_at).total_seconds()
    return [page.opens_at + timedelta(seconds=random.random() * span) for _one in range(people)]


def opinion(random: Random, points: int) -> dict[str, Given]:
    """Return one person’s answers; the first two answers are chosen by so many points more."""
    said: dict[str, Given] = {}
    for code, shares in SHARES.items():
        first, second, *rest = shares
        weights = [max(1, first + points), max(1, second + points), *rest]
        weights.append(max(1, 100 - sum(weights)))
        chosen = random.choices(range(len(weights)), weights)[0]
        said[code] = None if chosen == len(shares) else [str(chosen + 1)]
    said["improve"] = sorted(random.sample("1234567", random.randint(1, 3)))
    said["differently"] = thought(random) if random.random() < 0.4 else ""
    condition = random.choices(["yes", "no", ""], [28, 62, 10])[0]
    said["condition"] = [condition] if condition else ""
    if condition == "yes":
        said["effect"] = [random.choices(["a-lot", "a-little", "not-at-all"], [25, 45, 30])[0]]
    return said


def write_in_same_words(given: list[dict[str, Given]], random: Random) -> None:
    """Let some send the words that a campaign gave them, with marks and capitals of their own."""
    for number, said in enumerate(random.sample(given[:-4], 9)):
        said["differently"] = CAMPAIGN.upper() if number == 3 else CAMPAIGN + "!" * (number % 2)


def send_twice(responses: list[Response], given: list[dict[str, Given]]) -> None:
    """Let one browser have sent the same twice, four minutes apart."""
    first, second = len(responses) // 2, len(responses) // 2 + 1
    given[second] = dict(given[first])
    responses[second].submitted_at = responses[first].submitted_at + timedelta(minutes=4)
    responses[second].ward = responses[first].ward


def store_organisations(responses: list[Response]) -> None:
    Organisation.objects.bulk_create(
        [
            Organisation(
                response=response, **{name: about[name] for name in about if name != "type"}
            )
            for response, about in zip(responses[-len(ORGANISATIONS) :], ORGANISATIONS, strict=True)
        ]
    )


def store_signals(page: QuestionnairePage, responses: list[Response]) -> None:
    """Keep where answers came from, as hashes of this questionnaire: two are from one browser."""
    twice = len(responses) // 2

    def of(number: int, what: str) -> str:
        same = twice if number == twice + 1 else number
        return keyed_hash(f"{what} of {page.subject}", f"invented-{same}")

    Signal.objects.bulk_create(
        [
            Signal(response=response, network=of(at, "network"), browser=of(at, "browser"))
            for at, response in enumerate(responses)
        ]
    )


def store_choices(responses: list[Response], given: list[dict[str, Given]], random: Random) -> None:
    """Keep who wants their words published, and under which name."""
    choices = []
    for response, said in zip(responses, given, strict=True):
        choice = random.choices([Choice.ANONYMOUS, Choice.NAMED, Choice.NO], [60, 15, 25])[0]
        name = random.choice(FIRST_NAMES)
        if response.respondent_type in (RespondentType.BUSINESS, RespondentType.VOLUNTARY):
            choice, name = Choice.NAMED, response.organisation.name
        choices.append(
            PublishingChoice(
                response=response,
                choice=choice if said["differently"] else Choice.NO,
                name=name if choice == Choice.NAMED and said["differently"] else "",
            )
        )
    PublishingChoice.objects.bulk_create(choices)


# ---- on paper and by phone -----------------------------------------------------------------------


def enter_papers(page: QuestionnairePage, officer: User, random: Random) -> None:
    """Enter papers and calls as officers do; two papers wait for a second person to enter them."""
    for mode, form, days_ago, count, is_twice in (
        ("paper", "large-print", 6, 4, False),
        ("phone", "standard", 3, 2, False),
        ("paper", "standard", 2, 2, True),
    ):
        batch = keying.begin_batch(
            page=page,
            by=officer,
            mode=mode,
            format=form,
            received_on=day(-days_ago).date(),
            is_keyed_twice=is_twice,
        )
        for number in range(1, count + 1):
            keying.key_paper(batch=batch, number=number, typed=typed(page, random), by=officer)


def typed(page: QuestionnairePage, random: Random) -> keying.Typed:
    """Return what stands on a paper, as a draft keeps it."""
    answers: dict[str, Any] = {}
    for item in page.items.all():
        codes = {option.code: str(option.pk) for option in item.options.all()}
        if item.code in SHARES:
            answers[str(item.pk)] = codes[random.choice("12")]
        if item.code == "improve":
            answers[str(item.pk)] = [codes[code] for code in random.sample("1234567", 2)]
        if item.code == "differently":
            answers[str(item.pk)] = thought(random)
    return keying.Typed(answers, about={"type": RespondentType.RESIDENT})
