"""What answers in people's own words are about: themes that officers name, and mark by reading.

A theme counts responses, never mentions: somebody who says a thing three times has said it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.campaigns import fold
from core.audit import record
from core.refusals import Refused
from core.safety import redact
from polls.judging import JUDGE
from polls.models import Answer, CodedAnswer, Item, JudgedWords, Theme
from polls.models.words import STANDS

CODE = "polls.code_words"
MOST_THEMES = 60  # to one question
# Answers that are read for themes: those to questions in own words, and comments beside a feeling.
KINDS = (Item.Kind.TEXT, Item.Kind.SHORT, Item.Kind.FEELING)
CODABLE, CODABLE_ITEM = Q(item__kind__in=KINDS), Q(kind__in=KINDS)
MARKS = Count("coded")  # of a theme


def is_codable(item: Item) -> bool:
    """Say whether answers to a question are read for themes."""
    return item.kind in KINDS


def answers_to_code(item: Item) -> QuerySet[Answer]:
    """Return what was written to a question and stands, in the order it was sent.

    What came late is read too: an officer may still have it count.
    """
    rows = Answer.objects.filter(STANDS, CODABLE, item=item)
    return rows.exclude(text="").order_by("response__submitted_at", "pk")


def progress(items: Iterable[Item]) -> dict[int, tuple[int, int]]:
    """Return by item how many answers have been read for themes, and how many there are."""
    rows = Answer.objects.filter(STANDS, CODABLE, item__in=list(items))
    counted = rows.exclude(text="").values_list("item").annotate(Count("coded"), Count("pk"))
    return {item: (coded, n) for item, coded, n in counted}


def text_to_code(answer: Answer, by: Any) -> str:
    """Return what somebody reads for themes: never an address, and never more than they may see.

    What a moderator took out stays out for those who are no moderators themselves.
    """
    judged = getattr(answer, "judged", None)
    if judged is None or by.has_perm(JUDGE):
        return redact(answer.text)
    return redact(judged.text) if judged.state != JudgedWords.State.REJECTED else ""


# ---- the list of themes --------------------------------------------------------------------------


@transaction.atomic
def add_theme(*, item: Item, label: str, by: Any) -> Theme:
    """Add a theme to a question's list."""
    must_code(by)
    Item.objects.select_for_update().get(pk=item.pk)
    themes = Theme.objects.filter(item=item)
    if themes.count() >= MOST_THEMES:
        raise Refused(_("There are %(n)d themes already. Join some of them.") % {"n": MOST_THEMES})
    last = themes.aggregate(last=Max("number"))["last"] or 0
    return save_theme(Theme(item=item, number=last + 1), label)


@transaction.atomic
def rename_theme(*, theme: Theme, label: str, by: Any) -> Theme:
    """Call a theme something else; what is marked with it stays so."""
    must_code(by)
    return save_theme(theme, label)


def save_theme(theme: Theme, label: str) -> Theme:
    theme.label = " ".join(label.split())
    if not theme.label:
        raise Refused(_("Enter a name for the theme."))
    if len(theme.label) > 80:
        raise Refused(_("Keep the name to 80 characters."))
    others = Theme.objects.filter(item=theme.item_id, label__iexact=theme.label)
    if others.exclude(pk=theme.pk).exists():
        raise Refused(_("There is a theme of this name."))
    theme.save()
    return theme


@transaction.atomic
def delete_theme(*, theme: Theme, by: Any) -> None:
    """Delete a theme that no answer is marked with."""
    must_code(by)
    Theme.objects.select_for_update().get(pk=theme.pk)
    if n := theme.coded.count():
        words = _("%(n)d answers are marked with it. Take it off them first.")
        raise Refused(words % {"n": n})
    theme.delete()


# ---- reading answers -----------------------------------------------------------------------------


@transaction.atomic
def code_answer(
    *, answer: Answer, themes: Iterable[Theme], by: Any, seen: str = "", alike: bool = False
) -> int:
    """Mark what an answer is about, maybe nothing on the list; return how many were marked.

    `alike` marks all others that say the same in the same words and that nobody has read. `seen` is
    the moment of the marks that the officer had before them: of two officers the first one's stand.
    """
    must_code(by)
    item = answer.item
    chosen = list(themes)
    if any(theme.item_id != item.pk for theme in chosen):
        raise Refused(_("Choose themes of this question."))
    found = Answer.objects.select_for_update().filter(pk=answer.pk).first()
    if found is None:
        raise Refused(_("Who wrote this took it back."))
    now = CodedAnswer.objects.filter(answer=found).select_related("coded_by").first()
    if (now.coded_at.isoformat() if now else "") != seen:
        name = (now and now.coded_by) or _("A colleague")
        raise Refused(_("%(name)s has read this answer meanwhile.") % {"name": name})
    others = unread_alike(found) if alike else []
    moment = timezone.now()
    try:
        with transaction.atomic():
            for one in [found, *others]:
                coded, _is_new = CodedAnswer.objects.update_or_create(
                    answer=one, defaults={"coded_at": moment, "coded_by": by}
                )
                coded.themes.set(chosen)
    except IntegrityError as second:
        raise Refused(_("A colleague has read this answer meanwhile.")) from second
    return 1 + len(others)


def unread_alike(answer: Answer) -> list[Answer]:
    """Return the other answers in the same words that nobody has read for themes."""
    words = fold(answer.text)
    unread = answers_to_code(answer.item).filter(coded=None).exclude(pk=answer.pk)
    return [one for one in unread if words and fold(one.text) == words]


def next_unread(item: Item) -> Answer | None:
    """Return the next answer that nobody has read for themes."""
    return answers_to_code(item).filter(coded=None).select_related("judged").first()


def note_themes(item: Item, by: Any) -> None:
    """Keep on record that the list of a question's themes changed."""
    labels = list(Theme.objects.filter(item=item).values_list("label", flat=True))
    record("polls.themes", on=item.page, by=by, item=item.code, themes=labels)


def must_code(by: Any) -> None:
    if not by.has_perm(CODE):
        raise Refused(_("Only officers and analysts who may code answers do this."))
