"""What is still missing before a deliberative poll and all below it can be published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.utils.translation import gettext as _

from forums.models import ExpertSessionPage, ForumPage
from polls.balance import balances
from polls.models import BriefingPage, DeliberativePollPage
from polls.stages import round_of


@dataclass
class Lacking:
    """One page with what it lacks; nothing where it is ready."""

    page: Any
    sentences: list[str] = field(default_factory=list)


def lacking(poll: DeliberativePollPage) -> list[Lacking]:
    """Go through a poll and the pages below it as their newest drafts stand."""
    draft = newest(poll)
    pages = [newest(page.specific) for page in poll.get_children()]
    found = [Lacking(draft, [*faults_of(draft), *absent(draft, pages)])]
    return found + [Lacking(page, [*faults_of(page), *worse_than_faults(page)]) for page in pages]


def newest(page: Any) -> Any:
    return page.get_latest_revision_as_object() if page.latest_revision_id else page


def faults_of(page: Any) -> list[str]:
    """Say what would keep a draft from being published, each with the name of its field."""
    faults: dict[str, list[str]] = {}
    try:
        page.full_clean()
    except ValidationError as error:
        faults = error.message_dict
    for name, sentence in page.missing_to_publish().items() if missing_is_known(page) else ():
        faults.setdefault(name, []).append(str(sentence))
    return [
        f"{label}: {sentence}" if (label := label_of(page, name)) else sentence
        for name, sentences in faults.items()
        for sentence in sentences
    ]


def missing_is_known(page: Any) -> bool:
    return hasattr(page, "missing_to_publish")


def label_of(page: Any, name: str) -> str:
    if name == NON_FIELD_ERRORS or name.endswith("_reason"):
        return ""  # what stands in place of a reason says itself what it is about
    try:
        label = str(getattr(page._meta.get_field(name), "verbose_name", ""))
    except FieldDoesNotExist:
        return ""
    return label[:1].upper() + label[1:]


def absent(poll: DeliberativePollPage, pages: list[Any]) -> list[str]:
    """Say which pages a poll needs below it and has not."""
    sentences = []
    forums = [page for page in pages if isinstance(page, ForumPage)]
    sessions = [page for page in pages if isinstance(page, ExpertSessionPage)]
    if not any(isinstance(page, BriefingPage) for page in pages):
        sentences.append(_("Add a briefing below it."))
    rounds = list(poll.rounds.all())
    poll.listed_rounds = rounds
    for one in rounds:
        for kind, sentence in (
            (forums, _("“%(round)s” has no discussion. Add one with hours in that round.")),
            (sessions, _("“%(round)s” has no session. Add one with hours in that round.")),
        ):
            if not any(round_of(poll, page) == one for page in kind):
                sentences.append(sentence % {"round": one.title})
    if not rounds and not (forums and sessions):
        sentences.append(_("Add a discussion and a session with experts below it."))
    if poll.group_size and not any(forum.is_by_group for forum in forums):
        sentences.append(_("No discussion gives each small group a room of its own."))
    return sentences


def worse_than_faults(page: Any) -> list[str]:
    """Say what can be published and should not be."""
    if isinstance(page, BriefingPage):
        return faults_of_briefing(page)
    if isinstance(page, ExpertSessionPage):
        return faults_of_session(page)
    return []


def faults_of_briefing(page: BriefingPage) -> list[str]:
    sentences = []
    for block, balance in zip(page.proposals, balances(page.proposals), strict=True):
        about = {"title": balance.title}
        if not block.value["summary"].strip():
            sentences.append(_("“%(title)s”: say what it would mean.") % about)
        if not (balance.words_for and balance.words_against):
            sentences.append(_("“%(title)s”: give the reasons on both sides.") % about)
        elif not balance.is_fair:
            sentences.append(
                _("“%(title)s”: one side has less than 40 of every 100 words.") % about
            )
    return sentences


def faults_of_session(page: ExpertSessionPage) -> list[str]:
    return [] if page.host_id else [_("Nobody hosts it yet.")]
