"""The transcript of a session as rows for a file."""

from core import dates
from core.html import visible
from core.safety import guard_formula
from forums.models import ExpertSessionPage, Question
from forums.names import author_of

HEADINGS = [
    *("question_number", "asked_at", "asked_by", "question", "support", "state"),
    *("answered_at", "answered_by", "badge", "answer", "source", "edited_at"),
]


def transcript(session: ExpertSessionPage) -> list[list]:
    """Return the headings, then each published question once for each of its answers, and those
    without one."""
    return [HEADINGS, *transcript_rows(session)]


def transcript_rows(session: ExpertSessionPage):
    questions = (
        session.questions.public().ready_to_show().order_by("answered_at", "approved_at", "pk")
    )
    for number, question in enumerate(questions, start=1):
        asked = [
            number,
            _time(question.said_at),
            cell_of(author_of(question).name),
            cell_of(question.text),
            question.support,
            Question.State(question.state).value,
        ]
        for reply in question.published or [None]:
            yield asked + (_answer(reply) if reply else [""] * 6)


def _answer(reply) -> list:
    return [
        _time(reply.published_at),
        cell_of(reply.shown_name),
        reply.badge,
        cell_of(reply.text),
        cell_of(reply.source),
        _time(reply.edited_at),
    ]


def _time(moment) -> str:
    return dates.in_london(moment).isoformat(timespec="seconds") if moment else ""


def cell_of(words: str) -> str:
    """Return what somebody wrote as a cell that shows all it holds, and runs nothing."""
    return guard_formula(visible(words))
