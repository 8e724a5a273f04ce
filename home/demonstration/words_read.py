"""What moderators and analysts have done with people’s own words so far."""

from datetime import timedelta
from random import Random

from home.demonstration.said import BY_THEME, TO_TAKE_OUT, theme_of
from panel.models import User
from polls.judging import redacted
from polls.models import (
    Answer,
    CodedAnswer,
    JudgedWords,
    PublishingChoice,
    QuestionnairePage,
)
from polls.theming import add_theme


def judge_some(answers: list[Answer], moderator: User, random: Random, *, leaves: int) -> None:
    """Approve what may be published and take out who is named; leave the newest to be read."""
    chosen = PublishingChoice.objects.filter(
        response__answers__in=answers, choice__in=PublishingChoice.PUBLISHED
    )
    published = set(chosen.values_list("response", flat=True))
    waiting = [answer for answer in answers if answer.response_id in published]
    rows = []
    for answer in waiting[: len(waiting) - leaves]:
        is_named = TO_TAKE_OUT in answer.text
        rows.append(
            JudgedWords(
                answer=answer,
                state=JudgedWords.State.REDACTED if is_named else JudgedWords.State.APPROVED,
                text=redacted(answer.text, [TO_TAKE_OUT]) if is_named else answer.text,
                reason=JudgedWords.Reason.PERSONAL if is_named else "",
                judged_at=answer.response.submitted_at + timedelta(hours=random.randint(1, 20)),
                judged_by=moderator,
            )
        )
    JudgedWords.objects.bulk_create(rows)


def read_for_themes(
    page: QuestionnairePage, answers: list[Answer], analyst: User, *, leaves: int
) -> None:
    """Name themes and mark answers with them; leave some that nobody has read."""
    item = next(item for item in page.items.all() if item.code == "differently")
    themes = {label: add_theme(item=item, label=label, by=analyst) for label in BY_THEME}
    read = answers[: len(answers) - leaves]
    coded = CodedAnswer.objects.bulk_create(
        [
            CodedAnswer(
                answer=answer,
                coded_by=analyst,
                coded_at=answer.response.submitted_at + timedelta(days=1),
            )
            for answer in read
        ]
    )
    marks = CodedAnswer.themes.through
    marks.objects.bulk_create(
        [
            marks(codedanswer=one, theme=themes[theme_of(answer.text)])
            for one, answer in zip(coded, read, strict=True)
            if theme_of(answer.text)
        ]
    )
