"""A small council with something of everything, that can grow."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from consultations.models import ChangeNote, ConsultationDocument, ConsultationPage, Option
from forums.models import (
    Appeal,
    ExpertSessionPage,
    ForumPage,
    Mute,
    Question,
    Report,
    SessionExpert,
    StatementsPage,
)
from forums.stating import add_statement, cast_vote
from home.models import PlainPage
from panel.models import Councillor, Ward
from polls.models import DeliberativePollPage, Item, QuestionnairePage, Wave
from polls.responding import save_answers, submit_response
from tests.consultations.factories import (
    from_now,
    make_closed_consultation,
    make_consultation,
    make_home,
    make_outcome,
    make_subject,
)
from tests.forums.factories import (
    make_answer,
    make_expert,
    make_forum,
    make_post,
    make_question,
    make_resident,
    make_rule,
    make_session,
    make_statement,
    make_statements_page,
    make_support,
    make_topic,
)
from tests.panel.factories import make_council, make_ward
from tests.polls.factories import (
    a_list,
    a_scale,
    answers_to,
    close,
    make_briefing,
    make_poll,
    make_questionnaire,
    make_quick_poll,
)
from tests.results.factories import make_finished_poll, publish

SQUARE = "M0 0L10 0L10 10L0 10Z"
State = Question.State


@dataclass
class Council:
    """The first of every kind; `grow` adds one more of everything beside it."""

    ward: Ward
    consultation: ConsultationPage
    poll: DeliberativePollPage
    questionnaire: QuestionnairePage
    forum: ForumPage
    session: ExpertSessionPage
    finished: DeliberativePollPage
    decided: ConsultationPage
    open_forum: ForumPage
    open_session: ExpertSessionPage
    statements: StatementsPage


def make_council_site() -> Council:
    """Return a council's site with one of everything."""
    make_council()
    make_rule()
    home = make_home()
    home.add_child(instance=PlainPage(title="Privacy", slug="privacy", body="<p>Yours.</p>"))
    close(make_quick_poll("Yes", "No"))
    make_quick_poll("Yes", "No")
    ward = make_ward(outline=SQUARE)
    consultation = make_consultation(wards=[ward], subject=make_subject())
    consultation.save_revision().publish()
    poll = make_poll("before", [a_scale(1)], parent=consultation)
    make_briefing(poll)
    finished = make_finished_poll({ward: (12, 8)}, parent=make_closed_consultation())
    publish(finished)
    council = Council(
        ward=ward,
        consultation=consultation,
        poll=poll,
        questionnaire=make_questionnaire([a_list("Keep", "Change")], parent=consultation),
        forum=make_forum(poll),
        session=make_session(poll, experts=[make_expert()]),
        open_forum=make_forum(consultation),
        open_session=make_session(consultation, experts=[make_expert()]),
        statements=make_statements_page(consultation),
        finished=finished,
        decided=make_outcome().get_parent().specific,
    )
    grow(council)
    return council


def grow(council: Council) -> None:
    """Add one more of everything that a page lists."""
    ward = make_ward(outline=SQUARE)
    Councillor.objects.create(ward=council.ward, name="Rowan Ellis", starts_on=from_now(days=-9))
    add_to_consultation(council, ward)
    add_talk(council.forum, council.session)
    add_talk(council.open_forum, council.open_session)
    add_statements(council.statements)
    for fields in (
        {"wards": [council.ward], "subject": make_subject()},
        {"opens_at": from_now(days=3), "closes_at": from_now(days=40)},
        {"closes_at": from_now(weeks=-14)},
        {"closes_at": from_now(days=-3)},
    ):
        make_questionnaire(parent=make_consultation(**fields))
    make_poll("after", parent=make_consultation(wards=[council.ward]))
    publish(make_finished_poll({ward: (12, 8)}, parent=make_closed_consultation()))
    make_outcome(make_closed_consultation(wards=[council.ward]))


def add_to_consultation(council: Council, ward: Ward) -> None:
    page = council.consultation
    file = ContentFile(b"%PDF", name="plan.pdf")
    document = get_document_model().objects.create(title="The plan", file=file)
    ConsultationDocument.objects.create(page=page, document=document, title="The plan", summary="…")
    Option.objects.create(page=page, title="One more", text="Or this.", sort_order=9)
    ChangeNote.objects.create(page=page, text="A date was wrong.")
    ConsultationPage.wards.through.objects.create(consultationpage=page, ward=ward)
    Item.objects.create(page=council.poll, kind=Item.Kind.SCALE, wording="And this one?")
    Item.objects.create(page=council.questionnaire, kind=Item.Kind.SCALE, wording="And this?")
    make_questionnaire(parent=page)
    make_forum(council.poll)
    make_session(council.poll)
    page.save_revision().publish()


def add_talk(forum: ForumPage, session: ExpertSessionPage) -> None:
    resident, other = make_resident(), make_resident(posts=0)
    make_topic(forum, author=resident)
    first = forum.topics.earliest("pk")
    post = make_post(first, author=resident)
    make_post(first, author=other, parent=post)
    make_post(first, author=other, is_held=True)
    hidden = make_post(first, hidden_at=from_now(days=-1), hidden_under=make_rule())
    Appeal.objects.create(contribution=hidden, text="I named nobody.")
    Report.objects.create(contribution=post, category="spam", due_at=from_now(days=1))
    SessionExpert.objects.create(session=session, user=make_expert(), name="Dr Osei")
    for state in (State.PENDING, State.APPROVED, State.LIVE, State.ANSWERED):
        question = make_question(session, author=resident, state=state)
        make_support(question, other)
        if state == State.ANSWERED:
            make_answer(question, published_at=question.answered_at)
    Mute.objects.create(session=session, user=make_resident(posts=0), reason="Rude")


def add_statements(page: StatementsPage) -> None:
    resident = make_resident(posts=0)
    cast_vote(statement=make_statement(page, author=resident), voter=resident, vote=1)
    make_statement(page, author=resident, is_held=True)


def take_half_of(council: Council, user) -> None:
    """Have somebody give first answers, begin a questionnaire, follow, talk and ask."""
    poll, page = council.poll, council.questionnaire
    submit_response(user=user, page=poll, wave=Wave.BEFORE, answers=answers_to(poll))
    save_answers(user=user, page=page, wave=Wave.ONLY, given=[(page.items.first(), "", "")])
    council.consultation.follows.create(user=user)
    for forum in (council.forum, council.open_forum):
        make_post(forum.topics.earliest("pk"), author=user)
    statement = council.statements.statements.earliest("pk")
    cast_vote(statement=statement, voter=user, vote=1)
    add_statement(page=council.statements, author=user, text="Buses should run until midnight.")
    for session in (council.session, council.open_session):
        make_question(session, author=user)
        make_support(session.questions.filter(state=State.APPROVED).earliest("pk"), user)
