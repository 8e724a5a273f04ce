"""Answers in words, as the person who gave them would say them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from core.forms import DONT_KNOW
from polls.models import Item, Response


def answer_in_words(item, answer, words="") -> str:
    """Say an answer as the person would: a number with what it means, the labels of options."""
    if answer in (None, "", []):
        return _("Not answered")
    if item.kind == Item.Kind.TEXT:
        return str(answer)
    if answer in (DONT_KNOW, [DONT_KNOW]):
        return _("I do not know")
    if item.kind == Item.Kind.SCALE:
        ends = {"0": item.low_label, "5": item.middle_label, "10": item.high_label}
        meaning = ends.get(str(answer), "")
        return f"{answer} – {meaning}" if meaning else str(answer)
    labels = {
        str(option.pk): f"{option.label}: {words}" if words and option.takes_words else option.label
        for option in item.options.all()
    }
    chosen = answer if isinstance(answer, list) else [answer]
    return "\n".join(labels[str(option)] for option in chosen if str(option) in labels)


def answers_in_words(response: Response) -> list[str]:
    """Return each question with its answer as the person gave it."""
    given: dict[Any, list[str]] = defaultdict(list)
    for answer in response.answers.all():
        if answer.missing:
            given[answer.item].append(answer.get_missing_display())
        elif answer.option:
            own = f": {answer.text}" if answer.text else ""
            given[answer.item].append(f"{answer.option.label}{own}")
        elif answer.number is not None:
            given[answer.item].append(str(answer.number))
        else:
            given[answer.item].append(answer.text)
    return [f"{item.wording}: {'; '.join(answers)}" for item, answers in given.items()]
