"""The transcript of a session as rows for a file."""

import csv
import unicodedata

from core import dates
from core.html import visible
from forums.models import ExpertSessionPage, Question
from forums.names import author_of

HEADINGS = [
    *("question_number", "asked_at", "asked_by", "question", "support", "state"),
    *("answered_at", "answered_by", "badge", "answer", "source", "edited_at"),
]
RISKY = ("=", "+", "-", "@", "\t", "\r", "\0")


def write_transcript(session: ExpertSessionPage, out) -> None:
    """Write each published question once for each of its answers, and the unanswered ones."""
    rows = csv.writer(out)
    rows.writerow(HEADINGS)
    rows.writerows(transcript_rows(session))


def transcript_rows(session: ExpertSessionPage):
    questions = (
        session.questions.public().ready_to_show().order_by("answered_at", "approved_at", "pk")
    )
    for number, question in enumerate(questions, start=1):
        asked = [
            number,
            _time(question.said_at),
            guarded(author_of(question).name),
            guarded(question.text),
            question.support,
            Question.State(question.state).value,
        ]
        for reply in question.published or [None]:
            yield asked + (_answer(reply) if reply else [""] * 6)


def _answer(reply) -> list:
    return [
        _time(reply.published_at),
        guarded(reply.shown_name),
        reply.badge,
        guarded(reply.text),
        guarded(reply.source),
        _time(reply.edited_at),
    ]


def _time(moment) -> str:
    return dates.in_london(moment).isoformat(timespec="seconds") if moment else ""


def guarded(text: str) -> str:
    """Keep a spreadsheet from reading words as a formula."""
    text = visible(text) if text[:1] not in RISKY else text
    if not text:
        return ""
    first = unicodedata.normalize("NFKC", text[0])[:1]
    return f"'{text}" if first in RISKY or text[0] in RISKY else text
