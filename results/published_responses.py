"""What people wrote and agreed to have published: one response at a time, as moderators left it.

A response is known by its public number, which is chance and says neither when it came nor what its
receipt is. Nothing else goes with the words: no ward, no age, no answer that was ticked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from consultations.models import ConsultationPage
from polls.judging import published_words
from polls.models import Answer, QuestionnairePage, Response
from results.exports.tables import Column, Table
from results.publication import is_still_open


@dataclass(frozen=True)
class Published:
    """One response: its number, its name if it has one, and each question with the words."""

    number: str
    name: str
    words: tuple[tuple[str, str, str], ...]  # code and wording of the question, text


def are_responses_public(page: QuestionnairePage, consultation: ConsultationPage | None) -> bool:
    """Say whether anybody may read responses: when all are in, as the officer had announced."""
    is_withdrawn = bool(consultation and consultation.withdrawn_at)
    return page.publishes_responses and page.live and not is_withdrawn and not is_still_open(page)


def published_rows(page: QuestionnairePage) -> QuerySet[Response]:
    """Return the responses with words to read, in the order of their numbers, which is chance."""
    words = (
        published_words()
        .filter(response__page=page)
        .select_related("item", "judged")
        # What is not to be read is not even fetched.
        .defer("text")
        .order_by("item__sort_order", "item_id", "pk")
    )
    return (
        Response.objects.filter(page_id=page.pk)
        .filter(Exists(words.filter(response=OuterRef("pk"))))
        .select_related("publishing")
        .prefetch_related(Prefetch("answers", words, to_attr="published_answers"))
        .order_by("public_id")
    )


def as_published(response: Any) -> Published:
    """Lay out one of `published_rows`."""
    answers: list[Answer] = response.published_answers
    return Published(
        number=response.public_id,
        name=response.publishing.printed_name,
        words=tuple((one.item.code, one.item.wording, one.judged.text) for one in answers),
    )


def table_of_responses(page: QuestionnairePage) -> Table:
    """Lay out all of them, a row for each text."""
    return Table(
        columns=(
            Column("response", "Public number of the response", "text", measure="nominal"),
            Column("name", "Name or organisation, where somebody gave one", "text"),
            Column("item", "Code of the question", "text", measure="nominal"),
            Column("wording", "The question as it was asked", "text"),
            Column(
                "words",
                "What they wrote",
                "text",
                measure="text",
                derived="[redacted] stands where a moderator took words out",
            ),
        ),
        rows=tuple(
            (one.number, one.name, code, wording, text)
            for one in map(as_published, published_rows(page))
            for code, wording, text in one.words
        ),
    )


def data_of_responses(page: QuestionnairePage) -> dict[str, Any]:
    """Return the same as plain data, a response at a time."""
    return {
        "title": page.title,
        "responses": [
            {
                "response": one.number,
                "name": one.name or None,
                "words": [
                    {"item": code, "question": wording, "text": text}
                    for code, wording, text in one.words
                ],
            }
            for one in map(as_published, published_rows(page))
        ],
    }
