"""A decided consultation: the swimming pool, whose members were drawn and asked."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from consultations.models import ConsultationPage
from home.demonstration.answering import Given, write_responses
from home.demonstration.clock import day, end_of, month_after, working_day
from home.demonstration.consulting import ask, publish, tell_outcome
from home.demonstration.liveable import item
from home.demonstration.others import AGREE
from panel.invitation_draws import Asked, draw_sample
from panel.models import Membership, Sample
from polls.models import QuestionnairePage

AGREED = {"1": [12, 24, 20, 28, 16], "2": [38, 34, 16, 8, 4], "3": [22, 36, 22, 13, 7]}


def load_pool(index, staff, members: list[Membership]) -> ConsultationPage:
    """A closed consultation with its outcome."""
    random = Random("pool")
    consultation = ask(
        index,
        title="Easton swimming pool: opening hours",
        slug="easton-pool",
        summary="The pool can open nine more hours a week. Which nine?",
        subject="Leisure",
        wards=("Easton",),
        proposal="<p>There is money for lifeguards for nine more hours a week.</p>",
        options=[
            ("Weekday evenings", "Until 9pm on three weekdays."),
            ("Sunday mornings", "From 7am to 1pm, and an hour on three evenings."),
            ("The hours stay as they are", "The money pays for swimming lessons instead."),
        ],
        can_change="Which hours are added",
        settled="The number of hours",
        why="The pool is empty when people who work could swim.",
        audience="Everybody who swims at Easton, or would.",
        audiences=("Residents", "People who work here"),
        decision_maker="Public Health and Communities Committee",
        decision_by=working_day(-112),
        opens_at=day(-190),
        closes_at=end_of(-150),
    )
    questionnaire = QuestionnairePage(
        title="Easton swimming pool: which hours?",
        slug="questions",
        introduction="Up to twelve questions about the hours, the way there and the pool.",
        minutes=3,
        opens_at=day(-190),
        closes_at=end_of(-150),
        items=[
            item(
                0,
                code="hours",
                kind="single",
                wording="Which nine hours would you add?",
                options=["Weekday evenings", "Sunday mornings", "Early mornings", "None"],
            ),
            item(
                1,
                code="why",
                kind="multiple",
                wording="Why do you swim?",
                options=["Health", "Company", "With children", "For sport"],
                most=2,
                has_dont_know=False,
            ),
            item(
                2,
                code="way",
                kind="number",
                wording="How long is your way to the pool?",
                highest=240,
                unit="minutes",
            ),
            item(
                3,
                code="last",
                kind="date",
                wording="When did you last swim there?",
                latest=day(-150).date(),
            ),
            item(
                4,
                code="order",
                kind="ranking",
                wording="What matters most at the pool?",
                options=["Warm water", "Lanes to yourself", "Clean changing rooms"],
                has_dont_know=False,
            ),
            item(
                5,
                code="pool",
                kind="matrix",
                wording="How far do you agree?",
                options=AGREE,
                rows=["The water is warm enough", "The staff are helpful", "It is good value"],
            ),
            item(
                6,
                code="service",
                kind="gap",
                wording="What do you expect of a pool, and what do you get?",
                low_label="Very poor",
                middle_label="In between",
                high_label="Excellent",
                rows=["How clean it is", "How easy it is to book", "How staff treat you"],
            ),
            item(7, code="feeling", kind="feeling", wording="How does the pool make you feel?"),
            item(8, kind="standard", standard="lga-council"),
            item(9, code="work", kind="postcode", wording="Where do you work or study?"),
            item(10, kind="standard", standard="condition"),
        ],
    )
    consultation.add_child(instance=questionnaire)
    publish(questionnaire, staff["officer@example.org"])
    weights = invite_sample(questionnaire, staff["officer@example.org"])
    near = {"Easton", "Lawrence Hill", "Ashley", "Eastville"}
    given = [
        (membership, swimmer(random, membership))
        for membership in members
        if random.random() < (0.7 if membership.ward.name in near else 0.3)
    ]
    count = write_responses(
        questionnaire,
        "only",
        given,
        opened=day(-190),
        closed=day(-150),
        random=random,
        weights=weights,
    )
    first = sum(answers["hours"] == ["1"] for _membership, answers in given)
    ConsultationPage.objects.filter(pk=consultation.pk).update(results_published_at=day(-140))
    tell_outcome(
        consultation,
        staff["officer@example.org"],
        we_asked="If the pool could open nine more hours a week, which nine?",
        you_said=f"{round(100 * first / count)}% of the {count} people who responded put weekday evenings first.",
        we_did="Open until 9pm on Tuesdays, Wednesdays and Thursdays since "
        f"{month_after(working_day(-112))}.",
        decided_on=working_day(-112),
        took_part=count,
    )
    return consultation


def swimmer(random: Random, membership: Membership) -> dict[str, Given]:
    """Return what somebody says of the pool; one in eight does not know when they last swam."""
    swam = day(-150).date() - timedelta(days=int(random.expovariate(1 / 40)))
    return {
        "hours": [random.choices("1234", [61, 21, 13, 5])[0]],
        "why": sorted(random.sample("1234", random.randint(1, 2))),
        "way": Decimal(5 * random.randint(1, 3) + 5 * random.randint(0, 3)),
        "last": swam if random.random() < 7 / 8 else None,
        "order": sorted("123", key=lambda code: random.random() * int(code)),
        "service": {row: expected_and_found(random, row) for row in "123"},
        "feeling": [random.choices(["mad", "sad", "glad"], [1, 2, 7])[0]],
        "work": membership.ward if random.random() < 0.9 else None,
        "lga-council": [random.choices("12345", [9, 34, 28, 18, 11])[0]],
        **health(random),
        "pool": {row: random.choices("12345", AGREED[row])[0] for row in AGREED},
    }


def expected_and_found(random: Random, row: str) -> tuple[int, int] | None:
    """Return what a swimmer expects and what they get: mostly less; now and then they cannot say."""
    if random.random() < 0.06:
        return None
    expected = random.choices(range(6, 11), [5, 10, 30, 30, 25])[0]
    short = {"1": [30, 40, 20, 10], "2": [10, 20, 30, 40], "3": [50, 30, 15, 5]}[row]
    return expected, max(0, expected - random.choices(range(4), short)[0])


def health(random: Random) -> dict[str, Given]:
    """Return what a swimmer says of their health; some skip it."""
    condition = random.choices(["yes", "no", ""], [30, 60, 10])[0]
    if condition != "yes":
        return {"condition": [condition] if condition else ""}
    return {
        "condition": ["yes"],
        "effect": [random.choices(["a-lot", "a-little", "not-at-all"], [25, 45, 30])[0]],
    }


def invite_sample(page: QuestionnairePage, officer) -> dict[int, float]:
    """Draw two fifths of each age band to be invited; return what their answers weigh."""
    sample = draw_sample(
        title="Easton pool, a sample of all ages",
        purpose="Everybody could answer; these were written to.",
        asked=Asked(strata="age", by="rates", rate="0.4"),
        page=page,
        by=officer,
        at=day(-190),
    )
    Sample.objects.filter(pk=sample.pk).update(sent_at=day(-190))
    return {member.membership_id: member.design_weight for member in sample.members.all()}
