"""Answers that differ in nothing but capitals, spaces and punctuation: flagged, never left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from analysis.campaigns import fold
from panel.models import CouncilSettings
from polls.models import Answer
from polls.models.words import STANDS


def same_words_in(answers: Iterable[Answer]) -> dict[int, int]:
    """Say by pk of how many answers to the same question each is one, where they are a campaign.

    All answers that count are compared, whether or not they may be published: two queries.
    """
    answers = list(answers)
    if not answers:
        return {}
    fewest = CouncilSettings.load().same_words_from
    others = Answer.objects.filter(
        STANDS, item__in={answer.item_id for answer in answers}, response__is_counted=True
    ).exclude(text="")
    counts = Counter((item, fold(text)) for item, text in others.values_list("item_id", "text"))
    found = {answer.pk: counts[answer.item_id, fold(answer.text)] for answer in answers}
    return {pk: n for pk, n in found.items() if n >= fewest}
