"""A deliberative poll in rounds, under way: small groups talk, and put questions to two experts."""

from random import Random

from consultations.models import ConsultationPage
from forums.models import ExpertSessionPage, ForumPage
from forums.models.agenda import AgendaItem
from home.demonstration.accounts import RESIDENT_IN_GROUP
from home.demonstration.answering import write_responses
from home.demonstration.both_sides import add_talk, experts_who_differ
from home.demonstration.clock import day, end_of, working_day
from home.demonstration.consulting import ask, publish, scale
from home.demonstration.opinions import Attitude, Person, answers
from home.demonstration.small_groups import deal, talk_now, talk_then
from home.demonstration.workplace_words import AGENDA, BOTH_SIDES, PROPOSALS, REVIEWERS
from panel.models import Membership, User
from polls import signing_off
from polls.copying import item_from
from polls.evaluating import EVALUATION
from polls.models import BriefingPage, DeliberativePollPage, Item, Round, SignOff
from polls.reviewed import version_of

PEOPLE = 46
ATTITUDES = {
    "levy": Attitude(4.9, 0.6, 3.0),
    "small": Attitude(6.8, 0.3, 2.4),
    "buses": Attitude(6.6, 0.5, 2.5),
    "shifts": Attitude(6.1, 0.6, 2.7),
}
# number, title, opens, hour of its session on its last day
ROUNDS = (("What it would bring", -10, -4), ("Who would pay it", -2, 4))
SESSION, SESSION_ENDS = (18, 0), (19, 30)


def load(index, staff: dict[str, User], members: list[Membership]) -> ConsultationPage:
    """Make the consultation and its poll, from first answers to the round that goes on today."""
    random = Random("workplace")
    officer = staff["officer@example.org"]
    consultation = ask_about_parking(index)
    poll = make_poll(consultation, officer)
    brief(poll, officer)
    given = [
        (one, {code: answers(Person(one, random), ATTITUDES[code])[0] for code in ATTITUDES})
        for one in taking_part(members, random)
    ]
    write_responses(poll, "before", given, opened=day(-24), closed=day(-13), random=random)
    groups = deal(poll, [one for one, _answers in given], staff)
    forums = [make_round(poll, at, staff) for at in range(len(ROUNDS))]
    talk_then(poll, forums[0], groups, staff, random)
    talk_now(poll, forums[1][0], groups, staff, random)
    return consultation


def taking_part(members: list[Membership], random: Random) -> list[Membership]:
    """Return who gave first answers: whoever signs in to see a group, and others by chance."""
    joan = next(one for one in members if one.user.email == RESIDENT_IN_GROUP)
    return [joan, *random.sample(members[3:], PEOPLE - 1)]


def ask_about_parking(index) -> ConsultationPage:
    return ask(
        index,
        title="Workplace parking: should employers pay for it?",
        slug="workplace-parking",
        summary="A charge on parking spaces at work would pay for buses. 46 members of the panel talk it through "
        "in small groups.",
        subject="Transport",
        proposal="<p>Employers in the city centre with more than ten parking spaces would pay £550 a year for each. "
        "By law the money may only be spent on transport. It would bring about £4 million a year.</p>",
        options=[
            ("A levy in the city centre", "From April after next, with the first ten spaces free."),
            ("A levy in the whole city", "Twice the money, and more than twice the employers."),
            ("No levy", "Buses stay as they are, and parking at work as well."),
        ],
        can_change="Whether there is a levy\nHow many spaces are free\nWhat the money is spent on first",
        settled="That money from a levy goes to transport: the law says so\nHospitals do not pay",
        why="A levy cannot easily be taken back. Before councillors decide they want to know what people think "
        "who have heard both sides.",
        audience="46 members of the panel, in four groups; everybody can read what they were given.",
        audiences=("Residents", "People who work here", "Businesses"),
        decision_maker="Transport and Connectivity Policy Committee",
        decision_by=working_day(60),
        results_due_on=day(35).date(),
        opens_at=day(-24),
        closes_at=end_of(13),
    )


def make_poll(consultation: ConsultationPage, officer: User) -> DeliberativePollPage:
    poll = DeliberativePollPage(
        title="Workplace parking: answer, talk in a small group, answer again",
        slug="poll",
        introduction="Four questions, two rounds in a group of about twelve, an hour and a half with two experts at "
        "the end of each, and the same four questions again.",
        minutes=3,
        before_opens_at=day(-24),
        before_closes_at=end_of(-13),
        after_opens_at=day(6),
        after_closes_at=end_of(13),
        report_at=day(35).date(),
        group_size=12,
        why_we_ask="We ask so that councillors know what people think, before and after. Your answers carry a code, not your name.",
        items=[
            *(Item(sort_order=at, **scale(*asked)) for at, asked in enumerate(PROPOSALS)),
            *with_places(len(PROPOSALS), [item_from(dict(content)) for content in EVALUATION]),
        ],
        rounds=[
            Round(
                sort_order=at, title=title, opens_at=day(opens), closes_at=day(last, *SESSION_ENDS)
            )
            for at, (title, opens, last) in enumerate(ROUNDS)
        ],
    )
    consultation.add_child(instance=poll)
    publish(poll, officer)
    return poll


def with_places(first: int, items: list[Item]) -> list[Item]:
    for place, item in enumerate(items, first):
        item.sort_order = place
    return items


def brief(poll: DeliberativePollPage, officer: User) -> BriefingPage:
    """Publish the briefing, and have it signed off by reviewers from two interests."""
    page = BriefingPage.with_proposals(
        BOTH_SIDES,
        title="Both sides: the briefing",
        slug="briefing",
        introduction="What a levy is, and the reasons that people on each side give.",
        opens_at=day(-12),
        minutes=5,
    )
    poll.add_child(instance=page)
    publish(page, officer)
    for name, interest, email in REVIEWERS:
        reviewer = signing_off.add_reviewer(
            briefing=page, by=officer, name=name, interest=interest, email=email
        )
        signing_off.sign(reviewer=reviewer, version=version_of(page), verdict=SignOff.Verdict.FAIR)
    SignOff.objects.filter(reviewer__briefing=page).update(at=day(-26, 15))
    return page


def make_round(
    poll: DeliberativePollPage, at: int, staff: dict[str, User]
) -> tuple[ForumPage, ExpertSessionPage]:
    """Publish the rooms of a round with their agenda, and the session at its end."""
    _title, opens, last = ROUNDS[at]
    forum = ForumPage(
        title=f"Your group, round {at + 1}",
        slug=f"group-{at + 1}",
        introduction="Talk it through in your group, part by part, and settle which questions go to the experts.",
        owner_name="Tom Reid, community worker",
        opens_at=day(opens),
        closes_at=day(last, *SESSION),
        is_by_group=True,
        agenda=[AgendaItem(sort_order=place, **item) for place, item in enumerate(agenda(at))],
    )
    session = ExpertSessionPage(
        title=f"Experts on parking, round {at + 1}",
        slug=f"experts-{at + 1}",
        introduction="Two people who know the levy, and differ on it, answer your groups’ questions in writing.",
        opens_at=day(last, *SESSION),
        closes_at=day(last, *SESSION_ENDS),
        host=staff["moderator@example.org"],
        experts=experts_who_differ(
            staff,
            interests=("advised a city that has a levy", "speaks for shops that would pay"),
        ),
    )
    add_talk(poll, staff, forum, session)
    return forum, session


def agenda(at: int) -> list[dict]:
    """Return the parts of a round's agenda; of the one that goes on, the last two open later."""
    opens_at = (None, day(1), day(2)) if at else (None,) * len(AGENDA[at])
    return [{**part, "opens_at": opens} for part, opens in zip(AGENDA[at], opens_at, strict=True)]
