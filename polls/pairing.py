"""The same questions each time: what was asked first is kept, and held against what is asked now.

The lock of answered questions keeps officers from changing them. This does not rely on it: however
a paired question came to differ, nobody is asked it again until it is as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from core.kept import ANYBODY, kept
from core.one_form import sha256_of
from polls.locks import LOCKED_IN_ITEM, face_of, stored_items
from polls.models.first_asked import FirstAsked
from polls.models.responses import Response, Wave

if TYPE_CHECKING:
    from polls.models import DeliberativePollPage, Item

Faces = list[dict[str, Any]]  # of the paired questions, as JSON holds them


@dataclass(frozen=True)
class Difference:
    """One question that differs, with a sentence for each thing that does."""

    code: str
    wording: str  # as it was asked first
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        question = _("“%(question)s” (%(code)s)") % {"question": self.wording, "code": self.code}
        return f"{question}: {' '.join(self.sentences)}"


# ---- what was asked first ------------------------------------------------------------------------


def faces_now(poll: DeliberativePollPage) -> Faces:
    """Return the paired questions as the database has them, in order and in full."""
    return paired_faces(stored_items(poll))


def paired_faces(items: Sequence[Item]) -> Faces:
    faces = [asdict(face) for face in map(face_of, items) if face.values["is_paired"]]
    found: Faces = json.loads(json.dumps(faces, cls=DjangoJSONEncoder))
    return found


def keep_first_asked(poll: DeliberativePollPage) -> bool:
    """Keep what is asked first, once first answers are open; return that it is kept.

    A page may be published anew until somebody has answered; what stands then is what is asked.
    """
    kept_so_far = FirstAsked.objects.filter(poll_id=poll.pk).first()
    published_at = poll.last_published_at
    if kept_so_far and (published_at is None or published_at <= kept_so_far.taken_at):
        return True
    if kept_so_far and Response.objects.filter(page_id=poll.pk, wave=Wave.BEFORE).exists():
        return True
    keep_as_asked(poll)
    return True


def keep_as_asked(poll: DeliberativePollPage) -> None:
    """Keep the paired questions as they stand at this moment."""
    defaults = {"faces": faces_now(poll), "taken_at": timezone.now()}
    FirstAsked.objects.update_or_create(poll_id=poll.pk, defaults=defaults)


def note_asking(page: Any, wave: str) -> None:
    """See to it, as people answer for the first time, that what they are asked is kept."""
    if wave == Wave.BEFORE:
        kept(f"first_asked.{page.pk}", ANYBODY, partial(keep_first_asked, page))


def refusal_to_reword(page: Any, items: Sequence[Item]) -> str:
    """Say why the words of these questions stay, as people who answered are asked them again."""
    paired = [item for item in items if item.is_paired] if len(page.waves) > 1 else []
    if not paired or not page.is_locked:
        return ""
    return _(
        "People have answered “%(question)s” and are asked it again in the same words. So it stays "
        "as it is, even where it could be better."
    ) % {"question": paired[0].wording}


# ---- what differs --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """What differs from what was asked first, and why no button can put it back; "" if one can."""

    differences: list[Difference] = field(default_factory=list)
    refusal_to_put_back: str = ""


def compare(poll: DeliberativePollPage) -> Comparison:
    """Compare the paired questions as they are now with how they were asked first."""
    asked = FirstAsked.objects.filter(poll_id=poll.pk).values_list("faces", flat=True)
    items = stored_items(poll, beside=[asked])
    for first in asked:
        found = compared(first, paired_faces(items))
        return Comparison(found, refusal_to_put_back(first, items) if found else "")
    return Comparison()


def differences(poll: DeliberativePollPage) -> list[Difference]:
    return compare(poll).differences


def refusal_to_put_back(first: Faces, items: Sequence[Item]) -> str:
    """Say why questions cannot be put back with a button; empty when they can.

    What was deleted, or offered anew, may have answers that led to it.
    """
    parts_now = {item.pk: parts_of(item) for item in items}
    for face in first:
        was = ({pk for pk, *_rest in face["options"]}, {pk for pk, *_rest in face["rows"]})
        if parts_now.get(face["pk"]) != was:
            return _(
                "In “%(question)s” something was deleted or added, which no button can undo. Ask "
                "who runs the site to restore it from a backup."
            ) % {"question": face["values"]["wording"]}
    return ""


def parts_of(item: Item) -> tuple[set[int], set[int]]:
    """Return the numbers of a question's answers and of its rows."""
    return {option.pk for option in item.options.all()}, {row.pk for row in item.rows.all()}


def compared(first: Faces, now: Faces) -> list[Difference]:
    """Say of each question what differs, in the order in which they were asked first."""
    current = {face["pk"]: face for face in now}
    found = []
    for was in first:
        face = current.pop(was["pk"], None)
        if face is None:
            sentences = [_("It is not asked in both rounds any more.")]
        else:
            sentences = list(what_differs(was, face))
        found.append((was, sentences))
    found += [(face, [_("It was not asked in first answers.")]) for face in current.values()]
    order = [face["pk"] for face in now]
    if not any(sentences for _face, sentences in found) and order != [one["pk"] for one in first]:
        moved = next(one for one, pk in zip(first, order, strict=True) if one["pk"] != pk)
        found.append((moved, [_("It stands in another place than it did.")]))
    return [
        Difference(face["values"]["code"], face["values"]["wording"], tuple(sentences))
        for face, sentences in found
        if sentences
    ]


def what_differs(was: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """Say part by part what one question was and is; of fields that both know.

    Easy words that were not there at first are no difference: what was asked in them then still is.
    """
    for name, label in LOCKED_IN_ITEM.items():
        if name not in was["values"] or name not in now["values"]:
            continue
        before, after = was["values"][name], now["values"][name]
        if before != after:
            yield _("%(part)s was %(was)s and is %(now)s.") % {
                "part": str(label)[:1].upper() + str(label)[1:],
                "was": said(before),
                "now": said(after),
            }
    for name, plural in (
        ("options", _("The answers to choose from")),
        ("rows", _("The rows")),
    ):
        if was[name] != now[name]:
            yield _("%(part)s were %(was)s and are %(now)s.") % {
                "part": plural,
                "was": listed(was[name]),
                "now": listed(now[name]),
            }
    easy_now = {tuple(place): words for *place, words in now.get("easy", ())}
    for *place, words in was.get("easy", ()):
        if easy_now.get(tuple(place)) != words:
            yield _("Its easy read was %(was)s and is %(now)s.") % {
                "was": said(words),
                "now": said(easy_now.get(tuple(place))),
            }


def said(value: Any) -> str:
    """Say one value for people to read."""
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return f"“{value}”" if value not in (None, "") else _("empty")


def listed(parts: list[list[Any]]) -> str:
    """Say what a question offers: code, words and what else is set of each answer or row."""
    marks = [_("right"), _("chosen alone"), _("own words")]
    named = "; ".join(
        " ".join(
            [
                f"{code} “{label}”",
                *([f"“{welsh}”"] if welsh else []),
                *(f"({mark})" for mark, is_set in zip(marks, others, strict=False) if is_set),
            ]
        )
        for _pk, code, label, welsh, *others in parts
    )
    return named or _("none")


def hash_of(found: list[Difference]) -> str:
    """Name a set of differences, so that officers are told of it once."""
    return sha256_of("\n".join(map(str, found))) if found else ""


def comparison_kept(poll: DeliberativePollPage) -> Comparison:
    """Return the comparison as it was at most half a minute ago: for what many people read."""
    return kept(f"pairs.{poll.pk}", ANYBODY, partial(compare, poll))


def questions_differ() -> str:
    """Say to people why a round that is due stays closed."""
    return _(
        "These should be open by now. A question is no longer as you answered it first, so they "
        "stay closed until it is. The council knows."
    )


def sentence_of(found: list[Difference]) -> str:
    """Say to an officer why people cannot be asked again."""
    return _(
        "The questions are not those that were asked first, so nobody is asked them again: "
        "%(differences)s Put them back as they were; then this opens."
    ) % {"differences": " ".join(map(str, found))}
