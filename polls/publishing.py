"""Whether people's own words are published: the officer's switch, and each person's own choice.

Closed answers are never published one by one: put together they would tell what the tables keep
back. So a published response is what somebody wrote, and a name if they gave one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refused
from polls.models.items import Item
from polls.models.respondents import YOUNGER
from polls.models.responses import Response
from polls.models.words import LONGEST_PRINTED, JudgedWords, PublishingChoice

if TYPE_CHECKING:
    from polls.models import QuestionnairePage

Choice = PublishingChoice.Choice
IN_DRAFT = "publishing"  # where a draft keeps the choice, beside the answers


def takes_own_words(item: Item) -> bool:
    """Say whether what people write to this question can be published.

    Standard questions ask about the person, and sensitive ones about what nobody has to tell.
    """
    if item.kind == Item.Kind.STANDARD or item.sensitivity == Item.Sensitivity.SENSITIVE:
        return False
    has_words = item.is_text or item.has_comment
    return has_words or any(option.takes_words for option in item.options.all())


def faults_in_switch(page: QuestionnairePage) -> dict[str, str]:
    """Say why what people write cannot be published one by one, as the page is to be stored."""
    if not page.publishes_responses:
        return {}
    if not any(takes_own_words(item) for item in page.items.all()):
        words = _("Add a question that people answer in their own words, or turn this off.")
        return {"publishes_responses": words}
    if was_open_without(page):
        words = _(
            "This has opened, and nobody was told that their words could be published. It can be "
            "turned on only before that."
        )
        return {"publishes_responses": words}
    return {}


def was_open_without(page: QuestionnairePage) -> bool:
    """Say whether people could answer while the stored page asked nobody about publishing."""
    rows = type(page)._default_manager.filter(pk=page.pk, publishes_responses=False)
    was_out = rows.filter(Q(live=True) | Q(first_published_at__isnull=False))
    stored = was_out.values_list("opens_at", flat=True)
    return any(opens_at is None or opens_at <= timezone.now() for opens_at in stored)


# ---- while answering -----------------------------------------------------------------------------


def is_to_be_asked(page: QuestionnairePage, answers: dict[str, Any]) -> bool:
    """Say whether somebody on their way has still to choose."""
    return may_choose(page, answers) and IN_DRAFT not in answers


def may_choose(page: QuestionnairePage, answers: dict[str, Any]) -> bool:
    """Say whether somebody is asked at all: nothing is published of who is under the lowest age."""
    about = answers.get("about") or {}
    return page.publishes_responses and about.get("age") != YOUNGER


def as_draft(choice: str, name: str) -> dict[str, str]:
    return {"choice": choice, "name": name if choice == Choice.NAMED else ""}


def store_choice(response: Response, page: QuestionnairePage, answers: dict[str, Any]) -> None:
    """Store the choice that came with answers; who was not asked publishes nothing."""
    if not page.publishes_responses:
        return
    kept = answers.get(IN_DRAFT) or {}
    choice, name = kept.get("choice"), str(kept.get("name", "")).strip()[:LONGEST_PRINTED]
    is_unusable = choice not in Choice.values or (choice == Choice.NAMED and not name)
    if is_unusable or response.is_younger:
        choice = Choice.NO
    PublishingChoice.objects.create(response=response, **as_draft(choice, name))


def draft_of_choice(response: Response) -> dict[str, Any]:
    """Return the stored choice in the shape of a draft; nothing where nobody asked."""
    found = PublishingChoice.objects.filter(response=response).first()
    return {IN_DRAFT: as_draft(found.choice, found.name)} if found else {}


def choice_in_words(choice: str, name: str) -> str:
    """Say a choice as the person made it."""
    label = str(Choice(choice).label) if choice in Choice.values else _("Not answered")
    return f"{label}: {name}" if name else label


def rows_to_check(
    page: QuestionnairePage, answers: dict[str, Any], change_url: str
) -> list[dict[str, str]]:
    """Return the choice as a row to be checked among the answers, if anybody asked for it."""
    if not may_choose(page, answers):
        return []
    kept = answers.get(IN_DRAFT) or {}
    said = choice_in_words(kept.get("choice", ""), kept.get("name", ""))
    return [
        {"question": _("May we publish what you wrote?"), "answer": said, "change_url": change_url}
    ]


# ---- afterwards ----------------------------------------------------------------------------------


def refusal_to_change(page: QuestionnairePage) -> str:
    """Say why nobody can change their choice now; empty when they can."""
    if not page.publishes_responses:
        return _("What people write here is not published.")
    if page.is_anonymised:
        return _("Nobody’s answers can be found any more, so no choice can be changed.")
    return ""


@transaction.atomic
def change_choice(
    *, page: QuestionnairePage, response: Response, choice: str, name: str = ""
) -> PublishingChoice:
    """Change whether somebody's words are published: freely until closing, then only to less."""
    if refusal := refusal_to_change(page):
        raise Refused(refusal)
    rows = PublishingChoice.objects.select_for_update()
    found = rows.filter(response=response, response__withdrawn_at=None).first()
    if found is None:
        raise Refused(_("We have no answers of yours here, or you took them back."))
    if not page.is_open and is_more(found, choice, name):
        words = _("This has closed. You can still publish less, but no longer more.")
        raise Refused(words)
    if response.is_younger and choice != Choice.NO:
        raise Refused(_("Nothing is published of people under the lowest age of the panel."))
    wanted = as_draft(choice, name)
    if wanted["name"] not in ("", found.name):
        # No moderator has read the new name: what was decided was about another.
        found.leaves_out_name = False
        JudgedWords.objects.filter(answer__response=response).delete()
    found.leaves_out_name = found.leaves_out_name and bool(wanted["name"])
    found.choice, found.name = wanted["choice"], wanted["name"]
    found.save()
    return found


def is_more(found: PublishingChoice, choice: str, name: str) -> bool:
    """Say whether a choice would publish what the one so far does not."""
    order = (Choice.NO, Choice.ANONYMOUS, Choice.NAMED)
    wanted, now = order.index(Choice(choice)), order.index(Choice(found.choice))
    return wanted > now or (choice == Choice.NAMED and name != found.name)


def take_names_off(responses: list[Response]) -> None:
    """Print no name any more above what these people wrote: it leads to who they are."""
    named = PublishingChoice.objects.filter(response__in=responses, choice=Choice.NAMED)
    named.update(choice=Choice.ANONYMOUS, name="", leaves_out_name=False)
